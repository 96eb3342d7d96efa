"""A placement gives all ward hours of its requirement before the academic year ends.

Source: D.M. 58/2018 art. 3 (at least 100 hours in each area of the qualifying
internship; of the 25 hours of a credit at least 20 in the ward), and office practice
for ordinary clerkships: hours are counted, never weeks. Units: ward hours.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import (
    TOLERANCE,
    hours_in,
    legible,
    said_day,
    said_hours,
    said_place,
    said_student,
    weeks_from,
)
from scheduler.terms import BoolArray, Table


class FullHours(Rule):
    """No placement starts too late to be completed."""

    name = "full hours"

    def allows(self, table: Table) -> BoolArray:
        """Allow what the calendar can complete."""
        return table.last >= 0

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement that the year leaves unfinished."""
        for placement in legible(instance, schedule):
            duty = instance.requirements.get(placement.requirement)
            if duty is None:
                continue
            given = _hours_given(instance, placement, duty.hours)
            if given < duty.hours - TOLERANCE:
                yield Violation(
                    self.name,
                    f"{said_student(instance, placement.student)}, "
                    f"{said_place(instance, placement)} from "
                    f"{said_day(placement.first)}: the academic year leaves only "
                    f"{said_hours(given)} of the {said_hours(duty.hours)} ward hours.",
                    placement.student,
                    placement.ward,
                    placement.first,
                )


def _hours_given(instance: Instance, placement: Placement, enough: float) -> float:
    """Return the ward hours from the first week on, counted until they are enough."""
    year = instance.students[placement.student].year
    given = 0.0
    for week in weeks_from(instance, placement.first):
        given += hours_in(instance, year, placement.rotation, week)
        if given >= enough:
            break
    return given
