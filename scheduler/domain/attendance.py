"""What was really done in the wards, and what it leaves to be done.

A placement that was done stays as it is. One that was done in part stays too, and what
is missing becomes a requirement of its own, the make-up. One at which the student was
absent counts for nothing: its requirement is open again.

Source: office practice (clerkships ask for every hour; what is missed is made up with
the ward, or planned anew). Units: ward hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import count
from typing import TYPE_CHECKING

from scheduler.domain.curriculum import (
    Change,
    Credit,
    DutyChange,
    Requirement,
    requirement_id,
)
from scheduler.domain.people import Lock, LockKind

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance

TOLERANCE = 1e-6  # hours are sums of decimals
SIX_DAYS = timedelta(days=6)


class Outcome(StrEnum):
    """How a placement ended."""

    DONE = "done"
    PARTIAL = "partial"
    ABSENT = "absent"


@dataclass(frozen=True)
class Attended:
    """One line of the ward's sheet: the hours that a student really did.

    ``outcome`` ``None``: as the hours say. DONE with fewer hours than planned means
    that the office accepts it so.
    """

    student: str
    rotation: str
    hours_done: float
    occurrence: int = 1
    ward: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    outcome: Outcome | None = None

    @property
    def requirement(self) -> str:
        """The id of the requirement that this is about."""
        return requirement_id(self.student, self.rotation, self.occurrence)

    @property
    def is_absent(self) -> bool:
        """Tell whether nothing was done at all."""
        if self.outcome is None:
            return self.hours_done <= TOLERANCE
        return self.outcome == Outcome.ABSENT

    def missing(self, planned: float) -> float:
        """Return the hours still to be done of ``planned`` ones."""
        if self.is_absent:
            return planned
        if self.outcome == Outcome.DONE:
            return 0.0
        left = planned - self.hours_done
        return round(left, 6) if left > TOLERANCE else 0.0

    def covers(self, ward: str, first: date, last: date) -> bool:
        """Tell whether this may be about a placement from one week to another."""
        if self.ward not in (None, ward):
            return False
        return self.first_day is None or first <= self.first_day <= last + SIX_DAYS


def make_ups(
    lines: Iterable[Attended], owed: Mapping[str, Requirement]
) -> dict[str, Requirement]:
    """Return what is to be made up, by the requirement that was done in part.

    ``owed`` goes from requirement id to requirement. A make-up takes the next free
    occurrence, and may itself be done in part by a later line.
    """
    known, found = dict(owed), dict[str, Requirement]()
    for line in lines:
        duty = known.get(line.requirement)
        missing = line.missing(duty.hours) if duty else 0.0
        if duty and missing and not line.is_absent:
            number = _free(known, line)
            extra = Requirement(line.student, line.rotation, missing, number)
            known[extra.id] = found[line.requirement] = extra
    return found


def _free(known: Mapping[str, Requirement], line: Attended) -> int:
    return next(
        number
        for number in count(line.occurrence + 1)
        if requirement_id(line.student, line.rotation, number) not in known
    )


def with_attendance(instance: Instance) -> Instance:
    """Return the instance in which the lines of ``attendance`` have taken effect.

    Make-ups are owed. What is frozen stays frozen, but for what the student missed;
    where something is frozen at all, what was done without being in it is credited.
    """
    if not instance.attendance:
        return instance
    extra = make_ups(instance.attendance, instance.requirements).values()
    lines = [
        DutyChange(r.student, r.rotation, Change.ADD, r.hours, r.occurrence)
        for r in extra
    ]
    known = replace(
        instance,
        duty_changes=(*instance.duty_changes, *lines),
        attendance=(),
        attended=(*instance.attended, *instance.attendance),
        make_ups=instance.make_ups | {requirement.id for requirement in extra},
    )
    kept = tuple(p for p in known.frozen if not known.was_missed(p))
    settled = replace(known, frozen=kept, locks=_open_locks(instance, extra))
    return settled if settled.frozen_until is None else without_done(settled)


def _open_locks(instance: Instance, extra: Iterable[Requirement]) -> tuple[Lock, ...]:
    """Return the locks but for those that fix what is over, and is owed once more."""
    owed_again = {(requirement.student, requirement.rotation) for requirement in extra}
    owed_again |= {(a.student, a.rotation) for a in instance.attendance if a.is_absent}
    return tuple(
        lock
        for lock in instance.locks
        if lock.kind != LockKind.MUST or (lock.student, lock.rotation) not in owed_again
    )


def without_done(instance: Instance) -> Instance:
    """Return the instance in which what was done, and isn't frozen, is credited.

    So it asks for what is still to be placed alone: make-ups are, what is done isn't.
    """
    frozen = {placement.requirement for placement in instance.frozen}
    done = [
        line
        for line in instance.attended
        if not line.is_absent and line.requirement not in frozen
    ]
    ids = {line.requirement for line in done}
    return replace(
        instance,
        credits=(*instance.credits, *attendance_credits(instance, done)),
        duty_changes=tuple(
            line
            for line in instance.duty_changes
            if line.change != Change.ADD
            or requirement_id(line.student, line.rotation, line.occurrence) not in ids
        ),
    )


def attendance_credits(
    instance: Instance, lines: Iterable[Attended]
) -> Iterator[Credit]:
    """Yield the credit of each rotation that was done and isn't credited already."""
    pairs = set[tuple[str, str]]()
    for line in lines:
        pair = line.student, line.rotation
        credited = line.rotation in instance.credited(line.student)
        if not line.is_absent and not credited and pair not in pairs:
            pairs.add(pair)
            ward = instance.wards.get(line.ward) if line.ward else None
            yield Credit(*pair, ward.hospital if ward else None)
