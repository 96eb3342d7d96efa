"""The cheapest changes that make room for what has no place, each one tried out.

Another seat in a ward, in just the weeks in which one is missing; a lock dropped; an
absence given up; a gate passed in time. Each is made on a copy of the tables, and the
schedule is planned with it, the student alone, nobody else moved. What comes out goes
before every rule, so a remedy that is named does what is said of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from scheduler.advice.edits import (
    CapRaised,
    Edit,
    GatePassed,
    SeatsChanged,
    StudentThere,
    Unlocked,
    edited,
)
from scheduler.domain.clearances import Gate
from scheduler.domain.dates import DAY, WEEK
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule
from scheduler.errors import SolverError
from scheduler.rules import RULES, check_all
from scheduler.rules.seats import Seats
from scheduler.rules.words import said_list, weeks_of
from scheduler.rules.year_caps import YearCaps
from scheduler.solver.problem import Problem, gather
from scheduler.solver.repairing import Mender, Task
from scheduler.solver.result import Clock
from scheduler.solver.solve import Options
from scheduler.terms import Row, candidates

SECONDS = 10.0  # for each solve of one student


@dataclass(frozen=True)
class Remedy:
    """Edits that give a requirement a place, and the schedule with it.

    ``seat_weeks``: how many seats of one week are added; a dropped lock adds none.
    """

    edits: tuple[Edit, ...]
    instance: Instance
    schedule: Schedule
    seat_weeks: int

    @property
    def rank(self) -> tuple[int, int]:
        """Sort the cheapest first."""
        return self.seat_weeks, len(self.edits)

    def said(self, instance: Instance) -> str:
        """Say the edits in one go."""
        return said_list(edit.said(instance) for edit in self.edits)


def remedies(
    instance: Instance,
    schedule: Schedule,
    requirement: str,
    problem: Problem,
    options: Options,
) -> tuple[Remedy, ...]:
    """Return what gives a requirement a place, cheapest first, one for each ward.

    ``problem`` is what `gather` makes of ``instance``.
    """
    found = list(_by_seats(instance, schedule, requirement, problem, options))
    if not possible(instance, requirement):
        found += _by_rules(instance, schedule, requirement, options)
    return tuple(sorted(found, key=lambda remedy: remedy.rank))


def possible(instance: Instance, requirement: str) -> frozenset[Placement]:
    """Return the placements of a requirement that the rules about one of them allow."""
    duty = instance.requirements[requirement]
    table = candidates(instance, [duty.student])
    table = table.where(table.requirement == table.requirements.index(requirement))
    for rule in RULES:
        mask = rule.allows(table)
        if mask is not None:
            table = table.where(mask)
    return frozenset(table.placement(i) for i in range(table.size))


# -- seats -------------------------------------------------------------------------


def _by_seats(
    instance: Instance,
    schedule: Schedule,
    requirement: str,
    problem: Problem,
    options: Options,
) -> Iterator[Remedy]:
    """Yield for each ward the remedy that adds seats there, if there is one."""
    able = possible(instance, requirement)
    for ward in dict.fromkeys(sorted(placement.ward for placement in able)):
        rows = tuple(_roomier(row, ward) for row in problem.rows)
        wanted = frozenset(p for p in able if p.ward == ward)
        with Mender(replace(problem, rows=rows), options) as mender:
            planned = _planned(mender, instance, schedule, requirement, wanted)
        if planned is None:
            continue
        edits = tuple(_missing(instance, planned, ward))
        weeks = sum(
            (edit.last - edit.first).days // 7 + 1
            for edit in edits
            if isinstance(edit, SeatsChanged) and edit.first and edit.last
        )
        remedy = Remedy(edits, edited(instance, edits), planned, weeks)
        if edits and _helps(instance, schedule, remedy):
            yield remedy


def _roomier(row: Row, ward: str) -> Row:
    """Return the row of a ward with room for one more."""
    if row.key[:2] in ((Seats.name, ward), (YearCaps.name, ward)):
        return replace(row, upper=(row.upper or 0) + 1)
    return row


def _planned(
    mender: Mender,
    instance: Instance,
    schedule: Schedule,
    requirement: str,
    wanted: frozenset[Placement],
) -> Schedule | None:
    """Return the schedule with one of ``wanted``, moving nobody else; or ``None``."""
    student = instance.requirements[requirement].student
    task = Task(instance, schedule, wanted, about=frozenset({student}), alone=True)
    try:
        found = mender.mended(task, Clock(SECONDS))
    except SolverError:  # no answer in time is no remedy
        return None
    return found.schedule if found.wanted else None


def _missing(instance: Instance, planned: Schedule, ward: str) -> Iterator[Edit]:
    """Yield the seats, and the caps, that a schedule has too few of in a ward."""
    here = [p for p in planned.placements if p.ward == ward]
    covered = [(p, week) for p in here for week in weeks_of(instance, p)]
    count: dict[date, int] = {}
    by_year: dict[tuple[int, date], int] = {}
    for placement, week in covered:
        count[week] = count.get(week, 0) + 1
        key = instance.students[placement.student].year, week
        by_year[key] = by_year.get(key, 0) + 1
    short = {
        week: number - instance.seats(ward, week)
        for week, number in sorted(count.items())
        if number > instance.seats(ward, week)
    }
    for weeks, change in _runs(short):
        yield SeatsChanged(ward, change, weeks[0], weeks[-1] + 6 * DAY)
    for year, cap in instance.wards[ward].caps.items():
        most = max((n for (y, _), n in by_year.items() if y == year), default=0)
        if most > cap:
            yield CapRaised(ward, year, most - cap)


def _runs(short: dict[date, int]) -> Iterator[tuple[list[date], int]]:
    """Yield runs of consecutive weeks in which the same number is missing."""
    numbered = [(week, short[week]) for week in sorted(short)]
    runs = groupby(
        enumerate(numbered), key=lambda pair: (pair[1][0] - pair[0] * WEEK, pair[1][1])
    )
    for (_, change), own in runs:
        yield [week for _, (week, _) in own], change


# -- rules -------------------------------------------------------------------------


def _by_rules(
    instance: Instance, schedule: Schedule, requirement: str, options: Options
) -> Iterator[Remedy]:
    """Yield the locks and absences of a student that stand in the way alone."""
    for edit in _waivable(instance, requirement):
        changed = edit.made(instance)
        able = possible(changed, requirement)
        if not able:
            continue
        with Mender(gather(changed), options) as mender:
            planned = _planned(mender, changed, schedule, requirement, able)
        if planned is None:
            continue
        remedy = Remedy((edit,), changed, planned, 0)
        if _helps(instance, schedule, remedy):
            yield remedy


def _waivable(instance: Instance, requirement: str) -> Iterator[Edit]:
    duty = instance.requirements[requirement]
    if any(lock.student == duty.student for lock in instance.locks):
        yield Unlocked(duty.student, duty.rotation)
    for absence in instance.absences_of(duty.student):
        yield StudentThere(absence)
    for gate in Gate:
        yield GatePassed(duty.student, gate)


def _helps(instance: Instance, schedule: Schedule, remedy: Remedy) -> bool:
    """Tell whether a remedy places more and breaks nothing that wasn't broken."""
    known = {str(fault) for fault in check_all(instance, schedule)}
    broken = {str(fault) for fault in check_all(remedy.instance, remedy.schedule)}
    before = instance.missing(schedule)
    after = remedy.instance.missing(remedy.schedule)
    return broken <= known and after < before
