"""The academic year: periods per year of study, and the ward hours they leave.

Ward hours belong to the pair (period, rotation): lecture weeks leave the mornings, and
some exam or free weeks of year 6 are marked for the qualifying internship alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from scheduler.domain.dates import WEEK, days_between, weekdays, weeks_between

_WardDay = tuple[date, float]  # a day and the ward hours that it gives


class PeriodKind(StrEnum):
    """What a run of days is for."""

    LECTURES = "lectures"
    CLINICAL = "clinical"
    EXAMS = "exams"
    FREE = "free"
    CLOSED = "closed"


@dataclass(frozen=True)
class Period:
    """A run of days of one kind for one year of study (``None``: for every year).

    ``ward_hours`` is what a working day gives to any rotation that ``hours_of`` does
    not name. ``site`` is the place of the lectures, a zone or a hospital.
    """

    id: str
    year: int | None
    first: date
    last: date
    kind: PeriodKind
    ward_hours: float = 0.0
    hours_of: Mapping[str, float] = field(default_factory=dict)
    site: str | None = None

    def hours(self, rotation: str) -> float:
        """Return the ward hours that a working day gives to ``rotation``."""
        return self.hours_of.get(rotation, self.ward_hours)


@dataclass(frozen=True)
class Semester:
    """A part of the year that is solved, published and then frozen."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Calendar:
    """Periods, public holidays and the weeks of one academic year.

    Where a closure and another period share a day, the closure wins; the reader refuses
    any other overlap within one year of study. ``region`` is the country-subdivision
    that the holidays were looked up for, "" where they were given one by one.
    """

    first_week: date
    last_week: date
    periods: tuple[Period, ...]
    holidays: Mapping[date, str]
    semesters: tuple[Semester, ...] = ()
    region: str = ""

    @cached_property
    def weeks(self) -> tuple[date, ...]:
        """The Mondays of the academic year, in order."""
        return weeks_between(self.first_week, self.last_week)

    @cached_property
    def _period_of(self) -> dict[tuple[int | None, date], Period]:
        days: dict[tuple[int | None, date], Period] = {}
        # Closures last: they win over whatever else the day was for.
        for period in sorted(self.periods, key=lambda p: p.kind == PeriodKind.CLOSED):
            for day in days_between(period.first, period.last):
                days[period.year, day] = period
        return days

    def period(self, year: int, day: date) -> Period | None:
        """Return the period of ``day`` for students of ``year``, if there is one."""
        own = self._period_of.get((year, day))
        everyone = self._period_of.get((None, day))
        if own is None or (everyone and everyone.kind == PeriodKind.CLOSED):
            return everyone or own
        return own

    def is_off(self, year: int, day: date) -> bool:
        """Tell whether ``day`` is a weekend, a public holiday or a closure."""
        if day.weekday() >= 5 or day in self.holidays:
            return True
        period = self.period(year, day)
        return period is not None and period.kind == PeriodKind.CLOSED

    def ward_hours(self, year: int, rotation: str, day: date) -> float:
        """Return the hours that ``day`` gives students of ``year`` for ``rotation``."""
        if self.is_off(year, day):
            return 0.0
        period = self.period(year, day)
        return period.hours(rotation) if period else 0.0

    def ward_days(
        self, year: int, rotation: str, first: date, last: date
    ) -> tuple[tuple[date, float], ...]:
        """Return (day, hours) for each ward day of the weeks ``first`` to ``last``.

        ``first`` and ``last`` name weeks; days without ward hours are left out.
        """
        return tuple(
            pair
            for week in weeks_between(first, last)
            for pair in self._days_of_week(year, rotation, week)
        )

    @cached_property
    def _days_by_week(self) -> dict[tuple[int, str, date], tuple[_WardDay, ...]]:
        return {}  # filled as weeks are asked for: many thousand times each

    def _days_of_week(
        self, year: int, rotation: str, week: date
    ) -> tuple[_WardDay, ...]:
        key = year, rotation, week
        if key not in self._days_by_week:
            hours = ((d, self.ward_hours(year, rotation, d)) for d in weekdays(week))
            self._days_by_week[key] = tuple(pair for pair in hours if pair[1] > 0)
        return self._days_by_week[key]

    def last_week_of(
        self, year: int, rotation: str, hours: float, first: date
    ) -> date | None:
        """Return the last week of a placement that starts in the week ``first``.

        It is the earliest week by which ``hours`` are reached. Weeks that are closed or
        holidays throughout are passed over; ``None`` where another week without ward
        hours comes in between, or the year ends first.
        """
        week, done = first, 0.0
        while week <= self.last_week:
            days = self._days_of_week(year, rotation, week)
            if not days and (week == first or not self._all_off(year, week)):
                return None
            done += sum(given for _, given in days)
            if done >= hours:
                return week
            week += WEEK
        return None

    def _all_off(self, year: int, week: date) -> bool:
        return all(self.is_off(year, day) for day in weekdays(week))
