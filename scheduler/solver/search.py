"""A unit's cheapest itinerary, exactly: every walk counted, no state left out.

A search from the first week on, most promising first (A*: Hart, Nilsson & Raphael,
1968). A *label* is a partial itinerary: stage, bits done, state of every walk. What it
can still cost at least is known from the relaxed programme (``rest`` and ``gain``). A
label gives way to one at the same stage with the same bits done that is cheaper by what
its walks' states may make it dearer (see `automata.farther`); so none of the product's
states is ever written down, only those that an itinerary near the best comes through.

Where the labels run out, the least hope among the open ones is still a valid bound, and
the itinerary from before stands in. Where a unit has so many requirements that this is
certain, a few labels of each stage are followed instead (beam search: Lowerre, 1976).
"""

from __future__ import annotations

# mypy: disable-error-code="no-any-return"
from scheduler.solver.arena import NEVER, Arena
from scheduler.solver.native import bare, int64
from scheduler.solver.scratch import Scratch

ONE, NO_WAY = int64(1), int64(-1)
ALL = int64(1 << 40)  # labels of a stage: no limit
AHEAD = int64(2 * NEVER)  # a stage further on comes later, whatever the hope


@bare
def search(
    a: Arena, unit: int, care: int, upper: int, width: int, s: Scratch
) -> tuple[int, bool]:
    """Return (bound on the unit's cost, whether ``taken`` costs just that).

    Needs the ways priced and `tilts.relax` done. ``taken`` is changed where the search
    ends. ``care``: what a difference in a walk's state counts when a label is to give
    way to another; with less than 1, the bound is that on ``taken``, hardly dearer.
    ``upper``: what ``taken`` costs so far, or `NEVER`; only what is cheaper is sought.
    ``width``: how many labels of a stage are settled, those of earlier stages first;
    then the bound is that on ``taken``, too. `ALL`: no limit, the most hopeful first.
    """
    last, states, far = a.stages[unit] - 1, a.core.states[unit], care * a.scale[unit]
    s.ahead[0] = AHEAD if width < ALL else 0
    _begin(s)
    used, size, goal = ONE, ONE, -1
    bound, settled, before, kept = -NEVER, 0, NO_WAY, 0
    while size > 0:
        label = _pop(size, s)
        size -= 1
        bound = max(bound, s.hope[label])
        stage = s.at[label]
        if stage > last:
            goal = label
            break
        done = s.cell[label] // states
        if stage > before:
            before, kept = stage, 0
        if kept == width or _dominated(a, unit, far, s.head[stage, done], label, s):
            continue
        kept += 1
        s.next[label], s.head[stage, done] = s.head[stage, done], label
        settled += 1
        if stage == last:
            used, size = _end(a, unit, label, done, upper, used, size, s)
            continue
        ways = a.ways.stage_from[unit] + stage
        more = a.ways.stage_way[ways + 1] - a.ways.stage_way[ways] + 2
        if used + more > len(s.spent):
            size = -1
            break
        left = _left(a, unit, done)
        used, size = _idle(a, unit, label, left, far, upper, used, size, s)
        used, size = _placements(a, unit, label, left, far, upper, used, size, s)
    _unchain(a, unit, used, s)
    s.settled[unit] = settled
    if goal < 0:
        # Labels ran out (size -1), or there is no cheaper way to the end.
        return (bound, False) if size < 0 else (upper, True)
    _trace(a, unit, goal, s)
    return s.spent[goal], True


@bare
def _begin(s: Scratch) -> None:
    """Write the label before anything is placed, and open it."""
    s.spent[0], s.hope[0], s.at[0], s.cell[0] = 0, -NEVER, 0, 0
    s.parent[0], s.by[0], s.heap[0] = -1, -1, 0
    s.states[0, :] = 0


@bare
def _left(a: Arena, unit: int, done: int) -> int:
    """Return how many placements may come after a set of bits, at the most."""
    left = a.bits[unit]
    for bit in range(a.carried[unit]):
        left -= (done >> bit) & 1
    return left


@bare
def _unchain(a: Arena, unit: int, used: int, s: Scratch) -> None:
    """Leave ``head`` as it was found."""
    for label in range(used):
        if s.at[label] < a.stages[unit]:
            s.head[s.at[label], s.cell[label] // a.core.states[unit]] = -1


@bare
def _trace(a: Arena, unit: int, label: int, s: Scratch) -> None:
    s.taken[:] = -1
    while label >= 0:
        way = s.by[label]
        if way >= 0:
            arc = a.ways.arc_from[unit] + a.ways.arc[a.ways.way_from[unit] + way]
            s.taken[a.ways.arc_bit[arc]] = s.pick[way]
        label = s.parent[label]


@bare
def _dominated(
    a: Arena, unit: int, far: int, other: int, label: int, s: Scratch
) -> bool:
    """Tell whether a settled label from ``other`` on makes ``label`` superfluous.

    ``far``: what a unit of cost that walks' states may bring counts.
    """
    w, first, mine = a.walks, a.walks.first[unit], s.spent[label]
    walks = w.first[unit + 1] - first
    while other >= 0:
        total = s.spent[other]
        if total <= mine and far > 0:
            for i in range(walks):
                one, two = s.states[other, i], s.states[label, i]
                if one != two:
                    spot = w.far_from[first + i] + one * w.states[first + i] + two
                    total += w.far[spot] * far
        if total <= mine:
            return True
        other = s.next[other]
    return False


@bare
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
    if total >= upper or used >= len(s.spent):
        return used, size
    s.spent[used], s.hope[used], s.at[used] = total, total, a.stages[unit]
    s.parent[used], s.by[used] = label, -1
    _push(used, size, s)
    return used + 1, size + 1


@bare
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
    stage, states, w = s.at[label], a.core.states[unit], a.walks
    done = s.cell[label] // states
    state = s.cell[label] - done * states
    following = a.core.idle_step[a.core.idle_from[unit] + stage * states + state]
    if following < 0:
        return used, size
    cell, total = done * states + following, s.spent[label]
    expected = s.rest[stage + 1, cell]
    if expected >= NEVER:
        return used, size
    first = w.first[unit]
    for i in range(w.first[unit + 1] - first):
        walk = first + i
        spot = w.idle_from[walk] + stage * w.states[walk] + s.states[label, i]
        after = w.idle_step[spot]
        if after < 0:
            return used, size
        total += w.idle_cost[spot] * a.scale[unit]
        s.states[used, i] = after
        if not w.in_core[walk]:
            expected -= s.gain[i, left, after]
    s.spent[used], s.cell[used], s.at[used] = total, cell, stage + 1
    s.hope[used] = max(s.hope[label], total + expected)
    return _open(a, unit, label, NO_WAY, far, upper, used, size, s)


@bare
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
    """Open the labels after each placement that starts here."""
    core, states, letters = a.core, a.core.states[unit], a.core.letters[unit]
    arcs, ways = a.ways.arc_from[unit], a.ways.way_from[unit]
    stage, done = s.at[label], s.cell[label] // states
    step = core.step_from[unit] + (s.cell[label] - done * states) * letters
    gained = _gained(a, unit, label, left - 1, s)
    begin = a.ways.stage_from[unit] + stage
    for way in range(a.ways.stage_way[begin], a.ways.stage_way[begin + 1]):
        arc = arcs + a.ways.arc[ways + way]
        bit = a.ways.arc_set[arc]
        if done & bit or s.best[way] >= NEVER:
            continue
        following = core.step[step + a.ways.arc_letter[arc]]
        if following < 0:
            continue
        end, cell = a.ways.arc_end[arc], (done | bit) * states + following
        expected = s.rest[end, cell]
        if expected >= NEVER:
            continue
        more, lost = _hear(a, unit, way, label, left - 1, used, s)
        if more >= NEVER:
            continue
        total = s.spent[label] + s.best[way] + more
        s.spent[used], s.cell[used], s.at[used] = total, cell, end
        s.hope[used] = max(s.hope[label], total + expected - gained + lost)
        used, size = _open(a, unit, label, way, far, upper, used, size, s)
    return used, size


@bare
def _gained(a: Arena, unit: int, label: int, left: int, s: Scratch) -> int:
    """Return what tilts may have overcharged in a label's states, ``left`` to come."""
    total, first = 0, a.walks.first[unit]
    for i in range(a.walks.first[unit + 1] - first):
        if not a.walks.in_core[first + i]:
            total += s.gain[i, left, s.states[label, i]]
    return total


@bare
def _hear(
    a: Arena, unit: int, way: int, label: int, left: int, used: int, s: Scratch
) -> tuple[int, int]:
    """Move the walks over a placement, into the states of ``used``.

    Return what it costs, `NEVER` where it is forbidden, and how much less than in
    ``label``'s states tilts may have overcharged.
    """
    w, first = a.walks, a.walks.first[unit]
    for i in range(w.first[unit + 1] - first):
        s.states[used, i] = s.states[label, i]
    total, lost, spoken = 0, 0, a.ways.way_from[unit] + way
    for entry in range(a.ways.heard_from[spoken], a.ways.heard_from[spoken + 1]):
        i = a.ways.heard[entry]
        walk, now = first + i, s.states[label, i]
        spot = w.step_from[walk] + now * w.letters[walk] + a.ways.said[entry]
        after = w.step[spot]
        if after < 0:
            return NEVER, 0
        total += w.cost[spot]
        s.states[used, i] = after
        if not w.in_core[walk]:
            lost += s.gain[i, left, now] - s.gain[i, left, after]
    return total * a.scale[unit], lost


@bare
def _open(
    a: Arena,
    unit: int,
    label: int,
    way: int,
    far: int,
    upper: int,
    used: int,
    size: int,
    s: Scratch,
) -> tuple[int, int]:
    """Open the label ``used``, reached by a way, unless it can't be of any use."""
    if s.hope[used] >= upper:
        return used, size
    other = s.head[s.at[used], s.cell[used] // a.core.states[unit]]
    if _dominated(a, unit, far, other, used, s):
        return used, size
    s.parent[used], s.by[used] = label, way
    _push(used, size, s)
    return used + 1, size + 1


@bare
def _before(one: int, other: int, s: Scratch) -> bool:
    """Tell which label comes first: by key; of equals, the later stage."""
    if s.key[one] != s.key[other]:
        return s.key[one] < s.key[other]
    return s.at[one] > s.at[other]


@bare
def _push(label: int, size: int, s: Scratch) -> None:
    """Put a label on the binary heap of ``size`` labels."""
    s.key[label] = s.hope[label] + s.ahead[0] * s.at[label]
    place = size
    while place > 0:
        parent = (place - 1) >> 1
        if not _before(label, s.heap[parent], s):
            break
        s.heap[place] = s.heap[parent]
        place = parent
    s.heap[place] = label


@bare
def _pop(size: int, s: Scratch) -> int:
    """Take the first label off the binary heap of ``size`` labels."""
    top, moved, place = s.heap[0], s.heap[size - 1], 0
    while 2 * place + 1 < size - 1:
        child = 2 * place + 1
        if child + 1 < size - 1 and _before(s.heap[child + 1], s.heap[child], s):
            child += 1
        if not _before(s.heap[child], moved, s):
            break
        s.heap[place] = s.heap[child]
        place = child
    s.heap[place] = moved
    return top
