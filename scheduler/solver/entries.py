"""What joints weigh in rows, side by side, and which kind each row is."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numba
import numpy as np

from scheduler.solver.incidence import Incidence
from scheduler.solver.problem import THREADS
from scheduler.terms import BoolArray, IntArray, Row


@dataclass(frozen=True, eq=False)
class Joints:
    """What joints are, one an index; they are numbered unit by unit.

    ``candidates`` [joints, largest unit]: -1 = none. ``unit``, ``bit``, ``first``,
    ``last`` [joints]: of each. ``of`` [candidates of the table]: in which joint each
    is, -1 = none.
    """

    candidates: IntArray
    of: IntArray
    unit: IntArray
    bit: IntArray
    first: IntArray
    last: IntArray

    @cached_property
    def with_bit(self) -> IntArray:
        """How many joints have each bit, [units, bits]."""
        units = int(self.unit.max(initial=-1)) + 1
        place = self.unit * self.bits + self.bit
        return np.bincount(place, minlength=units * self.bits).reshape(-1, self.bits)

    @cached_property
    def bits(self) -> int:
        """How many bits the unit with the most of them has; at least 1."""
        return int(self.bit.max(initial=0)) + 1


@dataclass(frozen=True, eq=False)
class Entries:
    """What joints weigh in rows: all arrays are [entries], sorted by row and joint."""

    row: IntArray
    joint: IntArray
    weight: IntArray

    def where(self, mask: BoolArray) -> Entries:
        """Return the entries that ``mask`` [entries] keeps."""
        return Entries(self.row[mask], self.joint[mask], self.weight[mask])

    @cached_property
    def begins(self) -> IntArray:
        """The first entry of each row that has any."""
        return np.flatnonzero(np.diff(self.row, prepend=-1))

    @property
    def ends(self) -> IntArray:
        """Where each row that has any ends."""
        return np.append(self.begins, len(self.row))[1:]

    @cached_property
    def rows(self) -> IntArray:
        """The rows that have any, in order."""
        return self.row[self.begins]

    def least(self, values: IntArray) -> IntArray:
        """Return [rows that have any] the least of ``values`` [entries] in each."""
        return np.minimum.reduceat(values, self.begins)

    def most(self, values: IntArray) -> IntArray:
        """Return [rows that have any] the most of ``values`` [entries] in each."""
        return np.maximum.reduceat(values, self.begins)


def entries_of(incidence: Incidence, joints: Joints) -> Entries:
    """Return what joints weigh in rows; twins within a joint cancel out."""
    joint = joints.of[incidence.candidate]
    found = Entries(incidence.row, joint, incidence.weight).where(joint >= 0)
    place = found.row * len(joints.candidates) + found.joint
    if (np.diff(place) > 0).all():
        return found
    order = np.argsort(place, kind="stable")
    begins = np.flatnonzero(np.diff(place[order], prepend=-1))
    weight = np.add.reduceat(found.weight[order], begins)
    first = order[begins]
    merged = Entries(found.row[first], found.joint[first], weight)
    return merged.where(weight != 0)


def owned(entries: Entries, joints: Joints) -> BoolArray:
    """Tell [rows that have any] which are about one unit alone."""
    first, last = entries.joint[entries.begins], entries.joint[entries.ends - 1]
    return np.asarray(joints.unit[first] == joints.unit[last])


def unbreakable(entries: Entries, joints: Joints, rows: Sequence[Row]) -> BoolArray:
    """Tell [rows that have any] which every itinerary of their unit keeps to.

    At most one of the row's joints fits into an itinerary: all have one bit, or a week
    in common. The entries are those of ``rows``, each of one unit.
    """
    is_cap = [row.upper is not None and (row.lower or 0) <= 0 for row in rows]
    upper = np.array([row.upper or 0 for row in rows], dtype=np.int64)
    weight, joint = entries.weight, entries.joint
    fits = (entries.most(weight) <= upper) & (entries.least(weight) > 0)
    bit = joints.bit[joint]
    one_bit = entries.least(bit) == entries.most(bit)
    overlap = entries.most(joints.first[joint]) <= entries.least(joints.last[joint])
    return np.asarray(np.array(is_cap, dtype=np.bool_) & fits & (one_bit | overlap))


def whole_bits(entries: Entries, joints: Joints) -> tuple[BoolArray, BoolArray]:
    """Return which rows of one unit count whole bits by 1, and the bits that each has.

    [rows that have any] and [rows that have any, bits].
    """
    counts, bits = len(entries.rows), joints.bits
    rank = np.repeat(np.arange(counts), entries.ends - entries.begins)
    place = rank * bits + joints.bit[entries.joint]
    counted = np.bincount(place, minlength=counts * bits).reshape(-1, bits)
    unit = joints.unit[entries.joint[entries.begins]]
    whole = ((counted == 0) | (counted == joints.with_bit[unit])).all(axis=1)
    plain = (entries.least(entries.weight) == 1) & (entries.most(entries.weight) == 1)
    return whole & plain, counted > 0


def by_joint(
    parts: Sequence[Entries], joints: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Return entries sorted by joint: (where each joint's begin, row, weight)."""
    begins = np.zeros(joints + 1, dtype=np.int64)
    for part in parts:
        _count(part.joint, begins[1:])
    np.cumsum(begins, out=begins)
    rows, weights = np.empty((2, begins[-1]), dtype=np.int64)
    place = begins.copy()
    ends = [joints * i // THREADS for i in range(THREADS + 1)]

    def fill(low: int, high: int) -> None:
        for part in parts:
            args = part.row, part.joint, part.weight
            _fill(*args, low, high, place, rows, weights)

    with ThreadPoolExecutor(THREADS) as workers:
        list(workers.map(fill, ends[:-1], ends[1:]))
    return begins, rows, weights


@numba.njit(cache=True, nogil=True)
def _count(joint: IntArray, counts: IntArray) -> None:
    """Add up how many entries each joint has, [joints]."""
    for one in joint:
        counts[one] += 1


@numba.njit(cache=True, nogil=True)
def _fill(
    row: IntArray,
    joint: IntArray,
    weight: IntArray,
    low: int,
    high: int,
    place: IntArray,
    rows: IntArray,
    weights: IntArray,
) -> None:
    """Put entries of joints from ``low`` to before ``high`` where theirs are next.

    ``place`` [joints] moves on.
    """
    for i in range(len(joint)):
        if low <= joint[i] < high:
            spot = place[joint[i]]
            rows[spot], weights[spot] = row[i], weight[i]
            place[joint[i]] += 1
