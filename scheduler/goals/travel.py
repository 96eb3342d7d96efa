"""Journeys are short and fairly shared: the worst ones are bounded first.

    units = Σ over placements: luck × weeks × (journey + same day),
    journey  = max(0, minutes from home to the hospital − 30)² // 100,
    same day = ⌈max(0, minutes from the hospital to the lectures − 60) / 5⌉

Weeks count from the first to the last of the placement. The journey is free where the
home zone isn't known. The same-day part holds where a ward day of the placement lies in
a lecture period that has a site; with several sites the farthest counts. Luck is 1, or
more for whom earlier semesters went badly, see `luck`.

Units: burden-weeks; a journey of 40 minutes is 1, of 60 minutes 9, of 90 minutes 36.

Source: the office asks for fair travel (first the worst, then the sum) and for no ward
and lecture across town on one day. With a ward that ends at 12:30 and a lecture at
14:00, 60 minutes are taken as the longest way. Minutes are `Point.minutes_to`.
"""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from scheduler.domain.calendar import PeriodKind
from scheduler.goals.contract import Goal
from scheduler.goals.luck import luck_factor, luck_factors
from scheduler.goals.spans import Span, spans
from scheduler.terms import IntArray, Table

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Schedule

EASY_MINUTES = 30  # a journey up to this long is no burden
JOURNEY_SCALE = 100  # squared minutes to one unit a week
SAME_DAY_MINUTES = 60  # as long a way is possible between ward and lecture
SAME_DAY_STEP = 5  # minutes too many to one unit a week


class Travel(Goal):
    """Long ways from home to the ward, and from the ward to the lecture."""

    name = "travel"
    weight = 1
    label = "burden of long journeys, times weeks"

    def cost(self, table: Table) -> IntArray:
        """Return the burden of each candidate's weeks."""
        instance = table.instance
        burden = np.zeros(table.size, dtype=np.int64)
        homes = np.array(
            [
                list(instance.zones).index(s.zone) if s.zone else -1
                for s in instance.students.values()
            ]
        )[table.student]
        for (home, hospital), own in table.groups(homes, table.hospital):
            if home >= 0:
                zone, site = list(instance.zones)[home], table.hospitals[hospital]
                minutes = instance.point(zone).minutes_to(instance.point(site))
                burden[own] += max(0, minutes - EASY_MINUTES) ** 2 // JOURNEY_SCALE
        years = np.array([s.year for s in instance.students.values()])[table.student]
        keys = (years, table.rotation, table.hospital, table.first, table.last)
        for (year, rotation, hospital, first, last), own in table.groups(*keys):
            weeks = table.weeks[first : last + 1]
            sites = self._sites(table, year, table.rotations[rotation], weeks)
            burden[own] += self._across_town(table, table.hospitals[hospital], sites)
        return burden * (table.last - table.first + 1) * luck_factors(table)

    def _sites(
        self, table: Table, year: int, rotation: str, weeks: tuple[date, ...]
    ) -> set[str]:
        """Return where there are lectures on the ward days of some weeks."""
        calendar = table.instance.calendar
        return {
            period.site
            for week in weeks
            for day, _ in calendar.ward_days(year, rotation, week, week)
            if (period := calendar.period(year, day)) is not None
            and period.kind == PeriodKind.LECTURES
            and period.site is not None
        }

    def _across_town(self, table: Table, hospital: str, sites: set[str]) -> int:
        ward = table.instance.point(hospital)
        minutes = [ward.minutes_to(table.instance.point(site)) for site in sites]
        late = max([SAME_DAY_MINUTES, *minutes]) - SAME_DAY_MINUTES
        return math.ceil(late / SAME_DAY_STEP)

    def of_student(self, instance: Instance, schedule: Schedule, student: str) -> int:
        """Return the weekly burdens of a student's placements, times their weeks."""
        burden = sum(
            len(span.weeks) * (_journey(instance, span) + _same_day(instance, span))
            for span in spans(instance, schedule.of_student(student))
        )
        return luck_factor(instance, student) * burden


def _journey(instance: Instance, span: Span) -> int:
    zone = instance.students[span.placement.student].zone
    if zone is None:
        return 0
    home = instance.zones[zone].point
    minutes = home.minutes_to(instance.hospitals[span.hospital].point)
    excess = max(0, minutes - EASY_MINUTES)
    return excess * excess // JOURNEY_SCALE


def _same_day(instance: Instance, span: Span) -> int:
    ward = instance.hospitals[span.hospital].point
    ways = [
        ward.minutes_to(instance.point(site)) for site in _lecture_sites(instance, span)
    ]
    excess = max(0, max(ways, default=0) - SAME_DAY_MINUTES)
    return -(-excess // SAME_DAY_STEP)


def _lecture_sites(instance: Instance, span: Span) -> set[str]:
    calendar, placement = instance.calendar, span.placement
    year = instance.students[placement.student].year
    days = calendar.ward_days(year, placement.rotation, placement.first, span.last)
    periods = [calendar.period(year, day) for day, _ in days]
    return {
        period.site
        for period in periods
        if period and period.kind == PeriodKind.LECTURES and period.site
    }
