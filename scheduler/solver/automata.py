"""One unit's walks: which are multiplied into one automaton, and what the others miss.

The *core* of a unit is the product of some of its walks: the dynamic programme carries
its state. Hard walks come first, then the goals' walks that listen to idle weeks (what
those cost hangs on the order of things, which nothing else bounds well), as long as the
states fit. Walks left out are no loss: their costs are bounded by *tilts* (see
`scheduler.solver.tilts`) and counted exactly by the search (`scheduler.solver.search`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from scheduler.solver.problem import Problem
from scheduler.solver.units import Unit, Units
from scheduler.terms import FORBIDDEN, BoolArray, IntArray, Table, Walk

HARD_CELLS = 1 << 17
"""Sets of bits x states that hard walks may need in the core: 13 bytes each and stage.
A hard walk beyond is left to the search, which forbids what it forbids.
"""

GOAL_STATES = 60
"""States up to which goals' walks are added to the core. With tilts more of them cost
more than they help: 250 states took a third longer to price the example year.
"""


@dataclass(frozen=True, eq=False)
class Automaton:
    """A product of walks. ``letter`` [joints of the unit], ``idle`` [weeks];
    ``step`` and ``cost`` [state, letter]; ``final`` [state], `FORBIDDEN` = not there.
    """

    letter: IntArray
    idle: IntArray
    step: IntArray
    cost: IntArray
    final: IntArray


@dataclass(frozen=True, eq=False)
class Voices:
    """All walks of a unit, and the core that some of them make up.

    ``in_core`` [walks]. Letters are over the unit's joints.
    """

    walks: tuple[Walk, ...]
    in_core: BoolArray
    core: Automaton


@dataclass(frozen=True, eq=False)
class Speaker:
    """A member of a unit: its walks, and where in them each joint is.

    ``spot`` [joints of the unit]: whose letter it is, in the order of the member's
    candidates.
    """

    walks: tuple[Walk, ...]
    spot: IntArray


def speakers_of(problem: Problem, units: Units, unit: Unit) -> tuple[Speaker, ...]:
    """Return the members of a unit."""
    return tuple(
        Speaker(problem.walks[member], _spots(problem.table, units, unit, member))
        for member in unit.members
    )


def _spots(table: Table, units: Units, unit: Unit, member: str) -> IntArray:
    own = table.of_student(member)
    joint = units.candidates[unit.joints]
    number = table.student[own[0]] if len(own) else -1
    mine = (joint >= 0) & (table.student[joint] == number)
    chosen = np.where(mine, joint, -1).max(axis=1, initial=-1)
    order = np.argsort(own, kind="stable")
    spots: IntArray = order[np.searchsorted(own[order], chosen)]
    return spots


def voices_of(
    speakers: Iterable[Speaker], bits: int, weeks: int, goal_states: int
) -> Voices:
    """Return the walks of one unit and their core; 0 goal states: hard walks only.

    ``bits``: of the unit; ``weeks``: in the year.
    """
    speakers = tuple(speakers)
    zero = np.zeros((1, 1), dtype=np.int64)
    core = Automaton(
        letter=np.zeros(len(speakers[0].spot), dtype=np.int64),
        idle=np.zeros(weeks, dtype=np.int64),
        step=zero,
        cost=zero,
        final=zero[0],
    )
    walks = tuple(sorted(_walks_of(speakers), key=_rank))
    in_core = np.zeros(len(walks), dtype=np.bool_)
    for i, walk in enumerate(walks):
        if not _is_hard(walk) and _is_timeless(walk):
            continue
        room = HARD_CELLS >> bits if _is_hard(walk) else goal_states
        larger = _times(core, walk)
        if len(larger.step) <= room:
            core, in_core[i] = larger, True
    return Voices(walks, in_core, core)


def _is_hard(walk: Walk) -> bool:
    return bool((walk.step < 0).any() or (walk.final >= FORBIDDEN).any())


def _is_timeless(walk: Walk) -> bool:
    """Tell whether idle weeks change nothing: only what is placed counts."""
    return all(walk.neutral(letter) for letter in np.unique(walk.idle).tolist())


def _rank(walk: Walk) -> tuple[bool, int]:
    """Hard walks first, then the small ones."""
    return (not _is_hard(walk), walk.states)


def _walks_of(speakers: Iterable[Speaker]) -> Iterator[Walk]:
    """Yield the members' walks, with letters over the unit's joints."""
    for speaker in speakers:
        for walk in speaker.walks:
            letters = replace(walk, letter=walk.letter[speaker.spot])
            if not _says_nothing(letters):
                yield letters


def _says_nothing(walk: Walk) -> bool:
    """Tell whether a walk can neither cost nor forbid anything, from state 0 on."""
    heard = {*walk.letter.tolist(), *walk.idle.tolist()}
    return all(walk.neutral(letter) for letter in heard) and walk.final[0] == 0


def _times(one: Automaton, walk: Walk) -> Automaton:
    """Return the product of an automaton and a walk, without unreachable states."""
    kinds = walk.step.shape[1]
    first = np.concatenate([one.letter, one.idle])
    second = np.concatenate([walk.letter, walk.idle])
    letters, number = np.unique(first * kinds + second, return_inverse=True)
    a, b = np.divmod(letters, kinds)
    left, right = one.step[:, a][:, None, :], walk.step[:, b][None, :, :]
    width = walk.states
    step = np.where((left < 0) | (right < 0), -1, left * width + right)
    step = step.reshape(-1, len(letters))
    cost = (one.cost[:, a][:, None, :] + walk.cost[:, b][None, :, :]).reshape(
        step.shape
    )
    final = (one.final[:, None] + walk.final[None, :]).reshape(-1)
    reached = _reachable(step)
    renumber = np.full(len(step) + 1, -1, dtype=np.int64)
    renumber[reached] = np.arange(len(reached))
    return Automaton(
        letter=number[: len(one.letter)],
        idle=number[len(one.letter) :],
        step=renumber[step[reached]],
        cost=cost[reached],
        final=np.minimum(final[reached], FORBIDDEN),
    )


def _reachable(step: IntArray) -> IntArray:
    """Return the states that can be reached from state 0, which comes first."""
    seen = np.zeros(len(step), dtype=np.bool_)
    seen[0] = True
    fringe = np.array([0])
    while len(fringe):
        following = np.unique(step[fringe])
        fringe = following[following >= 0]
        fringe = fringe[~seen[fringe]]
        seen[fringe] = True
    return np.flatnonzero(seen)


def farther(walk: Walk) -> IntArray:
    """Return [state, state]: by how much a rest may cost more from one than another.

    The most, over all words that the unit can still say, that they cost from the first
    state above what they cost from the second; `FORBIDDEN` where the first forbids what
    the second allows. So a partial itinerary that is cheaper by as much makes another
    one superfluous. Words have at most as many letters as the year has weeks, so as
    many rounds are exact; values settle much sooner.
    """
    heard = np.unique(np.concatenate([walk.letter, walk.idle])).tolist()
    final = np.minimum(walk.final, FORBIDDEN)
    at_end = _farther(final, final >= FORBIDDEN)
    most = at_end
    for _ in range(len(walk.idle)):
        longer = at_end
        for letter in heard:
            after, cost = walk.step[:, letter], walk.cost[:, letter]
            blocked = after < 0
            rest = most[np.maximum(after, 0)[:, None], np.maximum(after, 0)[None, :]]
            step = _farther(cost, blocked)
            both = ~blocked[:, None] & ~blocked[None, :]
            longer = np.maximum(longer, np.where(both, step + rest, step))
        longer = np.clip(longer, -FORBIDDEN, FORBIDDEN)
        if (longer == most).all():
            break
        most = longer
    np.fill_diagonal(most, 0)
    return most


def _farther(cost: IntArray, blocked: BoolArray) -> IntArray:
    """Return [i, j] cost i less cost j; what only i blocks is infinitely dearer."""
    difference = cost[:, None] - cost[None, :]
    difference = np.where(blocked[:, None], FORBIDDEN, difference)
    return np.where(blocked[None, :], -FORBIDDEN, difference)
