"""Swaps: places that students offer to each other, and what they would take instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scheduler.domain.schedule import Placement, Schedule


class OfferStatus(StrEnum):
    """How far an offer has come."""

    OPEN = "open"
    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    DONE = "done"


@dataclass(frozen=True)
class Offer:
    """A student would give up a place for another.

    ``ward`` and ``week`` are the place given up. ``wants`` are the wards wished for;
    none: any place that costs the student less. Once it is part of a ``swap``,
    ``takes`` is the offer whose place the student gets.
    """

    id: str
    student: str
    rotation: str
    ward: str
    week: date
    occurrence: int = 1
    wants: tuple[str, ...] = ()
    status: OfferStatus = OfferStatus.OPEN
    swap: str = ""
    takes: str = ""
    confirmed: bool = False

    @property
    def placement(self) -> Placement:
        """The placement that is offered."""
        return Placement(
            self.student, self.week, self.rotation, self.ward, self.occurrence
        )


def taking(one: Placement, other: Placement) -> Placement:
    """Return ``one`` in the ward and from the week of ``other``; the duty stays."""
    return Placement(one.student, other.first, one.rotation, other.ward, one.occurrence)


def swapped(schedule: Schedule, circle: Sequence[Placement]) -> Schedule:
    """Return the schedule in which each of a circle takes the place of the next."""
    return replaced(schedule, circle, around(circle))


def around(circle: Sequence[Placement]) -> tuple[Placement, ...]:
    """Return each placement of a circle in the place of the next one."""
    following = (*circle[1:], circle[0])
    return tuple(
        taking(one, other) for one, other in zip(circle, following, strict=True)
    )


def replaced(
    schedule: Schedule, old: Iterable[Placement], new: Iterable[Placement]
) -> Schedule:
    """Return the schedule with some placements instead of others."""
    out = set(old)
    return Schedule.of((*(p for p in schedule.placements if p not in out), *new))
