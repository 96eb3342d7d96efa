"""What a goal is: one objective, said twice, like a rule.

``cost``, ``rows`` and ``walks`` are the data that the engine works with; ``measure``
reads the same quantity off a finished schedule in plain Python, student by student
where it can. All are in the goal's own units; the engine multiplies by the weight.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Schedule
    from scheduler.terms import IntArray, Row, Table, Walk


class Goal:
    """An objective: whole units >= 0, fewer is better.

    ``weight`` is the default cost of a unit; the instance may set another under the
    goal's ``name``.
    """

    name: str
    weight: int
    label: str  # what the units are, for people: "rotations left unplaced"

    def cost(self, table: Table) -> IntArray | None:
        """Return the units [candidates] that each candidate brings by itself."""
        return None

    def rows(self, table: Table) -> Iterable[Row]:
        """Return rows with a penalty: units per unit of breach."""
        return ()

    def walks(self, table: Table, student: str) -> Iterable[Walk]:
        """Return automata whose costs are units of this goal."""
        return ()

    def alike(self, instance: Instance, student: str) -> Hashable:
        """Return what the walks hang on beside the candidates; by default on who it is.

        Students who are like here, and have like candidates (`Table.likeness`), share
        the walks, keys included, and all that the solver finds out about them.
        """
        return student

    def of_student(self, instance: Instance, schedule: Schedule, student: str) -> int:
        """Return the units that one student's placements bring, whoever else comes.

        0 for a goal about wards, which has a ``measure`` of its own.
        """
        return 0

    def measure(self, instance: Instance, schedule: Schedule) -> int:
        """Return the units of this goal in ``schedule``: those of all students."""
        return sum(
            self.of_student(instance, schedule, student)
            for student in instance.students
        )
