"""What a set of candidates costs, kept up to date as parts of it change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.solver.problem import Problem
from scheduler.terms import FORBIDDEN, BoolArray, IntArray


class Ledger:
    """A schedule being improved: its candidates, their cost, who is in whose way."""

    def __init__(self, problem: Problem, chosen: IntArray) -> None:
        self.problem, table = problem, problem.table
        rows = problem.rows
        none = np.zeros(0, dtype=np.int64)
        self._row = np.repeat(np.arange(len(rows)), [len(r.candidates) for r in rows])
        self._candidate = np.concatenate([none, *(row.candidates for row in rows)])
        self._weight = np.concatenate([none, *(row.weight for row in rows)])
        wide = np.iinfo(np.int64).max // 4
        self._upper = np.array([wide if r.upper is None else r.upper for r in rows])
        self._lower = np.array([-wide if r.lower is None else r.lower for r in rows])
        self._penalty = np.array([-1 if r.penalty is None else r.penalty for r in rows])
        self._foremost = np.array([r.foremost for r in rows], dtype=np.bool_)
        self._taken = np.zeros(table.size, dtype=np.int64)
        self._taken[chosen] = 1
        self._own = {student: self._own_cost(student) for student in table.students}
        self._rows_cost = self._cost_of_rows()
        self.objective = self._rows_cost + sum(self._own.values())

    @property
    def chosen(self) -> IntArray:
        """The candidates taken."""
        return np.flatnonzero(self._taken)

    def take(self, students: Sequence[str], own: IntArray) -> bool:
        """Give students the candidates ``own``; undo and say no if it isn't better."""
        before, rows_before = self._taken.copy(), self._rows_cost
        for student in students:
            self._taken[self.problem.table.of_student(student)] = 0
        self._taken[own] = 1
        costs = {student: self._own_cost(student) for student in students}
        rows = self._cost_of_rows()
        old = sum(self._own[student] for student in students)
        gain = rows_before + old - rows - sum(costs.values())
        if gain <= 0:
            self._taken = before
            return False
        self._own.update(costs)
        self._rows_cost = rows
        self.objective -= gain
        return True

    def _own_cost(self, student: str) -> int:
        table = self.problem.table
        own = table.of_student(student)
        total = int(self.problem.cost[own] @ self._taken[own])
        for walk in self.problem.walks[student]:
            total += self.problem.walk_cost(walk, own, self._taken)
        return min(total, FORBIDDEN)

    def _breaches(self) -> IntArray:
        """Return [rows] by how much each row misses its bounds."""
        sums = self._sums()
        over, under = sums - self._upper, self._lower - sums
        breaches: IntArray = np.maximum(0, over) + np.maximum(0, under)
        return breaches

    def _sums(self) -> IntArray:
        weights = self._weight * self._taken[self._candidate]
        sums = np.zeros(len(self._upper), dtype=np.int64)
        np.add.at(sums, self._row, weights)
        return sums

    def _cost_of_rows(self) -> int:
        breach = self._breaches()
        if (breach[self._penalty < 0] > 0).any():
            return FORBIDDEN
        return int((breach * np.maximum(self._penalty, 0)).sum())

    # -- who is in whose way -------------------------------------------------------

    def missing(self) -> list[str]:
        """Return whose candidates could help a foremost row that isn't met."""
        unmet = (self._breaches() > 0) & self._foremost
        found = np.unique(self.problem.table.student[self._candidate[unmet[self._row]]])
        return [self.problem.table.students[i] for i in found]

    def companions(self, student: str) -> list[str]:
        """Return who is tied to a student by rows that demand equality."""
        table = self.problem.table
        own = np.isin(self._candidate, table.of_student(student))
        equal = (self._upper == self._lower) & (self._penalty < 0)
        rows = np.unique(self._row[own & equal[self._row]])
        return self._others(student, np.isin(self._row, rows))

    def in_the_way(self, student: str) -> list[str]:
        """Return who is in a full row that one of the student's candidates is in.

        A row is full where one more would cost something or break it.
        """
        table = self.problem.table
        full = self._sums() >= self._upper
        own = np.isin(self._candidate, table.of_student(student))
        rows = np.unique(self._row[own & full[self._row]])
        present = np.isin(self._row, rows) & (self._taken[self._candidate] > 0)
        return self._others(student, present)

    def _others(self, student: str, incidences: BoolArray) -> list[str]:
        table = self.problem.table
        found = np.unique(table.student[self._candidate[incidences]])
        return [table.students[i] for i in found if table.students[i] != student]
