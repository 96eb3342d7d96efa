"""Several aims in order, for a few students: as much placed, as few moved, the least.

What is missing and who is moved are counted by tokens: candidates of no student, which
a row demands for each rotation left out, or once a student's placements don't all stay.
Each level minimises its tokens and is then held by one more row. So the first answer of
the last level is the cheapest of those with the fewest moved among those with the most
placed, and each level comes with its own bound.

Who isn't among the few stays. Or, while looking for a bound, may leave: then his
placements vanish at the price of one student moved, wherever he would have gone. No
schedule moves fewer than that, whichever students it moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduler.solver.child import Child
from scheduler.solver.exact import Limits
from scheduler.solver.flow import Model
from scheduler.solver.incidence import Incidence
from scheduler.solver.result import Clock
from scheduler.terms import FORBIDDEN, BoolArray, IntArray, Row, Walk, count_row


@dataclass(frozen=True, eq=False)
class Start:
    """What is given: the rows, the placements as they were, and what may not change.

    ``chosen``, ``fixed`` and ``wanted``: masks [candidates]; ``chosen`` is what was
    placed before and is still possible, ``fixed`` those of them that stay. ``lost``
    [students]: who has a placement that isn't possible any more. Of ``wanted`` one is
    to be taken, if any is given. ``most_moved``: move no more students, or as few more
    as can be. ``price``: what a placement moved adds to the cost.
    """

    incidence: Incidence
    chosen: BoolArray
    fixed: BoolArray
    lost: BoolArray
    wanted: BoolArray
    most_moved: int | None = None
    price: int = 0


@dataclass(frozen=True)
class Reached:
    """How far a level came: its value, and what no answer can go below."""

    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Tell whether nothing better is possible at this level."""
        return self.value == self.bound


@dataclass(frozen=True, eq=False)
class Levels:
    """An answer: the candidates of the few that are taken, and who else should leave.

    ``leaving`` and ``moved``: students' numbers in the table. ``reached``: level by
    level. ``cost`` is ``None`` where it wasn't asked for.
    """

    chosen: IntArray
    leaving: frozenset[int]
    moved: frozenset[int]
    reached: tuple[Reached, ...]
    cost: Reached | None

    @property
    def wanted(self) -> Reached:
        """0 where what was wanted is there, 1 where it isn't possible."""
        return self.reached[0]

    @property
    def missing(self) -> Reached:
        """The penalties of what is left out."""
        return self.reached[2]

    @property
    def students(self) -> Reached:
        """How many students are moved."""
        return self.reached[3]


class Part:
    """The model of some students; the others stay, or may leave if ``leaving``."""

    def __init__(self, start: Start, students: Sequence[int], leaving: bool) -> None:
        self._start, self._leaving = start, leaving
        self.table = start.incidence.problem.table
        inside = np.zeros(len(self.table.students), dtype=np.bool_)
        inside[list(students)] = True
        self._free = inside[self.table.student]
        self.free = np.flatnonzero(self._free)
        self._number = np.full(self.table.size, -1, dtype=np.int64)
        self._number[self.free] = np.arange(len(self.free))
        self._size = len(self.free)
        self._moved: dict[int, int] = {}
        self._out: dict[int, int] = {}
        self._missing: list[tuple[int, int]] = []
        self._beyond: list[int] = []
        self._hint = self._number[start.chosen & self._free].tolist()
        self._wanted_row = tuple(self._want())
        self._hard = [*self._wanted_row, *self._movings(students)]
        self._soft: list[Row] = []
        for index in start.incidence.touching(self._free):
            self._add(start.incidence.problem.rows[index])
        self._hard += self._limit()

    # -- tokens ------------------------------------------------------------------

    def _token(self, hinted: bool = False) -> int:
        self._size += 1
        if hinted:
            self._hint.append(self._size - 1)
        return self._size - 1

    def _want(self) -> Iterator[Row]:
        wanted = self._number[self._start.wanted & self._free]
        if len(wanted):
            self._unmet = self._token()
            terms = np.append(wanted, self._unmet)
            yield count_row(("wanted",), terms, lower=1)

    def _movings(self, students: Sequence[int]) -> Iterator[Row]:
        """Yield a row a student: all of his placements stay, or he is moved."""
        start, table = self._start, self.table
        old = start.chosen & ~start.fixed & self._free
        for student in students:
            own = self._number[old & (table.student == student)]
            gone = bool(start.lost[student])
            if not len(own) and not gone:
                continue
            self._moved[student] = token = self._token(gone)
            if gone:
                yield count_row(("lost",), np.array([token]), lower=1)
                continue
            weight = np.append(np.ones(len(own), dtype=np.int64), len(own))
            yield Row(("moved",), np.append(own, token), weight, lower=len(own))

    def _limit(self) -> Iterator[Row]:
        """Yield a row for the most who may be moved, which tokens may go beyond."""
        most = self._start.most_moved
        tokens = [*self._moved.values(), *self._out.values()]
        if most is None or len(tokens) <= most:
            return
        self._beyond = [self._token() for _ in range(len(tokens) - most)]
        terms = np.array([*tokens, *self._beyond])
        weight = np.repeat([1, -1], [len(tokens), len(self._beyond)])
        yield Row(("most moved",), terms, weight.astype(np.int64), upper=most)

    # -- rows --------------------------------------------------------------------

    def _add(self, row: Row) -> None:
        """Add a row on the free candidates; what others have taken counts as given."""
        own, start = self._number[row.candidates], self._start
        free = own >= 0
        taken = ~free & start.chosen[row.candidates]
        given = int(row.weight[taken].sum())
        movers = taken & ~start.fixed[row.candidates]
        folded = replace(
            row,
            candidates=own[free],
            weight=row.weight[free],
            lower=None if row.lower is None else row.lower - given,
            upper=None if row.upper is None else row.upper - given,
        )
        if self._leaving and movers.any():
            self._add_loosely(folded, row.candidates[movers], row.weight[movers])
        elif row.penalty is None:
            self._hard += _binding(folded)
        elif row.foremost and row.lower is not None:
            self._hard += self._counted(folded, row.lower - given)
        else:
            self._soft += _binding(folded)

    def _add_loosely(self, row: Row, movers: IntArray, weight: IntArray) -> None:
        """Add a row in which others may leave, and come back elsewhere at no cost.

        Whatever they might do again for a lower bound, or against an upper one, is left
        to them: so the row keeps an upper bound only, and nothing negative may go.
        """
        if row.penalty is not None or row.upper is None or (weight < 0).any():
            return
        if int(np.maximum(row.weight, 0).sum()) <= row.upper:
            return
        who = self.table.student[movers]
        leaving = np.unique(who)
        tokens = [self._leave(int(student)) for student in leaving]
        freed = [-int(weight[who == student].sum()) for student in leaving]
        self._hard.append(
            replace(
                row,
                candidates=np.append(row.candidates, tokens).astype(np.int64),
                weight=np.append(row.weight, freed).astype(np.int64),
                lower=None,
            )
        )

    def _leave(self, student: int) -> int:
        if student not in self._out:
            self._out[student] = self._token()
        return self._out[student]

    def _counted(self, row: Row, lower: int) -> Iterator[Row]:
        """Yield a row with a penalty as one that tokens may fill up."""
        short = max(0, lower - int(np.minimum(row.weight, 0).sum()))
        there = np.isin(row.candidates, self._hint)
        lacking = lower - int(row.weight[there].sum())
        tokens = [self._token(n < lacking) for n in range(short)]
        self._missing += [(token, row.penalty or 0) for token in tokens]
        if tokens:
            terms = np.append(row.candidates, tokens).astype(np.int64)
            weight = np.append(row.weight, [1] * short).astype(np.int64)
            yield Row(row.key, terms, weight, lower=lower)

    # -- solving -----------------------------------------------------------------

    def solve(self, child: Child, clock: Clock, limits: Limits) -> Levels | None:
        """Return the answer of all levels but the cost; ``None``: not found in time."""
        rows, hint = list(self._hard), np.array(sorted(self._hint), dtype=np.int64)
        reached = []
        for tokens, weight in self._aims():
            if not len(tokens):
                reached.append(Reached(0, 0))
                continue
            cost = np.zeros(self._size, dtype=np.int64)
            cost[tokens] = weight
            child.start(self._model(cost, rows, hint, False), limits)
            answer = child.answer(clock)
            if answer.chosen is None or answer.objective is None:
                return None
            hint = answer.chosen
            reached.append(Reached(answer.objective, max(0, answer.bound)))
            rows.append(Row(("level",), tokens, weight, upper=answer.objective))
        return self._levels(hint, tuple(reached), None)

    def settle(
        self, child: Child, clock: Clock, limits: Limits, known: Levels
    ) -> Levels | None:
        """Return the cheapest answer that comes as far as ``known`` at every level.

        First the one with the fewest placements moved, in case there is no time for
        the cost. Raises SolverError where there is no such answer.
        """
        rows = list(self._hard)
        for (tokens, weight), reached in zip(self._aims(), known.reached, strict=True):
            if len(tokens):
                rows.append(Row(("level",), tokens, weight, upper=reached.value))
        hint = self._number[known.chosen]
        child.start(self._model(self._changes(), rows, hint, False), limits)
        gentle = child.answer(clock)
        if gentle.chosen is None:
            return None
        child.start(self._model(self._cost(), rows, gentle.chosen, True), limits)
        answer = child.answer(clock)
        if answer.chosen is None or answer.objective is None:
            return self._levels(gentle.chosen, known.reached, None)
        cost = Reached(answer.objective, answer.bound)
        return self._levels(answer.chosen, known.reached, cost)

    def _aims(self) -> Iterator[tuple[IntArray, IntArray]]:
        """Yield tokens and weights, level by level: wanted, beyond, missing, moved."""
        unmet = [self._unmet] if self._wanted_row else []
        moved = [*self._moved.values(), *self._out.values()]
        for pairs in (
            [(token, 1) for token in unmet],
            [(token, 1) for token in self._beyond],
            self._missing,
            [(token, 1) for token in moved],
        ):
            array = np.array(pairs, dtype=np.int64).reshape(-1, 2)
            yield array[:, 0], array[:, 1]

    def _cost(self) -> IntArray:
        """Return what each candidate costs; another than before pays for the change."""
        cost = self._changes()
        cost[: len(self.free)] += self._start.incidence.problem.cost[self.free]
        return cost

    def _changes(self) -> IntArray:
        """Return what each candidate costs for being another than before."""
        start, table = self._start, self.table
        cost = np.zeros(self._size, dtype=np.int64)
        old = table.requirement[start.chosen & ~start.fixed]
        other = ~start.chosen & np.isin(table.requirement, old)
        cost[self._number[other & self._free]] = start.price
        return cost

    def _model(
        self, cost: IntArray, rows: list[Row], hint: IntArray, with_cost: bool
    ) -> Model:
        table, extra = self.table, self._size - len(self.free)
        never = np.full(extra, -1, dtype=np.int64)
        return Model(
            cost,
            np.append(table.first[self.free], never),
            np.append(table.last[self.free], never),
            len(table.weeks),
            tuple(rows + self._soft if with_cost else rows),
            tuple(self._walks(with_cost)),
            hint,
            in_two_stages=False,
        )

    def _walks(self, with_cost: bool) -> Iterator[tuple[IntArray, Walk]]:
        problem = self._start.incidence.problem
        for number in np.unique(self.table.student[self.free]):
            student = self.table.students[number]
            own = self._number[self.table.of_student(student)]
            for walk in problem.walks[student]:
                hard = (walk.step < 0).any() or (walk.final >= FORBIDDEN).any()
                if with_cost:
                    yield own, walk
                elif hard:
                    yield own, _free_of_cost(walk)

    def _levels(
        self, found: IntArray, reached: tuple[Reached, ...], cost: Reached | None
    ) -> Levels:
        taken = frozenset(found.tolist())
        return Levels(
            self.free[[i for i in found if i < len(self.free)]],
            frozenset(s for s, token in self._out.items() if token in taken),
            frozenset(s for s, token in self._moved.items() if token in taken),
            reached,
            cost,
        )


def _binding(row: Row) -> Iterator[Row]:
    """Yield a row unless it holds whatever is chosen."""
    upper, lower = row.upper, row.lower
    if upper is not None and int(np.maximum(row.weight, 0).sum()) <= upper:
        upper = None
    if lower is not None and int(np.minimum(row.weight, 0).sum()) >= lower:
        lower = None
    if upper is not None or lower is not None:
        yield replace(row, upper=upper, lower=lower)


def _free_of_cost(walk: Walk) -> Walk:
    final = np.where(walk.final >= FORBIDDEN, walk.final, 0)
    return replace(walk, cost=np.zeros_like(walk.cost), final=final)
