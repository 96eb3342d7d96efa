"""The worst-off first: the last stage, at a stated price in the sum.

What a student's burden is, `scheduler.solver.ideal` says. Of two schedules the better
one is that in which the worst-off bears less; where he bears the same, the next one
counts, and so on (leximin: Rawls, 1971; Sen, 1970). Whoever bears the same in both
makes no difference, so a move is judged by those whom it moves.

A move is ruin and recreate as in `shake`, but those who are in the way are found by a
chain of ejections (Glover, 1996): one of the worst-off says where he would go if a
place too many cost no more than so much; somebody who has that place says the same, and
so on. Then all of them are taken out and routed in again, the worst-off first, each
exactly and within the seats.
"""

from __future__ import annotations

# mypy: disable-error-code="return-value, no-any-return"
from typing import NamedTuple

import numba
import numpy as np

from scheduler.solver.arena import NEVER, PRICE, Arena
from scheduler.solver.board import Board
from scheduler.solver.flow import RULE_NAMES
from scheduler.solver.ideal import board_ideal, ideal_joints
from scheduler.solver.raising import after, may_raise
from scheduler.solver.result import Clock, Found, Options
from scheduler.solver.route import AT_PRICES, WITHIN_SEATS, breach_of, unit_cost
from scheduler.solver.scratch import Scratch
from scheduler.solver.sweep import all_costs, drop_illegal, route, seat
from scheduler.terms import IntArray

MOST_UNITS = 8
"""Units that one move takes out."""

PRESSURES = 6.0
"""A place too many costs 1 to 2 to the power of so much, in units of the objective."""

LEAST_PRESSURE = PRICE // 4

RANKS = 3
"""Who is raised: the mean rank among the worst-off is 1, 4 or 16, at random."""

TIE_PRESSURE = 50  # units of the objective: less than any rotation left out
TILT_ROUNDS = 1
ROUNDS_AT_ONCE = 20
PATIENCE = 3
"""Rounds, times the units, that brought nothing."""


class Case(NamedTuple):
    """What doesn't change from move to move.

    Per unit: ``members``; ``raised``, how many of them take part: all, or none
    (visitors, who aren't raised and don't pay for it either); ``ideal``: the cost of
    the ideal, fixed-point; ``partner``: see `Units`. ``firm`` [rows]: 1 where a rule
    speaks. ``limit``: what all may cost, fixed-point.
    """

    members: IntArray
    raised: IntArray
    ideal: IntArray
    partner: IntArray
    firm: IntArray
    limit: int


def raised(board: Board, found: Found, options: Options, clock: Clock) -> Found:
    """Return what is found in a large problem after the worst-off were raised."""
    if not may_raise(found, options, clock):
        return found
    current = board.units.joints_of(found.chosen, board.nobody().shape[1])

    def search(limit: int) -> IntArray:
        better = raise_worst_off(board, current, limit, clock, options.seed)
        return board.units.chosen(better)

    return after(board.problem, found, options, board_ideal(board), search)


def raise_worst_off(
    board: Board, current: IntArray, limit: int, clock: Clock, seed: int
) -> IntArray:
    """Return itineraries [units, bits] like ``current`` in which the worst-off gain.

    They break no more of any rule, place as much, and cost up to ``limit`` (units of
    the objective). Ends when nothing has helped for long, or with the clock; a few
    rounds are done in any case.
    """
    current, load = current.copy(), board.load_of(current)
    case, chance = case_of(board, limit), np.random.default_rng(seed)
    cost, stale = board.cost_of(current, load), 0
    while stale < PATIENCE * len(current):
        helped, cost = lift(
            board.arena,
            case,
            load,
            current,
            cost,
            ROUNDS_AT_ONCE,
            chance,
            board.scratches[0],
        )
        stale = 0 if helped else stale + ROUNDS_AT_ONCE
        if helped:
            clock.tell("raising the worst-off", board.in_units(cost))
        if clock.over:
            break
    return current


def case_of(board: Board, limit: int) -> Case:
    """Return what doesn't change while the cost stays up to ``limit``."""
    units, students = board.units, board.problem.table.instance.students
    members = [len(unit.members) for unit in units.units]
    guests = [students[unit.members[0]].visitor for unit in units.units]
    return Case(
        members=np.array(members, dtype=np.int64),
        raised=np.where(guests, 0, np.array(members, dtype=np.int64)),
        ideal=board.costs(ideal_joints(board)),
        partner=units.partner,
        firm=np.array([key[0] in RULE_NAMES for key in units.keys], dtype=np.int64),
        limit=(limit - units.constant) * PRICE,
    )


@numba.njit(cache=True, nogil=True)
def lift(
    a: Arena,
    case: Case,
    load: IntArray,
    current: IntArray,
    cost: int,
    rounds: int,
    chance: np.random.Generator,
    s: Scratch,
) -> tuple[int, int]:
    """Do some rounds; return how many helped, and what all cost then, fixed-point.

    ``load`` [rows] and ``current`` [units, bits], which cost ``cost``, are updated.
    """
    helped, own = 0, all_costs(a, current, s)
    for _ in range(rounds):
        target = _target(case, own, chance)
        if target < 0:
            break
        moving = _chain(a, case, target, load, current, chance, s)
        old, old_own = current[moving].copy(), own[moving].copy()
        rows, broken = _rows(a, case, load)
        _reroute(a, moving, load, current, s)
        new_own = old_own.copy()
        for i in range(len(moving)):
            new_own[i] = unit_cost(a, moving[i], current[moving[i]], s)
        new_rows, new_broken = _rows(a, case, load)
        total = cost + (new_own - old_own).sum() + new_rows - rows
        good = max(new_rows, new_own.max()) < NEVER and total <= case.limit
        good = good and new_broken <= broken
        if good and _placed(case, moving, current[moving]) >= _placed(
            case, moving, old
        ):
            order = compared(case, moving, old_own, new_own)
            if order < 0 or (order == 0 and total < cost):
                helped, cost, own[moving] = helped + 1, total, new_own
                continue
        for i in range(len(moving)):
            seat(a, current[moving[i]], -1, load)
            current[moving[i], :] = old[i]
            seat(a, current[moving[i]], 1, load)
    return helped, cost


@numba.njit(cache=True, nogil=True)
def burden(case: Case, unit: int, own: int) -> int:
    """Return what each member of a unit bears, whose itinerary costs ``own``."""
    return -(-max(0, own - case.ideal[unit]) // (PRICE * case.members[unit]))


@numba.njit(cache=True, nogil=True)
def compared(case: Case, units: IntArray, old: IntArray, new: IntArray) -> int:
    """Return -1 where the worst-off gain, 1 where they lose, else 0.

    ``units``: those who move; ``old`` and ``new``: what their itineraries cost. That a
    visitor pays for others counts as a loss.
    """
    size = case.raised[units].sum()
    before, after = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    at = 0
    for i in range(len(units)):
        unit = units[i]
        if case.raised[unit] == 0 and new[i] > old[i]:
            return 1
        for _ in range(case.raised[unit]):
            before[at] = burden(case, unit, old[i])
            after[at] = burden(case, unit, new[i])
            at += 1
    before.sort()
    after.sort()
    for i in range(size - 1, -1, -1):
        if before[i] != after[i]:
            return -1 if after[i] < before[i] else 1
    return 0


@numba.njit(cache=True, nogil=True)
def _target(case: Case, own: IntArray, chance: np.random.Generator) -> int:
    """Draw one of the worst-off units; -1: nobody bears anything."""
    burdens = np.zeros(len(own), dtype=np.int64)
    for unit in range(len(own)):
        if case.raised[unit] > 0:
            burdens[unit] = burden(case, unit, own[unit])
    bearing = (burdens > 0).sum()
    if bearing == 0:
        return -1
    mean = 4.0 ** chance.integers(0, RANKS)
    rank = int(chance.exponential(mean)) % bearing
    return np.argsort(-burdens, kind="mergesort")[rank]


@numba.njit(cache=True, nogil=True)
def _placed(case: Case, units: IntArray, taken: IntArray) -> int:
    """Return how many rotations of some units have a place."""
    return ((taken >= 0).sum(axis=1) * case.members[units]).sum()


@numba.njit(cache=True, nogil=True)
def _rows(a: Arena, case: Case, load: IntArray) -> tuple[int, int]:
    """Return what the rows cost (`NEVER`: a hard one is broken), and rules' breaches.

    The latter: of rules that may give way where they can't be kept.
    """
    total, broken = 0, 0
    penalty, lower, upper = a.seats.penalty, a.seats.lower, a.seats.upper
    for row in range(len(load)):
        breach = breach_of(load[row], lower[row], upper[row])
        if breach > 0 and penalty[row] < 0:
            return NEVER, broken
        total += breach * penalty[row] * PRICE
        broken += breach * case.firm[row]
    return total, broken


@numba.njit(cache=True, nogil=True)
def _reroute(
    a: Arena, moving: IntArray, load: IntArray, current: IntArray, s: Scratch
) -> None:
    """Take some units out and give each its cheapest itinerary within the seats."""
    free = np.zeros(len(load), dtype=np.int64)
    for unit in moving:
        seat(a, current[unit], -1, load)
        current[unit, :] = -1
    for unit in moving:
        bound, proven = route(
            a, unit, free, load, TIE_PRESSURE * PRICE, WITHIN_SEATS, TILT_ROUNDS, True,
            s,
        )  # fmt: skip
        if bound < NEVER:
            current[unit, : a.bits[unit]] = s.taken[: a.bits[unit]]
        seat(a, current[unit], 1, load)
        if not proven:
            drop_illegal(a, unit, load, current, s)


# -- who is in the way -----------------------------------------------------------------


@numba.njit(cache=True, nogil=True)
def _chain(
    a: Arena,
    case: Case,
    target: int,
    load: IntArray,
    current: IntArray,
    chance: np.random.Generator,
    s: Scratch,
) -> IntArray:
    """Return a unit and those who make room for it, in the order of their wishes.

    Half the time, one who would rather stay asks again at half the pressure.
    """
    moving, found = np.full(MOST_UNITS, target, dtype=np.int64), 1
    load = load.copy()
    pressure = int(PRICE * 2.0 ** (PRESSURES * chance.random()))
    insists = chance.random() < 0.5
    seat(a, current[target], -1, load)
    asked = 0
    while asked < found:
        unit = moving[asked]
        if case.partner[unit] >= 0:
            found = _join(a, case.partner[unit], moving, found, load, current)
        before = found
        found = _wish(a, unit, pressure, moving, found, load, current, chance, s)
        while insists and asked == 0 and found == before and pressure > LEAST_PRESSURE:
            seat(a, s.taken[: a.bits[unit]], -1, load)
            pressure //= 2
            found = _wish(a, unit, pressure, moving, found, load, current, chance, s)
        asked += 1
    return moving[:found]


@numba.njit(cache=True, nogil=True)
def _wish(
    a: Arena,
    unit: int,
    pressure: int,
    moving: IntArray,
    found: int,
    load: IntArray,
    current: IntArray,
    chance: np.random.Generator,
    s: Scratch,
) -> int:
    """Seat a unit where it would go; who is in its way joins those who move.

    Returns their number; ``s.taken`` is where the unit would go.
    """
    free = np.zeros(len(load), dtype=np.int64)
    # A relaxed itinerary will do.
    route(a, unit, free, load, pressure, AT_PRICES, 0, False, s)
    seat(a, s.taken[: a.bits[unit]], 1, load)
    for bit in range(a.bits[unit]):
        joint = s.taken[bit]
        if joint < 0:
            continue
        for i in range(a.seats.row_from[joint], a.seats.row_from[joint + 1]):
            row = a.seats.row[i]
            if a.seats.penalty[row] < 0 and load[row] > a.seats.upper[row]:
                other = _somebody_in(a, row, current, moving[:found], chance)
                found = _join(a, other, moving, found, load, current)
    return found


@numba.njit(cache=True, nogil=True)
def _join(
    a: Arena, unit: int, moving: IntArray, found: int, load: IntArray, current: IntArray
) -> int:
    """Let a unit give up its places and join those who move; return their number."""
    if unit < 0 or found == len(moving) or (moving[:found] == unit).any():
        return found
    moving[found] = unit
    seat(a, current[unit], -1, load)
    return found + 1


@numba.njit(cache=True, nogil=True)
def _somebody_in(
    a: Arena, row: int, current: IntArray, moving: IntArray, chance: np.random.Generator
) -> int:
    """Return a unit in a row that doesn't move yet, from a random one on; -1: none."""
    count = len(a.bits)
    start = chance.integers(0, count)
    for i in range(count):
        unit = (start + i) % count
        for bit in range(a.bits[unit]):
            joint = current[unit, bit]
            if joint < 0 or (moving == unit).any():
                continue
            for at in range(a.seats.row_from[joint], a.seats.row_from[joint + 1]):
                if a.seats.row[at] == row:
                    return unit
    return -1
