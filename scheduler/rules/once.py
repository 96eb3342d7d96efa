"""A student does what he owes, and each requirement once.

A placement that answers no open requirement would take a seat for nothing: a rotation
of another year of study, one already credited or dropped, or one placed before.

Source: the degree programme's curriculum and each student's record. Units: none.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import legible, said_day, said_place, said_student
from scheduler.terms import Row, Table, count_row


class Once(Rule):
    """No student does what isn't owed, and none does it again."""

    name = "once"

    def rows(self, table: Table) -> Iterator[Row]:
        """Return one row for each requirement."""
        for (requirement,), own in table.groups(table.requirement):
            key = (self.name, table.requirements[requirement])
            yield count_row(key, own, upper=1)

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement that is not owed, or not any more."""
        seen: dict[str, Placement] = {}
        for placement in legible(instance, schedule):
            who = said_student(instance, placement.student)
            told = f"{said_place(instance, placement)} from {said_day(placement.first)}"
            first = seen.setdefault(placement.requirement, placement)
            if placement.requirement not in instance.requirements:
                wrong = f"does not owe {_said_duty(placement)}, but has {told}"
            elif first is not placement:
                wrong = (
                    f"has {_said_duty(placement)} twice: "
                    f"{said_place(instance, first)} from {said_day(first.first)}, and "
                    f"again {told}"
                )
            else:
                continue
            yield Violation(
                self.name,
                f"{who} {wrong}.",
                placement.student,
                placement.ward,
                placement.first,
            )


def _said_duty(placement: Placement) -> str:
    if placement.occurrence == 1:
        return placement.rotation
    return f"{placement.rotation} (occurrence {placement.occurrence})"
