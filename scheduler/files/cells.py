"""What a cell may hold: text -> value, or a fault in words.

A kind of cell is a small value with two sides: ``read`` makes the value (or raises
UnreadableError), ``says`` tells a person what to write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Protocol

from scheduler.domain.dates import monday
from scheduler.files.spelling import (
    Indices,
    UnreadableError,
    did_you_mean,
    fold,
    has_control,
    tidy_id,
)

WEEKDAYS = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    *("Saturday", "Sunday"),
)
YEARS = range(1990, 2101)
YES = {"yes", "y", "si", "s", "true", "vero", "1", "x"}
NO = {"no", "n", "false", "falso", "0"}
EXCEL_ERRORS = {
    *("#n/a", "#n/d", "#ref!", "#rif!", "#value!", "#valore!", "#div/0!", "#name?"),
    *("#nome?", "#num!", "#null!", "#nullo!", "#spill!", "#calc!", "#getting_data"),
    "#field!",
}
NO_RESULT = "=?"  # stands for a formula that Excel has not reckoned yet
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}([.,][0-9]{1,20})?")
_ITALIAN = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]+)")
_ISO = re.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{1,2})")
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
_CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(:00)?")
_ID = re.compile(r"""[^\s,;|/\\#"':*?<>.][^\s,;|/\\#"':*?<>]*""")
_EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")


class Cell(Protocol):
    """A kind of cell."""

    @property
    def says(self) -> str:
        """What a person is to write, to follow 'Write ...'."""

    def read(self, text: str, indices: Indices) -> object:
        """Return the value of a filled cell; raises UnreadableError."""


def check_plain(text: str) -> None:
    """Refuse what no kind of cell may hold; raises UnreadableError."""
    if fold(text) in EXCEL_ERRORS:
        raise UnreadableError(
            "is an error of Excel, not a value",
            "Mend the formula in Excel or type the value itself",
        )
    if has_control(text):
        raise UnreadableError(
            "holds an invisible control character",
            "Delete the cell and type it again",
        )
    if text == NO_RESULT:
        raise UnreadableError(
            "is a formula without a result",
            "Type the value itself, or open and save the file in Excel once",
        )


@dataclass(frozen=True)
class Text:
    """Any text."""

    says: str = "text"

    def read(self, text: str, indices: Indices) -> str:
        """Return the text as it is."""
        return text


@dataclass(frozen=True)
class Email:
    """An e-mail address."""

    says: str = "an e-mail address"

    def read(self, text: str, indices: Indices) -> str:
        """Return the address."""
        if not _EMAIL.fullmatch(text):
            raise UnreadableError(
                "isn't an e-mail address", "Write it like name@example.org"
            )
        return text


@dataclass(frozen=True)
class Id:
    """The name by which other tables speak of this line."""

    says: str = "a short name of your choice, without spaces"

    def read(self, text: str, indices: Indices) -> str:
        """Return the id without what Excel added."""
        id_ = tidy_id(text)
        if not _ID.fullmatch(id_):
            better = re.sub(r"\W+", "-", id_).strip("-") or "A-1"
            raise UnreadableError(
                "can't be an id: it has a space or a sign that file names can't have",
                f"Use letters, digits, '-' and '_', for instance '{better}'",
            )
        return id_


@dataclass(frozen=True)
class Label:
    """A name shared by several lines; spellings up to case and accents are one."""

    says: str = "a name that the lines of one group share"

    def read(self, text: str, indices: Indices) -> str:
        """Return the label."""
        return tidy_id(text)


@dataclass(frozen=True)
class Ref:
    """The id of a line of another table (of the first of several that has it)."""

    tables: tuple[str, ...]

    @property
    def says(self) -> str:
        """Where to look the id up."""
        return f"an id of the table {' or '.join(self.tables)}"

    def read(self, text: str, indices: Indices) -> str:
        """Return the id as its table spells it."""
        faults = []
        for table in self.tables:
            if table not in indices:
                return text  # That table has its own problems; don't add to them.
            try:
                return indices[table].find(text)
            except UnreadableError as fault:
                faults.append(fault)
        things = " or ".join(indices[table].thing for table in self.tables)
        best = next((f for f in faults if f.remedy.startswith("Did")), faults[0])
        if len(faults) == 1:
            raise best
        raise UnreadableError(f"is not a known {things}", best.remedy)


@dataclass(frozen=True)
class Refs:
    """Ids of lines of another table, separated by spaces, commas or `|`."""

    table: str

    @property
    def says(self) -> str:
        """Where to look the ids up."""
        return f"one or more ids of the table {self.table}, separated by spaces"

    def read(self, text: str, indices: Indices) -> tuple[str, ...]:
        """Return the ids in the order given; UnreadableError for repeated ones."""
        found = [
            i for part in re.split(r"[,;|\n]", text) for i in self._part(part, indices)
        ]
        if len(set(found)) < len(found):
            twice = next(id_ for id_ in found if found.count(id_) > 1)
            raise UnreadableError(f"names '{twice}' twice", "Delete one of them")
        if not found:
            raise UnreadableError("holds no id", f"Write {self.says}")
        return tuple(found)

    def _part(self, part: str, indices: Indices) -> list[str]:
        # A name may hold spaces ("Internal Medicine"), so the whole is tried first.
        one = Ref((self.table,))
        words = part.split()
        if len(words) > 1:
            try:
                return [one.read(part, indices)]
            except UnreadableError:
                return [one.read(word, indices) for word in words]
        return [one.read(word, indices) for word in words]


@dataclass(frozen=True)
class Number:
    """A number from ``low`` to ``high``; ``above`` leaves ``low`` itself out."""

    low: float
    high: float
    above: bool = False

    @property
    def says(self) -> str:
        """The bounds, in words."""
        start = f"above {self.low:g}" if self.above else f"from {self.low:g}"
        return f"a number {start} to {self.high:g}"

    def read(self, text: str, indices: Indices) -> float:
        """Return the number; comma and point both mark decimals."""
        if not _NUMBER.fullmatch(text):
            raise UnreadableError("is not a number", f"Write {self.says}, like 1,5")
        value = float(text.replace(",", "."))
        low = value <= self.low if self.above else value < self.low
        if low or value > self.high:
            raise UnreadableError(
                f"is too {'small' if low else 'large'}", f"Write {self.says}"
            )
        return value


@dataclass(frozen=True)
class Whole:
    """A whole number from ``low`` to ``high``."""

    low: int
    high: int

    @property
    def says(self) -> str:
        """The bounds, in words."""
        return f"a whole number from {self.low} to {self.high}"

    def read(self, text: str, indices: Indices) -> int:
        """Return the number; Excel's ``12.0`` is 12."""
        if not _NUMBER.fullmatch(text):
            raise UnreadableError("is not a number", f"Write {self.says}")
        value = float(text.replace(",", "."))
        if not value.is_integer():
            raise UnreadableError("is not a whole number", f"Write {self.says}")
        if not self.low <= value <= self.high:
            wrong = "is too small" if value < self.low else "is too large"
            raise UnreadableError(wrong, f"Write {self.says}")
        return int(value)


@dataclass(frozen=True)
class Day:
    """A date."""

    says: str = "a date like 05/10/2026"

    def read(self, text: str, indices: Indices) -> date:
        """Return the date; day/month/year and year-month-day are understood."""
        return read_date(text)


@dataclass(frozen=True)
class Week:
    """A week, named by its Monday."""

    says: str = "the date of a Monday, like 05/10/2026"

    def read(self, text: str, indices: Indices) -> date:
        """Return the Monday; another day is refused, not moved."""
        day = read_date(text)
        if day.weekday():
            raise UnreadableError(
                f"is a {WEEKDAYS[day.weekday()]}, and a week is named by its Monday",
                f"Write {monday(day):%d/%m/%Y} if you mean that week",
            )
        return day


@dataclass(frozen=True)
class Clock:
    """A time of day."""

    says: str = "a time like 08:30"

    def read(self, text: str, indices: Indices) -> time:
        """Return the time."""
        match = _CLOCK.fullmatch(text)
        if not match or int(match[1]) > 23 or int(match[2]) > 59:
            raise UnreadableError("is not a time of day", f"Write {self.says}")
        return time(int(match[1]), int(match[2]))


@dataclass(frozen=True)
class YesNo:
    """Yes or no."""

    says: str = "yes or no"

    def read(self, text: str, indices: Indices) -> bool:
        """Return the answer, given in English or Italian."""
        word = fold(tidy_id(text))
        if word not in YES | NO:
            raise UnreadableError("is neither yes nor no", "Write yes or no")
        return word in YES


@dataclass(frozen=True)
class Word:
    """One of a few words."""

    words: type[StrEnum]

    @property
    def says(self) -> str:
        """The words."""
        return f"one of: {', '.join(self.words)}"

    def read(self, text: str, indices: Indices) -> StrEnum:
        """Return the word as a member of its enumeration."""
        try:
            return self.words(fold(text))
        except ValueError:
            raise UnreadableError(
                f"is not {self.says}", did_you_mean(text, self.words)
            ) from None


def read_date(text: str) -> date:
    """Return the date that ``text`` means; raises UnreadableError."""
    bare = _MIDNIGHT.sub("", text)
    if match := _ISO.fullmatch(bare):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    match = _ITALIAN.fullmatch(bare)
    if not match:
        raise UnreadableError(
            "is not a date", "Write day/month/year, like 05/10/2026, as a date or text"
        )
    if len(match[3]) != 4:
        raise UnreadableError(
            "doesn't have its year in four digits", "Write it like 05/10/2026"
        )
    return _date(int(match[3]), int(match[2]), int(match[1]))


def _date(year: int, month: int, day: int) -> date:
    remedy = "Check it, and write day/month/year, like 05/10/2026"
    if year not in YEARS:
        raise UnreadableError(f"is in the year {year}, which can't be meant", remedy)
    if month > 12 >= day:
        remedy = f"There is no month {month}: write the day before the month"
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableError("is a day that doesn't exist", remedy) from None
