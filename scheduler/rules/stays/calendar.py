"""Stays against the teaching calendar: semesters, and days without teaching.

Two notions, kept apart. Teaching is suspended on a day without lectures. A student is
unassigned on a day on which no clerkship can claim him: outside the full-time clinical
periods that give hours to a rotation which he owes, and outside frozen placements. An
elective needs both ("only during free periods"); a Free Mover, who replaces planned
clerkships, needs the first.

Source: the school's page for outgoing students, as quoted in the table programmes; the
university's page on electives abroad ("periods of suspension of teaching"). Units: days
from Monday to Friday that aren't holidays.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduler.domain.calendar import Period, PeriodKind
from scheduler.domain.dates import DAY, days_between
from scheduler.domain.limits import known
from scheduler.domain.mobility import OnlyIn
from scheduler.rules.stays.case import Case, StayFinding
from scheduler.rules.words import said_day, said_list


def semesters(case: Case) -> Iterator[StayFinding]:
    """Refuse a stay outside the semesters of its programme.

    The calendar knows the semesters of its own year; those of others are unknown.
    """
    allowed, year = known(case.programme.semesters), case.year_of(case.stay.first)
    if allowed is None:
        return
    if year != case.year_now or not case.instance.calendar.semesters:
        yield case.unsure("semesters", f"the semesters of {year} aren't known here")
        return
    named = [
        (number, semester)
        for number, semester in enumerate(case.instance.calendar.semesters, start=1)
        if allowed.has(number)
    ]
    out = [
        day
        for day in days_between(case.stay.first, case.stay.last)
        if not any(semester.first <= day <= semester.last for _, semester in named)
    ]
    if out:
        numbers = said_list(str(number) for number, _ in named) if named else "none"
        wrong = f"is not within semester {numbers}: {said_day(out[0])} isn't"
        yield case.against("semesters", wrong)


def teaching(case: Case) -> Iterator[StayFinding]:
    """Refuse a stay on days with lectures, or on which a clerkship may claim him."""
    only_in = known(case.programme.only_in)
    if only_in is None:
        return
    calendar = case.instance.calendar
    end = calendar.last_week + 6 * DAY
    days = days_between(case.stay.first, case.stay.last)
    if case.stay.first < calendar.first_week or case.stay.last > end:
        wrong = "its days outside the planned year can't be held against a calendar"
        yield case.unsure("only_in", wrong)
    planned = [day for day in days if calendar.first_week <= day <= end]
    taught = [day for day in planned if _kind(case, day) == PeriodKind.LECTURES]
    if taught:
        wrong = f"there are lectures on {_said(taught)}"
        yield case.against("only_in", wrong)
    claimed = [day for day in planned if _is_claimed(case, day)]
    if only_in == OnlyIn.FREE and claimed:
        wrong = f"{_said(claimed)} belong to the student's own clerkships"
        yield case.against("only_in", wrong)


def _said(days: list[date]) -> str:
    more = f" and {len(days) - 1} more days" if len(days) > 1 else ""
    return f"{said_day(days[0])}{more}"


def _period(case: Case, day: date) -> Period | None:
    """Return the period of a working day, ``None`` where nothing is taught anyway."""
    calendar, year = case.instance.calendar, case.student.year
    return None if calendar.is_off(year, day) else calendar.period(year, day)


def _kind(case: Case, day: date) -> PeriodKind | None:
    period = _period(case, day)
    return period.kind if period else None


def _is_claimed(case: Case, day: date) -> bool:
    """Tell whether a full-time clerkship that the student owes may lie on ``day``."""
    period = _period(case, day)
    if period is None or period.kind != PeriodKind.CLINICAL:
        return False
    owed = case.instance.requirements_of(case.student.id)
    return any(period.hours(requirement.rotation) > 0 for requirement in owed)


def frozen(case: Case) -> Iterator[StayFinding]:
    """Refuse a stay on days of a placement that stays as it was."""
    for placement in case.instance.frozen:
        if placement.student != case.student.id:
            continue
        last = case.instance.last_week(placement) or placement.first
        if placement.first <= case.stay.last and case.stay.first <= last + 6 * DAY:
            wrong = (
                f"the student is in {placement.rotation} at {placement.ward} from "
                f"{said_day(placement.first)}, and that can't be changed any more"
            )
            yield case.against("only_in", wrong)


CHECKS = (semesters, teaching, frozen)
