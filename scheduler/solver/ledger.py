"""What a set of candidates costs, kept up to date as parts of it change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.solver.incidence import Incidence
from scheduler.solver.problem import Problem
from scheduler.terms import FORBIDDEN, BoolArray, IntArray


class Ledger:
    """A schedule being improved: its candidates, their cost, who is in whose way."""

    def __init__(self, problem: Problem, chosen: IntArray) -> None:
        self.problem, table = problem, problem.table
        self._rows = Incidence(problem)
        self._penalty = np.array([row.penalty or 0 for row in problem.rows])
        self._foremost = np.array(
            [row.foremost for row in problem.rows], dtype=np.bool_
        )
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
        return min(self.problem.own_cost(student, self._taken), FORBIDDEN)

    def _breaches(self) -> IntArray:
        """Return [rows] by how much each row misses its bounds."""
        sums = self._rows.sums(self._taken)
        over, under = sums - self._rows.upper, self._rows.lower - sums
        breaches: IntArray = np.maximum(0, over) + np.maximum(0, under)
        return breaches

    def _cost_of_rows(self) -> int:
        breach = self._breaches()
        if (breach[self._rows.hard] > 0).any():
            return FORBIDDEN
        return int((breach * self._penalty).sum())

    # -- who is in whose way -------------------------------------------------------

    def missing(self) -> list[str]:
        """Return whose candidates could help a foremost row that isn't met."""
        unmet = (self._breaches() > 0) & self._foremost
        found = np.unique(
            self.problem.table.student[self._rows.candidate[unmet[self._rows.row]]]
        )
        return [self.problem.table.students[i] for i in found]

    def companions(self, student: str) -> list[str]:
        """Return who is tied to a student by rows that demand equality."""
        table = self.problem.table
        own = np.isin(self._rows.candidate, table.of_student(student))
        equal = (self._rows.upper == self._rows.lower) & self._rows.hard
        rows = np.unique(self._rows.row[own & equal[self._rows.row]])
        return self._others(student, np.isin(self._rows.row, rows))

    def in_the_way(self, student: str) -> list[str]:
        """Return who is in a full row that one of the student's candidates is in.

        A row is full where one more would cost something or break it.
        """
        table = self.problem.table
        full = self._rows.sums(self._taken) >= self._rows.upper
        own = np.isin(self._rows.candidate, table.of_student(student))
        rows = np.unique(self._rows.row[own & full[self._rows.row]])
        present = np.isin(self._rows.row, rows) & (
            self._taken[self._rows.candidate] > 0
        )
        return self._others(student, present)

    def _others(self, student: str, incidences: BoolArray) -> list[str]:
        table = self.problem.table
        found = np.unique(table.student[self._rows.candidate[incidences]])
        return [table.students[i] for i in found if table.students[i] != student]
