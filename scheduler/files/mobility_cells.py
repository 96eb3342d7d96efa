"""Cells of the mobility tables: limits that may be unknown, lengths, lists."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scheduler.domain.limits import (
    UNKNOWN,
    AcademicYear,
    Among,
    DayMonth,
    Deadline,
    Event,
    Length,
    Unit,
    Unknown,
)
from scheduler.files.cells import Cell, read_date
from scheduler.files.spelling import Indices, UnreadableError, fold

_LENGTH = re.compile(r"([0-9]{1,5})\s*([a-z]+)")
_DEADLINE = re.compile(r"(.+?)\s+(?:before|prima del(?:la)?)\s+(.+)")
_DAY_MONTH = re.compile(r"([0-9]{1,2})[/.\- ]+([0-9]{1,2}|[a-z]+)")
_YEAR = re.compile(r"([0-9]{4})\s*[/\-]\s*([0-9]{2}|[0-9]{4})")
_UNITS = {
    **dict.fromkeys(("month", "months", "mese", "mesi"), Unit.MONTHS),
    **dict.fromkeys(("day", "days", "giorno", "giorni"), Unit.DAYS),
    **dict.fromkeys(("hour", "hours", "ora", "ore"), Unit.HOURS),
}
_MONTHS = (
    *(("jan", "gen"), ("feb",), ("mar",), ("apr",), ("may", "mag"), ("jun", "giu")),
    *(("jul", "lug"), ("aug", "ago"), ("sep", "set"), ("oct", "ott"), ("nov",)),
    ("dec", "dic"),
)
_EVENTS = {
    **dict.fromkeys(("departure", "partenza"), Event.DEPARTURE),
    **dict.fromkeys(("start", "inizio", "activities", "attivita"), Event.START),
}
_DAYS_OF = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Limit:
    """A limit, or ``?`` for one that isn't known."""

    inner: Cell

    @property
    def says(self) -> str:
        """What the limit is like."""
        return f"{self.inner.says}, or ? if it isn't known"

    def read(self, text: str, indices: Indices) -> object | Unknown:
        """Return the limit or UNKNOWN."""
        return UNKNOWN if text.strip() == "?" else self.inner.read(text, indices)


@dataclass(frozen=True)
class Parts:
    """A list; parts are separated by `|` or commas, and single words by spaces too."""

    inner: Cell
    words: bool = True

    @property
    def says(self) -> str:
        """What a part is like."""
        return f"{self.inner.says}; several are separated by |"

    def read(self, text: str, indices: Indices) -> Among:
        """Return the parts in the order given; UnreadableError for repeated ones."""
        marks = r"[,;|\s]+" if self.words else r"\s*[,;|\n]\s*"
        parts = list(filter(None, re.split(marks, text.strip())))
        found = [str(self.inner.read(part, indices)) for part in parts]
        if not found:
            raise UnreadableError("holds nothing", f"Write {self.says}")
        if len({fold(part) for part in found}) < len(found):
            raise UnreadableError("names something twice", "Delete one of them")
        return Among(tuple(found))


@dataclass(frozen=True)
class Span:
    """A length of time, in some of the units."""

    units: tuple[Unit, ...] = tuple(Unit)

    @property
    def says(self) -> str:
        """Examples in its units."""
        examples = {Unit.MONTHS: "2 months", Unit.DAYS: "60 days"}
        told = [examples.get(unit, "50 hours") for unit in self.units]
        return f"a length like {' or '.join(told)}"

    def read(self, text: str, indices: Indices) -> Length:
        """Return the length."""
        match = _LENGTH.fullmatch(fold(text))
        unit = _UNITS.get(match[2]) if match else None
        if match is None or unit not in self.units or not int(match[1]):
            raise UnreadableError("is not a length", f"Write {self.says}")
        return Length(int(match[1]), unit)


@dataclass(frozen=True)
class ApplyBy:
    """How long before which event an application must be made."""

    says: str = "a deadline like 30 days before start, or 1 month before departure"

    def read(self, text: str, indices: Indices) -> Deadline:
        """Return the deadline."""
        match = _DEADLINE.fullmatch(fold(text))
        event = _EVENTS.get(match[2]) if match else None
        if match is None or event is None:
            raise UnreadableError("is not a deadline", f"Write {self.says}")
        length = Span((Unit.MONTHS, Unit.DAYS)).read(match[1], indices)
        return Deadline(length, event)


@dataclass(frozen=True)
class DayOfYear:
    """A day and a month; a year, which Excel likes to add, is passed over."""

    says: str = "a day and month like 30/09"

    def read(self, text: str, indices: Indices) -> DayMonth:
        """Return the day and month."""
        match = _DAY_MONTH.fullmatch(fold(text))
        if match is None:
            day = read_date(text)
            return DayMonth(day.day, day.month)
        number, month = int(match[1]), _month(match[2])
        if not month or not 1 <= number <= _DAYS_OF[month - 1]:
            raise UnreadableError("is no day of the year", f"Write {self.says}")
        return DayMonth(number, month)


def _month(text: str) -> int:
    """Return the number of a month, given as number or name; 0 if it is none."""
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else 0
    named = (n for n, starts in enumerate(_MONTHS, 1) if text[:3] in starts)
    return next(named, 0)


@dataclass(frozen=True)
class YearOfCall:
    """An academic year."""

    says: str = "an academic year like 2026/27"

    def read(self, text: str, indices: Indices) -> AcademicYear:
        """Return the academic year."""
        match = _YEAR.fullmatch(text.strip())
        if not match:
            raise UnreadableError("is not an academic year", f"Write {self.says}")
        first = int(match[1])
        if int(match[2][-2:]) != (first + 1) % 100:
            remedy = f"Write {AcademicYear(first)}, if that is meant"
            raise UnreadableError("are not two years in a row", remedy)
        return AcademicYear(first)
