"""Changes to a school's tables, made on a copy: what if a ward closes?

Each edit knows what it makes of an instance and how it is said. They are the questions
of ``whatif`` and the remedies of ``explain``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from scheduler.domain.clearances import Clearance, Gate, Level
from scheduler.domain.dates import DAY, monday, weeks_between
from scheduler.domain.instance import Instance
from scheduler.domain.people import Absence
from scheduler.domain.places import SeatException
from scheduler.rules.words import said_count, said_day, said_student, said_ward


class _Personal(Protocol):
    @property
    def student(self) -> str: ...


T = TypeVar("T", bound=_Personal)


class Edit(Protocol):
    """One change of the tables."""

    def made(self, instance: Instance) -> Instance:
        """Return the instance with the change."""

    def said(self, instance: Instance) -> str:
        """Return the change in words, without a full stop."""


@dataclass(frozen=True)
class SeatsChanged:
    """So many seats more (or fewer) in a ward, on some days or always.

    With two dates, whole weeks are changed, each from what it had. Without ``last``,
    it is every week from the first on in which the ward is open.
    """

    ward: str
    change: int
    first: date | None = None
    last: date | None = None

    def made(self, instance: Instance) -> Instance:
        """Return the instance with other seats."""
        calendar = instance.calendar
        first, last = self.first or calendar.first_week, self.last
        now = {
            week: instance.seats(self.ward, week)
            for week in weeks_between(first, last or calendar.last_week)
        }
        lines = tuple(
            SeatException(self.ward, week, week + 6 * DAY, max(0, seats + self.change))
            for week, seats in now.items()
            if seats or last is not None
        )
        return replace(instance, seat_exceptions=(*instance.seat_exceptions, *lines))

    def said(self, instance: Instance) -> str:
        """Say ``2 seats more at Cardiology, Niguarda (NIG-CAR), 5 to 18 October``."""
        more = "more" if self.change >= 0 else "fewer"
        when = _said_span(self.first, self.last)
        place = said_ward(instance, self.ward)
        return f"{said_count(abs(self.change), 'seat')} {more} at {place}{when}"


@dataclass(frozen=True)
class CapRaised:
    """So many students more of a year of study at a time in a ward."""

    ward: str
    year: int
    change: int

    def made(self, instance: Instance) -> Instance:
        """Return the instance with another cap."""
        ward = instance.wards[self.ward]
        if self.year not in ward.caps:
            return instance
        caps = {**ward.caps, self.year: max(0, ward.caps[self.year] + self.change)}
        wards = {**instance.wards, ward.id: replace(ward, caps=caps)}
        return replace(instance, wards=wards)

    def said(self, instance: Instance) -> str:
        """Say by how much the cap is raised."""
        place = said_ward(instance, self.ward)
        return f"{self.change} more of year {self.year} at a time at {place}"


@dataclass(frozen=True)
class WardClosed:
    """No seats in a ward on some days; the weeks that they touch are lost."""

    ward: str
    first: date
    last: date

    def made(self, instance: Instance) -> Instance:
        """Return the instance with the ward closed."""
        line = SeatException(self.ward, self.first, self.last, 0)
        return replace(instance, seat_exceptions=(*instance.seat_exceptions, line))

    def said(self, instance: Instance) -> str:
        """Say which ward is closed when."""
        when = _said_span(self.first, self.last)
        return f"{said_ward(instance, self.ward)} is closed{when}"


@dataclass(frozen=True)
class StudentAway:
    """A student isn't there on some days."""

    student: str
    first: date
    last: date

    def made(self, instance: Instance) -> Instance:
        """Return the instance with the absence."""
        line = Absence(self.student, self.first, self.last)
        return replace(instance, absences=(*instance.absences, line))

    def said(self, instance: Instance) -> str:
        """Say who is away when."""
        when = _said_span(self.first, self.last)
        return f"{said_student(instance, self.student)} is away{when}"


@dataclass(frozen=True)
class StudentThere:
    """A student is there after all on the days of one line of ``absences``."""

    absence: Absence

    def made(self, instance: Instance) -> Instance:
        """Return the instance without the absence."""
        left = tuple(line for line in instance.absences if line != self.absence)
        return replace(instance, absences=left)

    def said(self, instance: Instance) -> str:
        """Say which absence is given up."""
        when = _said_span(self.absence.first, self.absence.last)
        return f"{said_student(instance, self.absence.student)} comes after all{when}"


@dataclass(frozen=True)
class StudentGone:
    """A student leaves the school: nothing is owed any more."""

    student: str

    def made(self, instance: Instance) -> Instance:
        """Return the instance without the student, and without what is about him."""
        gone = self.student
        return replace(
            instance,
            students={s: one for s, one in instance.students.items() if s != gone},
            visitors={v: one for v, one in instance.visitors.items() if v != gone},
            stays={i: s for i, s in instance.stays.items() if s.student != gone},
            companies=tuple(
                replace(c, students=tuple(s for s in c.students if s != gone))
                for c in instance.companies
            ),
            duty_changes=_others(instance.duty_changes, gone),
            credits=_others(instance.credits, gone),
            wishes=_others(instance.wishes, gone),
            absences=_others(instance.absences, gone),
            locks=_others(instance.locks, gone),
            clearances=_others(instance.clearances, gone),
            restrictions=_others(instance.restrictions, gone),
            attendance=_others(instance.attendance, gone),
            ledger=_others(instance.ledger, gone),
        )

    def said(self, instance: Instance) -> str:
        """Say who leaves."""
        return f"{said_student(instance, self.student)} leaves"


@dataclass(frozen=True)
class Unlocked:
    """The office's locks about a rotation of a student are dropped."""

    student: str
    rotation: str

    def made(self, instance: Instance) -> Instance:
        """Return the instance without the locks."""
        left = tuple(
            lock
            for lock in instance.locks
            if lock.student != self.student
            or lock.rotation not in (None, self.rotation)
        )
        return replace(instance, locks=left)

    def said(self, instance: Instance) -> str:
        """Say whose locks are dropped."""
        who = said_student(instance, self.student)
        return f"no lock about {self.rotation} for {who}"


@dataclass(frozen=True)
class GatePassed:
    """A student has passed a gate all year long, Italian at the highest level."""

    student: str
    gate: Gate

    def made(self, instance: Instance) -> Instance:
        """Return the instance with the clearance."""
        level = Level.C2 if self.gate == Gate.ITALIAN else None
        line = Clearance(self.student, self.gate, level)
        return replace(instance, clearances=(*instance.clearances, line))

    def said(self, instance: Instance) -> str:
        """Say what is passed, as the table ``clearances`` calls it."""
        who = said_student(instance, self.student)
        return f"the clearance {self.gate} for {who} in time"


def from_day(edit: Edit, day: date) -> Edit:
    """Return an edit that is about the whole year from a day on alone."""
    if isinstance(edit, SeatsChanged) and edit.first is None:
        return replace(edit, first=day)
    return edit


def edited(instance: Instance, edits: Iterable[Edit]) -> Instance:
    """Return the instance with all edits, one after another."""
    for edit in edits:
        instance = edit.made(instance)
    return instance


def hospital_closed(
    instance: Instance, hospital: str, first: date, last: date
) -> tuple[WardClosed, ...]:
    """Return the closures of all wards of a hospital."""
    own = (ward.id for ward in instance.wards.values() if ward.hospital == hospital)
    return tuple(WardClosed(ward, first, last) for ward in own)


def _others(lines: Iterable[T], student: str) -> tuple[T, ...]:
    return tuple(line for line in lines if line.student != student)


def _said_span(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return ""
    if monday(first) == monday(last) and first.weekday() == 0:
        return f" in the week of {said_day(first)}"
    return f" from {said_day(first)} to {said_day(last)}"
