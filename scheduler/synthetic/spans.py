"""The weeks that a duty can take: one span for each week in which it may start."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from scheduler.domain.curriculum import Requirement
from scheduler.domain.dates import weeks_between
from scheduler.domain.instance import Instance

Weeks = tuple[date, ...]


@dataclass(frozen=True)
class Spans:
    """Looks up spans once for all students of a year who owe the same hours."""

    instance: Instance
    _found: dict[tuple[int, str, float], tuple[Weeks, ...]] = field(
        default_factory=dict
    )

    def of(self, duty: Requirement) -> tuple[Weeks, ...]:
        """Return the spans that calendar and start weeks allow, absences apart."""
        year = self.instance.students[duty.student].year
        key = year, duty.rotation, duty.hours
        if key not in self._found:
            self._found[key] = self._look_up(duty)
        return self._found[key]

    def _look_up(self, duty: Requirement) -> tuple[Weeks, ...]:
        found = []
        for week in self.instance.calendar.weeks:
            if self.instance.may_start(duty.student, duty.rotation, week):
                last = self.instance.last_week_from(duty, week)
                if last is not None:
                    found.append(weeks_between(week, last))
        return tuple(found)

    def by_rotation(self) -> dict[str, set[Weeks]]:
        """Return every span that somebody's duty can take, by rotation."""
        found: dict[str, set[Weeks]] = {}
        for duty in self.instance.requirements.values():
            found.setdefault(duty.rotation, set()).update(self.of(duty))
        return found
