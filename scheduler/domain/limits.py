"""The limits of mobility programmes as values, and the arithmetic of their dates.

A limit may be unknown: "details available in each call" is never "no limit".
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, StrEnum
from typing import TypeVar

T = TypeVar("T")
FIRST_MONTH = 10
"""The academic year of the University of Milan runs from October to September."""
DAYS_OF_A_MONTH = 30  # for the days left over when months are added up


class Unknown(Enum):
    """The only member stands for a limit that nobody has told yet."""

    UNKNOWN = "?"

    def __str__(self) -> str:
        return "?"


UNKNOWN = Unknown.UNKNOWN


def known(limit: T | Unknown | None) -> T | None:
    """Return a limit that there is; ``None`` if there is none or it isn't known."""
    return None if isinstance(limit, Unknown) else limit


@dataclass(frozen=True)
class Among:
    """A short list of which a value must be one."""

    values: tuple[str, ...]

    def __str__(self) -> str:
        return " | ".join(self.values)

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def has(self, value: object) -> bool:
        """Tell whether ``value`` is listed; case, ``_`` and ``-`` don't matter."""
        return _plain(str(value)) in {_plain(one) for one in self.values}


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


class Unit(StrEnum):
    """What a length is counted in."""

    MONTHS = "months"
    DAYS = "days"
    HOURS = "hours"


@dataclass(frozen=True)
class Length:
    """A number of calendar months, days or hours."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        unit = self.unit.removesuffix("s") if self.number == 1 else self.unit
        return f"{self.number} {unit}"

    def after(self, day: date, days_per_month: int = 0) -> date:
        """Return the day after a span of this length that begins on ``day``.

        ``days_per_month``: count a month as so many days; 0: calendar months. Hours
        have no such day: ValueError.
        """
        if self.unit == Unit.HOURS:
            raise ValueError("hours aren't counted in days")
        if self.unit == Unit.DAYS:
            return day + timedelta(days=self.number)
        if days_per_month:
            return day + timedelta(days=self.number * days_per_month)
        return add_months(day, self.number)

    def before(self, day: date) -> date:
        """Return the day this long before ``day``, in calendar months or days."""
        if self.unit == Unit.MONTHS:
            return add_months(day, -self.number)
        return day - timedelta(days=self.number)


def add_months(day: date, months: int) -> date:
    """Return the same day of another month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_of(first: date, last: date, days_per_month: int = 0) -> float:
    """Return the length of ``first`` to ``last``, both included, in months.

    Whole calendar months, and the days left over as thirtieths of one.
    """
    end = last + timedelta(days=1)
    if days_per_month:
        return (end - first).days / days_per_month
    months = (end.year - first.year) * 12 + end.month - first.month
    if add_months(first, months) > end:
        months -= 1
    return months + (end - add_months(first, months)).days / DAYS_OF_A_MONTH


@dataclass(frozen=True, order=True)
class AcademicYear:
    """An academic year, named by the calendar year in which it begins."""

    first: int

    def __str__(self) -> str:
        return f"{self.first}/{(self.first + 1) % 100:02d}"

    def plus(self, years: int) -> AcademicYear:
        """Return the academic year so many years later."""
        return AcademicYear(self.first + years)


def academic_year(day: date) -> AcademicYear:
    """Return the academic year, October to September, in which ``day`` lies."""
    return AcademicYear(day.year if day.month >= FIRST_MONTH else day.year - 1)


@dataclass(frozen=True)
class DayMonth:
    """A day that comes once in every academic year."""

    day: int
    month: int

    def __str__(self) -> str:
        return f"{self.day:02d}/{self.month:02d}"

    def within(self, year: AcademicYear) -> date:
        """Return the date on which it falls in an academic year."""
        number = year.first if self.month >= FIRST_MONTH else year.first + 1
        return date(
            number, self.month, min(self.day, monthrange(number, self.month)[1])
        )


class Event(StrEnum):
    """What an application must come before: two dates that may well differ."""

    DEPARTURE = "departure"
    START = "start"


@dataclass(frozen=True)
class Deadline:
    """An application must be made so long before the departure or the start."""

    length: Length
    event: Event

    def __str__(self) -> str:
        return f"{self.length} before {self.event}"
