"""Who moves as one, and what they may choose: the problem as the sweep sees it.

A *unit* is a student, or companions with identical duties who always move together. A
*joint* is one candidate of each member, all in the same ward and weeks. A *bit* is a
requirement of the unit (of each member, the same one).

Rows fall into three kinds, told apart by their data alone:

- rows that one unit's itinerary can't break, because it takes each bit once and never
  two joints in one week: dropped;
- rows of one unit that count whole bits (what is unplaced, k of a group): a cost of the
  set of bits done, looked up at the end of the dynamic programme;
- all others: a price hangs on them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scheduler.solver.incidence import Incidence
from scheduler.solver.problem import Problem
from scheduler.terms import FORBIDDEN, BoolArray, IntArray, Row, grouped

NO_BOUND = 1 << 40
MOST_BITS = 12
"""Requirements of one unit that the dynamic programme carries: it has 2^n sets.

Those beyond are left to the exact model, which places them in neighbourhoods."""


@dataclass(frozen=True, eq=False)
class Unit:
    """One unit. ``joints``: indices into `Units`; ``bit`` [joints]: their requirement.

    ``mask_cost`` [2^bits]: what a set of bits done costs, `FORBIDDEN` = not allowed.
    """

    members: tuple[str, ...]
    joints: IntArray
    bit: IntArray
    bits: int
    mask_cost: IntArray


@dataclass(frozen=True, eq=False)
class Units:
    """All units and the rows that have a price.

    ``candidates`` [joints, largest unit]: candidates of each joint, -1 = none.
    ``cost`` [joints]. ``row_from`` [joints + 1] points into ``row`` and ``weight``.
    ``lower``, ``upper``, ``penalty`` [rows]; `NO_BOUND` = none, penalty -1 = hard.
    ``keys``: of the rows. ``constant``: what is unavoidable, whatever is chosen.
    ``weeks``: in the year.
    """

    units: tuple[Unit, ...]
    candidates: IntArray
    cost: IntArray
    first: IntArray
    last: IntArray
    row_from: IntArray
    row: IntArray
    weight: IntArray
    lower: IntArray
    upper: IntArray
    penalty: IntArray
    keys: tuple[tuple[str, ...], ...]
    constant: int
    weeks: int

    @cached_property
    def tie(self) -> BoolArray:
        """Tell [rows] which are hard and have weights of both signs: agree, you two."""
        least = np.zeros(len(self.lower), dtype=np.int64)
        most = least.copy()
        np.minimum.at(least, self.row, self.weight)
        np.maximum.at(most, self.row, self.weight)
        return np.asarray((self.penalty < 0) & (least < 0) & (most > 0))

    @cached_property
    def partner(self) -> IntArray:
        """Return [units] another unit that each is tied to; -1: none."""
        owner = np.full(len(self.cost), -1, dtype=np.int64)
        for number, unit in enumerate(self.units):
            owner[unit.joints] = number
        partner = np.full(len(self.units), -1, dtype=np.int64)
        joint = np.repeat(np.arange(len(self.cost)), np.diff(self.row_from))
        tied = np.isin(self.row, np.flatnonzero(self.tie)) & (owner[joint] >= 0)
        for _, mine in grouped(owner[joint[tied]], self.row[tied]):
            partner[mine[0]], partner[mine[-1]] = mine[-1], mine[0]
        return np.where(partner == np.arange(len(partner)), -1, partner)

    def joints_of(self, chosen: IntArray, bits: int) -> IntArray:
        """Return [units, bits] the joints whose candidates are all ``chosen``."""
        taken = np.zeros(int(self.candidates.max(initial=0)) + 1, dtype=np.bool_)
        taken[chosen[chosen < len(taken)]] = True
        there = taken[self.candidates] | (self.candidates < 0)
        whole: BoolArray = np.all(there, axis=1)
        current = np.full((len(self.units), bits), -1, dtype=np.int64)
        for number, unit in enumerate(self.units):
            mine = whole[unit.joints]
            current[number, unit.bit[mine]] = unit.joints[mine]
        return current

    def chosen(self, current: IntArray) -> IntArray:
        """Return the candidates of the joints taken: [units, bits] -> [candidates]."""
        taken = self.candidates[current[current >= 0]].ravel()
        return np.sort(taken[taken >= 0])


def make_units(problem: Problem) -> Units:
    """Return the units of a problem."""
    return _Maker(problem).make()


class _Maker:
    def __init__(self, problem: Problem) -> None:
        self.problem, self.table = problem, problem.table
        self.alive = Incidence(problem).possible
        twins = [row for row in problem.rows if _is_twin(row)]
        self.twin = _Groups(self.table.size)
        friends = _Groups(len(self.table.students))
        for row in twins:
            self.twin.join(*row.candidates.tolist())
            friends.join(*self.table.student[row.candidates].tolist())
        self.joints: list[tuple[int, ...]] = []
        self.members: list[tuple[int, ...]] = []
        self.drafts: list[tuple[IntArray, IntArray, int]] = []
        for group in friends.all():
            self._add_group(group)
        self.unit_of = np.full(self.table.size, -1, dtype=np.int64)
        self.joint_of = np.full(self.table.size, -1, dtype=np.int64)
        for unit, (numbers, _, _) in enumerate(self.drafts):
            for joint in numbers.tolist():
                mine = list(self.joints[joint])
                self.unit_of[mine], self.joint_of[mine] = unit, joint

    # -- units -------------------------------------------------------------------

    def _add_group(self, group: list[int]) -> None:
        joints = self._joined(group) if len(group) > 1 else None
        if joints is not None:
            self._add_unit(tuple(group), joints)
            return
        for student in group:
            self._add_unit((student,), [(int(i),) for i in self._own(student)])

    def _own(self, student: int) -> IntArray:
        own = self.table.of_student(self.table.students[student])
        return own[self.alive[own]]

    def _joined(self, group: list[int]) -> list[tuple[int, ...]] | None:
        """Return the joints of a group; ``None`` where its members' duties differ."""
        by_twin: dict[int, list[int]] = defaultdict(list)
        for student in group:
            for candidate in self._own(student).tolist():
                by_twin[self.twin.root(candidate)].append(candidate)
        joints = [tuple(members) for members in by_twin.values()]
        for joint in joints:
            if sorted(self.table.student[list(joint)].tolist()) != sorted(group):
                return None
        return joints

    def _add_unit(
        self, members: tuple[int, ...], joints: list[tuple[int, ...]]
    ) -> None:
        lead = np.array([joint[0] for joint in joints], dtype=np.int64)
        requirements, bit = np.unique(self.table.requirement[lead], return_inverse=True)
        if len(requirements) > MOST_BITS:
            joints = [
                joint for joint, b in zip(joints, bit, strict=True) if b < MOST_BITS
            ]
            self._add_unit(members, joints)
            return
        numbers = np.arange(len(self.joints), len(self.joints) + len(joints))
        self.joints.extend(joints)
        self.members.append(members)
        self.drafts.append((numbers, bit.astype(np.int64), len(requirements)))

    # -- rows --------------------------------------------------------------------

    def make(self) -> Units:
        """Sort the rows by kind and lay everything out flat."""
        of_masks: dict[int, list[tuple[Row, int]]] = defaultdict(list)
        priced: list[tuple[Row, IntArray, IntArray]] = []
        constant = 0
        self._bit_of = self._bits_of_joints()
        self._bit_sizes = [
            np.bincount(bit, minlength=bits) for _, bit, bits in self.drafts
        ]
        for row in self.problem.rows:
            joints, weight = self._on_joints(row)
            if not len(joints):
                constant += row.breach(0) * (row.penalty or 0)
                continue
            owner = self._owner(joints)
            if owner is not None and self._cannot_break(row, joints, weight):
                continue
            bits = None if owner is None else self._whole_bits(owner, joints, weight)
            if owner is not None and bits is not None:
                of_masks[owner].append((row, bits))
            else:
                priced.append((row, joints, weight))
        units = tuple(
            Unit(
                tuple(self.table.students[m] for m in self.members[u]),
                numbers,
                bit,
                bits,
                _mask_cost(bits, of_masks[u]),
            )
            for u, (numbers, bit, bits) in enumerate(self.drafts)
        )
        return self._flat(units, priced, constant)

    def _bits_of_joints(self) -> IntArray:
        bit_of = np.zeros(len(self.joints), dtype=np.int64)
        for numbers, bit, _ in self.drafts:
            bit_of[numbers] = bit
        return bit_of

    def _on_joints(self, row: Row) -> tuple[IntArray, IntArray]:
        """Return (joints, weight of each) of a row; twins within a joint cancel out."""
        joint = self.joint_of[row.candidates]
        living = joint >= 0
        joints, where = np.unique(joint[living], return_inverse=True)
        weight = np.zeros(len(joints), dtype=np.int64)
        np.add.at(weight, where, row.weight[living])
        return joints[weight != 0], weight[weight != 0]

    def _owner(self, joints: IntArray) -> int | None:
        """Return the one unit that a row is about, if it is one."""
        lead = [self.joints[joint][0] for joint in (joints[0], joints[-1])]
        # Joints are numbered unit by unit, so the ends tell.
        first, last = self.unit_of[lead]
        return int(first) if first == last else None

    def _cannot_break(self, row: Row, joints: IntArray, weight: IntArray) -> bool:
        """Tell whether every itinerary keeps to a row: at most one joint of it fits."""
        if (row.lower or 0) > 0 or row.upper is None or (weight > row.upper).any():
            return False
        lead = [self.joints[joint][0] for joint in joints]
        overlap = self.table.first[lead].max() <= self.table.last[lead].min()
        one_bit = (self._bit_of[joints] == self._bit_of[joints[0]]).all()
        return bool((weight > 0).all() and (overlap or one_bit))

    def _whole_bits(self, unit: int, joints: IntArray, weight: IntArray) -> int | None:
        """Return the set of bits that a row counts, if it counts whole bits by 1."""
        if (weight != 1).any():
            return None
        sizes = self._bit_sizes[unit]
        counted = np.bincount(self._bit_of[joints], minlength=len(sizes))
        if ((counted != 0) & (counted != sizes)).any():
            return None
        return sum(1 << int(bit) for bit in np.flatnonzero(counted))

    def _flat(
        self,
        units: tuple[Unit, ...],
        priced: list[tuple[Row, IntArray, IntArray]],
        constant: int,
    ) -> Units:
        widest = max((len(joint) for joint in self.joints), default=1)
        padded = [(*joint, *[-1] * (widest - len(joint))) for joint in self.joints]
        candidates = np.array(padded, dtype=np.int64).reshape(-1, widest)
        cost = np.where(candidates >= 0, self.problem.cost[candidates], 0).sum(axis=1)
        lead = candidates[:, 0]
        none = np.zeros(0, dtype=np.int64)
        joint = np.concatenate([none, *(joints for _, joints, _ in priced)])
        weight = np.concatenate([none, *(weights for _, _, weights in priced)])
        row = np.repeat(
            np.arange(len(priced)), [len(joints) for _, joints, _ in priced]
        )
        order = np.argsort(joint, kind="stable")
        counts = np.bincount(joint, minlength=len(self.joints))
        rows = [row for row, _, _ in priced]
        laid = Units(
            units,
            candidates,
            cost,
            self.table.first[lead],
            self.table.last[lead],
            row_from=np.concatenate([[0], np.cumsum(counts)]),
            row=row[order],
            weight=weight[order],
            lower=_bounds([row.lower for row in rows], -NO_BOUND),
            upper=_bounds([row.upper for row in rows], NO_BOUND),
            penalty=_bounds([row.penalty for row in rows], -1),
            keys=tuple(row.key for row in rows),
            constant=constant,
            weeks=len(self.table.weeks),
        )
        return replace(laid, units=_without_crowds(laid, joint[order]))


def _without_crowds(units: Units, joint: IntArray) -> tuple[Unit, ...]:
    """Drop joints that break a row by themselves: two companions on one seat.

    ``joint`` [entries]: whose row and weight each entry is.
    """
    least = np.zeros(len(units.lower), dtype=np.int64)
    np.minimum.at(least, units.row, units.weight)
    strict = (units.penalty < 0) & (least >= 0)
    fits = np.ones(len(units.cost), dtype=np.bool_)
    fits[joint[strict[units.row] & (units.weight > units.upper[units.row])]] = False
    return tuple(
        replace(
            unit, joints=unit.joints[fits[unit.joints]], bit=unit.bit[fits[unit.joints]]
        )
        for unit in units.units
    )


def _bounds(values: list[int | None], default: int) -> IntArray:
    return np.array([default if v is None else v for v in values], dtype=np.int64)


def _is_twin(row: Row) -> bool:
    """Tell whether a row says: these two, or neither."""
    return (
        row.penalty is None
        and row.lower == row.upper == 0
        and sorted(row.weight.tolist()) == [-1, 1]
    )


def _mask_cost(bits: int, rows: list[tuple[Row, int]]) -> IntArray:
    """Return [2^bits] what the rows that count whole bits make of each set of bits."""
    masks = np.arange(1 << bits, dtype=np.int64)
    total = np.zeros(len(masks), dtype=np.int64)
    for row, counted in rows:
        done = np.bitwise_count(masks & counted).astype(np.int64)
        over = np.maximum(0, done - row.upper) if row.upper is not None else 0 * done
        under = np.maximum(0, row.lower - done) if row.lower is not None else 0 * done
        each = FORBIDDEN if row.penalty is None else row.penalty
        total += np.minimum((over + under) * each, FORBIDDEN)
    return np.minimum(total, FORBIDDEN)


class _Groups:
    """Disjoint sets of numbers (union-find)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, item: int) -> int:
        """Return the number that stands for an item's set."""
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, one: int, other: int) -> None:
        """Make two items' sets one."""
        a, b = sorted((self.root(one), self.root(other)))
        self._parent[b] = a

    def all(self) -> Iterator[list[int]]:
        """Return the sets, each sorted, in order of their smallest item."""
        sets: dict[int, list[int]] = defaultdict(list)
        for item in range(len(self._parent)):
            sets[self.root(item)].append(item)
        yield from sets.values()
