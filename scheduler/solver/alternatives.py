"""Several good schedules of one problem that really differ from each other.

The first is solved for as always. For each further one the time that is left is shared
out evenly among those still to come, and what one doesn't need goes to the next:

- Small problems: the exact model is asked for the cheapest schedule in which at least
  so many placements of each earlier one are otherwise; halving finds the largest number
  that the share allows. The first question, whether a single placement can be
  otherwise, is where it may be proven that there is no other schedule.
- Large problems: candidates that earlier schedules use cost a little more, the search
  starts from the best it knows at these costs, and what it finds is measured without
  them. If the schedule stays within the share the amount is raised, else lowered.

Of all schedules seen the best is the first of the answer; then, one after another, that
which differs most from those taken. None leaves out more than the best. All bounds are
those of the true problem: what bounds the best bounds them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduler.solver.child import Child
from scheduler.solver.exact import Answer, Limits, whole_model
from scheduler.solver.flow import goes_whole
from scheduler.solver.problem import Problem
from scheduler.solver.result import Clock, Found, Options, Result
from scheduler.solver.solve import checked, rank, solve_problem, solved
from scheduler.terms import IntArray, count_row

TRIES = 2  # amounts tried for each schedule, in a large problem
FIRST_AMOUNT = 4  # times what a placement may cost more if all of them were otherwise
FACTOR = 4


@dataclass(frozen=True)
class Several:
    """Schedules, the best first, then by cost. ``none_left``: proven to be all.

    None left means: every other schedule leaves out more, or costs more than ``limit``.
    """

    results: tuple[Result, ...]
    limit: int
    none_left: bool = False


@dataclass(frozen=True)
class Wanted:
    """How many schedules, and how much dearer each may be than the best.

    ``within``: a share of the best one's cost beyond what is unavoidable, as in
    `Result.gap`.
    """

    count: int = 1
    within: float = 0.05


def several(
    problem: Problem, wanted: Wanted, options: Options, clock: Clock
) -> Several:
    """Return up to as many schedules as wanted, found before the clock is over.

    The same seed gives the same ones where no limit cuts in. Raises SolverError where
    an answer fails its own check.
    """
    if wanted.count == 1:
        alone = solved(problem, options, clock)
        return Several((alone,), alone.objective)
    return _Search(problem, wanted, options, clock).run()


@dataclass(frozen=True, eq=False)
class _Seen:
    """A schedule that was found: [candidates] 0 or 1, and its (missing, cost)."""

    taken: IntArray
    rank: tuple[int, int]

    @property
    def count(self) -> int:
        return int(self.taken.sum())

    @property
    def cost(self) -> int:
        return self.rank[1]

    def differs(self, others: Sequence[_Seen]) -> float:
        """Return the share of placements that differ from the most similar one."""
        return min(1 - self._shared(other) for other in others)

    def _shared(self, other: _Seen) -> float:
        if not self.count and not other.count:
            return 1.0
        return int(self.taken @ other.taken) / max(1, self.count, other.count)


class _Part(Clock):
    """A share of another clock's time. ``told``: what to tell there of each moment."""

    def __init__(
        self, whole: Clock, share: float, told: tuple[str, int, int] | None = None
    ) -> None:
        super().__init__(share * whole.left)
        self._whole, self._told = whole, told

    @property
    def left(self) -> float:
        """Seconds until the limit; 0 once somebody asked to stop."""
        return min(super().left, self._whole.left)

    def tell(self, stage: str, objective: int | None, bound: int | None = None) -> None:
        """Tell the whole clock, but never costs that aren't the true ones."""
        if self._told is None:
            self._whole.unavoidable = self.unavoidable
            self._whole.tell(stage, objective, bound)
        else:
            name, cost, least = self._told
            self._whole.tell(f"{name}: {stage}", cost, least)


class _Search:
    def __init__(
        self, problem: Problem, wanted: Wanted, options: Options, clock: Clock
    ) -> None:
        self.problem, self.wanted = problem, wanted
        self.options, self.clock = options, clock
        self.seen: list[_Seen] = []
        self.none_left = self.cut = False

    def run(self) -> Several:
        """Find the best, then one after another."""
        part = self._part(1)
        found = solve_problem(self.problem, self.options, part)
        self.cut = part.over
        self._see(found.chosen)
        last = self.wanted.count if found.feasible else 1
        with Child() as child:
            for number in range(2, last + 1):
                if self.clock.over or self.none_left:
                    break
                told = f"alternative {number}", self.best.cost, found.bound
                self._find(number, self._part(number, told), child)
        return self._answer(found)

    def _part(self, number: int, told: tuple[str, int, int] | None = None) -> _Part:
        """Return the clock of one schedule, with an even share of what is left."""
        return _Part(self.clock, 1 / (self.wanted.count - number + 1), told)

    def _answer(self, found: Found) -> Several:
        """Put what is picked before the checker; ``found`` is what was solved for."""
        picked = sorted(self._picked(self.wanted.count), key=lambda one: one.rank)
        results = (
            checked(self.problem, self._as_found(one, found), self.options, self.clock)
            for one in picked
        )
        interrupted = self.cut or self.clock.over
        return Several(
            tuple(replace(result, interrupted=interrupted) for result in results),
            self._limit,
            self.none_left,
        )

    def _as_found(self, one: _Seen, found: Found) -> Found:
        chosen = np.flatnonzero(one.taken)
        if np.array_equal(chosen, np.sort(found.chosen)):
            return found
        as_complete = one.rank[0] <= self.seen[0].rank[0]
        return replace(
            found,
            chosen=chosen,
            cost=one.cost,
            most_placed=found.most_placed and as_complete,
        )

    # -- what was seen ---------------------------------------------------------------

    @property
    def best(self) -> _Seen:
        """The best schedule seen; of equals, the first."""
        return min(self.seen, key=lambda one: one.rank)

    @property
    def _limit(self) -> int:
        """The cost that no schedule may exceed."""
        beyond = max(0, self.best.cost - self.problem.unavoidable)
        return self.best.cost + int(self.wanted.within * beyond)

    def _fits(self, one: _Seen) -> bool:
        """Tell whether a schedule is as complete as the best, and not too dear."""
        return one.rank[0] <= self.best.rank[0] and one.cost <= self._limit

    def _see(self, chosen: IntArray) -> _Seen | None:
        """Keep a schedule if it breaks no rule; return it as it was measured."""
        taken = np.zeros(self.problem.table.size, dtype=np.int64)
        taken[chosen] = 1
        cost = self.problem.objective(chosen)
        if cost is None and self.seen:
            return None
        # A first schedule that breaks rules is shown all the same; it stays alone.
        one = _Seen(taken, rank(self.problem, chosen, cost or 0))
        self.seen.append(one)
        return one

    def _picked(self, count: int) -> list[_Seen]:
        """Return the best, and those within the share that differ most."""
        picked = [self.best]
        while len(picked) < count:
            fitting = [s for s in self.seen if self._fits(s) and s.differs(picked)]
            if not fitting:
                break
            picked.append(max(fitting, key=lambda s: (s.differs(picked), -s.cost)))
        return picked

    # -- finding one more --------------------------------------------------------------

    def _find(self, number: int, part: Clock, child: Child) -> None:
        earlier = self._picked(number - 1)
        if goes_whole(self.problem):
            self._by_rows(child, earlier, part)
        else:
            self._by_price(earlier, part)
        self.cut |= part.over

    def _by_rows(self, child: Child, earlier: list[_Seen], clock: Clock) -> None:
        """Look for the schedule with most placements otherwise, by the exact model."""
        asked, least, most = 1, 1, min(one.count for one in earlier)
        while least <= most and not clock.over:
            part = _Part(clock, 0.5)
            answer = self._otherwise(child, earlier, asked, part)
            one = None if answer.chosen is None else self._see(answer.chosen)
            if asked == 1:
                self.none_left = self._proves_none(answer, one)
            if one and self._fits(one):
                least = 1 + min(o.count - int(o.taken @ one.taken) for o in earlier)
            else:
                most = asked - 1
            asked = (least + most + 1) // 2

    def _otherwise(
        self, child: Child, earlier: list[_Seen], count: int, clock: Clock
    ) -> Answer:
        """Ask for the cheapest schedule without ``count`` placements of each."""
        rows = (
            count_row(
                ("alternatives", str(number)),
                np.flatnonzero(one.taken),
                upper=one.count - count,
            )
            for number, one in enumerate(earlier)
        )
        problem = replace(self.problem, rows=(*self.problem.rows, *rows))
        options = self.options
        limits = Limits(clock.left, workers=options.workers, seed=options.seed)
        child.start(whole_model(problem), limits)
        return child.answer(clock, lambda *_: clock.tell("exact model", None))

    def _proves_none(self, answer: Answer, one: _Seen | None) -> bool:
        """Tell whether an answer proves that no other schedule is good enough."""
        if one is None:
            return answer.chosen is None and answer.proven
        if not answer.most_placed or one.rank[0] < self.best.rank[0]:
            return False
        too_dear = answer.proven and one.cost > self._limit
        return one.rank[0] > self.best.rank[0] or too_dear

    def _by_price(self, earlier: list[_Seen], clock: Clock) -> None:
        """Look for a schedule that differs, by making what was used dearer."""
        allowed = (self._limit - self.best.cost) / max(1, self.best.count)
        used = np.sum([one.taken for one in earlier], axis=0)
        amount = max(1, round(FIRST_AMOUNT * allowed))
        for tries in range(TRIES, 0, -1):
            if clock.over:
                break
            part = _Part(clock, 1 / tries)
            one = self._at(amount, used, part)
            if one and self._fits(one):
                amount *= FACTOR
            elif amount > 1:
                amount = max(1, amount // FACTOR)
            else:
                break

    def _at(self, amount: int, used: IntArray, clock: Clock) -> _Seen | None:
        """Solve with candidates that are used costing so much more; measure truly."""
        extra = amount * used
        start = min(self.seen, key=lambda one: one.cost + int(extra @ one.taken))
        options = replace(
            self.options,
            start=self.problem.schedule(np.flatnonzero(start.taken)),
        )
        dearer = replace(self.problem, cost=self.problem.cost + extra)
        return self._see(solve_problem(dearer, options, clock).chosen)
