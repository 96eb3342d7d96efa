"""The bound: prices at which every schedule's cost is nearly accounted for.

Column generation (Dantzig & Wolfe, 1960; Gilmore & Gomory, 1961), stabilised by
smoothing (Wentges, 1997). The master mixes the itineraries known so far; its duals are
prices; every unit's cheapest itinerary at a mean of those and the best prices so far
goes into the pool, and the sum of the cheapest is a bound (see `Board.priced`). Where
the master's objective and the bound meet, the prices can't be better.

The itineraries are the exact ones: with relaxed ones, though each takes a fifth of the
time, the rounds came to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scheduler.solver.board import Board
from scheduler.solver.master import solve_master
from scheduler.solver.pool import Pool
from scheduler.terms import FloatArray

SMOOTHING = 0.3
"""Weight of the best prices so far in those that are tried next."""

TILT_ROUNDS, FIRST_TILT_ROUNDS = 2, 6
NEARLY_EQUAL = 5e-4
"""Distance of master and bound at which the prices are good enough, as a share."""


@dataclass(eq=False)
class Bound:
    """What is known: no schedule costs less than ``total``, proven at ``price`` [rows].

    ``mixture``: the objective of the master's last answer; ``share``: of the pool's
    first itineraries in it.
    """

    total: int
    price: FloatArray
    mixture: float = np.inf
    share: FloatArray = field(default_factory=lambda: np.zeros(0))

    @property
    def is_settled(self) -> bool:
        """Tell whether the prices can hardly get better."""
        return self.mixture - self.total <= NEARLY_EQUAL * max(1.0, self.mixture)


def first_bound(board: Board, pool: Pool, start: FloatArray) -> Bound:
    """Return the better of the bounds without prices and at ``start`` [rows]."""
    best = Bound(0, np.zeros(len(start)))
    for price in (best.price, start):
        _try(board, pool, price, FIRST_TILT_ROUNDS, best)
    return best


def raise_bound(board: Board, pool: Pool, bound: Bound) -> bool:
    """Do one round; tell whether another may help. The pool is added to."""
    mixture = solve_master(pool)
    if mixture is None:
        return False
    bound.mixture, bound.share = mixture.objective, mixture.share
    if bound.is_settled:
        return False
    price = SMOOTHING * bound.price + (1 - SMOOTHING) * mixture.price
    return _try(board, pool, price, TILT_ROUNDS, bound)


def _try(board: Board, pool: Pool, price: FloatArray, rounds: int, best: Bound) -> bool:
    """Price all units; tell whether anything is new."""
    priced = board.priced(price, rounds, exact=True)
    fresh = pool.add(priced.taken)
    better = priced.total > best.total
    if better:
        best.total, best.price = priced.total, price
    return better or fresh > 0
