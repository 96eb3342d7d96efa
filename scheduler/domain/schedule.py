"""What is decided: placements, and what a checker has to say about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from scheduler.domain.curriculum import requirement_id


@dataclass(frozen=True, order=True)
class Placement:
    """A student does a rotation in a ward from the week ``first`` on.

    The last week follows from the calendar (see `Instance.last_week`).
    """

    student: str
    first: date
    rotation: str
    ward: str
    occurrence: int = 1

    @property
    def requirement(self) -> str:
        """The id of the requirement that this placement is for."""
        return requirement_id(self.student, self.rotation, self.occurrence)


@dataclass(frozen=True)
class Schedule:
    """A set of placements, sorted by student and time."""

    placements: tuple[Placement, ...]

    @classmethod
    def of(cls, placements: Iterable[Placement]) -> Schedule:
        """Make a schedule of placements in any order."""
        return cls(tuple(sorted(placements)))

    @cached_property
    def _by_student(self) -> dict[str, tuple[Placement, ...]]:
        own: dict[str, list[Placement]] = {}
        for placement in self.placements:
            own.setdefault(placement.student, []).append(placement)
        return {student: tuple(sorted(own[student])) for student in own}

    def of_student(self, student: str) -> tuple[Placement, ...]:
        """Return a student's placements in order of start."""
        return self._by_student.get(student, ())

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256, in hex, of the placements, in whatever file they are kept."""
        lines = (
            f"{p.student}\n{p.first}\n{p.rotation}\n{p.ward}\n{p.occurrence}\n"
            for p in sorted(self.placements)
        )
        return sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Violation:
    """One breach of a rule, in words, with the ids it is about."""

    rule: str
    message: str
    student: str | None = None
    ward: str | None = None
    week: date | None = None

    def __str__(self) -> str:
        return f"[{self.rule}] {self.message}"
