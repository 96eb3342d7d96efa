"""Shortages that no schedule can mend, shown by counting student-weeks and seat-weeks.

Take some rotations, the wards that teach any of them, and a run of weeks. Wherever a
duty is placed, some of its weeks fall into the run: at least the fewest over all its
allowed placements. And a student who has too few weeks outside the run spends the rest
inside it. If these student-weeks are more than the seats that the wards have in the
run, then not everything can be placed, whatever the schedule is.

The converse doesn't hold: a school without a shortage of this kind may still have no
complete schedule. Whatever is called impossible here is impossible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.domain.dates import DAY
from scheduler.domain.instance import Instance
from scheduler.rules.words import said_count, said_day, said_list, said_ward
from scheduler.terms import BoolArray, IntArray, Table, grouped

MOST_SEATS = 30  # a remedy that needs more in one ward isn't one
MOST_REMEDIES = 3


@dataclass(frozen=True)
class SeatsMore:
    """So many seats more in a ward, all through a shortage, and the count comes out."""

    ward: str
    seats: int


@dataclass(frozen=True)
class Shortage:
    """More student-weeks than seat-weeks, for some rotations from one week to another.

    ``missing``: at least so many rotations stay without a place.
    """

    rotations: tuple[str, ...]
    first: date
    last: date
    needed: int
    seats: int
    missing: int
    remedies: tuple[SeatsMore, ...]


def shortages(instance: Instance, table: Table) -> tuple[Shortage, ...]:
    """Return the shortages of an instance; ``table``: its allowed placements.

    One for each set of rotations that is short by itself; a larger set is told only
    where it is short of more than the sets within it.
    """
    found = list[Shortage]()
    for rotations in _families(instance):
        count = _Count(instance, table, rotations)
        short = count.worst()
        within = [one for one in found if set(one.rotations) < set(rotations)]
        known = sum(one.needed - one.seats for one in within)
        if short is not None and short.needed - short.seats > known:
            found.append(short)
    return tuple(found)


def _families(instance: Instance) -> tuple[tuple[str, ...], ...]:
    """Return the rotations that live on the wards of one of them, small sets first."""
    wards = {
        rotation: frozenset(ward.id for ward in instance.wards_teaching(rotation))
        for rotation in instance.rotations
    }
    families: set[tuple[str, ...]] = {(rotation,) for rotation in wards}
    for rotation in wards:
        families.add(tuple(r for r in wards if wards[r] <= wards[rotation]))
    for whole in _linked(wards):
        families.add(tuple(r for r in wards if wards[r] <= whole))
    return tuple(sorted(families, key=lambda family: (len(family), family)))


def _linked(wards: dict[str, frozenset[str]]) -> set[frozenset[str]]:
    """Return the sets of wards that are linked by rotations taught in several."""
    whole: list[frozenset[str]] = []
    for own in wards.values():
        meeting = [one for one in whole if one & own]
        whole = [one for one in whole if not one & own]
        whole.append(own.union(*meeting))
    return set(whole)


class _Count:
    """The count for one set of rotations, over all runs of weeks."""

    def __init__(
        self, instance: Instance, table: Table, rotations: tuple[str, ...]
    ) -> None:
        self._instance, self._rotations = instance, rotations
        numbers = [table.rotations.index(rotation) for rotation in rotations]
        self._table = table.where(np.isin(table.rotation, numbers))
        self._weeks = len(table.weeks)
        self._needed = self._demand()
        self._seats = self._supply()

    def worst(self) -> Shortage | None:
        """Return the run of weeks that is short of most seats, the shortest of them."""
        before = self._gap(self._seats)
        if before is None:
            return None
        first, last = before
        needed = int(self._needed[first, last])
        seats = int(self._seats[:, first : last + 1].sum())
        longest = int((self._table.last - self._table.first + 1).max())
        return Shortage(
            self._rotations,
            self._table.weeks[first],
            self._table.weeks[last],
            needed,
            seats,
            -(-(needed - seats) // longest),
            tuple(self._remedies(first, last)),
        )

    def _gap(self, seats: IntArray) -> tuple[int, int] | None:
        """Return the worst run (first, last week) for seats [wards, weeks]."""
        filled = np.concatenate([[0], np.cumsum(seats.sum(axis=0))])
        offered = filled[None, 1:] - filled[:-1, None]  # [first, last]
        gap = np.where(np.tri(self._weeks, dtype=np.bool_).T, self._needed - offered, 0)
        worst = int(gap.max(initial=0))
        if worst <= 0:
            return None
        firsts, lasts = np.nonzero(gap == worst)
        at = int(np.argmin(lasts - firsts))
        return int(firsts[at]), int(lasts[at])

    def _remedies(self, first: int, last: int) -> Iterator[SeatsMore]:
        """Yield the fewest seats more, ward by ward, with which every run comes out."""
        found = []
        for row, ward in enumerate(self._wards):
            for seats in range(1, MOST_SEATS + 1):
                more = self._seats.copy()
                more[row, first : last + 1] += seats * self._used[row, first : last + 1]
                if self._gap(more) is None:
                    found.append(SeatsMore(self._table.wards[ward], seats))
                    break
        yield from sorted(found, key=lambda one: (one.seats, one.ward))[:MOST_REMEDIES]

    # -- what is offered -----------------------------------------------------------

    def _supply(self) -> IntArray:
        """Return [wards, weeks] the seats that somebody could take."""
        table = self._table
        self._wards: IntArray = np.unique(table.ward)
        self._used = np.zeros((len(self._wards), self._weeks), dtype=np.int64)
        seats = np.zeros_like(self._used)
        for (ward, week), _ in table.weekly(table.ward):
            row = int(np.searchsorted(self._wards, ward))
            self._used[row, week] = 1
            seats[row, week] = self._instance.seats(
                table.wards[ward], table.weeks[week]
            )
        return seats

    # -- what is needed ------------------------------------------------------------

    def _demand(self) -> IntArray:
        """Return [first, last] the student-weeks that fall into each run of weeks."""
        total = np.zeros((self._weeks, self._weeks), dtype=np.int64)
        known: dict[bytes, IntArray] = {}
        for student in self._instance.students:
            spans = self._spans(student)
            if spans:
                key = b"|".join(span.tobytes() for span in spans)
                if key not in known:
                    known[key] = self._of_one(spans)
                total += known[key]
        return total

    def _spans(self, student: str) -> list[IntArray]:
        """Return, for each duty that must be done, its spans [spans, (first, last)]."""
        table = self._table
        own = table.of_student(student)
        wholly = {
            duty.id
            for members, owed in self._instance.duties_of(student)
            if owed == len(members)
            for duty in members
        } - self._instance.done
        return [
            np.unique(np.stack([table.first[mine], table.last[mine]], axis=1), axis=0)
            for (number,), mine in grouped(own, table.requirement[own])
            if table.requirements[number] in wholly
        ]

    def _of_one(self, spans: list[IntArray]) -> IntArray:
        """Return [first, last] the weeks that one student spends in each run."""
        weeks = np.arange(self._weeks)
        inside = np.zeros((self._weeks, self._weeks), dtype=np.int64)
        shortest, reach = 0, np.zeros(self._weeks, dtype=np.bool_)
        for own in spans:
            first, last = own[:, 0], own[:, 1]
            overlap = (
                np.minimum(last, weeks[None, :, None])
                - np.maximum(first, weeks[:, None, None])
                + 1
            )
            inside += np.maximum(overlap, 0).min(axis=2)
            shortest += int((last - first + 1).min())
            reach |= _covered(own, self._weeks)
        ahead = np.concatenate([[0], np.cumsum(reach)])
        outside = ahead[-1] - (ahead[None, 1:] - ahead[:-1, None])
        result: IntArray = np.maximum(inside, shortest - outside)
        return result


def _covered(spans: IntArray, weeks: int) -> BoolArray:
    covered = np.zeros(weeks, dtype=np.bool_)
    for first, last in spans:
        covered[first : last + 1] = True
    return covered


def shortage_words(instance: Instance, short: Shortage) -> str:
    """Say a shortage and its smallest remedies."""
    names = said_list(
        f"{instance.rotations[rotation].name} ({rotation})"
        for rotation in short.rotations
    )
    span = f"{said_day(short.first)} to {said_day(short.last + 6 * DAY)}"
    told = (
        f"{names}, {span}: {short.needed} student-weeks needed at least, "
        f"{short.seats} seat-weeks; {said_count(short.missing, 'rotation')} at least "
        "can't be placed"
    )
    if not short.remedies:
        return f"{told}."
    ways = " or ".join(
        f"{said_count(one.seats, 'seat')} more at {said_ward(instance, one.ward)}"
        for one in short.remedies
    )
    return f"{told}. Smallest remedies for the count, in all these weeks: {ways}."
