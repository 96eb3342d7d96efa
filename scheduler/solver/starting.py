"""What of a schedule can be kept where a search starts from it, hand edits and all.

Left out is what today's tables don't know, what a rule about single placements forbids,
and of placements that break a rule together as many as it takes: first who is in most
of the breaches, then who starts last. What fits again after that is put back. What is
frozen is added, and never left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.domain.schedule import Schedule
from scheduler.solver.incidence import Incidence
from scheduler.solver.problem import Problem
from scheduler.terms import FORBIDDEN, BoolArray, IntArray


def taken_up(problem: Problem, schedule: Schedule) -> Schedule:
    """Return what of ``schedule`` keeps the hard rules together, and what is frozen.

    What is missing for a rule (a ward's minimum) leaves nothing out.
    """
    return problem.schedule(_Start(problem, schedule).kept())


class _Start:
    """Candidates from which those are taken out that break a rule."""

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self.problem, self._rows = problem, Incidence(problem)
        size = problem.table.size
        self.fixed: BoolArray = np.zeros(size, dtype=np.bool_)
        frozen = Schedule.of(problem.table.instance.frozen)
        self.fixed[problem.candidates_of(frozen)] = True
        self.taken = self.fixed.astype(np.int64)
        self.taken[problem.candidates_of(schedule)] = 1
        self._hopeless = {
            student: self._broken_walks(student, self.fixed.astype(np.int64))
            for student in problem.walks
        }

    def kept(self) -> IntArray:
        """Return the candidates that stay; rows first, for walks read one at a time."""
        before = np.flatnonzero(self.taken)
        while self._drop_from_rows() or self._drop_from_walks():
            pass
        for candidate in before[self.taken[before] == 0].tolist():
            self._put_back(candidate)
        return np.flatnonzero(self.taken)

    def _last(self, among: IntArray, *blame: IntArray) -> int | None:
        """Return the candidate taken, and not frozen, that starts last.

        ``blame`` [candidates] goes before that: the most of it.
        """
        able = among[(self.taken[among] > 0) & ~self.fixed[among]]
        if not len(able):
            return None
        keys = (able, self.problem.table.first[able], *(one[able] for one in blame))
        return int(able[np.lexsort(keys)[-1]])

    def _drop_from_rows(self) -> bool:
        """Take one candidate out of each broken row; tell whether there was any."""
        rows, size = self._rows, len(self.taken)
        sums = rows.sums(self.taken)
        over, under = sums > rows.upper, sums < rows.lower
        broken = rows.hard & (over | under)
        blame = np.bincount(rows.candidate[broken[rows.row]], minlength=size)
        found = False
        for number in np.flatnonzero(broken):
            row = self.problem.rows[number]
            if not row.breach(int(row.weight @ self.taken[row.candidates])):
                continue  # another row's candidate has mended this one
            pulls = row.weight > 0 if over[number] else row.weight < 0
            last = self._last(row.candidates[pulls], blame)
            if last is not None:
                self.taken[last], found = 0, True
        return found

    def _put_back(self, candidate: int) -> None:
        """Take a candidate in again, unless that breaks anything."""
        table, rows = self.problem.table, self._rows
        self.taken[candidate] = 1
        own = [self.problem.rows[i] for i in rows.row[rows.candidate == candidate]]
        hard = [row for row in own if row.penalty is None]
        student = table.students[table.student[candidate]]
        if self._is_broken(student, self.taken) or any(
            row.breach(int(row.weight @ self.taken[row.candidates])) for row in hard
        ):
            self.taken[candidate] = 0

    def _drop_from_walks(self) -> bool:
        """Take one candidate from each student whose own rules are broken."""
        gone = [c for student in self.problem.walks for c in self._too_much(student)]
        self.taken[gone] = 0
        return bool(gone)

    def _too_much(self, student: str) -> Iterator[int]:
        """Yield the last to start without which all is well, or the last of all."""
        if not self._is_broken(student, self.taken):
            return
        own = self.problem.table.of_student(student)
        able = own[(self.taken[own] > 0) & ~self.fixed[own]]
        mending = [c for c in able.tolist() if self._mends(student, c)]
        last = self._last(np.array(mending or able, dtype=np.int64))
        if last is not None:
            yield last

    def _mends(self, student: str, candidate: int) -> bool:
        taken = self.taken.copy()
        taken[candidate] = 0
        return not self._is_broken(student, taken)

    def _is_broken(self, student: str, taken: IntArray) -> bool:
        """Tell whether a walk is broken that isn't by what is frozen alone."""
        return bool(self._broken_walks(student, taken) - self._hopeless[student])

    def _broken_walks(self, student: str, taken: IntArray) -> frozenset[int]:
        own = self.problem.table.of_student(student)
        return frozenset(
            number
            for number, walk in enumerate(self.problem.walks[student])
            if self.problem.walk_cost(walk, own, taken) >= FORBIDDEN
        )
