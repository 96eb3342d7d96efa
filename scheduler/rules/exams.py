"""A student enters the wards after the exams that must be passed before.

All exams of years 1 and 2 come before any clerkship, all exams of years 1 to 4 before
any month of the qualifying internship (TPV), which asks for nothing else. Courses
before the wards (``preparatory``) ask for none, nor do wards of visitors, whose own
university has judged them.

Source: the programme of the school's Clinical Practice (all exams of the first and
second year are passed before), and D.M. 58/2018 art. 3 with the university's page on
the qualifying internship (all fundamental exams of years 1 to 4). It is asked for where
the instance has switched on the gate ``exams``. Units: days, from the last exam on.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.clearances import Gate
from scheduler.domain.curriculum import Rotation
from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.gates import days_held, held_throughout
from scheduler.rules.lapses import lapse, said_meeting, said_validity
from scheduler.rules.words import legible, said_day, said_student
from scheduler.terms import BoolArray, Table

YEARS = {Gate.EXAMS_1_2: "years 1 and 2", Gate.EXAMS_1_4: "years 1 to 4"}


class Exams(Rule):
    """No student is in a ward before the exams that lead there."""

    name = "exams"

    def allows(self, table: Table) -> BoolArray | None:
        """Allow placements on whose ward days the exams are passed."""
        instance = table.instance
        if "exams" not in instance.gates:
            return None

        def held(student: Student, rotation: Rotation) -> BoolArray | None:
            if student.visitor or rotation.preparatory:
                return None
            gate = Gate.EXAMS_1_4 if rotation.tpv else Gate.EXAMS_1_2
            return days_held(instance, student.id, gate)

        return held_throughout(table, held)

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement that comes before its exams."""
        if "exams" not in instance.gates:
            return
        for placement in legible(instance, schedule):
            gate = _asked(instance, placement)
            day = lapse(instance, placement, gate) if gate else None
            if gate is not None and day is not None:
                student = placement.student
                yield Violation(
                    self.name,
                    f"{said_student(instance, student)} has not passed all exams of "
                    f"{YEARS[gate]} on {said_day(day)} "
                    f"{said_validity(instance, student, gate, day)}, but "
                    f"{said_meeting(instance, placement)}.",
                    student,
                    placement.ward,
                    placement.first,
                )


def _asked(instance: Instance, placement: Placement) -> Gate | None:
    rotation = instance.rotations[placement.rotation]
    if rotation.preparatory or instance.students[placement.student].visitor:
        return None
    return Gate.EXAMS_1_2 if rotation.tpv is None else Gate.EXAMS_1_4
