"""The units in flat arrays, because numba compiles those well.

Costs are int64 in units of the objective; prices, and sums that hold any, are counted
in `PRICE`-ths of a unit, so all sums are exact. ``scale[u]`` is what a unit of unit u's
own cost counts in them: `PRICE`, or more where the unit is among the worst off.
``*_from[u]`` points to unit u's part of the flat arrays that follow it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np

from scheduler.solver.automata import Automaton, Voices, farther, speakers_of, voices_of
from scheduler.solver.problem import Problem
from scheduler.solver.units import Unit, Units
from scheduler.terms import FORBIDDEN, BoolArray, IntArray, Walk

PRICE = 1000
"""Prices are counted in thousandths of a unit of the objective."""

NEVER = 1 << 48
"""What no itinerary may cost, in `PRICE`-ths; a forbidden cost times scale is more."""


class Seats(NamedTuple):
    """What joints cost and take: ``cost``, ``row_from`` into ``row`` and ``weight``.

    Per row: ``lower``, ``upper``, ``penalty`` (-1 = hard), ``tie``: hard, with weights
    of both signs, so that units must agree.
    """

    cost: IntArray
    row_from: IntArray
    row: IntArray
    weight: IntArray
    lower: IntArray
    upper: IntArray
    penalty: IntArray
    tie: BoolArray


class Ways(NamedTuple):
    """How units can go on, sorted by first stage within the unit.

    An *arc* is all joints of one bit, first stage, end stage and letter of the core
    (``arc_*``, after ``arc_from``); a *way* those of an arc that no walk tells apart:
    ``arc`` (counted within the unit), ``joint_from`` into ``joint``, ``letter_from``
    into ``letter`` [walks of the unit], after ``way_from``. ``stage_way`` [stage + 1],
    after ``stage_from``: the first way from there on, within the unit. ``of`` [joints]:
    each joint's way, within the unit.
    """

    stage_from: IntArray
    stage_way: IntArray
    arc_from: IntArray
    arc_bit: IntArray
    arc_first: IntArray
    arc_end: IntArray
    arc_letter: IntArray
    way_from: IntArray
    arc: IntArray
    joint_from: IntArray
    joint: IntArray
    letter_from: IntArray
    letter: IntArray
    of: IntArray


class Core(NamedTuple):
    """The units' cores: ``states`` and ``letters`` [units], and flat per unit:

    ``step``, ``step_cost`` [state x letter], ``idle_step``, ``idle_cost`` [stage x
    state] (the idle weeks up to the next stage), ``final`` [state].
    """

    states: IntArray
    letters: IntArray
    step_from: IntArray
    step: IntArray
    step_cost: IntArray
    idle_from: IntArray
    idle_step: IntArray
    idle_cost: IntArray
    final_from: IntArray
    final: IntArray


class Walks(NamedTuple):
    """All walks; unit u's begin at ``first[u]``. Per walk ``in_core``, ``states``,
    ``letters``, and flat: ``step``, ``cost`` [state x letter], ``final`` [state],
    ``idle_step``, ``idle_cost`` [stage x state], ``far`` [state x state] (see
    `automata.farther`), ``tilt`` [letter] (`PRICE`-ths; it changes) and ``heard`` (1: a
    joint says the letter, 2: an idle week does).
    """

    first: IntArray
    in_core: BoolArray
    states: IntArray
    letters: IntArray
    step_from: IntArray
    step: IntArray
    cost: IntArray
    final_from: IntArray
    final: IntArray
    idle_from: IntArray
    idle_step: IntArray
    idle_cost: IntArray
    far_from: IntArray
    far: IntArray
    tilt_from: IntArray
    tilt: IntArray
    heard: IntArray


class Arena(NamedTuple):
    """What routing a unit needs.

    A unit's *stages* are the weeks at which something starts or has ended, the first
    week and the end of the year; between two of them it can only be idle. Per unit:
    ``bits``, ``stages``, ``scale``, ``mask_cost`` [set of bits] after ``mask_from``.
    """

    bits: IntArray
    stages: IntArray
    scale: IntArray
    mask_from: IntArray
    mask_cost: IntArray
    seats: Seats
    ways: Ways
    core: Core
    walks: Walks


def make_arena(problem: Problem, units: Units, goal_states: int) -> Arena:
    """Return the arena of all units, with cores of up to so many states for goals."""
    drafts = _drafts(problem, units, goal_states)
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
        **_joined(drafts, "arena", ("bits", "stages", "mask_from", "mask_cost")),
    )


def _drafts(problem: Problem, units: Units, goal_states: int) -> list[_Draft]:
    """Return each unit's part; units that are alike in all but their joints share it.

    Students with like candidates have the very same walks, so these are compared as
    objects.
    """
    made: dict[Hashable, _Draft] = {}
    far = _Far()
    drafts = []
    for unit in units.units:
        speakers = speakers_of(problem, units, unit)
        first, last = units.first[unit.joints], units.last[unit.joints]
        arrays = first, last, unit.bit, unit.mask_cost, *(s.spot for s in speakers)
        key = (
            tuple(speaker.walks for speaker in speakers),
            tuple(array.tobytes() for array in arrays),
        )
        if key not in made:
            voices = voices_of(speakers, unit.bits, units.weeks, goal_states)
            made[key] = _Draft(units, unit, voices, far)
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


class _Draft:
    """One unit's part of the arena, for any unit like it.

    ``way`` [joints]: each joint's way; ``by_way`` [joints]: their order by way.
    ``parts`` [group, name] are flat arrays, ``lengths`` [group, name] those of the
    parts that the array of the name points to.
    """

    def __init__(self, units: Units, unit: Unit, voices: Voices, far: _Far) -> None:
        self.parts: dict[tuple[str, str], list[IntArray]] = defaultdict(list)
        self.lengths: dict[tuple[str, str], list[int]] = defaultdict(list)
        first, end = units.first[unit.joints], units.last[unit.joints] + 1
        # At these weeks something starts or has ended.
        timeline = np.unique(np.concatenate([[0, units.weeks], first, end]))
        stages = np.searchsorted(timeline, first), np.searchsorted(timeline, end)
        self._add_unit(unit, len(timeline))
        self._add_core(voices.core, timeline)
        self.way = self._add_ways(unit, voices, stages, len(timeline))
        self.by_way = np.argsort(self.way, kind="stable")
        self._mark("walks", first=len(voices.walks))
        for walk, inside in zip(voices.walks, voices.in_core, strict=True):
            self._add_walk(walk, inside, timeline, far.of(walk))

    def _put(self, group: str, **parts: IntArray | int) -> None:
        for name, part in parts.items():
            flat = np.atleast_1d(np.asarray(part, dtype=np.int64)).ravel()
            self.parts[group, name].append(flat)

    def _mark(self, group: str, **lengths: int) -> None:
        for name, length in lengths.items():
            self.lengths[group, name].append(length)

    def _add_unit(self, unit: Unit, stages: int) -> None:
        mask_cost = np.minimum(unit.mask_cost, FORBIDDEN)
        self._put("arena", bits=unit.bits, stages=stages, mask_cost=mask_cost)
        self._mark("arena", mask_from=len(mask_cost))

    def _add_core(self, core: Automaton, timeline: IntArray) -> None:
        idle_step, idle_cost = _idle_moves(core, timeline)
        self._put(
            "core",
            states=len(core.step),
            letters=core.step.shape[1],
            step=core.step,
            step_cost=core.cost,
            final=core.final,
            idle_step=idle_step,
            idle_cost=idle_cost,
        )
        self._mark(
            "core",
            step_from=core.step.size,
            idle_from=idle_step.size,
            final_from=len(core.final),
        )

    def _add_ways(
        self,
        unit: Unit,
        voices: Voices,
        stages: tuple[IntArray, IntArray],
        count: int,
    ) -> IntArray:
        """Add arcs and ways; return each joint's way. ``count``: of all stages."""
        first, end = stages
        arcs, arc = _distinct([first, end, unit.bit, voices.core.letter])
        spoken = [walk.letter for walk in voices.walks]
        ways, way = _distinct([first, arc, *spoken])
        self._put(
            "ways",
            arc_first=arcs[:, 0],
            arc_end=arcs[:, 1],
            arc_bit=arcs[:, 2],
            arc_letter=arcs[:, 3],
            arc=ways[:, 1],
            letter=ways[:, 2:],
            stage_way=np.searchsorted(ways[:, 0], np.arange(count + 1)),
        )
        sizes = {"arc_from": len(arcs), "way_from": len(ways)}
        self._mark("ways", stage_from=count + 1, **sizes)
        joints = np.bincount(way, minlength=len(ways))
        self.lengths["ways", "joint_from"] += joints.tolist()
        self.lengths["ways", "letter_from"] += [len(spoken)] * len(ways)
        return way

    def _add_walk(
        self, walk: Walk, inside: bool, timeline: IntArray, far: IntArray
    ) -> None:
        idle_step, idle_cost = _idle_moves(walk, timeline)
        letters = np.arange(walk.step.shape[1])
        by_joint, by_idle = np.isin(letters, walk.letter), np.isin(letters, walk.idle)
        # To begin with, a letter costs what it costs in the state where it is cheapest.
        least = np.where(walk.step < 0, FORBIDDEN, walk.cost).min(axis=0)
        self._put(
            "walks",
            in_core=int(inside),
            states=walk.states,
            letters=len(letters),
            step=walk.step,
            cost=walk.cost,
            final=np.minimum(walk.final, FORBIDDEN),
            idle_step=idle_step,
            idle_cost=idle_cost,
            far=far,
            tilt=np.where(by_joint & (least < FORBIDDEN), least, 0) * PRICE,
            heard=by_joint + 2 * by_idle,
        )
        self._mark(
            "walks",
            step_from=walk.step.size,
            final_from=walk.states,
            idle_from=idle_step.size,
            far_from=walk.states**2,
            tilt_from=len(letters),
        )


class _Far:
    """What `farther` finds: many units have the same walks."""

    def __init__(self) -> None:
        self._found: dict[tuple[bytes, ...], IntArray] = {}

    def of(self, walk: Walk) -> IntArray:
        """Return [state, state] of a walk."""
        heard = np.unique(np.concatenate([walk.letter, walk.idle]))
        parts = (heard, walk.step, walk.cost, walk.final)
        key = tuple(part.tobytes() for part in parts)
        if key not in self._found:
            self._found[key] = farther(walk)
        return self._found[key]


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
