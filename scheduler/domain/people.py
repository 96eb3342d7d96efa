"""Students: who they are, what they wish, when they are away, what is fixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Student:
    """A student of the school, or a visitor. ``year`` is the year of study, 3 to 6.

    ``fuori_corso``: enrolled beyond the regular six years. ``zone`` is the home zone,
    ``None`` where it isn't known (travel then costs nothing). A ``visitor`` comes from
    another university and has year 0: no curriculum, only what he wishes for. ``seat``
    is the list of admission, like EU or non-EU, "" where it isn't known.
    """

    id: str
    surname: str
    name: str
    year: int
    zone: str | None = None
    email: str = ""
    fuori_corso: bool = False
    visitor: bool = False
    seat: str = ""

    @property
    def full_name(self) -> str:
        """Surname first, as registers have it."""
        return f"{self.surname} {self.name}".strip()


@dataclass(frozen=True)
class Wish:
    """One line of a student's ranked preferences; ``None`` fields are wildcards."""

    student: str
    rank: int
    rotation: str | None = None
    hospital: str | None = None
    ward: str | None = None
    week: date | None = None

    def matches(self, rotation: str, hospital: str, ward: str, week: date) -> bool:
        """Tell whether a placement fulfils this wish."""
        return (
            self.rotation in (None, rotation)
            and self.hospital in (None, hospital)
            and self.ward in (None, ward)
            and self.week in (None, week)
        )

    @property
    def is_about_time(self) -> bool:
        """Tell whether this wish names a week and no place."""
        return self.week is not None and self.hospital is None and self.ward is None


def rank_of(
    wishes: Iterable[Wish], rotation: str, hospital: str, ward: str, week: date
) -> int | None:
    """Return the rank that a placement receives; ``None``: the student is indifferent.

    What no line matches comes after the last line.
    """
    asked = asked_for(wishes, rotation)
    if not asked:
        return None
    met = [w.rank for w in asked if w.matches(rotation, hospital, ward, week)]
    return min(met) if met else max(wish.rank for wish in asked) + 1


def asked_for(wishes: Iterable[Wish], rotation: str) -> tuple[Wish, ...]:
    """Return the wishes that hold for a rotation.

    Lines that name the rotation replace the student's general lines.
    """
    about = tuple(wish for wish in wishes if wish.rotation in (None, rotation))
    return tuple(wish for wish in about if wish.rotation is not None) or about


@dataclass(frozen=True)
class Absence:
    """Days on which a student is not available; the reason isn't stored."""

    student: str
    first: date
    last: date


class LockKind(StrEnum):
    """What a lock says about the placements it describes."""

    MUST = "must"
    NEVER = "never"


@dataclass(frozen=True)
class Lock:
    """The office fixes (or forbids) a hospital, ward or first week for a rotation.

    ``None`` fields are wildcards; ``rotation`` too, for a NEVER lock.
    """

    student: str
    kind: LockKind
    rotation: str | None = None
    hospital: str | None = None
    ward: str | None = None
    week: date | None = None

    def matches(self, hospital: str, ward: str, week: date) -> bool:
        """Tell whether a placement is one that this lock describes."""
        return (
            self.hospital in (None, hospital)
            and self.ward in (None, ward)
            and self.week in (None, week)
        )


class CompanyKind(StrEnum):
    """Whether companions go together or apart."""

    TOGETHER = "together"
    APART = "apart"


@dataclass(frozen=True)
class Company:
    """Students who do a rotation in the same ward and weeks, or never meet in a ward.

    ``rotation`` ``None``: every rotation that they share.
    """

    id: str
    kind: CompanyKind
    students: tuple[str, ...]
    rotation: str | None = None
