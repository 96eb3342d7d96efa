"""A student has passed the safety course before he enters a ward.

It must be valid on every ward day of the placement, the first included. Rotations that
are ``preparatory`` (the week in which safety is taught) don't ask for it.

Source: D.Lgs. 81/2008 art. 37 and the agreement of State and regions of 21 December
2011 (general course, then the course for high risk), for clerkships and the qualifying
internship alike. It is asked for where the instance has switched on the gate
``safety``. Units: days.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.clearances import Gate
from scheduler.domain.curriculum import Rotation
from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.domain.schedule import Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.gates import days_held, held_throughout
from scheduler.rules.lapses import lapse, said_meeting, said_validity
from scheduler.rules.words import legible, said_day, said_student
from scheduler.terms import BoolArray, Table


class Safety(Rule):
    """No student is in a ward without a valid safety course."""

    name = "safety"

    def allows(self, table: Table) -> BoolArray | None:
        """Allow placements whose ward days come after the course."""
        instance = table.instance
        if "safety" not in instance.gates:
            return None

        def held(student: Student, rotation: Rotation) -> BoolArray | None:
            if rotation.preparatory:
                return None
            return days_held(instance, student.id, Gate.SAFETY)

        return held_throughout(table, held)

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement with a day not covered."""
        if "safety" not in instance.gates:
            return
        for placement in legible(instance, schedule):
            if instance.rotations[placement.rotation].preparatory:
                continue
            student = placement.student
            day = lapse(instance, placement, Gate.SAFETY)
            if day is not None:
                yield Violation(
                    self.name,
                    f"{said_student(instance, student)} has no valid safety course on "
                    f"{said_day(day)} "
                    f"{said_validity(instance, student, Gate.SAFETY, day)}, but "
                    f"{said_meeting(instance, placement)}.",
                    student,
                    placement.ward,
                    placement.first,
                )
