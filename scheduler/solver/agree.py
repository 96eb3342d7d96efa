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

SWEEPS, AGREEMENTS = 40, 16
"""Sweeps until an agreement at the most, and how many are tried."""


def agreed(board: Board, pool: Pool, going: Going, seed: int) -> IntArray:
    """Return itineraries [units, bits] of who is tied to somebody and agrees with them.

    The cheapest of several agreements: one may well leave something out that both owe.
    All others have none, and so have all where some can't agree.
    """
    tied, chance = np.flatnonzero(board.units.partner >= 0), np.random.default_rng(seed)
    best, least = board.nobody(), np.inf
    for _ in range(AGREEMENTS if len(tied) else 0):
        current = _agreement(board, tied, going, chance)
        if current is None:
            continue
        pool.add(current, tied)
        paid = float(going.price @ board.load_of(current))
        cost = float(board.costs(current)[tied].sum()) / PRICE + paid
        if cost < least:
            best, least = current, cost
    return best


def _agreement(
    board: Board, tied: IntArray, going: Going, chance: np.random.Generator
) -> IntArray | None:
    """Return itineraries [units, bits] that go together; ``None``: there are none."""
    units, current, pressure = board.units, board.nobody(), PRESSURE_START
    load, price = board.load_of(current), going.price
    board.quick.scale[:] = PRICE
    for _ in range(SWEEPS):
        args = board.lawful(price), load, int(pressure * PRICE), AT_PRICES, current
        # One at a time, or both would always go where the other has just been.
        sweep(board.quick, chance.permutation(tied), *args, board.quick_scratch)
        wrong = np.where(units.tie, units.astray(load), 0)
        wrong += np.where(units.strict, np.maximum(0, load - units.upper), 0)
        if not wrong.any():
            return current
        price = price + LEARNING * pressure * wrong
        pressure *= PRESSURE_GROWTH
    return None
