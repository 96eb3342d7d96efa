"""A student sees several hospitals; from the third rotation at one, each costs more.

    units = Σ over students and hospitals: cost(n) − cost(credits),
    cost(n) = Σ over j = 3 … n of (j − 2)   (two rotations 0, three 1, four 3, five 6)

n counts this year's placements there and the earlier credits there (credits without a
known hospital aren't counted). A split rotation counts once: only the part that comes
first in the list of rotations. Nor does a rotation count again where a student makes up
hours of it or repeats it: a later occurrence, or one of what is credited, is no further
rotation, wherever it is done. What the credits cost by themselves is past changing and
is left out.

Units: rotations too many at one hospital, growing with each.

Source: the office asks for several hospitals per student, a general and a specialised
one among them, and not everything at the main site; hours are made up with the ward
where they were missed, if it can be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from scheduler.goals.contract import Goal
from scheduler.goals.spans import spans
from scheduler.terms import BoolArray, Table, Walk
from scheduler.walks import counter

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Schedule

FREE_ROTATIONS = 2  # as many at one hospital cost nothing


class Variety(Goal):
    """Many rotations of one student at one hospital."""

    name = "variety"
    weight = 2
    label = "rotations too many at one hospital"

    def walks(self, table: Table, student: str) -> Iterator[Walk]:
        """Return one walk for each hospital that can have too many rotations."""
        own = table.of_student(student)
        leads = _leads(table.instance)
        leading = np.array([leads[r] for r in table.rotations])[table.rotation[own]]
        leading &= _for_first_time(table, student)
        before = dict(_before(table.instance, student))
        for index, hospital in enumerate(table.hospitals):
            counted = leading & (table.hospital[own] == index)
            most = len(np.unique(table.requirement[own][counted]))
            nth = before.get(hospital, 0) + 1 + np.arange(most, dtype=np.int64)
            costs = np.maximum(0, nth - FREE_ROTATIONS)
            if costs.any():
                key = (self.name, hospital)
                yield counter(key, counted, len(table.weeks), costs, hard=False)

    def alike(self, instance: Instance, student: str) -> Hashable:
        """Return what was done before, how much where, and what is repeated."""
        duties = instance.requirements_of(student)
        again = tuple(sorted((d.rotation, d.occurrence) for d in duties))
        return _before(instance, student), instance.credited(student), again

    def of_student(self, instance: Instance, schedule: Schedule, student: str) -> int:
        """Return what this year's placements add to the cost of past credits."""
        return _repetition(instance, schedule, student, _later_parts(instance))


def _leads(instance: Instance) -> dict[str, bool]:
    """Return of each rotation whether it counts: a further part doesn't."""
    wholes = [rotation.part_of or r for r, rotation in instance.rotations.items()]
    return {r: wholes.index(wholes[i]) == i for i, r in enumerate(instance.rotations)}


def _before(instance: Instance, student: str) -> tuple[tuple[str, int], ...]:
    """Return (hospital, how many rotations a student has credit for there)."""
    leads = _leads(instance)
    known = (
        credit.hospital
        for credit in instance.credits_of(student)
        if credit.hospital is not None and leads[credit.rotation]
    )
    return tuple(sorted(Counter(known).items()))


def _for_first_time(table: Table, student: str) -> BoolArray:
    """Tell of each of the student's candidates whether it is a rotation more."""
    numbers, which = np.unique(
        table.requirement[table.of_student(student)], return_inverse=True
    )
    duties = [table.instance.requirements[table.requirements[i]] for i in numbers]
    credited = table.instance.credited(student)
    again = [duty.occurrence > 1 or duty.rotation in credited for duty in duties]
    first: BoolArray = ~np.array(again, dtype=np.bool_)[which]
    return first


def _later_parts(instance: Instance) -> frozenset[str]:
    """Return the rotations that are a further part of one listed before."""
    seen: set[str] = set()
    later: set[str] = set()
    for rotation in instance.rotations.values():
        if rotation.part_of in seen:
            later.add(rotation.id)
        elif rotation.part_of is not None:
            seen.add(rotation.part_of)
    return frozenset(later)


def _repetition(
    instance: Instance, schedule: Schedule, student: str, later: frozenset[str]
) -> int:
    before = Counter(
        credit.hospital
        for credit in instance.credits_of(student)
        if credit.hospital is not None and credit.rotation not in later
    )
    again = later | instance.credited(student)
    now = Counter(
        span.hospital
        for span in spans(instance, schedule.of_student(student))
        if span.placement.rotation not in again and span.placement.occurrence == 1
    )
    return sum(
        _cost(before[hospital] + count) - _cost(before[hospital])
        for hospital, count in now.items()
    )


def _cost(rotations: int) -> int:
    too_many = max(0, rotations - FREE_ROTATIONS)
    return too_many * (too_many + 1) // 2
