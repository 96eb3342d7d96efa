"""What the stages on seat prices share: the units, their arrays, the working memory."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scheduler.solver.arena import NEVER, PRICE, Arena
from scheduler.solver.automata import LARGE, SMALL
from scheduler.solver.laying import make_arena
from scheduler.solver.problem import Problem, uncollected
from scheduler.solver.route import AT_PRICES
from scheduler.solver.scratch import Scratch, make_scratch
from scheduler.solver.sweep import (
    EXACT,
    LENIENT,
    ON,
    all_costs,
    price_all,
    seat,
    sweep,
    total_cost,
)
from scheduler.solver.units import NO_BOUND, Units, make_units
from scheduler.terms import BoolArray, FloatArray, IntArray

UNITS_AT_ONCE, PORTIONS = 8, 3
"""Units that a thread takes on at a time at the most, and in how many portions."""


@dataclass(frozen=True, eq=False)
class Going:
    """What things cost at the moment.

    ``price`` [rows]: a unit of load, in units of the objective. ``weight`` [units]: a
    unit of each one's own cost; 1, and more for who may be the costliest.
    """

    price: FloatArray
    weight: FloatArray

    def towards(self, other: Going, share: float) -> Going:
        """Return prices on the way to others."""
        return Going(
            (1 - share) * self.price + share * other.price,
            (1 - share) * self.weight + share * other.weight,
        )


@dataclass(frozen=True, eq=False)
class Priced:
    """The cheapest itineraries of some units at some prices; others have none.

    ``bound`` [units]: in `PRICE`-ths, no itinerary costs less; ``proven`` [units]:
    whether ``taken`` [units, bits] costs just that.
    """

    bound: IntArray
    proven: BoolArray
    taken: IntArray


@dataclass(frozen=True, eq=False)
class Board:
    """``quick``: the arena with small cores. ``threads``: to use.

    The quick arena is for itineraries that needn't be the cheapest, and is there first;
    the full one for those on which a proof depends.
    """

    problem: Problem
    units: Units
    quick: Arena
    threads: int

    @cached_property
    def arena(self) -> Arena:
        """The full arena, with large cores."""
        return make_arena(self.problem, self.units, LARGE)

    @property
    def quick_scratch(self) -> Scratch:
        """Working memory for the quick arena."""
        return self.quick_scratches[0]

    @cached_property
    def quick_scratches(self) -> Sequence[Scratch]:
        """Working memory for the quick arena, one for each thread."""
        return [make_scratch(self.quick) for _ in range(self.threads)]

    @cached_property
    def scratches(self) -> Sequence[Scratch]:
        """Working memory for the full arena, one for each thread."""
        first = make_scratch(self.arena)
        others = [make_scratch(self.arena) for _ in range(self.threads - 1)]
        return [first, *(one._replace(settled=first.settled) for one in others)]

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.threads)

    def apart(self) -> Board:
        """Return a board for one thread that shares nothing that is written to."""
        quick = self.quick._replace(scale=self.quick.scale.copy())
        return replace(self, quick=quick, threads=1)

    def nobody(self) -> IntArray:
        """Return [units, bits] joints taken when nothing is: all -1."""
        bits = int(self.quick.bits.max(initial=1))
        return np.full((len(self.units.units), bits), -1, dtype=np.int64)

    def load_of(self, current: IntArray) -> IntArray:
        """Return [rows] what the joints taken put on each row."""
        load = np.zeros(len(self.units.lower), dtype=np.int64)
        seat(self.quick, current.ravel(), ON, load)
        return load

    def cost_of(self, current: IntArray, load: IntArray | None = None) -> int:
        """Return the fixed-point cost of the joints taken; `NEVER`: not allowed.

        ``load`` [rows]: theirs, where it is known already.
        """
        load = self.load_of(current) if load is None else load
        total = int(total_cost(self.quick, load, current, self.quick_scratch))
        if self.problem.worst:
            total += self.problem.worst * int(self.costs(current).max(initial=0))
        return min(NEVER, total)

    def costs(self, current: IntArray) -> IntArray:
        """Return [units] each itinerary's own cost, fixed-point; `NEVER`: forbidden."""
        return all_costs(self.quick, current, self.quick_scratch)

    def in_units(self, cost: int) -> int:
        """Return a fixed-point cost in units of the objective, rounded up."""
        return -(-min(cost, NEVER) // PRICE) + self.units.constant

    def going(self, price: FloatArray) -> Going:
        """Return prices [rows] at which everybody may be the costliest."""
        count = len(self.units.units)
        return Going(price, np.full(count, 1 + self.problem.worst / max(1, count)))

    @cached_property
    def free(self) -> Going:
        """Nothing has a price."""
        return self.going(np.zeros(len(self.units.lower)))

    @cached_property
    def scarce(self) -> Going:
        """Prices at which it shows what must stay open (see `shortfall`)."""
        dear = self.problem.shortfall.prices
        return self.going(np.array([dear.get(key, 0.0) for key in self.units.keys]))

    @cached_property
    def everybody(self) -> IntArray:
        """The numbers of all units."""
        return np.arange(len(self.units.units))

    def cheapest(self, who: IntArray, going: Going, care: int = EXACT) -> Priced:
        """Return the cheapest itineraries of some units, numbers.

        At prices as far as a row may have them. ``care``: see `sweep`; of `LENIENT`
        itineraries the bound is but their own cost. The units are spread over threads;
        a thread that is done with a few takes the next ones: some units take a hundred
        times as long as others.
        """
        count, price = len(self.units.units), self.lawful(going.price)
        quick = care == LENIENT
        arena = self.quick if quick else self.arena
        scratches = self.quick_scratches if quick else self.scratches
        arena.scale[:] = self.lawful_weight(going.weight)
        bound = np.zeros(count, dtype=np.int64)
        proven, taken = np.zeros(count, dtype=np.bool_), self.nobody()
        most = max(1, min(UNITS_AT_ONCE, len(who) // (PORTIONS * self.threads)))
        portions = iter(np.array_split(who, -(-len(who) // most) or 1))

        def work(scratch: Scratch) -> None:
            for mine in portions:
                price_all(arena, mine, price, care, bound, proven, taken, scratch)

        list(self._workers.map(work, scratches))
        return Priced(bound, proven, taken)

    def sweep(
        self,
        order: IntArray,
        price: IntArray,
        pressure: int,
        current: IntArray,
        load: IntArray,
        mode: int = AT_PRICES,
    ) -> IntArray:
        """Let units of ``order`` move once at fixed-point prices; return the new load.

        ``pressure``: what a unit of breach costs; ``mode``: see `route`. ``current``
        [units, bits] is changed. A few units move in each thread at a time; who moves
        at the same time sees what the others had before, so that even within the seats
        a few of them may meet on the last one.
        """
        arena = self.quick
        arena.scale[:] = PRICE

        def move(mine: IntArray, scratch: Scratch) -> IntArray:
            now = load.copy()
            sweep(arena, mine, price, now, pressure, mode, current, scratch)
            return now

        for start in range(0, len(order), UNITS_AT_ONCE * self.threads):
            some = order[start : start + UNITS_AT_ONCE * self.threads]
            parts = np.array_split(some, self.threads)
            loads = list(self._workers.map(move, parts, self.quick_scratches))
            load = load + sum(now - load for now in loads)
        return load

    @cached_property
    def alone(self) -> Priced:
        """Every unit's cheapest itinerary with nobody else in the school."""
        return self.cheapest(self.everybody, self.free)

    def bound_at(self, going: Going, bound: IntArray) -> int:
        """Return what every schedule costs at least, in units of the objective.

        The sum of the units' cheapest at the prices, ``bound`` [units], less what the
        prices take in at the rows' bounds (Lagrangian relaxation), is below every
        schedule's cost for any prices that a row may have: a hard row at most in the
        direction of a bound, a soft row no more than its penalty. The same holds for
        weights that are 1 and together as much more as the costliest unit counts.
        Prices and weights are fixed-point integers, so the sum is exact; it is rounded
        up.
        """
        price, units = self.lawful(going.price), self.units
        at = np.where(price > 0, units.upper, units.lower)
        given = int((price * np.where(price == 0, 0, at)).sum())
        return max(0, self.in_units(int(bound.sum()) - given))

    def lawful_weight(self, weight: FloatArray) -> IntArray:
        """Return [units] fixed-point weights that add up to no more than they may."""
        more, most = np.maximum(0, weight - 1), self.problem.worst
        more *= most / max(most, more.sum(), 1.0)
        lawful: IntArray = PRICE + np.floor(more * PRICE).astype(np.int64)
        return lawful

    def lawful(self, going: FloatArray) -> IntArray:
        """Return [rows] fixed-point prices in the range that each row allows."""
        units = self.units
        price = np.rint(going * PRICE).astype(np.int64)
        most = np.where(units.penalty < 0, NEVER, units.penalty * PRICE)
        price = np.clip(price, -most, most)
        price[(price > 0) & (units.upper >= NO_BOUND)] = 0
        price[(price < 0) & (units.lower <= -NO_BOUND)] = 0
        return price


@uncollected()
def make_board(problem: Problem, threads: int) -> Board:
    """Return the board of a problem that has at least one candidate."""
    units = make_units(problem)
    return Board(problem, units, make_arena(problem, units, SMALL), threads)
