"""Nobody is placed in a ward with a hazard that he has to avoid.

Restrictions are plain flags; the office keeps no reason for them, and messages name the
hazard alone.

Source: office practice under D.Lgs. 81/2008 (judgements of the occupational physician
with limits) and D.Lgs. 151/2001 (expectant mothers and radiation or biological agents);
no reason is stored, by the minimisation of Reg. (EU) 2016/679 art. 5. Units: none.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

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
from scheduler.terms import BoolArray, Table


class Restrictions(Rule):
    """No student is exposed to what he must avoid."""

    name = "restrictions"

    def allows(self, table: Table) -> BoolArray:
        """Allow wards without any of the hazards that the student avoids."""
        mask = np.ones(table.size, dtype=np.bool_)
        for student in table.present:
            avoided = table.instance.avoided_by(student)
            if avoided:
                wards = table.instance.wards.values()
                safe = np.array([avoided.isdisjoint(ward.hazards) for ward in wards])
                own = table.of_student(student)
                mask[own] = safe[table.ward[own]]
        return mask

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement that meets a hazard to be avoided."""
        for placement in legible(instance, schedule):
            met = [
                restriction.avoids
                for restriction in instance.restrictions
                if restriction.student == placement.student
                and restriction.avoids in instance.wards[placement.ward].hazards
            ]
            if met:
                yield Violation(
                    self.name,
                    f"{said_student(instance, placement.student)} must avoid "
                    f"{said_list(met)}, which is met at "
                    f"{said_ward(instance, placement.ward)}, where "
                    f"{placement.rotation} is to start on "
                    f"{said_day(placement.first)}.",
                    placement.student,
                    placement.ward,
                    placement.first,
                )
