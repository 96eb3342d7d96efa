"""Rows that count the same: one load, several things said about it.

A ward's seats, its load and its reserve are rows over the same joints, often alike for
two weeks or four, because rotations there begin on the same days. The linear programme
needs the load but once, and what the rows say is one convex cost of it: on the example
year 1,763 rows instead of 5,446, solved in a quarter of the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scheduler.terms import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Stacks:
    """``of`` [rows]: each row's stack; ``first`` [rows]: the one that counts for it."""

    of: IntArray
    first: BoolArray

    def shared(
        self, price: FloatArray, limit: IntArray, most: FloatArray
    ) -> FloatArray:
        """Return [rows] the price of each stack spread over its rows.

        Those with the lowest ``limit`` [rows] take what they can, up to ``most``, since
        what prices take in at the limits is what the bound loses.
        """
        order = np.lexsort((limit, self.of))
        before = before_in_group(self.of[order], most[order])
        paid = np.empty(len(price))
        paid[order] = np.clip(price[order] - before, 0, most[order])
        return paid


def before_in_group(group: IntArray, amount: FloatArray) -> FloatArray:
    """Return what the earlier members of each one's group amount to (groups sorted)."""
    total = np.cumsum(amount) - amount
    fresh = np.append(True, group[1:] != group[:-1])[: len(group)]
    start = np.maximum.accumulate(np.where(fresh, np.arange(len(group)), 0))
    return total - total[start]


def stacks_of(joint: IntArray, row: IntArray, weight: IntArray, rows: int) -> Stacks:
    """Return which of so many rows have the same joints with the same weights.

    ``joint``, ``row``, ``weight``: [entries].
    """
    order = np.lexsort((joint, row))
    starts = np.searchsorted(row[order], np.arange(rows + 1))
    known: dict[tuple[bytes, bytes], int] = {}
    of, first = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.bool_)
    for number, (low, high) in enumerate(pairwise(starts.tolist())):
        spots = order[low:high]
        content = joint[spots].tobytes(), weight[spots].tobytes()
        first[number] = content not in known
        of[number] = known.setdefault(content, len(known))
    return Stacks(of, first)
