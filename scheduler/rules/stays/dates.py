"""Lengths, calls and applications: dates reckoned against dates.

Source: the school's page for outgoing students ("Minimum 2 months", "at least one month
before departure", "No later than 30 days before date of activities", "within the end of
september of the same academic year of the call"), as quoted in the table programmes.
Units: calendar months (or days, by a setting), days, hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduler.domain.dates import DAY
from scheduler.domain.limits import Event, Length, Unit, known, months_of
from scheduler.domain.mobility import CallYear, Status
from scheduler.rules.stays.case import Case, StayFinding
from scheduler.rules.words import MONTHS, said_day, said_hours, said_list


def call_year(case: Case) -> Iterator[StayFinding]:
    """Refuse a stay in another academic year than its call is for."""
    place, call = known(case.programme.call_year), case.call_year
    if place is None:
        return
    if call is None:
        yield case.unsure("call_year", "the academic year of the call isn't given")
        return
    wanted = call.plus(1 if place == CallYear.NEXT else 0)
    own = {case.year_of(case.stay.first), case.year_of(case.stay.last)}
    if own != {wanted}:
        found = said_list(str(year) for year in sorted(own))
        wrong = f"is in {found}, but the call of {call} is for stays in {wanted}"
        yield case.against("call_year", wrong)


def end_by(case: Case) -> Iterator[StayFinding]:
    """Refuse a stay that ends after the last day of its call's academic year."""
    limit, call = known(case.programme.end_by), case.call_year
    if limit is None:
        return
    if call is None:
        yield case.unsure("end_by", "the academic year of the call isn't given")
    elif case.stay.last > limit.within(call):
        last = said_day(limit.within(call))
        yield case.against("end_by", f"must end by {last}, in the year of the call")


def call_months(case: Case) -> Iterator[StayFinding]:
    """Tell of an application in a month without a call."""
    months, applied = known(case.programme.call_months), case.stay.applied
    if months is None:
        return
    if applied is None:
        yield case.unsure("call_months", "the date of the application isn't given")
    elif not months.has(applied.month):
        open_ = said_list(MONTHS[int(month) - 1] for month in months)
        wrong = f"applied on {said_day(applied)}, but the call is open in {open_}"
        yield case.against("call_months", wrong)


def apply_by(case: Case) -> Iterator[StayFinding]:
    """Refuse an application that came too late before departure, or before the start.

    Without a date of departure the start stands in for it: what is too late for the
    start is too late for the departure, and the rest is unknown.
    """
    deadline, applied = case.deadline, case.stay.applied
    if deadline is None:
        return
    if applied is None:
        yield case.unsure("apply_by", "the date of the application isn't given")
        return
    asked = case.stay.departure if deadline.event == Event.DEPARTURE else None
    latest = deadline.length.before(asked or case.stay.first)
    if applied > latest:
        wrong = (
            f"applied on {said_day(applied)}, but {deadline} means by "
            f"{said_day(latest)}"
        )
        yield case.against("apply_by", wrong)
    elif deadline.event == Event.DEPARTURE and asked is None:
        yield case.unsure("apply_by", "the date of departure isn't given")


# -- lengths -----------------------------------------------------------------------


def min_length(case: Case) -> Iterator[StayFinding]:
    """Refuse a stay that is too short."""
    least = known(case.programme.min_length)
    if least is None:
        return
    if least.unit == Unit.HOURS:
        yield from _hours(case, "min_length", least, at_least=True)
    elif case.stay.last + DAY < least.after(case.stay.first, case.days_per_month):
        wrong = f"lasts {_said_days(case)}, which is less than {_said(case, least)}"
        yield case.against("min_length", wrong)


def max_length(case: Case) -> Iterator[StayFinding]:
    """Refuse a stay that is too long."""
    most = known(case.programme.max_length)
    if most is None:
        return
    if most.unit == Unit.HOURS:
        yield from _hours(case, "max_length", most, at_least=False)
    elif case.stay.last + DAY > most.after(case.stay.first, case.days_per_month):
        wrong = f"lasts {_said_days(case)}, which is more than {_said(case, most)}"
        yield case.against("max_length", wrong)


def _hours(
    case: Case, limit: str, length: Length, at_least: bool
) -> Iterator[StayFinding]:
    hours = case.stay.hours
    if hours is None:
        yield case.unsure(limit, "the hours aren't given")
    elif hours < length.number if at_least else hours > length.number:
        than = "less" if at_least else "more"
        wrong = f"has {said_hours(hours)} hours, which is {than} than {length}"
        yield case.against(limit, wrong)


def _said_days(case: Case) -> str:
    return f"{(case.stay.last - case.stay.first).days + 1} days"


def _said(case: Case, length: Length) -> str:
    if length.unit == Unit.MONTHS and case.days_per_month:
        return f"{length} of {case.days_per_month} days"
    return str(length)


def cap(case: Case) -> Iterator[StayFinding]:
    """Refuse the stay with which a student's months abroad become too many."""
    most = known(case.programme.cap)
    if most is None or most.unit == Unit.HOURS:
        return
    counted = {case.programme.root, *case.programme.cap_with}
    spans = [
        (other.first, other.last)
        for other in case.instance.stays.values()
        if other.student == case.stay.student
        and other.status != Status.WITHDRAWN
        and case.instance.programmes[other.programme].root in counted
        and (other.first, other.id) <= (case.stay.first, case.stay.id)
    ]
    total = sum(_measure(case, most, first, last) for first, last in spans)
    if total > most.number:
        wrong = (
            f"makes {total:.4g} {most.unit} abroad with the earlier stays, more than "
            f"the {most} that count together"
        )
        yield case.against("cap", wrong)


def _measure(case: Case, most: Length, first: date, last: date) -> float:
    if most.unit == Unit.DAYS:
        return (last - first).days + 1
    return months_of(first, last, case.days_per_month)


CHECKS = (call_year, end_by, call_months, apply_by, min_length, max_length, cap)
