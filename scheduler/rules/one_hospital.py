"""The parts of a split rotation are done in one hospital.

A part that was credited counts too, where its hospital is known.

Source: office practice (obstetrics, paediatrics and first internal medicine are split
in two for the calendar's sake, but are one clerkship with one tutor). Units: hospitals
per student and split rotation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator

import numpy as np

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import by_student, said_hospital, said_list, said_student
from scheduler.terms import BoolArray, Table, Walk
from scheduler.walks import same


class OneHospital(Rule):
    """No split rotation is spread over hospitals."""

    name = "one hospital"

    def allows(self, table: Table) -> BoolArray:
        """Allow the hospital of a part that is already credited."""
        mask = np.ones(table.size, dtype=np.bool_)
        instance = table.instance
        for student in table.present:
            for credit in instance.credits_of(student):
                whole = instance.rotations[credit.rotation].part_of
                if whole is None or credit.hospital is None:
                    continue
                own = table.of_student(student)
                part = np.isin(table.rotation[own], _parts(table, whole))
                there = table.hospital[own] == table.hospitals.index(credit.hospital)
                mask[own] &= ~part | there
        return mask

    def walks(self, table: Table, student: str) -> Iterator[Walk]:
        """Return one walk for each split rotation of which several parts are owed."""
        own = table.of_student(student)
        open_parts: dict[str, int] = defaultdict(int)
        for requirement in table.instance.requirements_of(student):
            whole = table.instance.rotations[requirement.rotation].part_of
            if whole is not None:
                open_parts[whole] += 1
        for whole, parts in open_parts.items():
            about = np.isin(table.rotation[own], _parts(table, whole))
            if parts > 1 and about.any():
                value = np.where(about, table.hospital[own], -1)
                yield same((self.name, whole), value, parts, len(table.weeks))

    def alike(self, instance: Instance, student: str) -> Hashable:
        """Return the rotations that are owed."""
        return tuple(duty.rotation for duty in instance.requirements_of(student))

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each student and split rotation in many places."""
        for student, placements in by_student(instance, schedule).items():
            for whole, parts in _split_rotations(instance, placements).items():
                parts.update(_credited_parts(instance, student, whole))
                if len({hospital for _, hospital in parts}) > 1:
                    told = said_list(
                        f"{rotation} at {said_hospital(instance, hospital)}"
                        for rotation, hospital in sorted(parts)
                    )
                    yield Violation(
                        self.name,
                        f"{said_student(instance, student)} must do all parts of "
                        f"{whole} in one hospital, but has {told}.",
                        student,
                    )


def _split_rotations(
    instance: Instance, placements: tuple[Placement, ...]
) -> dict[str, set[tuple[str, str]]]:
    """Return the parts placed, as (rotation, hospital), by name of the whole."""
    found: dict[str, set[tuple[str, str]]] = {}
    for placement in placements:
        whole = instance.rotations[placement.rotation].part_of
        if whole is not None:
            hospital = instance.wards[placement.ward].hospital
            found.setdefault(whole, set()).add((placement.rotation, hospital))
    return found


def _credited_parts(
    instance: Instance, student: str, whole: str
) -> set[tuple[str, str]]:
    return {
        (credit.rotation, credit.hospital)
        for credit in instance.credits_of(student)
        if credit.hospital is not None
        and instance.rotations[credit.rotation].part_of == whole
    }


def _parts(table: Table, whole: str) -> list[int]:
    """Return the parts of a split rotation, as the table numbers them."""
    rotations = table.instance.rotations
    return [i for i, r in enumerate(table.rotations) if rotations[r].part_of == whole]
