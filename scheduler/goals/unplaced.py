"""No student is left with a rotation that has no place.

    units = Σ missing rotations × urgency of the student,
    urgency = year of study, + 2 for a student fuori corso

Units: missing rotations, each counted as often as it is urgent: who graduates soonest
can wait least. Of a choice group as many are missing as are still to be chosen.

Source: the office's first wish, before all others (complete schedules; a rotation left
over must show in the result, never vanish).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.goals.contract import Goal

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.people import Student
    from scheduler.domain.schedule import Schedule

FUORI_CORSO_URGENCY = 2


def urgency(student: Student) -> int:
    """Return the units that one missing rotation of ``student`` costs."""
    return student.year + (FUORI_CORSO_URGENCY if student.fuori_corso else 0)


class Unplaced(Goal):
    """Rotations without a place, most urgent students first."""

    name = "unplaced"
    weight = 300
    label = "rotations left unplaced, times urgency"

    def measure(self, instance: Instance, schedule: Schedule) -> int:
        """Return the missing rotations, each times its student's urgency."""
        return sum(
            missing * urgency(instance.students[members[0].student])
            for members, missing in instance.unplaced(schedule)
        )
