"""The compiled inner step: a unit's cheapest itinerary at given seat prices.

An exact dynamic programme over weeks x bits done x state of the unit's automaton.
A sweep takes the units one at a time: each gives back its seats, prices what is left
and takes its cheapest itinerary. One at a time matters: batches at once oscillate.
"""

from __future__ import annotations

# mypy: disable-error-code="no-any-return"
import numba
import numpy as np

from scheduler.solver.arena import Arena, Scratch, WalkBook
from scheduler.solver.units import NEVER
from scheduler.terms import IntArray

AT_PRICES, WITHIN_SEATS, PRICES_ALONE = 0, 1, 2
"""What a breach of a hard row costs: ``pressure`` a unit; forbidden; nothing."""


@numba.njit(cache=True)
def breach_of(total: int, lower: int, upper: int) -> int:
    """Return by how much a sum misses its bounds."""
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
        now = breach_of(load[row], lower, upper)
        more = breach_of(load[row] + weight, lower, upper) - now
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
    _search(a, unit, s)
    return _trace(a, unit, s)


@numba.njit(cache=True, error_model="numpy")
def _search(a: Arena, unit: int, s: Scratch) -> None:
    """Fill the table of the dynamic programme, forward, from the arcs' prices.

    One function, with every array in a local name: taken out of a tuple within the
    loop, an array costs numba a reference count each time.
    """
    value, via, origin, cells, count = s.value, s.via, s.origin, s.cells, s.reached
    best, arc_bit, arc_first, arc_end = s.best, a.arc_bit, a.arc_first, a.arc_end
    arc_letter, step, step_cost = a.arc_letter, a.step, a.step_cost
    idle_step, idle_cost = a.idle_step, a.idle_cost
    states, last, letters = a.states[unit], a.stages[unit] - 1, a.letters[unit]
    start, stop, base = a.arc_from[unit], a.arc_from[unit + 1], a.step_from[unit]
    for stage in range(last + 1):
        count[stage] = 0
    value[0, 0], cells[0, 0], count[0] = 0, 0, 1
    arc_now = start
    for stage in range(last):
        arc_next = arc_now
        while arc_next < stop and arc_first[arc_next] == stage:
            arc_next += 1
        idle = a.idle_from[unit] + stage * states
        for i in range(count[stage]):
            cell = cells[stage, i]
            here = value[stage, cell]
            done = cell // states
            state = cell - done * states
            # One way on is idling (arc -1), the others are the arcs that start here.
            for arc in range(arc_now - 1, arc_next):
                if arc < arc_now:
                    following, cost = idle_step[idle + state], idle_cost[idle + state]
                    end, way, after = stage + 1, -1, done
                else:
                    bit = 1 << arc_bit[arc]
                    if done & bit:
                        continue
                    at = base + state * letters + arc_letter[arc]
                    following, cost = step[at], step_cost[at] + best[arc - start]
                    end, way, after = arc_end[arc], arc, done | bit
                if following < 0 or cost >= NEVER:
                    continue
                target = after * states + following
                known = value[end, target]
                if here + cost < known:
                    if known >= NEVER:
                        cells[end, count[end]] = target
                        count[end] += 1
                    value[end, target] = here + cost
                    via[end, target], origin[end, target] = way, state
        arc_now = arc_next


@numba.njit(cache=True)
def _trace(a: Arena, unit: int, s: Scratch) -> int:
    """Choose the best end, walk back along what led to it, and clear the table."""
    stage, states = a.stages[unit] - 1, a.states[unit]
    best, cell = NEVER, -1
    for i in range(s.reached[stage]):
        end = s.cells[stage, i]
        cost = s.value[stage, end] + a.final[a.final_from[unit] + end % states]
        cost += a.mask_cost[a.mask_from[unit] + end // states]
        if cost < best:
            best, cell = cost, end
    for bit in range(a.bits[unit]):
        s.taken[bit] = -1
    last = stage
    while stage > 0 and cell >= 0:
        arc, state = s.via[stage, cell], s.origin[stage, cell]
        done = cell // states
        if arc < 0:
            stage -= 1
        else:
            s.taken[a.arc_bit[arc]] = s.pick[arc - a.arc_from[unit]]
            done ^= 1 << a.arc_bit[arc]
            stage = a.arc_first[arc]
        cell = done * states + state
    for stage in range(last + 1):
        for i in range(s.reached[stage]):
            s.value[stage, s.cells[stage, i]] = NEVER
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
def walk_cost(book: WalkBook, unit: int, walk: int, taken: IntArray) -> int:
    """Return what a walk costs on a unit's joints ``taken`` (-1 = none)."""
    weeks = book.idle.shape[1]
    joint_at = np.full(weeks, -1, dtype=np.int64)
    for joint in taken:
        if joint >= 0:
            joint_at[book.first[joint]] = joint
    week, state, total = 0, 0, 0
    while week < weeks:
        joint = joint_at[week]
        if joint < 0:
            letter, week = book.idle[walk, week], week + 1
        else:
            place = book.letter_from[walk] + joint - book.joint_from[unit]
            letter, week = book.letter[place], book.last[joint] + 1
        at = book.step_from[walk] + state * book.letters[walk] + letter
        total += book.cost[at]
        state = book.step[at]
        if state < 0:
            return NEVER
    return min(NEVER, total + book.final[book.final_from[walk] + state])


@numba.njit(cache=True)
def unit_cost(a: Arena, book: WalkBook, unit: int, taken: IntArray) -> int:
    """Return what a unit's itinerary costs, rows aside; `NEVER`: forbidden."""
    total, done = 0, 0
    for bit in range(a.bits[unit]):
        if taken[bit] >= 0:
            total += a.cost[taken[bit]]
            done |= 1 << bit
    total += a.mask_cost[a.mask_from[unit] + done]
    for walk in range(book.walk_from[unit], book.walk_from[unit + 1]):
        total = min(NEVER, total + walk_cost(book, unit, walk, taken))
    return min(total, NEVER)


@numba.njit(cache=True)
def drop_illegal(
    a: Arena, book: WalkBook, unit: int, load: IntArray, current: IntArray
) -> None:
    """Take placements out until a unit keeps to the walks that its automaton lacks."""
    while unit_cost(a, book, unit, current[unit]) >= NEVER:
        dropped, least = -1, NEVER
        for bit in range(a.bits[unit]):
            joint = current[unit, bit]
            if joint < 0:
                continue
            current[unit, bit] = -1
            cost = unit_cost(a, book, unit, current[unit])
            current[unit, bit] = joint
            if cost < least or dropped < 0:
                dropped, least = bit, cost
        if dropped < 0:
            break
        add_load(a, current[unit, dropped], -1, load)
        current[unit, dropped] = -1


@numba.njit(cache=True)
def total_cost(a: Arena, book: WalkBook, load: IntArray, current: IntArray) -> int:
    """Return what all itineraries and soft rows cost; `NEVER`: a hard row is broken."""
    total = 0
    for unit in range(len(a.bits)):
        total = min(NEVER, total + unit_cost(a, book, unit, current[unit]))
    for row in range(len(load)):
        breach = breach_of(load[row], a.lower[row], a.upper[row])
        if breach > 0 and a.penalty[row] < 0:
            return NEVER
        total += breach * max(a.penalty[row], 0)
    return min(total, NEVER)
