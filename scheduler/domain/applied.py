"""Stays, visits and attendance -> absences, credits and duties, known already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum

from scheduler.domain.attendance import with_attendance
from scheduler.domain.curriculum import Change, Credit, DutyChange
from scheduler.domain.dates import DAY
from scheduler.domain.instance import Instance
from scheduler.domain.mobility import Status, Stay, Visitor
from scheduler.domain.people import Absence, Student

VISITORS_YEAR = 0
"""Visitors belong to no year of study; the calendar's periods of year 0 are theirs."""


class Tentative(StrEnum):
    """How tentative stays are read.

    AWAY: they take place. HERE: they don't. BOTH: the student keeps every duty, and yet
    none of them lies on a day of the stay, so the schedule holds either way.
    """

    AWAY = "away"
    HERE = "here"
    BOTH = "both"


def applied(
    instance: Instance, tentative: Tentative | str = Tentative.AWAY
) -> Instance:
    """Return the instance in which stays, visits and attendance have taken effect.

    A stay makes its student absent on all its days and credits what is recognised
    (hospital unknown), which gives the seats back. Finished stays credit only;
    withdrawn ones do nothing. Visitors become students of year 0 who owe what they wish
    for. For attendance see `with_attendance`. The result has no stays, visitors and
    attendance left, so that nothing takes effect twice.
    """
    reading = Tentative(tentative)
    stays = [s for s in instance.stays.values() if takes_place(s, reading)]
    credited = [s for s in stays if s.status != Status.TENTATIVE or reading == "away"]
    away = [s for s in stays if s.status != Status.FINISHED]
    known = _with_visitors(
        replace(
            instance,
            absences=(*instance.absences, *_absences(instance, away)),
            credits=(*instance.credits, *_credits(instance, credited)),
            duty_changes=_without(instance, credited),
            owed_if_here=_owed_if_here(instance, stays) - _ids_of(instance, credited),
            stays={},
        )
    )
    return with_attendance(known)


def takes_place(stay: Stay, tentative: Tentative) -> bool:
    """Tell whether a stay has any effect under a reading of tentative ones."""
    if stay.status == Status.TENTATIVE:
        return tentative != Tentative.HERE
    return stay.status != Status.WITHDRAWN


def without(instance: Instance, ids: Iterable[str]) -> Instance:
    """Return the instance without some of its stays and visitors."""
    out = set(ids)
    return replace(
        instance,
        stays={i: stay for i, stay in instance.stays.items() if i not in out},
        visitors={i: one for i, one in instance.visitors.items() if i not in out},
    )


def _absences(instance: Instance, stays: Iterable[Stay]) -> Iterator[Absence]:
    for stay in stays:
        yield from _within_year(instance, stay.student, stay.first, stay.last)


def _within_year(
    instance: Instance, student: str, first: date, last: date
) -> Iterator[Absence]:
    """Return an absence cut to the days of the calendar, if any is left."""
    calendar = instance.calendar
    start = max(first, calendar.first_week)
    end = min(last, calendar.last_week + 6 * DAY)
    if start <= end:
        yield Absence(student, start, end)


def _credits(instance: Instance, stays: Iterable[Stay]) -> Iterator[Credit]:
    for student, rotation in _recognised(stays):
        if rotation not in instance.credited(student):
            yield Credit(student, rotation)


def _recognised(stays: Iterable[Stay]) -> tuple[tuple[str, str], ...]:
    pairs = ((stay.student, name) for stay in stays for name in stay.recognised)
    return tuple(dict.fromkeys(pairs))


def _without(instance: Instance, stays: Iterable[Stay]) -> tuple[DutyChange, ...]:
    """Return the office's lines without those that a stay has fulfilled.

    What the office adds (a rotation carried over, a repetition) outlives a credit, so a
    recognised rotation takes away the line of its first open occurrence.
    """
    done = set()
    for student, rotation in _recognised(stays):
        owed = [
            r.occurrence
            for r in instance.requirements_of(student)
            if r.rotation == rotation
        ]
        if owed:
            done.add((student, rotation, Change.ADD, min(owed)))
    return tuple(
        line
        for line in instance.duty_changes
        if (line.student, line.rotation, line.change, line.occurrence) not in done
    )


def _owed_if_here(instance: Instance, stays: Iterable[Stay]) -> frozenset[str]:
    """Return the requirements that tentative stays would credit."""
    return _ids_of(instance, [s for s in stays if s.status == Status.TENTATIVE])


def _ids_of(instance: Instance, stays: Iterable[Stay]) -> frozenset[str]:
    return frozenset(
        requirement.id
        for student, rotation in _recognised(stays)
        for requirement in instance.requirements_of(student)
        if requirement.rotation == rotation
    )


# -- visitors ----------------------------------------------------------------------


def _with_visitors(instance: Instance) -> Instance:
    planned = (Status.TENTATIVE, Status.CONFIRMED)
    visitors = [v for v in instance.visitors.values() if v.status in planned]
    changes = [line for v in visitors for line in _wished(instance, v)]
    absences = [absence for v in visitors for absence in _elsewhere(instance, v)]
    students = {visitor.id: _as_student(visitor) for visitor in visitors}
    return replace(
        instance,
        students={**instance.students, **students},
        duty_changes=(*instance.duty_changes, *changes),
        absences=(*instance.absences, *absences),
        visitors={},
    )


def _as_student(visitor: Visitor) -> Student:
    return Student(
        id=visitor.id,
        surname=visitor.surname,
        name=visitor.name,
        year=VISITORS_YEAR,
        email=visitor.email,
        visitor=True,
    )


def _wished(instance: Instance, visitor: Visitor) -> Iterator[DutyChange]:
    chosen = dict.fromkeys(visitor.rotations)
    for discipline in visitor.disciplines or ():
        rotation = _roomiest(instance, discipline, chosen)
        if rotation is not None:
            chosen[rotation] = None
    for rotation in chosen:
        yield DutyChange(visitor.id, rotation, Change.ADD, visitor.hours)


def _roomiest(instance: Instance, discipline: str, taken: Iterable[str]) -> str | None:
    """Return the rotation of a discipline with the most seats for those who owe it."""
    owed = [r.rotation for r in instance.requirements.values()]

    def room(rotation: str) -> float:
        seats = sum(ward.seats for ward in instance.wards_teaching(rotation))
        return seats / (1 + owed.count(rotation))

    taught = [
        rotation.id
        for rotation in instance.rotations.values()
        if rotation.discipline.casefold() == discipline.casefold()
        and rotation.id not in taken
    ]
    return max(taught, key=room, default=None)


def _elsewhere(instance: Instance, visitor: Visitor) -> Iterator[Absence]:
    """Return the days of the year on which a visitor hasn't come or has left."""
    calendar = instance.calendar
    end = calendar.last_week + 6 * DAY
    before, after = visitor.first - DAY, visitor.last + DAY
    yield from _within_year(instance, visitor.id, calendar.first_week, before)
    yield from _within_year(instance, visitor.id, after, end)
