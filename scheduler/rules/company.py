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
from itertools import combinations, pairwise

import numpy as np

from scheduler.domain.curriculum import Requirement
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
from scheduler.terms import IntArray, Row, Table, count_row, grouped

Owned = dict[str, tuple[Placement, ...]]


class Companies(Rule):
    """No company is torn apart, and none meets that shouldn't."""

    name = "together and apart"

    def rows(self, table: Table) -> Iterator[Row]:
        """Return twin rows (these two, or neither) and rows of at most one."""
        for company in table.instance.companies:
            if company.kind == CompanyKind.TOGETHER:
                yield from self._together(table, company)
            else:
                yield from self._apart(table, company)

    def _together(self, table: Table, company: Company) -> Iterator[Row]:
        """A candidate of one and the same of the next are both taken, or neither.

        Where a member can't be there, nobody who goes with him can.
        """
        duties = [_duties(table, student, company) for student in company.students]
        shared = sorted({duty for own in duties for duty in own})
        for rotation, occurrence in shared:
            members = [
                own[rotation, occurrence]
                for own in duties
                if (rotation, occurrence) in own
            ]
            for one, other in pairwise(members):
                pair = _of_duties(table, one, other)
                keys = (table.ward[pair], table.first[pair])
                for (ward, week), both in grouped(pair, *keys):
                    weight = np.where(table.requirement[both] == one, 1, -1)
                    where = (table.wards[ward], str(table.weeks[week]))
                    key = (self.name, company.id, table.requirements[one], *where)
                    yield Row(key, both, weight.astype(np.int64), lower=0, upper=0)

    def _apart(self, table: Table, company: Company) -> Iterator[Row]:
        """Of two members, at most one is in a ward in a week."""
        for one, other in combinations(company.students, 2):
            pair = np.concatenate(
                [_own(table, student, company.rotation) for student in (one, other)]
            )
            for (ward, week), inside in table.weekly(table.ward, among=pair):
                where = (table.wards[ward], str(table.weeks[week]))
                key = (self.name, company.id, one, other, *where)
                yield count_row(key, inside, upper=1)

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
        for (rotation, occurrence), members in _owing(instance, company).items():
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


def _owing(instance: Instance, company: Company) -> dict[tuple[str, int], list[str]]:
    """Return the members who owe each duty, by (rotation, occurrence)."""
    owing: dict[tuple[str, int], list[str]] = {}
    for student in company.students:
        for duty in instance.requirements_of(student):
            if company.rotation in (None, duty.rotation) and _is_shared(instance, duty):
                owing.setdefault((duty.rotation, duty.occurrence), []).append(student)
    return owing


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


def _duties(table: Table, student: str, company: Company) -> dict[tuple[str, int], int]:
    """Return the requirements in which a member keeps company, as numbered there."""
    return {
        (requirement.rotation, requirement.occurrence): table.requirement_numbers[
            requirement.id
        ]
        for requirement in table.instance.requirements_of(student)
        if company.rotation in (None, requirement.rotation)
        and _is_shared(table.instance, requirement)
    }


def _is_shared(instance: Instance, duty: Requirement) -> bool:
    """Tell whether company is kept: not where one makes up alone for what he missed."""
    return duty.id not in instance.make_ups and not instance.was_tried(duty.id)


def _of_duties(table: Table, *numbers: int) -> IntArray:
    """Return the candidates for some requirements, in the order of the table."""
    duties = [table.instance.requirements[table.requirements[n]] for n in numbers]
    own = np.concatenate([table.of_student(duty.student) for duty in duties])
    return np.sort(own[np.isin(table.requirement[own], numbers)])


def _own(table: Table, student: str, rotation: str | None) -> IntArray:
    """Return a student's candidates for one rotation, or for any."""
    own = table.of_student(student)
    if rotation is None:
        return own
    wanted = table.rotations.index(rotation)
    there: IntArray = own[table.rotation[own] == wanted]
    return there
