"""Students get the places and weeks that they ranked high.

    units = Σ over placements: convex(rank of the place) + convex(rank of the week),
    convex(r) = r (r − 1) / 2, and 0 where the student has no wish

Units: steps away from the first choice, growing with each step (first choice 0, second
1, third 3, fourth 6), so that one bad place weighs more than two middling ones.

Source: the students' ranked wishes, collected by the office each year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.goals.contract import Goal
from scheduler.goals.spans import spans

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Placement, Schedule


class Preferences(Goal):
    """Ranks of the wishes that were met."""

    name = "preferences"
    weight = 4
    label = "steps away from first choices"

    def measure(self, instance: Instance, schedule: Schedule) -> int:
        """Return the convex ranks of all places and weeks given."""
        return sum(
            _steps(instance, span.placement)
            for span in spans(instance, schedule.placements)
        )


def _steps(instance: Instance, placement: Placement) -> int:
    given = (placement.student, placement.rotation, placement.ward, placement.first)
    if placement.rotation not in instance.wards[placement.ward].rotations:
        return 0  # the place has no rank where it doesn't teach the rotation
    return _convex(instance.place_rank(*given)) + _convex(instance.week_rank(*given))


def _convex(rank: int | None) -> int:
    return 0 if rank is None else rank * (rank - 1) // 2
