"""The bound: prices at which every schedule's cost is nearly accounted for.

Column generation (Dantzig & Wolfe, 1960; Gilmore & Gomory, 1961), stabilised by
smoothing (Wentges, 1997). The master mixes the itineraries known so far; its duals are
prices; every unit's cheapest itinerary at a mean of those and the best prices so far
goes into the pool, and the sum of the cheapest is a bound (see `Board.bound_at`). Where
the master's objective and the bound meet, the prices can't be better.

The itineraries are the exact ones: with relaxed ones, though each takes a fifth of the
time, the rounds came to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scheduler.solver.board import Board, Going
from scheduler.solver.master import solve_master
from scheduler.solver.pool import Pool
from scheduler.terms import IntArray

SMOOTHING = 0.5
"""Weight of the best prices so far in those that are tried next."""

GOOD, SETTLED = 3e-3, 5e-4
"""Distance of master and bound, as a share: at which the mixture is worth a dive, and
at which the prices can hardly get better."""


@dataclass(eq=False)
class Bound:
    """What is known: no schedule costs less than ``total``, proven at prices ``going``.

    ``constant``: what is unavoidable; ``mixture``: the master's last objective.
    """

    total: int
    going: Going
    constant: int
    mixture: float = np.inf

    @property
    def distance(self) -> float:
        """What the bound may rise by at the most, as a share of what can be avoided."""
        return (self.mixture - self.total) / max(1.0, self.mixture - self.constant)


def first_bound(board: Board, pool: Pool) -> Bound:
    """Return the bound without prices; what everybody would like best is in the pool.

    (At the prices negotiated, which are there to make things fit, it is lower.)
    """
    pool.add(board.alone.taken)
    total = board.bound_at(board.free, board.alone.bound)
    return Bound(total, board.free, board.units.constant)


def raise_bound(board: Board, pool: Pool, bound: Bound) -> bool:
    """Do one round; tell whether another may help. The pool is added to."""
    mixture = solve_master(pool)
    if mixture is None:
        return False
    bound.mixture = mixture.objective
    if bound.distance <= SETTLED:
        return False
    going = bound.going.towards(mixture.going, 1 - SMOOTHING)
    return _try(board, pool, going, bound)


def _try(board: Board, pool: Pool, going: Going, best: Bound) -> bool:
    """Price all units; tell whether anything is new."""
    tied = np.flatnonzero(board.units.partner >= 0)
    priced = board.cheapest(board.everybody, going)
    fresh = pool.add(priced.taken)
    better = _better(board, going, priced.bound, best)
    if len(tied):
        # What makes two agree is a price on every week of theirs, and until it is
        # right, it costs more of the bound than they themselves do.
        free = replace(going, price=np.where(board.units.tie, 0, going.price))
        apart = board.cheapest(tied, free)
        fresh += pool.add(apart.taken, tied)
        least = np.where(board.units.partner >= 0, apart.bound, priced.bound)
        better |= _better(board, free, least, best)
    return better or fresh > 0


def _better(board: Board, going: Going, least: IntArray, best: Bound) -> bool:
    total = board.bound_at(going, least)
    if total > best.total:
        best.total, best.going = total, going
        return True
    return False
