"""A placement runs through weeks that leave ward hours for its rotation.

It starts in such a week and goes on from one to the next until its hours are done.
Weeks off from Monday to Friday (closures, holidays) are passed over; a week of
lectures, exams or free time without ward hours breaks it.

Source: the school's teaching calendar (wards only where lectures and exams leave time;
some exam weeks of year 6 are for the qualifying internship, TPV, alone). Units: ward
hours per working day, by period and rotation.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduler.domain.dates import weekdays
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import (
    TOLERANCE,
    hours_in,
    is_off,
    legible,
    said_day,
    said_place,
    said_student,
    weeks_from,
)
from scheduler.terms import BoolArray, Table


class WardHours(Rule):
    """No placement starts in, or runs into, a week without ward hours."""

    name = "ward hours"

    def allows(self, table: Table) -> BoolArray:
        """Allow what the calendar can complete."""
        return table.last >= 0

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement, naming the week that breaks it."""
        for placement in legible(instance, schedule):
            week = _broken_by(instance, placement)
            if week is None:
                continue
            how = "starts in" if week == placement.first else "runs into"
            yield Violation(
                self.name,
                f"{said_student(instance, placement.student)}, "
                f"{said_place(instance, placement)} from {said_day(placement.first)}: "
                f"it {how} the week of {said_day(week)}, which has no ward hours for "
                f"{placement.rotation}.",
                placement.student,
                placement.ward,
                week,
            )


def _broken_by(instance: Instance, placement: Placement) -> date | None:
    year = instance.students[placement.student].year
    duty = instance.requirements.get(placement.requirement)
    # What nobody owes has no length; its first week must still be a ward week.
    left = duty.hours if duty else 0.0
    for week in weeks_from(instance, placement.first):
        hours = hours_in(instance, year, placement.rotation, week)
        may_pass = week != placement.first and all(
            is_off(instance, year, day) for day in weekdays(week)
        )
        if hours <= 0 and not may_pass:
            return week
        left -= hours
        if left <= TOLERANCE:
            return None
    return None
