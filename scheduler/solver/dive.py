"""Dive: from the mixture to a schedule, by fixing a few units at a time for good.

The diving heuristic of branch and price (Sadykov, Vanderbeck, Pessoa, Tahiri & Uchoa,
2019): the units with the largest shares in the mixture keep that itinerary, the others
are mixed anew around them, with itineraries that are the cheapest at the new prices;
and so on. The mixture is taken at a vertex, where shares are large: in the middle of
the optimal face twice as many steps had to be taken back, and as many more at a vertex
that the simplex method found. A step after which the mixture costs much more is taken
back and done with fewer units, in the end with another one. Every step knows what
all the others still need, which is what moves of a few units at a time don't see: on
the example year the schedules came to within 0.7 % of the mixture, where annealing over
the same itineraries stood at 3 %.

Whether a step costs as much as it seems is told by pricing: two rounds in any case, and
up to ten for as long as it might be taken back. With two at the most, rises were taken
for real that were but itineraries nobody had asked for yet: in a school of 280 without
a free seat dives ended 0.6 % above the bound instead of 1.8 %, or of 6 % at a dead end,
and were no slower, since less was taken back. After the first round, only units that
have just got something new are asked, as long as any has.

In the end, where all that is fixed leaves little, most of the cost is added; there the
programmes are small, so smaller rises are taken back, and of ten units tried alone the
one stays that costs least. Where the end gets dear all the same, it is done again from
where it began, with other noise.

Nearly cheapest itineraries will do (the dives got better, if anything), and many should
be in the pool: with the dozen that looked best for each unit, little fitted in the end.
Within a step the programme goes on from its vertex; from one step to the next it starts
anew, since a vertex carried along led more than twice as many steps astray.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.solver.board import Board, Going
from scheduler.solver.master import Master, Mixture
from scheduler.solver.pool import Pool
from scheduler.solver.result import Clock
from scheduler.solver.sweep import LENIENT
from scheduler.terms import FloatArray, IntArray

A_STEP = 0.05  # of all units that are fixed at least in a step
SURE = 0.8  # share from which on a unit is fixed in any case
NOISE = 0.1  # on the shares, so that no dive is like another

CALM, LEAP = 5e-5, 1e-3
"""Rise of the mixture's cost in a step, as a share: up to which nothing is priced anew,
and from which on the step is taken back."""

PRICINGS, ANYHOW, DOUBTFUL = 10, 2, 0.3
"""Rounds of pricing in a step at the most; how many of them for a rise of any size; and
what rise, as a share of a leap, is worth the others."""

FEWER = 3  # times fewer units in a step that is tried again
SHUNNED = 5  # units alone whose step is taken back, before the best of them stays

LATE, LATE_LEAP, LATE_SHUNNED = 0.3, 3e-4, 10
"""Share of all units that are free, from which on a step takes little time; and what
`LEAP` and `SHUNNED` are from there."""

ENDS, POOR = 5, 1e-2
"""How often the end is done again at the most, and the rise in it that is too much."""

HURRY, LAX = 0.5, 4.0
"""Of a usual step: where as many are needed to be done in time, nothing is taken back;
and by how many times a leap may be larger then, and less so the less time is short."""

MANY = 0.25  # of all units that are free: early enough to give up


def dive(
    board: Board,
    pool: Pool,
    first: IntArray,
    cost: int,
    clock: Clock,
    until: float,
    seed: int,
) -> IntArray:
    """Return itineraries [units, bits] that go together; some units may have none.

    ``first``: what some units have for good, before the others are mixed around them
    (see `agree`). ``cost``: of a known schedule; the dive ends early where the mixture
    costs as much. ``until``: when to be done, in seconds of the clock; what is still
    free then is fixed at once.
    """
    return _Dive(board, pool, first, seed).run(cost, clock, until)


@dataclass(frozen=True, eq=False)
class _Reached:
    """Columns [units] that are fixed, how many aren't, and what the mixture costs."""

    fixed: IntArray
    rank: tuple[int, float]


class _Dive:
    def __init__(self, board: Board, pool: Pool, first: IntArray, seed: int) -> None:
        self.board, self.pool, units = board, pool, board.units
        self.chance = np.random.default_rng(seed)
        self.load = np.zeros(len(units.lower), dtype=np.int64)
        self.fixed = np.full(len(first), -1, dtype=np.int64)
        self.usual = max(1, int(A_STEP * len(first)))  # units fixed in a step
        self.shunned: dict[int, Mixture | None] = {}  # by column, what came of it
        self.late: tuple[IntArray, IntArray, Mixture] | None = None
        # Companions need several seats at once, which are hard to find in the end.
        self.size = np.array([len(unit.members) for unit in units.units])
        for unit in np.flatnonzero((first >= 0).any(axis=1)).tolist():
            column = pool.column(unit, first[unit])
            if column is not None:
                self._fix(unit, column)

    def run(self, known: int, clock: Clock, until: float) -> IntArray:
        """Fix units until all are, or no more fit; do a dear end again."""
        best = self._down(self._mixture(-np.inf), known, clock, until)
        for _ in range(ENDS):
            if self.late is None or _left(clock, until) <= 0:
                break
            fixed, load, mixture = self.late
            cost = mixture.objective
            if best.rank <= (0, cost + POOR * self._scale(cost)):
                break
            self.fixed, self.load = fixed.copy(), load.copy()
            again = self._down(mixture, known, clock, until)
            best = min(best, again, key=lambda one: one.rank)
        nothing = self.board.nobody()[0]
        return np.stack(
            [self.pool.taken[i] if i >= 0 else nothing for i in best.fixed.tolist()]
        )

    def _down(
        self, mixture: Mixture | None, known: int, clock: Clock, until: float
    ) -> _Reached:
        """Fix units until all are, or no more fit, or time is over."""
        most, sure, took, lowest = self.usual, True, 0.0, _objective(mixture)
        while mixture is not None and self._free():
            clock.tell("dive", None)
            left, begun = _left(clock, until), clock.passed
            # The fewer are free, the less time a step takes.
            least = self._free() * took / max(2 * left, 1e-9)
            hurry = least / (HURRY * self.usual)
            before = self.fixed.copy(), self.load.copy()
            if self.late is None and self._free() <= LATE * len(self.fixed):
                self.late = *before, mixture
            many = int(min(max(most, least), self._free()))
            done = self._step(mixture.share, many, sure)
            if not done and self.shunned:
                mixture = self._least_bad()
                continue
            # What was mixed again may look cheaper than it is (see `solve_again`).
            now = max(lowest, mixture.objective)
            lost = now >= known and self._free() > MANY * len(self.fixed)
            if not done or left <= 0 or lost:
                break
            after, leap = self._next(now, hurry)
            if leap and hurry <= 1:
                mixture = self._take_back(mixture, before, after)
                most, sure = max(1, done // FEWER), False
            else:
                self.shunned.clear()
                mixture, most = after, min(self.usual, 2 * most)
                sure = most == self.usual
            took = clock.passed - begun
        self.shunned.clear()
        return _Reached(self.fixed, (self._free(), _objective(mixture)))

    def _take_back(
        self, mixture: Mixture, before: tuple[IntArray, IntArray], after: Mixture | None
    ) -> Mixture | None:
        """Return to what was fixed ``before``, and its mixture.

        A unit that was fixed alone is shunned; the best of many is fixed all the same.
        """
        fixed = self.fixed[self.fixed != before[0]]
        self.fixed, self.load = before
        if len(fixed) == 1:
            self.shunned[int(fixed[0])] = after
        most = SHUNNED if self.late is None else LATE_SHUNNED
        return mixture if len(self.shunned) < most else self._least_bad()

    def _least_bad(self) -> Mixture | None:
        """Fix the one of those shunned that costs least; return the mixture around."""
        column = min(self.shunned, key=lambda one: _objective(self.shunned[one]))
        mixture = self.shunned[column]
        self.shunned.clear()
        self._fix(self.pool.unit[column], column)
        return mixture

    def _next(self, cost: float, hurry: float) -> tuple[Mixture | None, bool]:
        """Return the mixture after a step, and whether it costs too much more."""
        leap = (LEAP if self.late is None else LATE_LEAP) * self._scale(cost)
        leap *= 1 + LAX * hurry
        calm, doubtful = CALM * self._scale(cost), DOUBTFUL * leap
        mixture = self._mixture(cost + calm, cost + doubtful)
        return mixture, _objective(mixture) > cost + leap

    def _scale(self, cost: float) -> float:
        """Return what shares of a mixture's cost are shares of."""
        return max(1.0, cost - self.board.units.constant)

    def _free(self) -> int:
        return int((self.fixed < 0).sum())

    def _mixture(self, calm: float, doubtful: float = np.inf) -> Mixture | None:
        """Return the mixture around what is fixed.

        Made better while above ``calm``, and much more so while above ``doubtful``.
        """
        free = who = np.flatnonzero(self.fixed < 0)
        master = Master(self.pool, self.fixed)
        mixture = master.solve(vertex=True)
        for number in range(PRICINGS):
            enough = calm if number < ANYHOW else doubtful
            if mixture is None or mixture.objective <= enough:
                break
            fresh = self._priced(who, mixture.going)
            if not len(fresh) and len(who) < len(free):
                fresh = self._priced(free, mixture.going)
            if not len(fresh):
                break
            who, mixture = fresh, master.solve_again()
        return mixture

    def _priced(self, who: IntArray, going: Going) -> IntArray:
        """Add the cheapest itineraries of some units; return whose are new."""
        before = len(self.pool)
        self.pool.add(self.board.cheapest(who, going, LENIENT).taken, who)
        return np.unique(np.array(self.pool.unit[before:], dtype=np.int64))

    def _step(self, share: FloatArray, most: int, sure: bool) -> int:
        """Fix the largest shares that fit what is fixed; return how many.

        ``sure``: beyond ``most`` too, where they leave hardly anything to others.
        """
        # Where a step was taken back, the pool has grown since the mixture.
        owner = np.array(self.pool.unit[: len(share)], dtype=np.int64)
        rank = share * self.size[owner] * (1 + NOISE * self.chance.random(len(share)))
        rank[self.fixed[owner] >= 0] = 0
        rank[list(self.shunned)] = 0
        done = 0
        for column in np.argsort(-rank, kind="stable").tolist():
            enough = done >= most and not (sure and share[column] >= SURE)
            if rank[column] <= 0 or enough:
                break
            if self.fixed[owner[column]] < 0 and self._fits(column):
                self._fix(int(owner[column]), column)
                done += 1
        return done

    def _fits(self, column: int) -> bool:
        rows, weights = self.pool.rows[column], self.pool.weights[column]
        return not self.board.units.too_much(self.load, rows, weights).any()

    def _fix(self, unit: int, column: int) -> None:
        self.fixed[unit] = column
        self.load[self.pool.rows[column]] += self.pool.weights[column]


def _left(clock: Clock, until: float) -> float:
    return min(clock.left, until - clock.passed)


def _objective(mixture: Mixture | None) -> float:
    return np.inf if mixture is None else mixture.objective
