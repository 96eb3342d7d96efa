"""Companions do a rotation together, or stay apart.

Together: members who owe the same rotation do it in the same ward from the same week,
or none of them does. Apart: two members are never in one ward in the same week. Where a
rotation is named, only that one counts.

Source: office practice (friends and car pools; a student with less Italian beside a
fluent one; people who are better kept apart). Units: weeks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from scheduler.domain.instance import Instance
from scheduler.domain.people import Company, CompanyKind
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import (
    by_student,
    said_day,
    said_list,
    said_student,
    said_ward,
    weeks_of,
)

Owned = dict[str, tuple[Placement, ...]]


class Companies(Rule):
    """No company is torn apart, and none meets that shouldn't."""

    name = "together and apart"

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each rotation split, and each meeting in a ward."""
        placements = by_student(instance, schedule)
        for company in instance.companies:
            if company.kind == CompanyKind.TOGETHER:
                yield from self._split(instance, placements, company)
            else:
                yield from self._meetings(instance, placements, company)

    def _split(
        self, instance: Instance, placements: Owned, company: Company
    ) -> Iterator[Violation]:
        for (rotation, occurrence), members in _shared(instance, company).items():
            places = {
                student: {
                    (one.ward, one.first)
                    for one in placements.get(student, ())
                    if (one.rotation, one.occurrence) == (rotation, occurrence)
                }
                for student in members
            }
            if any(places[student] != places[members[0]] for student in members):
                told = said_list(_said_whereabouts(instance, places))
                yield Violation(
                    self.name,
                    f"Group '{company.id}' must do {rotation} together, but {told}.",
                    members[0],
                )

    def _meetings(
        self, instance: Instance, placements: Owned, company: Company
    ) -> Iterator[Violation]:
        for one, other in combinations(company.students, 2):
            mine = _stays(instance, placements.get(one, ()), company.rotation)
            theirs = _stays(instance, placements.get(other, ()), company.rotation)
            for ward, week in sorted(mine & theirs):
                yield Violation(
                    self.name,
                    f"{said_student(instance, one)} and "
                    f"{said_student(instance, other)} must stay apart (group "
                    f"'{company.id}'), but both are at {said_ward(instance, ward)} in "
                    f"the week of {said_day(week)}.",
                    one,
                    ward,
                    week,
                )


def _shared(instance: Instance, company: Company) -> dict[tuple[str, int], list[str]]:
    """Return the members who owe each duty that at least two of them owe."""
    owing: dict[tuple[str, int], list[str]] = {}
    for student in company.students:
        for duty in instance.requirements_of(student):
            if company.rotation in (None, duty.rotation):
                owing.setdefault((duty.rotation, duty.occurrence), []).append(student)
    return {duty: members for duty, members in owing.items() if len(members) > 1}


def _stays(
    instance: Instance, placements: tuple[Placement, ...], rotation: str | None
) -> set[tuple[str, date]]:
    return {
        (placement.ward, week)
        for placement in placements
        if rotation in (None, placement.rotation)
        for week in weeks_of(instance, placement)
    }


def _said_whereabouts(
    instance: Instance, places: dict[str, set[tuple[str, date]]]
) -> Iterator[str]:
    for student, own in places.items():
        told = [
            f"at {said_ward(instance, ward)} from {said_day(first)}"
            for ward, first in sorted(own)
        ]
        where = f"is {said_list(told)}" if told else "has no place"
        yield f"{said_student(instance, student)} {where}"
