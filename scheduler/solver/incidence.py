"""Which candidates are in which rows, side by side, so that few rows are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import islice, pairwise
from typing import TypeVar

import numpy as np

from scheduler.solver.problem import THREADS, Problem
from scheduler.terms import BoolArray, IntArray, Row

T = TypeVar("T")

AT_ONCE = 1 << 20
"""Incidences that are side by side where rows are looked at part by part."""


def parts_of(problem: Problem) -> Iterator[Incidence]:
    """Yield the rows of a problem in parts that need little memory each."""
    yield from by_part(problem, lambda part: part)


def by_part(problem: Problem, work: Callable[[Incidence], T]) -> Iterator[T]:
    """Yield what work on each part of a problem's rows comes to; in order.

    One part for each thread is in memory at a time.
    """
    ends = np.cumsum([len(row.candidates) for row in problem.rows], dtype=np.int64)
    starts = np.flatnonzero(np.diff(ends // AT_ONCE, prepend=-1)).tolist()
    bounds = pairwise([*starts, len(ends)])

    def one(bound: tuple[int, int]) -> T:
        return work(Incidence(problem, problem.rows[slice(*bound)]))

    with ThreadPoolExecutor(THREADS) as workers:
        while some := list(islice(bounds, THREADS)):
            yield from workers.map(one, some)


class Incidence:
    """The rows of a problem as three arrays [incidences]: row, candidate, weight.

    ``rows``: all of the problem's, or a part of them that ``row`` points into.
    """

    def __init__(self, problem: Problem, rows: tuple[Row, ...] | None = None) -> None:
        rows, none = problem.rows if rows is None else rows, np.zeros(0, dtype=np.int64)
        self.problem, self.rows = problem, rows
        self.row = np.repeat(np.arange(len(rows)), [len(r.candidates) for r in rows])
        self.candidate = np.concatenate([none, *(row.candidates for row in rows)])
        self.weight = np.concatenate([none, *(row.weight for row in rows)])
        wide = np.iinfo(np.int64).max // 4
        self.upper = np.array([wide if r.upper is None else r.upper for r in rows])
        self.lower = np.array([-wide if r.lower is None else r.lower for r in rows])
        self.hard = np.array([r.penalty is None for r in rows], dtype=np.bool_)

    @cached_property
    def possible(self) -> BoolArray:
        """The candidates [candidates] that fit every row by themselves.

        A ward that is closed has rows in which nobody fits.
        """
        mask = np.ones(self.problem.table.size, dtype=np.bool_)
        least = np.zeros(len(self.upper), dtype=np.int64)
        np.minimum.at(least, self.row, self.weight)
        alone = self.hard & (least >= 0)
        too_much = alone[self.row] & (self.weight > self.upper[self.row])
        mask[self.candidate[too_much]] = False
        return mask

    def touching(self, mask: BoolArray) -> IntArray:
        """Return the rows in which a candidate of the mask [candidates] is."""
        return np.unique(self.row[mask[self.candidate]])

    def sums(self, taken: BoolArray | IntArray) -> IntArray:
        """Return [rows] the weights that the candidates taken put into each row."""
        sums = np.zeros(len(self.upper), dtype=np.int64)
        np.add.at(sums, self.row, self.weight * taken[self.candidate])
        return sums

    @cached_property
    def _tied(self) -> BoolArray:
        """Which incidences are in hard rows of equality, like those of companions."""
        equal = (self.upper == self.lower) & self.hard
        return equal[self.row] if len(self.row) else np.zeros(0, dtype=np.bool_)

    def with_companions(self, students: frozenset[int]) -> frozenset[int]:
        """Return students with all who are tied to them, directly or by others."""
        table = self.problem.table
        who, rows = table.student[self.candidate[self._tied]], self.row[self._tied]
        while True:
            tied = rows[np.isin(who, list(students))]
            larger = students | set(who[np.isin(rows, tied)].tolist())
            if larger == students:
                return students
            students = frozenset(larger)

    def in_the_way(self, student: int, chosen: BoolArray) -> list[int]:
        """Return who is in a full hard row that a student's candidate is in.

        Those who are in the most such rows come first.
        """
        table = self.problem.table
        own = table.student[self.candidate] == student
        full = (self.sums(chosen) >= self.upper) & self.hard
        rows = np.unique(self.row[own & full[self.row]])
        inside = np.isin(self.row, rows) & chosen[self.candidate]
        who, often = np.unique(
            table.student[self.candidate[inside]], return_counts=True
        )
        order = np.argsort(-often, kind="stable")
        return [int(one) for one in who[order] if one != student]
