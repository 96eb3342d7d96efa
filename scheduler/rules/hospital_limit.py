"""A student has no more placements in a hospital within the year than it allows.

Source: office practice (variety: a general and a specialised site, not everything in
one house). Units: placements per student, hospital and academic year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import (
    by_student,
    said_count,
    said_hospital,
    said_student,
)


class HospitalLimit(Rule):
    """No student spends too much of the year in one hospital."""

    name = "hospital limit"

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each student and hospital above its limit."""
        for student, placements in by_student(instance, schedule).items():
            visits = Counter(instance.wards[one.ward].hospital for one in placements)
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
