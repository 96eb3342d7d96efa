"""A student's rotations follow each other without idle weeks in between.

    units = Σ over students, over gaps: min(4, open weeks in the gap)

A gap lies between two placements. A week is open if on a weekday of it the student,
not being absent, could be in the ward for one of the year's requirements. Weeks that
aren't open break the run: what came before them and what comes after form no gap. What
follows the last placement is free time, not a gap.

Units: idle weeks, at most 4 a gap: a month in one piece is of use again, for an
elective or a stay abroad.

Source: the office wants free weeks left in one piece, and no crumbs between rotations.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from scheduler.domain.dates import weekdays
from scheduler.goals.contract import Goal
from scheduler.goals.spans import spans
from scheduler.terms import BoolArray, Table, Walk
from scheduler.walks import per_idle_week

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Schedule

LONGEST_COUNTED = 4  # weeks of one gap; further weeks cost nothing


class Gaps(Goal):
    """Idle weeks between two rotations."""

    name = "gaps"
    weight = 1
    label = "idle weeks between rotations"

    def walks(self, table: Table, student: str) -> Iterator[Walk]:
        """Return the walk that counts the idle weeks of a run."""
        size = len(table.of_student(student))
        if size:
            is_open = self._open_weeks(table, student)
            yield per_idle_week((self.name,), size, is_open, LONGEST_COUNTED)

    def alike(self, instance: Instance, student: str) -> Hashable:
        """Return what says which weeks are open."""
        owed = tuple(duty.rotation for duty in instance.requirements_of(student))
        away = tuple((one.first, one.last) for one in instance.absences_of(student))
        return instance.students[student].year, owed, away

    def _open_weeks(self, table: Table, student: str) -> BoolArray:
        """Return [weeks] in which the student could be in a ward for something owed."""
        owed = table.instance.requirements_of(student)
        is_open = [
            any(table.instance.can_attend(requirement, week) for requirement in owed)
            for week in table.weeks
        ]
        return np.array(is_open, dtype=np.bool_)

    def of_student(self, instance: Instance, schedule: Schedule, student: str) -> int:
        """Return a student's idle weeks."""
        return _idle_weeks(instance, schedule, student)


def _idle_weeks(instance: Instance, schedule: Schedule, student: str) -> int:
    own = spans(instance, schedule.of_student(student))
    covered = {week for span in own for week in span.weeks}
    total, pending = 0, 0
    running = False
    for week in instance.calendar.weeks:
        if week in covered:
            total += min(pending, LONGEST_COUNTED)
            running, pending = True, 0
        elif running and _is_open(instance, student, week):
            pending += 1
        else:
            running, pending = False, 0
    return total


def _is_open(instance: Instance, student: str, week: date) -> bool:
    year = instance.students[student].year
    away = instance.absences_of(student)
    present = [
        day
        for day in weekdays(week)
        if not any(absence.first <= day <= absence.last for absence in away)
    ]
    return any(
        instance.calendar.ward_hours(year, requirement.rotation, day) > 0
        for requirement in instance.requirements_of(student)
        for day in present
    )
