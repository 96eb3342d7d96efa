"""A ward never has more students in a week than seats.

Source: the agreement (convenzione) with the hospital, which grants the places; seats
may differ by date (a ward that closes, an accreditation visit). Units: students at a
time, per ward and week.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import (
    occupants,
    said_count,
    said_day,
    said_list,
    said_student,
    said_ward,
)
from scheduler.terms import Row, Table, count_row


class Seats(Rule):
    """No ward is overfull in any week."""

    name = "seats"

    def rows(self, table: Table) -> Iterator[Row]:
        """Return one row for each ward and week."""
        for (ward, week), inside in table.by_ward.items():
            seats = table.instance.seats(table.wards[ward], table.weeks[week])
            key = (self.name, table.wards[ward], str(table.weeks[week]))
            yield count_row(key, inside, upper=seats)

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each ward and week with too many students."""
        for (ward, week), students in occupants(instance, schedule).items():
            seats = instance.seats(ward, week)
            if len(students) > seats:
                names = said_list(said_student(instance, one) for one in students)
                yield Violation(
                    self.name,
                    f"{said_ward(instance, ward)} has {said_count(seats, 'seat')} but "
                    f"{said_count(len(students), 'student')} in the week of "
                    f"{said_day(week)}: {names}.",
                    ward=ward,
                    week=week,
                )
