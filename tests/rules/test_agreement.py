"""Model and checker say the same about every small schedule.

For small random schools, every set of conceivable placements is put before each rule
twice: to its masks, rows and walks, and to its `check`. Both outcomes must be seen.
"""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import numpy as np
import pytest

from scheduler.domain.attendance import Attended, with_attendance
from scheduler.domain.calendar import PeriodKind
from scheduler.domain.clearances import (
    SWITCHABLE,
    Clearance,
    Gate,
    Level,
    Restriction,
)
from scheduler.domain.curriculum import (
    Change,
    Choice,
    Credit,
    DutyChange,
    Rotation,
    StartWeek,
    TpvArea,
)
from scheduler.domain.people import Absence, Company, CompanyKind, Lock, LockKind, Wish
from scheduler.domain.places import HospitalKind, SeatException, Zone
from scheduler.domain.schedule import Placement, Schedule
from scheduler.goals import GOALS
from scheduler.rules import RULES
from scheduler.solver.problem import Problem
from scheduler.terms import FORBIDDEN, candidates
from tests.school import (
    ADA,
    BEN,
    CLEO,
    HOSPITALS,
    PERIODS,
    ROTATIONS,
    STUDENTS,
    WARDS,
    WEEKS,
    calendar,
    school,
)

SCHOOLS = 40
SCHEDULES = 40


def random_school(chance: random.Random):
    """A school in which every rule and goal may have something to say."""
    weeks = WEEKS

    def some(share, thing):
        return (thing,) if chance.random() < share else ()

    week = chance.choice
    ward_ids, people = list(WARDS), (ADA, BEN, CLEO)
    day = week(weeks) + timedelta(days=chance.randrange(5))
    wards = {
        name: replace(
            ward,
            seats=chance.choice((1, 2, 3)),
            minimum=chance.choice((0, 0, 1)),
            caps=chance.choice(({}, {4: 1}, {6: 0})),
        )
        for name, ward in WARDS.items()
    }
    rotations = dict(ROTATIONS)
    choices = {}
    if chance.random() < 0.4:
        rotations["CAR"] = replace(rotations["CAR"], choice="G")
        rotations["PNE"] = replace(rotations["PNE"], choice="G", after=())
        choices = {"G": Choice("G", 1)}
    hospitals = {
        name: replace(site, max_per_student=chance.choice((None, 1, 2)))
        for name, site in HOSPITALS.items()
    }
    home = Zone("HOME", "Home", replace(HOSPITALS["NIG"].point, lat=45.40))
    students = {
        name: replace(student, zone=chance.choice((None, "HOME")))
        for name, student in STUDENTS.items()
    }
    periods = [replace(p, site="HOME") if p.kind == "lectures" else p for p in PERIODS]
    if chance.random() < 0.5:  # a long stretch of free weeks, with ward hours in it
        periods = [
            replace(p, kind=PeriodKind.FREE) if p.kind == "clinical" else p
            for p in periods
        ]
    wishes = tuple(
        Wish(
            chance.choice(people),
            rank,
            rotation=chance.choice((None, "CAR", "OBG-1")),
            hospital=chance.choice((None, "NIG", "POL")),
            week=chance.choice((None, week(weeks))),
        )
        for rank in range(1, 6)
    )
    instance = school(
        calendar=calendar(*periods, holidays=[day]),
        wards=wards,
        rotations=rotations,
        choices=choices,
        hospitals=hospitals,
        students=students,
        zones={"HOME": home},
        wishes=wishes,
        duty_changes=some(0.3, DutyChange(ADA, "TPV", Change.ADD))
        + some(0.3, DutyChange(BEN, "CAR", Change.ADD, hours=20, occurrence=2)),
        credits=some(0.3, Credit(BEN, "OBG-1", "POL"))
        + some(0.3, Credit(ADA, "PNE", "NIG"))
        + some(0.3, Credit(ADA, "TPV", "NIG")),
        starts=some(0.3, StartWeek("CAR", None, weeks[0]))
        + some(0.3, StartWeek(None, 4, week(weeks))),
        seat_exceptions=some(
            0.5, SeatException(week(ward_ids), day, day + timedelta(days=9), 0)
        ),
        absences=some(0.4, Absence(ADA, day, day + timedelta(days=3))),
        locks=some(
            0.4, Lock(BEN, LockKind.MUST, "CAR", hospital=chance.choice(("NIG", "POL")))
        )
        + some(0.4, Lock(BEN, LockKind.NEVER, None, week=week(weeks))),
        companies=some(
            0.4,
            Company(
                "F",
                chance.choice(list(CompanyKind)),
                (ADA, BEN),
                chance.choice((None, "CAR")),
            ),
        ),
    )
    if chance.random() < 0.3:
        fixed = Placement(ADA, weeks[0], "CAR", "NIG-MED")
        instance = replace(instance, frozen=(fixed,), frozen_until=weeks[2])
    return instance


def with_attended(instance, chance):
    """The same school, where a rotation was sometimes missed, or done but for hours.

    Where it was missed, it was in a ward that doesn't teach it any more.
    """
    if chance.random() < 0.6:
        return instance
    hours, student = chance.choice((0, 15)), chance.choice((ADA, BEN))
    said = Attended(student, "CAR", hours, ward="NIG-OBG", first_day=WEEKS[0])
    return with_attendance(replace(instance, attendance=(said,)))


def with_gates(instance, chance):
    """The same school, with gates before the wards that some students pass at times."""

    def maybe(share):
        return chance.random() < share

    def altered(things, change):
        return {name: replace(one, **change(one)) for name, one in things.items()}

    earlier = Rotation("TPV-0", "Earlier month", "TPV", 6, chance.choice((30, 60)), 1)
    rotations, done = instance.rotations, instance.credits
    if maybe(0.7):
        rotations = {**rotations, "TPV-0": earlier}
        done += (Credit(CLEO, "TPV-0"),) if maybe(0.5) else ()
    area = chance.choice((None, *TpvArea))
    hazards = ((), ("radiation",), ("biological", "radiation"))
    return replace(
        instance,
        rotations=altered(
            rotations,
            lambda rotation: {
                "tpv": area if rotation.discipline == "TPV" else None,
                "italian": chance.choice((None, None, Level.A2, Level.C1)),
                "preparatory": maybe(0.2),
            },
        ),
        hospitals=altered(
            instance.hospitals, lambda _: {"kind": chance.choice(list(HospitalKind))}
        ),
        wards=altered(
            instance.wards,
            lambda _: {"radiation": maybe(0.5), "hazards": chance.choice(hazards)},
        ),
        students=altered(
            instance.students,
            lambda student: {"visitor": student.id == BEN and maybe(0.5)},
        ),
        credits=done,
        gates=frozenset(name for name in SWITCHABLE if maybe(0.7)),
        clearances=tuple(random_clearances(chance)),
        restrictions=tuple(
            Restriction(student, hazard)
            for student in STUDENTS
            for hazard in ("radiation", "biological")
            if maybe(0.2)
        ),
    )


def random_clearances(chance):
    """For each student and gate none, one that is open, or some that begin or end."""
    days = [None, *(week + timedelta(days=n) for week in WEEKS for n in range(7))]
    for student in STUDENTS:
        for gate in Gate:
            for _ in range(chance.choice((0, 1, 1, 2))):
                level = chance.choice(list(Level)) if gate == Gate.ITALIAN else None
                ends = [chance.choice((None, chance.choice(days))) for _ in range(2)]
                if None not in ends:
                    ends.sort()
                yield Clearance(student, gate, level, *ends)


def random_choices(chance, table):
    """Sets of candidates: mostly sensible ones, so that both outcomes occur."""
    good = np.flatnonzero(table.last >= 0)
    for _ in range(SCHEDULES):
        count = chance.randrange(0, 7)
        pool = good if chance.random() < 0.8 else np.arange(table.size)
        yield (
            np.array(
                sorted(chance.sample(range(len(pool)), min(count, len(pool)))),
                dtype=int,
            ),
            pool,
        )


def terms_allow(rule, table, chosen):
    """What a rule's mask, rows and walks say about a set of candidates."""
    mask = rule.allows(table)
    if mask is not None and not mask[chosen].all():
        return False
    taken = np.zeros(table.size, dtype=np.int64)
    taken[chosen] = 1
    for row in rule.rows(table):
        if row.breach(int(row.weight @ taken[row.candidates])):
            return False
    problem = Problem(table, np.zeros(table.size, dtype=np.int64), (), {})
    return all(
        problem.walk_cost(walk, table.of_student(student), taken) < FORBIDDEN
        for student in table.students
        for walk in rule.walks(table, student)
    )


def complete(table, chosen):
    """Whether every placement can be completed, so that its weeks are known."""
    return bool((table.last[chosen] >= 0).all())


def orderly(table, chosen):
    """Whether walks mean anything: no requirement twice, no two in one week."""
    return complete(table, chosen) and not any(
        table.requirement[a] == table.requirement[b]
        or (
            table.student[a] == table.student[b]
            and table.first[a] <= table.last[b]
            and table.first[b] <= table.last[a]
        )
        for a, b in combinations(chosen, 2)
    )


@pytest.fixture(scope="module")
def cases():
    chance = random.Random(7)
    found = []
    for number in range(SCHOOLS):
        instance = with_gates(random_school(chance), random.Random(number))
        instance = with_attended(instance, random.Random(number))
        table = candidates(instance)
        for picks, pool in random_choices(chance, table):
            chosen = pool[picks]
            schedule = Schedule.of(table.placement(int(i)) for i in chosen)
            found.append((instance, table, chosen, schedule))
    return found


STRUCTURAL = ("known", "taught")  # no candidate can break these
ABOUT_ORDER = ("one place at a time", "once")
ABOUT_HOURS = ("ward hours", "full hours")  # one mask stands for both


def objections(rule, instance, schedule):
    names = ABOUT_HOURS if rule.name in ABOUT_HOURS else (rule.name,)
    return [
        violation
        for other in RULES
        if other.name in names
        for violation in other.check(instance, schedule)
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_model_and_checker_agree(rule, cases):
    """Masks, rows and walks of a rule forbid exactly what its check objects to."""
    seen = Counter()
    for instance, table, chosen, schedule in cases:
        if rule.name in ABOUT_ORDER and not complete(table, chosen):
            continue
        if rule.name not in ABOUT_ORDER + ABOUT_HOURS and not orderly(table, chosen):
            continue
        found = objections(rule, instance, schedule)
        allowed = terms_allow(rule, table, chosen)
        assert allowed == (not found), (schedule.placements, list(map(str, found)))
        seen[allowed] += 1
    assert seen[True] >= 20, seen
    if rule.name not in STRUCTURAL:
        assert seen[False] >= 20, seen


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_model_and_measure_agree(goal, cases):
    """Costs, rows and walks of a goal add up to what its measure reads off."""
    seen = Counter()
    for instance, table, chosen, schedule in cases:
        if not orderly(table, chosen):
            continue
        units = goal.cost(table)
        cost = np.zeros(table.size, dtype=np.int64) if units is None else units
        problem = Problem(
            table,
            cost,
            tuple(goal.rows(table)),
            {s: tuple(goal.walks(table, s)) for s in table.students},
        )
        measured = goal.measure(instance, schedule)
        assert problem.objective(chosen) == measured, schedule.placements
        seen[measured] += 1
    assert len(seen) >= 3, seen
