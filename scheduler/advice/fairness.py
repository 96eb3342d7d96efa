"""The fairness of a schedule: choices received, the worst-off, and groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.advice.burdens import (
    TAIL_SIZE,
    Burdens,
    Choice,
    Tail,
    burdens,
    choices,
    share,
)
from scheduler.advice.groups import SHUFFLES, UNPLACED, YEAR, Group, groups
from scheduler.advice.report import Line, part
from scheduler.rules.words import said_count, said_student

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Schedule
    from scheduler.solver.ideal import Ideal

RANKS = "choices received"
TAIL = "worst off"


def fairness(instance: Instance, schedule: Schedule, ideal: Ideal) -> tuple[Line, ...]:
    """Return the fairness report of one schedule; every line has one figure."""
    borne, tail = burdens(instance, schedule), Tail(ideal.burdens(instance, schedule))
    return (
        *rank_lines(instance, (schedule,)),
        *spread_lines((borne,), (tail,)),
        *_worst_by_name(instance, borne, tail),
        *_group_lines(groups(instance, borne)),
    )


def rank_lines(instance: Instance, schedules: tuple[Schedule, ...]) -> Iterator[Line]:
    """Yield how many places are which choice, as parts of those with a wish."""
    counted = [choices(instance, schedule) for schedule in schedules]
    for choice in Choice:
        numbers = tuple(counts[choice] for counts in counted)
        parts = tuple(part(share(counts, choice)) for counts in counted)
        yield Line(RANKS, choice, numbers if choice == Choice.NO_WISH else parts)


def spread_lines(borne: tuple[Burdens, ...], tails: tuple[Tail, ...]) -> Iterator[Line]:
    """Yield how own costs, and burdens, are spread."""
    means = (sum(b.totals.values()) / max(1, len(b.costs)) for b in borne)
    remark = "of one student's placements, without the weight of earlier luck"
    yield Line(TAIL, "mean own cost", tuple(round(m, 1) for m in means), remark)
    remark = "own cost beyond the least that the student could have alone in the school"
    yield Line(TAIL, "highest burden", tuple(tail.maximum for tail in tails), remark)
    shares = tuple(part(tail.share) for tail in tails)
    yield Line(TAIL, "part of all burdens that the five worst bear", shares)
    spread = tuple(round(tail.gini, 3) for tail in tails)
    remark = "of the burdens; 0: all bear the same; 1: one bears all"
    yield Line(TAIL, "Gini coefficient", spread, remark)


def tail_lines(tails: tuple[Tail, ...]) -> Iterator[Line]:
    """Yield the burdens of the worst-off, who may be others in each schedule."""
    for place in range(TAIL_SIZE):
        figures = tuple(
            tail.highest[place] if place < len(tail.highest) else "" for tail in tails
        )
        yield Line(TAIL, f"burden, number {place + 1} of the worst", figures)


def _worst_by_name(instance: Instance, borne: Burdens, tail: Tail) -> Iterator[Line]:
    for student in tail.worst:
        parts = borne.costs[student].items()
        told = ", ".join(f"{goal} {cost}" for goal, cost in parts if cost)
        name = said_student(instance, student)
        remark = f"of an own cost of {told}" if told else ""
        yield Line(TAIL, name, (tail.borne[student],), remark)


def _group_lines(found: tuple[Group, ...]) -> Iterator[Line]:
    for group in found:
        if group.measure == UNPLACED and not group.mean:
            continue
        about = f"{group.kind} {group.name}"
        section = f"groups: {group.measure}"
        yield Line(section, about, (round(group.mean, 2),), _group_words(group))


def _group_words(group: Group) -> str:
    side = "more" if group.more >= 0 else "less"
    others = "all students" if group.kind == YEAR else "their year of study"
    said = (
        f"{said_count(group.students, 'student')}, {abs(group.more):.2f} {side} than "
        f"the mean of {others}"
    )
    if group.chance is None:
        return f"{said}; too few to say anything"
    if not group.is_odd:
        return said
    times = max(1, round(group.chance * (SHUFFLES + 1)))
    return (
        f"{said}. SYSTEMATICALLY WORSE OFF: chance alone makes such a difference in "
        f"{times} of {SHUFFLES + 1:,} random groupings"
    )
