"""What students must do: rotations, and who owes which of them this year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scheduler.domain.clearances import Level

TPV_HOURS = 100
"""Ward hours in each area of the qualifying internship (D.M. 58/2018 art. 3)."""


class TpvArea(StrEnum):
    """An area of the qualifying internship (tirocinio pratico-valutativo, TPV)."""

    MEDICAL = "medical"
    SURGICAL = "surgical"
    GENERAL_PRACTICE = "general_practice"


@dataclass(frozen=True)
class Rotation:
    """A clerkship of the curriculum.

    ``hours`` are ward hours, ``cfu`` university credits. ``after`` names rotations that
    must be over first. ``part_of`` joins the halves of a split rotation. ``choice``
    names the group of which a student does only some (see `Choice`).

    ``italian`` is the level it needs, ``None`` the instance's usual one. ``tpv``: the
    area of the qualifying internship that it is for. ``preparatory``: a course before
    the wards, which itself asks for no safety course and no exams.
    """

    id: str
    name: str
    discipline: str
    year: int
    hours: float
    cfu: float
    name_it: str = ""
    after: tuple[str, ...] = ()
    part_of: str | None = None
    choice: str | None = None
    italian: Level | None = None
    tpv: TpvArea | None = None
    preparatory: bool = False


@dataclass(frozen=True)
class Choice:
    """A group of rotations of which a student does exactly ``choose``."""

    id: str
    choose: int


@dataclass(frozen=True)
class StartWeek:
    """A week in which a rotation may start for a year of study; ``None`` is any."""

    rotation: str | None
    year: int | None
    week: date


class Change(StrEnum):
    """How one student's duties differ from the curriculum."""

    ADD = "add"
    DROP = "drop"


@dataclass(frozen=True)
class DutyChange:
    """One line of the office: a rotation carried over, repeated, or not owed.

    ``hours`` replaces the rotation's hours, for instance when a part is made up.
    """

    student: str
    rotation: str
    change: Change
    hours: float | None = None
    occurrence: int = 1


@dataclass(frozen=True)
class Credit:
    """A rotation that a student has already done, and where, if that is known."""

    student: str
    rotation: str
    hospital: str | None = None


@dataclass(frozen=True)
class Requirement:
    """One student's duty to do one rotation once within the year.

    ``occurrence`` tells a repeated rotation from the first time.
    """

    student: str
    rotation: str
    hours: float
    occurrence: int = 1

    @property
    def id(self) -> str:
        """The name of the duty, the same whatever the schedule says about it."""
        return requirement_id(self.student, self.rotation, self.occurrence)


def requirement_id(student: str, rotation: str, occurrence: int = 1) -> str:
    """Return ``student/rotation``, with ``#n`` for a later occurrence."""
    suffix = f"#{occurrence}" if occurrence > 1 else ""
    return f"{student}/{rotation}{suffix}"


def requirements_of(
    student: str,
    year: int,
    rotations: Mapping[str, Rotation],
    changes: Iterable[DutyChange],
    credited: frozenset[str],
) -> tuple[Requirement, ...]:
    """Return what ``student`` owes: curriculum + added − dropped − credited.

    What the office adds by hand stays even if it is credited: a repetition.
    """
    own = [line for line in changes if line.student == student]
    dropped = {line.rotation for line in own if line.change == Change.DROP} | credited
    added = {
        (line.rotation, line.occurrence): line
        for line in own
        if line.change == Change.ADD
    }
    owed = {
        (rotation.id, 1): Requirement(student, rotation.id, rotation.hours)
        for rotation in rotations.values()
        if rotation.year == year and rotation.id not in dropped
    }
    for (rotation, occurrence), line in added.items():
        hours = rotations[rotation].hours if line.hours is None else line.hours
        owed[rotation, occurrence] = Requirement(student, rotation, hours, occurrence)
    return tuple(owed.values())
