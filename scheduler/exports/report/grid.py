"""Students down, weeks across: a cell for each placement and each time away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from scheduler.domain.dates import WEEK, monday, weekdays, weeks_between
from scheduler.domain.instance import Instance
from scheduler.domain.mobility import Stay
from scheduler.domain.people import Absence, Student
from scheduler.domain.schedule import Schedule
from scheduler.exports.attendance import Attendance, attendance
from scheduler.exports.choices import Choices
from scheduler.exports.edition import Language
from scheduler.exports.layout import Layout
from scheduler.exports.occupancy import weeks_of
from scheduler.exports.said import MONTHS
from scheduler.exports.sheet_words import said_choice

ENGLISH: Language = "en"
AWAY_DAYS = 3  # of five: then the week is shown as one away


@dataclass(frozen=True)
class Cell:
    """``span`` weeks of a row: a placement, time away (``label``) or nothing.

    ``runs`` are (first, length) in weeks from the start of the cell, where the
    student really is in the ward.
    """

    span: int
    label: str = ""
    hint: str = ""
    rotation: str = ""
    hospital: str = ""
    paint: int = 0
    runs: tuple[tuple[int, int], ...] = ()

    @property
    def boxes(self) -> tuple[tuple[float, float], ...]:
        """(left, width) of each run, in hundredths of the cell."""
        return tuple(
            (round(100 * first / self.span, 2), round(100 * length / self.span, 2))
            for first, length in self.runs
        )


@dataclass(frozen=True)
class Row:
    """One student: a line of cells, and more where placements overlap."""

    student: Student
    lines: tuple[tuple[Cell, ...], ...]
    missing: str = ""


@dataclass(frozen=True)
class Band:
    """A period of a year of study; ``left`` and ``width`` in weeks."""

    kind: str
    left: float
    width: float


@dataclass(frozen=True)
class Cohort:
    """The students of one year of study, and its periods."""

    year: int
    rows: tuple[Row, ...]
    bands: tuple[Band, ...]

    @property
    def heading(self) -> str:
        """How the year is called; visitors belong to none."""
        return f"Year {self.year}" if self.year else "Visitors"


@dataclass(frozen=True)
class Month:
    """A month over ``span`` weeks."""

    name: str
    span: int


@dataclass(frozen=True)
class Maker:
    """Makes the rows; ``stays`` tell mobility from other absences."""

    instance: Instance
    schedule: Schedule
    stays: Mapping[str, Stay] = field(default_factory=dict)

    def cohorts(self) -> tuple[Cohort, ...]:
        """Return the students by year of study, in the order of the table."""
        layout = Layout(self.instance, self.schedule, tuple(self.instance.students))
        paints = {name: i for i, name in enumerate(layout.paint_of)}
        choices = Choices(self.instance, self.schedule)
        return tuple(
            Cohort(
                year,
                tuple(
                    self._row(student, paints, choices, layout.missing.get(student.id))
                    for student in students
                ),
                tuple(self._bands(layout, year)),
            )
            for year, students in sorted(layout.cohorts, key=_visitors_last)
        )

    def _bands(self, layout: Layout, year: int) -> Iterator[Band]:
        start = self.instance.calendar.weeks[0]
        for kind, first, end in layout.bands(year):
            left, width = (first - start).days / 7, (end - first).days / 7
            yield Band(str(kind), round(left, 2), round(width, 2))

    def _row(
        self,
        student: Student,
        paints: Mapping[str, int],
        choices: Choices,
        missing: str | None,
    ) -> Row:
        spells = [
            (weeks, self._cell(seen, weeks, paints, choices))
            for placement in self.schedule.of_student(student.id)
            for seen in [attendance(self.instance, placement)]
            for weeks in [weeks_of(self.instance, placement)]
        ]
        taken = {week for weeks, _ in spells for week in weeks}
        away = self._away(student, taken)
        lines = [tuple(self._line(lane)) for lane in _lanes([*spells, *away])]
        return Row(student, tuple(lines), missing or "")

    def _cell(
        self,
        seen: Attendance,
        weeks: Sequence[date],
        paints: Mapping[str, int],
        choices: Choices,
    ) -> Cell:
        wish = said_choice(
            choices.place(seen.placement), choices.week(seen.placement), ENGLISH
        )
        when = f"{seen.first:%d/%m/%Y} to {seen.last:%d/%m/%Y}"
        return Cell(
            len(weeks),
            hint=f"{seen.rotation.name}; {seen.hospital.name}, {seen.ward.name}; "
            f"{when}; {wish}",
            rotation=seen.rotation.id,
            hospital=seen.hospital.id,
            paint=paints[seen.rotation.discipline],
            runs=_runs(weeks, {monday(day) for day, _ in seen.days}),
        )

    def _line(self, lane: Sequence[tuple[Sequence[date], Cell]]) -> Iterator[Cell]:
        """Yield the cells of a line, with empty ones in between, to the year's end."""
        weeks, at = self.instance.calendar.weeks, 0
        for covered, cell in lane:
            start = (covered[0] - weeks[0]) // WEEK
            if start > at:
                yield Cell(start - at)
            yield cell
            at = start + cell.span
        if at < len(weeks):
            yield Cell(len(weeks) - at)

    # -- away ----------------------------------------------------------------------

    def _away(
        self, student: Student, taken: set[date]
    ) -> list[tuple[Sequence[date], Cell]]:
        """Return the runs of weeks that a student is away and has no placement."""
        marks: dict[date, tuple[str, str]] = {}
        for absence in self.instance.absences_of(student.id):
            told = self._said_absence(student, absence)
            for week in weeks_between(absence.first, absence.last):
                days = sum(absence.first <= d <= absence.last for d in weekdays(week))
                if days >= AWAY_DAYS and week not in taken:
                    marks[week] = told
        return [
            (run, Cell(len(run), label=_fitting(label, len(run)), hint=hint))
            for (label, hint), run in _spells(self.instance.calendar.weeks, marks)
        ]

    def _said_absence(self, student: Student, absence: Absence) -> tuple[str, str]:
        when = f"{absence.first:%d/%m/%Y} to {absence.last:%d/%m/%Y}"
        if student.visitor:
            return "not here", f"Not here; {when}"
        for stay in self.stays.values():
            inside = stay.first <= absence.first and absence.last <= stay.last
            if stay.student == student.id and inside:
                where = stay.host or stay.country
                label = f"abroad {stay.programme}"
                return (
                    label,
                    f"Abroad ({stay.status}): {stay.programme}, {where}; {when}",
                )
        return "away", f"Away; {when}"


def _fitting(label: str, span: int) -> str:
    """Return a label, or its last word, or nothing, as so many weeks have room."""
    short = label.rpartition(" ")[2]
    return next((word for word in (label, short) if len(word) <= 3 * span), "")


def _visitors_last(cohort: tuple[int, object]) -> tuple[bool, int]:
    return cohort[0] == 0, cohort[0]


def months(weeks: Sequence[date]) -> tuple[Month, ...]:
    """Return the months over the weeks, each with its year where that has room."""
    runs = groupby(weeks, key=lambda week: (week.year, week.month))
    found = []
    for (year, month), run in runs:
        span, name = len(tuple(run)), MONTHS[ENGLISH][month - 1]
        found.append(Month(f"{name[:3]} {year}" if span > 2 else name[:3], span))
    return tuple(found)


def _runs(weeks: Sequence[date], there: set[date]) -> tuple[tuple[int, int], ...]:
    """Return (first, length) of the weeks in a row with ward days."""
    runs, at = [], 0
    for is_there, group in groupby(weeks, key=lambda week: week in there):
        length = len(tuple(group))
        if is_there:
            runs.append((at, length))
        at += length
    return tuple(runs)


def _spells(
    weeks: Sequence[date], marks: Mapping[date, tuple[str, str]]
) -> list[tuple[tuple[str, str], tuple[date, ...]]]:
    """Return (mark, weeks) for each run of weeks that follow one another."""
    found: list[tuple[tuple[str, str], tuple[date, ...]]] = []
    for mark, group in groupby(weeks, key=marks.get):
        if mark is not None:
            found.append((mark, tuple(group)))
    return found


def _lanes(
    spells: Sequence[tuple[Sequence[date], Cell]],
) -> list[list[tuple[Sequence[date], Cell]]]:
    """Deal spells to as few lines as hold them without overlap; at least one line."""
    lanes: list[list[tuple[Sequence[date], Cell]]] = [[]]
    for spell in sorted(spells, key=lambda spell: spell[0][0]):
        for lane in lanes:
            if not lane or lane[-1][0][-1] + timedelta(days=1) <= spell[0][0]:
                lane.append(spell)
                break
        else:
            lanes.append([spell])
    return lanes
