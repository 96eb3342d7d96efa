"""A student speaks enough Italian for the ward on every ward day of his placement.

The level is that of the rotation's column ``italian``; where it is blank, the instance
says which level wards need from the school's own students (B2 unless it says otherwise)
and from visitors (B1 unless it says otherwise).

Source: the university's list of degree programmes that require Italian (at this school
B2 for admission to the third year), and its page for incoming trainees (B2 for
psychiatry, B1 for other disciplines). It is asked for where the instance has switched
on the gate ``italian``. Units: levels of the Common European Framework; days.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.clearances import Gate, Level
from scheduler.domain.curriculum import Rotation
from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.gates import days_held, held_throughout
from scheduler.rules.lapses import lapse, said_meeting, said_validity
from scheduler.rules.words import legible, said_day, said_student
from scheduler.terms import BoolArray, Table


class Italian(Rule):
    """No student is in a ward where he can't speak with the patients."""

    name = "italian"

    def allows(self, table: Table) -> BoolArray | None:
        """Allow placements on whose ward days the level is held."""
        instance = table.instance
        if "italian" not in instance.gates:
            return None
        usual = {True: instance.italian_visitors, False: instance.italian}

        def held(student: Student, rotation: Rotation) -> BoolArray:
            level = rotation.italian or usual[student.visitor]
            return days_held(instance, student.id, Gate.ITALIAN, level)

        return held_throughout(table, held)

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement with a day at a lower level."""
        if "italian" not in instance.gates:
            return
        for placement in legible(instance, schedule):
            student, level = placement.student, _needed(instance, placement)
            day = lapse(instance, placement, Gate.ITALIAN, level)
            if day is not None:
                when = said_validity(instance, student, Gate.ITALIAN, day, level)
                yield Violation(
                    self.name,
                    f"{said_student(instance, student)} has not reached Italian "
                    f"{level} on {said_day(day)} {when}, but "
                    f"{said_meeting(instance, placement)}.",
                    student,
                    placement.ward,
                    placement.first,
                )


def _needed(instance: Instance, placement: Placement) -> Level:
    asked = instance.rotations[placement.rotation].italian
    if asked is not None:
        return asked
    if instance.students[placement.student].visitor:
        return instance.italian_visitors
    return instance.italian
