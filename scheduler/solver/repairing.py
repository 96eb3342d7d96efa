"""A schedule made for other tables, mended: most placed, fewest moved, least cost.

Only those who can't stay where they were, and those who miss something, are planned
anew; everybody else stays, or may leave at the price of one student moved (see
`levels`). If the best answer lets nobody leave, it is the best of all: nothing was
left out that could have made it better. If somebody leaves, he is planned anew as
well, and the question is put again. So the neighbourhood grows to where it helps, and
how many are moved at least is known at every step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule
from scheduler.errors import SolverError
from scheduler.solver.child import Child
from scheduler.solver.exact import Limits
from scheduler.solver.flow import Model
from scheduler.solver.incidence import Incidence
from scheduler.solver.levels import Levels, Part, Start
from scheduler.solver.problem import Problem, gather
from scheduler.solver.result import Clock
from scheduler.solver.solve import Options
from scheduler.terms import FORBIDDEN, BoolArray, IntArray, Table

PRICE_OF_MOVING = 20
"""What a placement moved adds to the cost: about one third choice more (3 x 4 units)
and a longer way; so nothing is moved for a trifle."""

PLANNED_ANEW = 60
"""Students up to which the neighbourhood grows; more are a new plan, not a repair."""

NEIGHBOURS = 8
"""Others in the way who come in for each one who should leave: whoever leaves may have
nowhere to go, and then one of these may."""

MEETING = 12
"""Students of whom some must be in one place, up to whom all of them are looked at."""

DETERMINISTIC_SECONDS = 20.0

LOADING_SECONDS = 60.0

LEAST_SECONDS = 2.0  # of search, however long the tables took

PATIENCE_SECONDS = 30.0
"""A repair takes so long, whatever the clock says, rather than come to nothing."""

NONE = np.zeros(0, dtype=np.int64)
NOTHING = Model(NONE, NONE, NONE, weeks=0, rows=(), walks=())


@dataclass(frozen=True)
class Task:
    """What is to be mended.

    ``instance``: today's tables; what it has frozen stays. ``before``: the placements
    until now, of which those that are possible no more are let go. ``wanted``: one of
    these is to be taken, if that can be. ``most_moved``: move no more students, or as
    few more as can be; rather leave something out.
    ``about``: plan these students anew, instead of all who can't stay or miss
    something; ``alone``: and nobody else.
    """

    instance: Instance
    before: Schedule
    wanted: frozenset[Placement] = frozenset()
    most_moved: int | None = None
    about: frozenset[str] = frozenset()
    alone: bool = False


@dataclass(frozen=True)
class Mended:
    """A mended schedule, and what is proven of it.

    ``moved``: students for whom a placement that is still owed isn't as before.
    ``fewest_moved``: no schedule that places as much moves fewer. ``most_placed``: no
    schedule places more. ``cheapest``: none with as many moved costs less. ``wanted``:
    ``None`` where nothing was wanted; else whether it was possible. ``planned_anew``:
    how many students were looked at together.
    """

    schedule: Schedule
    moved: frozenset[str]
    fewest_moved: int
    most_placed: bool
    cheapest: bool
    wanted: bool | None
    planned_anew: int


def mended(task: Task, options: Options, clock: Clock) -> Mended:
    """Return the schedule mended, as good as could be found until the clock is over.

    Raises SolverError where nothing was found.
    """
    child = Child()
    child.start(NOTHING, Limits(1.0))  # it loads its libraries beside us
    with Mender(gather(task.instance), options, child) as mender:
        child.answer(Clock(LOADING_SECONDS))
        return mender.mended(task, Clock(max(LEAST_SECONDS, clock.left)))


class Mender:
    """Answers several tasks about one problem; a context manager."""

    def __init__(
        self, problem: Problem, options: Options, child: Child | None = None
    ) -> None:
        self.problem, self.options = problem, options
        self._child = child or Child()
        self._incidence = Incidence(problem)

    def __enter__(self) -> Mender:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the solving process."""
        self._child.close()

    def mended(self, task: Task, clock: Clock, seed: int | None = None) -> Mended:
        """Answer a task, like `mended`; another seed gives a second opinion."""
        options = self.options if seed is None else Options(seed, workers=1)
        return Repair(self._incidence, task).run(self._child, options, clock)


class Repair:
    """One repair: the problem, what was placed before, the students planned anew."""

    def __init__(self, incidence: Incidence, task: Task) -> None:
        self._task, self._problem = task, incidence.problem
        table = self._problem.table
        owed = task.instance.requirements
        self._before = [p for p in task.before.placements if p.requirement in owed]
        chosen = found_in(table, self._before) & incidence.possible
        self._lost = np.zeros(len(table.students), dtype=np.bool_)
        known = {table.placement(int(i)) for i in np.flatnonzero(chosen)}
        number = {student: i for i, student in enumerate(table.students)}
        for placement in self._before:
            if placement not in known and not task.instance.was_missed(placement):
                self._lost[number[placement.student]] = True
        self._start = Start(
            incidence=incidence,
            chosen=chosen,
            fixed=found_in(table, task.instance.frozen),
            lost=self._lost,
            wanted=found_in(table, task.wanted),
            most_moved=task.most_moved,
            price=PRICE_OF_MOVING,
        )

    def run(self, child: Child, options: Options, clock: Clock) -> Mended:
        """Let the neighbourhood grow, then settle it down to the cost."""
        # So small a model is solved faster by one worker than by several in step.
        limits = Limits(clock.left, DETERMINISTIC_SECONDS, seed=options.seed)
        students = self._companions(self._seeds())
        if not students:
            return self._mended(None, None, students)
        half = clock.passed + clock.left / 2
        while True:
            least = self._solved(students, child, clock, limits)
            if least is None or not least.leaving or self._task.alone:
                break
            grown = self._companions(students | self._coming_in(least))
            if len(grown) > PLANNED_ANEW or clock.passed > half:
                break
            students = grown
        return self._mended(
            least, self._settled(students, least, child, clock, limits), students
        )

    def _settled(
        self,
        students: frozenset[int],
        least: Levels | None,
        child: Child,
        clock: Clock,
        limits: Limits,
    ) -> Levels:
        """Return the cheapest answer; where nobody leaves, ``least`` says how good."""
        part = Part(self._start, sorted(students), leaving=False)
        for given in (clock, Clock(PATIENCE_SECONDS)):
            if least is not None and not least.leaving:
                try:
                    found = part.settle(child, given, limits, least)
                except SolverError:  # what was left to others binds after all
                    found = None
                if found is not None:
                    return found
            known = part.solve(child, given, limits)
            found = known and part.settle(child, given, limits, known)
            if found is not None:
                return found
        raise SolverError("no repair was found in time")

    def _solved(
        self,
        students: frozenset[int],
        child: Child,
        clock: Clock,
        limits: Limits,
    ) -> Levels | None:
        """Return how far it goes where all the others may leave."""
        part = Part(self._start, sorted(students), leaving=True)
        return part.solve(child, clock, limits)

    # -- who is planned anew -------------------------------------------------------

    def _seeds(self) -> frozenset[int]:
        """Return who has lost a place, sits in an overfull row, or misses something."""
        start, table = self._start, self._problem.table
        if self._task.about:
            who = (table.students.index(student) for student in self._task.about)
            return frozenset(who)
        sums = start.incidence.sums(start.chosen)
        over = (sums > start.incidence.upper) & start.incidence.hard
        under = (sums < start.incidence.lower) & self._for_few()
        broken = (over | under)[start.incidence.row]
        inside = start.incidence.candidate[broken]
        at_fault = start.chosen[inside] | under[start.incidence.row[broken]]
        seeds = {
            *table.student[inside[at_fault]].tolist(),
            *np.flatnonzero(self._lost).tolist(),
        }
        seeds.update(i for i in range(len(table.students)) if self._breaks_walk(i))
        return frozenset(seeds)

    def _for_few(self) -> BoolArray:
        """Return [rows] that have to be met, by few: no ward's minimum."""
        rows, who = self._problem.rows, self._problem.table.student
        return np.array(
            [
                (row.penalty is None or row.foremost)
                and len(np.unique(who[row.candidates])) <= MEETING
                for row in rows
            ],
            dtype=np.bool_,
        )

    def _breaks_walk(self, student: int) -> bool:
        problem, table = self._problem, self._problem.table
        own = table.of_student(table.students[student])
        taken = self._start.chosen.astype(np.int64)
        walks = problem.walks[table.students[student]]
        return any(problem.walk_cost(walk, own, taken) >= FORBIDDEN for walk in walks)

    def _coming_in(self, least: Levels) -> frozenset[int]:
        """Return who should leave, and others of whom one might leave instead."""
        chosen = self._start.chosen.copy()
        table = self._problem.table
        free = np.isin(table.student, list(least.moved))
        chosen[free] = False
        chosen[least.chosen] = True
        coming = set(least.leaving)
        for student in sorted(least.leaving):
            coming.update(
                self._start.incidence.in_the_way(student, chosen)[:NEIGHBOURS]
            )
        return frozenset(coming)

    def _companions(self, students: frozenset[int]) -> frozenset[int]:
        return self._start.incidence.with_companions(students)

    # -- the answer ----------------------------------------------------------------

    def _mended(
        self, least: Levels | None, found: Levels | None, students: frozenset[int]
    ) -> Mended:
        table = self._problem.table
        taken = self._start.chosen.copy()
        if found is not None:
            taken[np.isin(table.student, sorted(students))] = False
            taken[found.chosen] = True
        schedule = self._problem.schedule(np.flatnonzero(taken))
        moved = self._moved(schedule)
        if found is None:
            return Mended(schedule, moved, 0, True, True, None, 0)
        forced = len(moved) == int(self._lost.sum())
        proven = least is not None and least.missing.bound == found.missing.value
        return Mended(
            schedule,
            moved,
            fewest_moved=min(self._at_least(least, found), len(moved)),
            most_placed=proven,
            cheapest=forced and proven and found.cost is not None and found.cost.proven,
            wanted=not found.wanted.value if self._start.wanted.any() else None,
            planned_anew=len(students),
        )

    def _at_least(self, least: Levels | None, found: Levels) -> int:
        """Return how many are moved in any schedule that places as much as this."""
        forced = int(self._lost.sum())
        if least is None or least.missing.value != found.missing.value:
            return forced
        return max(forced, least.students.bound)

    def _moved(self, schedule: Schedule) -> frozenset[str]:
        now = set(schedule.placements)
        return frozenset(p.student for p in self._before if p not in now)


def found_in(table: Table, placements: Collection[Placement]) -> BoolArray:
    """Return the mask [candidates] of the placements that the table knows."""
    mask = np.zeros(table.size, dtype=np.bool_)
    by_student: dict[str, set[Placement]] = {}
    for placement in placements:
        by_student.setdefault(placement.student, set()).add(placement)
    for student, own in by_student.items():
        for i in _near(table, student, own):
            mask[i] = table.placement(int(i)) in own
    return mask


def _near(table: Table, student: str, own: Iterable[Placement]) -> IntArray:
    """Return a student's candidates that begin when one of the placements does."""
    weeks = {week: i for i, week in enumerate(table.weeks)}
    firsts = [weeks[p.first] for p in own if p.first in weeks]
    mine = table.of_student(student)
    return mine[np.isin(table.first[mine], firsts)]
