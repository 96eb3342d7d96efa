"""What a hospital is told of its own students, and what has changed for it.

Agreed columns: surname, name, student number, year, clerkship, ward, first and last
day, starting time, hours, and the e-mail address (the university's own, by which the
ward reaches who is late or ill). Nothing else of a student: no absences and their
reasons, no stays, restrictions, clearances, preferences or remarks, and no other
hospital. Somebody who moves to another hospital is only "removed" here, and "added"
there.

Source: GDPR, Article 5(1)(c), data minimisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from scheduler.domain.curriculum import Rotation
from scheduler.domain.difference import Kind, changes
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule
from scheduler.errors import ScheduleError
from scheduler.exports.attendance import Attendance, attendance
from scheduler.exports.edition import Earlier, Language
from scheduler.exports.sheets import Cell


@dataclass(frozen=True)
class Row:
    """One placement as a hospital sees it; ``ward_id`` and ``key`` aren't shown.

    ``key`` is the requirement. ``None`` and "" stand for what isn't known any more of a
    placement that is gone.
    """

    surname: str
    name: str
    student: str
    year: int | None
    rotation: str
    ward: str
    first: date
    last: date | None
    starts_at: time
    hours: float
    email: str
    ward_id: str
    key: str

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The columns, in the order of `Words.headings`."""
        return (
            *(self.surname, self.name, self.student, _known(self.year)),
            *(self.rotation, self.ward, self.first, _known(self.last)),
            *(self.starts_at, self.hours, self.email),
        )

    @property
    def order(self) -> tuple[date, str, str, str, str, str]:
        """Sorted by first day, ward and surname."""
        return self.first, self.ward, self.surname, self.name, self.student, self.key


def _known(value: int | date | None) -> Cell:
    return "" if value is None else value


@dataclass(frozen=True)
class Changed:
    """What has changed for a hospital about one duty.

    ``row`` is how it is now or, where it is gone, how it was; ``before`` how it was,
    for what has moved within the hospital.
    """

    kind: Kind
    row: Row
    before: Row | None = None


def rows_by_hospital(
    instance: Instance, schedule: Schedule, language: Language
) -> dict[str, tuple[Row, ...]]:
    """Return each hospital's rows, sorted by first day, ward and surname."""
    rows: dict[str, list[Row]] = {hospital: [] for hospital in instance.hospitals}
    for placement in schedule.placements:
        stay = attendance(instance, placement)
        rows[stay.hospital.id].append(_row(stay, language))
    return {hospital: _sorted(rows[hospital]) for hospital in rows}


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.order))


def starting(rows: Iterable[Row], first: date, last: date) -> tuple[Row, ...]:
    """Return the rows that start from ``first`` to ``last``, both included."""
    return tuple(row for row in rows if first <= row.first <= last)


def changes_by_hospital(
    instance: Instance, earlier: Earlier, schedule: Schedule, language: Language
) -> dict[str, tuple[Changed, ...]]:
    """Return what each hospital must know has changed, sorted as its rows are.

    Wards that aren't in the tables any more are passed over, since nothing says whose
    they were.
    """
    told: dict[str, list[Changed]] = {hospital: [] for hospital in instance.hospitals}
    for change in changes(earlier.schedule, schedule):
        before = _side(instance, change.before, language, earlier.names)
        after = _side(instance, change.after, language, {})
        for hospital, changed in _told(before, after):
            told[hospital].append(changed)
    return {
        hospital: tuple(sorted(told[hospital], key=lambda one: one.row.order))
        for hospital in told
    }


Side = tuple[str, Row]  # hospital, row


def _told(before: Side | None, after: Side | None) -> Iterator[tuple[str, Changed]]:
    if before and after and before[0] == after[0]:
        yield after[0], Changed(Kind.MOVED, after[1], before[1])
        return
    if before:
        yield before[0], Changed(Kind.REMOVED, before[1])
    if after:
        yield after[0], Changed(Kind.ADDED, after[1])


def _side(
    instance: Instance,
    placement: Placement | None,
    language: Language,
    names: Mapping[str, str],
) -> Side | None:
    if placement is None or placement.ward not in instance.wards:
        return None
    row = _row_of(instance, placement, language)
    if placement.student not in instance.students:
        row = replace(row, surname=names.get(placement.student, ""))
    return instance.wards[placement.ward].hospital, row


def _row_of(instance: Instance, placement: Placement, language: Language) -> Row:
    """Return the row of a placement of any age, as far as it can still be told."""
    if placement.requirement in instance.requirements:
        try:
            return _row(attendance(instance, placement), language)
        except ScheduleError:
            pass  # The calendar has changed since; its Monday is what is known.
    student = instance.students.get(placement.student)
    rotation = instance.rotations.get(placement.rotation)
    ward = instance.wards[placement.ward]
    return Row(
        surname=student.surname if student else "",
        name=student.name if student else "",
        student=placement.student,
        year=student.year if student else None,
        rotation=_named(rotation, language) if rotation else placement.rotation,
        ward=ward.name,
        first=placement.first,
        last=None,
        starts_at=ward.starts_at,
        hours=rotation.hours if rotation else 0,
        email=student.email if student else "",
        ward_id=ward.id,
        key=placement.requirement,
    )


def _row(stay: Attendance, language: Language) -> Row:
    student = stay.student
    return Row(
        surname=student.surname,
        name=student.name,
        student=student.id,
        year=student.year,
        rotation=_named(stay.rotation, language),
        ward=stay.ward.name,
        first=stay.first,
        last=stay.last,
        starts_at=stay.ward.starts_at,
        hours=stay.hours,
        email=student.email,
        ward_id=stay.ward.id,
        key=stay.placement.requirement,
    )


def _named(rotation: Rotation, language: Language) -> str:
    italian = language == "it" and rotation.name_it
    return rotation.name_it if italian else rotation.name
