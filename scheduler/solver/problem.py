"""What rules and goals say about one instance, gathered: the problem to be solved.

Nothing here knows a rule by name. Masks thin out the candidates, costs are weighted and
added up, rows and walks are collected; penalties and walk costs are weighted too, so a
unit of any of them is a unit of the objective.
"""

from __future__ import annotations

import gc
from collections.abc import Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from scheduler.domain.schedule import Schedule
from scheduler.goals import GOALS, weight_of
from scheduler.rules import RULES
from scheduler.terms import FORBIDDEN, IntArray, Row, Table, Walk, candidates, joined

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.goals.contract import Goal
    from scheduler.rules.contract import Rule
    from scheduler.solver.shortfall import Shortfall

RULES_BEFORE_GOALS = 10
"""A unit of a broken rule costs as much as ten of the dearest goal's row."""

THREADS = 2
"""So many lay out a problem, each a part of it: most of the work is numpy's."""

STUDENTS_AT_ONCE = 64
"""How many students' conceivable placements are in a thread's memory at a time."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Candidates that every rule about a single placement allows, and the rest as data.

    ``cost`` [candidates]: weighted units >= 0. ``walks``: by student, each over the
    student's candidates in the order of ``table.of_student``. ``worst``: how often what
    the costliest student costs counts once more.
    """

    table: Table
    cost: IntArray
    rows: tuple[Row, ...]
    walks: Mapping[str, tuple[Walk, ...]]
    worst: int = 0

    @cached_property
    def unavoidable(self) -> int:
        """What every schedule costs: what must stay open, rows that nobody is in."""
        return self.shortfall.cost + sum(
            row.breach(0) * (row.penalty or 0)
            for row in self.rows
            if not len(row.candidates) and not row.foremost
        )

    @cached_property
    def shortfall(self) -> Shortfall:
        """What is proven to stay open, by counting seats."""
        # That module needs this one.
        from scheduler.solver.shortfall import shortfall_of

        return shortfall_of(self)

    def schedule(self, chosen: Sequence[int] | IntArray) -> Schedule:
        """Return the schedule that a set of candidates stands for."""
        return Schedule.of(self.table.placement(int(i)) for i in chosen)

    def candidates_of(self, schedule: Schedule) -> IntArray:
        """Return the candidates that a schedule's placements are; others are left out.

        The inverse of `schedule`, as far as the rules about single placements allow.
        """
        table = self.table
        requirement = table.requirement_numbers
        ward = {name: i for i, name in enumerate(table.wards)}
        week = {monday: i for i, monday in enumerate(table.weeks)}
        facts = zip(
            table.requirement.tolist(), table.ward.tolist(), table.first.tolist(),
            strict=True,
        )  # fmt: skip
        place = {key: i for i, key in enumerate(facts)}
        keys = (
            (requirement.get(p.requirement), ward.get(p.ward), week.get(p.first))
            for p in schedule.placements
        )
        found = [place[key] for key in keys if key in place]
        return np.array(sorted(found), dtype=np.int64)

    def objective(self, chosen: IntArray) -> int | None:
        """Return the weighted cost of some candidates; ``None``: a rule is broken."""
        taken = np.zeros(self.table.size, dtype=np.int64)
        taken[chosen] = 1
        own = [self.own_cost(student, taken) for student in self.walks]
        total = sum(own) + self.worst * max(own, default=0)
        if total >= FORBIDDEN:
            return None
        for row in self.rows:
            breach = row.breach(int(row.weight @ taken[row.candidates]))
            if breach and row.penalty is None:
                return None
            total += breach * (row.penalty or 0)
        return total

    def own_cost(self, student: str, taken: IntArray) -> int:
        """Return what a student's ``taken`` [candidates] cost, walks included."""
        own = self.table.of_student(student)
        total = int(self.cost[own] @ taken[own])
        return total + sum(
            self.walk_cost(walk, own, taken) for walk in self.walks[student]
        )

    def walk_cost(self, walk: Walk, own: IntArray, taken: IntArray) -> int:
        """Return what a walk costs for the ``taken`` of a student's candidates."""
        local = np.flatnonzero(taken[own])
        first, last = self.table.first[own[local]], self.table.last[own[local]]
        starts = dict(zip(first.tolist(), local.tolist(), strict=True))
        covered = {
            week for a, b in zip(first, last, strict=True) for week in range(a, b + 1)
        }
        state = total = 0
        for week in range(len(self.table.weeks)):
            if week in starts:
                letter = walk.letter[starts[week]]
            elif week in covered:
                continue
            else:
                letter = walk.idle[week]
            total += int(walk.cost[state, letter])
            state = int(walk.step[state, letter])
            if state < 0:
                return FORBIDDEN
        return min(FORBIDDEN, total + int(walk.final[state]))


@contextmanager
def uncollected() -> Iterator[None]:
    """Make many objects that stay, without looking again and again which can go."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@uncollected()
def gather(instance: Instance) -> Problem:
    """Return the problem that all rules and goals make of an instance."""
    return problem_of(allowed_candidates(instance))


def problem_of(table: Table) -> Problem:
    """Return the problem of choosing among a table's candidates."""
    with ThreadPoolExecutor(1) as worker:
        cost = worker.submit(_weighted_cost, table)
        rows, walks = tuple(_rows(table)), _walks(table)
        return Problem(table, cost=cost.result(), rows=rows, walks=walks)


def allowed_candidates(instance: Instance) -> Table:
    """Return the candidates that every rule's mask allows, batch by batch."""
    students = tuple(instance.students)
    batches = [
        students[i : i + STUDENTS_AT_ONCE]
        for i in range(0, len(students), STUDENTS_AT_ONCE)
    ]
    with ThreadPoolExecutor(THREADS) as workers:
        tables = list(
            workers.map(lambda batch: _thinned(candidates(instance, batch)), batches)
        )
    return joined(tables) if tables else candidates(instance)


def _thinned(table: Table) -> Table:
    for rule in RULES:
        mask = rule.allows(table)
        if mask is not None:
            table = table.where(mask)
    return table


def _weighted_cost(table: Table) -> IntArray:
    total = np.zeros(table.size, dtype=np.int64)
    for goal in GOALS:
        units = goal.cost(table)
        if units is not None:
            total += weight_of(goal, table.instance) * units
    return total


def _rows(table: Table) -> Iterator[Row]:
    """Yield all rows; a rule that can be broken costs more than any goal's row."""
    wishes = list(_goal_rows(table))
    strict = RULES_BEFORE_GOALS * max([1, *(row.penalty or 0 for row in wishes)])
    for rule in RULES:
        for row in rule.rows(table):
            yield (
                row
                if row.penalty is None
                else replace(row, penalty=strict * row.penalty)
            )
    yield from wishes


def _goal_rows(table: Table) -> Iterator[Row]:
    for goal in GOALS:
        weight = weight_of(goal, table.instance)
        for row in goal.rows(table) if weight else ():
            yield replace(row, penalty=weight * (row.penalty or 0))


def _walks(table: Table) -> dict[str, tuple[Walk, ...]]:
    """Return each student's walks; students who are alike share them."""
    weights = [weight_of(goal, table.instance) for goal in GOALS]
    goals = [pair for pair in zip(GOALS, weights, strict=True) if pair[1]]
    voices: list[tuple[Rule | Goal, int]] = [*((rule, 1) for rule in RULES), *goals]
    made: dict[Hashable, tuple[Walk, ...]] = {}

    def walks_of(student: str) -> Iterator[Walk]:
        candidates = table.likeness(student)
        for voice, weight in voices:
            key = voice, candidates, voice.alike(table.instance, student)
            if key not in made:
                walks = voice.walks(table, student)
                made[key] = tuple(_weighted(walk, weight) for walk in walks)
            yield from made[key]

    return {student: tuple(walks_of(student)) for student in table.students}


def _weighted(walk: Walk, weight: int) -> Walk:
    return replace(walk, cost=weight * walk.cost, final=weight * walk.final)
