"""Reading an instance as the office wants it read, for a whole year or a semester."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from scheduler.domain.applied import applied
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule
from scheduler.domain.settings import SETTINGS
from scheduler.domain.waivers import judged
from scheduler.errors import BrokenScheduleError, FileError
from scheduler.files import (
    read_instance,
    read_schedule,
)
from scheduler.goals import GOALS
from scheduler.office.stays import Planned, Reading, planned
from scheduler.rules import RULES, check_all
from scheduler.rules.ward_minimum import WardMinimum


def load(path: Path) -> Instance:
    """Return the instance at ``path``; raises InstanceError with all its problems."""
    goals = frozenset(goal.name for goal in GOALS)
    return read_instance(
        path,
        goals=goals,
        settings=frozenset(SETTINGS),
        rules=frozenset(rule.name for rule in RULES),
    )


def load_planned(path: Path, reading: Reading) -> Planned:
    """Return the instance at ``path`` with its stays and visits in effect."""
    return planned(load(path), reading)


def load_possible(path: Path) -> Instance:
    """Return the instance with its stays in effect; those refused are left out."""
    return load_planned(path, Reading(skip_refused=True)).instance


def load_with_schedule(path: Path, schedule: Path) -> tuple[Instance, Schedule]:
    """Return the instance as `load_possible`, and a schedule of it."""
    instance = load_possible(path)
    return instance, read_schedule(schedule, instance)


@dataclass(frozen=True)
class Settled:
    """What stays as ``earlier`` has it: all that begins before a semester, or a day.

    ``semester`` counts from 1. With neither of the two nothing is settled.
    """

    semester: int | None = None
    until: date | None = None
    earlier: Path | None = None


def load_settled(
    path: Path, settled: Settled, reading: Reading, *, to_plan: bool = False
) -> Planned:
    """Return the instance in which what is settled stays as it was.

    ``to_plan``: a new schedule is to be made of it, so nothing settled may contradict
    the tables, be it waived or not, and nothing done may be planned again.
    """
    given = load(path)
    if to_plan and settled.earlier is None:
        _refuse_done(path, given)
    plan = planned(_frozen(path, given, settled), reading)
    kept = Schedule.of(plan.instance.frozen)
    which = "that stays as it was"
    refuse_broken(plan.instance, kept, which, waivable=not to_plan)
    return plan


def refuse_broken(
    instance: Instance, schedule: Schedule, which: str, *, waivable: bool = True
) -> None:
    """Raise BrokenScheduleError where placements contradict the tables as they are.

    A ward's minimum doesn't count: a part of a schedule needn't meet it. Nor does what
    is waived, if it is ``waivable`` here.
    """
    found = judged(instance.waivers, check_all(instance, schedule))
    told = [str(v) for v in found.open if v.rule != WardMinimum.name]
    if not waivable:
        told += [
            f"{one.violation} The waiver {one.waiver.id} is for the check alone: a new "
            "schedule needs tables that allow it."
            for one in found.waived
        ]
    if told:
        raise BrokenScheduleError(which, tuple(told))


def _refuse_done(path: Path, given: Instance) -> None:
    if any(not line.is_absent for line in given.attendance):
        raise FileError(
            str(path),
            "says in the table attendance what was done already, and a schedule for "
            "the whole year would plan it again",
            "Add --freeze-until DATE --from SCHEDULE, the schedule it was done under",
        )


def _frozen(path: Path, given: Instance, settled: Settled) -> Instance:
    day = settled.until
    if settled.semester is not None:
        day = _first_of_semester(path, given, settled.semester)
    if day is None:
        return given
    if settled.earlier is None:
        if not any(week < day for week in given.calendar.weeks):
            return given
        raise FileError(
            str(path),
            f"can't be planned from {day:%d/%m/%Y} on without what came before",
            "Name the schedule of the earlier weeks with --from",
        )
    return given.frozen_before(day, earlier_schedule(settled.earlier, given))


def _first_of_semester(path: Path, given: Instance, number: int) -> date:
    semesters = given.calendar.semesters
    if not 1 <= number <= len(semesters):
        names = ", ".join(f"{i} = {s.name}" for i, s in enumerate(semesters, start=1))
        raise FileError(
            str(path),
            f"has no semester number {number}",
            f"It has: {names or 'none; name them in the instance settings'}",
        )
    return semesters[number - 1].first


def earlier_schedule(path: Path, given: Instance) -> Schedule:
    """Read a schedule that may be older than the stays: what they credit is in it."""
    return read_schedule(path, applied(replace(given, stays={})))
