"""How many seats of which ward are taken in which week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.domain.dates import weeks_between
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule


@dataclass(frozen=True)
class Occupancy:
    """Numbers of students by (ward, week), and by (ward, week, year of study)."""

    everyone: Mapping[tuple[str, date], int]
    by_year: Mapping[tuple[str, date, int], int]

    def taken(self, ward: str, week: date) -> int:
        """Return how many students are in ``ward`` in ``week``."""
        return self.everyone.get((ward, week), 0)

    def taken_by_year(self, ward: str, week: date, year: int) -> int:
        """Return how many of them are of one year of study."""
        return self.by_year.get((ward, week, year), 0)


def occupancy(instance: Instance, schedule: Schedule) -> Occupancy:
    """Count the students of each ward and week, each of them once.

    A placement takes its seat in every week from its first to its last, as the rule
    about seats has it: also in a closed week that it passes over.
    """
    there = {
        (placement.ward, week, placement.student)
        for placement in schedule.placements
        for week in weeks_of(instance, placement)
    }
    years = {student.id: student.year for student in instance.students.values()}
    return Occupancy(
        Counter((ward, week) for ward, week, _ in there),
        Counter((ward, week, years[student]) for ward, week, student in there),
    )


def weeks_of(instance: Instance, placement: Placement) -> tuple[date, ...]:
    """Return the weeks that a placement covers; the first if it can't be completed."""
    last = instance.last_week(placement) or placement.first
    return weeks_between(placement.first, last)
