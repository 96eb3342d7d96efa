"""A second opinion from a solver of another kind: HiGHS, on one student alone.

"Even alone in the school it doesn't fit" is a strong thing to say. CP-SAT proves it by
propagation and learning; here the same rules are written anew, as a linear programme in
whole numbers: a variable for each placement, the rows as they are, and each walk as one
unit that flows through its states from week to week. Only where both agree is it said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
from ortools.math_opt.python import mathopt

from scheduler.solver.problem import Problem
from scheduler.terms import FORBIDDEN, IntArray, Row, Walk

Terms = list[tuple[mathopt.Variable, float]]
HALF = 0.5  # counts are whole; the solver's are nearly so


def most_alone(problem: Problem, student: str, seconds: float) -> int | None:
    """Return how many placements of a student fit at most, if nobody else were there.

    ``None``: not decided in time.
    """
    own = _Alone(problem, student)
    limit = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds))
    found = mathopt.solve(own.model, mathopt.SolverType.HIGHS, params=limit)
    if found.termination.reason != mathopt.TerminationReason.OPTIMAL:
        return None
    return int(found.objective_value() + HALF)


class _Alone:
    """Writes what binds one student whatever others do into ``model``."""

    def __init__(self, problem: Problem, student: str) -> None:
        self._table, self._own = problem.table, problem.table.of_student(student)
        self.model = mathopt.Model()
        self._x = [self.model.add_binary_variable() for _ in self._own]
        self._at = {int(i): x for i, x in zip(self._own, self._x, strict=True)}
        self.model.maximize(mathopt.fast_sum(self._x))
        for row in problem.rows:
            self._add(row)
        for walk in problem.walks[student]:
            if (walk.step < 0).any() or (walk.final >= FORBIDDEN).any():
                self._follow(walk)

    def _add(self, row: Row) -> None:
        """Add a hard row; of one shared with others the upper bound alone.

        They can only use it up, unless some of its weights are negative.
        """
        mine = np.isin(row.candidates, self._own)
        shared = not mine.all()
        if row.penalty is not None or not mine.any():
            return
        if shared and (row.weight < 0).any():
            return
        pairs = zip(row.candidates[mine], row.weight[mine], strict=True)
        terms = [(self._at[int(i)], float(weight)) for i, weight in pairs]
        self._bound(terms, None if shared else row.lower, row.upper)

    def _bound(self, terms: Terms, lower: int | None, upper: int | None) -> None:
        total = defaultdict[mathopt.Variable, float](float)
        for variable, weight in terms:
            total[variable] += weight
        line = self.model.add_linear_constraint(
            lb=-np.inf if lower is None else lower,
            ub=np.inf if upper is None else upper,
        )
        for variable, weight in total.items():
            line.set_coefficient(variable, weight)

    def _follow(self, walk: Walk) -> None:
        """Let one unit flow from state 0 before the first week to an allowed end."""
        balance = defaultdict[tuple[int, int], Terms](list)
        weeks = len(self._table.weeks)
        for week, letter in enumerate(walk.idle.tolist()):
            self._arcs(walk, letter, (week, week + 1), balance)
        for letter, first, last, chosen in self._alike(walk):
            arcs = self._arcs(walk, letter, (first, last + 1), balance)
            meant = [(self._x[int(i)], -1.0) for i in chosen]
            self._bound([*arcs, *meant], 0, 0)
        for (week, state), terms in balance.items():
            given = -1 if (week, state) == (0, 0) else 0
            if week < weeks:
                self._bound(terms, given, given)
            elif walk.final[state] >= FORBIDDEN:
                self._bound(terms, 0, 0)

    def _alike(self, walk: Walk) -> Iterator[tuple[int, int, int, IntArray]]:
        """Yield (letter, first, last week, the student's placements like that)."""
        table, own = self._table, self._own
        facts = np.stack([walk.letter, table.first[own], table.last[own]], axis=1)
        kinds, which = np.unique(facts, axis=0, return_inverse=True)
        for number, (letter, first, last) in enumerate(kinds.tolist()):
            yield letter, first, last, np.flatnonzero(which.ravel() == number)

    def _arcs(
        self,
        walk: Walk,
        letter: int,
        span: tuple[int, int],
        balance: dict[tuple[int, int], Terms],
    ) -> Terms:
        arcs: Terms = []
        for state, after in enumerate(walk.step[:, letter].tolist()):
            if after >= 0:
                arc = self.model.add_variable(lb=0.0, ub=1.0)
                arcs.append((arc, 1.0))
                balance[span[0], state].append((arc, -1.0))
                balance[span[1], after].append((arc, 1.0))
        return arcs
