"""What a good schedule is like: one objective to a module, weighed by the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.goals.changes import Changes
from scheduler.goals.contract import Goal
from scheduler.goals.even_load import EvenLoad
from scheduler.goals.free_blocks import FreeBlocks
from scheduler.goals.gaps import Gaps
from scheduler.goals.preferences import Preferences
from scheduler.goals.travel import Travel
from scheduler.goals.unplaced import Unplaced
from scheduler.goals.variety import Variety

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Schedule

GOALS: tuple[Goal, ...] = (
    Unplaced(),
    Preferences(),
    Travel(),
    EvenLoad(),
    Variety(),
    Changes(),
    Gaps(),
    FreeBlocks(),
)


def weight_of(goal: Goal, instance: Instance) -> int:
    """Return the cost of a unit of ``goal``: the instance's, or else the default."""
    return instance.weights.get(goal.name, goal.weight)


def measure_all(instance: Instance, schedule: Schedule) -> dict[str, int]:
    """Return the units of every goal in ``schedule``, by name, without weights."""
    return {goal.name: goal.measure(instance, schedule) for goal in GOALS}


def objective(instance: Instance, schedule: Schedule) -> int:
    """Return the cost of ``schedule``: the weighted sum of all units."""
    units = measure_all(instance, schedule)
    return sum(weight_of(goal, instance) * units[goal.name] for goal in GOALS)


def own_costs(instance: Instance, schedule: Schedule, student: str) -> dict[str, int]:
    """Return what one student's placements cost, by goal; goals about wards: 0."""
    return {
        goal.name: weight_of(goal, instance)
        * goal.of_student(instance, schedule, student)
        for goal in GOALS
    }
