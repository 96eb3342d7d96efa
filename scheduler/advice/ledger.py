"""The ledger: what each semester was like for each student, carried to the next."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.calendar import Semester
from scheduler.domain.dates import DAY
from scheduler.domain.grouping import by_student
from scheduler.domain.ledger import LedgerLine
from scheduler.domain.schedule import Placement, Schedule
from scheduler.goals import own_costs
from scheduler.goals.luck import luck_of
from scheduler.goals.preferences import Preferences
from scheduler.goals.travel import Travel

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance

WHOLE_YEAR = "whole year"


def semesters_of(instance: Instance) -> tuple[Semester, ...]:
    """Return the semesters of the calendar; without any, the whole year as one."""
    calendar = instance.calendar
    last = calendar.last_week + 6 * DAY
    whole = Semester(WHOLE_YEAR, calendar.first_week, last)
    return calendar.semesters or (whole,)


def ledger_lines(
    instance: Instance, schedule: Schedule, semester: Semester
) -> tuple[LedgerLine, ...]:
    """Return what a semester was like, for each own student placed in it.

    A placement belongs to the semester in which it starts. Who has none in it (a stay
    abroad, say) has no line and doesn't count for the mean.
    """
    even = replace(instance, ledger=())
    own = Schedule(tuple(_within(instance, schedule, semester)))
    burdens = {
        student: own_costs(even, own, student)
        for student, person in even.students.items()
        if own.of_student(student) and not person.visitor
    }
    sums = {
        student: (costs[Preferences.name], costs[Travel.name])
        for student, costs in burdens.items()
    }
    return tuple(_lines(even, sums, semester))


def _within(
    instance: Instance, schedule: Schedule, semester: Semester
) -> Iterator[Placement]:
    semesters = sorted(semesters_of(instance), key=lambda one: one.first)
    begins = [one.first for one in semesters]
    for placement in schedule.placements:
        at = max(0, bisect_right(begins, placement.first) - 1)
        if semesters[at] == semester:
            yield placement


def _lines(
    instance: Instance, sums: dict[str, tuple[int, int]], semester: Semester
) -> Iterator[LedgerLine]:
    years: dict[int, list[int]] = {}
    for student, costs in sums.items():
        years.setdefault(instance.students[student].year, []).append(sum(costs))
    for student, (preferences, travel) in sums.items():
        cohort = years[instance.students[student].year]
        mean = round(sum(cohort) / len(cohort))
        yield LedgerLine(
            student,
            semester.name,
            semester.first,
            semester.last,
            preferences,
            travel,
            mean,
            preferences + travel - mean,
        )


def carried(
    before: Iterable[LedgerLine], new: Iterable[LedgerLine]
) -> tuple[LedgerLine, ...]:
    """Return the ledger with the lines of some semesters added, or replaced."""
    added = tuple(new)
    again = {line.first for line in added}
    return (*(line for line in before if line.first not in again), *added)


def balances(ledger: Iterable[LedgerLine]) -> dict[str, tuple[int, int]]:
    """Return (balance, factor in what is planned next) of each student."""
    return {
        student: (sum(line.balance for line in own), luck_of(own))
        for student, own in by_student(ledger).items()
    }
