"""An MSS instance as candidates, rows and walks, for the engine to minimise.

The score is turned into a cost. Within a group of disciplines, a placement costs what
the student's best one of that group scores more; changes and waiting cost what they
take away. As it is fixed how many disciplines of each group a student does, his cost is
then ``top - score``, with a ``top`` of his own. So that the costliest student is the
one with the worst score, everybody is given the same: the waiting walk ends at
``highest - top`` more. Then, with S students,

    sum of the costs + the worst cost = (S + 1) x highest - the score of the solution.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.files.mss import Mss, MssPlacement
from scheduler.mss.school import mss_placement, school_of
from scheduler.mss.walks import changes, waiting
from scheduler.solver.problem import Problem
from scheduler.terms import BoolArray, IntArray, Row, Table, Walk, candidates, count_row
from scheduler.walks import at_most, before

NEVER = 1 << 40


@dataclass(frozen=True, eq=False)
class Model:
    """An MSS instance as a problem. ``zero_cost``: the score of a cost of 0."""

    problem: Problem
    zero_cost: int

    def score(self, cost: int) -> int:
        """Return the score that goes with a cost, or with a bound on it."""
        return self.zero_cost - cost

    def is_beyond(self, cost: int) -> bool:
        """Tell whether a cost is more than any solution can have."""
        problem = self.problem
        dearest = int(problem.cost.sum())
        for walk in (walk for walks in problem.walks.values() for walk in walks):
            steps = len(problem.table.weeks) * int(walk.cost.max(initial=0))
            dearest += steps + int(walk.final.max(initial=0))
        return cost > (1 + problem.worst) * dearest

    def placements(self, chosen: IntArray) -> tuple[MssPlacement, ...]:
        """Return the solution that a set of candidates stands for."""
        table = self.problem.table
        found = (table.placement(int(i)) for i in chosen)
        return tuple(sorted(mss_placement(table.instance, one) for one in found))

    def unmet(self) -> tuple[str, ...]:
        """Say what can't be had even of all candidates together, in sentences."""
        requirement = self.problem.table.requirement
        return tuple(
            _UNMET[row.key[0]].format(*row.key[1:], row.lower)
            for row in self.problem.rows
            if row.lower and len(np.unique(requirement[row.candidates])) < row.lower
        )


_UNMET = {
    "choice": "Student {0} can't do {2} disciplines of group {1}.",
    "staffing": "Hospital {0}, discipline {1}, period {2}: {3} can't be there.",
}


def model_of(instance: Mss) -> Model:
    """Return an instance as the problem of choosing among its candidates."""
    school = school_of(instance)
    table = candidates(school)
    table = table.where(_possible(instance, table))
    table = table.where(_in_order(instance, table))
    table = table.where(_choosable(instance, table))
    worth = _worth(instance, table)
    best = _best(instance, table, worth)
    owed = np.array(instance.owed, dtype=np.int64)
    top = (owed * best).sum(axis=1)
    highest = int(top.max())
    group = np.array(instance.group_of, dtype=np.int64)[table.rotation]
    walks = {
        student: tuple(_walks(instance, table, number, highest - int(top[number])))
        for number, student in enumerate(school.students)
    }
    problem = Problem(
        table,
        cost=best[table.student, group] - worth,
        rows=tuple(_rows(instance, table, group)),
        walks=walks,
        worst=1,
    )
    return Model(problem, (instance.students + 1) * highest)


# -- candidates ------------------------------------------------------------------------


def _possible(instance: Mss, table: Table) -> BoolArray:
    """Return [candidates] what ability, presence and a seat in each period allow."""
    whole = table.last >= 0
    discipline = table.rotation
    able = np.array(instance.able, dtype=np.bool_)
    away = _so_far(np.array(instance.present) == 0)[table.student]
    full = _so_far(np.array(instance.most) == 0)[table.hospital, discipline]
    row = np.arange(table.size)
    first, end = table.first, table.last + 1
    free: BoolArray = (
        whole
        & able[table.student, table.hospital, discipline]
        & (away[row, end] == away[row, first])
        & (full[row, end] == full[row, first])
    )
    return free


def _so_far(marked: BoolArray) -> IntArray:
    """Return [..., periods + 1] how many marked periods there are before each."""
    nothing = np.zeros((*marked.shape[:-1], 1), dtype=np.int64)
    return np.concatenate([nothing, np.cumsum(marked, axis=-1)], axis=-1)


def _in_order(instance: Mss, table: Table) -> BoolArray:
    """Return [candidates] what can start after all that must be over before."""
    shape = (instance.students, instance.disciplines)
    possible = np.ones(table.size, dtype=np.bool_)
    pairs = np.argwhere(np.array(instance.before))
    while True:
        end = np.full(shape, NEVER, dtype=np.int64)
        kept = np.flatnonzero(possible)
        place = (table.student[kept], table.rotation[kept])
        np.minimum.at(end, place, table.last[kept] + 1)
        still = possible.copy()
        for later, earlier in pairs.tolist():
            late = end[table.student, earlier] > table.first
            still &= ~(late & (table.rotation == later))
        if (still == possible).all():
            return possible
        possible = still


def _choosable(instance: Mss, table: Table) -> BoolArray:
    """Return [candidates] which disciplines a choice of the numbers owed may hold.

    What comes before a discipline that must be done must be done as well; one that
    would need more of a group than are owed can't be chosen.
    """
    shape = (instance.students, instance.disciplines)
    possible = np.zeros(shape, dtype=np.bool_)
    possible[table.student, table.rotation] = True
    before = np.array(instance.before, dtype=np.bool_)
    needs = before | np.eye(len(before), dtype=np.bool_)
    for _ in range(len(before)):
        needs = needs @ needs
    of_group = np.array(instance.group_of) == np.arange(instance.groups)[:, None]
    count = of_group.T.astype(np.int64)  # [discipline, group], sums a choice up
    owed = np.array(instance.owed, dtype=np.int64)
    while True:
        full = (possible @ count <= owed) @ of_group
        must = (possible & full) @ needs
        # With one discipline [student, ., discipline] and all that it needs as well.
        chosen = must[:, None, :] | needs[None, :, :]
        many = (chosen @ count > owed[:, None, :]).any(axis=2)
        short = (needs[None, :, :] & ~possible[:, None, :]).any(axis=2)
        still = possible & ~many & ~short
        if (still == possible).all():
            kept: BoolArray = possible[table.student, table.rotation]
            return kept
        possible = still


# -- costs -----------------------------------------------------------------------------


def _worth(instance: Mss, table: Table) -> IntArray:
    """Return [candidates] the points of each placement."""
    weights = np.array(instance.weights, dtype=np.int64)[table.student]
    of_discipline = np.array(instance.discipline_wish, dtype=np.int64)
    of_hospital = np.array(instance.hospital_wish, dtype=np.int64)
    worth: IntArray = (
        weights[:, 0] * of_discipline[table.student, table.rotation]
        + weights[:, 1] * of_hospital[table.student, table.hospital]
        + np.array(instance.value, dtype=np.int64)[table.rotation]
    )
    return worth


def _best(instance: Mss, table: Table, worth: IntArray) -> IntArray:
    """Return [students, groups] the points of the best placement; 0 without any."""
    best = np.full((instance.students, instance.groups), -NEVER, dtype=np.int64)
    group = np.array(instance.group_of, dtype=np.int64)[table.rotation]
    np.maximum.at(best, (table.student, group), worth)
    found: IntArray = np.where(best == -NEVER, 0, best)
    return found


# -- rows ------------------------------------------------------------------------------


def _rows(instance: Mss, table: Table, group: IntArray) -> Iterator[Row]:
    for (number,), own in table.groups(table.requirement):
        yield count_row(("once", table.requirements[number]), own, upper=1)
    for (student, week), inside in table.weekly(table.student):
        key = ("one place", table.students[student], str(week + 1))
        yield count_row(key, inside, upper=1)
    yield from _choices(instance, table, group)
    yield from _staffing(instance, table)


def _choices(instance: Mss, table: Table, group: IntArray) -> Iterator[Row]:
    """Yield: of each group, a student does just as many disciplines as are owed."""
    nothing = np.zeros(0, dtype=np.int64)
    members = dict(table.groups(table.student, group))
    for student, by_group in enumerate(instance.owed):
        for number, owed in enumerate(by_group):
            if owed:
                own = members.get((student, number), nothing)
                key = ("choice", str(student + 1), str(number + 1))
                yield count_row(key, own, lower=owed, upper=owed)


def _staffing(instance: Mss, table: Table) -> Iterator[Row]:
    """Yield: the students of a ward in a period are neither too few nor too many."""
    nothing = np.zeros(0, dtype=np.int64)
    inside = dict(table.weekly(table.ward))
    least = np.array(instance.least).reshape(-1, instance.periods).tolist()
    most = np.array(instance.most).reshape(-1, instance.periods).tolist()
    for ward in range(len(table.wards)):
        hospital, discipline = divmod(ward, instance.disciplines)
        for week in range(instance.periods):
            own = inside.get((ward, week), nothing)
            lower = least[ward][week] or None
            upper = most[ward][week]
            if len(np.unique(table.student[own])) <= upper:
                upper = None
            if lower is not None or upper is not None:
                place = (hospital + 1, discipline + 1, week + 1)
                key = ("staffing", *map(str, place))
                yield count_row(key, own, lower=lower, upper=upper)


# -- walks -----------------------------------------------------------------------------


def _walks(instance: Mss, table: Table, student: int, given: int) -> Iterator[Walk]:
    """Yield what one student's sequence must keep and costs, ``given`` included."""
    own = table.of_student(table.students[student])
    hospital, discipline = table.hospital[own], table.rotation[own]
    weeks = instance.periods
    owed = sum(instance.owed[student])
    _, _, of_change, of_wait = instance.weights[student]
    if of_wait or given:
        yield waiting(("waiting",), len(own), weeks, owed, -of_wait, given)
    if of_change and owed > 1:
        yield changes(("changes",), hospital, instance.hospitals, weeks, -of_change)
    if owed > instance.most_per_hospital:
        for number, name in enumerate(table.hospitals):
            counted = hospital == number
            yield at_most(
                ("hospital", name), counted, weeks, instance.most_per_hospital
            )
    for later, earlier in np.argwhere(np.array(instance.before)).tolist():
        if (discipline == later).any():
            key = ("order", str(earlier + 1), str(later + 1))
            yield before(key, discipline == earlier, discipline == later, weeks)
