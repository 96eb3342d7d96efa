"""Negotiated seat prices: a complete schedule within seconds.

Congestion prices as chip routers use them (McMurchie & Ebeling, PathFinder, 1995), an
augmented Lagrangian in the end. In each sweep every unit takes its cheapest itinerary
at the going prices, one after another; rows that are broken get dearer, rows with room
cheaper, and breaches ever more expensive, until the itineraries fit together.

When they nearly do, a copy is repaired: placements on overfull rows are dropped, then
everybody moves within the seats, first at the prices, then at true cost. The result is
always a valid schedule, since leaving something unplaced is allowed at its penalty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.solver.arena import PRICE
from scheduler.solver.board import Board
from scheduler.solver.result import Clock
from scheduler.solver.sweep import (
    AT_PRICES,
    WITHIN_SEATS,
    cheapest_sum,
    drop_illegal,
    drop_overfull,
    sweep,
)
from scheduler.solver.units import NEVER, NO_BOUND
from scheduler.terms import FloatArray, IntArray

PRESSURE_START, PRESSURE_GROWTH, PRESSURE_MOST = 0.5, 1.08, 200.0
PRESSURE_FLOOR, PRESSURE_FLOOR_LATER, EARLY_SWEEPS = 0.5, 0.05, 100
"""Cost of a unit of breach, in units of the objective: where it starts, how it grows a
sweep, and where it falls back to after a repair. A low cap leaves big cases overfull.
"""

RELIEF = 4
"""A row with room loses price at a quarter of the rate at which a full one gains it."""

MEMORY = 0.95
"""Weight of the past in the running mean of the prices, where the bound is taken."""

BOUND_SHARES = (1.0, 0.5, 0.25, 0.0)
SWEEPS_BETWEEN_REPAIRS = 40
NEARLY = 0.0005  # of all seats: so few breaches are worth a repair
PATIENCE = 4  # repairs without a better schedule
SETTLING_SWEEPS = 3


@dataclass(frozen=True, eq=False)
class Negotiated:
    """The best schedule found [units, bits], and a bound below every schedule."""

    current: IntArray
    bound: int


def negotiate(board: Board, clock: Clock, seed: int) -> Negotiated:
    """Return a complete schedule; at least one repair is done whatever the clock."""
    return _Negotiation(board, clock, seed).run()


class _Negotiation:
    def __init__(self, board: Board, clock: Clock, seed: int) -> None:
        self.board, self.units, self.clock = board, board.units, clock
        self.chance = np.random.default_rng(seed)
        rows = len(self.units.lower)
        self.is_hard = self.units.penalty < 0
        self.price = np.zeros(rows)  # units of the objective; < 0 for a lower bound
        self.mean = np.zeros(rows)
        self.current = board.nobody()
        self.load: IntArray = np.zeros(rows, dtype=np.int64)
        seats = self.units.upper[self.is_hard & (self.units.upper < NO_BOUND)]
        self.near = max(2.0, NEARLY * float(seats.sum()))
        self.best, self.best_cost = self.current, NEVER

    def run(self) -> Negotiated:
        """Sweep and repair until nothing gets better or the clock is over."""
        pressure, since, stale, sweeps = PRESSURE_START, 0, 0, 0
        while stale < PATIENCE:
            over = self._sweep(pressure)
            since, sweeps = since + 1, sweeps + 1
            nearly = over <= self.near
            if nearly or since >= SWEEPS_BETWEEN_REPAIRS or self.clock.over:
                stale = 0 if self._repair() else stale + 1
                since = 0
                if nearly:
                    early = sweeps < EARLY_SWEEPS
                    floor = PRESSURE_FLOOR if early else PRESSURE_FLOOR_LATER
                    pressure = max(floor, pressure / 2)
            if self.clock.over:
                break
            pressure = min(pressure * PRESSURE_GROWTH, PRESSURE_MOST)
        return Negotiated(self.best, self._bound())

    def _order(self) -> IntArray:
        return self.chance.permutation(len(self.units.units))

    def _sweep(self, pressure: float) -> int:
        """Do one sweep, move the prices and return how much is overfull."""
        sweep(
            self.board.plain,
            self._order(),
            _fixed(self.price),
            self.load,
            int(pressure * PRICE),
            AT_PRICES,
            self.current,
            self.board.scratch,
        )
        above = np.where(self.is_hard, self.load - self.units.upper, 0)
        below = np.where(self.is_hard, self.load - self.units.lower, 0)
        broken = np.where(above > 0, above, np.where(below < 0, below, 0))
        easier = np.where(self.price > 0, above, below) / RELIEF
        relaxed = self.price + pressure * np.where(broken == 0, easier, 0)
        # Relief ends at a price of 0: it doesn't turn a bound into its opposite.
        relaxed = np.where(self.price * relaxed > 0, relaxed, 0)
        self.price = np.where(broken != 0, self.price + pressure * broken, relaxed)
        full = (self.load > self.units.upper) & ~self.is_hard
        going = np.where(full, self.units.penalty, self.price)
        self.mean = MEMORY * self.mean + (1 - MEMORY) * going
        return int(np.abs(broken).sum())

    def _repair(self) -> bool:
        """Make a valid schedule of a copy; tell whether it is the best so far."""
        current, load = self.current.copy(), self.load.copy()
        drop_overfull(self.board.plain, self._order(), load, current)
        price, free = _fixed(self.price), np.zeros(len(self.price), dtype=np.int64)
        for arena, prices in ((self.board.plain, price), (self.board.full, free)):
            for _ in range(SETTLING_SWEEPS):
                order, scratch = self._order(), self.board.scratch
                if not sweep(
                    arena, order, prices, load, 0, WITHIN_SEATS, current, scratch
                ):
                    break
        for unit in range(len(current)):
            drop_illegal(self.board.full, self.board.book, unit, load, current)
        cost = self.board.cost_of(current, load)
        if cost >= self.best_cost:
            return False
        self.best, self.best_cost = current, cost
        self.clock.tell("seat prices", self.board.in_units(cost))
        return True

    def _bound(self) -> int:
        """Return the best bound that the mean prices, or a share of them, give."""
        return max(self._bound_at(self.mean * share) for share in BOUND_SHARES)

    def _bound_at(self, going: FloatArray) -> int:
        """Return what every schedule costs at least, by some prices.

        Each unit's cheapest itinerary at prices, less what the prices take in at the
        rows' bounds (Lagrangian relaxation). Prices are fixed-point integers, so the
        sum is exact; walks left out and rows without a price only lower it.
        """
        price = _fixed(going)
        soft = ~self.is_hard
        price[soft] = np.clip(price[soft], 0, self.units.penalty[soft] * PRICE)
        price[(price > 0) & (self.units.upper >= NO_BOUND)] = 0
        price[(price < 0) & (self.units.lower <= -NO_BOUND)] = 0
        at = np.where(price > 0, self.units.upper, self.units.lower)
        given = int((price * np.where(price == 0, 0, at)).sum())
        load = np.zeros_like(self.load)
        total = int(cheapest_sum(self.board.full, price, load, self.board.scratch))
        total -= given
        return max(0, self.board.in_units(total))


def _fixed(price: FloatArray) -> IntArray:
    return np.rint(price * PRICE).astype(np.int64)
