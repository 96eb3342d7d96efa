"""The methods that are compared: each is given an instance, seconds and a seed.

Times are seconds since the instance was there; making a model of it counts.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scheduler.mss import solve_mss
from scheduler.solver.exact import Limits, solve_model, whole_model
from scheduler.solver.result import Clock
from scheduler.solver.solve import Options, solve
from scheduler.terms import FORBIDDEN
from tests.benchmarks.mip import solve_mip

PLAIN_WORKERS = 8


@dataclass(frozen=True)
class Found:
    """How a method ended. ``solution``: ``None`` where there is none.

    ``bound`` in the objective's own sense, ``None`` where nothing is claimed.
    ``first``: when there was a first solution, ``None`` where the method doesn't say.
    ``fewest_proven``: it is proven that no schedule places more.
    """

    solution: Any
    bound: int | None
    first: float | None
    seconds: float
    fewest_proven: bool | None = None


def ours(given, seconds, seed, workers):
    """The engine of this project."""
    options = Options(seed=seed, workers=workers)
    clock = Clock(seconds)
    if given.maximise:
        found = solve_mss(given.instance, options, clock)
        first = None if found.placements is None else found.first_seconds
        return Found(found.placements, found.bound, first, found.seconds)
    found = solve(given.instance, options, clock)
    return Found(
        found.schedule,
        found.bound,
        found.first_seconds,
        found.seconds,
        found.fewest_unplaced_proven,
    )


def plain_cpsat(given, seconds, seed, workers):
    """CP-SAT with its own strategies on the whole model, one Boolean a candidate."""
    begun, first = time.monotonic(), []

    def watch(*_):
        first.append(time.monotonic() - begun)

    def as_it_comes(solver):
        # The engine interleaves workers for the sake of repeatable runs.
        solver.parameters.interleave_search = False

    model = replace(whole_model(given.problem), in_two_stages=False)
    left = max(1.0, seconds - (time.monotonic() - begun))
    limits = Limits(left, workers=PLAIN_WORKERS, seed=seed)
    answer = solve_model(model, limits, watch, as_it_comes)
    passed = time.monotonic() - begun
    if answer.chosen is None:
        return Found(None, None, None, passed)
    solution, bound = given.solution(answer.chosen), given.bound(answer.bound)
    return Found(solution, bound, first[0] if first else passed, passed)


def mip(given, seconds, seed, workers):
    """The same model as a mixed-integer programme, solved by HiGHS through MathOpt."""
    begun = time.monotonic()
    chosen, bound = solve_mip(given.problem, seconds, seed)
    passed = time.monotonic() - begun
    solution = None if chosen is None else given.solution(chosen)
    return Found(solution, None if bound is None else given.bound(bound), None, passed)


def lottery(given, _seconds, seed, _workers):
    """What schools do: in random order, each takes the best seats that are left."""
    begun = time.monotonic()
    drawn = _Lottery(given.problem)
    names = list(given.problem.table.students)
    random.Random(seed).shuffle(names)
    for student in names:
        drawn.serve(student)
    solution = given.solution(np.flatnonzero(drawn.taken))
    passed = time.monotonic() - begun
    return Found(solution, None, passed, passed)


METHODS = {"ours": ours, "plain CP-SAT": plain_cpsat, "MIP": mip, "lottery": lottery}
SLOW = ("plain CP-SAT", "MIP")


class _Lottery:
    """Seats as they are taken. Companions draw together, as one.

    ``load`` [rows]: how full each hard row is. The entries of candidate c are
    ``start[c]`` to ``start[c + 1]`` of ``row`` and ``weight``.
    """

    def __init__(self, problem):
        self.problem, self.table = problem, problem.table
        rows = [row for row in problem.rows if row.penalty is None]
        wide = np.iinfo(np.int64).max
        self.upper = np.array([wide if r.upper is None else r.upper for r in rows])
        self.load = np.zeros(len(rows), dtype=np.int64)
        none = np.zeros(0, dtype=np.int64)
        candidate = np.concatenate([none, *(row.candidates for row in rows)])
        order = np.argsort(candidate, kind="stable")
        number = np.repeat(np.arange(len(rows)), [len(r.candidates) for r in rows])
        self.row = number[order]
        self.weight = np.concatenate([none, *(row.weight for row in rows)])[order]
        counts = np.bincount(candidate, minlength=self.table.size)
        self.start = np.concatenate([[0], np.cumsum(counts)])
        self.taken = np.zeros(self.table.size, dtype=np.int64)
        self.tied = defaultdict(set)
        for row in rows:
            if row.lower == row.upper == 0:
                for one in row.candidates.tolist():
                    self.tied[one].update(row.candidates.tolist())

    def serve(self, student):
        """Give a student the best free seat for each rotation in turn.

        What must wait for another rotation is tried again once that has its seat.
        """
        own = self.table.of_student(student)
        cheap = own[np.argsort(self.problem.cost[own], kind="stable")]
        own = own[self.taken[own] > 0]
        waiting = set(self.table.requirement[cheap].tolist())
        waiting -= set(self.table.requirement[own].tolist())
        served = True
        while served and waiting:
            served = {r for r in sorted(waiting) if self._seat(cheap, r)}
            waiting -= served

    def _seat(self, cheap, requirement):
        """Take the cheapest legal candidate of a requirement; tell whether one is."""
        for candidate in cheap[self.table.requirement[cheap] == requirement].tolist():
            joint = self._joint(candidate)
            added = self._added(joint)
            if any(self.load[row] + more > self.upper[row] for row, more in added):
                continue
            self.taken[joint] = 1
            if self._walks_allow(joint):
                for row, more in added:
                    self.load[row] += more
                return True
            self.taken[joint] = 0
        return False

    def _walks_allow(self, joint):
        """Tell whether sequences may be as they are now, as far as they go."""
        for number in {int(self.table.student[candidate]) for candidate in joint}:
            name = self.table.students[number]
            own = self.table.of_student(name)
            for walk in self.problem.walks[name]:
                if self.problem.walk_cost(walk, own, self.taken) >= FORBIDDEN:
                    return False
        return True

    def _added(self, joint):
        """Return (row, by how much it fills) for each row that a joint is in."""
        added = defaultdict(int)
        for candidate in joint:
            entries = slice(self.start[candidate], self.start[candidate + 1])
            pairs = zip(self.row[entries], self.weight[entries], strict=True)
            for row, weight in pairs:
                added[int(row)] += int(weight)
        return list(added.items())

    def _joint(self, candidate):
        """Return a candidate with all that go with it or not at all."""
        joint, open_ = {candidate}, [candidate]
        while open_:
            more = self.tied.get(open_.pop(), set()) - joint
            joint |= more
            open_ += more
        return sorted(joint)
