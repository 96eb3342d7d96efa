"""Which choice of a student a placement is, and why it isn't a higher one.

The reasons are read from the schedule alone, and name nobody else: a ward is full or
closed, the student is away, or another of the student's rotations is then. Where none
of these holds, it is said that the plan as a whole decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from scheduler.domain.dates import weeks_between
from scheduler.domain.instance import Instance
from scheduler.domain.people import LockKind, Wish
from scheduler.domain.places import Ward
from scheduler.domain.schedule import Placement, Schedule
from scheduler.exports.occupancy import Occupancy, occupancy, weeks_of


class Why(StrEnum):
    """Why a wish wasn't met, in the order in which the reasons are looked at."""

    FIXED = "fixed"
    CALENDAR = "calendar"
    AWAY = "away"
    CLOSED = "closed"
    FULL = "full"
    BUSY = "busy"
    ORDER = "order"
    WHOLE = "whole"


@dataclass(frozen=True)
class Choice:
    """Which choice was received; ``rank`` ``None``: the student had no wish.

    ``met`` is false where no line of the wishes says it: it comes after them all.
    """

    rank: int | None = None
    met: bool = True


@dataclass(frozen=True)
class Missed:
    """A higher choice that wasn't received: wards or a first week, and why."""

    rank: int
    wards: tuple[Ward, ...]
    week: date | None
    why: Why


@dataclass(frozen=True)
class Slot:
    """A ward and a first week in which a student could do a rotation."""

    ward: Ward
    weeks: tuple[date, ...]


@dataclass(frozen=True)
class Choices:
    """The choices that students of one schedule received."""

    instance: Instance
    schedule: Schedule

    @cached_property
    def _occupancy(self) -> Occupancy:
        return occupancy(self.instance, self.schedule)

    @cached_property
    def _weeks(self) -> dict[Placement, frozenset[date]]:
        return {
            placement: frozenset(weeks_of(self.instance, placement))
            for placement in self.schedule.placements
        }

    # -- what was received ---------------------------------------------------------

    def place(self, placement: Placement) -> Choice:
        """Return which choice the place is, counted among what can be had."""
        wishes = _about_places(self.instance, placement.student)
        return self._choice(
            self.instance.place_rank(*_facts(placement)), wishes, placement
        )

    def week(self, placement: Placement) -> Choice:
        """Return which choice the first week is."""
        wishes = _about_weeks(self.instance, placement.student)
        rank = self.instance.week_rank(*_facts(placement))
        return self._choice(rank, wishes, placement)

    def _choice(
        self, rank: int | None, wishes: Iterable[Wish], placement: Placement
    ) -> Choice:
        if rank is None:
            return Choice()
        hospital = self.instance.wards[placement.ward].hospital
        given = (placement.rotation, hospital, placement.ward, placement.first)
        asked = _asked(wishes, placement.rotation)
        return Choice(rank, any(wish.matches(*given) for wish in asked))

    # -- what was missed -----------------------------------------------------------

    def missed_places(self, placement: Placement) -> tuple[Missed, ...]:
        """Return the higher choices of place, the first choice first."""
        received = self.place(placement).rank or 1
        if received == 1:
            return ()
        by_rank: dict[int, list[Ward]] = {}
        for ward, rank in self._place_ranks(placement).items():
            if rank < received:
                by_rank.setdefault(rank, []).append(self.instance.wards[ward])
        return tuple(
            Missed(rank, tuple(wards), None, self._why_place(placement, rank, wards))
            for rank, wards in sorted(by_rank.items())
        )

    def missed_weeks(self, placement: Placement) -> tuple[Missed, ...]:
        """Return the higher choices of a first week, the first choice first."""
        received = self.week(placement).rank or 1
        asked = _asked(
            _about_weeks(self.instance, placement.student), placement.rotation
        )
        missed = sorted({(w.rank, w.week) for w in asked if w.rank < received})
        return tuple(
            Missed(rank, (), week, self._why_week(placement, week))
            for rank, week in missed
            if week is not None
        )

    def _place_ranks(self, placement: Placement) -> dict[str, int]:
        """Return the best rank of each ward, over the weeks that the wishes name."""
        student, rotation, _, first = _facts(placement)
        wishes = _about_places(self.instance, student)
        weeks = {first, *(wish.week for wish in wishes if wish.week is not None)}
        ranks = {
            ward.id: [
                rank
                for week in sorted(weeks)
                if (rank := self.instance.place_rank(student, rotation, ward.id, week))
            ]
            for ward in self.instance.wards_teaching(rotation)
        }
        return {ward: min(found) for ward, found in ranks.items() if found}

    def _why_place(self, placement: Placement, rank: int, wards: list[Ward]) -> Why:
        if _is_fixed(self.instance, placement, of_place=True):
            return Why.FIXED
        student, rotation, *_ = _facts(placement)
        wishes = _about_places(self.instance, student)
        timed = any(wish.week is not None for wish in wishes)
        slots = [
            slot
            for slot in self._slots(placement, wards)
            if not timed
            or self.instance.place_rank(student, rotation, slot.ward.id, slot.weeks[0])
            == rank
        ]
        return self._why(placement, slots)

    def _why_week(self, placement: Placement, week: date) -> Why:
        if _is_fixed(self.instance, placement, of_place=False):
            return Why.FIXED
        wards = self.instance.wards_teaching(placement.rotation)
        slots = [s for s in self._slots(placement, wards) if s.weeks[0] == week]
        return self._why(placement, slots)

    def _slots(self, placement: Placement, wards: Iterable[Ward]) -> Iterator[Slot]:
        """Yield what the calendar and the office's start weeks allow."""
        instance = self.instance
        requirement = instance.requirements[placement.requirement]
        for week in instance.calendar.weeks:
            if instance.may_start(placement.student, placement.rotation, week):
                last = instance.last_week_from(requirement, week)
                if last is not None:
                    for ward in wards:
                        yield Slot(ward, weeks_between(week, last))

    def _why(self, placement: Placement, slots: Iterable[Slot]) -> Why:
        """Return the first obstacle that leaves none of the slots."""
        left = list(slots)
        if not left:
            return Why.CALENDAR
        for why in (Why.AWAY, Why.CLOSED, Why.FULL, Why.BUSY, Why.ORDER):
            left = [
                slot for slot in left if not self._is_in_the_way(why, placement, slot)
            ]
            if not left:
                return why
        return Why.WHOLE

    def _is_in_the_way(self, why: Why, placement: Placement, slot: Slot) -> bool:
        if why == Why.AWAY:
            return self._is_away(placement, slot)
        if why == Why.CLOSED:
            return any(not self.instance.seats(slot.ward.id, w) for w in slot.weeks)
        if why == Why.FULL:
            return any(self._is_full(placement, slot.ward, w) for w in slot.weeks)
        others = [p for p in self._own(placement) if p != placement]
        if why == Why.BUSY:
            return any(w in self._weeks[p] for p in others for w in slot.weeks)
        return any(self._is_out_of_order(placement, other, slot) for other in others)

    def _is_away(self, placement: Placement, slot: Slot) -> bool:
        year = self.instance.students[placement.student].year
        days = self.instance.calendar.ward_days(
            year, placement.rotation, slot.weeks[0], slot.weeks[-1]
        )
        absences = self.instance.absences_of(placement.student)
        return any(a.first <= day <= a.last for day, _ in days for a in absences)

    def _is_full(self, placement: Placement, ward: Ward, week: date) -> bool:
        """Tell whether the others leave no seat, or none for the year of study."""
        own = sum(
            p.ward == ward.id and week in self._weeks[p] for p in self._own(placement)
        )
        seen, year = self._occupancy, self.instance.students[placement.student].year
        if seen.taken(ward.id, week) - own >= self.instance.seats(ward.id, week):
            return True
        cap = ward.caps.get(year)
        return cap is not None and seen.taken_by_year(ward.id, week, year) - own >= cap

    def _is_out_of_order(
        self, placement: Placement, other: Placement, slot: Slot
    ) -> bool:
        rotations = self.instance.rotations
        if placement.rotation in rotations[other.rotation].after:
            return slot.weeks[-1] >= other.first
        if other.rotation in rotations[placement.rotation].after:
            return max(self._weeks[other]) >= slot.weeks[0]
        return False

    def _own(self, placement: Placement) -> tuple[Placement, ...]:
        return self.schedule.of_student(placement.student)


def _facts(placement: Placement) -> tuple[str, str, str, date]:
    return placement.student, placement.rotation, placement.ward, placement.first


def _about_places(instance: Instance, student: str) -> list[Wish]:
    return [w for w in instance.wishes_of(student) if not w.is_about_time]


def _about_weeks(instance: Instance, student: str) -> list[Wish]:
    return [w for w in instance.wishes_of(student) if w.is_about_time]


def _asked(wishes: Iterable[Wish], rotation: str) -> list[Wish]:
    """Return the lines that count: those that name the rotation, or else general."""
    about = [wish for wish in wishes if wish.rotation in (None, rotation)]
    return [wish for wish in about if wish.rotation is not None] or about


def _is_fixed(instance: Instance, placement: Placement, *, of_place: bool) -> bool:
    """Tell whether the office has fixed where (or when), or it stays as it was."""
    return placement in instance.frozen or any(
        lock.kind == LockKind.MUST
        and lock.student == placement.student
        and lock.rotation in (None, placement.rotation)
        and (bool(lock.hospital or lock.ward) if of_place else lock.week is not None)
        for lock in instance.locks
    )
