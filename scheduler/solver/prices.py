"""Where a seat is missing most: the prices of seats in the relaxed problem.

The linear relaxation lets a student be half here and half there, and leaves walks out.
Its dual value of a seat is what one more of them saves there; with whole students it is
a guide, not a promise.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ortools.math_opt.python import mathopt

from scheduler.errors import SolverError
from scheduler.solver.problem import Problem
from scheduler.terms import Row

LEAST_PRICE = 0.5  # below that it is nothing in whole units


def seat_prices(problem: Problem, key: str) -> dict[tuple[str, ...], int]:
    """Return what one more costs less, by the rest of the key of rows called ``key``.

    Units of the objective; rows without a price are left out. Raises SolverError where
    the relaxation can't be solved.
    """
    model = mathopt.Model()
    x = [model.add_variable(lb=0.0, ub=1.0) for _ in range(problem.table.size)]
    costs = [float(c) * v for c, v in zip(problem.cost.tolist(), x, strict=True) if c]
    priced = {}
    for row in problem.rows:
        if row.penalty is not None and not row.foremost:
            continue
        total = mathopt.LinearSum(
            float(w) * x[i]
            for i, w in zip(row.candidates.tolist(), row.weight.tolist(), strict=True)
        )
        if row.penalty is not None:
            missing = model.add_variable(lb=0.0)
            costs.append(float(row.penalty) * missing)
            total = total + missing
        constraint = model.add_linear_constraint(expr=total, **_bounds(row))
        if row.key[0] == key:
            priced[row.key[1:]] = constraint
    model.minimize(mathopt.LinearSum(costs))
    result = mathopt.solve(model, mathopt.SolverType.GLOP)
    if not result.has_dual_feasible_solution():
        raise SolverError(f"the relaxation is {result.termination.reason.name.lower()}")
    duals = result.dual_values()
    return dict(_prices({key: -duals[c] for key, c in priced.items()}))


def _bounds(row: Row) -> dict[str, float]:
    lower = -math.inf if row.lower is None else float(row.lower)
    upper = math.inf if row.upper is None else float(row.upper)
    return {"lb": lower, "ub": upper}


def _prices(
    values: dict[tuple[str, ...], float],
) -> Iterator[tuple[tuple[str, ...], int]]:
    for key, value in values.items():
        if value >= LEAST_PRICE:
            yield key, round(value)
