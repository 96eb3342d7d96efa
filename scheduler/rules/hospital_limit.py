"""A student has no more placements in a hospital within the year than it allows.

Hours that are made up, best in the same ward, are no placement more.

Source: office practice (variety: a general and a specialised site, not everything in
one house). Units: placements per student, hospital and academic year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator

import numpy as np

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import (
    by_student,
    said_count,
    said_hospital,
    said_student,
)
from scheduler.terms import Table, Walk
from scheduler.walks import at_most


class HospitalLimit(Rule):
    """No student spends too much of the year in one hospital."""

    name = "hospital limit"

    def walks(self, table: Table, student: str) -> Iterator[Walk]:
        """Return one walk for each hospital with a limit."""
        own = table.of_student(student)
        owed = table.instance.requirements_of(student)
        extra = [duty.id for duty in owed if duty.id in table.instance.make_ups]
        numbers = [table.requirement_numbers[requirement] for requirement in extra]
        made_up = np.isin(table.requirement[own], numbers)
        for index, hospital in enumerate(table.instance.hospitals.values()):
            there = (table.hospital[own] == index) & ~made_up
            if hospital.max_per_student is not None and there.any():
                most = hospital.max_per_student
                yield at_most((self.name, hospital.id), there, len(table.weeks), most)

    def alike(self, instance: Instance, student: str) -> Hashable:
        """Return which of the duties are make-ups."""
        owed = instance.requirements_of(student)
        return tuple(duty.id in instance.make_ups for duty in owed)

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each student and hospital above its limit."""
        for student, placements in by_student(instance, schedule).items():
            visits = Counter(
                instance.wards[one.ward].hospital
                for one in placements
                if one.requirement not in instance.make_ups
            )
            for hospital, count in visits.items():
                limit = instance.hospitals[hospital].max_per_student
                if limit is not None and count > limit:
                    yield Violation(
                        self.name,
                        f"{said_student(instance, student)} has "
                        f"{said_count(count, 'placement')} at "
                        f"{said_hospital(instance, hospital)}, where a student may "
                        f"have at most {limit}.",
                        student,
                    )
