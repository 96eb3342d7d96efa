"""Who can't be placed all year long, and which gate it is that stands in the way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.domain.instance import Instance
from scheduler.rules import GATE_RULES, RULES
from scheduler.rules.ward_hours import WardHours
from scheduler.rules.words import said_list, said_student
from scheduler.terms import BoolArray, Table, candidates

STUDENTS_AT_ONCE = 64
LACKS = {
    "italian": "the Italian that is needed there",
    "exams": "the exams that come before",
    "TPV": "the year, hours or place of a qualifying internship",
    "fitness": "a valid fitness certificate",
    "safety": "a valid safety course",
    "radiation": "the radiation-protection step",
    "restrictions": "a ward without what must be avoided",
}
"""What a student lacks whom a gate keeps out, by the name of its rule."""


def gate_words(instance: Instance) -> tuple[str, ...]:
    """Say which students can't do which rotations in any week, for want of what.

    Only what the gates alone prevent is told: each requirement that without them would
    have a ward and a week. One sentence for each student and lack.
    """
    return tuple(
        f"{said_student(instance, student)} can't do {said_list(rotations)} in any "
        f"week of the year, for want of {said_list(LACKS[name] for name in names)}."
        for (student, names), rotations in _blocked(instance).items()
    )


def forbidding_rules(instance: Instance, requirement: str) -> tuple[str, ...]:
    """Return the names of the rules that leave a requirement no ward and week.

    Of what the calendar can complete: those that do it by themselves; or else, all that
    take part.
    """
    table = candidates(instance, [instance.requirements[requirement].student])
    own = table.where(table.requirement == table.requirements.index(requirement))
    possible = own.where(own.last >= 0)
    if not possible.size:
        return (WardHours.name,)
    masks = {rule.name: rule.allows(possible) for rule in RULES}
    return _guilty({name: mask for name, mask in masks.items() if mask is not None})


def _blocked(instance: Instance) -> dict[tuple[str, tuple[str, ...]], list[str]]:
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    students = tuple(instance.students)
    for start in range(0, len(students), STUDENTS_AT_ONCE):
        batch = students[start : start + STUDENTS_AT_ONCE]
        table = _without_gates(candidates(instance, batch))
        for requirement, gates in _closed(table):
            one = instance.requirements[requirement]
            names = found.setdefault((one.student, gates), [])
            if one.rotation not in names:
                names.append(one.rotation)
    return found


def _without_gates(table: Table) -> Table:
    for rule in RULES:
        mask = None if rule in GATE_RULES else rule.allows(table)
        if mask is not None:
            table = table.where(mask)
    return table


def _closed(table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return (requirement, names of gates) for each that the gates leave nothing."""
    masks = {rule.name: rule.allows(table) for rule in GATE_RULES}
    asked = {name: mask for name, mask in masks.items() if mask is not None}
    for (i,), own in table.groups(table.requirement):
        open_to = {name: mask[own] for name, mask in asked.items()}
        if open_to and not np.all(list(open_to.values()), axis=0).any():
            yield table.requirements[i], _guilty(open_to)


def _guilty(open_to: dict[str, BoolArray]) -> tuple[str, ...]:
    """Return the gates that are closed by themselves, or else all that take part."""
    alone = tuple(name for name, mask in open_to.items() if not mask.any())
    return alone or tuple(name for name, mask in open_to.items() if not mask.all())
