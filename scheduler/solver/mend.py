"""Exact neighbourhoods around what is still missing.

The sweeps leave something out when a unit has too many requirements, when companions'
duties differ, or when making room takes several people at once. Then a few students are
solved exactly while everybody else stays: one who misses something, those who must move
along, and some who sit where that student could go. The answer is never worse than what
was there. Several are solved at once, each in a process of its own; answers are taken
in a fixed order and only if they fit together, so a seed gives the same schedule again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.solver.child import Child
from scheduler.solver.exact import Limits, part_candidates, part_model
from scheduler.solver.ledger import Ledger
from scheduler.solver.problem import Problem
from scheduler.solver.result import Clock
from scheduler.terms import IntArray

STUDENTS_AT_ONCE = 6
DETERMINISTIC_SECONDS = 4.0
PATIENCE = 12  # neighbourhoods in a row that gave nothing


def mend(
    problem: Problem,
    chosen: IntArray,
    clock: Clock,
    children: Sequence[Child],
    until: float,
    seed: int,
) -> IntArray:
    """Return ``chosen`` with as much of the missing placed as could be, in time.

    Nothing new is begun after ``until``, in seconds of the clock.
    """
    ledger = Ledger(problem, chosen)
    chance = np.random.default_rng(seed)
    stale, number = 0, 0
    while ledger.missing() and stale < PATIENCE and not clock.over:
        if clock.passed > until:
            break
        drawn = _draw(ledger, chance, len(children))
        for child, students in zip(children, drawn, strict=False):
            limits = Limits(clock.left, DETERMINISTIC_SECONDS, seed=seed + number)
            child.start(part_model(problem, students, ledger.chosen), limits)
            number += 1
        stale += len(drawn)
        for child, students in zip(children, drawn, strict=False):
            answer = child.answer(clock)
            if answer.chosen is None:
                continue
            own = part_candidates(problem, students)[answer.chosen]
            if ledger.take(students, own):
                stale = 0
                clock.tell("neighbourhoods", ledger.objective)
    return ledger.chosen


def _draw(
    ledger: Ledger, chance: np.random.Generator, count: int
) -> list[tuple[str, ...]]:
    """Return up to ``count`` disjoint neighbourhoods, one at least."""
    drawn: list[tuple[str, ...]] = []
    taken: set[str] = set()
    for _ in range(count):
        seeds = [student for student in ledger.missing() if student not in taken]
        if not seeds:
            break
        students = _around(ledger, chance, seeds[chance.integers(len(seeds))], taken)
        taken.update(students)
        drawn.append(students)
    return drawn


def _around(
    ledger: Ledger, chance: np.random.Generator, seed: str, taken: set[str]
) -> tuple[str, ...]:
    """Return a student, those who must move along, and others who are in the way."""
    students = [seed, *(s for s in ledger.companions(seed) if s not in taken)]
    others = [
        s for s in ledger.in_the_way(seed) if s not in taken and s not in students
    ]
    room = max(0, STUDENTS_AT_ONCE - len(students))
    picked = chance.choice(len(others), size=min(room, len(others)), replace=False)
    return tuple(students + [others[i] for i in picked])
