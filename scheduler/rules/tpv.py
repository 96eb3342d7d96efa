"""The qualifying internship: its years, its three areas and their hours, its places.

The months of the qualifying internship (tirocinio pratico-valutativo, TPV) come not
before year 5, the general practitioner's not before year 6; they aren't for visitors.
Each of the three areas (medical, surgical, general practice) takes at least 100 hours,
counting what a student owes, what he has credit for, and what the curriculum has for
his later years. The general practitioner's month is in a practice, the others are in
hospitals.

Source: D.M. 58/2018 art. 3 (three months of at least 100 hours each in the medical
area, the surgical area and in a general practitioner's practice; not before the fifth
year, the latter not before the sixth). Units: years of study; ward hours.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.domain.curriculum import TPV_HOURS, Rotation, TpvArea
from scheduler.domain.instance import Instance
from scheduler.domain.places import HospitalKind
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.lapses import said_meeting
from scheduler.rules.words import (
    TOLERANCE,
    legible,
    said_hours,
    said_student,
)
from scheduler.terms import BoolArray, Table

AREAS = {area: i for i, area in enumerate(TpvArea)}
FIRST_YEAR = np.array([6 if a == TpvArea.GENERAL_PRACTICE else 5 for a in AREAS])
SAID = {
    TpvArea.MEDICAL: "medical area",
    TpvArea.SURGICAL: "surgical area",
    TpvArea.GENERAL_PRACTICE: "general practice",
}


class Tpv(Rule):
    """No month of the qualifying internship is done too early, too short, elsewhere."""

    name = "TPV"

    def allows(self, table: Table) -> BoolArray | None:
        """Allow months in their years and places, of areas with enough hours."""
        instance = table.instance
        if not any(rotation.tpv for rotation in instance.rotations.values()):
            return None
        areas = [AREAS[r.tpv] if r.tpv else -1 for r in instance.rotations.values()]
        area = np.array(areas)[table.rotation]
        years = np.array(
            [0 if s.visitor else s.year for s in instance.students.values()]
        )
        practice = np.array(
            [h.kind == HospitalKind.PRACTICE for h in instance.hospitals.values()]
        )
        outside = area == AREAS[TpvArea.GENERAL_PRACTICE]
        right = (years[table.student] >= FIRST_YEAR[area]) & (
            practice[table.hospital] == outside
        )
        allowed: BoolArray = (area == -1) | (
            right & self._enough(table)[table.student, area]
        )
        return allowed

    def _enough(self, table: Table) -> BoolArray:
        """Return [students, areas] whether there are hours enough.

        Of students without candidates nothing is said.
        """
        instance = table.instance
        hours = np.zeros((len(table.students), len(AREAS)))
        for i in np.unique(table.student):
            student = table.students[i]
            for rotation in instance.rotations.values():
                if rotation.tpv:
                    given = _hours_given(instance, student, rotation)
                    hours[i, AREAS[rotation.tpv]] += given
        return hours >= TPV_HOURS - TOLERANCE

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement and condition that it breaks."""
        for placement in legible(instance, schedule):
            area = instance.rotations[placement.rotation].tpv
            for wrong in _faults(instance, placement, area) if area else ():
                yield Violation(
                    self.name,
                    f"{said_student(instance, placement.student)} "
                    f"{said_meeting(instance, placement)}, but {wrong}.",
                    placement.student,
                    placement.ward,
                    placement.first,
                )


def _hours_given(instance: Instance, student: str, rotation: Rotation) -> float:
    owed = [
        requirement.hours
        for requirement in instance.requirements_of(student)
        if requirement.rotation == rotation.id
        and requirement.id not in instance.make_ups
    ]
    to_come = rotation.year > instance.students[student].year and not owed
    counts = to_come or rotation.id in instance.credited(student)
    return sum(owed) + (rotation.hours if counts else 0.0)


def _faults(instance: Instance, placement: Placement, area: TpvArea) -> Iterator[str]:
    student = instance.students[placement.student]
    earliest = 6 if area is TpvArea.GENERAL_PRACTICE else 5
    if student.visitor:
        yield "the qualifying internship isn't for visitors"
    elif student.year < earliest:
        what = "the qualifying internship"
        if area is TpvArea.GENERAL_PRACTICE:
            what += "'s month with a general practitioner"
        yield f"{what} is not before year {earliest}, and this is year {student.year}"
    yield from _wrong_place(instance, placement, area)
    hours = _hours_of(instance, placement, area)
    if hours < TPV_HOURS - TOLERANCE:
        yield (
            f"what is owed, done and still to come are only {said_hours(hours)} of the "
            f"{TPV_HOURS} ward hours of the {SAID[area]}"
        )


def _wrong_place(
    instance: Instance, placement: Placement, area: TpvArea
) -> Iterator[str]:
    site = instance.hospitals[instance.wards[placement.ward].hospital]
    if area is TpvArea.GENERAL_PRACTICE and site.kind is HospitalKind.HOSPITAL:
        yield "this month is in a general practitioner's practice, not in a hospital"
    if area is not TpvArea.GENERAL_PRACTICE and site.kind is HospitalKind.PRACTICE:
        yield f"the {SAID[area]} is in a hospital, not in a practice"


def _hours_of(instance: Instance, placement: Placement, area: TpvArea) -> float:
    owed = [
        requirement
        for requirement in instance.requirements.values()
        if requirement.student == placement.student
        and instance.rotations[requirement.rotation].tpv is area
        and requirement.id not in instance.make_ups
    ]
    done = {
        credit.rotation
        for credit in instance.credits
        if credit.student == placement.student
    }
    year = instance.students[placement.student].year
    later = {r.id for r in instance.rotations.values() if r.year > year}
    counted = done | (later - {requirement.rotation for requirement in owed})
    return sum(requirement.hours for requirement in owed) + sum(
        instance.rotations[rotation].hours
        for rotation in counted
        if instance.rotations[rotation].tpv is area
    )
