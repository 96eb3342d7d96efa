"""No student is left with a rotation that has no place.

    units = Σ missing rotations × urgency of the student,
    urgency = year of study, + 2 for a student fuori corso,
              3 for a visitor, or 1 where the setting visitors_last isn't 0

Units: missing rotations, each counted as often as it is urgent: who graduates soonest
can wait least. Of a choice group as many are missing as are still to be chosen.

Source: the office's first wish, before all others (complete schedules; a rotation left
over must show in the result, never vanish).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from scheduler.domain.mobility import VISITORS_LAST
from scheduler.goals.contract import Goal
from scheduler.terms import Row, Table, count_row

if TYPE_CHECKING:
    from scheduler.domain.curriculum import Requirement
    from scheduler.domain.instance import Instance
    from scheduler.domain.people import Student
    from scheduler.domain.schedule import Schedule

FUORI_CORSO_URGENCY = 2
VISITOR_URGENCY = 3
LAST_URGENCY = 1


def urgency(student: Student, visitors_last: bool = False) -> int:
    """Return the units that one missing rotation of ``student`` costs."""
    if student.visitor:
        return LAST_URGENCY if visitors_last else VISITOR_URGENCY
    return student.year + (FUORI_CORSO_URGENCY if student.fuori_corso else 0)


def _units(instance: Instance, members: tuple[Requirement, ...]) -> int:
    """Return the units of one missing rotation of a duty.

    One less (but 1 at least) where a tentative stay would credit it: what is owed
    whichever way the stay ends comes first.
    """
    student = instance.students[members[0].student]
    units = urgency(student, _visitors_last(instance))
    spared = all(requirement.id in instance.owed_if_here for requirement in members)
    return max(1, units - 1) if spared else units


class Unplaced(Goal):
    """Rotations without a place, most urgent students first."""

    name = "unplaced"
    weight = 300
    label = "rotations left unplaced, times urgency"

    def rows(self, table: Table) -> Iterator[Row]:
        """Return one row for each duty: what is missing costs the urgency."""
        instance = table.instance
        index = table.requirement_numbers
        own = {number: found for (number,), found in table.groups(table.requirement)}
        nothing = np.zeros(0, dtype=np.int64)
        for student in instance.students.values():
            for members, owed in instance.duties_of(student.id):
                left = [duty.id for duty in members if duty.id not in instance.done]
                numbers = [index[requirement] for requirement in left]
                chosen = [own.get(number, nothing) for number in numbers]
                yield count_row(
                    (self.name, members[0].id),
                    np.concatenate([nothing, *chosen]),
                    lower=max(0, owed - (len(members) - len(left))),
                    penalty=_units(instance, members),
                    foremost=True,
                )

    def of_student(self, instance: Instance, schedule: Schedule, student: str) -> int:
        """Return a student's missing rotations, each times the urgency."""
        return sum(
            missing * _units(instance, members)
            for members, missing in instance.unplaced_of(student, schedule)
        )


def _visitors_last(instance: Instance) -> bool:
    return bool(instance.settings.get(VISITORS_LAST))
