"""A schedule changed by hand, held against the one before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from scheduler.domain.difference import Change, changes, moved_students
from scheduler.domain.instance import Instance
from scheduler.goals import GOALS, measure_all, own_costs, weight_of
from scheduler.rules.words import said_day, said_place, said_student

if TYPE_CHECKING:
    from scheduler.domain.schedule import Placement, Schedule

MOST = 3  # students named for each goal


@dataclass(frozen=True)
class GoalChange:
    """What a goal costs before and after: units times weight."""

    name: str
    what: str
    before: int
    after: int


@dataclass(frozen=True)
class Comparison:
    """What differs between two schedules: costs, and one sentence for each change."""

    goals: tuple[GoalChange, ...]
    said: tuple[str, ...]
    students: int


def compared(instance: Instance, before: Schedule, after: Schedule) -> Comparison:
    """Compare a schedule with the one before it, goal by goal, change by change."""
    old, new = measure_all(instance, before), measure_all(instance, after)
    goals = tuple(
        GoalChange(
            goal.name,
            goal.label,
            old[goal.name] * weight_of(goal, instance),
            new[goal.name] * weight_of(goal, instance),
        )
        for goal in GOALS
    )
    found = changes(before, after)
    said = list[str]()
    for student, own in groupby(found, lambda change: change.student):
        said.append(_paid(instance, before, after, student))
        said += [f"  {_said(instance, change)}" for change in own]
    return Comparison(goals, tuple(said), len(moved_students(before, after)))


def _paid(instance: Instance, before: Schedule, after: Schedule, student: str) -> str:
    """Say what a student's own placements cost before and after, and by which goals."""
    old = own_costs(instance, before, student)
    new = own_costs(instance, after, student)
    parts = [f"{g} {new[g] - old[g]:+}" for g in old if new[g] != old[g]]
    why = f" ({', '.join(parts)})" if parts else ""
    who, total = said_student(instance, student), sum(new.values())
    return f"{who}: own cost {sum(old.values())} -> {total}{why}"


def bearers(instance: Instance, schedule: Schedule) -> tuple[str, ...]:
    """Say of each goal who bears most of its cost, where students bear it at all."""
    costs = {s: own_costs(instance, schedule, s) for s in instance.students}
    said = []
    for goal in GOALS:
        own = sorted((-costs[s][goal.name], s) for s in costs)[:MOST]
        named = [
            f"{said_student(instance, student)} {-cost}"
            for cost, student in own
            if cost
        ]
        if named:
            said.append(f"{goal.name}: {', '.join(named)}")
    return tuple(said)


def _said(instance: Instance, change: Change) -> str:
    return f"{change.kind}: {' -> '.join(_places(instance, change))}"


def _places(instance: Instance, change: Change) -> Iterator[str]:
    for placement in (change.before, change.after):
        if placement is not None:
            yield where(instance, placement)


def where(instance: Instance, placement: Placement) -> str:
    """Say ``CAR at Cardiology, Niguarda (NIG-CAR) from 5 October 2026``."""
    return f"{said_place(instance, placement)} from {said_day(placement.first)}"
