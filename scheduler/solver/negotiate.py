"""Negotiated seat prices: a complete schedule within seconds.

Congestion prices as chip routers use them (McMurchie & Ebeling, PathFinder, 1995), an
augmented Lagrangian in the end. In each sweep every unit takes its cheapest itinerary
at the going prices, one after another; rows that are broken get dearer, rows with room
cheaper, and breaches ever more expensive, until the itineraries fit together.

When they nearly do, or after a few sweeps, a copy is repaired: placements on overfull
rows are dropped, then everybody moves within the seats, first at the prices, then at
true cost. The result is always a valid schedule, since leaving something unplaced is
allowed at its penalty.
"""

from __future__ import annotations

import numpy as np

from scheduler.solver.arena import NEVER, PRICE
from scheduler.solver.board import Board
from scheduler.solver.pool import Pool
from scheduler.solver.result import Clock
from scheduler.solver.route import WITHIN_SEATS
from scheduler.solver.sweep import NONE, drop_illegal, drop_overfull, sweep
from scheduler.solver.units import NO_BOUND
from scheduler.terms import FloatArray, IntArray

PRESSURE_START, PRESSURE_GROWTH, PRESSURE_MOST = 0.5, 1.08, 200.0
"""Cost of a unit of breach, in units of the objective: where it starts (and what it
doesn't fall below), and how it grows a sweep. A low cap leaves big cases overfull.
"""

RELIEF = 4
"""A row with room loses price at a quarter of the rate at which a full one gains it."""

SWEEPS_BETWEEN_REPAIRS = 5
NEARLY = 0.0005  # of all seats: so few breaches are worth a repair
PATIENCE = 10  # repairs that gave no schedule
SETTLING_SWEEPS = 3


def negotiate(board: Board, pool: Pool, clock: Clock, seed: int) -> IntArray:
    """Return a complete schedule [units, bits].

    At least one repair is done whatever the clock. Itineraries that come up near the
    end of a round go into the ``pool``.
    """
    return _Negotiation(board, pool, clock, seed).run()


class _Negotiation:
    def __init__(self, board: Board, pool: Pool, clock: Clock, seed: int) -> None:
        self.board, self.units, self.clock = board, board.units, clock
        self.pool, self.chance = pool, np.random.default_rng(seed)
        rows = len(self.units.lower)
        self.is_hard = self.units.penalty < 0
        self.price = np.zeros(rows)  # units of the objective; < 0 for a lower bound
        self.current = board.nobody()
        self.load: IntArray = np.zeros(rows, dtype=np.int64)
        seats = self.units.upper[self.is_hard & (self.units.upper < NO_BOUND)]
        self.near = max(2.0, NEARLY * float(seats.sum()))
        self.best = self.current

    def run(self) -> IntArray:
        """Sweep and repair until there is a schedule or the clock is over."""
        pressure, since, failed = PRESSURE_START, 0, 0
        while failed < PATIENCE:
            over = self._sweep(pressure)
            since += 1
            nearly = over <= self.near
            if nearly or since >= SWEEPS_BETWEEN_REPAIRS or self.clock.over:
                self.pool.add(self.current)
                if self._repair():
                    break
                failed, since = failed + 1, 0
                if nearly:
                    pressure = max(PRESSURE_START, pressure / 2)
            if self.clock.over:
                break
            pressure = min(pressure * PRESSURE_GROWTH, PRESSURE_MOST)
        return self.best

    def _order(self) -> IntArray:
        return self.chance.permutation(len(self.units.units))

    def _sweep(self, pressure: float) -> int:
        """Do one sweep, move the prices and return how much is overfull."""
        strength, order = int(pressure * PRICE), self._order()
        self.load = self.board.sweep(
            order, _fixed(self.price), strength, self.current, self.load
        )
        above = np.where(self.is_hard, self.load - self.units.upper, 0)
        below = np.where(self.is_hard, self.load - self.units.lower, 0)
        broken = np.where(self.is_hard, self.units.astray(self.load), 0)
        easier = np.where(self.price > 0, above, below) / RELIEF
        relaxed = self.price + pressure * np.where(broken == 0, easier, 0)
        # Relief ends at a price of 0: it doesn't turn a bound into its opposite.
        relaxed = np.where(self.price * relaxed > 0, relaxed, 0)
        self.price = np.where(broken != 0, self.price + pressure * broken, relaxed)
        return int(np.abs(broken).sum())

    def _repair(self) -> bool:
        """Make a schedule of a copy; tell whether it keeps all rules."""
        arena, scratch = self.board.quick, self.board.quick_scratch
        current, load = self.current.copy(), self.load.copy()
        drop_overfull(arena, self._order(), load, current)
        free = np.zeros(len(self.price), dtype=np.int64)
        for price in (_fixed(self.price), free):
            for _ in range(SETTLING_SWEEPS):
                args = (price, load, NONE, WITHIN_SEATS, current, scratch)
                if not sweep(arena, self._order(), *args):
                    break
        for unit in range(len(current)):
            drop_illegal(arena, unit, load, current, scratch)
        cost = self.board.cost_of(current, load)
        if cost >= NEVER:
            return False
        self.best = current
        self.pool.add(current)
        self.clock.tell("seat prices", self.board.in_units(cost))
        return True


def _fixed(price: FloatArray) -> IntArray:
    return np.rint(price * PRICE).astype(np.int64)
