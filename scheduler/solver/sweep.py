"""The compiled inner step: a unit's cheapest itinerary at given seat prices.

An exact dynamic programme over weeks x set of bits done x state of the unit's automaton.
A sweep takes the units one at a time: each gives back its seats, prices what is left
and takes its cheapest itinerary. One at a time matters: batches at once oscillate.

All costs and prices are int64, in `PRICE`-ths of a unit of the objective, so sums are
exact. Everything is in flat arrays (`Arena`), because numba compiles those well.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np

from scheduler.solver.automata import automaton_of
from scheduler.solver.problem import Problem
from scheduler.solver.units import NEVER, Units
from scheduler.terms import FORBIDDEN, IntArray, grouped

PRICE = 1000
"""Prices are counted in thousandths of a unit of the objective."""

AT_PRICES, WITHIN_SEATS, PRICES_ALONE = 0, 1, 2
"""What a breach of a hard row costs: ``pressure`` a unit; forbidden; nothing."""


class Arena(NamedTuple):
    """Flat arrays for the compiled code; ``*_from[u]`` points to unit u's part.

    Per unit: ``bits``, ``states``, ``letters``, ``arc_from``, ``step_from``,
    ``final_from``, ``mask_from``, ``idle`` [units, weeks]. Per arc (joints of one bit,
    first week, end and letter), sorted by first week within the unit: ``arc_bit``,
    ``arc_first``, ``arc_end``, ``arc_letter``, ``arc_joint_from`` into ``arc_joint``.
    Per joint: ``cost``, ``row_from`` into ``row`` and ``weight``. Per row: ``lower``,
    ``upper``, ``penalty`` (-1 = hard). ``step``, ``step_cost`` [state x letter] and
    ``final`` [state], ``mask_cost`` [set of bits]: flat, unit after unit.
    """

    bits: IntArray
    states: IntArray
    letters: IntArray
    arc_from: IntArray
    step_from: IntArray
    final_from: IntArray
    mask_from: IntArray
    idle: IntArray
    arc_bit: IntArray
    arc_first: IntArray
    arc_end: IntArray
    arc_letter: IntArray
    arc_joint_from: IntArray
    arc_joint: IntArray
    cost: IntArray
    row_from: IntArray
    row: IntArray
    weight: IntArray
    lower: IntArray
    upper: IntArray
    penalty: IntArray
    step: IntArray
    step_cost: IntArray
    final: IntArray
    mask_cost: IntArray


class Scratch(NamedTuple):
    """Working memory: ``value``, ``via``, ``origin`` [weeks + 1, cells], per arc of one
    unit ``best`` and ``pick``, and the itinerary found ``taken`` [bits].
    """

    value: IntArray
    via: Any
    origin: Any
    best: IntArray
    pick: IntArray
    taken: IntArray


def make_arena(problem: Problem, units: Units, with_goals: bool) -> Arena:
    """Return the arena in which the units' automata have, or lack, the goals' walks."""
    automata = [automaton_of(problem, units, u, with_goals) for u in units.units]
    keys: list[tuple[int, ...]] = []
    groups: list[IntArray] = []
    arc_from = [0]
    for unit, automaton in zip(units.units, automata, strict=True):
        first, end = units.first[unit.joints], units.last[unit.joints] + 1
        for key, mine in grouped(unit.joints, first, end, unit.bit, automaton.letter):
            keys.append(key)
            groups.append(mine)
        arc_from.append(len(keys))
    arcs = np.array(keys, dtype=np.int64).reshape(-1, 4)
    none = np.zeros(0, dtype=np.int64)
    return Arena(
        bits=np.array([u.bits for u in units.units], dtype=np.int64),
        states=np.array([len(a.step) for a in automata], dtype=np.int64),
        letters=np.array([a.step.shape[1] for a in automata], dtype=np.int64),
        arc_from=np.array(arc_from, dtype=np.int64),
        step_from=_starts([a.step.size for a in automata]),
        final_from=_starts([len(a.final) for a in automata]),
        mask_from=_starts([len(u.mask_cost) for u in units.units]),
        idle=np.stack([a.idle for a in automata]),
        arc_bit=arcs[:, 2].copy(),
        arc_first=arcs[:, 0].copy(),
        arc_end=arcs[:, 1].copy(),
        arc_letter=arcs[:, 3].copy(),
        arc_joint_from=_starts([len(group) for group in groups]),
        arc_joint=np.concatenate([none, *groups]),
        cost=units.cost * PRICE,
        row_from=units.row_from,
        row=units.row,
        weight=units.weight,
        lower=units.lower,
        upper=units.upper,
        penalty=np.where(units.penalty < 0, -1, units.penalty * PRICE),
        step=np.concatenate([a.step.ravel() for a in automata]),
        step_cost=np.concatenate([a.cost.ravel() for a in automata]) * PRICE,
        final=np.concatenate(
            [np.where(a.final >= FORBIDDEN, NEVER, a.final * PRICE) for a in automata]
        ),
        mask_cost=np.concatenate(
            [
                np.where(u.mask_cost >= NEVER, NEVER, u.mask_cost * PRICE)
                for u in units.units
            ]
        ),
    )


def _starts(lengths: list[int]) -> IntArray:
    return np.concatenate([[0], np.cumsum(np.array(lengths, dtype=np.int64))])


def make_scratch(*arenas: Arena) -> Scratch:
    """Return working memory that is large enough for every unit of the arenas."""
    weeks = arenas[0].idle.shape[1]
    cells = max(int(((1 << a.bits) * a.states).max()) for a in arenas)
    arcs = max(int(np.diff(a.arc_from).max()) for a in arenas)
    shape = (weeks + 1, cells)
    return Scratch(
        value=np.empty(shape, dtype=np.int64),
        via=np.empty(shape, dtype=np.int32),
        origin=np.empty(shape, dtype=np.int16),
        best=np.empty(max(1, arcs), dtype=np.int64),
        pick=np.empty(max(1, arcs), dtype=np.int64),
        taken=np.empty(max(1, int(arenas[0].bits.max())), dtype=np.int64),
    )


@numba.njit(cache=True)
def _breach(total: int, lower: int, upper: int) -> int:
    if total > upper:
        return total - upper
    if total < lower:
        return lower - total
    return 0


@numba.njit(cache=True)
def joint_price(
    a: Arena, joint: int, price: IntArray, load: IntArray, pressure: int, mode: int
) -> int:
    """Return what a joint costs now: its own cost, the prices and the breaches."""
    total = a.cost[joint]
    for i in range(a.row_from[joint], a.row_from[joint + 1]):
        row, weight = a.row[i], a.weight[i]
        total += price[row] * weight
        if mode == PRICES_ALONE:
            continue
        lower, upper = a.lower[row], a.upper[row]
        now = _breach(load[row], lower, upper)
        more = _breach(load[row] + weight, lower, upper) - now
        if more == 0:
            continue
        if a.penalty[row] >= 0:
            total += more * a.penalty[row]
        elif mode == AT_PRICES:
            total += more * pressure
        elif more > 0:
            return NEVER
    return total


@numba.njit(cache=True)
def _price_arcs(
    a: Arena,
    unit: int,
    price: IntArray,
    load: IntArray,
    pressure: int,
    mode: int,
    s: Scratch,
) -> None:
    start = a.arc_from[unit]
    for arc in range(start, a.arc_from[unit + 1]):
        best, pick = NEVER, -1
        for i in range(a.arc_joint_from[arc], a.arc_joint_from[arc + 1]):
            cost = joint_price(a, a.arc_joint[i], price, load, pressure, mode)
            if cost < best:
                best, pick = cost, a.arc_joint[i]
        s.best[arc - start], s.pick[arc - start] = best, pick


@numba.njit(cache=True)
def route(
    a: Arena,
    unit: int,
    price: IntArray,
    load: IntArray,
    pressure: int,
    mode: int,
    s: Scratch,
) -> int:
    """Write the unit's cheapest itinerary into ``s.taken`` and return what it costs.

    ``price``, ``load``: [rows]; ``load`` is without the unit itself.
    """
    _price_arcs(a, unit, price, load, pressure, mode, s)
    weeks, bits, states = a.idle.shape[1], a.bits[unit], a.states[unit]
    sets, letters = 1 << bits, a.letters[unit]
    cells = sets * states
    value, via, origin = s.value, s.via, s.origin
    for week in range(weeks + 1):
        for cell in range(cells):
            value[week, cell] = NEVER
    value[0, 0] = 0
    start, stop, base = a.arc_from[unit], a.arc_from[unit + 1], a.step_from[unit]
    arc_now = start
    for week in range(weeks):
        arc_next = arc_now
        while arc_next < stop and a.arc_first[arc_next] == week:
            arc_next += 1
        idle = a.idle[unit, week]
        for cell in range(cells):
            here = value[week, cell]
            if here >= NEVER:
                continue
            done, state = cell // states, cell % states
            at = base + state * letters
            following = a.step[at + idle]
            if following >= 0:
                cost = here + a.step_cost[at + idle]
                target = done * states + following
                if cost < value[week + 1, target]:
                    value[week + 1, target] = cost
                    via[week + 1, target], origin[week + 1, target] = -1, state
            for arc in range(arc_now, arc_next):
                bit = 1 << a.arc_bit[arc]
                if done & bit or s.best[arc - start] >= NEVER:
                    continue
                following = a.step[at + a.arc_letter[arc]]
                if following < 0:
                    continue
                cost = here + s.best[arc - start] + a.step_cost[at + a.arc_letter[arc]]
                end, target = a.arc_end[arc], (done | bit) * states + following
                if cost < value[end, target]:
                    value[end, target] = cost
                    via[end, target], origin[end, target] = arc, state
        arc_now = arc_next
    return _trace(a, unit, s)


@numba.njit(cache=True)
def _trace(a: Arena, unit: int, s: Scratch) -> int:
    """Choose the best end and walk back along what led to it."""
    week, states = a.idle.shape[1], a.states[unit]
    best, cell = NEVER, -1
    for end in range((1 << a.bits[unit]) * states):
        if s.value[week, end] >= NEVER:
            continue
        cost = s.value[week, end] + a.final[a.final_from[unit] + end % states]
        cost += a.mask_cost[a.mask_from[unit] + end // states]
        if cost < best:
            best, cell = cost, end
    for bit in range(a.bits[unit]):
        s.taken[bit] = -1
    while week > 0 and cell >= 0:
        arc, state = s.via[week, cell], s.origin[week, cell]
        done = cell // states
        if arc < 0:
            week -= 1
        else:
            s.taken[a.arc_bit[arc]] = s.pick[arc - a.arc_from[unit]]
            done ^= 1 << a.arc_bit[arc]
            week = a.arc_first[arc]
        cell = done * states + state
    return best


@numba.njit(cache=True)
def add_load(a: Arena, joint: int, sign: int, load: IntArray) -> None:
    """Add a joint's weights to the rows it touches, or take them off."""
    for i in range(a.row_from[joint], a.row_from[joint + 1]):
        load[a.row[i]] += sign * a.weight[i]


@numba.njit(cache=True)
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
    """Give each unit of ``order`` its cheapest itinerary; return how many changed.

    ``current`` [units, bits]: joints taken, -1 = none; it and ``load`` are updated.
    """
    moved = 0
    for unit in order:
        bits = a.bits[unit]
        for bit in range(bits):
            if current[unit, bit] >= 0:
                add_load(a, current[unit, bit], -1, load)
        if route(a, unit, price, load, pressure, mode, s) < NEVER:
            changed = False
            for bit in range(bits):
                changed |= current[unit, bit] != s.taken[bit]
                current[unit, bit] = s.taken[bit]
            moved += changed
        for bit in range(bits):
            if current[unit, bit] >= 0:
                add_load(a, current[unit, bit], 1, load)
    return moved


@numba.njit(cache=True)
def drop_overfull(a: Arena, order: IntArray, load: IntArray, current: IntArray) -> None:
    """Take placements out until no hard row is above its upper bound."""
    for unit in order:
        for bit in range(a.bits[unit]):
            joint = current[unit, bit]
            if joint < 0:
                continue
            over = False
            for i in range(a.row_from[joint], a.row_from[joint + 1]):
                row = a.row[i]
                if a.penalty[row] < 0 and a.weight[i] > 0 and load[row] > a.upper[row]:
                    over = True
            if over:
                add_load(a, joint, -1, load)
                current[unit, bit] = -1


@numba.njit(cache=True)
def cheapest_sum(a: Arena, price: IntArray, load: IntArray, s: Scratch) -> int:
    """Return the sum over the units of the cheapest itinerary at prices alone.

    ``load`` is set to what those itineraries put on the rows.
    """
    total = 0
    load[:] = 0
    for unit in range(len(a.bits)):
        total += route(a, unit, price, load, 0, PRICES_ALONE, s)
        for bit in range(a.bits[unit]):
            if s.taken[bit] >= 0:
                add_load(a, s.taken[bit], 1, load)
    return total


@numba.njit(cache=True)
def unit_cost(a: Arena, unit: int, current: IntArray) -> int:
    """Return what a unit's present itinerary costs, rows aside; `NEVER`: forbidden."""
    letters, base, weeks = a.letters[unit], a.step_from[unit], a.idle.shape[1]
    arc_at = np.full(weeks, -1, dtype=np.int64)
    total, done = 0, 0
    for bit in range(a.bits[unit]):
        joint = current[unit, bit]
        if joint < 0:
            continue
        total += a.cost[joint]
        done |= 1 << bit
        arc = _arc_of(a, unit, joint)
        arc_at[a.arc_first[arc]] = arc
    week, state = 0, 0
    while week < weeks:
        arc = arc_at[week]
        letter = a.idle[unit, week] if arc < 0 else a.arc_letter[arc]
        total += a.step_cost[base + state * letters + letter]
        state = a.step[base + state * letters + letter]
        if state < 0:
            return NEVER
        week = week + 1 if arc < 0 else a.arc_end[arc]
    total += a.final[a.final_from[unit] + state] + a.mask_cost[a.mask_from[unit] + done]
    return min(total, NEVER)


@numba.njit(cache=True)
def _arc_of(a: Arena, unit: int, joint: int) -> int:
    for arc in range(a.arc_from[unit], a.arc_from[unit + 1]):
        for i in range(a.arc_joint_from[arc], a.arc_joint_from[arc + 1]):
            if a.arc_joint[i] == joint:
                return arc
    return -1


@numba.njit(cache=True)
def total_cost(a: Arena, load: IntArray, current: IntArray) -> int:
    """Return what all itineraries and soft rows cost; `NEVER`: a hard row is broken."""
    total = 0
    for unit in range(len(a.bits)):
        total += unit_cost(a, unit, current)
    for row in range(len(load)):
        breach = _breach(load[row], a.lower[row], a.upper[row])
        if breach > 0 and a.penalty[row] < 0:
            return NEVER
        total += breach * max(a.penalty[row], 0)
    return min(total, NEVER)
