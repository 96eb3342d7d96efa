"""The bound: prices at which every schedule's cost is nearly accounted for.

Column generation (Dantzig & Wolfe, 1960; Gilmore & Gomory, 1961), stabilised by
smoothing. The master mixes the itineraries known so far; its duals are prices; every
unit's cheapest itinerary at a mean of those and earlier prices goes into the pool, and
the sum of the cheapest is a bound (see `Board.bound_at`). Where the master's objective
and the bound meet, the prices can't be better.

As long as the prices are far from that, itineraries that are nearly the cheapest will
do, and the mean is one with all the earlier prices (Neame, 2000). Those of the relaxed
programme won't: what they cost in truth brings the mixture to nothing. Then come exact
ones, and the mean is with the prices that gave the best bound (Wentges, 1997).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scheduler.solver.board import Board, Going
from scheduler.solver.master import Master
from scheduler.solver.pool import Pool
from scheduler.solver.sweep import EXACT, LENIENT

SMOOTHING = 0.5
"""Weight of the earlier prices in those that are tried next."""

NEAR = 0.03
"""Distance of the master and what looks like its bound, as a share, from which on
itineraries have to be the cheapest."""

GOOD, SETTLED = 1e-2, 5e-4
"""Distance of master and bound, as a share: at which the mixture is worth a dive, and
at which the prices can hardly get better."""


@dataclass(eq=False)
class Bound:
    """What is known: no schedule costs less than ``total``, proven at prices ``going``.

    ``constant``: what is unavoidable; ``tried``: the last prices; ``mixture``: the
    master's last objective; ``hasty``: itineraries needn't be the cheapest yet.
    """

    total: int
    going: Going
    constant: int
    tried: Going
    mixture: float = np.inf
    hasty: bool = True

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
    return Bound(total, board.free, board.units.constant, board.free)


def raise_bound(board: Board, pool: Pool, bound: Bound) -> bool:
    """Do one round; tell whether another may help. The pool is added to."""
    mixture = Master(pool).solve()
    if mixture is None:
        return False
    bound.mixture = mixture.objective
    if bound.distance <= SETTLED:
        return False
    going = bound.tried.towards(mixture.going, 1 - SMOOTHING)
    if bound.hasty:
        likely, bound.tried, fresh = _try(board, pool, going, LENIENT)
        missing = bound.mixture - likely
        bound.hasty = fresh > 0 and missing > NEAR * (bound.mixture - bound.constant)
        return True
    total, going, fresh = _try(board, pool, going, EXACT)
    better = total > bound.total
    if better:
        bound.total, bound.going = total, going
    bound.tried = bound.going
    return better or fresh > 0


def _try(board: Board, pool: Pool, going: Going, care: int) -> tuple[int, Going, int]:
    """Price all units; return the bound, the prices it is at, and how many are new."""
    tied = np.flatnonzero(board.units.partner >= 0)
    priced = board.cheapest(board.everybody, going, care)
    fresh = pool.add(priced.taken)
    total = board.bound_at(going, priced.bound)
    if len(tied):
        # What makes two agree is a price on every week of theirs, and until it is
        # right, it costs more of the bound than they themselves do.
        free = replace(going, price=np.where(board.units.tie, 0, going.price))
        apart = board.cheapest(tied, free, care)
        fresh += pool.add(apart.taken, tied)
        least = np.where(board.units.partner >= 0, apart.bound, priced.bound)
        other = board.bound_at(free, least)
        if other > total:
            return other, free, fresh
    return total, going, fresh
