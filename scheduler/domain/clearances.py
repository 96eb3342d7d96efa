"""What lets a student into a ward, and on which days: the gates and their records.

Only the fact is kept, never a reason: a certificate's dates, a level, a word for what
is to be avoided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SWITCHABLE = ("italian", "exams", "fitness", "safety", "radiation")
"""The gates that an instance may switch on."""


class Gate(StrEnum):
    """What a clearance is about."""

    ITALIAN = "italian"
    EXAMS_1_2 = "exams_1_2"
    EXAMS_1_4 = "exams_1_4"
    FITNESS = "fitness"
    SAFETY = "safety"
    RADIATION = "radiation"


class Level(StrEnum):
    """A level of the Common European Framework of Reference; later ones are higher."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"

    @classmethod
    def _missing_(cls, value: object) -> Level | None:
        return cls.__members__.get(str(value).upper())


@dataclass(frozen=True)
class Clearance:
    """A student has passed a gate on the days ``first`` to ``last``; ``None`` is open.

    ``level`` is for Italian alone.
    """

    student: str
    gate: Gate
    level: Level | None = None
    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the clearance is valid on ``day``."""
        begun = self.first is None or self.first <= day
        return begun and (self.last is None or day <= self.last)

    def reaches(self, level: Level | None) -> bool:
        """Tell whether the level is at least ``level``; ``None`` asks for none."""
        return level is None or (self.level is not None and self.level >= level)


@dataclass(frozen=True)
class Restriction:
    """A student isn't placed in wards with the hazard ``avoids``; no reason is kept."""

    student: str
    avoids: str
