"""The candidate-level model as a mixed-integer programme, solved by HiGHS.

The same as the exact model: a binary a candidate, a slack for a row with a penalty, a
walk unrolled into a flow of one unit, or a sum where it only counts. Nothing is left
out, so its bound and its objective can be set beside the others'.
"""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import timedelta

import numpy as np
from ortools.math_opt.python import mathopt

from scheduler.solver.exact import whole_model
from scheduler.solver.flow import Flow, counting_letter

TOLERANCE = 1e-6


def solve_mip(problem, seconds, seed):
    """Return (candidates, bound on the cost); ``None`` for what wasn't found."""
    programme = _Programme(problem)
    parameters = mathopt.SolveParameters(
        time_limit=timedelta(seconds=max(1.0, seconds)),
        random_seed=seed,
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.0,
    )
    result = mathopt.solve(programme.model, mathopt.SolverType.HIGHS, params=parameters)
    dual = result.termination.objective_bounds.dual_bound
    bound = math.ceil(dual - TOLERANCE) if math.isfinite(dual) else None
    if not result.has_primal_feasible_solution():
        return None, bound
    values = result.variable_values(programme.x)
    return np.flatnonzero(np.array(values) > 0.5), bound


class _Programme:
    """Writes a problem into a MathOpt model. ``x`` [candidates]."""

    def __init__(self, problem):
        self.problem, self.table = problem, problem.table
        self.model = mathopt.Model()
        self.x = [self.model.add_binary_variable() for _ in range(self.table.size)]
        self.objective = [
            (self.x[i], int(cost)) for i, cost in enumerate(problem.cost) if cost
        ]
        self.costliest = self.model.add_variable(lb=0)  # the worst student's cost
        self.objective.append((self.costliest, problem.worst))
        plain = whole_model(problem)
        for row in problem.rows:
            self._row(row)
        for student, walks in problem.walks.items():
            self._student(plain, student, walks)
        for variable, cost in self.objective:
            self.model.objective.set_linear_coefficient(
                variable, cost + self.model.objective.get_linear_coefficient(variable)
            )

    def _constrain(self, terms, lower, upper):
        """Add lower <= sum of the terms <= upper."""
        constraint = self.model.add_linear_constraint(lb=lower, ub=upper)
        total = defaultdict(int)
        for variable, weight in terms:
            total[variable] += weight
        for variable, weight in total.items():
            constraint.set_coefficient(variable, weight)

    def _row(self, row):
        terms = [
            (self.x[i], weight)
            for i, weight in zip(
                row.candidates.tolist(), row.weight.tolist(), strict=True
            )
        ]
        for bound, sign in ((row.upper, 1), (row.lower, -1)):
            if bound is None:
                continue
            counted = [(x, sign * weight) for x, weight in terms]
            if sum(max(0, weight) for _, weight in counted) <= sign * bound:
                continue
            if row.penalty is not None:
                slack = self.model.add_variable(lb=0)
                counted.append((slack, -1))
                self.objective.append((slack, row.penalty))
            self._constrain(counted, -math.inf, sign * bound)

    def _student(self, plain, student, walks):
        """Add a student's walks, and his whole cost where the worst one counts."""
        own = self.table.of_student(student)
        before = len(self.objective)
        for walk in walks:
            counting = counting_letter(walk)
            if counting is None:
                self._flow(Flow(plain, own, walk))
            else:
                self._counter(own[walk.letter == counting].tolist(), walk, counting)
        if self.problem.worst:
            costs = [(self.x[i], int(self.problem.cost[i])) for i in own.tolist()]
            costs += [*self.objective[before:], (self.costliest, -1)]
            self._constrain(costs, -math.inf, 0)

    def _counter(self, counted, walk, letter):
        if not counted:
            return
        steps = [self.model.add_binary_variable() for _ in range(walk.states - 1)]
        if walk.step[-1, letter] >= 0:
            steps.append(self.model.add_variable(lb=0))
        terms = [(self.x[i], 1) for i in counted]
        self._constrain(terms + [(step, -1) for step in steps], -math.inf, 0)
        costs = walk.cost[:, letter].tolist()
        self.objective += zip(steps, costs, strict=False)

    def _flow(self, flow):
        balance, used = defaultdict(list), defaultdict(list)
        for arc in flow.arcs():
            variable = self.model.add_binary_variable()
            balance[arc.tail].append((variable, -1))
            balance[arc.head].append((variable, 1))
            if arc.cost:
                self.objective.append((variable, arc.cost))
            if arc.group >= 0:
                used[arc.group].append((variable, -1))
        for node, terms in balance.items():
            if node != flow.sink:
                given = -1 if node == flow.source else 0
                self._constrain(terms, given, given)
        for group, members in enumerate(flow.groups):
            chosen = [(self.x[i], 1) for i in members]
            self._constrain(chosen + used[group], 0, 0)
