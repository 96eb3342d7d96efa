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

Nearly cheapest itineraries will do (the dives got better, if anything), and many should
be in the pool: with the dozen that looked best for each unit, little fitted in the end.
Within a step the programme goes on from its vertex; from one step to the next it starts
anew, since a vertex carried along led more than twice as many steps astray.
"""

from __future__ import annotations

import numpy as np

from scheduler.solver.board import Board
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

FEWER = 3  # times fewer units in a step that is tried again
SHUNNED = 5  # units alone whose step is taken back, before one stays in any case
HURRY = 0.5  # of a usual step: where more are needed, there is no time to take one back
MANY = 0.25  # of all units that are free: early enough to give up
PRICINGS = 2  # in a step, at the most


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


class _Dive:
    def __init__(self, board: Board, pool: Pool, first: IntArray, seed: int) -> None:
        self.board, self.pool, units = board, pool, board.units
        self.chance = np.random.default_rng(seed)
        self.load = np.zeros(len(units.lower), dtype=np.int64)
        self.fixed = np.full(len(first), -1, dtype=np.int64)
        self.usual = max(1, int(A_STEP * len(first)))  # units fixed in a step
        self.shunned: set[int] = set()  # columns
        # Companions need several seats at once, which are hard to find in the end.
        self.size = np.array([len(unit.members) for unit in units.units])
        for unit in np.flatnonzero((first >= 0).any(axis=1)).tolist():
            column = pool.column(unit, first[unit])
            if column is not None:
                self._fix(unit, column)

    def run(self, known: int, clock: Clock, until: float) -> IntArray:
        """Fix units until all are, or no more fit."""
        most, sure, took, alone = self.usual, True, 0.0, 0
        mixture = self._mixture(-np.inf)
        while mixture is not None and (self.fixed < 0).any():
            clock.tell("dive", None)
            left, begun = min(clock.left, until - clock.passed), clock.passed
            # The fewer are free, the less time a step takes.
            least = self._free() * took / max(2 * left, 1e-9)
            hurry = least > HURRY * self.usual
            before = self.fixed.copy(), self.load.copy()
            steady = int(min(max(most, least), self._free()))
            done = self._step(mixture.share, steady, sure)
            if not done and self.shunned:
                # There is nobody else to try.
                self.shunned.clear()
                alone = SHUNNED
                continue
            lost = mixture.objective >= known and self._free() > MANY * len(self.fixed)
            if not done or left <= 0 or lost:
                break
            cost = max(1.0, mixture.objective - self.board.units.constant)
            after = self._mixture(mixture.objective + CALM * cost)
            leap = after is None or after.objective > mixture.objective + LEAP * cost
            if leap and (done > 1 or alone < SHUNNED) and not hurry:
                if done == 1:
                    alone += 1
                    self.shunned.update(self.fixed[self.fixed != before[0]].tolist())
                self.fixed, self.load = before
                most, sure = max(1, done // FEWER), False
            else:
                self.shunned.clear()
                alone = 0
                mixture, most = after, min(self.usual, 2 * most)
                sure = most == self.usual
            took = clock.passed - begun
        nothing = self.board.nobody()[0]
        return np.stack(
            [self.pool.taken[i] if i >= 0 else nothing for i in self.fixed.tolist()]
        )

    def _free(self) -> int:
        return int((self.fixed < 0).sum())

    def _mixture(self, calm: float) -> Mixture | None:
        """Return the mixture around what is fixed, made better while above ``calm``."""
        free = np.flatnonzero(self.fixed < 0)
        master = Master(self.pool, self.fixed)
        mixture = master.solve(vertex=True)
        for _ in range(PRICINGS):
            if mixture is None or mixture.objective <= calm:
                break
            near = self.board.cheapest(free, mixture.going, LENIENT)
            if not self.pool.add(near.taken, free):
                break
            mixture = master.solve_again()
        return mixture

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
