"""A ward never has more students of one year of study in a week than its cap for it.

Source: office practice, agreed with the wards (beginners need more of a tutor's time).
Units: students of one year of study at a time, per ward and week.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

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


class YearCaps(Rule):
    """No ward has too many of one year of study; a year without a cap is free."""

    name = "year caps"

    def rows(self, table: Table) -> Iterator[Row]:
        """Return one row for each capped ward, year of study and week."""
        years = np.array([s.year for s in table.instance.students.values()])
        year_of = years[table.student]
        capped = np.array([bool(w.caps) for w in table.instance.wards.values()])
        there = np.flatnonzero(capped[table.ward])
        for (ward, year, week), inside in table.weekly(
            table.ward, year_of, among=there
        ):
            most = table.instance.wards[table.wards[ward]].caps.get(year)
            if most is not None:
                key = (self.name, table.wards[ward], str(year), str(table.weeks[week]))
                yield count_row(key, inside, upper=most)

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each ward, week and year of study above its cap."""
        for (ward, week), students in occupants(instance, schedule).items():
            for year, cap in instance.wards[ward].caps.items():
                own = [one for one in students if instance.students[one].year == year]
                if len(own) > cap:
                    names = said_list(said_student(instance, one) for one in own)
                    yield Violation(
                        self.name,
                        f"{said_ward(instance, ward)} takes at most "
                        f"{said_count(cap, 'student')} of year {year}, but there are "
                        f"{len(own)} in the week of {said_day(week)}: {names}.",
                        ward=ward,
                        week=week,
                    )
