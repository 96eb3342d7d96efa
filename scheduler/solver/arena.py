"""The units in flat arrays, because numba compiles those well.

Costs are int64 in units of the objective; prices, and sums that hold any, are counted
in `PRICE`-ths of a unit, so all sums are exact. ``scale[u]`` is what a unit of unit u's
own cost counts in them: `PRICE`, or more where the unit is among the worst off.
``*_from[u]`` points to unit u's part of the flat arrays that follow it.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from scheduler.solver.automata import Automaton, Voices, farther, voices_of
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
    maker = _Maker(units)
    for unit in units.units:
        maker.add(unit, voices_of(problem, units, unit, goal_states))
    return Arena(
        scale=np.full(len(units.units), PRICE, dtype=np.int64),
        seats=Seats(*(getattr(units, name) for name in Seats._fields)),
        ways=Ways(of=maker.way_of, **maker.arrays("ways")),
        core=Core(**maker.arrays("core")),
        walks=Walks(**maker.arrays("walks")),
        **maker.arrays("arena"),
    )


class _Maker:
    """Lays the units' parts one after another."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.parts: dict[tuple[str, str], list[IntArray]] = defaultdict(list)
        self.lengths: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.far: dict[tuple[bytes, ...], IntArray] = {}
        self.way_of = np.zeros(len(units.cost), dtype=np.int64)

    def arrays(self, group: str) -> dict[str, Any]:
        """Return the arrays of a group by name."""
        none = np.zeros(0, dtype=np.int64)
        flat: dict[str, Any] = {
            name: np.concatenate([none, *parts])
            for (of, name), parts in self.parts.items()
            if of == group
        }
        if "in_core" in flat:
            flat["in_core"] = flat["in_core"].astype(np.bool_)
        return flat | {
            name: _starts(lengths)
            for (of, name), lengths in self.lengths.items()
            if of == group
        }

    def _put(self, group: str, **parts: IntArray | int) -> None:
        for name, part in parts.items():
            flat = np.atleast_1d(np.asarray(part, dtype=np.int64)).ravel()
            self.parts[group, name].append(flat)

    def _mark(self, group: str, **lengths: int) -> None:
        for name, length in lengths.items():
            self.lengths[group, name].append(length)

    def add(self, unit: Unit, voices: Voices) -> None:
        """Lay one unit down."""
        core, timeline = voices.core, _timeline(self.units, unit)
        idle_step, idle_cost = _idle_moves(core, timeline)
        self._put(
            "arena",
            bits=unit.bits,
            stages=len(timeline),
            mask_cost=np.minimum(unit.mask_cost, FORBIDDEN),
        )
        self._mark("arena", mask_from=len(unit.mask_cost))
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
        self._mark("walks", first=len(voices.walks))
        self._add_ways(unit, voices, timeline)
        for walk, inside in zip(voices.walks, voices.in_core, strict=True):
            self._add_walk(walk, inside, timeline)

    def _add_ways(self, unit: Unit, voices: Voices, timeline: IntArray) -> None:
        first = np.searchsorted(timeline, self.units.first[unit.joints])
        end = np.searchsorted(timeline, self.units.last[unit.joints] + 1)
        arcs, arc = _distinct([first, end, unit.bit, voices.core.letter])
        spoken = [walk.letter for walk in voices.walks]
        ways, way = _distinct([first, arc, *spoken])
        self.way_of[unit.joints] = way
        by_way = np.argsort(way, kind="stable")
        self._put(
            "ways",
            arc_first=arcs[:, 0],
            arc_end=arcs[:, 1],
            arc_bit=arcs[:, 2],
            arc_letter=arcs[:, 3],
            arc=ways[:, 1],
            joint=unit.joints[by_way],
            letter=ways[:, 2:],
            stage_way=np.searchsorted(ways[:, 0], np.arange(len(timeline) + 1)),
        )
        sizes = {"arc_from": len(arcs), "way_from": len(ways)}
        self._mark("ways", stage_from=len(timeline) + 1, **sizes)
        joints = np.bincount(way, minlength=len(ways))
        self.lengths["ways", "joint_from"] += joints.tolist()
        self.lengths["ways", "letter_from"] += [len(spoken)] * len(ways)

    def _add_walk(self, walk: Walk, inside: bool, timeline: IntArray) -> None:
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
            far=self._far(walk),
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

    def _far(self, walk: Walk) -> IntArray:
        """Many students have the same walks; what is found once is kept."""
        heard = np.unique(np.concatenate([walk.letter, walk.idle]))
        parts = (heard, walk.step, walk.cost, walk.final)
        key = tuple(part.tobytes() for part in parts)
        if key not in self.far:
            self.far[key] = farther(walk)
        return self.far[key]


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


def _timeline(units: Units, unit: Unit) -> IntArray:
    """Return the weeks at which something starts or has ended, 0 and the year's end."""
    first, end = units.first[unit.joints], units.last[unit.joints] + 1
    return np.unique(np.concatenate([[0, units.weeks], first, end]))


def _idle_moves(
    voice: Automaton | Walk, timeline: IntArray
) -> tuple[IntArray, IntArray]:
    """Return (state after, cost) [stage, state] of idling until the next stage."""
    steps, costs = [], []
    for week, following in pairwise(timeline.tolist()):
        state = np.arange(len(voice.step))
        cost = np.zeros(len(state), dtype=np.int64)
        for letter in voice.idle[week:following]:
            cost = cost + np.where(state >= 0, voice.cost[state, letter], 0)
            state = np.where(state >= 0, voice.step[state, letter], -1)
        steps.append(state)
        costs.append(cost)
    return np.array(steps, dtype=np.int64), np.array(costs, dtype=np.int64)


def _starts(lengths: list[int]) -> IntArray:
    return np.concatenate([[0], np.cumsum(np.array(lengths, dtype=np.int64))])
