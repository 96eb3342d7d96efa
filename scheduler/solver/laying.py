"""Laying the units out in flat arrays: from joints and walks to the arena.

Most units are alike, or alike in part: what has been laid out once is shared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from scheduler.solver.arena import PRICE, Arena, Core, Seats, Walks, Ways
from scheduler.solver.automata import (
    Automaton,
    Known,
    Room,
    Voices,
    farther,
    speakers_of,
    voices_of,
)
from scheduler.solver.problem import Problem
from scheduler.solver.units import Unit, Units
from scheduler.terms import FORBIDDEN, BoolArray, IntArray, Walk

_OF_UNITS = "bits", "carried", "stages", "mask_from", "mask_cost"


def make_arena(problem: Problem, units: Units, room: Room) -> Arena:
    """Return the arena of all units, with cores of some size."""
    drafts = _drafts(problem, units, room)
    way_of = np.zeros(len(units.cost), dtype=np.int64)
    joint = [np.zeros(0, dtype=np.int64)]
    for unit, draft in zip(units.units, drafts, strict=True):
        way_of[unit.joints] = draft.way
        joint.append(unit.joints[draft.by_way])
    walks = _joined(drafts, "walks", Walks._fields)
    walks["in_core"] = walks["in_core"].astype(np.bool_)
    ways = [name for name in Ways._fields if name not in ("joint", "of")]
    return Arena(
        scale=np.full(len(units.units), PRICE, dtype=np.int64),
        seats=Seats(*(getattr(units, name) for name in Seats._fields)),
        ways=Ways(
            of=way_of, joint=np.concatenate(joint), **_joined(drafts, "ways", ways)
        ),
        core=Core(**_joined(drafts, "core", Core._fields)),
        walks=Walks(**walks),
        **_joined(drafts, "arena", _OF_UNITS),
    )


def _drafts(problem: Problem, units: Units, room: Room) -> list[_Draft]:
    """Return each unit's part; units that are alike in all but their joints share it.

    Students with like candidates have the very same walks, so these are compared as
    objects.
    """
    made: dict[Hashable, _Draft] = {}
    known = Known()
    drafts = []
    for unit in units.units:
        speakers = speakers_of(problem, units, unit)
        first, last = units.first[unit.joints], units.last[unit.joints]
        arrays = first, last, unit.bit, unit.mask_cost, *(s.spot for s in speakers)
        own = tuple(known.voice(walk, slice(None)) for walk in unit.walks)
        key = (
            tuple(speaker.walks for speaker in speakers),
            own,
            tuple(array.tobytes() for array in arrays),
        )
        if key not in made:
            voices = voices_of(speakers, own, unit.carried, units.weeks, room, known)
            made[key] = _Draft(units, unit, voices, known)
        drafts.append(made[key])
    return drafts


def _joined(drafts: list[_Draft], group: str, names: Sequence[str]) -> dict[str, Any]:
    """Return the arrays of a group by name: the units' parts one after another."""
    flat: dict[str, Any] = {}
    for name in names:
        if name == "first" or name.endswith("_from"):
            lengths = [
                length for draft in drafts for length in draft.lengths[group, name]
            ]
            flat[name] = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        else:
            parts = [part for draft in drafts for part in draft.parts[group, name]]
            flat[name] = np.concatenate([np.zeros(0, dtype=np.int64), *parts])
    return flat


class _Part:
    """A piece of the arena, for all that are alike: flat arrays and lengths, by name.

    The lengths are of what the array of the name points to.
    """

    def __init__(
        self, arrays: Mapping[str, ArrayLike], lengths: Mapping[str, int | list[int]]
    ) -> None:
        self.arrays = {
            name: np.asarray(array, dtype=np.int64).reshape(-1)
            for name, array in arrays.items()
        }
        self.lengths = {
            name: [length] if isinstance(length, int) else length
            for name, length in lengths.items()
        }


class _Draft:
    """One unit's part of the arena, for any unit like it.

    ``way`` [joints]: each joint's way; ``by_way`` [joints]: their order by way.
    ``parts`` and ``lengths`` are by group and name.
    """

    def __init__(self, units: Units, unit: Unit, voices: Voices, known: Known) -> None:
        self.parts: dict[tuple[str, str], list[IntArray]] = defaultdict(list)
        self.lengths: dict[tuple[str, str], list[int]] = defaultdict(list)
        first, end = units.first[unit.joints], units.last[unit.joints] + 1
        # At these weeks something starts or has ended.
        timeline = np.unique(np.concatenate([[0, units.weeks], first, end]))
        make = partial(_core_part, voices.core, timeline)
        core = known.once(("core", voices.core, timeline.tobytes()), make)
        columns = [first, end, unit.bit, voices.core.letter]
        columns += [voice.walk.letter for voice in voices.voices]
        moving = [voice.walk.moving for voice in voices.voices]
        key = tuple(array.tobytes() for array in (timeline, *columns, *moving))
        carried = unit.carried
        ways, self.way = known.once(
            ("ways", carried, key),
            partial(_ways_part, columns, moving, timeline, carried),
        )
        self.by_way = np.argsort(self.way, kind="stable")
        self._put("arena", _unit_part(unit, len(timeline)))
        self._put("core", core)
        self._put("ways", ways)
        self._add_walks(voices, timeline, known)

    def _add_walks(self, voices: Voices, timeline: IntArray, known: Known) -> None:
        own = _Part({"in_core": voices.in_core}, {"first": len(voices.voices)})
        self._put("walks", own)
        for voice in voices.voices:
            key = "walk", voice, timeline.tobytes()
            make = partial(_walk_part, voice.walk, timeline, known)
            self._put("walks", known.once(key, make))

    def _put(self, group: str, part: _Part) -> None:
        for name, array in part.arrays.items():
            self.parts[group, name].append(array)
        for name, lengths in part.lengths.items():
            self.lengths[group, name] += lengths


def _unit_part(unit: Unit, stages: int) -> _Part:
    mask_cost = np.minimum(unit.mask_cost, FORBIDDEN)
    arrays: dict[str, ArrayLike] = {
        "bits": unit.bits,
        "carried": unit.carried,
        "stages": stages,
        "mask_cost": mask_cost,
    }
    return _Part(arrays, {"mask_from": len(mask_cost)})


def _core_part(core: Automaton, timeline: IntArray) -> _Part:
    idle_step, idle_cost = _idle_moves(core, timeline)
    arrays: dict[str, ArrayLike] = {
        "states": len(core.step),
        "letters": core.step.shape[1],
        "step": core.step,
        "step_cost": core.cost,
        "final": core.final,
        "idle_step": idle_step,
        "idle_cost": idle_cost,
    }
    lengths = {
        "step_from": core.step.size,
        "idle_from": idle_step.size,
        "final_from": len(core.final),
    }
    return _Part(arrays, lengths)


def _ways_part(
    columns: list[IntArray],
    moving: list[BoolArray],
    timeline: IntArray,
    carried: int,
) -> tuple[_Part, IntArray]:
    """Return arcs and ways, and each joint's way.

    ``columns`` [joints]: first week, week after the last, bit, letter of the core, and
    letter of each voice. ``moving``: of each voice, see `Walk`.
    """
    first, end = (np.searchsorted(timeline, week) for week in columns[:2])
    arcs, arc = _distinct([first, end, *columns[2:4]])
    ways, way = _distinct([first, arc, *columns[4:]])
    moves = [there[ways[:, 2 + i]] for i, there in enumerate(moving)]
    by, heard = np.nonzero(np.stack([ways[:, 0] < 0, *moves], axis=1)[:, 1:])
    arrays: dict[str, ArrayLike] = {
        "arc_first": arcs[:, 0],
        "arc_end": arcs[:, 1],
        "arc_bit": arcs[:, 2],
        "arc_set": 1 << arcs[:, 2] if carried else np.zeros_like(arcs[:, 2]),
        "arc_letter": arcs[:, 3],
        "arc": ways[:, 1],
        "heard": heard,
        "said": ways[by, 2 + heard],
        "stage_way": np.searchsorted(ways[:, 0], np.arange(len(timeline) + 1)),
    }
    lengths = {
        "stage_from": len(timeline) + 1,
        "arc_from": len(arcs),
        "way_from": len(ways),
        "joint_from": np.bincount(way, minlength=len(ways)).tolist(),
        "heard_from": np.bincount(by, minlength=len(ways)).tolist(),
    }
    return _Part(arrays, lengths), way


def _walk_part(walk: Walk, timeline: IntArray, known: Known) -> _Part:
    idle_step, idle_cost = _idle_moves(walk, timeline)
    letters = np.arange(walk.step.shape[1])
    by_joint = np.isin(letters, walk.letter) & walk.moving
    by_idle = np.isin(letters, walk.idle)
    # To begin with, a letter costs what it costs in the state where it is cheapest.
    least = np.where(walk.step < 0, FORBIDDEN, walk.cost).min(axis=0)
    arrays: dict[str, ArrayLike] = {
        "states": walk.states,
        "letters": len(letters),
        "step": walk.step,
        "cost": walk.cost,
        "final": np.minimum(walk.final, FORBIDDEN),
        "idle_step": idle_step,
        "idle_cost": idle_cost,
        "far": _far(walk, known),
        "tilt": np.where(by_joint & (least < FORBIDDEN), least, 0) * PRICE,
        "heard": by_joint + 2 * by_idle,
    }
    lengths = {
        "step_from": walk.step.size,
        "final_from": walk.states,
        "idle_from": idle_step.size,
        "far_from": walk.states**2,
        "tilt_from": len(letters),
    }
    return _Part(arrays, lengths)


def _far(walk: Walk, known: Known) -> IntArray:
    """Return [state, state] what `farther` finds; it hears the letters, not who."""
    heard = np.unique(np.concatenate([walk.letter, walk.idle]))
    parts = (heard, walk.step, walk.cost, walk.final)
    key = "far", tuple(part.tobytes() for part in parts)
    return known.once(key, lambda: farther(walk))


def _distinct(columns: list[IntArray]) -> tuple[IntArray, IntArray]:
    """Return the distinct rows of some columns, sorted, and each row's number."""
    table = np.stack(columns, axis=1)
    if not len(table):
        return table, np.zeros(0, dtype=np.int64)
    order = np.lexsort(table.T[::-1])
    ranked = table[order]
    fresh = np.append(True, (ranked[1:] != ranked[:-1]).any(axis=1))
    number = np.empty(len(table), dtype=np.int64)
    number[order] = np.cumsum(fresh) - 1
    return ranked[fresh], number


def _idle_moves(
    voice: Automaton | Walk, timeline: IntArray
) -> tuple[IntArray, IntArray]:
    """Return (state after, cost) [stage, state] of idling until the next stage."""
    weeks = np.diff(timeline)
    state = np.tile(np.arange(len(voice.step)), (len(weeks), 1))
    cost = np.zeros_like(state)
    for passed in range(int(weeks.max(initial=0))):
        going = np.flatnonzero(weeks > passed)
        letter = voice.idle[timeline[going] + passed][:, None]
        now = state[going]
        cost[going] += np.where(now >= 0, voice.cost[now, letter], 0)
        state[going] = np.where(now >= 0, voice.step[now, letter], -1)
    return state, cost
