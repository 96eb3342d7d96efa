"""A unit's cheapest itinerary, exactly: every walk counted, no state left out.

A search from the first week on, most promising first (A*: Hart, Nilsson & Raphael,
1968). A *label* is a partial itinerary: stage, bits done, state of every walk. What it
can still cost at least is known from the relaxed programme (``rest`` and ``gain``). A
label gives way to one at the same stage with the same bits done that is cheaper by what
its walks' states may make it dearer (see `automata.farther`); so none of the product's
states is ever written down, only those that an itinerary near the best comes through.

Where the labels run out, the least hope among the open ones is still a valid bound, and
the itinerary from before stands in.
"""

from __future__ import annotations

# mypy: disable-error-code="no-any-return"
from typing import Any

import numba

from scheduler.solver.arena import NEVER, Arena, Walks, int64
from scheduler.solver.scratch import LABELS, Scratch
from scheduler.terms import IntArray

ONE = int64(1)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def search(a: Arena, unit: int, care: int, upper: int, s: Scratch) -> tuple[int, bool]:
    """Return (bound on the unit's cost, whether ``taken`` costs just that).

    Needs the ways priced and `tilts.relax` done. ``taken`` is changed where the search
    ends. ``care``: what a difference in a walk's state counts when a label is to give
    way to another; with less than 1, the bound is that on ``taken``, hardly dearer.
    ``upper``: what ``taken`` costs so far, or `NEVER`; only what is cheaper is sought.
    """
    last, states, bits = a.stages[unit] - 1, a.core.states[unit], a.bits[unit]
    w, first, scale = a.walks, a.walks.first[unit], a.scale[unit]
    walks = w.first[unit + 1] - first
    hope, at, cell, heap, far = s.hope, s.at, s.cell, s.heap, care * scale
    s.spent[0], hope[0], at[0], cell[0] = 0, -NEVER, 0, 0
    s.parent[0], s.by[0], heap[0] = -1, -1, 0
    s.states[0, :] = 0
    used, size, goal = ONE, ONE, -1
    bound, settled = -NEVER, 0
    while size > 0:
        label = _pop(heap, size, hope, at)
        size -= 1
        bound = max(bound, hope[label])
        stage = at[label]
        if stage > last:
            goal = label
            break
        done = cell[label] // states
        other = s.head[stage, done]
        if _dominated(w, first, walks, far, other, label, s.spent, s.states, s.next):
            continue
        s.next[label], s.head[stage, done] = s.head[stage, done], label
        settled += 1
        if stage == last:
            used, size = _end(a, unit, label, done, upper, used, size, s)
            continue
        ways = a.ways.stage_from[unit] + stage
        if used + a.ways.stage_way[ways + 1] - a.ways.stage_way[ways] + 2 > LABELS:
            size = -1
            break
        left = bits
        for bit in range(bits):
            left -= (done >> bit) & 1
        used, size = _idle(a, unit, label, left, far, upper, used, size, s)
        used, size = _placements(a, unit, label, left, far, upper, used, size, s)
    for label in range(used):
        if at[label] <= last:
            s.head[at[label], cell[label] // states] = -1
    s.settled[unit] = settled
    if goal < 0:
        # Labels ran out (size -1), or there is no cheaper way to the end.
        return (bound, False) if size < 0 else (upper, True)
    _trace(a, unit, goal, s)
    return bound, True


@numba.njit(cache=True, nogil=True)
def _trace(a: Arena, unit: int, label: int, s: Scratch) -> None:
    s.taken[:] = -1
    while label >= 0:
        way = s.by[label]
        if way >= 0:
            arc = a.ways.arc_from[unit] + a.ways.arc[a.ways.way_from[unit] + way]
            s.taken[a.ways.arc_bit[arc]] = s.pick[way]
        label = s.parent[label]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _dominated(
    w: Walks,
    first: int,
    walks: int,
    far: int,
    other: int,
    label: int,
    spent: IntArray,
    states: Any,
    following: Any,
) -> bool:
    """Tell whether a settled label from ``other`` on makes ``label`` superfluous.

    ``far``: what a unit of cost that walks' states may bring counts.
    """
    cost, far_from, sizes, mine = w.far, w.far_from, w.states, spent[label]
    while other >= 0:
        total = spent[other]
        if total <= mine and far > 0:
            for i in range(walks):
                one, two = states[other, i], states[label, i]
                if one != two:
                    spot = far_from[first + i] + one * sizes[first + i] + two
                    total += cost[spot] * far
        if total <= mine:
            return True
        other = following[other]
    return False


@numba.njit(cache=True, nogil=True)
def _end(
    a: Arena,
    unit: int,
    label: int,
    done: int,
    upper: int,
    used: int,
    size: int,
    s: Scratch,
) -> tuple[int, int]:
    """Open the label of a whole itinerary: the year is over."""
    first_walk = a.walks.first[unit]
    total = a.mask_cost[a.mask_from[unit] + done]
    for i in range(a.walks.first[unit + 1] - first_walk):
        end = a.walks.final_from[first_walk + i] + s.states[label, i]
        total += a.walks.final[end]
    total = s.spent[label] + total * a.scale[unit]
    if total >= upper or used >= LABELS:
        return used, size
    s.spent[used], s.hope[used], s.at[used] = total, total, a.stages[unit]
    s.parent[used], s.by[used] = label, -1
    _push(s.heap, size, s.hope, s.at, used)
    return used + 1, size + 1


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _idle(
    a: Arena,
    unit: int,
    label: int,
    left: int,
    far: int,
    upper: int,
    used: int,
    size: int,
    s: Scratch,
) -> tuple[int, int]:
    """Open the label after the idle weeks up to the next stage."""
    stage, states, scale = s.at[label], a.core.states[unit], a.scale[unit]
    done = s.cell[label] // states
    state = s.cell[label] - done * states
    following = a.core.idle_step[a.core.idle_from[unit] + stage * states + state]
    if following < 0:
        return used, size
    cell, total = done * states + following, s.spent[label]
    hope = s.rest[stage + 1, cell]
    if hope >= NEVER:
        return used, size
    first = a.walks.first[unit]
    for i in range(a.walks.first[unit + 1] - first):
        walk = first + i
        spot = (
            a.walks.idle_from[walk] + stage * a.walks.states[walk] + s.states[label, i]
        )
        after = a.walks.idle_step[spot]
        if after < 0:
            return used, size
        total += a.walks.idle_cost[spot] * scale
        s.states[used, i] = after
        if not a.walks.in_core[walk]:
            hope -= s.gain[i, left, after]
    s.spent[used], s.cell[used], s.at[used] = total, cell, stage + 1
    s.hope[used] = max(s.hope[label], total + hope)
    if s.hope[used] >= upper:
        return used, size
    s.parent[used], s.by[used] = label, -1
    head = s.head[stage + 1, done]
    walks, spent = a.walks.first[unit + 1] - first, s.spent
    if _dominated(a.walks, first, walks, far, head, used, spent, s.states, s.next):
        return used, size
    _push(s.heap, size, s.hope, s.at, used)
    return used + 1, size + 1


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _placements(
    a: Arena,
    unit: int,
    label: int,
    left: int,
    far: int,
    upper: int,
    used: int,
    size: int,
    s: Scratch,
) -> tuple[int, int]:
    """Open the labels after each placement that starts here.

    One function, with the arrays in local names: taken out of a tuple within the loop,
    an array costs numba a reference count each time.
    """
    spent, hope, at, cells, rest, best = s.spent, s.hope, s.at, s.cell, s.rest, s.best
    vectors, gain, head, in_core = s.states, s.gain, s.head, a.walks.in_core
    letters, step_from = a.walks.letters, a.walks.step_from
    walk_step, walk_cost, way_letter = a.walks.step, a.walks.cost, a.ways.letter
    arc_bit, arc_end, arc_letter, step = (
        a.ways.arc_bit,
        a.ways.arc_end,
        a.ways.arc_letter,
        a.core.step,
    )
    states, base, core_letters = (
        a.core.states[unit],
        a.core.step_from[unit],
        a.core.letters[unit],
    )
    arcs, ways, scale = a.ways.arc_from[unit], a.ways.way_from[unit], a.scale[unit]
    first, walks = a.walks.first[unit], a.walks.first[unit + 1] - a.walks.first[unit]
    stage, mine = at[label], spent[label]
    done = cells[label] // states
    state = cells[label] - done * states
    begin = a.ways.stage_from[unit] + stage
    for way in range(a.ways.stage_way[begin], a.ways.stage_way[begin + 1]):
        arc = arcs + a.ways.arc[ways + way]
        bit = 1 << arc_bit[arc]
        if done & bit or best[way] >= NEVER:
            continue
        following = step[base + state * core_letters + arc_letter[arc]]
        if following < 0:
            continue
        end, cell = arc_end[arc], (done | bit) * states + following
        expected, total = rest[end, cell], mine + best[way]
        if expected >= NEVER:
            continue
        spoken, allowed = a.ways.letter_from[ways + way], True
        for i in range(walks):
            walk = first + i
            spot = step_from[walk] + vectors[label, i] * letters[walk]
            spot += way_letter[spoken + i]
            after = walk_step[spot]
            if after < 0:
                allowed = False
                break
            total += walk_cost[spot] * scale
            vectors[used, i] = after
            if not in_core[walk]:
                expected -= gain[i, left - 1, after]
        if not allowed:
            continue
        spent[used], cells[used], at[used] = total, cell, end
        hope[used] = max(hope[label], total + expected)
        if hope[used] >= upper:
            continue
        other = head[end, done | bit]
        if _dominated(a.walks, first, walks, far, other, used, spent, vectors, s.next):
            continue
        s.parent[used], s.by[used] = label, way
        _push(s.heap, size, hope, at, used)
        used, size = used + 1, size + 1
    return used, size


@numba.njit(cache=True, nogil=True)
def _before(hope: IntArray, at: Any, one: int, other: int) -> bool:
    """Tell which label comes first: more hopeful; of equals, the later stage."""
    if hope[one] != hope[other]:
        return hope[one] < hope[other]
    return at[one] > at[other]


@numba.njit(cache=True, nogil=True)
def _push(heap: Any, size: int, hope: IntArray, at: Any, label: int) -> None:
    """Put a label on the binary heap of ``size`` labels."""
    place = size
    while place > 0:
        parent = (place - 1) >> 1
        if not _before(hope, at, label, heap[parent]):
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = label


@numba.njit(cache=True, nogil=True)
def _pop(heap: Any, size: int, hope: IntArray, at: Any) -> int:
    """Take the first label off the binary heap of ``size`` labels."""
    top, moved, place = heap[0], heap[size - 1], 0
    while 2 * place + 1 < size - 1:
        child = 2 * place + 1
        if child + 1 < size - 1 and _before(hope, at, heap[child + 1], heap[child]):
            child += 1
        if not _before(hope, at, heap[child], moved):
            break
        heap[place] = heap[child]
        place = child
    heap[place] = moved
    return top
