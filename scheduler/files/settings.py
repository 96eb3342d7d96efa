"""``instance.toml``, or the sheet ``instance`` of a workbook: title, weeks, weights.

Both come as entries with dotted keys. Every key is explained here, for the template
too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from scheduler.domain.calendar import Semester
from scheduler.domain.clearances import SWITCHABLE, Level
from scheduler.domain.dates import DAY, WEEK
from scheduler.errors import Problem
from scheduler.files.cells import (
    Cell,
    Day,
    Text,
    Week,
    Whole,
    Word,
    check_plain,
    read_date,
)
from scheduler.files.entries import Entry, sheet_entries, toml_entries
from scheduler.files.marks import Words
from scheduler.files.public_holidays import public_holidays
from scheduler.files.sources import Source
from scheduler.files.spelling import (
    UnreadableError,
    did_you_mean,
    shown,
    slip_for,
)

KEYS = {
    "title": "What this instance is, for people; it heads the reports.",
    "first_week": "The Monday of the first week of the academic year.",
    "last_week": "The Monday of its last week.",
    "holidays": (
        "Country and province whose public holidays are free of duty, like IT-MI for "
        'Milan; "" for none.'
    ),
}
OPTIONAL = {
    "gates": (
        "The gates that are checked before a student enters a ward, some of: "
        f"{', '.join(SWITCHABLE)}; left out: none. See the table clearances."
    ),
    "italian": "The Italian that wards need from the school's students; left out: B2.",
    "italian_visitors": "The Italian that wards need from visitors; left out: B1.",
    "desk.contact": (
        "Who answers for learning agreements, as it is to stand on them: [desk], and "
        'below it  contact = "name, e-mail"; left out: to be filled in by hand.'
    ),
    "swaps.until": (
        "The last day on which students may swap places: [swaps], and below it a line "
        "like  until = 2026-08-28; left out: no such day."
    ),
}
SEMESTER_KEYS = {
    "name": "Name of the semester.",
    "first": "Its first day.",
    "last": "Its last day.",
}
SECTIONS = {
    "semesters": "Parts of the year that are solved, published and then frozen.",
    "weights": "What a unit of a goal costs, as a whole number; 0 switches it off.",
    "settings": "Whole numbers that rules ask for.",
}
HOW = {
    "semesters": "Begin each with a line [[semesters]], then its name, first and last",
    "weights": "Write a line [weights], and below it lines like  name = 3",
    "settings": "Write a line [settings], and below it lines like  name = 3",
}
MOST_WEEKS = 110
_WEIGHT = Whole(0, 100_000)
_SETTING = Whole(-1_000_000_000, 1_000_000_000)
_SEMESTER = re.compile(r"semesters\.[0-9]+\.(name|first|last)")
_NESTED = re.compile(_SEMESTER.pattern + r"|(weights|settings)\..+|holidays\..+")


@dataclass(frozen=True)
class Settings:
    """What the settings say, as far as it can be understood."""

    file: str
    title: str = ""
    first_week: date | None = None
    last_week: date | None = None
    region: str = ""
    holidays: tuple[tuple[date, str], ...] = ()
    semesters: tuple[Semester, ...] = ()
    gates: tuple[str, ...] = ()
    italian: Level = Level.B2
    italian_visitors: Level = Level.B1
    desk_contact: str = ""
    swaps_until: date | None = None
    weights: tuple[tuple[str, int], ...] = ()
    settings: tuple[tuple[str, int], ...] = ()

    def outside(self, day: date) -> bool:
        """Tell whether ``day`` isn't in the academic year (as far as that is known)."""
        if self.first_week and day < self.first_week:
            return True
        return bool(self.last_week and day >= self.last_week + WEEK)

    @property
    def within(self) -> str:
        """The academic year in words."""
        first = f"{self.first_week:%d/%m/%Y}" if self.first_week else "its first week"
        last = f"{self.last_week + 6 * DAY:%d/%m/%Y}" if self.last_week else "its last"
        return f"{first} to {last}"


def read_settings(
    source: Source,
    goals: frozenset[str],
    settings: frozenset[str],
    problems: list[Problem],
) -> Settings:
    """Understand the settings of ``source``, and collect what is wrong with them."""
    file = source.settings_file
    try:
        entries = _entries(source)
    except UnreadableError as fault:
        problems.append(Problem(file, fault.row, "", "", fault.wrong, fault.remedy))
        return Settings(file)
    return _Reader(file, entries, problems).read(goals, settings)


def _entries(source: Source) -> list[Entry]:
    if source.toml is not None:
        return toml_entries(source.toml)
    if source.sheet is not None:
        return sheet_entries(source.sheet)
    raise UnreadableError("is missing", f"Add it, with the keys {', '.join(KEYS)}")


class _Reader:
    """Entries on their way to Settings, with the problems met on it."""

    def __init__(
        self, file: str, entries: list[Entry], problems: list[Problem]
    ) -> None:
        self.file, self.problems = file, problems
        self.slips: set[str | None] = set()  # keys that were meant but misspelt
        self.entries: dict[str, Entry] = {}
        for entry in entries:
            earlier = self.entries.setdefault(entry.key, entry)
            if earlier is not entry:
                wrong = f"is in row {earlier.row} already"
                self.refuse_key(entry, wrong, "Keep one of the two lines")

    def read(self, goals: frozenset[str], settings: frozenset[str]) -> Settings:
        self._refuse_unknown_keys()
        first, last = self._weeks()
        region, holidays = self._holidays(first, last)
        found = Settings(
            self.file,
            self._text("title"),
            first,
            last,
            region,
            holidays,
            gates=self._gates(),
            italian=self._level("italian", Level.B2),
            italian_visitors=self._level("italian_visitors", Level.B1),
            desk_contact=self._contact(),
            swaps_until=self._swaps_until(),
            weights=self._numbers("weights", goals, _WEIGHT),
            settings=self._numbers("settings", settings, _SETTING),
        )
        return replace(found, semesters=tuple(self._semesters(found)))

    # -- faults ------------------------------------------------------------------

    def refuse(self, key: str, wrong: str, remedy: str) -> None:
        entry = self.entries[key]
        place = (self.file, entry.row, entry.column, shown(entry.text))
        self.problems.append(Problem(*place, wrong, remedy))

    def refuse_key(self, entry: Entry, wrong: str, remedy: str) -> None:
        column = "key" if entry.column == "value" else entry.column
        place = (self.file, entry.row, column, shown(entry.key))
        self.problems.append(Problem(*place, wrong, remedy))

    def lack(self, key: str, help_: str) -> None:
        if key not in self.slips:
            problem = Problem(self.file, 0, key, "", "is missing", f"Add it: {help_}")
            self.problems.append(problem)

    def _refuse_unknown_keys(self) -> None:
        known = [*KEYS, *OPTIONAL]
        missing = [key for key in [*known, *SECTIONS] if key not in self.entries]
        for key, entry in self.entries.items():
            if key not in known and not _NESTED.fullmatch(key):
                self.refuse_key(entry, "is no key", self._key_remedy(key, missing))

    def _key_remedy(self, key: str, missing: list[str]) -> str:
        head = key.partition(".")[0]
        if head in SECTIONS:
            return HOW[head]
        slip = slip_for(head, missing)
        self.slips.add(slip)
        known = ", ".join([*KEYS, *OPTIONAL, *SECTIONS])
        return f"Did you mean '{slip}'?" if slip else f"Known are: {known}"

    # -- values ------------------------------------------------------------------

    def _value(self, key: str, cell: Cell) -> object | None:
        text = self.entries[key].text.strip()
        try:
            check_plain(text)
            if not text:
                raise UnreadableError("is blank", f"Write {cell.says}")
            return cell.read(text, {})
        except UnreadableError as fault:
            self.refuse(key, fault.wrong, fault.remedy)
            return None

    def _text(self, key: str, help_: str = "") -> str:
        if key not in self.entries:
            self.lack(key, help_ or KEYS[key])
            return ""
        value = self._value(key, Text())
        return value if isinstance(value, str) else ""

    def _date(self, key: str, cell: Cell, help_: str) -> date | None:
        if key not in self.entries:
            self.lack(key, help_)
            return None
        value = self._value(key, cell)
        return value if isinstance(value, date) else None

    def _weeks(self) -> tuple[date | None, date | None]:
        first = self._date("first_week", Week(), KEYS["first_week"])
        last = self._date("last_week", Week(), KEYS["last_week"])
        if not (first and last) or first <= last <= first + MOST_WEEKS * WEEK:
            return first, last
        wrong = "is before the first week" if last < first else "is years later"
        self.refuse("last_week", wrong, f"Write a Monday soon after {first:%d/%m/%Y}")
        return first, None

    def _gates(self) -> tuple[str, ...]:
        if "gates" not in self.entries or not self.entries["gates"].text.strip():
            return ()
        value = self._value("gates", Words(SWITCHABLE))
        return value if isinstance(value, tuple) else ()

    def _contact(self) -> str:
        entry = self.entries.get("desk.contact")
        return self._text("desk.contact") if entry and entry.text.strip() else ""

    def _swaps_until(self) -> date | None:
        entry = self.entries.get("swaps.until")
        said = entry is not None and entry.text.strip()
        value = self._value("swaps.until", Day()) if said else None
        return value if isinstance(value, date) else None

    def _level(self, key: str, usual: Level) -> Level:
        value = self._value(key, Word(Level)) if key in self.entries else None
        return value if isinstance(value, Level) else usual

    def _numbers(
        self, section: str, known: frozenset[str], cell: Whole
    ) -> tuple[tuple[str, int], ...]:
        found = []
        for key, entry in self.entries.items():
            head, _, name = key.partition(".")
            if head != section or not name:
                continue
            if name not in known:
                remedy = did_you_mean(name, sorted(known))
                self.refuse_key(entry, f"is not one of the {section}", remedy)
                continue
            value = self._value(key, cell)
            if isinstance(value, int):
                found.append((name, value))
        return tuple(found)

    # -- holidays and semesters --------------------------------------------------

    def _holidays(
        self, first: date | None, last: date | None
    ) -> tuple[str, tuple[tuple[date, str], ...]]:
        single = [key for key in self.entries if key.startswith("holidays.")]
        if single and "holidays" in self.entries:
            wrong = "is given although holidays are listed one by one"
            self.refuse("holidays", wrong, "Keep either this line or the list")
        if single:
            return "", tuple(sorted(self._single_holidays(single)))
        if "holidays" not in self.entries:
            self.lack("holidays", KEYS["holidays"])
            return "", ()
        region = self.entries["holidays"].text.strip()
        if not (region and first and last):
            return region, ()
        try:
            return region, public_holidays(region, first, last + 6 * DAY)
        except UnreadableError as fault:
            self.refuse("holidays", fault.wrong, fault.remedy)
            return "", ()

    def _single_holidays(self, keys: list[str]) -> Iterator[tuple[date, str]]:
        for key in keys:
            try:
                day = read_date(key.removeprefix("holidays."))
            except UnreadableError as fault:
                self.refuse_key(self.entries[key], fault.wrong, fault.remedy)
            else:
                yield day, self.entries[key].text.strip()

    def _semesters(self, year: Settings) -> Iterator[Semester]:
        numbers = {
            k.split(".")[1]: None for k in self.entries if _SEMESTER.fullmatch(k)
        }
        earlier: list[Semester] = []
        for number in numbers:
            semester = self._semester(f"semesters.{number}")
            if semester and self._semester_fits(number, semester, earlier, year):
                earlier.append(semester)
                yield semester

    def _semester(self, path: str) -> Semester | None:
        name = self._text(f"{path}.name", SEMESTER_KEYS["name"])
        first = self._date(f"{path}.first", Day(), SEMESTER_KEYS["first"])
        last = self._date(f"{path}.last", Day(), SEMESTER_KEYS["last"])
        return Semester(name, first, last) if name and first and last else None

    def _semester_fits(
        self, number: str, semester: Semester, earlier: list[Semester], year: Settings
    ) -> bool:
        path, before = f"semesters.{number}", len(self.problems)
        for key, day in (("first", semester.first), ("last", semester.last)):
            if year.outside(day):
                remedy = f"Write a date from {year.within}"
                self.refuse(f"{path}.{key}", "is outside the academic year", remedy)
        if semester.last < semester.first:
            wrong = "is before the first day of the semester"
            self.refuse(f"{path}.last", wrong, "Swap the two dates, or mend one")
        for other in earlier:
            if other.name == semester.name:
                wrong, remedy = "is a second semester of that name", "Rename one"
                self.refuse(f"{path}.name", wrong, remedy)
            elif semester.first <= other.last and other.first <= semester.last:
                wrong = f"overlaps the semester '{other.name}'"
                remedy = "Let it begin after the other one has ended"
                self.refuse(f"{path}.first", wrong, remedy)
        return len(self.problems) == before
