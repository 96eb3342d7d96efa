"""A loss too large for one repair: all who are hit are planned anew, the others stay.

A repair asks one exact question about everybody who has lost a place. That is slow
where a whole hospital is gone, and a hundred students are hit. Then the solver plans
for them as it plans a year, with all that is left of the schedule frozen. So nobody is
moved who needn't be; how much can be placed isn't proven.
"""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule
from scheduler.errors import SolverError
from scheduler.rules import check_all
from scheduler.rules.words import weeks_of
from scheduler.solver.repairing import (
    PATIENCE_SECONDS,
    PLANNED_ANEW,
    Mended,
    Task,
    mended,
)
from scheduler.solver.result import Clock
from scheduler.solver.solve import Options, solve


def mended_or_anew(task: Task, options: Options, clock: Clock) -> Mended:
    """Return the schedule mended; see `mended` and, where too many are hit, `anew`.

    Raises SolverError where nothing was found.
    """
    hit = {placement.student for placement in stranded(task)}
    if len(hit) > PLANNED_ANEW:
        found = anew(task, options, Clock(max(clock.left, PATIENCE_SECONDS)))
        if found is not None:
            return found
    try:
        return mended(task, options, clock)
    except SolverError:
        found = anew(task, options, Clock(PATIENCE_SECONDS))
        if found is None:
            raise
        return found


def stranded(task: Task) -> tuple[Placement, ...]:
    """Return what is owed and was placed where there is no seat any more."""
    instance = task.instance
    return tuple(p for p in _owed(task) if _is_shut(instance, p))


def _owed(task: Task) -> tuple[Placement, ...]:
    owed = task.instance.requirements
    return tuple(
        p
        for p in task.before.placements
        if p.requirement in owed and not task.instance.was_missed(p)
    )


def _is_shut(instance: Instance, placement: Placement) -> bool:
    if placement.ward not in instance.wards:
        return True
    weeks = weeks_of(instance, placement)
    return not all(instance.seats(placement.ward, week) for week in weeks)


def anew(task: Task, options: Options, clock: Clock) -> Mended | None:
    """Return a schedule in which what isn't stranded stays, as far as it can.

    ``None``: it breaks a rule, so it isn't one.
    """
    instance, lost = task.instance, set(stranded(task))
    stay = (p for p in _owed(task) if p not in lost)
    frozen = tuple(dict.fromkeys((*instance.frozen, *stay)))
    result = solve(replace(instance, frozen=frozen), options, clock)
    if check_all(instance, result.schedule):
        return None
    return _told(task, result.schedule, lost)


def _told(task: Task, schedule: Schedule, lost: set[Placement]) -> Mended:
    """Return what is known: who has lost a place is moved in every schedule."""
    now = set(schedule.placements)
    moved = frozenset(p.student for p in _owed(task) if p not in now)
    return Mended(
        schedule,
        moved,
        fewest_moved=len({placement.student for placement in lost}),
        most_placed=not task.instance.unplaced(schedule),
        cheapest=False,
        wanted=None,
        planned_anew=len(moved),
    )
