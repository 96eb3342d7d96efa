"""What the checks share: names for a secretary, weeks covered, hours of a day.

The hours are read day by day from periods and holidays, beside the calendar's own
reckoning, so that a mistake there doesn't vouch for itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from scheduler.domain.calendar import PeriodKind
from scheduler.domain.dates import weekdays, weeks_between
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

# Hours are added up as fractions: 10 x 4.1 must count as 41.
TOLERANCE = 1e-6


# -- names -----------------------------------------------------------------------


def said_day(day: date) -> str:
    """Return a date as ``5 October 2026``, whatever the computer's language."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def said_hours(hours: float) -> str:
    """Return hours without needless zeros: ``40``, ``37.5``."""
    return f"{round(hours, 2):g}"


def said_student(instance: Instance, student: str) -> str:
    """Return ``Surname Name (id)``, or only the id of a student not on the list."""
    known = instance.students.get(student)
    return f"{known.full_name} ({student})" if known else student


def said_hospital(instance: Instance, hospital: str) -> str:
    """Return the name of a hospital, or the id of one not on the list."""
    known = instance.hospitals.get(hospital)
    return known.name if known else hospital


def said_ward(instance: Instance, ward: str) -> str:
    """Return ``Ward, Hospital (id)``, or only the id of a ward not on the list."""
    known = instance.wards.get(ward)
    if known is None:
        return ward
    return f"{known.name}, {said_hospital(instance, known.hospital)} ({ward})"


def said_place(instance: Instance, placement: Placement) -> str:
    """Return ``CAR at Cardiology, Niguarda (NIG-CAR)``."""
    return f"{placement.rotation} at {said_ward(instance, placement.ward)}"


def said_list(parts: Iterable[str]) -> str:
    """Return ``a``, ``a and b`` or ``a, b and c``."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def said_count(number: int, thing: str) -> str:
    """Return ``1 seat`` or ``2 seats``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


# -- placements ------------------------------------------------------------------


def legible(instance: Instance, schedule: Schedule) -> tuple[Placement, ...]:
    """Return the placements whose student, rotation, ward and week exist.

    The others are reported once, by the rule "known".
    """
    weeks = frozenset(instance.calendar.weeks)
    return tuple(
        placement
        for placement in schedule.placements
        if placement.student in instance.students
        and placement.rotation in instance.rotations
        and placement.ward in instance.wards
        and placement.first in weeks
    )


def by_student(
    instance: Instance, schedule: Schedule
) -> dict[str, tuple[Placement, ...]]:
    """Return the legible placements of each student who has any, by start."""
    own: dict[str, list[Placement]] = {}
    for placement in sorted(legible(instance, schedule)):
        own.setdefault(placement.student, []).append(placement)
    return {student: tuple(own[student]) for student in own}


def weeks_of(instance: Instance, placement: Placement) -> tuple[date, ...]:
    """Return the weeks that a placement covers, those passed over included.

    One that can't be completed covers its first week.
    """
    last = instance.last_week(placement) or placement.first
    return weeks_between(placement.first, last)


def occupants(
    instance: Instance, schedule: Schedule
) -> dict[tuple[str, date], tuple[str, ...]]:
    """Return who is in a ward in a week, by (ward, week); each student once."""
    found: dict[tuple[str, date], set[str]] = {}
    for placement in legible(instance, schedule):
        for week in weeks_of(instance, placement):
            found.setdefault((placement.ward, week), set()).add(placement.student)
    return {key: tuple(sorted(found[key])) for key in sorted(found)}


# -- hours -----------------------------------------------------------------------


def is_off(instance: Instance, year: int, day: date) -> bool:
    """Tell whether nobody of ``year`` works on ``day``: holiday, closure, weekend."""
    if day.weekday() > 4 or day in instance.calendar.holidays:
        return True
    period = instance.calendar.period(year, day)
    return period is not None and period.kind == PeriodKind.CLOSED


def hours_on(instance: Instance, year: int, rotation: str, day: date) -> float:
    """Return the ward hours that ``day`` leaves students of ``year`` for a rotation."""
    period = instance.calendar.period(year, day)
    if period is None or is_off(instance, year, day):
        return 0.0
    return period.hours(rotation)


def hours_in(instance: Instance, year: int, rotation: str, week: date) -> float:
    """Return the ward hours that a week leaves students of ``year`` for a rotation."""
    return sum(hours_on(instance, year, rotation, day) for day in weekdays(week))


def weeks_from(instance: Instance, first: date) -> tuple[date, ...]:
    """Return the weeks from ``first`` to the end of the academic year."""
    return weeks_between(first, instance.calendar.last_week)
