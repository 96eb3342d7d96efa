"""A placement names a student, a rotation, a ward and a week that exist.

Source: office practice (a schedule is edited by hand in Excel, where names get mistyped
and rows go stale). Units: none; a week is named by the date of its Monday.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import said_day, said_student


class Known(Rule):
    """Every placement can be looked up; all other rules pass over one that can't."""

    name = "known"

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each name that is on no list, and each odd week."""
        for placement in schedule.placements:
            for wrong in (
                *_unknown_names(instance, placement),
                *_odd_week(instance, placement),
            ):
                who = said_student(instance, placement.student)
                yield Violation(
                    self.name,
                    f"The placement of {who} for {placement.rotation} in ward "
                    f"{placement.ward} from {said_day(placement.first)} {wrong}.",
                    placement.student,
                    placement.ward,
                    placement.first,
                )


def _unknown_names(instance: Instance, placement: Placement) -> Iterator[str]:
    named = (
        ("student", placement.student, instance.students),
        ("rotation", placement.rotation, instance.rotations),
        ("ward", placement.ward, instance.wards),
    )
    for kind, name, listed in named:
        if name not in listed:
            yield f"names a {kind} '{name}' that is not in the list of {kind}s"


def _odd_week(instance: Instance, placement: Placement) -> Iterator[str]:
    weeks = instance.calendar.weeks
    if placement.first.weekday() != 0:
        yield "does not start on a Monday"
    elif placement.first not in weeks:
        yield (
            "is outside the academic year, whose weeks start from "
            f"{said_day(weeks[0])} to {said_day(weeks[-1])}"
        )
