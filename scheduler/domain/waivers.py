"""Breaches of rules that somebody answers for: by name, person, reason and date.

A waiver is about the check of a schedule that people have changed: what it covers is
shown with the waiver and doesn't count as broken. It never relaxes the search, which
keeps every rule for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.domain.schedule import Violation


@dataclass(frozen=True)
class Waiver:
    """One line of the office: a breach of ``rule`` that is accepted, and by whom.

    ``None`` fields are wildcards. ``week`` is named by its Monday; ``on`` is the day of
    the decision.
    """

    id: str
    rule: str
    reason: str
    by: str
    on: date
    student: str | None = None
    ward: str | None = None
    week: date | None = None

    def covers(self, violation: Violation) -> bool:
        """Tell whether this waiver is about a breach."""
        return (
            self.rule == violation.rule
            and self.student in (None, violation.student)
            and self.ward in (None, violation.ward)
            and self.week in (None, violation.week)
        )


@dataclass(frozen=True)
class Waived:
    """A breach and the first waiver that covers it."""

    violation: Violation
    waiver: Waiver


@dataclass(frozen=True)
class Judged:
    """Breaches told apart: those that count, and those that are waived.

    ``idle`` are waivers that cover nothing that was found.
    """

    open: tuple[Violation, ...]
    waived: tuple[Waived, ...]
    idle: tuple[Waiver, ...]


def judged(waivers: Iterable[Waiver], violations: Iterable[Violation]) -> Judged:
    """Tell breaches apart by the waivers of an instance."""
    known, used = tuple(waivers), set[str]()
    open_, waived = list[Violation](), list[Waived]()
    for violation in violations:
        covering = [waiver for waiver in known if waiver.covers(violation)]
        used.update(waiver.id for waiver in covering)
        if covering:
            waived.append(Waived(violation, covering[0]))
        else:
            open_.append(violation)
    idle = tuple(waiver for waiver in known if waiver.id not in used)
    return Judged(tuple(open_), tuple(waived), idle)
