"""A stretch of free weeks that a student's placements use is not cut into crumbs.

    units = Σ over students, over stretches: max(0, pieces left free − 1)

A stretch is a run of weeks in which teaching is suspended: every weekday is in a
period of exams, free or closed, or is a public holiday. Placements lie in such weeks
only where a period gives a rotation ward hours there (the internship months of the last
year). A piece is a run of weeks of the stretch that no placement of the student covers.

Units: pieces of free time too many.

Source: the school's page: "Students can carry out elective internships abroad only
during free periods", and Free Movers go "during free periods"; so the office leaves
them in one piece where it can.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from scheduler.domain.calendar import PeriodKind
from scheduler.domain.dates import weekdays
from scheduler.goals.contract import Goal
from scheduler.goals.spans import spans
from scheduler.terms import Table, Walk
from scheduler.walks import per_extra_piece

if TYPE_CHECKING:
    from datetime import date

    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Schedule

SUSPENDED = (PeriodKind.EXAMS, PeriodKind.FREE, PeriodKind.CLOSED)


class FreeBlocks(Goal):
    """Free time in more pieces than need be."""

    name = "free_blocks"
    weight = 5
    label = "pieces too many of free time"

    def walks(self, table: Table, student: str) -> Iterator[Walk]:
        """Return the walk that counts the pieces of each stretch."""
        own = table.of_student(student)
        year = table.instance.students[student].year
        free = np.array([is_free(table.instance, year, week) for week in table.weeks])
        if free[table.first[own]].any() or free[table.last[own]].any():
            yield per_extra_piece((self.name,), table.first[own], table.last[own], free)

    def alike(self, instance: Instance, student: str) -> Hashable:
        """Return the year of study, which says when teaching is suspended."""
        return instance.students[student].year

    def of_student(self, instance: Instance, schedule: Schedule, student: str) -> int:
        """Return the pieces beyond the first, over all stretches of a student."""
        return _extra_pieces(instance, schedule, student)


def is_free(instance: Instance, year: int, week: date) -> bool:
    """Tell whether teaching is suspended throughout a week."""
    for day in weekdays(week):
        period = instance.calendar.period(year, day)
        taught = period is not None and period.kind not in SUSPENDED
        if taught and day not in instance.calendar.holidays:
            return False
    return True


def _extra_pieces(instance: Instance, schedule: Schedule, student: str) -> int:
    year = instance.students[student].year
    own = spans(instance, schedule.of_student(student))
    covered = {week for span in own for week in span.weeks}
    extra = pieces = 0
    left_free = False
    for week in instance.calendar.weeks:
        if not is_free(instance, year, week):
            extra += max(0, pieces - 1)
            pieces, left_free = 0, False
        elif week in covered:
            left_free = False
        elif not left_free:
            pieces, left_free = pieces + 1, True
    return extra + max(0, pieces - 1)
