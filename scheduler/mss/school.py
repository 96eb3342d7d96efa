"""An MSS instance as a school: the ids that placements are told by.

A period is a week, a discipline a rotation of the only year of study, and each hospital
has one ward for each discipline. Only what names things is translated; who may go where
and when, and at what cost, is the model's affair (see `scheduler.mss.model`).
"""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.domain.calendar import Calendar, Period, PeriodKind
from scheduler.domain.curriculum import Change, DutyChange, Rotation
from scheduler.domain.dates import WEEK
from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.domain.places import Hospital, Point, Ward
from scheduler.domain.schedule import Placement
from scheduler.files.mss import Mss, MssPlacement

FIRST_WEEK = date(2001, 1, 1)  # Any Monday would do.
YEAR = 1
HOURS_A_DAY, HOURS_A_WEEK = 1.0, 5.0


def school_of(instance: Mss) -> Instance:
    """Return the school: everybody owes every discipline that he may be asked for.

    Students, rotations and hospitals stand in the order of the instance's numbers; the
    wards go by hospital, then by discipline.
    """
    last = FIRST_WEEK + WEEK * (instance.periods - 1)
    period = Period(
        id="all year",
        year=None,
        first=FIRST_WEEK,
        last=last + timedelta(days=6),
        kind=PeriodKind.CLINICAL,
        ward_hours=HOURS_A_DAY,
    )
    return Instance(
        title=instance.name,
        calendar=Calendar(FIRST_WEEK, last, (period,), {}),
        hospitals={h.id: h for h in map(_hospital, range(instance.hospitals))},
        wards={ward.id: ward for ward in _wards(instance)},
        rotations={r.id: r for r in _rotations(instance)},
        students={s.id: s for s in map(_student, range(instance.students))},
        duty_changes=tuple(_dropped(instance)),
    )


def mss_placement(school: Instance, placement: Placement) -> MssPlacement:
    """Return a placement of the school as the instance numbers it."""
    return MssPlacement(
        student=_number(placement.student),
        start=school.calendar.weeks.index(placement.first),
        hospital=_number(school.wards[placement.ward].hospital),
        discipline=_number(placement.rotation),
    )


def _number(name: str) -> int:
    """Return the number, from 0, that an id ends in."""
    return int(name[1:]) - 1


def _hospital(number: int) -> Hospital:
    return Hospital(f"H{number + 1}", f"Hospital {number + 1}", "", Point(0, 0))


def _student(number: int) -> Student:
    return Student(f"S{number + 1}", "Synthetic", f"Student {number + 1}", YEAR)


def _rotations(instance: Mss) -> list[Rotation]:
    hours = HOURS_A_WEEK * instance.duration
    return [
        Rotation(f"D{n}", f"Discipline {n}", f"Discipline {n}", YEAR, hours, 0)
        for n in range(1, instance.disciplines + 1)
    ]


def _wards(instance: Mss) -> list[Ward]:
    return [
        Ward(
            id=f"H{hospital + 1}-D{discipline + 1}",
            hospital=f"H{hospital + 1}",
            name=f"Discipline {discipline + 1}",
            rotations=(f"D{discipline + 1}",),
            seats=max(seats),
        )
        for hospital, by_discipline in enumerate(instance.most)
        for discipline, seats in enumerate(by_discipline)
    ]


def _dropped(instance: Mss) -> list[DutyChange]:
    """Return what students don't owe: not allowed, or of a group with nothing owed."""
    return [
        DutyChange(f"S{student + 1}", f"D{discipline + 1}", Change.DROP)
        for student in range(instance.students)
        for discipline, group in enumerate(instance.group_of)
        if not instance.allowed[student][discipline]
        or not instance.owed[student][group]
    ]
