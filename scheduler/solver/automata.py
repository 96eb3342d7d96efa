"""One unit's walks: which are multiplied into one automaton, and what the others miss.

The *core* of a unit is the product of some of its walks: the dynamic programme carries
its state. Hard walks come first, then the goals' walks that listen to idle weeks (what
those cost hangs on the order of things, which nothing else bounds well), as long as the
states fit. Walks left out are no loss: their costs are bounded by *tilts* (see
`scheduler.solver.tilts`) and counted exactly by the search (`scheduler.solver.search`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np

from scheduler.solver.problem import Problem
from scheduler.solver.units import Unit, Units
from scheduler.terms import FORBIDDEN, BoolArray, IntArray, Table, Walk

T = TypeVar("T")


class Room(NamedTuple):
    """How large a core may get.

    ``cells``: sets of bits x states that hard walks may need, 13 bytes each and stage;
    ``states``: up to which goals' walks are added; ``wide``: up to which any walks are
    where the programme carries no requirements. A walk beyond is left to the
    search.
    """

    cells: int
    states: int
    wide: int


LARGE, SMALL = Room(1 << 17, 60, 300), Room(1 << 11, 10, 200)
"""For exact itineraries (with 250 states it took a third longer to price the example
year), and for nearly cheapest ones, which the search finds as soon without much help:
with 2,800 students in half of the time.
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
class Voice:
    """A walk as a unit speaks it: its letters are over the unit's joints."""

    walk: Walk

    @cached_property
    def is_hard(self) -> bool:
        """Tell whether it can forbid anything."""
        walk = self.walk
        return bool((walk.step < 0).any() or (walk.final >= FORBIDDEN).any())

    @cached_property
    def is_timeless(self) -> bool:
        """Tell whether idle weeks change nothing: only what is placed counts."""
        return not self.walk.moving[self.walk.idle].any()

    @cached_property
    def says_nothing(self) -> bool:
        """Tell whether it can neither cost nor forbid anything, from state 0 on."""
        heard = np.append(self.walk.letter, self.walk.idle)
        is_silent = not self.walk.moving[heard].any()
        return is_silent and bool(self.walk.final[0] == 0)

    @property
    def rank(self) -> tuple[bool, int]:
        """Hard walks come first, then the small ones."""
        return (not self.is_hard, self.walk.states)


@dataclass(frozen=True, eq=False)
class Voices:
    """All voices of a unit, and the core that some of them make up.

    ``in_core`` [voices].
    """

    voices: tuple[Voice, ...]
    in_core: BoolArray
    core: Automaton


class Known:
    """What has been found out of units before: most are alike, or alike in part.

    Voices of the same content are one object, so that objects can be compared.
    """

    def __init__(self) -> None:
        self._found: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` has made for a key, or makes now."""
        if key not in self._found:
            self._found[key] = make()
        found: T = self._found[key]
        return found

    def voice(self, walk: Walk, spot: IntArray | slice) -> Voice:
        """Return the voice of a walk whose letters are those at ``spot`` [joints]."""
        said = replace(walk, letter=walk.letter[spot])
        parts = said.letter, said.idle, said.step, said.cost, said.final
        return self.once(tuple(part.tobytes() for part in parts), lambda: Voice(said))


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
    speakers: Sequence[Speaker],
    own: Sequence[Voice],
    carried: int,
    weeks: int,
    room: Room,
    known: Known,
) -> Voices:
    """Return the voices of one unit and their core, as large as there is room.

    ``own``: of the unit as such, all hard; ``carried``: bits; ``weeks``: in the year.
    """
    spoken = [
        known.voice(walk, speaker.spot)
        for speaker in speakers
        for walk in speaker.walks
    ]
    spoken += own
    voices = sorted((v for v in spoken if not v.says_nothing), key=lambda v: v.rank)
    if own:
        asked = [i for i, v in enumerate(voices) if v in own and v.walk.states > 2]
        asked += [i for i, v in enumerate(voices) if not v.is_hard]
        hard, goals = room.wide, room.wide
    else:
        hard, goals = room.cells >> carried, room.states
        asked = [i for i, v in enumerate(voices) if v.is_hard or not v.is_timeless]
    apt = tuple(voices[i] for i in asked)
    joints = len(speakers[0].spot)
    core, inside = known.once(
        ("core", joints, carried, apt),
        lambda: _core(joints, weeks, apt, hard, goals),
    )
    in_core = np.zeros(len(voices), dtype=np.bool_)
    in_core[asked] = inside
    return Voices(tuple(voices), in_core, core)


def _core(
    joints: int, weeks: int, voices: Iterable[Voice], hard_states: int, goal_states: int
) -> tuple[Automaton, list[bool]]:
    """Return the product of the voices that have room, and for each if it had."""
    zero = np.zeros((1, 1), dtype=np.int64)
    core = Automaton(
        letter=np.zeros(joints, dtype=np.int64),
        idle=np.zeros(weeks, dtype=np.int64),
        step=zero,
        cost=zero,
        final=zero[0],
    )
    inside = []
    for voice in voices:
        larger = _times(core, voice.walk)
        room = hard_states if voice.is_hard else goal_states
        inside.append(len(larger.step) <= max(room, len(core.step)))
        core = larger if inside[-1] else core
    return core, inside


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
