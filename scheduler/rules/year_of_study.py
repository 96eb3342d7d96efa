"""Nobody does a rotation of a year of study above his own.

Source: D.M. 58/2018 art. 3 (the qualifying internship not before the fifth year, its
month with a general practitioner not before the sixth), and the curriculum for the
rest. Visitors from other universities belong to no year here. Units: years of study, 3
to 6.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import legible, said_day, said_place, said_student
from scheduler.terms import BoolArray, Table

HIGHEST = 6  # a visitor's own university has judged whether he is far enough


class YearOfStudy(Rule):
    """No student is sent to a rotation of a later year."""

    name = "year of study"

    def allows(self, table: Table) -> BoolArray:
        """Allow rotations of the student's year and below; visitors have no year."""
        instance = table.instance
        reached = np.array(
            [HIGHEST if s.visitor else s.year for s in instance.students.values()]
        )
        needed = np.array([r.year for r in instance.rotations.values()])
        return reached[table.student] >= needed[table.rotation]

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement in a rotation of a later year."""
        for placement in legible(instance, schedule):
            student = instance.students[placement.student]
            own = student.year
            needed = instance.rotations[placement.rotation].year
            if needed > own and not student.visitor:
                yield Violation(
                    self.name,
                    f"{said_student(instance, placement.student)} is in year {own} and "
                    f"can't do {said_place(instance, placement)} from "
                    f"{said_day(placement.first)}, a rotation of year {needed}.",
                    placement.student,
                    placement.ward,
                    placement.first,
                )
