"""The units in flat arrays, because numba compiles those well.

All costs and prices are int64, in `PRICE`-ths of a unit of the objective, so sums are
exact. ``*_from[u]`` points to unit u's part of the flat arrays that follow it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from scheduler.solver.automata import Automaton, automaton_of, walks_of
from scheduler.solver.problem import Problem
from scheduler.solver.units import NEVER, Unit, Units
from scheduler.terms import FORBIDDEN, IntArray, grouped

PRICE = 1000
"""Prices are counted in thousandths of a unit of the objective."""


class Arena(NamedTuple):
    """What routing a unit needs.

    A unit's *stages* are the weeks at which something starts or has ended, the first
    week and the end of the year; between two of them it can only be idle. Per unit:
    ``bits``, ``states``, ``letters``, ``stages``, ``arc_from``, ``step_from``,
    ``idle_from``, ``final_from``, ``mask_from``. Per arc (joints of one bit, first
    stage, end stage and letter), sorted by first stage within the unit: ``arc_bit``,
    ``arc_first``, ``arc_end``, ``arc_letter``, ``arc_joint_from`` into ``arc_joint``.
    ``idle_step`` and ``idle_cost`` [stage x state]: what the idle weeks up to the next
    stage do.
    Per joint: ``cost``, ``row_from`` into ``row`` and ``weight``. Per row: ``lower``,
    ``upper``, ``penalty`` (-1 = hard). ``step``, ``step_cost`` [state x letter] and
    ``final`` [state], ``mask_cost`` [set of bits]: flat, unit after unit.
    """

    bits: IntArray
    states: IntArray
    letters: IntArray
    stages: IntArray
    arc_from: IntArray
    step_from: IntArray
    idle_from: IntArray
    final_from: IntArray
    mask_from: IntArray
    idle_step: IntArray
    idle_cost: IntArray
    arc_bit: IntArray
    arc_first: IntArray
    arc_end: IntArray
    arc_letter: IntArray
    arc_joint_from: IntArray
    arc_joint: IntArray
    cost: IntArray
    row_from: IntArray
    row: IntArray
    weight: IntArray
    lower: IntArray
    upper: IntArray
    penalty: IntArray
    step: IntArray
    step_cost: IntArray
    final: IntArray
    mask_cost: IntArray


class Scratch(NamedTuple):
    """Working memory: ``value``, ``via``, ``origin`` [stages, cells].

    ``cells`` [stages, :``reached`` [stages]]: the cells reached; between two routes
    every ``value`` is `NEVER`. Per arc of one unit: ``best`` and ``pick``. ``taken``
    [bits] is the itinerary found.
    """

    value: IntArray
    via: Any
    origin: Any
    cells: Any
    reached: IntArray
    best: IntArray
    pick: IntArray
    taken: IntArray


def make_arena(problem: Problem, units: Units, with_goals: bool) -> Arena:
    """Return the arena; the units' automata have the goals' walks, or lack them."""
    automata = [automaton_of(problem, units, u, with_goals) for u in units.units]
    timelines = [_timeline(units, unit) for unit in units.units]
    idles = [
        _idle_moves(automaton, timeline)
        for automaton, timeline in zip(automata, timelines, strict=True)
    ]
    keys: list[tuple[int, ...]] = []
    groups: list[IntArray] = []
    arc_from = [0]
    for unit, automaton, timeline in zip(units.units, automata, timelines, strict=True):
        first = np.searchsorted(timeline, units.first[unit.joints])
        end = np.searchsorted(timeline, units.last[unit.joints] + 1)
        for key, mine in grouped(unit.joints, first, end, unit.bit, automaton.letter):
            keys.append(key)
            groups.append(mine)
        arc_from.append(len(keys))
    arcs = np.array(keys, dtype=np.int64).reshape(-1, 4)
    none = np.zeros(0, dtype=np.int64)
    return Arena(
        bits=np.array([u.bits for u in units.units], dtype=np.int64),
        states=np.array([len(a.step) for a in automata], dtype=np.int64),
        letters=np.array([a.step.shape[1] for a in automata], dtype=np.int64),
        stages=np.array([len(timeline) for timeline in timelines], dtype=np.int64),
        arc_from=np.array(arc_from, dtype=np.int64),
        step_from=_starts([a.step.size for a in automata]),
        idle_from=_starts([step.size for step, _ in idles]),
        final_from=_starts([len(a.final) for a in automata]),
        mask_from=_starts([len(u.mask_cost) for u in units.units]),
        idle_step=np.concatenate([step.ravel() for step, _ in idles]),
        idle_cost=np.concatenate([cost.ravel() for _, cost in idles]) * PRICE,
        arc_bit=arcs[:, 2].copy(),
        arc_first=arcs[:, 0].copy(),
        arc_end=arcs[:, 1].copy(),
        arc_letter=arcs[:, 3].copy(),
        arc_joint_from=_starts([len(group) for group in groups]),
        arc_joint=np.concatenate([none, *groups]),
        cost=units.cost * PRICE,
        row_from=units.row_from,
        row=units.row,
        weight=units.weight,
        lower=units.lower,
        upper=units.upper,
        penalty=np.where(units.penalty < 0, -1, units.penalty * PRICE),
        step=np.concatenate([a.step.ravel() for a in automata]),
        step_cost=np.concatenate([a.cost.ravel() for a in automata]) * PRICE,
        final=_priced(np.concatenate([a.final for a in automata]), FORBIDDEN),
        mask_cost=_priced(np.concatenate([u.mask_cost for u in units.units]), NEVER),
    )


def _timeline(units: Units, unit: Unit) -> IntArray:
    """Return the weeks at which something starts or has ended, 0 and the year's end."""
    first, end = units.first[unit.joints], units.last[unit.joints] + 1
    return np.unique(np.concatenate([[0, units.weeks], first, end]))


def _idle_moves(automaton: Automaton, timeline: IntArray) -> tuple[IntArray, IntArray]:
    """Return (state after, cost) [stage, state] of idling until the next stage."""
    steps, costs = [], []
    for week, following in pairwise(timeline.tolist()):
        state = np.arange(len(automaton.step))
        cost = np.zeros(len(state), dtype=np.int64)
        for letter in automaton.idle[week:following]:
            cost = cost + np.where(state >= 0, automaton.cost[state, letter], 0)
            state = np.where(state >= 0, automaton.step[state, letter], -1)
        steps.append(state)
        costs.append(cost)
    return np.array(steps, dtype=np.int64), np.array(costs, dtype=np.int64)


def _starts(lengths: list[int]) -> IntArray:
    return np.concatenate([[0], np.cumsum(np.array(lengths, dtype=np.int64))])


def make_scratch(*arenas: Arena) -> Scratch:
    """Return working memory that is large enough for every unit of the arenas."""
    stages = max(int(a.stages.max()) for a in arenas)
    cells = max(int(((1 << a.bits) * a.states).max()) for a in arenas)
    arcs = max(int(np.diff(a.arc_from).max()) for a in arenas)
    shape = (stages, cells)
    return Scratch(
        value=np.full(shape, NEVER, dtype=np.int64),
        via=np.empty(shape, dtype=np.int32),
        origin=np.empty(shape, dtype=np.int16),
        cells=np.empty(shape, dtype=np.int32),
        reached=np.zeros(stages, dtype=np.int64),
        best=np.empty(max(1, arcs), dtype=np.int64),
        pick=np.empty(max(1, arcs), dtype=np.int64),
        taken=np.empty(max(1, int(arenas[0].bits.max())), dtype=np.int64),
    )


class WalkBook(NamedTuple):
    """Every walk of every unit by itself, to tell what an itinerary really costs.

    Per unit: ``walk_from``, ``joint_from`` (its first joint), ``idle`` [walks, weeks].
    Per walk: ``letters``, ``letter_from`` into ``letter`` [joints of the unit],
    ``step_from`` into ``step`` and ``cost``, ``final_from`` into ``final``.
    """

    walk_from: IntArray
    joint_from: IntArray
    idle: IntArray
    letters: IntArray
    letter_from: IntArray
    step_from: IntArray
    final_from: IntArray
    letter: IntArray
    step: IntArray
    cost: IntArray
    final: IntArray
    first: IntArray
    last: IntArray


def make_walk_book(problem: Problem, units: Units) -> WalkBook:
    """Return all walks of all units."""
    by_unit = [walks_of(problem, units, unit) for unit in units.units]
    walks = [walk for own in by_unit for walk in own]
    weeks, none = len(problem.table.weeks), np.zeros(0, dtype=np.int64)
    return WalkBook(
        walk_from=_starts([len(own) for own in by_unit]),
        joint_from=_starts([len(unit.joints) for unit in units.units]),
        idle=np.array([walk.idle for walk in walks], dtype=np.int64).reshape(-1, weeks),
        letters=np.array([walk.step.shape[1] for walk in walks], dtype=np.int64),
        letter_from=_starts([len(walk.letter) for walk in walks]),
        step_from=_starts([walk.step.size for walk in walks]),
        final_from=_starts([len(walk.final) for walk in walks]),
        letter=np.concatenate([none, *(walk.letter for walk in walks)]),
        step=np.concatenate([none, *(walk.step.ravel() for walk in walks)]),
        cost=np.concatenate([none, *(walk.cost.ravel() for walk in walks)]) * PRICE,
        final=_priced(
            np.concatenate([none, *(walk.final for walk in walks)]), FORBIDDEN
        ),
        first=units.first,
        last=units.last,
    )


def _priced(cost: IntArray, forbidden: int) -> IntArray:
    return np.where(cost >= forbidden, NEVER, cost * PRICE)
