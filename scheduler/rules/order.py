"""A rotation starts only after the rotations that come before it are over.

Only those count that the student still owes: what is credited is over. A member of a
choice group is owed only if the whole group is; else it counts where it is placed. An
earlier rotation that is owed but has no place holds up the later one as well. What was
attended is over, even if hours are to be made up. One that was missed, and is owed
again, doesn't undo what has begun meanwhile.

Source: the degree programme's curriculum (basics before specialties: internal medicine
and surgery of year 3 first, safety course before any ward). Units: weeks; the earlier
placement's last week lies before the later one's first.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import numpy as np

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import by_student, said_day, said_student, weeks_of
from scheduler.terms import Table, Walk
from scheduler.walks import before


class Order(Rule):
    """No student is in a specialty before its basics."""

    name = "order"

    def walks(self, table: Table, student: str) -> Iterator[Walk]:
        """Return one walk for each open requirement that must be over before others."""
        own = table.of_student(student)
        instance, rotations = table.instance, table.instance.rotations
        for earlier in instance.requirements_of(student):
            if _is_over(instance, earlier.id):
                continue
            waiting = [
                i
                for i, rotation in enumerate(table.rotations)
                if earlier.rotation in rotations[rotation].after
            ]
            later = np.isin(table.rotation[own], waiting)
            if instance.was_tried(earlier.id):
                placements = (table.placement(int(i)) for i in own)
                begun = [instance.has_begun(placement) for placement in placements]
                later &= ~np.array(begun, dtype=np.bool_)
            if later.any():
                number = table.requirement_numbers[earlier.id]
                first = table.requirement[own] == number
                key = (self.name, earlier.rotation, str(earlier.occurrence))
                yield before(key, first, later, len(table.weeks))

    def alike(self, instance: Instance, student: str) -> Hashable:
        """Return the duties; who was absent from one is like nobody else."""
        owed = instance.requirements_of(student)
        if any(instance.was_tried(duty.id) for duty in owed):
            return student
        return tuple(
            (duty.rotation, duty.occurrence, _is_over(instance, duty.id))
            for duty in owed
        )

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement and earlier duty not over by then."""
        for student, placements in by_student(instance, schedule).items():
            for later in placements:
                for earlier in instance.rotations[later.rotation].after:
                    for wrong in _in_the_way(instance, placements, later, earlier):
                        yield Violation(
                            self.name,
                            f"{said_student(instance, student)} is to start "
                            f"{later.rotation} on {said_day(later.first)}, but "
                            f"{earlier} comes first and {wrong}.",
                            student,
                            later.ward,
                            later.first,
                        )


def _in_the_way(
    instance: Instance,
    placements: tuple[Placement, ...],
    later: Placement,
    earlier: str,
) -> Iterator[str]:
    for requirement, certain in _duties(instance, later.student, earlier):
        if instance.was_tried(requirement) and instance.has_begun(later):
            continue
        placed = [one for one in placements if one.requirement == requirement]
        if certain and not placed:
            yield "has no place"
        for one in placed:
            last = weeks_of(instance, one)[-1]
            if last >= later.first:
                yield f"ends only in the week of {said_day(last)}"


def _duties(
    instance: Instance, student: str, rotation: str
) -> Iterator[tuple[str, bool]]:
    """Return (requirement, whether it must be done) for a rotation that is owed."""
    for members, owed in instance.duties_of(student):
        for requirement in members:
            over = _is_over(instance, requirement.id)
            if requirement.rotation == rotation and not over:
                yield requirement.id, owed == len(members)


def _is_over(instance: Instance, requirement: str) -> bool:
    """Tell whether a rotation was attended, be it that hours are to be made up."""
    return requirement in instance.done or requirement in instance.make_ups
