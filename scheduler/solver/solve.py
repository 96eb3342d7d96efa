"""The stages in order: from an instance to a checked schedule.

Small instances go to the exact model as a whole. Large ones get a complete schedule by
seat prices, then ruin and recreate, then exact neighbourhoods around whatever is still
unplaced. In the end the worst-off are raised, at a stated price. Every answer is put
before the independent checker.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule
from scheduler.domain.settings import DEFAULTS, WORST_OFF_PERCENT
from scheduler.errors import SolverError
from scheduler.goals import measure_all, objective
from scheduler.rules import check_all
from scheduler.solver.child import Child
from scheduler.solver.exact import Limits, whole_model
from scheduler.solver.flow import SMALL, goes_whole
from scheduler.solver.problem import Problem, gather
from scheduler.solver.raising import TIME_SHARE, raised_exactly
from scheduler.solver.result import Clock, Found, Options, Result
from scheduler.terms import IntArray

__all__ = ["SMALL", "Options", "checked", "rank", "solve", "solve_problem", "solved"]


def solve(instance: Instance, options: Options, clock: Clock) -> Result:
    """Return the best schedule found before the clock is over.

    The same seed gives the same schedule again where no limit cuts in. Raises
    SolverError where the answer fails its own check.
    """
    problem = gather(instance)
    clock.tell("candidates", None)
    return solved(problem, options, clock)


def solved(problem: Problem, options: Options, clock: Clock) -> Result:
    """Return the best schedule of a problem that is gathered already; see `solve`."""
    if options.worst_off is None:
        given = problem.table.instance.settings
        percent = given.get(WORST_OFF_PERCENT, DEFAULTS[WORST_OFF_PERCENT])
        options = replace(options, worst_off=max(0, percent) / 100)
    return checked(problem, solve_problem(problem, options, clock), options, clock)


def solve_problem(problem: Problem, options: Options, clock: Clock) -> Found:
    """Return the best choice of candidates found before the clock is over.

    The worst-off are raised only where the options say so.

    It isn't worse than a start that keeps the rules, but for what was spent on the
    worst-off: it leaves out less or costs less.
    """
    if options.worst_off:
        clock.keep_back(TIME_SHARE)
    if goes_whole(problem):
        found = _exact(problem, options, clock)
    else:
        # Compiled code takes its time to load; small problems do without it.
        from scheduler.solver.large import solve_large

        found = solve_large(problem, options, clock)
    return _no_worse(problem, options.start, found)


def rank(problem: Problem, chosen: IntArray, cost: int) -> tuple[int, int]:
    """Return by what schedules are told apart: what isn't placed, then the cost.

    The first is what foremost rows cost; ``cost`` is that of the candidates chosen.
    """
    taken = np.zeros(problem.table.size, dtype=np.int64)
    taken[chosen] = 1
    missing = sum(
        row.breach(int(row.weight @ taken[row.candidates])) * (row.penalty or 0)
        for row in problem.rows
        if row.foremost
    )
    return missing, cost


def _no_worse(problem: Problem, start: Schedule | None, found: Found) -> Found:
    """Return the start itself where a search that was cut short ends behind it."""
    if start is None:
        return found
    given = problem.candidates_of(start)
    cost = problem.objective(given)
    before = found.cost if found.raised is None else found.raised.cost
    if cost is None or (
        found.feasible
        and rank(problem, found.chosen, before) <= rank(problem, given, cost)
    ):
        return found
    return replace(
        found, chosen=given, cost=cost, feasible=True, proven=False, most_placed=False
    )


def _exact(problem: Problem, options: Options, clock: Clock) -> Found:
    clock.unavoidable = problem.unavoidable
    with Child() as child:
        limits = Limits(clock.left, workers=options.workers, seed=options.seed)
        hint = problem.candidates_of(options.start) if options.start else None
        child.start(whole_model(problem, hint), limits)
        answer = child.answer(
            clock, lambda _, cost, bound: clock.tell("exact model", cost, bound)
        )
        if answer.chosen is None:
            nothing = np.zeros(0, dtype=np.int64)
            cost = problem.objective(nothing)
            return Found(nothing, cost or 0, answer.bound, feasible=cost is not None)
        found = Found(
            answer.chosen,
            answer.objective or 0,
            answer.bound,
            proven=answer.proven,
            most_placed=answer.most_placed,
        )
        return raised_exactly(problem, found, child, options, clock)


def checked(problem: Problem, found: Found, options: Options, clock: Clock) -> Result:
    """Return the result after the checker, and the goals' measures, have seen it."""
    instance = problem.table.instance
    schedule = problem.schedule(found.chosen)
    violations = check_all(instance, schedule)
    cost = objective(instance, schedule)
    if not violations and problem.objective(found.chosen) != cost:
        raise SolverError("the model's cost of the schedule isn't its measured cost")
    # Where a rule had to give way, the model's bound isn't one on the goals alone.
    bound = 0 if violations else min(found.bound, cost)
    missing = instance.missing(schedule)
    return Result(
        schedule,
        cost,
        bound=bound,
        units=measure_all(instance, schedule),
        violations=violations,
        seed=options.seed,
        seconds=clock.passed,
        first_seconds=clock.first or clock.passed,
        candidates=problem.table.size,
        proven=found.proven and bound == cost and not violations,
        fewest_unplaced_proven=not violations
        and (found.most_placed or missing == problem.shortfall.count),
        interrupted=clock.cut_short or clock.over,
        unavoidable=problem.unavoidable,
        fewest_unplaced=problem.shortfall.count,
        prices=found.prices,
        raised=found.raised,
    )
