"""Walks by name, so that a regulation about a student's sequence stays one line.

Each constructor is given masks or values over one student's candidates, in the order of
``table.of_student``, and the number of weeks in the year (see `scheduler.terms.Walk`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scheduler.terms import FORBIDDEN, BoolArray, IntArray, Walk


def counter(
    key: tuple[str, ...], counted: BoolArray, weeks: int, costs: IntArray, hard: bool
) -> Walk:
    """Return a walk that counts placements: the n-th one costs ``costs[n - 1]``.

    ``counted`` [student's candidates]. Beyond ``len(costs)`` a further one is forbidden
    if ``hard``, else it costs as much as the last.
    """
    states = len(costs) + 1
    step = np.stack([np.arange(states), np.arange(1, states + 1)], axis=1)
    step[-1, 1] = -1 if hard else states - 1
    cost = np.zeros((states, 2), dtype=np.int64)
    cost[:-1, 1] = costs
    cost[-1, 1] = 0 if hard else costs[-1]
    return Walk(
        key,
        letter=counted.astype(np.int64),
        idle=np.zeros(weeks, dtype=np.int64),
        step=step,
        cost=cost,
        final=np.zeros(states, dtype=np.int64),
    )


def at_most(key: tuple[str, ...], counted: BoolArray, weeks: int, most: int) -> Walk:
    """Return a walk that forbids more than ``most`` of the counted placements."""
    return counter(key, counted, weeks, np.zeros(most, dtype=np.int64), hard=True)


def total(
    key: tuple[str, ...],
    counted: BoolArray,
    weeks: int,
    most: int,
    lower: int | None,
    upper: int | None,
    penalty: int | None,
) -> Walk:
    """Return a walk that counts placements and costs what a row would, in the end.

    ``counted`` [student's candidates]; ``most``: more don't come up. ``lower``,
    ``upper``, ``penalty``: as of a `Row`.
    """
    last = most if upper is None or penalty is not None else min(most, upper)
    zero = np.zeros(last, dtype=np.int64)
    walk = counter(key, counted, weeks, zero, hard=True)
    number, each = np.arange(last + 1), FORBIDDEN if penalty is None else penalty
    over = np.maximum(0, number - (last if upper is None else upper))
    under = np.maximum(0, (lower or 0) - number)
    return replace(walk, final=np.minimum((over + under) * each, FORBIDDEN))


def before(
    key: tuple[str, ...], earlier: BoolArray, later: BoolArray, weeks: int
) -> Walk:
    """Return a walk that forbids ``later`` placements before an ``earlier`` one.

    Both are masks [student's candidates].
    """
    letter = np.where(later, 2, np.where(earlier, 1, 0)).astype(np.int64)
    step = np.array([[0, 1, -1], [1, 1, 1]])
    zero = np.zeros((2, 3), dtype=np.int64)
    idle = np.zeros(weeks, dtype=np.int64)
    return Walk(key, letter, idle, step, zero, zero[:, 0])


def same(key: tuple[str, ...], value: IntArray, parts: int, weeks: int) -> Walk:
    """Return a walk in which ``parts`` placements must share one value.

    ``value`` [student's candidates]: -1 for placements that it isn't about. After the
    last part the walk forgets, which keeps the states few.
    """
    values, letter = np.unique(value, return_inverse=True)
    if values[0] != -1:
        values, letter = np.concatenate([[-1], values]), letter + 1
    # State 0: none or all seen; then, for each value, 1 .. parts - 1 seen of it.
    states = 1 + (len(values) - 1) * (parts - 1)
    step = np.full((states, len(values)), -1, dtype=np.int64)
    step[:, 0] = np.arange(states)
    for chosen in range(1, len(values)):
        base = 1 + (chosen - 1) * (parts - 1)
        step[0, chosen] = base
        for seen in range(parts - 1):
            step[base + seen, chosen] = base + seen + 1 if seen + 2 < parts else 0
    zero = np.zeros_like(step)
    idle = np.zeros(weeks, dtype=np.int64)
    return Walk(key, letter.astype(np.int64), idle, step, zero, zero[:, 0])


def per_change(key: tuple[str, ...], value: IntArray, weeks: int) -> Walk:
    """Return a walk that costs 1 when the value changes from one week to the next.

    ``value`` [student's candidates]. An idle week in between makes the change free.
    """
    values, letter = np.unique(value, return_inverse=True)
    count = len(values)
    # State 0: the week before was idle; state v + 1: it was spent at value v.
    # Letter v: a placement at value v; the last letter: an idle week.
    step = np.tile(np.append(np.arange(1, count + 1), 0), (count + 1, 1))
    cost = np.zeros((count + 1, count + 1), dtype=np.int64)
    cost[1:, :count] = 1 - np.eye(count, dtype=np.int64)
    idle = np.full(weeks, count, dtype=np.int64)
    final = np.zeros(count + 1, dtype=np.int64)
    return Walk(key, letter.astype(np.int64), idle, step, cost, final)


def per_idle_week(
    key: tuple[str, ...], size: int, is_open: BoolArray, most: int
) -> Walk:
    """Return a walk that costs 1 for each idle week between placements of one run.

    ``size``: the student's candidates; ``is_open`` [weeks]: an idle week that isn't
    open ends the run. A gap costs ``most`` at the most.
    """
    # State 0: outside a run; state g + 1: in a run, after g idle weeks.
    # Letters: 0 a placement, 1 an open idle week, 2 one that ends the run.
    gaps = np.arange(most + 1)
    step = np.zeros((most + 2, 3), dtype=np.int64)
    step[:, 0] = 1
    step[1:, 1] = np.minimum(gaps + 1, most) + 1
    cost = np.zeros_like(step)
    cost[1:, 0] = gaps
    letter = np.zeros(size, dtype=np.int64)
    return Walk(key, letter, np.where(is_open, 1, 2), step, cost, cost[:, 2])


def per_extra_piece(
    key: tuple[str, ...], first: IntArray, last: IntArray, is_free: BoolArray
) -> Walk:
    """Return a walk that costs 1 for each idle piece but one of each free stretch.

    ``first``, ``last`` [student's candidates]; ``is_free`` [weeks]: a stretch is a run
    of free weeks, a piece of it a run without placements.
    """
    # State 0: no piece of this stretch yet; 1: in a piece; 2: busy after a piece.
    # Letters: 0 an idle free week; 1 a placement within one stretch; 2 one that ends
    # outside any stretch, or an idle week there; 3 one that ends in a later stretch.
    step = np.array([[1, 0, 0, 0], [1, 2, 0, 0], [1, 2, 0, 0]])
    cost = np.zeros((3, 4), dtype=np.int64)
    cost[2, 0] = 1
    taught = np.concatenate([[0], np.cumsum(~is_free)])
    within = taught[last + 1] == taught[first]
    letter = np.where(within, 1, np.where(is_free[last], 3, 2)).astype(np.int64)
    idle = np.where(is_free, 0, 2).astype(np.int64)
    return Walk(key, letter, idle, step, cost, cost[:, 2])
