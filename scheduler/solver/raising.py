"""The last stage of a solve: what raising the worst-off may cost, and must keep.

The best schedule by its cost is given; a share of what isn't unavoidable of that cost
may be spent. What comes out is taken only if, by the measures and the checker, which
share nothing with the search, the worst-off bear less, no more is left without a place,
no more rules are broken, and it costs no more than it may.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from scheduler.domain.schedule import Schedule
from scheduler.rules import check_all
from scheduler.solver.child import Child
from scheduler.solver.exact import Limits, whole_model
from scheduler.solver.flow import Raising
from scheduler.solver.ideal import (
    Ideal,
    exact_ideal,
    make_ideal,
    owners_of_rows,
    unit_of_candidates,
)
from scheduler.solver.problem import Problem
from scheduler.solver.result import Clock, Found, Options, Raised, gap_of
from scheduler.solver.units import Units, make_units
from scheduler.terms import IntArray

TIME_SHARE = 0.1
"""Share of the time that is kept for it; it takes no more."""

LEAST_TIME = 0.02
"""Share of the time that it has at least, also where the search has overrun."""

CHECKS = 0.03  # share of the time for the checks of what comes out


def raised_exactly(
    problem: Problem, found: Found, child: Child, options: Options, clock: Clock
) -> Found:
    """Return what is found in a small problem after the worst-off were raised."""
    if not may_raise(found, options, clock):
        return found
    units = make_units(problem)
    ideal = exact_ideal(problem, units, child)

    def search(limit: int) -> IntArray:
        task = _task(problem, units, ideal, found.chosen, limit)
        model = replace(whole_model(problem, found.chosen), raising=task)
        limits = Limits(clock.left, workers=options.workers, seed=options.seed)
        child.start(model, limits)
        chosen = child.answer(clock).chosen
        return found.chosen if chosen is None else chosen

    return after(problem, found, options, make_ideal(problem, units, ideal), search)


def may_raise(found: Found, options: Options, clock: Clock) -> bool:
    """Tell whether the worst-off are to be raised, and if so begin with it."""
    clock.begin_last(TIME_SHARE, LEAST_TIME, CHECKS)
    return bool(options.worst_off) and found.feasible and not clock.stopped


def after(
    problem: Problem,
    found: Found,
    options: Options,
    ideal: Ideal,
    search: Callable[[int], IntArray],
) -> Found:
    """Return what ``search``, given the most it may cost, makes of what is found.

    As it was where it doesn't keep what it must.
    """
    share, instance = options.worst_off or 0.0, problem.table.instance
    limit = _most(problem, found, options)
    chosen = search(limit)
    cost = problem.objective(chosen)
    plans = problem.schedule(found.chosen), problem.schedule(chosen)
    old, new = (ideal.burdens(instance, plan) for plan in plans)
    better = sorted(new.values(), reverse=True) < sorted(old.values(), reverse=True)
    kept = cost is not None and cost <= limit and _keeps(problem, *plans)
    if cost is None or not (better and kept):
        return replace(found, raised=Raised(plans[0], found.cost, old, old, share))
    return replace(
        found,
        chosen=chosen,
        cost=cost,
        proven=found.proven and cost == found.cost,
        raised=Raised(plans[0], found.cost, old, new, share),
    )


def _most(problem: Problem, found: Found, options: Options) -> int:
    """Return what the schedule may cost in the end.

    The share more; but where it is within a gap that was asked for, it stays there.
    """
    unavoidable = problem.unavoidable
    beyond = max(0, found.cost - unavoidable)
    most = found.cost + int((options.worst_off or 0.0) * beyond)
    if 0 < options.gap >= gap_of(found.cost, found.bound, unavoidable):
        near = found.bound - options.gap * unavoidable
        most = max(found.cost, min(most, int(near / max(1e-9, 1 - options.gap))))
    return most


def _keeps(problem: Problem, before: Schedule, now: Schedule) -> bool:
    """Tell whether as much is placed, and no more rules are broken, as before."""
    instance = problem.table.instance
    missing = [instance.missing(plan) for plan in (before, now)]
    broken = [len(check_all(instance, plan)) for plan in (before, now)]
    return missing[1] <= missing[0] and broken[1] <= broken[0]


def _task(
    problem: Problem, units: Units, ideal: IntArray, chosen: IntArray, limit: int
) -> Raising:
    unit, students = unit_of_candidates(problem, units), problem.table.instance.students
    guests = [students[one.members[0]].visitor for one in units.units]
    rows = owners_of_rows(problem, units)
    least, now = (_own_costs(problem, units, rows, plan) for plan in (ideal, chosen))
    return Raising(
        unit,
        rows,
        np.array([len(one.members) for one in units.units], dtype=np.int64),
        least,
        np.where(guests, now, -1),
        limit,
    )


def _own_costs(
    problem: Problem,
    units: Units,
    rows: Mapping[tuple[str, ...], int],
    chosen: IntArray,
) -> IntArray:
    """Return [units] what each unit's placements cost, and the rows about it alone."""
    taken = np.zeros(problem.table.size, dtype=np.int64)
    taken[chosen] = 1
    costs = np.zeros(len(units.units), dtype=np.int64)
    for number, one in enumerate(units.units):
        costs[number] = sum(problem.own_cost(name, taken) for name in one.members)
    for row in problem.rows:
        if row.key in rows:
            breach = row.breach(int(row.weight @ taken[row.candidates]))
            costs[rows[row.key]] += breach * (row.penalty or 0)
    return costs
