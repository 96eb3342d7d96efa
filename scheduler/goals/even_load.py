"""Students are spread over wards and weeks, and each ward keeps a seat in reserve.

    units = Σ over wards and weeks with s ≥ 2 seats and n students:
            max(0, n − ⌈3 s / 4⌉) + 2 max(0, n − (s − 1))

Units: crowded seat-weeks; the last seat of a ward costs two more. A ward with one seat
(or none) has nothing to spread and costs nothing.

Source: the office asks for even load between wards and weeks and for a reserve place
for repeats, late comers and incoming students.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from scheduler.goals.contract import Goal
from scheduler.goals.spans import spans
from scheduler.terms import Row, Table, count_row

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Schedule

FEWEST_SEATS = 2  # smaller wards can't be spread
COMFORT_PARTS, COMFORT_OF = 3, 4  # comfortably full is three quarters, rounded up
RESERVED_SEATS = 1
RESERVE_COST = 2  # units for each student on a reserved seat


class EvenLoad(Goal):
    """Wards fuller than three quarters, and wards without a seat in reserve."""

    name = "even_load"
    weight = 1
    label = "crowded seats, week by week"

    def rows(self, table: Table) -> Iterator[Row]:
        """Return a row for the load and one for the reserve, by ward and week."""
        for (ward, week), inside in table.by_ward.items():
            seats = table.instance.seats(table.wards[ward], table.weeks[week])
            if seats < FEWEST_SEATS:
                continue
            key = (self.name, table.wards[ward], str(table.weeks[week]))
            comfort = math.ceil(seats * COMFORT_PARTS / COMFORT_OF)
            yield count_row((*key, "load"), inside, upper=comfort, penalty=1)
            rest = seats - RESERVED_SEATS
            yield count_row((*key, "reserve"), inside, upper=rest, penalty=RESERVE_COST)

    def measure(self, instance: Instance, schedule: Schedule) -> int:
        """Return the crowding of every ward in every week."""
        present: dict[tuple[str, date], set[str]] = defaultdict(set)
        for span in spans(instance, schedule.placements):
            for week in span.weeks:
                present[span.placement.ward, week].add(span.placement.student)
        return sum(
            _crowding(instance.seats(ward, week), len(students))
            for (ward, week), students in present.items()
        )


def _crowding(seats: int, students: int) -> int:
    if seats < FEWEST_SEATS:
        return 0
    comfortable = -(-seats * COMFORT_PARTS // COMFORT_OF)
    on_reserve = max(0, students - (seats - RESERVED_SEATS))
    return max(0, students - comfortable) + RESERVE_COST * on_reserve
