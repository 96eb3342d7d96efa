"""Those who are tied together come first: companions whose duties differ.

They move one after the other, and what one takes the other must take too. With
everybody else in the school there is hardly ever a seat for both, and what little the
mixture knows of the one rarely fits what it knows of the other. So they are placed
while the school is empty, at prices that tell what the others will want, under a
pressure that grows from sweep to sweep until they agree; the others find their way
around them.
"""

from __future__ import annotations

import numpy as np

from scheduler.solver.arena import PRICE
from scheduler.solver.board import Board, Going
from scheduler.solver.pool import Pool
from scheduler.solver.route import AT_PRICES
from scheduler.solver.sweep import sweep
from scheduler.terms import IntArray

PRESSURE_START, PRESSURE_GROWTH = 0.3, 1.3
"""What a unit of breach costs, in units of the objective, and how it grows a sweep."""

LEARNING = 0.15
"""Share of the pressure on a breach that goes into the price for good."""

SWEEPS = 40


def agreed(board: Board, pool: Pool, going: Going, seed: int) -> IntArray:
    """Return itineraries [units, bits] of who is tied to somebody and agrees with them.

    All others have none, and so have all where some can't agree.
    """
    units, chance = board.units, np.random.default_rng(seed)
    tied = np.flatnonzero(units.partner >= 0)
    current, pressure = board.nobody(), PRESSURE_START
    load, price = board.load_of(current), going.price
    board.quick.scale[:] = PRICE
    for _ in range(SWEEPS if len(tied) else 0):
        args = board.lawful(price), load, int(pressure * PRICE), AT_PRICES, current
        # One at a time, or both would always go where the other has just been.
        sweep(board.quick, chance.permutation(tied), *args, board.quick_scratch)
        wrong = np.where(units.tie, units.astray(load), 0)
        wrong += np.where(units.strict, np.maximum(0, load - units.upper), 0)
        if not wrong.any():
            pool.add(current, tied)
            return current
        price = price + LEARNING * pressure * wrong
        pressure *= PRESSURE_GROWTH
    return board.nobody()
