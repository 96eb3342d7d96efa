"""A student is in one place at a time: no two placements share a week.

Source: office practice (attendance in the ward is compulsory and in full). Units: whole
weeks, Monday to Sunday; a closed week inside a placement belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import (
    by_student,
    said_day,
    said_place,
    said_student,
    weeks_of,
)
from scheduler.terms import Row, Table, count_row


class OnePlace(Rule):
    """No student is expected in two places."""

    name = "one place at a time"

    def rows(self, table: Table) -> Iterator[Row]:
        """Return one row for each student and week."""
        for (student, week), inside in table.weekly(table.student):
            key = (self.name, table.students[student], str(table.weeks[week]))
            yield count_row(key, inside, upper=1)

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each two placements of a student that overlap."""
        for student, placements in by_student(instance, schedule).items():
            # The same row twice is no second place; the rule "once" reports it.
            weeks = {one: frozenset(weeks_of(instance, one)) for one in placements}
            for one, other in combinations(weeks, 2):
                shared = weeks[one] & weeks[other]
                if shared:
                    yield Violation(
                        self.name,
                        f"{said_student(instance, student)} is in two places in the "
                        f"week of {said_day(min(shared))}: "
                        f"{said_place(instance, one)} and "
                        f"{said_place(instance, other)}.",
                        student,
                        week=min(shared),
                    )
