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

Where a unit has more bits than the programme carries the set of, walks tell instead
that each is taken once, and what the rows that count them cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from scheduler.solver.companions import Draft, drafts_of
from scheduler.solver.entries import (
    Entries,
    Joints,
    by_joint,
    entries_of,
    owned,
    unbreakable,
    whole_bits,
)
from scheduler.solver.incidence import Incidence, by_part
from scheduler.solver.problem import Problem
from scheduler.solver.stacks import Stacks, stacks_of
from scheduler.terms import FORBIDDEN, BoolArray, IntArray, Row, Walk, grouped
from scheduler.walks import total

NO_BOUND = 1 << 40


@dataclass(frozen=True, eq=False)
class Unit:
    """One unit. ``joints``: indices into `Units`; ``bit`` [joints]: their requirement.

    ``mask_cost`` [2^carried]: what a set of bits done costs, `FORBIDDEN` = not allowed;
    the programme carries all ``bits`` or none. ``walks``: what tells of bits that it
    doesn't carry; their letters are over the joints.
    """

    members: tuple[str, ...]
    joints: IntArray
    bit: IntArray
    bits: int
    carried: int
    mask_cost: IntArray
    walks: tuple[Walk, ...] = ()

    def where(self, mask: BoolArray) -> Unit:
        """Return the unit with the joints that ``mask`` [joints] keeps."""
        walks = (replace(walk, letter=walk.letter[mask]) for walk in self.walks)
        joints, bit = self.joints[mask], self.bit[mask]
        return replace(self, joints=joints, bit=bit, walks=tuple(walks))


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

    def astray(self, load: IntArray) -> IntArray:
        """Return [rows] how far each load [rows] is above (> 0) or below its bounds."""
        over, under = load - self.upper, self.lower - load
        astray: IntArray = np.maximum(0, over) - np.maximum(0, under)
        return astray

    def breaches(self, load: IntArray) -> IntArray:
        """Return [rows] by how much each load [rows] misses its bounds."""
        breaches: IntArray = np.abs(self.astray(load))
        return breaches

    @cached_property
    def tie(self) -> BoolArray:
        """Tell [rows] which are hard and have weights of both signs: agree, you two."""
        least = np.zeros(len(self.lower), dtype=np.int64)
        most = least.copy()
        np.minimum.at(least, self.row, self.weight)
        np.maximum.at(most, self.row, self.weight)
        return np.asarray((self.penalty < 0) & (least < 0) & (most > 0))

    @cached_property
    def strict(self) -> BoolArray:
        """Tell [rows] which are hard and no ties: what is full takes nobody more."""
        return (self.penalty < 0) & ~self.tie

    def too_much(self, load: IntArray, row: IntArray, weight: IntArray) -> BoolArray:
        """Tell [entries] where a weight is too much for a strict row with its load."""
        more = self.strict[row] & (weight > 0)
        return more & (load[row] + weight > self.upper[row])

    @cached_property
    def stacks(self) -> Stacks:
        """Which rows count the same."""
        joint = np.repeat(np.arange(len(self.cost)), np.diff(self.row_from))
        return stacks_of(joint, self.row, self.weight, len(self.lower))

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
    alive = np.ones(problem.table.size, dtype=np.bool_)
    for possible in by_part(problem, lambda part: part.possible):
        alive &= possible
    drafts = list(drafts_of(problem, alive))
    joints = _joints(problem, drafts)
    kinds = _Kinds(problem, joints)
    weeks = len(problem.table.weeks)
    return _flat(problem, _units(drafts, kinds, weeks), joints, kinds)


def _joints(problem: Problem, drafts: list[Draft]) -> Joints:
    """Return the joints of all units, one unit after another."""
    sizes = [len(draft.bit) for draft in drafts]
    ends = np.cumsum(sizes, dtype=np.int64).tolist()
    widest = max((len(draft.members) for draft in drafts), default=1)
    candidates = np.full((sum(sizes), widest), -1, dtype=np.int64)
    for draft, size, end in zip(drafts, sizes, ends, strict=True):
        candidates[end - size : end, : len(draft.members)] = draft.candidates
    lead, there = candidates[:, 0], candidates >= 0
    joint_of = np.full(problem.table.size, -1, dtype=np.int64)
    joint_of[candidates[there]] = np.nonzero(there)[0]
    return Joints(
        candidates,
        joint_of,
        unit=np.repeat(np.arange(len(drafts)), sizes),
        bit=np.concatenate([lead[:0], *(draft.bit for draft in drafts)]),
        first=problem.table.first[lead],
        last=problem.table.last[lead],
    )


@dataclass(frozen=True, eq=False)
class _Sorted:
    """Some rows sorted by kind.

    ``rows`` have a price, with ``entries``, which point to them; ``of_bits``: (unit,
    row, the bits [bits] that it counts); ``constant``: what rows cost in which nobody
    is.
    """

    rows: list[Row]
    entries: Entries
    of_bits: list[tuple[int, Row, BoolArray]]
    constant: int


def _sorted(part: Incidence, joints: Joints) -> _Sorted:
    """Sort some rows by kind."""
    entries, rows = entries_of(part, joints), part.rows
    filled = np.zeros(len(rows), dtype=np.bool_)
    filled[entries.rows] = True
    nobody = [rows[i] for i in np.flatnonzero(~filled).tolist()]
    alone = np.zeros(len(rows), dtype=np.bool_)
    alone[entries.rows] = owned(entries, joints)
    own = entries.where(alone[entries.row])
    of_bits, needless = _of_units(own, joints, [rows[i] for i in own.rows.tolist()])
    filled[own.rows[needless]] = False
    left = entries.where(filled[entries.row])
    number = np.cumsum(filled) - 1
    return _Sorted(
        [rows[i] for i in np.flatnonzero(filled).tolist()],
        Entries(number[left.row], left.joint, left.weight),
        of_bits,
        sum(row.breach(0) * (row.penalty or 0) for row in nobody),
    )


def _of_units(
    own: Entries, joints: Joints, rows: list[Row]
) -> tuple[list[tuple[int, Row, BoolArray]], BoolArray]:
    """Return what counts a unit's bits, and which of the rows need no price.

    ``own``: the entries of ``rows``, each of one unit.
    """
    kept = unbreakable(own, joints, rows)
    whole, bits = whole_bits(own, joints)
    units = joints.unit[own.joint[own.begins]]
    of_bits = [
        (int(units[i]), rows[i], bits[i])
        for i in np.flatnonzero(~kept & whole).tolist()
    ]
    return of_bits, kept | whole


class _Kinds:
    """All rows sorted by kind, see `_Sorted`; ``of_bits`` by unit, entries in parts."""

    def __init__(self, problem: Problem, joints: Joints) -> None:
        self.rows: list[Row] = []
        self.of_bits: dict[int, list[tuple[Row, BoolArray]]] = defaultdict(list)
        self.constant = 0
        self.entries: list[Entries] = []
        for part in by_part(problem, partial(_sorted, joints=joints)):
            self._add(part)

    def _add(self, part: _Sorted) -> None:
        entries = part.entries
        number = entries.row + len(self.rows)
        self.entries.append(Entries(number, entries.joint, entries.weight))
        self.rows += part.rows
        self.constant += part.constant
        for unit, row, bits in part.of_bits:
            self.of_bits[unit].append((row, bits))


def _units(drafts: list[Draft], kinds: _Kinds, weeks: int) -> tuple[Unit, ...]:
    units, start = [], 0
    costs: dict[Hashable, IntArray] = {}
    for number, draft in enumerate(drafts):
        rows, carried = kinds.of_bits.get(number, []), draft.carried
        counted = tuple(
            (_as_set(bits), row.lower, row.upper, row.penalty)
            for row, bits in (rows if carried else ())
        )
        # Most units are alike in what they owe.
        if (carried, counted) not in costs:
            costs[carried, counted] = _mask_cost(carried, counted)
        end = start + len(draft.bit)
        units.append(
            Unit(
                draft.members,
                np.arange(start, end),
                draft.bit,
                draft.bits,
                carried,
                costs[carried, counted],
                () if carried else tuple(_walks(draft, rows, weeks)),
            )
        )
        start = end
    return tuple(units)


def _walks(
    draft: Draft, rows: Sequence[tuple[Row, BoolArray]], weeks: int
) -> Iterator[Walk]:
    """Yield what tells of a unit's bits where the programme carries none."""
    for bit in range(draft.bits):
        owed = any(
            row.penalty is None and bits[bit] and row.lower == bits.sum()
            for row, bits in rows
        )
        key = "once", str(bit)
        yield total(key, draft.bit == bit, weeks, 1, int(owed), 1, None)
    for row, bits in rows:
        counted, most = bits[draft.bit], int(bits.sum())
        limits = row.lower, row.upper, row.penalty
        yield total(row.key, counted, weeks, most, *limits)


def _as_set(bits: BoolArray) -> int:
    """Return a set of bits as a number."""
    return sum(1 << bit for bit in np.flatnonzero(bits).tolist())


def _flat(
    problem: Problem, units: tuple[Unit, ...], joints: Joints, kinds: _Kinds
) -> Units:
    """Lay out the units, and the entries of the rows that have a price."""
    candidates, rows = joints.candidates, kinds.rows
    row_from, row, weight = by_joint(kinds.entries, len(candidates))
    laid = Units(
        units,
        candidates,
        np.where(candidates >= 0, problem.cost[candidates], 0).sum(axis=1),
        joints.first,
        joints.last,
        row_from=row_from,
        row=row,
        weight=weight,
        lower=_bounds([row.lower for row in rows], -NO_BOUND),
        upper=_bounds([row.upper for row in rows], NO_BOUND),
        penalty=_bounds([row.penalty for row in rows], -1),
        keys=tuple(row.key for row in rows),
        constant=kinds.constant,
        weeks=len(problem.table.weeks),
    )
    return replace(laid, units=_without_crowds(laid))


def _without_crowds(units: Units) -> tuple[Unit, ...]:
    """Drop joints that break a row by themselves: two companions on one seat."""
    least = np.zeros(len(units.lower), dtype=np.int64)
    np.minimum.at(least, units.row, units.weight)
    strict = (units.penalty < 0) & (least >= 0)
    entry = np.flatnonzero(strict[units.row])
    crowded = entry[units.weight[entry] > units.upper[units.row[entry]]]
    fits = np.ones(len(units.cost), dtype=np.bool_)
    fits[np.searchsorted(units.row_from, crowded, side="right") - 1] = False
    return tuple(unit.where(fits[unit.joints]) for unit in units.units)


def _bounds(values: list[int | None], default: int) -> IntArray:
    return np.array([default if v is None else v for v in values], dtype=np.int64)


def _mask_cost(
    carried: int, rows: Sequence[tuple[int, int | None, int | None, int | None]]
) -> IntArray:
    """Return [2^carried] what rows that count whole bits make of each set of bits.

    ``rows``: (set of bits counted, lower, upper, penalty).
    """
    masks = np.arange(1 << carried, dtype=np.int64)
    total = np.zeros(len(masks), dtype=np.int64)
    for counted, lower, upper, penalty in rows:
        done = np.bitwise_count(masks & counted).astype(np.int64)
        over = np.maximum(0, done - upper) if upper is not None else 0 * done
        under = np.maximum(0, lower - done) if lower is not None else 0 * done
        each = FORBIDDEN if penalty is None else penalty
        total += np.minimum((over + under) * each, FORBIDDEN)
    return np.minimum(total, FORBIDDEN)
