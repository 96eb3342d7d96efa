"""From an MSS instance to a solution that the independent checker has seen."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.errors import SolverError
from scheduler.files.mss import Mss, MssPlacement
from scheduler.mss.model import Model, model_of
from scheduler.mss.score import check
from scheduler.solver.result import Clock
from scheduler.solver.solve import Options, solve_problem
from scheduler.terms import IntArray


@dataclass(frozen=True)
class Outcome:
    """How a solve ended.

    ``placements``: without violations; ``None`` where none such were found. ``score``:
    theirs, 0 without them. ``bound``: no solution scores more, ``None`` where nothing
    is known. ``obstacles``: why there is no solution at all, as far as that is known.
    """

    placements: tuple[MssPlacement, ...] | None
    score: int
    bound: int | None
    proven: bool
    seconds: float
    first_seconds: float
    obstacles: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """Return (bound - score) / score, 0 or more."""
        most = self.score if self.bound is None else self.bound
        return max(0, most - self.score) / max(1, abs(self.score))


def solve_mss(instance: Mss, options: Options, clock: Clock) -> Outcome:
    """Return the best solution found before the clock is over.

    Raises SolverError where the solution fails its own check.
    """
    model = model_of(instance)
    obstacles = model.unmet()
    if obstacles:
        return _nothing(clock, None, obstacles)
    found = solve_problem(model.problem, options, clock)
    cost = model.problem.objective(found.chosen)
    if cost is None and model.is_beyond(found.bound):
        return _nothing(clock, None, ("It is proven that there is none.",))
    if cost is None:
        return _nothing(clock, model.score(found.bound), ())
    return _checked(instance, model, found.chosen, cost, found.bound, clock)


def _nothing(clock: Clock, bound: int | None, obstacles: tuple[str, ...]) -> Outcome:
    return Outcome(None, 0, bound, False, clock.passed, clock.passed, obstacles)


def _checked(
    instance: Mss, model: Model, chosen: IntArray, cost: int, lower: int, clock: Clock
) -> Outcome:
    """Return the outcome after the checker has seen the placements."""
    placements = model.placements(chosen)
    verdict = check(instance, placements)
    if verdict.violations:
        raise SolverError(f"the solution breaks a rule: {verdict.violations[0]}")
    if verdict.score != model.score(cost):
        raise SolverError("the model's score of the solution isn't its own score")
    bound = max(verdict.score, model.score(lower))
    return Outcome(
        placements,
        verdict.score,
        bound,
        proven=bound == verdict.score,
        seconds=clock.passed,
        first_seconds=clock.first or clock.passed,
    )
