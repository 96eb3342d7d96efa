"""From good prices to a schedule: breaches get dearer until hardly any is left.

The negotiation once more (see `negotiate`), but from prices that the bound has found,
which hardly move any more: an augmented Lagrangian (Powell, 1969). At those prices
nearly everybody gets what the best schedule would give them; what doesn't fit gives way
under a pressure that grows from sweep to sweep. It takes some twenty sweeps whatever
the size, and where all seats are needed nothing else came near it.
"""

from __future__ import annotations

import numpy as np

from scheduler.solver.agree import (
    LEARNING,
    PRESSURE_GROWTH,
    PRESSURE_START,
    agreed,
)
from scheduler.solver.arena import NEVER, PRICE
from scheduler.solver.board import Board, Going
from scheduler.solver.pool import Pool
from scheduler.solver.result import Clock
from scheduler.solver.shake import fit
from scheduler.terms import FloatArray, IntArray

PRESSURE_MOST = 500.0
"""What a unit of breach costs at the most, in units of the objective."""

RELIEF = 8.0
"""Times less pressure after a schedule was made."""

SCHEDULES = 2
"""So many schedules are made, if there is time."""

NEARLY, ENOUGH_SWEEPS = 2, 20
"""Breaches that are few enough to be mended, or sweeps since the last schedule."""


def press(
    board: Board, pool: Pool, going: Going, clock: Clock, until: float, seed: int
) -> IntArray:
    """Return the best schedule [units, bits] that was made on the way from prices.

    ``until``: when to be done, in seconds of the clock.
    """
    return _Press(board, pool, going, seed).run(clock, until)


class _Press:
    def __init__(self, board: Board, pool: Pool, going: Going, seed: int) -> None:
        self.board, self.pool, self.units = board, pool, board.units
        self.chance, self.seed = np.random.default_rng(seed), seed
        self.price: FloatArray = going.price.copy()
        self.current = agreed(board, pool, going, seed)
        self.load = board.load_of(self.current)
        self.moving = np.flatnonzero((self.current < 0).all(axis=1))
        self.best, self.cost = self.current, NEVER

    def run(self, clock: Clock, until: float) -> IntArray:
        """Sweep and make schedules until there are enough or the time is over."""
        pressure, since, made = PRESSURE_START, 0, 0
        while made < SCHEDULES:
            broken = self._sweep(pressure)
            since += 1
            over = clock.over or clock.passed > until
            if broken <= NEARLY or since >= ENOUGH_SWEEPS or over:
                self._make()
                if self.cost < NEVER:
                    clock.tell("seat prices", self.board.in_units(self.cost))
                made, since = made + 1, 0
                pressure = max(PRESSURE_START, pressure / RELIEF)
            if over:
                break
            pressure = min(pressure * PRESSURE_GROWTH, PRESSURE_MOST)
        return self.best

    def _sweep(self, pressure: float) -> int:
        """Do one sweep, move the prices a little; return how much is broken."""
        order = self.chance.permutation(self.moving)
        price, strength = self.board.lawful(self.price), int(pressure * PRICE)
        self.load = self.board.sweep(order, price, strength, self.current, self.load)
        wrong = np.where(self.units.penalty < 0, self.units.astray(self.load), 0)
        self.price = self.price + LEARNING * pressure * wrong
        return int(np.abs(wrong).sum())

    def _make(self) -> None:
        """Make a schedule of a copy, and keep it if it is the best."""
        made = fit(self.board, self.pool, self.current, self.seed, all_again=False)
        cost = self.board.cost_of(made)
        if cost < self.cost:
            self.best, self.cost = made, cost
