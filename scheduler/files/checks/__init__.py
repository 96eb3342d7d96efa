"""What lines must agree on with each other; every check is one function.

A check sees only lines that are sound by themselves. What asks about a whole table
keeps silent where a line of that table is at fault, so that one slip is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduler.errors import Problem
from scheduler.files.checks import (
    calendar,
    curriculum,
    duties,
    gates,
    mobility,
    people,
    places,
    records,
)
from scheduler.files.lines import Draft
from scheduler.files.settings import Settings

Check = Callable[[Draft, Settings], Iterator[Problem]]

CHECKS: tuple[Check, ...] = (
    *calendar.CHECKS,
    *curriculum.CHECKS,
    *places.CHECKS,
    *duties.CHECKS,
    *people.CHECKS,
    *gates.CHECKS,
    *mobility.CHECKS,
    *records.CHECKS,
)


def cross_problems(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Return every fault between lines that are sound by themselves."""
    for check in CHECKS:
        yield from check(draft, settings)
