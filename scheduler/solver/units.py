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
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scheduler.solver.companions import Draft, drafts_of
from scheduler.solver.entries import (
    Entries,
    Joints,
    entries_of,
    owned,
    unbreakable,
    whole_bits,
)
from scheduler.solver.incidence import Incidence
from scheduler.solver.problem import Problem
from scheduler.terms import FORBIDDEN, BoolArray, IntArray, Row, grouped, sorted_by

NO_BOUND = 1 << 40

NO_BOUND = 1 << 40


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
    """Return the units of a problem: sort its rows by kind, lay everything out flat."""
    incidence, rows = Incidence(problem), problem.rows
    drafts = list(drafts_of(problem, incidence.possible))
    joints = _joints(problem, drafts)
    entries = entries_of(incidence, joints.candidates)
    filled = np.zeros(len(rows), dtype=np.bool_)
    filled[entries.rows] = True
    constant = sum(
        rows[i].breach(0) * (rows[i].penalty or 0)
        for i in np.flatnonzero(~filled).tolist()
    )
    priced, of_masks = _by_kind(rows, entries, joints)
    units = _units(drafts, of_masks)
    return _flat(problem, units, joints, entries.where(priced[entries.row]), constant)


def _joints(problem: Problem, drafts: list[Draft]) -> Joints:
    """Return the joints of all units, one unit after another."""
    sizes = [len(draft.bit) for draft in drafts]
    ends = np.cumsum(sizes, dtype=np.int64).tolist()
    widest = max((len(draft.members) for draft in drafts), default=1)
    candidates = np.full((sum(sizes), widest), -1, dtype=np.int64)
    for draft, size, end in zip(drafts, sizes, ends, strict=True):
        candidates[end - size : end, : len(draft.members)] = draft.candidates
    lead = candidates[:, 0]
    return Joints(
        candidates,
        unit=np.repeat(np.arange(len(drafts)), sizes),
        bit=np.concatenate([lead[:0], *(draft.bit for draft in drafts)]),
        first=problem.table.first[lead],
        last=problem.table.last[lead],
    )


def _by_kind(
    rows: Sequence[Row], entries: Entries, joints: Joints
) -> tuple[BoolArray, dict[int, list[tuple[Row, int]]]]:
    """Return [rows] which have a price; and by unit, (row, bits) that it counts."""
    priced, alone = np.zeros((2, len(rows)), dtype=np.bool_)
    priced[entries.rows] = True
    alone[entries.rows] = owned(entries, joints)
    own = entries.where(alone[entries.row])
    of_one = [rows[i] for i in own.rows.tolist()]
    kept = unbreakable(own, joints, of_one)
    bits = whole_bits(own, joints)
    priced[own.rows[kept | (bits >= 0)]] = False
    of_masks: dict[int, list[tuple[Row, int]]] = defaultdict(list)
    for i in np.flatnonzero(~kept & (bits >= 0)).tolist():
        unit = joints.unit[own.joint[own.begins[i]]]
        of_masks[int(unit)].append((of_one[i], int(bits[i])))
    return priced, of_masks


def _units(
    drafts: list[Draft], of_masks: Mapping[int, list[tuple[Row, int]]]
) -> tuple[Unit, ...]:
    units, start = [], 0
    costs: dict[Hashable, IntArray] = {}
    for number, draft in enumerate(drafts):
        counted = tuple(
            (bits, row.lower, row.upper, row.penalty)
            for row, bits in of_masks.get(number, ())
        )
        # Most units are alike in what they owe.
        if (draft.bits, counted) not in costs:
            costs[draft.bits, counted] = _mask_cost(draft.bits, counted)
        cost, end = costs[draft.bits, counted], start + len(draft.bit)
        units.append(
            Unit(draft.members, np.arange(start, end), draft.bit, draft.bits, cost)
        )
        start = end
    return tuple(units)


def _flat(
    problem: Problem,
    units: tuple[Unit, ...],
    joints: Joints,
    entries: Entries,
    constant: int,
) -> Units:
    """Lay out the units, and the entries of the rows that have a price."""
    candidates = joints.candidates
    rows = [problem.rows[i] for i in entries.rows.tolist()]
    number = np.zeros(len(problem.rows), dtype=np.int64)
    number[entries.rows] = np.arange(len(rows))
    order = sorted_by(entries.joint)
    counts = np.bincount(entries.joint, minlength=len(candidates))
    laid = Units(
        units,
        candidates,
        np.where(candidates >= 0, problem.cost[candidates], 0).sum(axis=1),
        joints.first,
        joints.last,
        row_from=np.concatenate([[0], np.cumsum(counts)]),
        row=number[entries.row[order]],
        weight=entries.weight[order],
        lower=_bounds([row.lower for row in rows], -NO_BOUND),
        upper=_bounds([row.upper for row in rows], NO_BOUND),
        penalty=_bounds([row.penalty for row in rows], -1),
        keys=tuple(row.key for row in rows),
        constant=constant,
        weeks=len(problem.table.weeks),
    )
    return replace(laid, units=_without_crowds(laid, entries.joint[order]))


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


def _mask_cost(
    bits: int, rows: Sequence[tuple[int, int | None, int | None, int | None]]
) -> IntArray:
    """Return [2^bits] what the rows that count whole bits make of each set of bits.

    ``rows``: (set of bits counted, lower, upper, penalty).
    """
    masks = np.arange(1 << bits, dtype=np.int64)
    total = np.zeros(len(masks), dtype=np.int64)
    for counted, lower, upper, penalty in rows:
        done = np.bitwise_count(masks & counted).astype(np.int64)
        over = np.maximum(0, done - upper) if upper is not None else 0 * done
        under = np.maximum(0, lower - done) if lower is not None else 0 * done
        each = FORBIDDEN if penalty is None else penalty
        total += np.minimum((over + under) * each, FORBIDDEN)
    return np.minimum(total, FORBIDDEN)
