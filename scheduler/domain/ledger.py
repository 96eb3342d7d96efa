"""What earlier semesters were like for each student: luck and travel, carried on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LedgerLine:
    """One student's burden in one semester, from ``first`` to ``last``.

    ``preferences`` and ``travel`` are costs (units x weight of these goals), ``mean``
    is the mean of their sum over the students of the same year of study, rounded.
    ``balance`` is how much worse than the mean the student fared; below 0: better.
    """

    student: str
    semester: str
    first: date
    last: date
    preferences: int
    travel: int
    mean: int
    balance: int
