"""A student has done the radiation-protection step where the ward asks for it.

It must hold on every ward day of the placement. Which wards ask for it (catheter
laboratories, orthopaedic theatres, radiology, nuclear medicine) is in their table.

Source: D.Lgs. 101/2020 (protection from ionising radiation, of students and trainees
too), and the practice of medical schools, which ask for forms before such wards. It is
asked for where the instance has switched on the gate ``radiation``. Units: days.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.domain.clearances import Gate
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.gates import days_held, held_throughout
from scheduler.rules.lapses import lapse, said_meeting, said_validity
from scheduler.rules.words import legible, said_day, said_student
from scheduler.terms import BoolArray, Table


class Radiation(Rule):
    """No student is exposed to radiation without the protection step."""

    name = "radiation"

    def allows(self, table: Table) -> BoolArray | None:
        """Allow wards that don't ask, and placements that the step covers."""
        instance = table.instance
        if "radiation" not in instance.gates:
            return None
        asks = np.array([ward.radiation for ward in instance.wards.values()])
        covered = held_throughout(
            table, lambda student, _: days_held(instance, student.id, Gate.RADIATION)
        )
        allowed: BoolArray = covered | ~asks[table.ward]
        return allowed

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement with a day not covered."""
        if "radiation" not in instance.gates:
            return
        for placement in legible(instance, schedule):
            if not instance.wards[placement.ward].radiation:
                continue
            student = placement.student
            day = lapse(instance, placement, Gate.RADIATION)
            if day is not None:
                yield Violation(
                    self.name,
                    f"{said_student(instance, student)} has not done the "
                    f"radiation-protection step on {said_day(day)} "
                    f"{said_validity(instance, student, Gate.RADIATION, day)}, but "
                    f"{said_meeting(instance, placement)}, where it is asked for.",
                    student,
                    placement.ward,
                    placement.first,
                )
