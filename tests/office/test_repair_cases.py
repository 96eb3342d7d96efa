"""What happens in a year, one case after another, on a school of 24 students.

A stay abroad and a visitor are planned in it. Each case changes the tables from the
first week of the second semester on; then nobody is moved who needn't be, what began
before stays, and the rules hold.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.advice.anew import anew, stranded
from scheduler.advice.edits import StudentAway, WardClosed, edited, hospital_closed
from scheduler.domain.applied import applied
from scheduler.domain.mobility import CountsAs, Programme, Status, Stay, Visitor
from scheduler.domain.people import Student
from scheduler.office.repairs import (
    Wanted,
    change_words,
    hospital_words,
    mend,
    result_words,
)
from scheduler.office.settling import settle
from scheduler.office.stays import Reading
from scheduler.rules import check_all
from scheduler.solver.repairing import Task
from scheduler.solver.result import Clock
from scheduler.solver.solve import Options
from scheduler.synthetic import generate

DAY = date(2027, 3, 8)
END = date(2027, 7, 18)
SECONDS = 20.0
AWAY, GUEST = "0040002", "V1"
STAY = Stay(
    "M1", AWAY, "EX", DAY - timedelta(days=7), END, Status.CONFIRMED,
    recognised=("GAS", "ONC"),
)  # fmt: skip
VISITOR = Visitor(
    GUEST, "Synthetic", "Visitor 1", date(2027, 3, 1), END, rotations=("CAR", "NEU")
)


def with_visits(school):
    """The school with a programme, a stay, a visitor, and a calendar for visitors."""
    own = [p for p in school.calendar.periods if p.year == 4]
    guests = tuple(replace(p, id=f"visitors {p.id}", year=0) for p in own)
    calendar = replace(school.calendar, periods=(*school.calendar.periods, *guests))
    return replace(
        school,
        calendar=calendar,
        programmes={"EX": Programme("EX", "Exchange", counts_as=CountsAs.ROTATIONS)},
        stays={STAY.id: STAY},
        visitors={VISITOR.id: VISITOR},
    )


def repaired(given, former, day=DAY, most_moved=None):
    return mend(given, former, Wanted(day, most_moved), Clock(SECONDS))


@pytest.fixture(scope="module")
def school():
    """(tables, their schedule): everybody is placed, the stay and the visit too."""
    plain, planted = generate(6, 0.6, 5)
    given = with_visits(plain)
    found = repaired(given, planted, given.calendar.first_week)
    assert not found.instance.unplaced(found.after)
    assert not check_all(found.instance, found.after)
    return given, found.after


def is_in_order(found, former):
    """Whether the rules hold, the past stays, and the fewest are proven moved."""
    kept = set(found.after.placements)
    before = [p for p in former.placements if p.first < DAY]
    let_go = [p for p in before if p not in kept]
    assert len(let_go) == len(found.let_go) + sum(p in found.dropped for p in let_go)
    assert not [p for p in kept - set(before) if p.first < DAY]
    assert not check_all(found.instance, found.after)
    assert len(found.result.moved) == found.result.fewest_moved
    said = " ".join(change_words(found.instance, found.changes))
    assert all(change.student in said for change in found.changes)
    return True


def changed(found):
    return {change.student for change in found.changes}


def hit(given, former):
    """The students who had a place where there is none any more."""
    instance = applied(given)
    return {p.student for p in stranded(Task(instance, former)) if p.first >= DAY}


def busiest(former, school, of):
    """The ward or hospital where most begin in the second semester."""
    begun = [of(school.wards[p.ward]) for p in former.placements if p.first >= DAY]
    return max(sorted(set(begun)), key=begun.count)


def test_a_ward_closes(school):
    """All who were to come move; whoever else moves makes room, and that is proven."""
    given, former = school
    ward = busiest(former, given, lambda ward: ward.id)
    now = edited(given, [WardClosed(ward, DAY, END)])
    found = repaired(now, former)
    assert is_in_order(found, former)
    assert hit(now, former) <= found.result.moved
    assert not [p for p in found.after.placements if p.ward == ward and p.first >= DAY]


def test_a_student_falls_ill(school):
    """One student moves, nobody else."""
    given, former = school
    one = next(p for p in former.placements if p.first > DAY and p.student != GUEST)
    weeks = StudentAway(one.student, one.first, one.first + timedelta(days=4))
    found = repaired(edited(given, [weeks]), former)
    assert is_in_order(found, former)
    assert changed(found) == {one.student}


def test_a_stay_comes_late(school):
    """What is recognised is dropped, what lies in the stay moves, for one student."""
    given, former = school
    one = next(
        s
        for s in given.students
        if s.startswith("0050")
        and {p.rotation for p in former.of_student(s) if p.first >= DAY}
    )
    own = [p for p in former.of_student(one) if p.first >= DAY]
    late = replace(STAY, id="M2", student=one, first=DAY, recognised=(own[0].rotation,))
    found = repaired(replace(given, stays={**given.stays, "M2": late}), former)
    assert is_in_order(found, former)
    assert changed(found) == {one}
    assert found.dropped == (own[0],)
    busy = [p.first for p in found.after.of_student(one) if p.first >= DAY]
    assert not [week for week in busy if week <= END]


def test_a_stay_is_withdrawn(school):
    """What it would have credited is owed and placed; nobody moves for it."""
    given, former = school
    withdrawn = replace(STAY, status=Status.WITHDRAWN)
    found = repaired(replace(given, stays={STAY.id: withdrawn}), former)
    assert is_in_order(found, former)
    assert not found.result.moved
    assert changed(found) == {AWAY}
    assert {c.after.rotation for c in found.changes} == {"GAS", "ONC"}
    assert not found.instance.unplaced(found.after)


def test_a_visitor_comes_late(school):
    """Only what was planned before the arrival moves."""
    given, former = school
    own = former.of_student(GUEST)
    first = min(p.first for p in own if p.first >= DAY)
    late = replace(VISITOR, first=first + timedelta(days=7))
    found = repaired(replace(given, visitors={GUEST: late}), former)
    assert is_in_order(found, former)
    assert changed(found) == {GUEST}
    assert all(p.first >= late.first for p in found.after.of_student(GUEST))


def test_a_student_is_new(school):
    """What can be done after the day of arrival is placed, and nobody moves."""
    given, former = school
    new = Student("0060900", "Synthetic", "Student 6-900", 6)
    now = replace(given, students={**given.students, new.id: new})
    found = repaired(now, former)
    assert is_in_order(found, former)
    assert not found.result.moved
    assert changed(found) == {new.id}
    assert found.result.most_placed
    assert len(found.after.of_student(new.id)) == 3


@pytest.fixture(scope="module")
def lost(school):
    """(tables without one hospital from the day on, schedule, hospital)."""
    given, former = school
    hospital = "H08"
    closed = hospital_closed(given, hospital, DAY, given.calendar.last_week)
    return edited(given, closed), former, hospital


def test_a_hospital_is_lost(lost):
    """Nobody is sent there, those hit move, and others read who comes instead."""
    now, former, hospital = lost
    found = repaired(now, former)
    assert is_in_order(found, former)
    assert hit(now, former) <= found.result.moved
    later = [p for p in found.after.placements if p.first >= DAY]
    assert not [p for p in later if now.wards[p.ward].hospital == hospital]
    told = " ".join(hospital_words(found.instance, found.changes))
    assert "comes: " in told
    assert "doesn't come: " in told


def test_a_loss_too_large_for_one_question(lost):
    """Those hit are planned as in a new year; everything else stays as it was."""
    now, former, hospital = lost
    instance = settle(now, former, DAY, Reading()).instance
    task = Task(instance, former)
    found = anew(task, Options(workers=1), Clock(8))
    assert not check_all(instance, found.schedule)
    assert len(found.moved) == found.fewest_moved
    after = set(found.schedule.placements)
    assert set(former.placements) - after == set(stranded(task))
    later = [p for p in after if p.first >= DAY]
    assert not [p for p in later if now.wards[p.ward].hospital == hospital]
    missing = sum(count for _, count in instance.unplaced(found.schedule))
    assert missing < len(stranded(task))


def test_no_more_are_moved_than_said(school):
    """With at most one moved, something is left out rather, and that is told."""
    given, former = school
    ward = busiest(former, given, lambda ward: ward.id)
    now = edited(given, [WardClosed(ward, DAY, END)])
    number = len(hit(now, former))
    found = repaired(now, former, most_moved=number - 1)
    assert len(found.result.moved) == number
    assert f"No schedule keeps to at most {number - 1}" in result_words(found)[0]
