"""Words that the checks of the gates share: the first ward day on which one is closed.

Days are read one by one, beside the masks' own reckoning.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduler.domain.clearances import Gate, Level
from scheduler.domain.dates import weekdays
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement
from scheduler.rules.words import (
    hours_on,
    said_day,
    said_list,
    said_place,
    weeks_of,
)


def lapse(
    instance: Instance, placement: Placement, gate: Gate, level: Level | None = None
) -> date | None:
    """Return the first ward day of a placement without the gate, if there is one."""
    year = instance.students[placement.student].year
    return next(
        (
            day
            for week in weeks_of(instance, placement)
            for day in weekdays(week)
            if hours_on(instance, year, placement.rotation, day) > 0
            and not instance.holds(placement.student, gate, day, level)
        ),
        None,
    )


def said_validity(
    instance: Instance, student: str, gate: Gate, day: date, level: Level | None = None
) -> str:
    """Return in brackets when the gate is passed instead of on ``day``."""
    parts = list(_validity(instance, student, gate, day, level))
    return f"({said_list(parts) if parts else 'nothing is recorded'})"


def _validity(
    instance: Instance, student: str, gate: Gate, day: date, level: Level | None
) -> Iterator[str]:
    own = [
        clearance
        for clearance in instance.clearances_of(student)
        if clearance.gate == gate and clearance.reaches(level)
    ]
    ends = [one.last for one in own if one.last is not None and one.last < day]
    if ends:
        yield f"valid until {said_day(max(ends))}"
    begins = [one.first for one in own if one.first is not None and one.first > day]
    if begins:
        yield f"valid from {said_day(min(begins))}"


def said_meeting(instance: Instance, placement: Placement) -> str:
    """Return ``is to do CAR at Cardiology, Niguarda (NIG-CAR) from 3 May 2027``."""
    place = said_place(instance, placement)
    return f"is to do {place} from {said_day(placement.first)}"
