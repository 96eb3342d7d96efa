"""A unit's cheapest itinerary by the core alone, at the going prices and tilts.

An exact dynamic programme over stages x bits done x state of the core, from the end
backwards, so that it also knows the cheapest rest from everywhere: the estimate that
the exact search goes by. Walks outside the core come in through their tilts, which
makes it a relaxation: never dearer than the truth.
"""

from __future__ import annotations

# mypy: disable-error-code="no-any-return"
from scheduler.solver.arena import NEVER, PRICE, Arena, Walks
from scheduler.solver.native import bare, int64
from scheduler.solver.scratch import Scratch
from scheduler.terms import IntArray

ZERO = int64(0)

AT_PRICES, WITHIN_SEATS, PRICES_ALONE = int64(0), int64(1), int64(2)
"""What a breach of a hard row costs: ``pressure`` a unit; forbidden; nothing.

Within seats, a tie that is broken costs ``pressure``, so that one of two who must agree
can go ahead of the other; whoever asks for that has to see that they do agree.
"""

MENDING = int64(50 * PRICE)
"""What is given within seats for a unit of breach that ends: places that have to be
taken are, and not before a rotation that would be left out for it."""


@bare
def breach_of(total: int, lower: int, upper: int) -> int:
    """Return by how much a sum misses its bounds."""
    if total > upper:
        return total - upper
    if total < lower:
        return lower - total
    return 0


@bare
def price_ways(
    a: Arena,
    unit: int,
    price: IntArray,
    load: IntArray,
    pressure: int,
    mode: int,
    s: Scratch,
) -> None:
    """Set ``best`` and ``pick`` of each way: joint's cost, prices and breaches."""
    seats, scale = a.seats, a.scale[unit]
    cost, row_from, rows, weights = seats.cost, seats.row_from, seats.row, seats.weight
    lower, upper, penalty = seats.lower, seats.upper, seats.penalty
    tie = seats.tie
    joints, ends, start = a.ways.joint, a.ways.joint_from, a.ways.way_from[unit]
    for way in range(start, a.ways.way_from[unit + 1]):
        best, pick = NEVER, -1
        for spot in range(ends[way], ends[way + 1]):
            joint = joints[spot]
            total = cost[joint] * scale
            for i in range(row_from[joint], row_from[joint + 1]):
                row, weight = rows[i], weights[i]
                total += price[row] * weight
                if mode == PRICES_ALONE:
                    continue
                now = breach_of(load[row], lower[row], upper[row])
                more = breach_of(load[row] + weight, lower[row], upper[row]) - now
                if penalty[row] >= 0:
                    total += more * penalty[row] * PRICE
                elif mode == AT_PRICES or (tie[row] and pressure > 0):
                    total += more * pressure
                elif more <= 0:
                    total += more * MENDING
                else:
                    total = NEVER
                    break
            if total < best:
                best, pick = total, joint
        s.best[way - start], s.pick[way - start] = best, pick


@bare
def complete(a: Arena, unit: int, s: Scratch) -> int:
    """Fill ``rest`` from ``arc_best`` and return the cheapest itinerary's cost.

    Of the cells that `reach` has listed; every one of them is written.
    """
    _close(a, unit, s)
    rest, cells, count, arc_best = s.rest, s.cells, s.reached, s.arc_best
    arc_set, arc_first, arc_end = a.ways.arc_set, a.ways.arc_first, a.ways.arc_end
    arc_letter, step, step_cost = a.ways.arc_letter, a.core.step, a.core.step_cost
    idle_step, idle_cost = a.core.idle_step, a.core.idle_cost
    states, letters, scale = a.core.states[unit], a.core.letters[unit], a.scale[unit]
    start, base, high = (
        a.ways.arc_from[unit],
        a.core.step_from[unit],
        a.ways.arc_from[unit + 1],
    )
    for stage in range(a.stages[unit] - 2, -1, -1):
        low = high
        while low > start and arc_first[low - 1] == stage:
            low -= 1
        idle = a.core.idle_from[unit] + stage * states
        for i in range(count[stage]):
            cell = cells[stage, i]
            done = cell // states
            state = cell - done * states
            best, following = NEVER, idle_step[idle + state]
            if following >= 0:
                best = rest[stage + 1, done * states + following]
                best = min(NEVER, best + idle_cost[idle + state] * scale)
            for arc in range(low, high):
                bit, cost = arc_set[arc], arc_best[arc - start]
                if done & bit or cost >= NEVER:
                    continue
                at = base + state * letters + arc_letter[arc]
                following = step[at]
                if following >= 0:
                    cost += rest[arc_end[arc], (done | bit) * states + following]
                    best = min(best, cost + step_cost[at] * scale)
            rest[stage, cell] = best
        high = low
    return rest[0, 0]


@bare
def reach(a: Arena, unit: int, s: Scratch) -> None:
    """List the cells that can be reached at all by the ways that are open."""
    cells, count, seen, arc_best = s.cells, s.reached, s.seen, s.arc_best
    arc_set, arc_first, arc_end = a.ways.arc_set, a.ways.arc_first, a.ways.arc_end
    arc_letter, step, idle_step = a.ways.arc_letter, a.core.step, a.core.idle_step
    states, letters, base = (
        a.core.states[unit],
        a.core.letters[unit],
        a.core.step_from[unit],
    )
    start, stop, last = (
        a.ways.arc_from[unit],
        a.ways.arc_from[unit + 1],
        a.stages[unit] - 1,
    )
    for stage in range(last + 1):
        count[stage] = 0
    cells[0, 0], count[0] = 0, 1
    low = start
    for stage in range(last):
        high = low
        while high < stop and arc_first[high] == stage:
            high += 1
        idle = a.core.idle_from[unit] + stage * states
        for i in range(count[stage]):
            cell = cells[stage, i]
            seen[stage, cell] = False
            done = cell // states
            state = cell - done * states
            # One way on is idling (arc low - 1), the others are the arcs from here.
            for arc in range(low - 1, high):
                if arc < low:
                    following, end, after = idle_step[idle + state], stage + 1, done
                else:
                    bit = arc_set[arc]
                    if done & bit or arc_best[arc - start] >= NEVER:
                        continue
                    following = step[base + state * letters + arc_letter[arc]]
                    end, after = arc_end[arc], done | bit
                if following < 0:
                    continue
                target = after * states + following
                if not seen[end, target]:
                    seen[end, target] = True
                    cells[end, count[end]] = target
                    count[end] += 1
        low = high
    for i in range(count[last]):
        seen[last, cells[last, i]] = False


@bare
def _close(a: Arena, unit: int, s: Scratch) -> None:
    """Set ``rest`` at the last stage: what the core's end and the bits done cost."""
    last, states, scale = a.stages[unit] - 1, a.core.states[unit], a.scale[unit]
    final, masks = a.core.final_from[unit], a.mask_from[unit]
    for i in range(s.reached[last]):
        cell = s.cells[last, i]
        cost = a.core.final[final + cell % states] + a.mask_cost[masks + cell // states]
        s.rest[last, cell] = min(NEVER, cost * scale)


@bare
def clear(a: Arena, unit: int, s: Scratch) -> None:
    """Leave ``rest`` as it was found: `NEVER` everywhere."""
    for stage in range(a.stages[unit]):
        for i in range(s.reached[stage]):
            s.rest[stage, s.cells[stage, i]] = NEVER


@bare
def follow(a: Arena, unit: int, s: Scratch) -> int:
    """Write the itinerary that ``rest`` promises into ``taken``; return its true cost.

    True: as all walks see it, `NEVER` where one of them forbids it. ``drift`` counts
    the letters that each walk heard, if they may move it.
    """
    states, letters, base = (
        a.core.states[unit],
        a.core.letters[unit],
        a.core.step_from[unit],
    )
    first_walk, walks = (
        a.walks.first[unit],
        a.walks.first[unit + 1] - a.walks.first[unit],
    )
    scale, arcs, ways = a.scale[unit], a.ways.arc_from[unit], a.ways.way_from[unit]
    s.taken[:] = -1
    s.drift[:walks, :] = 0
    s.state[:walks] = 0
    stage, cell, true = ZERO, ZERO, ZERO
    while stage < a.stages[unit] - 1:
        done, goal = cell // states, s.rest[stage, cell]
        state = cell - done * states
        idle = a.core.idle_from[unit] + stage * states + state
        following, found = a.core.idle_step[idle], -1
        if following >= 0:
            rest = s.rest[stage + 1, done * states + following]
            if min(NEVER, rest + a.core.idle_cost[idle] * scale) == goal:
                cell, found = done * states + following, stage + 1
                true += walk_idle(a.walks, first_walk, walks, stage, s.state) * scale
        begin = a.ways.stage_from[unit] + stage
        for way in range(a.ways.stage_way[begin], a.ways.stage_way[begin + 1]):
            if found >= 0:
                break
            arc = arcs + a.ways.arc[ways + way]
            bit = a.ways.arc_set[arc]
            at = base + state * letters + a.ways.arc_letter[arc]
            following = a.core.step[at]
            if done & bit or following < 0 or s.best[way] >= NEVER:
                continue
            rest = s.rest[a.ways.arc_end[arc], (done | bit) * states + following]
            if rest + a.core.step_cost[at] * scale + s.tilted[way] == goal:
                cell, found = (done | bit) * states + following, a.ways.arc_end[arc]
                s.taken[a.ways.arc_bit[arc]] = s.pick[way]
                spoken = ways + way
                for entry in range(
                    a.ways.heard_from[spoken], a.ways.heard_from[spoken + 1]
                ):
                    s.drift[a.ways.heard[entry], a.ways.said[entry]] += 1
                true += s.best[way] + walk_step(a, first_walk, spoken, s.state) * scale
        stage = found
    true += a.mask_cost[a.mask_from[unit] + cell // states] * scale
    return min(NEVER, true + walk_end(a.walks, first_walk, walks, s.state) * scale)


@bare
def walk_idle(w: Walks, first: int, walks: int, stage: int, state: IntArray) -> int:
    """Move walks over the idle weeks from a stage to the next; return what it costs."""
    total = 0
    for i in range(walks):
        at = w.idle_from[first + i] + stage * w.states[first + i] + state[i]
        if state[i] >= 0:
            total += w.idle_cost[at]
            state[i] = w.idle_step[at]
    return total


@bare
def walk_step(a: Arena, first: int, way: int, state: IntArray) -> int:
    """Move walks over a placement, of a way of all; return the cost."""
    w, total = a.walks, 0
    for entry in range(a.ways.heard_from[way], a.ways.heard_from[way + 1]):
        i = a.ways.heard[entry]
        if state[i] >= 0:
            at = w.step_from[first + i] + state[i] * w.letters[first + i]
            total += w.cost[at + a.ways.said[entry]]
            state[i] = w.step[at + a.ways.said[entry]]
    return total


@bare
def walk_end(w: Walks, first: int, walks: int, state: IntArray) -> int:
    """Return what walks cost at the end of the year; `NEVER`: one forbids it."""
    total = 0
    for i in range(walks):
        if state[i] < 0:
            return NEVER
        total += w.final[w.final_from[first + i] + state[i]]
    return min(NEVER, total)


@bare
def unit_cost(a: Arena, unit: int, taken: IntArray, s: Scratch) -> int:
    """Return what a unit's itinerary costs, rows aside; `NEVER`: forbidden.

    In `PRICE`-ths, whatever the unit's scale. ``taken`` [bits]: joints, -1 = none.
    """
    first_walk, walks = (
        a.walks.first[unit],
        a.walks.first[unit + 1] - a.walks.first[unit],
    )
    s.state[:walks] = 0
    arcs, ways = a.ways.arc_from[unit], a.ways.way_from[unit]
    stage, total, done = ZERO, ZERO, ZERO
    while stage < a.stages[unit] - 1:
        chosen = -1
        for bit in range(a.bits[unit]):
            if taken[bit] >= 0:
                way = ways + a.ways.of[taken[bit]]
                if a.ways.arc_first[arcs + a.ways.arc[way]] == stage:
                    chosen = bit
        if chosen < 0:
            total += walk_idle(a.walks, first_walk, walks, stage, s.state)
            stage += 1
            continue
        way = ways + a.ways.of[taken[chosen]]
        done |= a.ways.arc_set[arcs + a.ways.arc[way]]
        total += a.seats.cost[taken[chosen]]
        total += walk_step(a, first_walk, way, s.state)
        stage = a.ways.arc_end[arcs + a.ways.arc[way]]
    total += a.mask_cost[a.mask_from[unit] + done]
    total += walk_end(a.walks, first_walk, walks, s.state)
    return min(NEVER, total * PRICE)
