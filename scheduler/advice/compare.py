"""Schedules of one instance side by side: what each costs, and whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.advice.burdens import Burdens, Tail, burdens
from scheduler.advice.fairness import rank_lines, spread_lines, tail_lines
from scheduler.advice.report import Line
from scheduler.domain.difference import moved_students
from scheduler.goals import GOALS, measure_all, weight_of
from scheduler.goals.spans import spans
from scheduler.rules import check_all
from scheduler.rules.words import said_student

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Schedule
    from scheduler.solver.ideal import Ideal

COST, RULES, TRAVEL, LOAD = "cost", "rules", "travel", "student-weeks"


@dataclass(frozen=True)
class Named:
    """A schedule with the name under which it is compared."""

    name: str
    schedule: Schedule


def compare(
    instance: Instance, given: tuple[Named, ...], ideal: Ideal
) -> tuple[Line, ...]:
    """Return the comparison; each of the others is also set against the first."""
    schedules = tuple(one.schedule for one in given)
    borne = tuple(burdens(instance, schedule) for schedule in schedules)
    tails = tuple(Tail(ideal.burdens(instance, schedule)) for schedule in schedules)
    lines = [
        *_cost_lines(instance, schedules),
        *_rule_lines(instance, schedules),
        *rank_lines(instance, schedules),
        *spread_lines(borne, tails),
        *tail_lines(tails),
        *_travel_lines(borne),
        *_load_lines(instance, schedules),
    ]
    for at in range(1, len(given)):
        lines += _change_lines(instance, given, borne, at)
    return tuple(lines)


def _cost_lines(instance: Instance, schedules: tuple[Schedule, ...]) -> Iterator[Line]:
    units = [measure_all(instance, schedule) for schedule in schedules]
    costs = {
        goal.name: tuple(weight_of(goal, instance) * own[goal.name] for own in units)
        for goal in GOALS
    }
    whole = tuple(sum(column) for column in zip(*costs.values(), strict=True))
    yield Line(COST, "objective", whole)
    for goal in GOALS:
        yield Line(COST, goal.name, costs[goal.name], goal.label)
    for goal in GOALS:
        weight = weight_of(goal, instance)
        numbers = tuple(own[goal.name] for own in units)
        yield Line("units", goal.name, numbers, f"times {weight}")


def _rule_lines(instance: Instance, schedules: tuple[Schedule, ...]) -> Iterator[Line]:
    missing = (instance.missing(schedule) for schedule in schedules)
    yield Line(RULES, "rotations without a place", tuple(missing))
    broken = [
        Counter(violation.rule for violation in check_all(instance, schedule))
        for schedule in schedules
    ]
    yield Line(RULES, "breaches of rules", tuple(counts.total() for counts in broken))
    for rule in sorted(set().union(*broken)):
        yield Line(RULES, f"of these: {rule}", tuple(counts[rule] for counts in broken))


def _travel_lines(borne: tuple[Burdens, ...]) -> Iterator[Line]:
    own = [[costs["travel"] for costs in one.costs.values()] for one in borne]
    yield Line(TRAVEL, "cost, all students", tuple(sum(costs) for costs in own))
    worst = tuple(max(costs, default=0) for costs in own)
    yield Line(TRAVEL, "cost, worst student", worst)


def _load_lines(instance: Instance, schedules: tuple[Schedule, ...]) -> Iterator[Line]:
    loads = []
    for schedule in schedules:
        load: Counter[str] = Counter()
        for span in spans(instance, schedule.placements):
            load[span.hospital] += len(span.weeks)
        loads.append(load)
    for hospital in instance.hospitals.values():
        weeks = tuple(load[hospital.id] for load in loads)
        yield Line(LOAD, hospital.id, weeks, hospital.name)


# -- from the first to another -----------------------------------------------------


def _change_lines(
    instance: Instance,
    given: tuple[Named, ...],
    borne: tuple[Burdens, ...],
    at: int,
) -> Iterator[Line]:
    """Yield who is better and worse off in schedule ``at`` than in the first."""
    section = f"from {given[0].name} to {given[at].name}"
    blank = ("",) * (len(given) - 1)
    moved = moved_students(given[0].schedule, given[at].schedule)
    yield Line(section, "students moved", (*blank[:at], len(moved), *blank[at:]))
    change = {s: borne[at].of(s) - borne[0].of(s) for s in borne[0].costs}
    for head, sign in (("better off", -1), ("worse off", 1)):
        own = [s for s, more in change.items() if more * sign > 0]
        yield Line(section, head, (*blank[:at], len(own), *blank[at:]))
        for student in sorted(own, key=lambda s: (-abs(change[s]), s)):
            figures = tuple(
                one.of(student) if number in (0, at) else ""
                for number, one in enumerate(borne)
            )
            told = f"{head} by {abs(change[student])}: {_why(borne, at, student)}"
            yield Line(section, said_student(instance, student), figures, told)
    unchanged = sum(1 for more in change.values() if not more)
    yield Line(
        section, "as before", (*blank[:at], unchanged, *blank[at:]), "by own cost"
    )


def _why(borne: tuple[Burdens, ...], at: int, student: str) -> str:
    before, after = borne[0].costs[student], borne[at].costs[student]
    parts = ((goal, after[goal] - before[goal]) for goal in before)
    return ", ".join(f"{goal} {more:+d}" for goal, more in parts if more)
