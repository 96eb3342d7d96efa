"""Whether a student's rotations fit his own weeks, as if nobody else were there.

A quick search tries to follow one placement with the next; where it fails, the exact
model of the one student decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from scheduler.errors import SolverError
from scheduler.solver.child import Child
from scheduler.solver.exact import Limits
from scheduler.solver.incidence import Incidence
from scheduler.solver.levels import Part, Start
from scheduler.solver.problem import Problem
from scheduler.solver.result import Clock
from scheduler.terms import FORBIDDEN, BoolArray, IntArray, Row

STEPS = 400  # of the quick search, for each hospital that it prefers
SECONDS = 20.0
SEEDS = (0, 7919)


@dataclass(frozen=True)
class Unfit:
    """A student of whose duties some can't be placed, even alone in the school.

    ``missing``: how many at least. ``because``: names of walks without any of which
    everything would fit, one by one; none if it takes several.
    """

    student: str
    missing: int
    because: tuple[str, ...]


def unfit(problem: Problem) -> tuple[Unfit, ...]:
    """Return the students whose possible duties don't fit together.

    Duties without any possible placement don't count: that is another matter.
    """
    problem = replace(problem, rows=tuple(_own_rows(problem)))
    incidence = Incidence(problem)
    doubtful = [
        student
        for student in problem.table.students
        if not _fits(problem, student, incidence.possible)
    ]
    with Child() as child:
        found = []
        for student in doubtful:
            missing = _missing(incidence, student, child)
            if missing:
                because = tuple(_because(problem, student, child))
                found.append(Unfit(student, missing, because))
    return tuple(found)


def _own_rows(problem: Problem) -> Iterator[Row]:
    """Yield the rows that bind a student whatever others do.

    Those about himself alone; and upper bounds, which others can only make tighter.
    """
    who = problem.table.student
    for row in problem.rows:
        alone = len(np.unique(who[row.candidates])) <= 1
        if alone or (row.penalty is None and not (row.weight < 0).any()):
            yield row if alone else replace(row, lower=None)


def _missing(incidence: Incidence, student: str, child: Child) -> int:
    """Return how many duties of a student are left out at least.

    Asked twice, in different searches; the milder answer counts.
    """
    return min(_asked(incidence, student, child, seed) for seed in SEEDS)


def _asked(incidence: Incidence, student: str, child: Child, seed: int) -> int:
    table = incidence.problem.table
    nothing = np.zeros(table.size, dtype=np.bool_)
    nobody = np.zeros(len(table.students), dtype=np.bool_)
    start = Start(incidence, nothing, nothing, nobody, nothing)
    part = Part(start, [table.students.index(student)], leaving=False)
    try:
        found = part.solve(child, Clock(SECONDS), Limits(SECONDS, seed=seed))
    except SolverError:  # undecided is no alarm
        return 0
    if found is None or not found.missing.proven:
        return 0
    return _duties(incidence.problem, student) - len(found.chosen)


def _duties(problem: Problem, student: str) -> int:
    """Return how many of a student's duties have a possible placement."""
    table = problem.table
    possible = {
        table.requirements[i] for i in table.requirement[_own(problem, student)]
    }
    return sum(
        min(owed, sum(duty.id in possible for duty in members))
        for members, owed in table.instance.duties_of(student)
    )


def _own(problem: Problem, student: str) -> IntArray:
    return problem.table.of_student(student)


def _because(problem: Problem, student: str, child: Child) -> Iterator[str]:
    """Yield the walks without which everything would fit."""
    names = dict.fromkeys(walk.key[0] for walk in problem.walks[student])
    for name in names:
        walks = tuple(w for w in problem.walks[student] if w.key[0] != name)
        free = replace(problem, walks={**problem.walks, student: walks})
        if len(walks) < len(problem.walks[student]) and not _missing(
            Incidence(free), student, child
        ):
            yield name


# -- the quick search ----------------------------------------------------------------


def _fits(problem: Problem, student: str, possible: BoolArray) -> bool:
    """Tell whether one placement after another was found for every duty."""
    own = _own(problem, student)
    own = own[possible[own]]
    owed = _duties(problem, student)
    for hospital in (-1, *np.unique(problem.table.hospital[own])):
        chosen = _Search(problem, own, int(hospital)).run(owed)
        if chosen is not None and _keeps_walks(problem, student, chosen):
            return True
    return owed == 0


def _keeps_walks(problem: Problem, student: str, chosen: list[int]) -> bool:
    taken = np.zeros(problem.table.size, dtype=np.int64)
    taken[chosen] = 1
    own = _own(problem, student)
    return all(
        problem.walk_cost(walk, own, taken) < FORBIDDEN
        for walk in problem.walks[student]
    )


class _Search:
    """Places the duty next that is over first; goes back a few hundred steps."""

    def __init__(self, problem: Problem, own: IntArray, hospital: int) -> None:
        table = problem.table
        self._steps = STEPS
        self._of: dict[int, list[tuple[int, int, int]]] = {}
        there = {
            int(table.requirement[i]) for i in own if table.hospital[i] == hospital
        }
        for i in own:
            duty = int(table.requirement[i])
            if duty not in there or table.hospital[i] == hospital:
                span = int(table.last[i]), int(table.first[i]), int(i)
                self._of.setdefault(duty, []).append(span)
        for spans in self._of.values():
            spans.sort()

    def run(self, owed: int) -> list[int] | None:
        """Return candidates that follow one another, ``owed`` of them, or ``None``."""
        return self._from(0, frozenset(self._of), owed)

    def _from(self, week: int, left: frozenset[int], owed: int) -> list[int] | None:
        if not owed:
            return []
        self._steps -= 1
        nearest = [
            next((span for span in self._of[duty] if span[1] >= week), None)
            for duty in left
        ]
        for span, duty in sorted(
            (span, duty)
            for span, duty in zip(nearest, left, strict=True)
            if span is not None
        ):
            if self._steps <= 0:
                return None
            rest = self._from(span[0] + 1, left - {duty}, owed - 1)
            if rest is not None:
                return [span[2], *rest]
        return None
