"""Large neighbourhoods by the exact model: what the sweep couldn't carry, mended.

A few students at a time are solved exactly while everybody else stays; the answer is
never worse than what was there. Neighbourhoods are drawn around a student: somebody
with an unplaced rotation, or somebody dear, with others who sit where that student
could go. Several are solved at once, each in a process of its own; answers are taken in
a fixed order and only if they fit together, so a seed gives the same schedule again.
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

STUDENTS_AT_ONCE = 8
DETERMINISTIC_SECONDS = 3.0
SURE_SECONDS = 60.0
PATIENCE = 30  # neighbourhoods in a row that gave nothing


def polish(
    problem: Problem,
    chosen: IntArray,
    clock: Clock,
    children: Sequence[Child],
    seed: int,
) -> IntArray:
    """Return ``chosen`` improved until nothing gives or the clock is over."""
    ledger = Ledger(problem, chosen)
    chance = np.random.default_rng(seed)
    stale, number = 0, 0
    while stale < PATIENCE and not clock.over:
        drawn = _draw(ledger, chance, len(children))
        for child, students in zip(children, drawn, strict=False):
            limits = Limits(SURE_SECONDS, DETERMINISTIC_SECONDS, seed=seed + number)
            child.start(part_model(problem, students, ledger.chosen), limits)
            number += 1
        for child, students in zip(children, drawn, strict=False):
            answer = child.answer(clock)
            if answer.chosen is None:
                stale += 1
                continue
            own = part_candidates(problem, students)[answer.chosen]
            if ledger.take(students, own):
                stale = 0
                clock.tell("neighbourhoods", ledger.objective)
            else:
                stale += 1
    return ledger.chosen


def _draw(
    ledger: Ledger, chance: np.random.Generator, count: int
) -> list[tuple[str, ...]]:
    """Return disjoint neighbourhoods of students."""
    drawn: list[tuple[str, ...]] = []
    taken: set[str] = set()
    for _ in range(count):
        free = [s for s in ledger.movable if s not in taken]
        if not free:
            break
        cost = np.array([ledger.cost_of(student) for student in free], dtype=float)
        seed = free[chance.choice(len(free), p=(cost + 1) / (cost + 1).sum())]
        students = _around(ledger, chance, seed, taken)
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
