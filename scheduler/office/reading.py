"""Reading an instance as the office wants it read, for a whole year or a semester."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.applied import applied
from scheduler.domain.instance import Instance
from scheduler.domain.mobility import SETTINGS
from scheduler.domain.schedule import Schedule
from scheduler.errors import BrokenScheduleError, FileError
from scheduler.files import (
    read_instance,
    read_schedule,
)
from scheduler.goals import GOALS
from scheduler.office.stays import Planned, Reading, planned
from scheduler.rules import check_all
from scheduler.rules.ward_minimum import WardMinimum

if TYPE_CHECKING:
    pass


def load(path: Path) -> Instance:
    """Return the instance at ``path``; raises InstanceError with all its problems."""
    goals = frozenset(goal.name for goal in GOALS)
    return read_instance(path, goals=goals, settings=frozenset(SETTINGS))


def load_planned(path: Path, reading: Reading) -> Planned:
    """Return the instance at ``path`` with its stays and visits in effect."""
    return planned(load(path), reading)


def load_for_semester(
    path: Path, number: int | None, schedule_path: Path | None, reading: Reading
) -> Planned:
    """Return the instance in which everything before a semester stays as it was."""
    plan = planned(_from_semester(path, number, schedule_path), reading)
    kept = Schedule.of(plan.instance.frozen)
    refuse_broken(plan.instance, kept, "that stays as it was")
    return plan


def refuse_broken(instance: Instance, schedule: Schedule, which: str) -> None:
    """Raise BrokenScheduleError where placements contradict the tables as they are.

    A ward's minimum doesn't count: a part of a schedule needn't meet it.
    """
    found = check_all(instance, schedule)
    told = tuple(str(v) for v in found if v.rule != WardMinimum.name)
    if told:
        raise BrokenScheduleError(which, told)


def _from_semester(
    path: Path, number: int | None, schedule_path: Path | None
) -> Instance:
    instance = load(path)
    if number is None:
        return instance
    semesters = instance.calendar.semesters
    if not 1 <= number <= len(semesters):
        names = ", ".join(f"{i} = {s.name}" for i, s in enumerate(semesters, start=1))
        raise FileError(
            str(path),
            f"has no semester number {number}",
            f"It has: {names or 'none; name them in the instance settings'}",
        )
    if number == 1 and schedule_path is None:
        return instance
    if schedule_path is None:
        raise FileError(
            str(path),
            f"semester {number} can't be planned without what came before it",
            "Name the schedule of the earlier semesters with --from",
        )
    earlier = earlier_schedule(schedule_path, instance)
    return instance.frozen_before(semesters[number - 1].first, earlier)


def earlier_schedule(path: Path, given: Instance) -> Schedule:
    """Read a schedule that may be older than the stays: what they credit is in it."""
    return read_schedule(path, applied(replace(given, stays={})))
