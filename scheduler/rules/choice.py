"""Of a choice group, a student does no more rotations than are still to be chosen.

What has been credited of the group counts towards the number; make-ups don't count.

Source: the degree programme's curriculum (elective clerkships: "choose n of these").
Units: rotations per student and group.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import by_student, said_list, said_student
from scheduler.terms import Row, Table, count_row


class Choices(Rule):
    """No student takes seats for more of a choice group than he needs."""

    name = "choice"

    def rows(self, table: Table) -> Iterator[Row]:
        """Return one row for each student and choice group."""
        index = table.requirement_numbers
        for student in table.students if table.instance.choices else ():
            own = table.of_student(student)
            for members, most in table.instance.duties_of(student):
                group = table.instance.rotations[members[0].rotation].choice
                if group is None or members[0].id in table.instance.make_ups:
                    continue
                numbers = [index[requirement.id] for requirement in members]
                chosen = own[np.isin(table.requirement[own], numbers)]
                yield count_row((self.name, members[0].id), chosen, upper=most)

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each student and choice group with too many."""
        for student, placements in by_student(instance, schedule).items():
            for group in instance.choices.values():
                chosen = {
                    placement.requirement: placement.rotation
                    for placement in placements
                    if instance.rotations[placement.rotation].choice == group.id
                    and placement.requirement not in instance.make_ups
                }
                open_ = _still_to_choose(instance, student, group.id, group.choose)
                if len(chosen) > open_:
                    yield Violation(
                        self.name,
                        f"{said_student(instance, student)} still has to choose "
                        f"{open_} of the group '{group.id}', but has {len(chosen)}: "
                        f"{said_list(chosen.values())}.",
                        student,
                    )


def _still_to_choose(instance: Instance, student: str, group: str, choose: int) -> int:
    done = {
        credit.rotation
        for credit in instance.credits
        if credit.student == student
        and instance.rotations[credit.rotation].choice == group
    }
    return max(0, choose - len(done))
