"""A student who goes on without a break stays at the same hospital.

    units = Σ over students: pairs of consecutive placements of which the second starts
            in the week right after the last week of the first, at another hospital

Units: changes of hospital from one week to the next. After a week off, or later, a
change is free.

Source: the office wants few moves in the middle of a run: each one is a new way and a
new meeting point between a Friday and a Monday.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.dates import WEEK
from scheduler.goals.contract import Goal
from scheduler.goals.spans import Span, spans
from scheduler.terms import Table, Walk
from scheduler.walks import per_change

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Schedule


class Changes(Goal):
    """Moves to another hospital from one week to the next."""

    name = "changes"
    weight = 3
    label = "changes of hospital between adjoining rotations"

    def walks(self, table: Table, student: str) -> Iterator[Walk]:
        """Return the walk that follows a student from hospital to hospital."""
        own = table.of_student(student)
        if len(own):
            yield per_change((self.name,), table.hospital[own], len(table.weeks))

    def alike(self, instance: Instance, student: str) -> Hashable:
        """Return nothing: only the candidates count."""
        return None

    def of_student(self, instance: Instance, schedule: Schedule, student: str) -> int:
        """Return a student's moves."""
        own = spans(instance, schedule.of_student(student))
        return sum(_is_move(one, other) for one, other in pairwise(own))


def _is_move(one: Span, other: Span) -> bool:
    return other.placement.first == one.last + WEEK and other.hospital != one.hospital
