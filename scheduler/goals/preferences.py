"""Students get the places and weeks that they ranked high.

    units = Σ over placements: luck × (convex(rank of the place) + convex(that of the
            week)),
    convex(r) = r (r − 1) / 2, and 0 where the student has no wish

Luck is 1, or more for whom earlier semesters went badly, see `luck`.

Units: steps away from the first choice, growing with each step (first choice 0, second
1, third 3, fourth 6), so that one bad place weighs more than two middling ones.

Source: the students' ranked wishes, collected by the office each year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.goals.contract import Goal
from scheduler.goals.luck import luck_factor, luck_factors
from scheduler.goals.spans import spans
from scheduler.terms import IntArray, Table

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Placement, Schedule


class Preferences(Goal):
    """Ranks of the wishes that were met."""

    name = "preferences"
    weight = 4
    label = "steps away from first choices"

    def cost(self, table: Table) -> IntArray:
        """Return the units of the place's rank and of the first week's rank."""
        units = np.zeros(table.size, dtype=np.int64)
        keys = (table.requirement, table.ward)
        for _, own in table.groups(*keys):
            wishes = table.instance.wishes_of(table.student_at(int(own[0])).id)
            if not wishes:
                continue
            by_week = any(wish.week is not None for wish in wishes)
            for part in own.reshape(-1, 1) if by_week else [own]:
                units[part] = self._units(table, int(part[0]))
        return units * luck_factors(table)

    def _units(self, table: Table, candidate: int) -> int:
        facts = (
            table.student_at(candidate).id,
            table.requirement_at(candidate).rotation,
            table.ward_at(candidate).id,
            table.weeks[table.first[candidate]],
        )
        ranks = table.instance.place_rank(*facts), table.instance.week_rank(*facts)
        return sum(rank * (rank - 1) // 2 for rank in ranks if rank is not None)

    def of_student(self, instance: Instance, schedule: Schedule, student: str) -> int:
        """Return the convex ranks of the places and weeks that a student is given."""
        own = spans(instance, schedule.of_student(student))
        steps = sum(_steps(instance, span.placement) for span in own)
        return luck_factor(instance, student) * steps


def _steps(instance: Instance, placement: Placement) -> int:
    given = (placement.student, placement.rotation, placement.ward, placement.first)
    if placement.rotation not in instance.wards[placement.ward].rotations:
        return 0  # the place has no rank where it doesn't teach the rotation
    return _convex(instance.place_rank(*given)) + _convex(instance.week_rank(*given))


def _convex(rank: int | None) -> int:
    return 0 if rank is None else rank * (rank - 1) // 2
