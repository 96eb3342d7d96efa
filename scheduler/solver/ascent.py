"""Prices by small steps: every few itineraries that are priced move them a little.

The incremental subgradient method (Nedić & Bertsekas, 2001): the bound is a sum over
units, and each unit's cheapest itinerary tells which rows it wants more of than its
share. Going along after every few units instead of after all makes some fifteen passes
do the work of hundreds. Steps get shorter from pass to pass; the prices of a pass are
the mean of those in it.

Column generation alone, from no prices at all, is lost as long as its few itineraries
don't mix: where all seats are needed (load 1.0), its prices were of no use for 45 s,
and the bound hadn't begun to rise. The itineraries of the last passes mix to within 1 %
of the best at once.
"""

from __future__ import annotations

import numpy as np

from scheduler.solver.board import Board, Going
from scheduler.solver.master import penalties
from scheduler.solver.pool import Pool
from scheduler.solver.result import Clock
from scheduler.solver.sweep import LENIENT
from scheduler.solver.units import NO_BOUND
from scheduler.terms import FloatArray, IntArray

PASSES, KEPT = 15, 0.5
"""So many passes; from what share of them on the itineraries go into the pool."""

AT_ONCE = 24  # units at the same prices

FIRST_STEP, LAST_STEP = 2.0, 0.2
"""Of a step that would reach the known schedule's cost at once (Polyak, 1969)."""


def ascend(
    board: Board, pool: Pool, cost: int, clock: Clock, until: float, seed: int
) -> Going:
    """Return prices near the best ones. ``cost``: of a known schedule.

    ``until``: when to be done, in seconds of the clock; if that comes before the last
    pass, steps get shorter the sooner.
    """
    return _Ascent(board, pool, cost, seed).run(clock, until)


class _Ascent:
    def __init__(self, board: Board, pool: Pool, cost: int, seed: int) -> None:
        self.board, self.pool, units = board, pool, board.units
        self.chance = np.random.default_rng(seed)
        penalty = penalties(units)
        above, below = units.upper < NO_BOUND, units.lower > -NO_BOUND
        self.most = np.where(above, penalty, 0)
        self.least = np.where(below, -penalty, 0)
        self.upper = np.where(above, units.upper, 0)
        self.lower = np.where(below, units.lower, 0)
        self.price = board.scarce.price.copy()
        first = board.cheapest(board.everybody, board.scarce, LENIENT)
        pool.add(first.taken)
        missing = max(1, cost - board.bound_at(board.scarce, first.bound))
        wrong = self._excess(board.load_of(first.taken), 1.0)
        self.length = missing / max(1.0, float(wrong @ wrong))

    def run(self, clock: Clock, until: float) -> Going:
        """Pass by pass, with ever shorter steps."""
        mean, begun = self.price, clock.passed
        for number in range(PASSES):
            spent = (clock.passed - begun) / max(until - begun, 1e-9)
            if clock.over or spent > 1:
                break
            behind = spent > (number + 1) / PASSES
            gone = spent if behind else number / (PASSES - 1)
            step = FIRST_STEP * (LAST_STEP / FIRST_STEP) ** gone * self.length
            mean, taken = self._pass(step)
            if gone >= KEPT:
                self.pool.add(taken)
            clock.tell("prices", None)
        return self.board.going(mean)

    def _pass(self, step: float) -> tuple[FloatArray, IntArray]:
        """Price everybody, a few at a time; return the mean prices, the itineraries."""
        board, mean, taken = self.board, np.zeros(len(self.price)), self.board.nobody()
        count = len(taken)
        order = self.chance.permutation(count)
        for begin in range(0, count, AT_ONCE):
            who = order[begin : begin + AT_ONCE]
            found = board.cheapest(who, board.going(self.price), LENIENT).taken
            taken[who] = found[who]
            wrong = self._excess(board.load_of(found[who]), len(who) / count)
            self.price = np.clip(self.price + step * wrong, self.least, self.most)
            mean += self.price * (len(who) / count)
        return mean, taken

    def _excess(self, load: IntArray, share: float) -> FloatArray:
        """Return [rows] what a load is beyond its share of the bounds."""
        above, below = load - share * self.upper, load - share * self.lower
        wanted = np.maximum(above, 0) * (self.most > 0)
        wanted += np.minimum(below, 0) * (self.least < 0)
        wanted = np.where(self.price > 0, above, wanted)
        return np.where(self.price < 0, below, wanted)
