"""Tilts: linear stand-ins for the walks that the core leaves out.

A tilt is an amount that each letter of a walk costs, whatever the state. The core then
charges the tilts, and each walk's *gain*, the most by which any word's tilts exceed
what the word truly costs, is taken off again. So the sum is below every itinerary's
true cost, for any tilts: a Lagrangian decomposition between the core and the walks
(Guignard & Kim, 1987). The best tilts make it nearly exact; they are looked for by
subgradient steps (Polyak, 1969), unit by unit, and kept from one pricing to the next.

On the example year the core alone was 15 % below the true cheapest itineraries, with
settled tilts 1.8 %, and the exact search then opened a quarter of the labels.
"""

from __future__ import annotations

# mypy: disable-error-code="no-any-return"
from scheduler.solver.arena import NEVER, Arena, Walks
from scheduler.solver.native import bare, int64
from scheduler.solver.route import complete, follow, reach
from scheduler.solver.scratch import Scratch
from scheduler.terms import IntArray

SLOWER = 0.6
"""Factor on the step where one didn't help."""

BY_JOINT, BY_IDLE = 1, 2
ZERO, NO_LETTER = int64(0), int64(-1)
ANY, WANTED = int64(0), int64(1)
"""Which letters `_placed` returns: of all, or of those that the itinerary says more
often than the word so far. Numbers, because it is compiled once for each literal bool.
"""


@bare
def relax(a: Arena, unit: int, rounds: int, s: Scratch) -> tuple[int, bool]:
    """Return (lower bound at the priced ways, whether ``taken`` costs just that).

    Up to ``rounds`` steps move the tilts. Leaves ``rest``, ``gain`` and ``taken`` as of
    the last tilts; `clear` has to follow. `NEVER`: there is no itinerary.
    """
    begin = a.walks.tilt_from[a.walks.first[unit]]
    stop = a.walks.tilt_from[a.walks.first[unit + 1]]
    best, upper, scale = -NEVER, NEVER, 1.0
    _copy(a.walks.tilt[begin:stop], s.tilt)
    _tilt_ways(a, unit, s)
    reach(a, unit, s)
    bound = _once(a, unit, s)
    if bound >= NEVER:
        s.taken[:] = -1
        return NEVER, True
    for step in range(rounds + 1):
        if step > 0:
            bound = _once(a, unit, s)
        if bound > best:
            best = bound
            _copy(a.walks.tilt[begin:stop], s.tilt)
        else:
            scale *= SLOWER
        true = follow(a, unit, s)
        if true <= best:
            return best, True
        upper = min(upper, true)
        if step == rounds:
            break
        if not _move(a, unit, scale, upper, bound, s):
            break
    if bound < best:
        _copy(s.tilt[: stop - begin], a.walks.tilt[begin:stop])
        _once(a, unit, s)
        follow(a, unit, s)
    return best, False


@bare
def _copy(source: IntArray, target: IntArray) -> None:
    for i in range(len(source)):
        target[i] = source[i]


@bare
def _once(a: Arena, unit: int, s: Scratch) -> int:
    _tilt_ways(a, unit, s)
    gain = _gains(a, unit, s)
    total = complete(a, unit, s)
    return NEVER if total >= NEVER else total - gain


@bare
def _tilt_ways(a: Arena, unit: int, s: Scratch) -> None:
    """Set ``tilted`` and ``arc_best`` from ``best`` and the tilts."""
    ways, walks = a.ways, a.walks
    start, first = ways.way_from[unit], walks.first[unit]
    s.arc_best[: ways.arc_from[unit + 1] - ways.arc_from[unit]] = NEVER
    for way in range(start, ways.way_from[unit + 1]):
        cost = s.best[way - start]
        for entry in range(ways.heard_from[way], ways.heard_from[way + 1]):
            walk = first + ways.heard[entry]
            if not walks.in_core[walk]:
                cost += walks.tilt[walks.tilt_from[walk] + ways.said[entry]]
        if s.best[way - start] >= NEVER:
            cost = NEVER
        s.tilted[way - start] = cost
        arc = ways.arc[way]
        s.arc_best[arc] = min(s.arc_best[arc], cost)


@bare
def _gains(a: Arena, unit: int, s: Scratch) -> int:
    """Fill ``gain`` of each walk outside the core; return the sum at the start.

    Words of up to so many placements, with idle weeks in between as may be.
    """
    w, bits, scale, total = a.walks, a.bits[unit], a.scale[unit], 0
    first = w.first[unit]
    for walk in range(first, w.first[unit + 1]):
        if w.in_core[walk]:
            continue
        gain = s.gain[walk - first]
        for left in range(bits + 1):
            for state in range(w.states[walk]):
                if left == 0:
                    end = w.final[w.final_from[walk] + state]
                    gain[0, state] = max(-NEVER, -end * scale)
                else:
                    gain[left, state] = _after_one(w, walk, scale, left, state, gain)
            while _idle_on(w, walk, scale, left, gain):
                pass
        total += gain[bits, 0]
    return total


@bare
def _after_one(
    w: Walks, walk: int, scale: int, left: int, state: int, gain: IntArray
) -> int:
    """Return the most that is gained with ``left`` placements to come, or one less."""
    most, tilts, letters = gain[left - 1, state], w.tilt_from[walk], w.letters[walk]
    for letter in range(letters):
        at = w.step_from[walk] + state * letters + letter
        if w.heard[tilts + letter] & BY_JOINT and w.step[at] >= 0:
            more = w.tilt[tilts + letter] - w.cost[at] * scale
            most = max(most, more + gain[left - 1, w.step[at]])
    return most


@bare
def _idle_on(w: Walks, walk: int, scale: int, left: int, gain: IntArray) -> bool:
    """Let an idle week pass where that gains anything; tell whether it did."""
    letters, helped = w.letters[walk], False
    for letter in range(letters):
        if not w.heard[w.tilt_from[walk] + letter] & BY_IDLE:
            continue
        for state in range(w.states[walk]):
            at = w.step_from[walk] + state * letters + letter
            following = w.step[at]
            if following < 0 or following == state:
                continue
            more = gain[left, following] - w.cost[at] * scale
            if more > gain[left, state]:
                gain[left, state] = more
                helped = True
    return helped


@bare
def _move(a: Arena, unit: int, scale: float, upper: int, now: int, s: Scratch) -> bool:
    """Take a subgradient step; tell whether there was a direction to go.

    A letter that the itinerary says more often than the walk's most gainful word gets
    dearer, one that it says less often cheaper. The step aims at ``upper``.
    """
    w, total = a.walks, 0
    first = w.first[unit]
    for walk in range(first, w.first[unit + 1]):
        if not w.in_core[walk]:
            drift, gain = s.drift[walk - first], s.gain[walk - first]
            _take_off_word(w, walk, a.scale[unit], a.bits[unit], drift, gain)
            for letter in range(w.letters[walk]):
                if w.heard[w.tilt_from[walk] + letter] & BY_JOINT:
                    total += drift[letter] ** 2
    if total == 0:
        return False
    goal = upper if upper < NEVER else now + 20 * a.scale[unit]
    step = scale * (goal - now) / total
    for walk in range(first, w.first[unit + 1]):
        if not w.in_core[walk]:
            for letter in range(w.letters[walk]):
                spot = w.tilt_from[walk] + letter
                if w.heard[spot] & BY_JOINT:
                    w.tilt[spot] += int(step * s.drift[walk - first, letter])
    return True


@bare
def _take_off_word(
    w: Walks, walk: int, scale: int, bits: int, drift: IntArray, gain: IntArray
) -> None:
    """Subtract the letters of the walk's most gainful word from its ``drift``.

    Of words that gain the same one that is like the itinerary, so that nothing is moved
    that is right already.
    """
    letters, left, state = w.letters[walk], bits, ZERO
    # Each turn takes a placement off or passes an idle week; the latter can't go on
    # for ever, as every state need be visited once only.
    for _ in range((bits + 1) * (w.states[walk] + 1)):
        letter = _placed(w, walk, scale, left, state, WANTED, drift, gain)
        if letter < 0 and left > 0 and gain[left - 1, state] == gain[left, state]:
            left -= 1
            continue
        if letter < 0:
            letter = _placed(w, walk, scale, left, state, ANY, drift, gain)
        if letter >= 0:
            drift[letter] -= 1
            left -= 1
        else:
            letter = _passed(w, walk, scale, left, state, gain)
            if letter < 0:
                break
        state = w.step[w.step_from[walk] + state * letters + letter]


@bare
def _placed(
    w: Walks,
    walk: int,
    scale: int,
    left: int,
    state: int,
    which: int,
    drift: IntArray,
    gain: IntArray,
) -> int:
    """Return a letter of a placement that the most gainful word may go on with, or -1.

    ``which``: `ANY` or `WANTED`.
    """
    tilts, letters = w.tilt_from[walk], w.letters[walk]
    for letter in range(letters if left > 0 else 0):
        at = w.step_from[walk] + state * letters + letter
        if w.step[at] < 0 or not w.heard[tilts + letter] & BY_JOINT:
            continue
        more = w.tilt[tilts + letter] - w.cost[at] * scale
        if more + gain[left - 1, w.step[at]] == gain[left, state] and not (
            which == WANTED and drift[letter] <= 0
        ):
            return letter
    return NO_LETTER


@bare
def _passed(
    w: Walks, walk: int, scale: int, left: int, state: int, gain: IntArray
) -> int:
    """Return a letter of an idle week that such a word may go on with, or -1."""
    tilts, letters = w.tilt_from[walk], w.letters[walk]
    for letter in range(letters):
        at = w.step_from[walk] + state * letters + letter
        following = w.step[at]
        if following < 0 or following == state:
            continue
        if (
            w.heard[tilts + letter] & BY_IDLE
            and gain[left, following] - w.cost[at] * scale == gain[left, state]
        ):
            return letter
    return NO_LETTER
