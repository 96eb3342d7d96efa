"""A rotation starts only in a week in which the office lets it start.

Lines for the rotation count before lines for all rotations; among these, lines for the
student's year of study before lines for every year. Where no line applies, any week
will do.

Source: office practice (two-week slots), and the university's quarters for the months
of the qualifying internship. Units: weeks, named by their Monday.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import legible, said_day, said_place, said_student
from scheduler.terms import BoolArray, Table


class StartWeeks(Rule):
    """No placement starts between two of the office's start weeks."""

    name = "start weeks"

    def allows(self, table: Table) -> BoolArray:
        """Allow the weeks that the office names for the student's year and rotation."""
        instance = table.instance
        mask = np.zeros(table.size, dtype=np.bool_)
        years = np.array([student.year for student in instance.students.values()])
        for _, own in table.groups(years[table.student], table.rotation):
            one = table.requirement_at(int(own[0]))
            allowed = [
                instance.may_start(one.student, one.rotation, week)
                for week in table.weeks
            ]
            mask[own] = np.array(allowed)[table.first[own]]
        return mask

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement that starts in another week."""
        for placement in legible(instance, schedule):
            year = instance.students[placement.student].year
            weeks = _start_weeks(instance, placement.rotation, year)
            if weeks and placement.first not in weeks:
                yield Violation(
                    self.name,
                    f"{said_student(instance, placement.student)}, "
                    f"{said_place(instance, placement)}: {placement.rotation} may not "
                    f"start in the week of {said_day(placement.first)} for year "
                    f"{year}.",
                    placement.student,
                    placement.ward,
                    placement.first,
                )


def _start_weeks(instance: Instance, rotation: str, year: int) -> set[date]:
    lines = [
        line
        for line in instance.starts
        if line.rotation in (None, rotation) and line.year in (None, year)
    ]
    lines = [line for line in lines if line.rotation is not None] or lines
    lines = [line for line in lines if line.year is not None] or lines
    return {line.week for line in lines}
