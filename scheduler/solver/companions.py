"""Who moves as one: students whom rows tie together in all that they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.solver.problem import Problem
from scheduler.terms import BoolArray, IntArray, Row

MOST_CARRIED = 12
"""Requirements of one unit whose set the dynamic programme carries: it has 2^n sets. Of
a unit with more it carries none: that each is taken once is then told by walks (see
`scheduler.solver.units`)."""


@dataclass(frozen=True, eq=False)
class Draft:
    """A unit before its rows are known: who is in it, and what it may choose.

    ``candidates`` [joints, members]; ``bit`` [joints]: their requirement, of ``bits``,
    of which the programme carries ``carried``: all or none.
    """

    members: tuple[str, ...]
    candidates: IntArray
    bit: IntArray
    bits: int
    carried: int


def drafts_of(problem: Problem, alive: BoolArray) -> Iterator[Draft]:
    """Yield the units, in the order of their first students.

    ``alive`` [candidates]: which can be had at all.
    """
    table = problem.table
    twins, friends = _Groups(), _Groups()
    for row in filter(_is_twin, problem.rows):
        twins.join(*row.candidates.tolist())
        friends.join(*table.student[row.candidates].tolist())
    for group in friends.among(len(table.students)):
        members = tuple(table.students[student] for student in group)
        own = [table.of_student(student) for student in members]
        own = [candidates[alive[candidates]] for candidates in own]
        joints = _joined(problem, group, own, twins)
        if joints is not None:
            yield _draft(problem, members, joints)
        else:
            for student, candidates in zip(members, own, strict=True):
                yield _draft(problem, (student,), candidates[:, None])


def _joined(
    problem: Problem, group: list[int], own: list[IntArray], twins: _Groups
) -> IntArray | None:
    """Return the joints [joints, members] of a group; ``None``: its duties differ."""
    if len(own) == 1:
        return own[0][:, None]
    by_twin: dict[int, list[int]] = defaultdict(list)
    for candidate in np.concatenate(own).tolist():
        by_twin[twins.root(candidate)].append(candidate)
    joints = list(by_twin.values())
    for joint in joints:
        if sorted(problem.table.student[joint].tolist()) != sorted(group):
            return None
    return np.array(joints, dtype=np.int64).reshape(-1, len(group))


def _draft(problem: Problem, members: tuple[str, ...], joints: IntArray) -> Draft:
    lead = problem.table.requirement[joints[:, 0]]
    requirements, bit = np.unique(lead, return_inverse=True)
    bits = len(requirements)
    carried = bits if bits <= MOST_CARRIED else 0
    return Draft(members, joints, bit.astype(np.int64), bits, carried)


def _is_twin(row: Row) -> bool:
    """Tell whether a row says: these two, or neither."""
    return (
        row.penalty is None
        and row.lower == row.upper == 0
        and sorted(row.weight.tolist()) == [-1, 1]
    )


class _Groups:
    """Disjoint sets of numbers (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def root(self, item: int) -> int:
        """Return the number that stands for an item's set: the smallest."""
        while (parent := self._parent.get(item, item)) != item:
            self._parent[item] = item = self._parent.get(parent, parent)
        return item

    def join(self, one: int, other: int) -> None:
        """Make two items' sets one."""
        a, b = sorted((self.root(one), self.root(other)))
        self._parent[b] = a

    def among(self, items: int) -> Iterator[list[int]]:
        """Return the sets of so many items, each sorted, by their smallest item."""
        sets: dict[int, list[int]] = defaultdict(list)
        for item in range(items):
            sets[self.root(item)].append(item)
        yield from sets.values()
