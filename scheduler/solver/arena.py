"""The units in flat arrays, because numba compiles those well.

Costs are int64 in units of the objective; prices, and sums that hold any, are counted
in `PRICE`-ths of a unit, so all sums are exact. ``scale[u]`` is what a unit of unit u's
own cost counts in them: `PRICE`, or more where the unit is among the worst off.
``*_from[u]`` points to unit u's part of the flat arrays that follow it.
"""

from __future__ import annotations

from typing import NamedTuple

from scheduler.terms import BoolArray, IntArray

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
    (``arc_*``, after ``arc_from``; ``arc_set`` is the bit as a set, 0 where the
    programme doesn't carry it); a *way* those of an arc that no walk tells apart:
    ``arc`` (counted within the unit), ``joint_from`` into ``joint``, ``heard_from``
    into ``heard`` (walk within the unit) and ``said`` (letter) of the walks that it may
    move or cost anything; all after ``way_from``. ``stage_way`` [stage + 1], after
    ``stage_from``: the first way from there on, within the unit. ``of`` [joints]: each
    joint's way, within the unit.
    """

    stage_from: IntArray
    stage_way: IntArray
    arc_from: IntArray
    arc_bit: IntArray
    arc_set: IntArray
    arc_first: IntArray
    arc_end: IntArray
    arc_letter: IntArray
    way_from: IntArray
    arc: IntArray
    joint_from: IntArray
    joint: IntArray
    heard_from: IntArray
    heard: IntArray
    said: IntArray
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
    joint says the letter and it moves the walk, 2: an idle week says it).
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
    ``bits``, how many of them are ``carried``, ``stages``, ``scale``, ``mask_cost``
    [set of bits] after ``mask_from``.
    """

    bits: IntArray
    carried: IntArray
    stages: IntArray
    scale: IntArray
    mask_from: IntArray
    mask_cost: IntArray
    seats: Seats
    ways: Ways
    core: Core
    walks: Walks
