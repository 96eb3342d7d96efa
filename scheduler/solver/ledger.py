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
        self.movable = [s for s in table.students if len(table.of_student(s)) > 0]
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

    def cost_of(self, student: str) -> int:
        """Return what a student's own placements and walks cost."""
        return self._own[student]

    def _own_cost(self, student: str) -> int:
        table = self.problem.table
        own = table.of_student(student)
        total = int(self.problem.cost[own] @ self._taken[own])
        for walk in self.problem.walks[student]:
            total += self.problem.walk_cost(walk, own, self._taken)
        return min(total, FORBIDDEN)

    def _cost_of_rows(self) -> int:
        sums = np.bincount(
            self._row,
            weights=self._weight * self._taken[self._candidate],
            minlength=len(self._upper),
        ).astype(np.int64)
        breach = np.maximum(0, sums - self._upper) + np.maximum(0, self._lower - sums)
        if (breach[self._penalty < 0] > 0).any():
            return FORBIDDEN
        return int((breach * np.maximum(self._penalty, 0)).sum())

    # -- who is in whose way -------------------------------------------------------

    def companions(self, student: str) -> list[str]:
        """Return who is tied to a student by rows that demand equality."""
        table = self.problem.table
        own = np.isin(self._candidate, table.of_student(student))
        equal = (self._upper == self._lower) & (self._penalty < 0)
        rows = np.unique(self._row[own & equal[self._row]])
        return self._others(student, np.isin(self._row, rows))

    def in_the_way(self, student: str) -> list[str]:
        """Return who takes part in a full row that one of the student's candidates is in.

        A row is full where one more would cost something or break it.
        """
        table = self.problem.table
        load = np.bincount(
            self._row,
            weights=self._weight * self._taken[self._candidate],
            minlength=len(self._upper),
        )
        full = load >= self._upper
        own = np.isin(self._candidate, table.of_student(student))
        rows = np.unique(self._row[own & full[self._row]])
        present = np.isin(self._row, rows) & (self._taken[self._candidate] > 0)
        return self._others(student, present)

    def _others(self, student: str, incidences: BoolArray) -> list[str]:
        table = self.problem.table
        found = np.unique(table.student[self._candidate[incidences]])
        return [table.students[i] for i in found if table.students[i] != student]
