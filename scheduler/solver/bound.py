"""The bound: prices at which every schedule's cost is nearly accounted for.

Column generation (Dantzig & Wolfe, 1960; Gilmore & Gomory, 1961), begun at good prices
(`ascent`) and kept near them. The master mixes the itineraries known so far; its duals
are prices, within a box around the best ones known (Marsten, Hogan & Blankenship,
1975): without it, many more are as good to the master, and most of them lead nowhere.
Every unit's cheapest itinerary half-way between the two goes into the pool (Wentges,
1997), and the sum of the cheapest is a bound (see `Board.bound_at`). Where the master's
objective and the bound meet, the prices can't be better, and the box gets wider until
it is in nobody's way.

As long as the two are apart, itineraries that are nearly the cheapest will do; what
they promise isn't proven, and in the end, or where the prices are wanted, exact ones
have to tell. Those of the relaxed programme won't do at all: what they cost in truth
brings the mixture to nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from scheduler.solver.board import Board, Going
from scheduler.solver.master import HARD, Master
from scheduler.solver.pool import Pool
from scheduler.solver.sweep import EXACT, LENIENT
from scheduler.terms import FloatArray

SMOOTHING = 0.5
"""Weight of the best prices in those that are tried next."""

BOX, WIDER = 0.5, 30.0
"""How far a price may go up from the best one, in mean prices; and how many times
farther where the box is in the way."""

NEAR = 1e-2
"""Distance of the master and what looks like its bound, as a share, from which on
itineraries have to be the cheapest."""

GOOD, SETTLED = 5e-3, 5e-4
"""Distance of master and bound, as a share: at which the mixture is worth a dive, and
at which the prices can hardly get better."""


@dataclass(eq=False)
class Bound:
    """What is known: no schedule costs less than ``total``, proven at prices ``going``.

    ``constant``: what is unavoidable. ``centre``: the prices that look best, and
    ``likely`` what bound they promise; ``care``: how it was found (see `sweep`);
    ``mixture``: the master's last objective; ``box``: how wide it is, in mean prices;
    ``took`` and ``proof_took``: what the master's last solution took, and going from
    nearly cheapest to exact itineraries, in seconds.
    """

    total: int
    going: Going
    constant: int
    centre: Going
    likely: int
    care: int = LENIENT
    mixture: float = np.inf
    box: float = BOX
    took: float = 0.0
    proof_took: float = 0.0

    @property
    def is_proven(self) -> bool:
        """Tell whether the centre gives what it promises."""
        return self.care == EXACT

    @property
    def distance(self) -> float:
        """What the bound may rise by at the most, as a share of what can be avoided."""
        return (self.mixture - self.likely) / max(1.0, self.mixture - self.constant)

    def caps(self, scarce: FloatArray) -> FloatArray:
        """Return [rows] within what prices have to stay; infinite beyond `HARD`.

        ``scarce`` [rows]: what prices are in any case, which is no measure of them.
        """
        price, more = np.abs(self.centre.price), np.abs(self.centre.price - scarce)
        mean = more[more > 0].mean() if more.any() else 0.0
        most = price + self.box * max(1.0, mean)
        return np.where(most < HARD, most, np.inf)


def bound_from(board: Board, pool: Pool, going: Going) -> Bound:
    """Return the bound that is sure without any prices, with some as the centre."""
    constant = board.units.constant
    likely, going, _ = _try(board, pool, going, LENIENT)
    return Bound(constant, board.free, constant, going, likely)


def prove(board: Board, pool: Pool, bound: Bound) -> None:
    """Find out what bound the centre truly gives; from now on itineraries are exact."""
    begun, bound.care = time.monotonic(), EXACT
    bound.likely, bound.centre, _ = _try(board, pool, bound.centre, EXACT)
    bound.proof_took = time.monotonic() - begun
    _prefer_centre(bound)


def raise_bound(board: Board, pool: Pool, bound: Bound) -> bool:
    """Do one round; tell whether another may help. The pool is added to."""
    caps, begun = bound.caps(board.scarce.price), time.monotonic()
    mixture = Master(pool, caps=caps).solve()
    bound.took = time.monotonic() - begun
    if mixture is None:
        return False
    bound.mixture = mixture.objective
    apart = bound.distance > (SETTLED if bound.is_proven else NEAR)
    if apart and _try_towards(board, pool, bound, mixture.going):
        return True
    if bound.is_proven:
        return _widen(board, bound, mixture.going, caps)
    prove(board, pool, bound)
    return True


def _try_towards(board: Board, pool: Pool, bound: Bound, going: Going) -> bool:
    """Try prices half-way to the master's, else those; tell whether that helped."""
    for smoothing in (SMOOTHING, 0.0):
        tried = going.towards(bound.centre, smoothing)
        likely, tried, fresh = _try(board, pool, tried, bound.care)
        better = likely > bound.likely
        if better:
            bound.likely, bound.centre = likely, tried
            _prefer_centre(bound)
        if better or fresh:
            return True
    return False


def _widen(board: Board, bound: Bound, going: Going, caps: FloatArray) -> bool:
    """Widen the box where some price is at its edge; tell whether one was."""
    inside = (np.abs(going.price) < 0.99 * caps) | (board.units.penalty >= 0)
    if (inside | np.isinf(caps)).all():
        return False
    bound.box *= WIDER
    return True


def _prefer_centre(bound: Bound) -> None:
    """Take what the centre promises for proven, if it is."""
    if bound.is_proven and bound.likely > bound.total:
        bound.total, bound.going = bound.likely, bound.centre


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
