"""Ruin and recreate: take a few units out of the schedule, route them in again.

After Shaw (1998) and Schrimpf et al. (2000), with the dynamic programme as the way to
put a unit back. The units taken out belong together: the first is drawn, the others sit
in rows that keep the first from a joint it doesn't have. What comes out is kept unless
it costs more; every state in between is a valid schedule.
"""

from __future__ import annotations

# mypy: disable-error-code="return-value,no-any-return"
import numba
import numpy as np

from scheduler.solver.arena import NEVER, PRICE, Arena
from scheduler.solver.board import Board
from scheduler.solver.native import int64
from scheduler.solver.pool import Pool
from scheduler.solver.result import Clock
from scheduler.solver.route import WITHIN_SEATS, breach_of, unit_cost
from scheduler.solver.scratch import Scratch
from scheduler.solver.sweep import (
    EXACT,
    NONE,
    OFF,
    ON,
    drop_illegal,
    drop_overfull,
    route,
    seat,
)
from scheduler.terms import IntArray

TRIES = 40  # joints that a unit looks at to find out who is in its way
MOST_UNITS, COSTLIEST_OF = 8, 16
ROUNDS_AT_ONCE, TRIES_AT_ONCE = 20, 5
TIE_PRESSURE = 50  # units of the objective: less than any rotation left out


def improve(
    board: Board, pool: Pool, current: IntArray, rounds: int, clock: Clock, seed: int
) -> IntArray:
    """Return the itineraries [units, bits] after some rounds; the pool gets to know.

    In the quick arena: tilts and large cores take longer there than they save, since
    prices are others for every unit that is routed.
    """
    shaking = _Shaking(board, current, seed)
    for _ in range(0, rounds, ROUNDS_AT_ONCE):
        if clock.over:
            break
        if shaking.go(ROUNDS_AT_ONCE, board.everybody):
            pool.add(shaking.current)
            cost = board.cost_of(shaking.current, shaking.load)
            clock.tell("ruin and recreate", board.in_units(cost))
    return shaking.current


def let_in(
    board: Board, current: IntArray, tries: int, clock: Clock, seed: int
) -> IntArray:
    """Return itineraries [units, bits] in which hardly anybody lacks a requirement.

    ``tries``: rounds for each unit that does, around such units alone.
    """
    shaking = _Shaking(board, current, seed)
    lacking = _lacking(board, shaking.current)
    for _ in range(0, tries * len(lacking), TRIES_AT_ONCE):
        if clock.over or not len(lacking):
            break
        shaking.go(TRIES_AT_ONCE, lacking)
        lacking = _lacking(board, shaking.current)
    return shaking.current


class _Shaking:
    """A schedule that changes: itineraries, their load and costs."""

    def __init__(self, board: Board, current: IntArray, seed: int) -> None:
        self.board, self.current = board, current.copy()
        self.load, self.costs = board.load_of(current), board.costs(current)
        self.chance = np.random.default_rng(seed)

    def go(self, rounds: int, who: IntArray) -> int:
        """Do some rounds around units of ``who``; return what they saved."""
        board = self.board
        saved = shake(
            board.quick,
            board.units.partner,
            board.problem.worst,
            self.costs,
            self.load,
            self.current,
            rounds,
            int(self.chance.integers(2, MOST_UNITS + 1)),
            who,
            self.chance,
            board.quick_scratch,
        )
        return int(saved)


def _lacking(board: Board, current: IntArray) -> IntArray:
    """Return the units whose bits done cost more than others that they might do."""
    arena = board.quick
    bits = np.arange(current.shape[1])
    done = np.where(arena.carried > 0, ((current >= 0) << bits).sum(axis=1), 0)
    least = np.minimum.reduceat(arena.mask_cost, arena.mask_from[:-1])
    return np.flatnonzero(arena.mask_cost[arena.mask_from[:-1] + done] > least)


def fit(
    board: Board, pool: Pool, current: IntArray, seed: int, *, all_again: bool = True
) -> IntArray:
    """Return itineraries made to fit: overfull placements dropped, units routed again.

    Each unit takes its cheapest itinerary within the seats: first those that are tied
    together and don't agree, then those with something dropped, or with nothing yet;
    the others only if ``all_again``.
    """
    current, load = current.copy(), board.load_of(current)
    order = np.random.default_rng(seed).permutation(len(current))
    whole = (current >= 0).sum(axis=1)
    drop_overfull(board.quick, order, load, current)
    left = (current >= 0).sum(axis=1)
    rank = np.where((left < whole) | (left == 0), 1, 2)
    rank[_part(board, current, load)] = 0
    order = order[np.argsort(rank[order], kind="stable")]
    order = order[rank[order] < (3 if all_again else 2)]
    arena, scratch = board.quick, board.quick_scratch
    reroute(arena, order, load, int64(TIE_PRESSURE * PRICE), current, scratch)
    apart = _part(board, current, load)
    reroute(arena, apart, load, NONE, current, scratch)
    pool.add(current)
    return current


def _part(board: Board, current: IntArray, load: IntArray) -> IntArray:
    """Take units out whose ties are broken, and their partners; return who they are."""
    units = board.units
    broken = units.tie & (units.breaches(load) > 0)
    found = set()
    for unit in np.flatnonzero(units.partner >= 0).tolist():
        for joint in current[unit][current[unit] >= 0].tolist():
            rows = units.row[units.row_from[joint] : units.row_from[joint + 1]]
            if broken[rows].any():
                found |= {unit, int(units.partner[unit])}
    apart = np.array(sorted(found), dtype=np.int64)
    seat(board.quick, current[apart].ravel(), OFF, load)
    current[apart] = -1
    return apart


@numba.njit(cache=True, nogil=True)
def reroute(
    a: Arena,
    order: IntArray,
    load: IntArray,
    pressure: int,
    current: IntArray,
    s: Scratch,
) -> None:
    """Give each unit its cheapest itinerary within the seats, one after another.

    ``pressure``: what it costs to go ahead of one that it is tied to; 0: forbidden.
    """
    price = np.zeros(len(load), dtype=np.int64)
    for unit in order:
        settle(a, unit, price, load, pressure, current, s)


@numba.njit(cache=True, nogil=True)
def settle(
    a: Arena,
    unit: int,
    price: IntArray,
    load: IntArray,
    pressure: int,
    current: IntArray,
    s: Scratch,
) -> None:
    """Give a unit its cheapest itinerary within the seats; it keeps its own if none."""
    seat(a, current[unit], OFF, load)
    bound, proven = route(a, unit, price, load, pressure, WITHIN_SEATS, NONE, EXACT, s)
    if bound < NEVER:
        current[unit, : a.bits[unit]] = s.taken[: a.bits[unit]]
    seat(a, current[unit], ON, load)
    if not proven:
        drop_illegal(a, unit, load, current, s)


@numba.njit(cache=True, nogil=True)
def shake(
    a: Arena,
    partner: IntArray,
    worst: int,
    costs: IntArray,
    load: IntArray,
    current: IntArray,
    rounds: int,
    most: int,
    who: IntArray,
    chance: np.random.Generator,
    s: Scratch,
) -> int:
    """Do some rounds with up to ``most`` units each; return what they saved.

    ``who``: the units for whom others are taken out.
    ``costs`` [units] of the itineraries, ``load`` [rows] and ``current`` [units, bits]
    are updated. ``worst``: how often the largest of the costs counts once more.
    """
    saved = 0
    price = np.zeros(len(load), dtype=np.int64)
    pressure = TIE_PRESSURE * PRICE
    for _ in range(rounds):
        moving = _draw(a, partner, costs, load, current, most, who, chance)
        before = _cost_of(a, worst, costs, load, moving)
        old, had = current[moving].copy(), costs[moving].copy()
        for unit in moving:
            seat(a, current[unit], OFF, load)
            current[unit, :] = -1
        for unit in moving:
            settle(a, unit, price, load, pressure, current, s)
        for unit in moving:
            costs[unit] = unit_cost(a, unit, current[unit], s)
        after = _cost_of(a, worst, costs, load, moving)
        if after <= before:
            saved += before - after
            continue
        for i in range(len(moving)):
            seat(a, current[moving[i]], OFF, load)
            current[moving[i], :], costs[moving[i]] = old[i], had[i]
            seat(a, current[moving[i]], ON, load)
    return saved


@numba.njit(cache=True, nogil=True)
def _cost_of(
    a: Arena, worst: int, costs: IntArray, load: IntArray, units: IntArray
) -> int:
    """Return what some units cost, what the costliest of all does, and soft rows."""
    total = worst * costs.max()
    for unit in units:
        total = min(NEVER, total + costs[unit])
    penalty, lower, upper = a.seats.penalty, a.seats.lower, a.seats.upper
    for row in range(len(load)):
        breach = breach_of(load[row], lower[row], upper[row])
        if breach > 0 and penalty[row] < 0:
            return NEVER
        total += penalty[row] * breach * PRICE
    return total


@numba.njit(cache=True, nogil=True)
def _draw(
    a: Arena,
    partner: IntArray,
    costs: IntArray,
    load: IntArray,
    current: IntArray,
    most: int,
    who: IntArray,
    chance: np.random.Generator,
) -> IntArray:
    """Draw a unit of ``who`` and others in its way, in the order of their new routing.

    Every other time the unit is the costliest of some: often it lacks something.
    """
    count = len(who)
    first = who[chance.integers(0, count)]
    if chance.random() < 0.5:
        for _ in range(COSTLIEST_OF - 1):
            other = who[chance.integers(0, count)]
            if costs[other] > costs[first]:
                first = other
    moving = np.full(most, first, dtype=np.int64)
    found = 1
    if partner[first] >= 0:
        moving[1], found = partner[first], 2
    ways, seats = a.ways, a.seats
    count_ways = ways.way_from[first + 1] - ways.way_from[first]
    for _ in range(TRIES if count_ways > 0 else 0):
        if found == most:
            break
        way = ways.way_from[first] + chance.integers(0, count_ways)
        low, high = ways.joint_from[way], ways.joint_from[way + 1]
        joint = ways.joint[low + chance.integers(0, high - low)]
        at, stop = seats.row_from[joint], seats.row_from[joint + 1]
        if stop == at:
            continue
        row = seats.row[at + chance.integers(0, stop - at)]
        if load[row] < seats.upper[row]:
            continue
        start = int(chance.integers(0, len(current)))
        unit = somebody_in(seats.row_from, seats.row, current, row, moving[:0], start)
        if unit >= 0 and not (moving[:found] == unit).any():
            moving[found] = unit
            found += 1
    if found > 1 and chance.random() < 0.5:
        moving[:found] = moving[:found][::-1].copy()
    return moving[:found]


@numba.njit(cache=True, nogil=True)
def somebody_in(
    row_from: IntArray,
    rows: IntArray,
    current: IntArray,
    row: int,
    apart: IntArray,
    start: int,
) -> int:
    """Return the first unit from ``start`` on with a placement in a row; -1: none.

    ``row_from`` and ``rows``: what joints touch. ``apart``: units that don't count.
    """
    count = len(current)
    for i in range(count):
        unit = (start + i) % count
        for joint in current[unit]:
            if joint < 0:
                continue
            for at in range(row_from[joint], row_from[joint + 1]):
                if rows[at] == row and not (apart == unit).any():
                    return unit
    return -1
