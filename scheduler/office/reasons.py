"""Why something has no place, in words; and the report that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scheduler.domain.curriculum import Requirement
from scheduler.domain.instance import Instance
from scheduler.domain.mobility import Stay
from scheduler.domain.schedule import Schedule
from scheduler.exports.report import Notes, Unplaced, report_html
from scheduler.rules import RULES
from scheduler.rules.blocked import LACKS, forbidding_rules
from scheduler.rules.words import said_list
from scheduler.terms import candidates

CROWDED = (
    "has wards and weeks that would do, but their seats are with others, or they don't "
    "fit beside the student's other rotations"
)


def report_page(
    instance: Instance,
    schedule: Schedule,
    summary: Mapping[str, object],
    unplaced: Iterable[str],
    stays: Mapping[str, Stay],
) -> bytes:
    """Return the report of a schedule, with what the office knows of it.

    ``unplaced`` are sentences in the order of `Instance.unplaced`; ``stays`` those
    before they took effect.
    """
    missing = [members for members, _ in instance.unplaced(schedule)]
    possible: dict[str, frozenset[str]] = {}
    reasons = []
    for members in missing:
        student = members[0].student
        if student not in possible:
            possible[student] = possible_for(instance, student)
        reasons.append(why_unplaced(instance, members, possible[student]))
    told = [Unplaced(*pair) for pair in zip(unplaced, reasons, strict=True)]
    return report_html(instance, schedule, Notes(summary, told, stays))


def why_unplaced(
    instance: Instance, members: Iterable[Requirement], possible: frozenset[str]
) -> str:
    """Say why a duty has no place, in a sentence for each of its rotations.

    ``possible`` are the requirements of the student for which a ward and week exist.
    """
    return " ".join(_why(instance, member, possible) for member in members)


def _why(instance: Instance, requirement: Requirement, possible: frozenset[str]) -> str:
    name = instance.rotations[requirement.rotation].name
    if requirement.id in possible:
        return f"{name} {CROWDED}."
    rules = forbidding_rules(instance, requirement.id)
    lacks = [LACKS[rule] for rule in rules if rule in LACKS]
    others = [rule.replace("_", " ") for rule in rules if rule not in LACKS]
    parts = [f"for want of {said_list(lacks)}"] if lacks else []
    parts += [f"because of: {said_list(others)}"] if others else []
    return f"{name} fits no ward and week, {' and '.join(parts)}."


def possible_for(instance: Instance, student: str) -> frozenset[str]:
    """Return a student's requirements that some ward and week would do for."""
    table = candidates(instance, [student])
    for rule in RULES:
        mask = rule.allows(table)
        if mask is not None:
            table = table.where(mask)
    return frozenset(table.requirements[i] for i in table.requirement)
