"""What a student has to bear, and what of it nobody could spare them.

    burden = max(0, own cost − own cost of the ideal)

The ideal of a student is the cheapest itinerary that the rules would allow if nobody
else were in the school. Own costs are those of `own_costs`, as the objective counts
them: wishes and journeys of who fared worse than others in earlier semesters count
more. So a long way to every ward, or a rotation that can't be placed at all, is no
burden, and one that somebody else was given the nearest ward is. Companions who move as
one have one ideal, and share evenly what they bear.

Visitors, and who owes nothing, take no part.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scheduler.domain.schedule import Schedule
from scheduler.goals import own_costs
from scheduler.solver.child import Child
from scheduler.solver.exact import Limits, whole_model
from scheduler.solver.flow import Model, goes_whole
from scheduler.solver.problem import Problem
from scheduler.solver.result import Clock
from scheduler.solver.units import Units, make_units
from scheduler.terms import BoolArray, IntArray, count_row

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.solver.board import Board

SECONDS = 60.0


@dataclass(frozen=True)
class Ideal:
    """Everybody's ideal, in one schedule that keeps no seats.

    ``together``: companions who move as one.
    """

    schedule: Schedule
    together: tuple[tuple[str, ...], ...] = ()

    def burdens(self, instance: Instance, schedule: Schedule) -> dict[str, int]:
        """Return what each student bears, in units of the objective, rounded up."""
        taking_part = [
            student.id
            for student in instance.students.values()
            if not student.visitor and instance.duties_of(student.id)
        ]
        found = {student: self._beyond(instance, schedule, student)
                 for student in taking_part}  # fmt: skip
        for group in self.together:
            shared = sum(self._beyond(instance, schedule, one) for one in group)
            found |= {one: -(-shared // len(group)) for one in group if one in found}
        return {student: max(0, beyond) for student, beyond in found.items()}

    def _beyond(self, instance: Instance, schedule: Schedule, student: str) -> int:
        """Return what a student's placements cost more than the ideal."""
        own, ideal = (
            sum(own_costs(instance, plan, student).values())
            for plan in (schedule, self.schedule)
        )
        return own - ideal


# -- finding it ------------------------------------------------------------------------


def ideal_of(problem: Problem) -> Ideal:
    """Return the ideals of everybody; compiled for large problems, else by CP-SAT."""
    if not problem.table.size:
        return Ideal(Schedule(()))
    if not goes_whole(problem):
        # Compiled code takes its time to load; small problems do without it.
        from scheduler.solver.board import make_board

        return board_ideal(make_board(problem, threads=2))
    units = make_units(problem)
    with Child() as child:
        return make_ideal(problem, units, exact_ideal(problem, units, child))


def board_ideal(board: Board) -> Ideal:
    """Return the ideals as the compiled search finds them."""
    chosen = board.units.chosen(ideal_joints(board))
    return make_ideal(board.problem, board.units, chosen)


def ideal_joints(board: Board) -> IntArray:
    """Return the joints [units, bits] of the ideals.

    Where the search ran out of memory it is an itinerary near the cheapest one.
    """
    from scheduler.solver.sweep import drop_illegal

    alone, load = board.alone, np.zeros(len(board.units.lower), dtype=np.int64)
    taken = alone.taken.copy()
    for unit in np.flatnonzero(~alone.proven).tolist():
        drop_illegal(board.quick, unit, load, taken, board.quick_scratch)
    return taken


def exact_ideal(problem: Problem, units: Units, child: Child) -> IntArray:
    """Return the candidates of the ideals, by one model in which nobody meets."""
    child.start(_alone(problem, units), Limits(SECONDS))
    chosen = child.answer(Clock(SECONDS)).chosen
    return np.zeros(0, dtype=np.int64) if chosen is None else chosen


def make_ideal(problem: Problem, units: Units, chosen: IntArray) -> Ideal:
    """Return the ideals that some candidates are."""
    groups = (unit.members for unit in units.units)
    together = tuple(group for group in groups if len(group) > 1)
    return Ideal(problem.schedule(chosen), together)


def _alone(problem: Problem, units: Units) -> Model:
    """Return the model in which only those rows are left that are about one unit."""
    own = owners_of_rows(problem, units)
    impossible = np.flatnonzero(~_possible(problem, units))
    nobody = count_row(("ideal",), impossible, upper=0)
    rows = (row for row in problem.rows if row.key in own)
    model = whole_model(problem)
    return replace(model, rows=(nobody, *rows), in_two_stages=False)


def _possible(problem: Problem, units: Units) -> BoolArray:
    """Return [candidates] which some unit may choose at all."""
    possible = np.zeros(problem.table.size, dtype=np.bool_)
    for one in units.units:
        mine = units.candidates[one.joints]
        possible[mine[mine >= 0]] = True
    return possible


def unit_of_candidates(problem: Problem, units: Units) -> IntArray:
    """Return [candidates] the unit of each one's student; -1: none."""
    number = {name: i for i, name in enumerate(problem.table.students)}
    unit = np.full(len(number), -1, dtype=np.int64)
    for i, one in enumerate(units.units):
        unit[[number[member] for member in one.members]] = i
    return unit[problem.table.student]


def owners_of_rows(problem: Problem, units: Units) -> dict[tuple[str, ...], int]:
    """Return whose each row is, by key, where it is about one unit.

    Rows that have a price aren't, even where just one unit happens to be in them.
    """
    unit, priced = unit_of_candidates(problem, units), frozenset(units.keys)
    unit = np.where(_possible(problem, units), unit, -1)
    owners = (
        (row.key, np.unique(unit[row.candidates][unit[row.candidates] >= 0]))
        for row in problem.rows
        if row.key not in priced
    )
    return {key: int(found[0]) for key, found in owners if len(found) == 1}
