"""Ruin and recreate: take a few units out of the schedule, route them in again.

After Shaw (1998) and Schrimpf et al. (2000), with the dynamic programme as the way to
put a unit back. The units taken out belong together: the first is drawn, the others sit
in rows that keep the first from a joint it doesn't have. What comes out is kept unless
it costs more; every state in between is a valid schedule.
"""

from __future__ import annotations

# mypy: disable-error-code="return-value"
import numba
import numpy as np

from scheduler.solver.arena import Arena, Scratch, WalkBook
from scheduler.solver.board import Board
from scheduler.solver.result import Clock
from scheduler.solver.sweep import (
    WITHIN_SEATS,
    add_load,
    breach_of,
    drop_illegal,
    route,
    unit_cost,
)
from scheduler.solver.units import NEVER
from scheduler.terms import IntArray

TRIES = 40  # joints that a unit looks at to find out who is in its way
MOST_UNITS = 8
ROUNDS_AT_ONCE = 20
ROUNDS_PER_UNIT = 30


def improve(board: Board, current: IntArray, clock: Clock, seed: int) -> IntArray:
    """Return the itineraries improved by shakes, in proportion to the units."""
    current, load = current.copy(), board.load_of(current)
    cost, chance = board.cost_of(current, load), np.random.default_rng(seed)
    rounds = ROUNDS_PER_UNIT * len(current)
    for _ in range(0, rounds, ROUNDS_AT_ONCE):
        if clock.over:
            break
        saved = shake(
            board.full,
            board.book,
            load,
            current,
            ROUNDS_AT_ONCE,
            int(chance.integers(2, MOST_UNITS + 1)),
            chance,
            board.scratch,
        )
        if saved:
            cost -= saved
            clock.tell("ruin and recreate", board.in_units(cost))
    return current


@numba.njit(cache=True)
def shake(
    a: Arena,
    book: WalkBook,
    load: IntArray,
    current: IntArray,
    rounds: int,
    most: int,
    chance: np.random.Generator,
    s: Scratch,
) -> int:
    """Do some rounds with up to ``most`` units each; return what they saved.

    ``load`` [rows] and ``current`` [units, bits] are updated.
    """
    saved = 0
    price = np.zeros(len(load), dtype=np.int64)
    for _ in range(rounds):
        moving = _draw(a, load, current, most, chance)
        before, old = _cost_of(a, book, load, current, moving), current[moving].copy()
        for unit in moving:
            _seat(a, unit, current, -1, load)
            current[unit, :] = -1
        for unit in moving:
            if route(a, unit, price, load, 0, WITHIN_SEATS, s) < NEVER:
                for bit in range(a.bits[unit]):
                    current[unit, bit] = s.taken[bit]
                _seat(a, unit, current, 1, load)
                drop_illegal(a, book, unit, load, current)
        after = _cost_of(a, book, load, current, moving)
        if after <= before:
            saved += before - after
            continue
        for i in range(len(moving)):
            _seat(a, moving[i], current, -1, load)
            current[moving[i], :] = old[i]
            _seat(a, moving[i], current, 1, load)
    return saved


@numba.njit(cache=True)
def _seat(a: Arena, unit: int, current: IntArray, sign: int, load: IntArray) -> None:
    """Put a unit's placements on the rows (1) or take them off (-1)."""
    for bit in range(a.bits[unit]):
        if current[unit, bit] >= 0:
            add_load(a, current[unit, bit], sign, load)


@numba.njit(cache=True)
def _cost_of(
    a: Arena, book: WalkBook, load: IntArray, current: IntArray, units: IntArray
) -> int:
    """Return what some units cost, and what the soft rows do."""
    total = 0
    for unit in units:
        total = min(NEVER, total + unit_cost(a, book, unit, current[unit]))
    penalty, lower, upper = a.penalty, a.lower, a.upper
    for row in range(len(load)):
        if penalty[row] > 0:
            total += penalty[row] * breach_of(load[row], lower[row], upper[row])
    return total


@numba.njit(cache=True)
def _draw(
    a: Arena,
    load: IntArray,
    current: IntArray,
    most: int,
    chance: np.random.Generator,
) -> IntArray:
    """Draw a unit and others who are in its way, in the order of their new routing."""
    count = len(a.bits)
    first = chance.integers(0, count)
    moving = np.full(most, first, dtype=np.int64)
    found = 1
    arcs = a.arc_from[first + 1] - a.arc_from[first]
    for _ in range(TRIES if arcs > 0 else 0):
        arc = a.arc_from[first] + chance.integers(0, arcs)
        low, high = a.arc_joint_from[arc], a.arc_joint_from[arc + 1]
        joint = a.arc_joint[low + chance.integers(0, high - low)]
        at, stop = a.row_from[joint], a.row_from[joint + 1]
        if stop == at:
            continue
        row = a.row[at + chance.integers(0, stop - at)]
        if load[row] < a.upper[row]:
            continue
        unit = _somebody_in(a, row, current, chance)
        if unit >= 0 and not (moving[:found] == unit).any():
            moving[found] = unit
            found += 1
        if found == most:
            break
    if found > 1 and chance.random() < 0.5:
        moving[:found] = moving[:found][::-1].copy()
    return moving[:found]


@numba.njit(cache=True)
def _somebody_in(
    a: Arena, row: int, current: IntArray, chance: np.random.Generator
) -> int:
    """Return a unit whose placements touch a row, looking from a random one on."""
    count = len(a.bits)
    start = chance.integers(0, count)
    for i in range(count):
        unit = (start + i) % count
        for bit in range(a.bits[unit]):
            joint = current[unit, bit]
            if joint < 0:
                continue
            for at in range(a.row_from[joint], a.row_from[joint + 1]):
                if a.row[at] == row:
                    return unit
    return -1
