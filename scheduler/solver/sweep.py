"""The compiled sweeps: units take their cheapest itineraries, one after another.

Each gives back its seats, prices what is left and takes its cheapest itinerary. One at
a time matters: batches at once oscillate.
"""

from __future__ import annotations

# mypy: disable-error-code="no-any-return"
import numba
import numpy as np

from scheduler.solver.arena import NEVER, PRICE, Arena
from scheduler.solver.native import bare, int64
from scheduler.solver.route import PRICES_ALONE, breach_of, clear, price_ways, unit_cost
from scheduler.solver.scratch import Scratch
from scheduler.solver.search import ALL, search
from scheduler.solver.tilts import relax
from scheduler.terms import BoolArray, IntArray

ON, OFF = int64(1), int64(-1)
"""What `seat` does with an itinerary."""

RELAXED, LENIENT, EXACT = int64(-1), int64(0), int64(1)
"""How good an itinerary is wanted: the relaxed programme's, which may break walks; one
that is hardly dearer than the cheapest, in a fifth of the time; the cheapest."""

ANYTHING = int64(NEVER)  # no upper bound on a search
NONE = int64(0)  # no pressure, no steps on the tilts

LABELS_A_TILT, MOST_TILTS = 1000, 8
"""Labels that the exact search settles in the time of a step on the tilts; and how many
steps there are before it at the most."""

WIDE_TILTS, PROVING_TILTS = int64(2), int64(24)
WIDTH, MOST_WIDTH, WIDER = int64(16), int64(2048), int64(8)
"""Where a unit has more requirements than the programme carries: steps on the tilts,
and for a bound; labels of each stage that are followed, and so many times more where
none of them leads to the end."""


@bare
def route(
    a: Arena,
    unit: int,
    price: IntArray,
    load: IntArray,
    pressure: int,
    mode: int,
    rounds: int,
    care: int,
    s: Scratch,
) -> tuple[int, bool]:
    """Write a cheap itinerary into ``s.taken``; return (lower bound, is it that cheap).

    ``price``, ``load``: [rows]; ``load`` is without the unit itself. ``rounds``: steps
    on the tilts first; each costs as much as a relaxed route. ``care``: `RELAXED`,
    `LENIENT` or `EXACT`.
    """
    price_ways(a, unit, price, load, pressure, mode, s)
    if _is_wide(a, unit):
        bound, proven = _wide(a, unit, max(rounds, WIDE_TILTS), care, s)
    else:
        bound, proven = _narrow(a, unit, rounds, care, s)
    clear(a, unit, s)
    return bound, proven


@bare
def _is_wide(a: Arena, unit: int) -> bool:
    """Tell whether a unit has more requirements than the programme carries."""
    return a.bits[unit] > a.carried[unit]


@bare
def _narrow(
    a: Arena, unit: int, rounds: int, care: int, s: Scratch
) -> tuple[int, bool]:
    """Route a unit whose requirements the programme carries."""
    bound, proven = relax(a, unit, rounds, s)
    if proven:
        s.settled[unit] = 0
    elif care != RELAXED:
        # A nearly cheapest itinerary, found soon, spares the exact search most labels.
        bound, proven = search(a, unit, LENIENT, ANYTHING, ALL, s)
        if care == EXACT:
            upper = bound if proven else ANYTHING
            bound, proven = search(a, unit, EXACT, upper, ALL, s)
    return bound, proven


@bare
def _wide(a: Arena, unit: int, rounds: int, care: int, s: Scratch) -> tuple[int, bool]:
    """Route a unit with more requirements than the programme carries.

    The exact search would run out of labels: some of each stage make an itinerary, and
    the relaxed programme the bound.
    """
    bound, proven = relax(a, unit, rounds, s)
    if proven or care == RELAXED:
        return bound, proven
    cost, width = ANYTHING, WIDTH
    while cost >= NEVER and width <= MOST_WIDTH:
        cost, found = search(a, unit, EXACT, ANYTHING, width, s)
        cost, width = cost if found else ANYTHING, width * WIDER
    if care == LENIENT and cost < NEVER:
        bound = cost
    return bound, cost <= bound < NEVER


@bare
def seat(a: Arena, taken: IntArray, sign: int, load: IntArray) -> None:
    """Put an itinerary [bits] on the rows (1) or take it off (-1)."""
    for joint in taken:
        if joint >= 0:
            for i in range(a.seats.row_from[joint], a.seats.row_from[joint + 1]):
                load[a.seats.row[i]] += sign * a.seats.weight[i]


@numba.njit(cache=True, nogil=True)
def sweep(
    a: Arena,
    order: IntArray,
    price: IntArray,
    load: IntArray,
    pressure: int,
    mode: int,
    current: IntArray,
    s: Scratch,
) -> int:
    """Give each unit of ``order`` a cheap itinerary; return how many changed.

    ``current`` [units, bits]: joints taken, -1 = none; it and ``load`` are updated.
    """
    moved = 0
    for unit in order:
        seat(a, current[unit], OFF, load)
        bound, _ = route(a, unit, price, load, pressure, mode, NONE, LENIENT, s)
        if bound < NEVER:
            bits = a.bits[unit]
            moved += (current[unit, :bits] != s.taken[:bits]).any()
            current[unit, :bits] = s.taken[:bits]
        seat(a, current[unit], ON, load)
    return moved


@numba.njit(cache=True, nogil=True)
def price_all(
    a: Arena,
    mine: IntArray,
    price: IntArray,
    care: int,
    bound: IntArray,
    proven: BoolArray,
    taken: IntArray,
    s: Scratch,
) -> None:
    """Write bound, proof and itinerary of some units at prices alone.

    A unit whose last search was short does fewer steps on the tilts, since they would
    take longer than they save; so they do for lenient searches.
    """
    for unit in mine:
        rounds = min(MOST_TILTS, s.settled[unit] // LABELS_A_TILT)
        if care == LENIENT:
            rounds = NONE
        elif _is_wide(a, unit):
            rounds = PROVING_TILTS
        bound[unit], proven[unit] = route(
            a, unit, price, price, NONE, PRICES_ALONE, rounds, care, s
        )
        taken[unit, : a.bits[unit]] = s.taken[: a.bits[unit]]


@bare
def drop_overfull(a: Arena, order: IntArray, load: IntArray, current: IntArray) -> None:
    """Take placements out until no hard row is above its upper bound."""
    for unit in order:
        for bit in range(a.bits[unit]):
            joint = current[unit, bit]
            if joint < 0:
                continue
            over = False
            for i in range(a.seats.row_from[joint], a.seats.row_from[joint + 1]):
                row = a.seats.row[i]
                if (
                    a.seats.penalty[row] < 0
                    and a.seats.weight[i] > 0
                    and load[row] > a.seats.upper[row]
                ):
                    over = True
            if over:
                seat(a, current[unit, bit : bit + 1], OFF, load)
                current[unit, bit] = -1


@bare
def drop_illegal(
    a: Arena, unit: int, load: IntArray, current: IntArray, s: Scratch
) -> None:
    """Take placements out until a unit keeps to the walks that its core lacks."""
    while unit_cost(a, unit, current[unit], s) >= NEVER:
        dropped, least = -1, NEVER
        for bit in range(a.bits[unit]):
            joint = current[unit, bit]
            if joint < 0:
                continue
            current[unit, bit] = -1
            cost = unit_cost(a, unit, current[unit], s)
            current[unit, bit] = joint
            if cost < least or dropped < 0:
                dropped, least = bit, cost
        if dropped < 0:
            break
        seat(a, current[unit, dropped : dropped + 1], OFF, load)
        current[unit, dropped] = -1


@numba.njit(cache=True, nogil=True)
def all_costs(a: Arena, current: IntArray, s: Scratch) -> IntArray:
    """Return [units] what each unit's itinerary costs, rows aside."""
    costs = np.empty(len(current), dtype=np.int64)
    for unit in range(len(current)):
        costs[unit] = unit_cost(a, unit, current[unit], s)
    return costs


@numba.njit(cache=True, nogil=True)
def total_cost(a: Arena, load: IntArray, current: IntArray, s: Scratch) -> int:
    """Return what all itineraries and soft rows cost; `NEVER`: a hard row is broken."""
    total = 0
    for unit in range(len(a.bits)):
        total = min(NEVER, total + unit_cost(a, unit, current[unit], s))
    for row in range(len(load)):
        breach = breach_of(load[row], a.seats.lower[row], a.seats.upper[row])
        if breach > 0 and a.seats.penalty[row] < 0:
            return NEVER
        total += breach * max(a.seats.penalty[row], 0) * PRICE
    return min(total, NEVER)
