"""Weeks, named by the date of their Monday.

ISO week numbers would break in 2026, which has a week 53; a Monday's date never does.
"""

from __future__ import annotations

from datetime import date, timedelta

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def monday(day: date) -> date:
    """Return the Monday that names the week of ``day``."""
    return day - timedelta(days=day.weekday())


def weeks_between(first: date, last: date) -> tuple[date, ...]:
    """Return the Mondays of all weeks from that of ``first`` to that of ``last``."""
    start = monday(first)
    count = (monday(last) - start).days // 7 + 1
    return tuple(start + WEEK * i for i in range(max(0, count)))


def weekdays(week: date) -> tuple[date, ...]:
    """Return Monday to Friday of the week named ``week``."""
    return tuple(week + DAY * i for i in range(5))


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Return every day from ``first`` to ``last``, both included."""
    return tuple(first + DAY * i for i in range((last - first).days + 1))
