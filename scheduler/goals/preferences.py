"""Students get the places and weeks that they ranked high.

    units = Σ over placements: luck × (convex(rank of the place) + convex(that of the
            week)),
    convex(r) = r (r − 1) / 2, and 0 where the student has no wish

Luck is 1, or more for whom earlier semesters went badly, see `luck`.

Units: steps away from the first choice, growing with each step (first choice 0, second
1, third 3, fourth 6), so that one bad place weighs more than two middling ones.

Source: the students' ranked wishes, collected by the office each year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.domain.people import asked_for
from scheduler.goals.contract import Goal
from scheduler.goals.luck import luck_factor, luck_factors
from scheduler.goals.spans import spans
from scheduler.terms import IntArray, Table

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.people import Wish
    from scheduler.domain.schedule import Placement, Schedule


class Preferences(Goal):
    """Ranks of the wishes that were met."""

    name = "preferences"
    weight = 4
    label = "steps away from first choices"

    def cost(self, table: Table) -> IntArray:
        """Return the units of the place's rank and of the first week's rank."""
        units = np.zeros(table.size, dtype=np.int64)
        ranks = _Ranks(table)
        for (number,), own in table.groups(table.requirement):
            duty = table.instance.requirements[table.requirements[number]]
            wishes = table.instance.wishes_of(duty.student)
            ward, first = table.ward[own], table.first[own]
            places = asked_for(
                (w for w in wishes if not w.is_about_time), duty.rotation
            )
            if places:
                rank = ranks.of_places(places, duty.rotation)[ward, first]
                units[own] += rank * (rank - 1) // 2
            times = asked_for((w for w in wishes if w.is_about_time), duty.rotation)
            if times:
                rank = ranks.of_weeks(times)[first]
                units[own] += rank * (rank - 1) // 2
        return units * luck_factors(table)

    def of_student(self, instance: Instance, schedule: Schedule, student: str) -> int:
        """Return the convex ranks of the places and weeks that a student is given."""
        own = spans(instance, schedule.of_student(student))
        steps = sum(_steps(instance, span.placement) for span in own)
        return luck_factor(instance, student) * steps


def _steps(instance: Instance, placement: Placement) -> int:
    given = (placement.student, placement.rotation, placement.ward, placement.first)
    if placement.rotation not in instance.wards[placement.ward].rotations:
        return 0  # the place has no rank where it doesn't teach the rotation
    return _convex(instance.place_rank(*given)) + _convex(instance.week_rank(*given))


def _convex(rank: int | None) -> int:
    return 0 if rank is None else rank * (rank - 1) // 2


class _Ranks:
    """Which choice places and weeks are for somebody with some wishes about them."""

    def __init__(self, table: Table) -> None:
        self.week = {week: i for i, week in enumerate(table.weeks)}
        self.wards = tuple(table.instance.wards.values())
        number = {ward.id: i for i, ward in enumerate(self.wards)}
        self.teaching = {
            rotation: [number[w.id] for w in table.instance.wards_teaching(rotation)]
            for rotation in table.rotations
        }
        self._there: dict[tuple[str, str | None, str | None], list[int]] = {}

    def of_places(self, wishes: tuple[Wish, ...], rotation: str) -> IntArray:
        """Return [wards, weeks] which choice each is, of what teaches the rotation."""
        teaching = self.teaching[rotation]
        named = any(wish.week for wish in wishes)
        rank = _last(wishes, (len(self.wards), len(self.week) if named else 1))
        for wish in _dearest_last(wishes):
            there = self._places(rotation, wish.hospital, wish.ward)
            if wish.week is None:
                rank[there] = wish.rank
            elif wish.week in self.week:
                rank[there, self.week[wish.week]] = wish.rank
        rank[teaching] = _choices(rank[teaching])
        return np.broadcast_to(rank, (len(rank), len(self.week)))

    def of_weeks(self, wishes: tuple[Wish, ...]) -> IntArray:
        """Return [weeks] the rank of each first week."""
        rank = _last(wishes, (len(self.week),))
        for wish in _dearest_last(wishes):
            if wish.week in self.week:
                rank[self.week[wish.week]] = wish.rank
        return rank

    def _places(
        self, rotation: str, hospital: str | None, ward: str | None
    ) -> list[int]:
        """Return the wards that teach a rotation and are the ones wished for."""
        key = rotation, hospital, ward
        if key not in self._there:
            self._there[key] = [
                i
                for i in self.teaching[rotation]
                if hospital in (None, self.wards[i].hospital)
                and ward in (None, self.wards[i].id)
            ]
        return self._there[key]


def _last(wishes: tuple[Wish, ...], shape: tuple[int, ...]) -> IntArray:
    """Return the rank of what no line matches, everywhere."""
    return np.full(shape, max(wish.rank for wish in wishes) + 1, dtype=np.int64)


def _dearest_last(wishes: tuple[Wish, ...]) -> list[Wish]:
    return sorted(wishes, key=lambda wish: -wish.rank)


def _choices(rank: IntArray) -> IntArray:
    """Return ranks [places, weeks] counted among those that can be had in each week."""
    values = np.unique(rank)
    to_be_had = (rank == values[:, None, None]).any(axis=1)
    counted = np.cumsum(to_be_had, axis=0)
    return counted[np.searchsorted(values, rank), np.arange(rank.shape[1])]
