"""A ward takes students only for the rotations that it teaches.

Source: the agreement (convenzione) between the school and the hospital, which names the
disciplines taught at each site. Units: none.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import (
    legible,
    said_day,
    said_list,
    said_student,
    said_ward,
)


class Taught(Rule):
    """No student is sent to a ward that doesn't teach the rotation."""

    name = "taught"

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement in a ward that teaches others."""
        for placement in legible(instance, schedule):
            ward = instance.wards[placement.ward]
            if placement.rotation not in ward.rotations:
                teaches = said_list(ward.rotations) if ward.rotations else "nothing"
                yield Violation(
                    self.name,
                    f"{said_student(instance, placement.student)} is to do "
                    f"{placement.rotation} from {said_day(placement.first)} at "
                    f"{said_ward(instance, ward.id)}, which teaches only {teaches}.",
                    placement.student,
                    ward.id,
                    placement.first,
                )
