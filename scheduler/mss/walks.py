"""The two walks that MSS has and the school hasn't (see `scheduler.terms.Walk`)."""

from __future__ import annotations

import numpy as np

from scheduler.terms import IntArray, Walk


def waiting(
    key: tuple[str, ...], size: int, weeks: int, owed: int, each: int, given: int
) -> Walk:
    """Return a walk that costs ``each`` for an idle week before the last placement.

    ``size``: the student's candidates; ``owed``: how many placements he has in all, so
    that the walk counts them and knows the last. ``given`` is added at the end.
    """
    # State n: n placements seen. Letters: 0 a placement, 1 an idle week.
    states = np.arange(owed + 1)
    step = np.stack([np.append(states[1:], -1), states], axis=1)
    cost = np.zeros((owed + 1, 2), dtype=np.int64)
    cost[:-1, 1] = each
    return Walk(
        key,
        letter=np.zeros(size, dtype=np.int64),
        idle=np.ones(weeks, dtype=np.int64),
        step=step,
        cost=cost,
        final=np.full(owed + 1, given, dtype=np.int64),
    )


def changes(
    key: tuple[str, ...], value: IntArray, values: int, weeks: int, each: int
) -> Walk:
    """Return a walk that costs ``each`` where a placement's value isn't the last one's.

    ``value`` [student's candidates], from 0 to ``values - 1``. Idle weeks in between
    don't matter.
    """
    # State 0: no placement yet; v + 1: the last one had value v.
    # Letter v: a placement with value v; the last letter: an idle week.
    step = np.tile(np.arange(1, values + 2), (values + 1, 1))
    step[:, values] = np.arange(values + 1)
    cost = np.zeros((values + 1, values + 1), dtype=np.int64)
    cost[1:, :values] = each * (1 - np.eye(values, dtype=np.int64))
    return Walk(
        key,
        letter=value.astype(np.int64),
        idle=np.full(weeks, values, dtype=np.int64),
        step=step,
        cost=cost,
        final=np.zeros(values + 1, dtype=np.int64),
    )
