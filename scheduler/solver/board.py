"""What the stages on seat prices share: the units, their arrays, the working memory."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduler.solver.arena import NEVER, PRICE, Arena, make_arena
from scheduler.solver.automata import GOAL_STATES
from scheduler.solver.problem import Problem
from scheduler.solver.scratch import Scratch, make_scratch
from scheduler.solver.sweep import all_costs, price_all, seat, total_cost
from scheduler.solver.units import NO_BOUND, Units, make_units
from scheduler.terms import BoolArray, FloatArray, IntArray

ALONE_TILT_ROUNDS = 6


@dataclass(frozen=True, eq=False)
class Priced:
    """Every unit's cheapest itinerary at some prices.

    ``price`` [rows] in `PRICE`-ths; ``bound`` (too) and ``proven`` [units]: whether
    ``taken`` [units, bits] costs just that. ``total``: units of the objective, rounded
    up: no schedule costs less.
    """

    price: IntArray
    bound: IntArray
    proven: BoolArray
    taken: IntArray
    total: int


@dataclass(frozen=True, eq=False)
class Board:
    """``quick``: the arena whose cores hold the hard walks alone. ``threads``: to use.

    The quick arena takes a quarter of the time a route, and is there first; the full
    one is for everything that a cost or a bound depends on.
    """

    problem: Problem
    units: Units
    quick: Arena
    threads: int

    @cached_property
    def arena(self) -> Arena:
        """The full arena, whose cores hold what goals' walks they can.

        What the costliest unit costs is at least the mean; so its weight, spread evenly
        over the units' scales, leaves every bound valid.
        """
        arena = make_arena(self.problem, self.units, GOAL_STATES)
        arena.scale[:] += self.problem.worst * PRICE // max(1, len(arena.scale))
        return arena

    @cached_property
    def quick_scratch(self) -> Scratch:
        """Working memory for the quick arena."""
        return make_scratch(self.quick)

    @cached_property
    def scratches(self) -> Sequence[Scratch]:
        """Working memory for the full arena, one for each thread."""
        return [make_scratch(self.arena) for _ in range(self.threads)]

    def nobody(self) -> IntArray:
        """Return [units, bits] joints taken when nothing is: all -1."""
        bits = int(self.quick.bits.max(initial=1))
        return np.full((len(self.units.units), bits), -1, dtype=np.int64)

    def load_of(self, current: IntArray) -> IntArray:
        """Return [rows] what the joints taken put on each row."""
        load = np.zeros(len(self.units.lower), dtype=np.int64)
        seat(self.quick, current.ravel(), 1, load)
        return load

    def cost_of(self, current: IntArray, load: IntArray) -> int:
        """Return the fixed-point cost of the joints taken; `NEVER`: not allowed."""
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

    def settle(self, going: FloatArray, rounds: int) -> None:
        """Move the quick arena's tilts to where they are right at prices [rows]."""
        self._price_units(
            self.quick, [self.quick_scratch], self._lawful(going), rounds, exact=False
        )

    def priced(self, going: FloatArray, rounds: int, exact: bool) -> Priced:
        """Return the units' cheapest itineraries, and what every schedule costs.

        The sum of the cheapest, less what the prices take in at the rows' bounds
        (Lagrangian relaxation), is below every schedule's cost for any prices that a
        row may have: a hard row at most in the direction of a bound, a soft row no more
        than its penalty. Prices are fixed-point integers, so the sum is exact.

        ``going`` [rows]: units of the objective. ``rounds``: steps on the tilts before
        each route. Not ``exact``: the relaxed itineraries, and a lower bound.
        """
        if exact and not going.any():
            return self.alone
        return self._priced(self._lawful(going), rounds, exact)

    @cached_property
    def alone(self) -> Priced:
        """Every unit's cheapest itinerary with nobody else in the school."""
        nothing = np.zeros(len(self.units.lower), dtype=np.int64)
        return self._priced(nothing, ALONE_TILT_ROUNDS, exact=True)

    def _priced(self, price: IntArray, rounds: int, exact: bool) -> Priced:
        bound, proven, taken = self._price_units(
            self.arena, self.scratches, price, rounds, exact
        )
        at = np.where(price > 0, self.units.upper, self.units.lower)
        given = int((price * np.where(price == 0, 0, at)).sum())
        total = max(0, self.in_units(int(bound.sum()) - given))
        return Priced(price, bound, proven, taken, total)

    def _price_units(
        self,
        arena: Arena,
        scratches: Sequence[Scratch],
        price: IntArray,
        rounds: int,
        exact: bool,
    ) -> tuple[IntArray, BoolArray, IntArray]:
        """Spread the units over threads; what one finds is its own affair."""
        count, threads = len(self.units.units), len(scratches)
        bound = np.zeros(count, dtype=np.int64)
        proven, taken = np.zeros(count, dtype=np.bool_), self.nobody()

        def work(thread: int) -> None:
            mine, scratch = np.arange(thread, count, threads), scratches[thread]
            price_all(arena, mine, price, rounds, exact, bound, proven, taken, scratch)

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, range(threads)))
        return bound, proven, taken

    def _lawful(self, going: FloatArray) -> IntArray:
        """Return fixed-point prices in the range that each row allows."""
        units = self.units
        price = np.rint(going * PRICE).astype(np.int64)
        most = np.where(units.penalty < 0, NEVER, units.penalty * PRICE)
        price = np.clip(price, -most, most)
        price[(price > 0) & (units.upper >= NO_BOUND)] = 0
        price[(price < 0) & (units.lower <= -NO_BOUND)] = 0
        return price


def make_board(problem: Problem, threads: int) -> Board:
    """Return the board of a problem that has at least one candidate."""
    units = make_units(problem)
    return Board(problem, units, make_arena(problem, units, 0), threads)
