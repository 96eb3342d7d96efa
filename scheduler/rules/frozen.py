"""What has been frozen stays as it is, and nothing else starts before the freeze ends.

Source: office practice (placements that have begun, or that ward and student rely on,
are confirmed; a published rota changes only from a stated date on). Units: dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import legible, said_day, said_place, said_student
from scheduler.terms import BoolArray, IntArray, Row, Table, count_row

LOST_PLACEMENT = 1  # one breach of a rule: more than any goal, see solver.problem


class Frozen(Rule):
    """No frozen placement is lost, and none is slipped in among them."""

    name = "frozen"

    def allows(self, table: Table) -> BoolArray:
        """Allow what is frozen, and for everything else the time after."""
        instance = table.instance
        if instance.frozen_until is None:
            return _not_over(table)
        kept = set(instance.frozen)
        settled = {placement.requirement for placement in kept}
        later = np.array([week >= instance.frozen_until for week in table.weeks])
        open_ = np.array([name not in settled for name in table.requirements])
        mask = _not_over(table)
        mask &= later[table.first] & open_[table.requirement]
        for placement in kept:
            mask[_candidates(table, placement)] = True
        return mask

    def rows(self, table: Table) -> Iterator[Row]:
        """Return one row for each frozen placement: it is there.

        It has a penalty, so that a frozen placement which today's data forbid shows as
        a violation and doesn't leave the school without any schedule.
        """
        for placement in table.instance.frozen:
            key = (self.name, placement.requirement)
            found = _candidates(table, placement)
            yield count_row(key, found, lower=1, penalty=LOST_PLACEMENT, foremost=True)

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement lost from, or new in, the freeze."""
        if instance.frozen_until is None:
            return
        yield from self._lost(instance, schedule)
        yield from self._new(instance, schedule, instance.frozen_until)

    def _lost(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        kept = set(schedule.placements)
        for placement in instance.frozen:
            if placement not in kept:
                yield Violation(
                    self.name,
                    f"{said_student(instance, placement.student)} has lost the frozen "
                    f"placement {said_place(instance, placement)} from "
                    f"{said_day(placement.first)}; it must stay as it is.",
                    placement.student,
                    placement.ward,
                    placement.first,
                )

    def _new(
        self, instance: Instance, schedule: Schedule, until: date
    ) -> Iterator[Violation]:
        frozen = set(instance.frozen)
        for placement in legible(instance, schedule):
            known = placement in frozen or instance.was_missed(placement)
            if placement.first < until and not known:
                yield Violation(
                    self.name,
                    f"{said_student(instance, placement.student)} has "
                    f"{said_place(instance, placement)} from "
                    f"{said_day(placement.first)}, but everything before "
                    f"{said_day(until)} is frozen.",
                    placement.student,
                    placement.ward,
                    placement.first,
                )


def _not_over(table: Table) -> BoolArray:
    """Allow all but placements from which the student was absent: they are over.

    The check leaves them to what is unplaced, where they count for nothing.
    """
    mask = np.ones(table.size, dtype=np.bool_)
    for line in table.instance.attended:
        if line.is_absent:
            own = table.of_student(line.student)
            number = table.requirement_numbers.get(line.requirement, -1)
            for i in own[table.requirement[own] == number].tolist():
                mask[i] &= not table.instance.was_missed(table.placement(i))
    return mask


def _candidates(table: Table, placement: Placement) -> IntArray:
    """Return the candidates that a placement is: one or none."""
    own = table.of_student(placement.student)
    requirement = table.requirement_numbers.get(placement.requirement, -1)
    own = own[table.requirement[own] == requirement]
    same = [i for i in own.tolist() if table.placement(i) == placement]
    return np.array(same, dtype=np.int64)
