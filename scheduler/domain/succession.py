"""Next year's instance as a draft: what a school begins to plan from.

The office adds the new third year, and mends what doesn't come back after 52 weeks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from scheduler.domain.attendance import attendance_credits
from scheduler.domain.calendar import Calendar
from scheduler.domain.curriculum import Change, Credit, DutyChange, Requirement
from scheduler.domain.dates import DAY, WEEK
from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.domain.schedule import Schedule

LAST_YEAR = 6  # of study
YEAR = 52 * WEEK  # Mondays stay Mondays

_YEAR_NUMBERS = re.compile(r"\b(20\d\d)(?:([/–-])(\d\d))?\b")  # noqa: RUF001 -- a dash


def next_year(instance: Instance, schedule: Schedule) -> Instance:
    """Return the instance of the year after, once ``schedule`` has been carried out.

    Dates move by 52 weeks. Students move up; those of year 6 leave, or stay beyond the
    regular six years where something is missing. What was placed is credited, and what
    is missing is owed again. Places, rotations, choices, programmes, clearances, the
    ledger and weights stay; visitors leave; wishes, absences, stays, locks, companies,
    seat exceptions, waivers, attendance, the last day for swaps and everything frozen
    are dropped.

    The holidays of a region are left out: the reader looks them up for the new dates.
    """
    missing = _missing(instance, schedule)
    students = _promoted(instance, missing)
    credits_ = tuple(_credits(instance, schedule, students))
    draft = replace(
        instance,
        title=_moved_numbers(instance.title),
        calendar=_moved(instance.calendar),
        starts=tuple(replace(s, week=s.week + YEAR) for s in instance.starts),
        students=students,
        credits=credits_,
        duty_changes=_kept_drops(instance, students, credits_),
        seat_exceptions=(),
        wishes=(),
        absences=(),
        locks=(),
        companies=(),
        clearances=tuple(c for c in instance.clearances if c.student in students),
        restrictions=tuple(r for r in instance.restrictions if r.student in students),
        stays={},
        visitors={},
        ledger=tuple(line for line in instance.ledger if line.student in students),
        swaps_until=None,
        waivers=(),
        attendance=(),
        attended=(),
        make_ups=frozenset(),
        frozen=(),
        frozen_until=None,
    )
    carried = (
        line
        for student in students
        for duty in missing.get(student, ())
        for line in _carried_over(draft, duty)
    )
    return replace(draft, duty_changes=(*draft.duty_changes, *carried))


# -- time ------------------------------------------------------------------------


def _moved(calendar: Calendar) -> Calendar:
    return replace(
        calendar,
        first_week=calendar.first_week + YEAR,
        last_week=calendar.last_week + YEAR,
        periods=tuple(
            replace(period, first=period.first + YEAR, last=period.last + YEAR)
            for period in calendar.periods
        ),
        semesters=tuple(
            replace(
                semester,
                name=_moved_numbers(semester.name),
                first=semester.first + YEAR,
                last=semester.last + YEAR,
            )
            for semester in calendar.semesters
        ),
        holidays={} if calendar.region else _same_dates(calendar),
    )


def _same_dates(calendar: Calendar) -> dict[date, str]:
    """Return holidays given one by one on the same dates of the year after."""
    first, end = calendar.first_week + YEAR, calendar.last_week + YEAR + WEEK
    moved = {_a_year_on(day): name for day, name in calendar.holidays.items()}
    return {day: name for day, name in moved.items() if first <= day < end}


def _a_year_on(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, month=3, day=1) - DAY


def _moved_numbers(text: str) -> str:
    """Return ``text`` with 2026 as 2027, and 2026/27 as 2027/28."""

    def moved(found: re.Match[str]) -> str:
        year, dash, short = found.groups()
        end = f"{dash}{(int(short) + 1) % 100:02d}" if short else ""
        return f"{int(year) + 1}{end}"

    return _YEAR_NUMBERS.sub(moved, text)


# -- people ----------------------------------------------------------------------


def _missing(instance: Instance, schedule: Schedule) -> dict[str, list[Requirement]]:
    """Return what each student has still to do; of a choice, all that is left of it."""
    missing: dict[str, list[Requirement]] = {}
    for duties, _ in instance.unplaced(schedule):
        missing.setdefault(duties[0].student, []).extend(duties)
    return missing


def _promoted(
    instance: Instance, missing: Mapping[str, list[Requirement]]
) -> dict[str, Student]:
    return {
        student.id: replace(student, fuori_corso=True)
        if student.year >= LAST_YEAR
        else replace(student, year=student.year + 1)
        for student in instance.students.values()
        if not student.visitor and (student.year < LAST_YEAR or student.id in missing)
    }


def _credits(
    instance: Instance, schedule: Schedule, students: Mapping[str, Student]
) -> Iterator[Credit]:
    """Yield the credits of earlier years, then those of this one, each one once.

    What is placed counts as done unless the student was absent, and what attendance
    says counts even where it isn't placed.
    """
    known = set()
    for credit in instance.credits:
        if credit.student in students:
            known.add((credit.student, credit.rotation))
            yield credit
    for placement in schedule.placements:
        key = placement.student, placement.rotation
        owed = placement.requirement in instance.requirements
        owed = owed and not instance.was_missed(placement)
        if owed and placement.student in students and key not in known:
            known.add(key)
            ward = instance.wards.get(placement.ward)
            yield Credit(*key, ward.hospital if ward else None)
    for credit in attendance_credits(instance, instance.attended):
        key = credit.student, credit.rotation
        if credit.student in students and key not in known:
            known.add(key)
            yield credit


# -- duties ----------------------------------------------------------------------


def _kept_drops(
    instance: Instance, students: Mapping[str, Student], credits_: tuple[Credit, ...]
) -> tuple[DutyChange, ...]:
    """Return what the office has let those off who stay in their year of study.

    The others move past the rotation, and owe it no more without any line; nor is one
    needed for what is credited by now.
    """
    done = {(credit.student, credit.rotation) for credit in credits_}
    return tuple(
        line
        for line in instance.duty_changes
        if line.change == Change.DROP
        and line.student in students
        and (line.student, line.rotation) not in done
        and students[line.student].year == instance.students[line.student].year
    )


def _carried_over(draft: Instance, duty: Requirement) -> Iterator[DutyChange]:
    """Yield the lines by which a missing duty is owed again, none where it is anyway.

    Other hours than usual need a line that drops the curriculum's own.
    """
    rotation = draft.rotations[duty.rotation]
    hours = None if duty.hours == rotation.hours else duty.hours
    if duty.id in draft.requirements:
        if hours is None:
            return
        yield DutyChange(duty.student, duty.rotation, Change.DROP)
    yield DutyChange(
        duty.student, duty.rotation, Change.ADD, hours, occurrence=duty.occurrence
    )
