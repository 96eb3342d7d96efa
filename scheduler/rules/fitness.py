"""A student has a valid certificate of fitness on every ward day of his placement.

Source: D.Lgs. 81/2008 art. 41 (fitness for the task, judged by the occupational
physician; students in wards count as workers by art. 2), for clerkships and the
qualifying internship alike. How long a certificate holds is on the certificate. It is
asked for where the instance has switched on the gate ``fitness``. Units: days.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.clearances import Gate
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.gates import days_held, held_throughout
from scheduler.rules.lapses import lapse, said_meeting, said_validity
from scheduler.rules.words import legible, said_day, said_student
from scheduler.terms import BoolArray, Table


class Fitness(Rule):
    """No student is in a ward without a valid certificate of fitness."""

    name = "fitness"

    def allows(self, table: Table) -> BoolArray | None:
        """Allow placements whose ward days the certificates cover."""
        instance = table.instance
        if "fitness" not in instance.gates:
            return None
        return held_throughout(
            table, lambda student, _: days_held(instance, student.id, Gate.FITNESS)
        )

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement with a day without certificate."""
        if "fitness" not in instance.gates:
            return
        for placement in legible(instance, schedule):
            student = placement.student
            day = lapse(instance, placement, Gate.FITNESS)
            if day is not None:
                yield Violation(
                    self.name,
                    f"{said_student(instance, student)} has no valid fitness "
                    f"certificate on {said_day(day)} "
                    f"{said_validity(instance, student, Gate.FITNESS, day)}, but "
                    f"{said_meeting(instance, placement)}.",
                    student,
                    placement.ward,
                    placement.first,
                )
