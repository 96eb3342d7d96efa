"""What must stay unplaced, wherever anybody goes: duties against seats alone.

A linear programme of its own, apart from what schedules cost: each duty takes one of
its candidates or stays open, hard rows across students hold, and nothing else does, not
even that nobody is in two places. Duties with the same choice are one variable, so it
is solved within a second. Its duals are prices, and with them, in integers, what stays
open is proven (weak duality): at any prices >= 0, a duty costs at least its cheapest
candidate or being open, and rows give back their prices at their upper bounds.

It is done twice: for the number of duties that stay open, and for what that costs,
where some are more urgent than others. The latter's prices show the engine early which
seats are so scarce that people have to do without; the ascent takes hundreds of passes
to climb there from nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

import highspy
import numpy as np

from scheduler.solver.incidence import Incidence, parts_of
from scheduler.solver.problem import Problem
from scheduler.solver.programme import fill, quiet_solver
from scheduler.terms import BoolArray, FloatArray, IntArray, Row

SIDES: tuple[Literal["left"], Literal["right"]] = "left", "right"

FINE = 1000
"""Prices are counted in thousandths of a unit here."""


@dataclass(frozen=True)
class Shortfall:
    """At least ``count`` duties stay open in every schedule that breaks no rule.

    ``cost``: what is open costs at least so much, in units of the objective. ``prices``
    of rows, by key, at which that shows, in units of the objective.
    """

    count: int
    cost: int
    prices: Mapping[tuple[str, ...], float]


def shortfall_of(problem: Problem) -> Shortfall:
    """Return what is proven to stay open, by counting seats."""
    count = _Count(problem)
    if not count.duties:
        return Shortfall(0, 0, {})
    prices = count.prices(count.penalty)
    keys = (row.key for row in problem.rows)
    dear = {key: price / FINE for key, price in zip(keys, prices, strict=True) if price}
    fewest = count.proven(count.prices(np.ones_like(count.penalty)), 1)
    return Shortfall(fewest, count.proven(prices, count.penalty), dear)


class _Count:
    """The duties, who is among their candidates, and the rows across students.

    ``duties``: foremost rows of one student. ``duty`` [candidates]: each one's, -1 =
    none. ``owed`` and ``lost`` [duties]: how many of the requirements are to be done,
    and for how many more there is no candidate. ``penalty`` [duties]: of an open one.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        size = problem.table.size
        self.duty = np.full(size, -1, dtype=np.int64)
        self.shared: list[BoolArray] = []  # by part: which rows count
        self.likeness = np.zeros(size, dtype=np.uint64)
        self._possible = np.ones(size, dtype=np.bool_)
        for part in parts_of(problem):
            self._add(part)
        self.duties = tuple(self._duties())
        self.duty[~self._possible] = -1
        own = self._choice
        several = np.unique(
            np.stack([self.duty[own], problem.table.requirement[own]]), axis=1
        )
        there = np.bincount(several[0], minlength=len(self.duties))
        lower = np.array([row.lower for row in self.duties], dtype=np.int64)
        self.owed = np.minimum(lower, there)
        self.lost = lower - self.owed
        self.penalty = np.array([row.penalty for row in self.duties], dtype=np.int64)

    def _add(self, part: Incidence) -> None:
        """Note which rows count, and a number for the set of them in a candidate.

        Candidates with the same number are taken to be alike; no proof rests on it.
        """
        count, who = len(part.rows), self.problem.table.student[part.candidate]
        least = np.zeros(count, dtype=np.int64)
        np.minimum.at(least, part.row, part.weight)
        first, last = np.full(count, 1 << 60), np.full(count, -1)
        np.minimum.at(first, part.row, who)
        np.maximum.at(last, part.row, who)
        bounded = np.array([row.upper is not None for row in part.rows], dtype=np.bool_)
        shared = part.hard & bounded & (least >= 0) & (first < last)
        chance = np.random.default_rng(len(self.shared))
        number = chance.integers(1 << 63, size=count, dtype=np.uint64)
        on = shared[part.row]
        weight = part.weight[on].astype(np.uint64)
        np.add.at(self.likeness, part.candidate[on], number[part.row[on]] * weight)
        self.shared.append(shared)
        self._possible &= part.possible

    def _duties(self) -> list[Row]:
        """Return the foremost rows of one student each; no candidate is in two."""
        student, found = self.problem.table.student, list[Row]()
        foremost = [row for row in self.problem.rows if row.foremost and row.lower]
        for row in sorted(
            foremost, key=lambda row: (-len(row.candidates), row.penalty or 0)
        ):
            own = row.candidates
            alone = not len(own) or bool((student[own] == student[own[0]]).all())
            alone &= bool((row.weight == 1).all())
            if alone and (self.duty[own] < 0).all():
                self.duty[own] = len(found)
                found.append(row)
        return found

    @cached_property
    def _choice(self) -> IntArray:
        return np.flatnonzero(self.duty >= 0)

    # -- the programme -------------------------------------------------------------

    @cached_property
    def _columns(self) -> tuple[IntArray, IntArray]:
        """Return (duty, candidate), by duty: each one's choice, without those alike."""
        own = self._choice
        _, like = np.unique(self.likeness[own], return_inverse=True)
        key, spot = np.unique(
            np.stack([self.duty[own], like]), axis=1, return_index=True
        )
        stands_for = np.zeros(len(own), dtype=np.int64)
        stands_for[like[spot]] = own[spot]
        return key[0], stands_for[key[1]]

    @cached_property
    def _entries(self) -> tuple[IntArray, IntArray, IntArray]:
        """Return (candidate, row, weight), by candidate, of those in `_columns`."""
        stands = np.zeros(len(self.duty), dtype=np.bool_)
        stands[self._columns[1]] = True
        found, start = [], 0
        for part, shared in zip(parts_of(self.problem), self.shared, strict=True):
            on = shared[part.row] & stands[part.candidate]
            found.append((part.candidate[on], part.row[on] + start, part.weight[on]))
            start += len(part.rows)
        candidate, row, weight = map(np.concatenate, zip(*found, strict=True))
        order = np.argsort(candidate, kind="stable")
        return candidate[order], row[order], weight[order]

    def _classes(self, penalty: IntArray) -> tuple[IntArray, IntArray]:
        """Return [duties] of which kind each is, and [kinds] one that speaks for it."""
        duty, candidate = self._columns
        ends = np.searchsorted(duty, np.arange(len(self.duties) + 1)).tolist()
        known: dict[tuple[bytes, int], int] = {}
        kind = [
            known.setdefault((candidate[low:high].tobytes(), cost), len(known))
            for (low, high), cost in zip(pairwise(ends), penalty.tolist(), strict=True)
        ]
        kinds = np.array(kind, dtype=np.int64)
        return kinds, np.unique(kinds, return_index=True)[1]

    def prices(self, penalty: IntArray) -> IntArray:
        """Return [rows] prices, in `FINE`-ths; ``penalty`` [duties] of being open.

        Columns of the programme: what those who speak for a kind can choose, then what
        is open of each kind. Rows: kinds, then the rows that matter.
        """
        kind, speaker = self._classes(penalty)
        kinds = len(speaker)
        mine = speaker[kind[self._columns[0]]] == self._columns[0]
        of, candidate = kind[self._columns[0][mine]], self._columns[1][mine]
        inside, row, weight = self._entries
        used, line = np.unique(row, return_inverse=True)
        begin, end = (np.searchsorted(inside, candidate, side) for side in SIDES)
        column = np.repeat(np.arange(len(candidate)), end - begin)
        entry = np.arange(len(column)) - np.searchsorted(column, column) + begin[column]
        matrix = (
            np.append(np.arange(len(candidate) + kinds), column),
            np.concatenate([of, np.arange(kinds), kinds + line[entry]]),
            np.append(np.ones(len(candidate) + kinds), weight[entry]),
        )
        owed: FloatArray = np.zeros(kinds)
        np.add.at(owed, kind, self.owed)
        upper = np.array(
            [self.problem.rows[at].upper for at in used.tolist()], dtype=np.int64
        )
        cost = np.append(np.zeros_like(candidate), penalty[speaker]).astype(np.float64)
        dual = _duals(matrix, cost, owed, upper)
        prices = np.zeros(len(self.problem.rows), dtype=np.int64)
        prices[used] = np.rint(np.maximum(0, -dual) * FINE)
        return prices

    # -- the proof -----------------------------------------------------------------

    def proven(self, prices: IntArray, penalty: IntArray | int) -> int:
        """Return what stays open in any case, rounded up; any prices >= 0 will do."""
        given, start = 0, 0
        paid = np.zeros(len(self.duty), dtype=np.int64)
        for part, shared in zip(parts_of(self.problem), self.shared, strict=True):
            price = prices[start : start + len(part.rows)] * shared
            np.add.at(paid, part.candidate, price[part.row] * part.weight)
            given += int((price * np.where(price > 0, part.upper, 0)).sum())
            start += len(part.rows)
        least = np.broadcast_to(FINE * np.asarray(penalty), self.owed.shape).copy()
        lost = int((least * self.lost).sum())
        own = self._choice
        np.minimum.at(least, self.duty[own], paid[own])
        return max(0, -(-(lost + int((least * self.owed).sum()) - given) // FINE))


def _duals(
    matrix: tuple[IntArray, IntArray, FloatArray],
    cost: FloatArray,
    lower: FloatArray,
    upper: IntArray,
) -> FloatArray:
    """Return the duals of the rows that have upper bounds, all 0 if there are none.

    ``matrix``: (column, row, value). The first rows are at least ``lower``, the others
    at most ``upper``.
    """
    free = highspy.kHighsInf
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), len(lower) + len(upper)
    lp.col_cost_, lp.col_lower_ = cost, np.zeros(len(cost))
    lp.col_upper_ = np.full(len(cost), free)
    lp.row_lower_ = np.append(lower, np.full(len(upper), -free))
    lp.row_upper_ = np.append(np.full(len(lower), free), upper)
    fill(lp, *matrix)
    solver = quiet_solver()
    solver.passModel(lp)
    solver.run()
    solution = solver.getSolution()
    if not solution.dual_valid:
        return np.zeros(len(upper))
    return np.array(solution.row_dual)[len(lower) :]
