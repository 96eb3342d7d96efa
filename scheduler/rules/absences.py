"""A student is never absent on a ward day of his placement.

A ward day is a day of the placement's weeks that leaves ward hours for its rotation and
the student's year; an absence over weekends, holidays or closures does no harm.

Source: office practice (attendance 100 %; stays abroad, leave and illness that are
known beforehand are planned around, never made up). Units: days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from scheduler.domain.dates import days_between, monday, weekdays
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import (
    hours_on,
    legible,
    said_day,
    said_place,
    said_student,
    weeks_of,
)
from scheduler.terms import BoolArray, Table, grouped


class Absences(Rule):
    """No student is expected in a ward while away."""

    name = "absences"

    def allows(self, table: Table) -> BoolArray:
        """Allow placements in which the student misses no ward day."""
        mask = np.ones(table.size, dtype=np.bool_)
        for student in table.present:
            if not table.instance.absences_of(student):
                continue
            own = table.of_student(student)
            for (rotation,), mine in grouped(own, table.rotation[own]):
                away = self._weeks_away(table, student, table.rotations[rotation])
                for week in np.flatnonzero(away):
                    inside = (table.first[mine] <= week) & (week <= table.last[mine])
                    mask[mine[inside]] = False
        return mask

    def _weeks_away(self, table: Table, student: str, rotation: str) -> BoolArray:
        """Return [weeks] in which the student misses a day in the ward."""
        instance = table.instance
        year = instance.students[student].year
        missed = {
            monday(day)
            for absence in instance.absences_of(student)
            for day in days_between(absence.first, absence.last)
            if instance.calendar.ward_hours(year, rotation, day) > 0
        }
        return np.array([week in missed for week in table.weeks])

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement that meets an absence."""
        for placement in legible(instance, schedule):
            missed = _missed(instance, placement)
            if missed:
                days = "1 ward day" if len(missed) == 1 else f"{len(missed)} ward days"
                yield Violation(
                    self.name,
                    f"{said_student(instance, placement.student)} is absent on {days} "
                    f"of {said_place(instance, placement)} from "
                    f"{said_day(placement.first)}, first on {said_day(missed[0])}.",
                    placement.student,
                    placement.ward,
                    placement.first,
                )


def _missed(instance: Instance, placement: Placement) -> list[date]:
    away = [one for one in instance.absences if one.student == placement.student]
    if not away:
        return []
    year = instance.students[placement.student].year
    return [
        day
        for week in weeks_of(instance, placement)
        for day in weekdays(week)
        if any(one.first <= day <= one.last for one in away)
        and hours_on(instance, year, placement.rotation, day) > 0
    ]
