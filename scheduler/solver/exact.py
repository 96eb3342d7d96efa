"""The exact model: masks, rows and walks as they stand, solved by CP-SAT.

One Boolean a candidate. A row is a linear constraint, with a slack if it has a penalty.
A walk is unrolled in time into a flow of one unit from its first state to a final one;
a walk that only counts is written as a sum. Used for small instances, for tests and for
the neighbourhoods of a large one.

Where as many placements as possible come first (rows marked ``foremost``), the model is
solved twice: for those rows alone, then for everything with those rows held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from scheduler.errors import SolverError
from scheduler.solver.problem import Problem
from scheduler.terms import FORBIDDEN, BoolArray, IntArray, Row, Walk, grouped

Terms = list[tuple[Any, int]]  # (variable, coefficient)


@dataclass(frozen=True, eq=False)
class Model:
    """What is sent to the solving process: plain arrays, no instance.

    ``cost``, ``first``, ``last``: [candidates]; ``walks``: (the candidates that the
    walk's letters belong to, walk); ``hint``: candidates of a known solution.
    """

    cost: IntArray
    first: IntArray
    last: IntArray
    weeks: int
    rows: tuple[Row, ...]
    walks: tuple[tuple[IntArray, Walk], ...]
    hint: IntArray | None = None
    in_two_stages: bool = True


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
    it. Raises SolverError where CP-SAT refuses the model or calls it infeasible,
    although leaving everything out is allowed.
    """
    builder = _Builder(model)
    hint = model.hint
    most_placed = True
    limits_left = limits.seconds
    if model.in_two_stages and builder.foremost:
        builder.minimize(builder.foremost)
        first = _Run(builder, limits, limits_left / 2, hint, register)
        if first.chosen is None:
            return Answer(None, None, bound=0)
        hint, most_placed = first.chosen, first.proven
        limits_left -= first.seconds
        builder.hold_foremost(first.objective)
    builder.minimize(builder.foremost + builder.rest)
    last = _Run(builder, limits, limits_left, hint, register, watch)
    return Answer(
        last.chosen,
        last.objective,
        last.bound,
        proven=last.proven,
        most_placed=most_placed,
    )


class _Run:
    """One call of CP-SAT, with values that can only be read if there is a solution."""

    def __init__(
        self,
        builder: _Builder,
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
        if status in (cp_model.MODEL_INVALID, cp_model.INFEASIBLE):
            raise SolverError(f"the exact model is {status.name.lower()}")
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        self.proven = status == cp_model.OPTIMAL
        self.seconds = solver.wall_time
        self.chosen: IntArray | None = None
        self.objective = 0
        # Without a solution CP-SAT 9.15 returns garbage values, so none are read.
        self.bound = round(solver.best_objective_bound) if found else 0
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
    def __init__(self, builder: _Builder, watch: Watcher) -> None:
        super().__init__()
        self._builder, self._watch = builder, watch

    def on_solution_callback(self) -> None:
        """Tell the watcher about the solution."""
        self._watch(
            self._builder.chosen(self.boolean_value),
            round(self.objective_value),
            round(self.best_objective_bound),
        )


class _Builder:
    """Writes a `Model` into a CpModel. ``foremost`` and ``rest`` are the objective."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.cp = cp_model.CpModel()
        self.x = [self.cp.new_bool_var("") for _ in range(len(model.cost))]
        self.foremost: Terms = []
        self.rest: Terms = [
            (self.x[i], int(cost)) for i, cost in enumerate(model.cost) if cost
        ]
        for row in model.rows:
            self._add_row(row)
        for own, walk in model.walks:
            self._add_walk(own, walk)

    def minimize(self, terms: Terms) -> None:
        """Set the objective."""
        self.cp.clear_objective()  # type: ignore[no-untyped-call]
        self.cp.minimize(_sum(terms))

    def hold_foremost(self, most: int) -> None:
        """Demand that the foremost rows cost no more than ``most``."""
        self.cp.add(_sum(self.foremost) <= most)

    def hint(self, chosen: IntArray | None) -> None:
        """Start from a known solution."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        if chosen is None:
            return
        taken = set(chosen.tolist())
        for i, variable in enumerate(self.x):
            self.cp.add_hint(variable, i in taken)

    def chosen(self, value: Callable[[Any], bool]) -> IntArray:
        """Return the candidates that a solution takes."""
        taken = [i for i, variable in enumerate(self.x) if value(variable)]
        return np.array(taken, dtype=np.int64)

    # -- rows --------------------------------------------------------------------

    def _add_row(self, row: Row) -> None:
        terms = [
            (self.x[i], int(w))
            for i, w in zip(row.candidates.tolist(), row.weight, strict=True)
        ]
        if row.upper is not None:
            self._add_bound(row, terms, row.upper)
        if row.lower is not None:
            self._add_bound(row, [(x, -w) for x, w in terms], -row.lower)

    def _add_bound(self, row: Row, terms: Terms, upper: int) -> None:
        """Add sum(terms) <= upper, with a slack where the row has a penalty."""
        most = sum(max(0, w) for _, w in terms)
        if most <= upper:
            return
        if row.penalty is None:
            self.cp.add(_sum(terms) <= upper)
            return
        slack = self.cp.new_int_var(0, most - upper, "")
        self.cp.add(_sum([*terms, (slack, -1)]) <= upper)
        (self.foremost if row.foremost else self.rest).append((slack, row.penalty))

    # -- walks -------------------------------------------------------------------

    def _add_walk(self, own: IntArray, walk: Walk) -> None:
        counting = counting_letter(walk)
        if counting is not None:
            self._add_counter(own[walk.letter == counting], walk, counting)
        else:
            self._add_flow(own, walk)

    def _add_counter(self, counted: IntArray, walk: Walk, letter: int) -> None:
        """Add a walk that counts: the n-th step costs at least as much as the last."""
        if not len(counted):
            return
        terms: Terms = [(self.x[i], 1) for i in counted.tolist()]
        steps: Terms = []
        for state in range(walk.states - 1):
            step = self.cp.new_bool_var("")
            steps.append((step, -1))
            self.rest.append((step, int(walk.cost[state, letter])))
        if walk.step[-1, letter] >= 0:
            more = self.cp.new_int_var(0, len(counted), "")
            steps.append((more, -1))
            self.rest.append((more, int(walk.cost[-1, letter])))
        self.cp.add(_sum(terms + steps) <= 0)

    def _add_flow(self, own: IntArray, walk: Walk) -> None:
        """Add a walk as one unit of flow through (week, state)."""
        flow = _Flow(self.model, own, walk)
        into: dict[tuple[int, int], Terms] = defaultdict(list)
        out_of: dict[tuple[int, int], Terms] = defaultdict(list)
        used: dict[int, Terms] = defaultdict(list)
        for tail, head, cost, group in flow.arcs():
            arc = self.cp.new_bool_var("")
            out_of[tail].append((arc, 1))
            into[head].append((arc, 1))
            if cost:
                self.rest.append((arc, cost))
            if group >= 0:
                used[group].append((arc, -1))
        for node in {*into, *out_of} - {flow.sink}:
            given = 1 if node == flow.source else 0
            gone = [(arc, -1) for arc, _ in out_of[node]]
            self.cp.add(_sum(into[node] + gone) == -given)
        for group, members in enumerate(flow.groups):
            chosen: Terms = [(self.x[i], 1) for i in members]
            self.cp.add(_sum(chosen + used[group]) == 0)


def counting_letter(walk: Walk) -> int | None:
    """Return the one letter that a walk counts, if counting is all that it does.

    State n is reached by n such letters, all others change nothing, the cost of the
    n-th doesn't fall with n, and it may end anywhere at no cost.
    """
    active = [c for c in range(walk.step.shape[1]) if not walk.neutral(c)]
    if len(active) != 1 or walk.final.any() or active[0] in walk.idle:
        return None
    step, cost = walk.step[:, active[0]], walk.cost[:, active[0]]
    if (step[:-1] != np.arange(1, walk.states)).any():
        return None
    if step[-1] not in (-1, walk.states - 1):
        return None
    costs = cost if step[-1] >= 0 else cost[:-1]
    return active[0] if (np.diff(costs) >= 0).all() else None


class _Flow:
    """The time-expanded graph of a walk; letters that change nothing are left out."""

    def __init__(self, model: Model, own: IntArray, walk: Walk) -> None:
        self.walk, self.weeks = walk, model.weeks
        neutral: BoolArray = np.array(
            [walk.neutral(letter) for letter in range(walk.step.shape[1])]
        )
        self.idle_matters = not neutral[walk.idle].all()
        heard = np.ones(len(own), dtype=np.bool_)
        if not self.idle_matters:
            heard = ~neutral[walk.letter]
        letter, mine = walk.letter[heard], own[heard]
        first, end = model.first[mine], model.last[mine] + 1
        parts = list(grouped(mine, first, end, letter))
        self._keys = [key for key, _ in parts]
        self.groups = [part.tolist() for _, part in parts]
        self.source, self.sink = (0, 0), (model.weeks + 1, 0)
        stops = {0, model.weeks, *first.tolist(), *end.tolist()}
        self._stops = (
            list(range(model.weeks + 1)) if self.idle_matters else sorted(stops)
        )

    def arcs(self) -> list[tuple[tuple[int, int], tuple[int, int], int, int]]:
        """Return (tail, head, cost, group or -1) for all arcs that can be reached."""
        walk = self.walk
        reached: dict[int, set[int]] = defaultdict(set)
        reached[0].add(0)
        starting: dict[int, list[int]] = defaultdict(list)
        for group, (first, _, _) in enumerate(self._keys):
            starting[first].append(group)
        found = []
        for week, following in pairwise([*self._stops, self.weeks + 1]):
            for state in sorted(reached[week]):
                if week == self.weeks:
                    if walk.final[state] < FORBIDDEN:
                        cost = int(walk.final[state])
                        found.append(((week, state), self.sink, cost, -1))
                    continue
                moves = [(following, self._idle(week), -1)]
                for group in starting[week]:
                    _, end, letter = self._keys[group]
                    moves.append((end, letter, group))
                for end, letter, group in moves:
                    target = state if letter < 0 else int(walk.step[state, letter])
                    if target < 0:
                        continue
                    cost = 0 if letter < 0 else int(walk.cost[state, letter])
                    reached[end].add(target)
                    found.append(((week, state), (end, target), cost, group))
        return found

    def _idle(self, week: int) -> int:
        """Return the idle letter of a week, -1 where idle weeks change nothing."""
        return int(self.walk.idle[week]) if self.idle_matters else -1


def _sum(terms: Terms) -> Any:
    return cp_model.LinearExpr.weighted_sum(
        [variable for variable, _ in terms], [weight for _, weight in terms]
    )
