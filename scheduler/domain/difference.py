"""What differs between two schedules, requirement by requirement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.domain.schedule import Placement, Schedule


class Kind(StrEnum):
    """What happened to a requirement's placement."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True)
class Change:
    """One requirement that is placed otherwise than before; at least one is a place."""

    before: Placement | None
    after: Placement | None

    @property
    def kind(self) -> Kind:
        """Tell whether the placement is new, gone or moved."""
        if self.before is None:
            return Kind.ADDED
        return Kind.REMOVED if self.after is None else Kind.MOVED

    @property
    def placement(self) -> Placement:
        """Return the placement after the change, or the one that is gone."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def student(self) -> str:
        """Return whom the change is about."""
        return self.placement.student


def changes(before: Schedule, after: Schedule) -> tuple[Change, ...]:
    """Return what differs, sorted by student and date; moved = other ward or week."""
    old = {placement.requirement: placement for placement in before.placements}
    new = {placement.requirement: placement for placement in after.placements}
    found = [
        Change(old.get(requirement), new.get(requirement))
        for requirement in old.keys() | new.keys()
        if old.get(requirement) != new.get(requirement)
    ]
    return tuple(sorted(found, key=lambda change: change.placement))


def moved_students(before: Schedule, after: Schedule) -> frozenset[str]:
    """Return the students for whom anything differs."""
    return frozenset(change.student for change in changes(before, after))
