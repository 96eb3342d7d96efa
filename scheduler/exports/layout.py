"""Who is drawn in a picture of a schedule, and where everything stands (in pixels)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from scheduler.domain.calendar import PeriodKind
from scheduler.domain.curriculum import Requirement
from scheduler.domain.dates import DAY, days_between, monday
from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.domain.schedule import Schedule
from scheduler.exports.svg import Paint, paints, width_of

MARGIN = 18
NAMES = 184  # width of the column with the students' names
CELL = 24  # width of a week
ROW = 26
TITLE = 30  # where the title stands, and the size of its letters
HEADLINE = 18
HEADING = 24  # height of a year's heading
DATES = 40  # height of the months and days above the first row
LINE = 20  # height of a line of the legend
MISSING = 280  # the widest that the column for what isn't placed may be
BANDS = {
    PeriodKind.CLINICAL: "#FFFFFF",
    PeriodKind.LECTURES: "#E4ECF7",
    PeriodKind.EXAMS: "#FCE8CC",
    PeriodKind.FREE: "#E6F3DF",
    PeriodKind.CLOSED: "#DCDCDC",
}


@dataclass(frozen=True)
class Layout:
    """The measures of one drawing; ``students`` are ids in the order wanted."""

    instance: Instance
    schedule: Schedule
    students: tuple[str, ...]

    # -- what is drawn -----------------------------------------------------------

    @cached_property
    def cohorts(self) -> tuple[tuple[int, tuple[Student, ...]], ...]:
        """The students by year of study."""
        people = (self.instance.students[student] for student in self.students)
        ordered = sorted(people, key=lambda student: student.year)
        groups = groupby(ordered, key=lambda student: student.year)
        return tuple((year, tuple(group)) for year, group in groups)

    @cached_property
    def paint_of(self) -> dict[str, Paint]:
        """How each discipline looks, the same whoever is drawn."""
        rotations = self.instance.rotations.values()
        names = dict.fromkeys(rotation.discipline for rotation in rotations)
        return dict(zip(names, paints(len(names)), strict=True))

    @cached_property
    def disciplines(self) -> tuple[str, ...]:
        """The disciplines that occur in the drawing."""
        seen = {
            self.instance.rotations[placement.rotation].discipline
            for student in self.students
            for placement in self.schedule.of_student(student)
        }
        return tuple(name for name in self.paint_of if name in seen)

    @cached_property
    def missing(self) -> dict[str, str]:
        """What isn't placed, in words, by student."""
        words: dict[str, list[str]] = {}
        for requirements, count in self.instance.unplaced(self.schedule):
            own = words.setdefault(requirements[0].student, [])
            own.append(_missing_words(requirements, count))
        return {
            student: "not placed: " + ", ".join(words[student])
            for student in self.students
            if student in words
        }

    def bands(self, year: int) -> tuple[tuple[PeriodKind, date, date], ...]:
        """Return (kind, first day, day after) of the periods of a year of study.

        A weekend goes with the Friday before it.
        """
        calendar, bands = self.instance.calendar, []
        days = days_between(calendar.weeks[0], calendar.weeks[-1] + timedelta(days=6))
        for kind, run in groupby(days, key=lambda day: self._kind(year, day)):
            spell = tuple(run)
            if kind is not None:
                bands.append((kind, spell[0], spell[-1] + DAY))
        return tuple(bands)

    def _kind(self, year: int, day: date) -> PeriodKind | None:
        friday = monday(day) + timedelta(days=4)
        period = self.instance.calendar.period(year, min(day, friday))
        return period.kind if period else None

    # -- where it stands ---------------------------------------------------------

    @property
    def left(self) -> float:
        """Where the first week begins."""
        return MARGIN + NAMES

    @property
    def right(self) -> float:
        """Where the last week ends."""
        return self.left + CELL * len(self.instance.calendar.weeks)

    @cached_property
    def width(self) -> float:
        """The width of the drawing, with room for what isn't placed."""
        widest = max((width_of(w, 10) for w in self.missing.values()), default=0.0)
        title = width_of(self.instance.title, HEADLINE)
        return max(2 * MARGIN + title, 640, self.right + min(widest, MISSING) + MARGIN)

    @cached_property
    def legend(self) -> tuple[tuple[str, float, float], ...]:
        """The entries of the legend and where they stand: (name, x, y)."""
        x, y, places = float(MARGIN), float(TITLE + MARGIN), []
        for name in (*self.disciplines, *BANDS):
            room = 34 + width_of(name, 11)
            if x + room > self.width - MARGIN:
                x, y = float(MARGIN), y + LINE
            places.append((str(name), x, y))
            x += room
        return tuple(places)

    @property
    def top(self) -> float:
        """Where the first year begins."""
        return self.legend[-1][2] + LINE + DATES

    @property
    def bottom(self) -> float:
        """Where the last row ends."""
        return self.top + HEADING * len(self.cohorts) + ROW * len(self.students)

    def x(self, day: date) -> float:
        """Return where ``day`` begins, seven days to a column."""
        return self.left + CELL * (day - self.instance.calendar.weeks[0]).days / 7


def _missing_words(requirements: tuple[Requirement, ...], count: int) -> str:
    names = [requirement.rotation for requirement in requirements]
    if count == len(names):
        return ", ".join(names)
    return f"{count} of {'/'.join(names)}"
