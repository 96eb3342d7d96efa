"""The exact model: masks, rows and walks as they stand, solved by CP-SAT.

One Boolean a candidate. A row is a linear constraint, with a slack if it has a penalty.
A walk is unrolled in time into a flow of one unit from its first state to a final one;
a walk that only counts is written as a sum. Used for small instances, for tests and for
the neighbourhoods of a large one.

Where as many placements as possible come first (rows marked ``foremost``), the model is
solved twice: for those rows alone, then for everything with those rows held.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from scheduler.errors import SolverError
from scheduler.solver.flow import Flow, Model, counting_letter
from scheduler.solver.problem import Problem
from scheduler.terms import FORBIDDEN, IntArray, Row, Walk

Terms = list[tuple[Any, int]]  # (variable, coefficient)


@dataclass(frozen=True)
class Limits:
    """When to stop: wall seconds, and CP-SAT's deterministic time (repeatable)."""

    seconds: float
    deterministic: float | None = None
    workers: int = 1
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Answer:
    """How a solve ended. ``chosen`` is ``None`` where nothing was found.

    ``bound``: no solution of the model costs less. ``proven``: nothing is cheaper than
    ``chosen`` among the solutions with as many placed; ``most_placed`` tells whether
    placing more is proven impossible.
    """

    chosen: IntArray | None
    objective: int | None
    bound: int
    proven: bool = False
    most_placed: bool = False


Watcher = Callable[[IntArray, int, int], None]
"""Called with (chosen, objective, bound) at each better solution."""


def whole_model(problem: Problem, hint: IntArray | None = None) -> Model:
    """Return the model of the whole problem."""
    table = problem.table
    walks = tuple(
        (table.of_student(student), walk)
        for student, own in problem.walks.items()
        for walk in own
    )
    return Model(
        problem.cost,
        table.first,
        table.last,
        len(table.weeks),
        problem.rows,
        walks,
        hint,
        worst=problem.worst,
        owner=table.student,
        walk_owner=tuple(
            table.students.index(student)
            for student, own in problem.walks.items()
            for _ in own
        ),
    )


def part_model(problem: Problem, students: Sequence[str], chosen: IntArray) -> Model:
    """Return the model in which only some students' placements may change.

    Candidates are numbered anew, in the order of `part_candidates`; everybody else's
    placements count as given in the rows' bounds.
    """
    table = problem.table
    free = part_candidates(problem, students)
    number = np.full(table.size, -1, dtype=np.int64)
    number[free] = np.arange(len(free))
    taken = np.zeros(table.size, dtype=np.int64)
    taken[chosen] = 1
    hint = number[chosen]
    walks = tuple(
        (number[table.of_student(student)], walk)
        for student in students
        for walk in problem.walks[student]
    )
    rows = (_part_row(row, number, taken) for row in problem.rows)
    return Model(
        problem.cost[free],
        table.first[free],
        table.last[free],
        len(table.weeks),
        tuple(row for row in rows if row is not None),
        walks,
        hint[hint >= 0],
        in_two_stages=False,
    )


def part_candidates(problem: Problem, students: Sequence[str]) -> IntArray:
    """Return the candidates of some students, in the order that a part model has."""
    none = np.zeros(0, dtype=np.int64)
    return np.concatenate([none, *(problem.table.of_student(s) for s in students)])


def _part_row(row: Row, number: IntArray, taken: IntArray) -> Row | None:
    """Return a row on the free candidates alone; ``None`` where it can't bind."""
    own = number[row.candidates]
    free = own >= 0
    if not free.any():
        return None
    given = int(row.weight[~free] @ taken[row.candidates[~free]])
    weight = row.weight[free]
    upper = None if row.upper is None else row.upper - given
    lower = None if row.lower is None else row.lower - given
    if upper is not None and int(np.maximum(weight, 0).sum()) <= upper:
        upper = None
    if lower is not None and int(np.minimum(weight, 0).sum()) >= lower:
        lower = None
    if upper is None and lower is None:
        return None
    return Row(row.key, own[free], weight, lower, upper, row.penalty, row.foremost)


def solve_model(
    model: Model,
    limits: Limits,
    watch: Watcher | None = None,
    register: Callable[[cp_model.CpSolver], None] | None = None,
) -> Answer:
    """Solve a model in this process.

    ``register`` is given each solver before it starts, so that another thread may stop
    it. A bound of `FORBIDDEN` says that there is no solution. Raises SolverError where
    CP-SAT refuses the model.
    """
    builder = Builder(model)
    hint = model.hint
    most_placed, least_worse = True, None
    limits_left = limits.seconds
    if model.in_two_stages and builder.foremost:
        builder.minimize(builder.foremost)
        first = Run(builder, limits, limits_left / 2, hint, register)
        if first.chosen is None:
            return Answer(None, None, first.bound, first.proven)
        hint, most_placed = first.chosen, first.proven
        limits_left -= first.seconds
        builder.hold_foremost(first.objective)
        # Whoever places less pays more for that, and maybe for nothing else.
        penalties = [penalty for _, penalty in builder.foremost]
        step = math.gcd(*penalties) if first.objective else min(penalties)
        least_worse = first.objective + step
    builder.minimize(builder.foremost + builder.rest)
    last = Run(builder, limits, limits_left, hint, register, watch)
    return Answer(
        last.chosen,
        last.objective,
        last.bound if least_worse is None else min(last.bound, least_worse),
        proven=last.proven,
        most_placed=most_placed,
    )


class Run:
    """One call of CP-SAT, with values that can only be read if there is a solution."""

    def __init__(
        self,
        builder: Builder,
        limits: Limits,
        seconds: float,
        hint: IntArray | None,
        register: Callable[[cp_model.CpSolver], None] | None,
        watch: Watcher | None = None,
    ) -> None:
        builder.hint(hint)
        solver = _solver(limits, seconds)
        if register:
            register(solver)
        callback = _Callback(builder, watch) if watch else None
        status = solver.solve(builder.cp, callback)
        if status == cp_model.MODEL_INVALID:
            raise SolverError("the exact model is invalid")
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        self.proven = status == cp_model.OPTIMAL
        self.seconds = solver.wall_time
        self.chosen: IntArray | None = None
        self.objective = 0
        # Without a solution CP-SAT 9.15 returns garbage values, so none are read.
        self.bound = round(solver.best_objective_bound) if found else 0
        if status == cp_model.INFEASIBLE:
            self.bound, self.proven = FORBIDDEN, True
        if found:
            self.chosen = builder.chosen(solver.boolean_value)
            self.objective = round(solver.objective_value)


def _solver(limits: Limits, seconds: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, seconds)
    if limits.deterministic is not None:
        solver.parameters.max_deterministic_time = limits.deterministic
    solver.parameters.num_workers = limits.workers
    # Interleaved workers find the same answer again; free ones do not.
    solver.parameters.interleave_search = limits.workers > 1
    solver.parameters.random_seed = limits.seed
    # CP-SAT's own handler would leave Ctrl-C broken after the solve.
    solver.parameters.catch_sigint_signal = False
    return solver


class _Callback(cp_model.CpSolverSolutionCallback):
    def __init__(self, builder: Builder, watch: Watcher) -> None:
        super().__init__()
        self._builder, self._watch = builder, watch

    def on_solution_callback(self) -> None:
        """Tell the watcher about the solution."""
        self._watch(
            self._builder.chosen(self.boolean_value),
            round(self.objective_value),
            round(self.best_objective_bound),
        )


class Builder:
    """Writes a `Model` into a CpModel. ``foremost`` and ``rest`` are the objective.

    ``of_walks``: what each walk adds to it; ``slacks``: what rows do, with the row.
    ``completions`` say, for a set of candidates taken, what the other variables are: a
    hint that leaves them open is lost in large models.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.cp = cp_model.CpModel()
        self.x = [self.cp.new_bool_var("") for _ in range(len(model.cost))]
        self.completions: list[Callable[[frozenset[int]], Terms]] = []
        self.foremost: Terms = []
        self.of_walks: list[Terms] = []
        self.slacks: list[tuple[Row, Any]] = []
        self.rest: Terms = [
            (self.x[i], int(cost)) for i, cost in enumerate(model.cost) if cost
        ]
        for row in model.rows:
            self._add_row(row)
        for own, walk in model.walks:
            before = len(self.rest)
            self._add_walk(own, walk)
            self.of_walks.append(self.rest[before:])
        if model.worst and model.owner is not None:
            self._add_worst(model.owner)

    def _add_worst(self, owner: IntArray) -> None:
        """Add the costliest owner's cost, once more, with its weight."""
        whose: dict[int, Terms] = defaultdict(list)
        for x, cost, whom in zip(self.x, self.model.cost, owner, strict=True):
            whose[int(whom)].append((x, int(cost)))
        for number, terms in zip(self.model.walk_owner, self.of_walks, strict=True):
            whose[number] += terms
        most = self.cp.new_int_var(0, FORBIDDEN, "")
        for terms in whose.values():
            self.cp.add(weighted([*terms, (most, -1)]) <= 0)
        self.rest.append((most, self.model.worst))

    def minimize(self, terms: Terms) -> None:
        """Set the objective."""
        self.cp.clear_objective()  # type: ignore[no-untyped-call]
        self.cp.minimize(weighted(terms))

    def hold_foremost(self, most: int) -> None:
        """Demand that the foremost rows cost no more than ``most``."""
        self.cp.add(weighted(self.foremost) <= most)

    def hint(self, chosen: IntArray | None) -> None:
        """Start from a known solution."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        if chosen is None:
            return
        taken = frozenset(chosen.tolist())
        for i, variable in enumerate(self.x):
            self.cp.add_hint(variable, i in taken)
        for complete in self.completions:
            for variable, value in complete(taken):
                self.cp.add_hint(variable, value)

    def chosen(self, value: Callable[[Any], bool]) -> IntArray:
        """Return the candidates that a solution takes."""
        taken = [i for i, variable in enumerate(self.x) if value(variable)]
        return np.array(taken, dtype=np.int64)

    # -- rows --------------------------------------------------------------------

    def _add_row(self, row: Row) -> None:
        counted = list(zip(row.candidates.tolist(), row.weight.tolist(), strict=True))
        if row.upper is not None:
            self._add_bound(row, counted, row.upper)
        if row.lower is not None:
            self._add_bound(row, [(i, -w) for i, w in counted], -row.lower)

    def _add_bound(self, row: Row, counted: list[tuple[int, int]], upper: int) -> None:
        """Add sum(weights) <= upper, with a slack where the row has a penalty."""
        most = sum(max(0, weight) for _, weight in counted)
        if most <= upper:
            return
        terms: Terms = [(self.x[i], weight) for i, weight in counted]
        if row.penalty is None:
            self.cp.add(weighted(terms) <= upper)
            return
        slack = self.cp.new_int_var(0, most - upper, "")
        self.cp.add(weighted([*terms, (slack, -1)]) <= upper)
        (self.foremost if row.foremost else self.rest).append((slack, row.penalty))
        self.slacks.append((row, slack))

        def complete(taken: frozenset[int]) -> Terms:
            total = sum(weight for i, weight in counted if i in taken)
            return [(slack, max(0, total - upper))]

        self.completions.append(complete)

    # -- walks -------------------------------------------------------------------

    def _add_walk(self, own: IntArray, walk: Walk) -> None:
        counting = counting_letter(walk)
        if counting is not None:
            self._add_counter(own[walk.letter == counting].tolist(), walk, counting)
        else:
            self._add_flow(Flow(self.model, own, walk))

    def _add_counter(self, counted: list[int], walk: Walk, letter: int) -> None:
        """Add a walk that counts: the n-th step costs at least as much as the last."""
        if not counted:
            return
        steps = [self.cp.new_bool_var("") for _ in range(walk.states - 1)]
        if walk.step[-1, letter] >= 0:
            steps.append(self.cp.new_int_var(0, len(counted), ""))
        terms: Terms = [(self.x[i], 1) for i in counted]
        self.cp.add(weighted(terms + [(step, -1) for step in steps]) <= 0)
        self.rest += [(step, int(walk.cost[n, letter])) for n, step in enumerate(steps)]

        def complete(taken: frozenset[int]) -> Terms:
            total = sum(i in taken for i in counted)
            unit = walk.states - 1
            values = [int(n < total) for n in range(unit)] + [max(0, total - unit)]
            return list(zip(steps, values, strict=False))

        self.completions.append(complete)

    def _add_flow(self, flow: Flow) -> None:
        """Add a walk as one unit of flow through (week, state)."""
        into: dict[tuple[int, int], Terms] = defaultdict(list)
        out_of: dict[tuple[int, int], Terms] = defaultdict(list)
        used: dict[int, Terms] = defaultdict(list)
        arcs = {arc: self.cp.new_bool_var("") for arc in flow.arcs()}
        for arc, variable in arcs.items():
            out_of[arc.tail].append((variable, 1))
            into[arc.head].append((variable, 1))
            if arc.cost:
                self.rest.append((variable, arc.cost))
            if arc.group >= 0:
                used[arc.group].append((variable, -1))
        for node in {*into, *out_of} - {flow.sink}:
            given = 1 if node == flow.source else 0
            gone = [(variable, -1) for variable, _ in out_of[node]]
            self.cp.add(weighted(into[node] + gone) == -given)
        for group, members in enumerate(flow.groups):
            chosen: Terms = [(self.x[i], 1) for i in members]
            self.cp.add(weighted(chosen + used[group]) == 0)

        def complete(taken: frozenset[int]) -> Terms:
            path = flow.path(taken, list(arcs))
            return [(variable, int(arc in path)) for arc, variable in arcs.items()]

        self.completions.append(complete)


def weighted(terms: Terms) -> Any:
    """Return the sum that terms stand for."""
    return cp_model.LinearExpr.weighted_sum(
        [variable for variable, _ in terms], [weight for _, weight in terms]
    )
