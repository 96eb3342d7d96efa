"""A repair moves no more than it must: held against planning everybody anew."""

import random
from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.curriculum import Credit
from scheduler.domain.dates import DAY
from scheduler.domain.people import Absence
from scheduler.domain.places import SeatException
from scheduler.domain.schedule import Schedule
from scheduler.rules import check_all
from scheduler.solver.child import Child
from scheduler.solver.exact import Limits
from scheduler.solver.incidence import Incidence
from scheduler.solver.levels import Part, Start
from scheduler.solver.problem import gather
from scheduler.solver.repairing import Mender, Task, found_in, mended
from scheduler.solver.result import Clock
from scheduler.solver.solve import Options
from tests.exact import cheapest
from tests.school import (
    ADA,
    BEN,
    CLINICAL_1,
    CLINICAL_3,
    LECTURES_1,
    LECTURES_2,
    WARDS,
    but,
    good_placements,
    place,
    school,
)

SECONDS = 20.0


@pytest.fixture(scope="module")
def child():
    """One solving process for all tests of this file."""
    with Child() as one:
        yield one


def repaired(child, instance, before, **asked):
    """The schedule mended, and what is proven of it."""
    mender = Mender(gather(instance), Options(), child)
    return mender.mended(Task(instance, before, **asked), Clock(SECONDS))


def everybody_anew(child, instance, before):
    """(units left out, students moved) of the best of all schedules."""
    problem = gather(instance)
    table, incidence = problem.table, Incidence(problem)
    chosen = found_in(table, before.placements) & incidence.possible
    known = {table.placement(int(i)) for i in np.flatnonzero(chosen)}
    lost = {p.student for p in before.placements if p not in known}
    start = Start(
        incidence,
        chosen,
        np.zeros(table.size, dtype=bool),
        np.array([student in lost for student in table.students]),
        np.zeros(table.size, dtype=bool),
    )
    part = Part(start, range(len(table.students)), leaving=False)
    found = part.solve(child, Clock(SECONDS), Limits(SECONDS))
    return found.missing.value, found.students.value


def changed(chance, instance):
    """The instance with a ward closed, or a student away, for some weeks."""
    weeks = instance.calendar.weeks
    first = chance.choice(weeks)
    last = chance.choice(weeks[weeks.index(first) :])
    if chance.random() < 0.5:
        line = SeatException(chance.choice(list(instance.wards)), first, last, 0)
        return replace(instance, seat_exceptions=(line,))
    line = Absence(chance.choice(list(instance.students)), first, last)
    return replace(instance, absences=(line,))


@pytest.mark.parametrize("seed", range(12))
def test_nobody_moves_who_needn_t(child, seed):
    """The growing neighbourhood moves as few, and places as much, as all at once."""
    chance = random.Random(seed)
    seats = {name: chance.choice((1, 2)) for name in WARDS}
    wards = {name: replace(w, seats=seats[name]) for name, w in WARDS.items()}
    instance = school(wards=wards)
    before = cheapest(instance)
    today = changed(chance, instance)
    found = repaired(child, today, before)
    missing, moved = everybody_anew(child, today, before)
    problem = gather(today)
    cost = sum(
        row.penalty * row.breach(int(found_in(problem.table, found.schedule.placements)
                                     [row.candidates].sum()))
        for row in problem.rows
        if row.foremost
    )  # fmt: skip
    assert not check_all(today, found.schedule)
    assert cost == missing + _hopeless(problem)
    assert len(found.moved) == moved == found.fewest_moved
    assert found.most_placed


def _hopeless(problem):
    """What is left out because no candidate is there at all."""
    return sum(
        row.penalty * row.lower
        for row in problem.rows
        if row.foremost and not len(row.candidates)
    )


def test_what_fits_stays(child):
    """Where nothing has changed, nothing is moved."""
    before = Schedule.of(good_placements())
    found = repaired(child, school(), before)
    assert found.schedule == before
    assert not found.moved
    assert found.most_placed


def test_only_the_one_who_lost_his_place_moves(child):
    """A ward that closes in one week moves the student who was there, nobody else."""
    closed = SeatException("POL-CAR", CLINICAL_1, CLINICAL_1, 0)
    before = Schedule.of(good_placements())
    found = repaired(child, school(seat_exceptions=(closed,)), before)
    assert found.moved == {BEN}
    assert found.fewest_moved == 1
    assert found.cheapest
    kept = set(before.placements) & set(found.schedule.placements)
    assert all(p in kept for p in before.placements if p.student != BEN)


def one_ward_for_two():
    """ADA has CAR in the only ward and weeks in which BEN, who owes CAR alone, can."""
    done = tuple(Credit(BEN, name) for name in ("PNE", "OBG-1", "OBG-2"))
    return school(
        wards=but(but(WARDS, "NIG-MED", seats=1), "POL-CAR", rotations=("PNE",)),
        absences=(Absence(BEN, CLINICAL_1, CLINICAL_3 + 4 * DAY),),
        credits=done,
        students={s: school().students[s] for s in (ADA, BEN)},
    ), Schedule.of([place(ADA, "CAR", "NIG-MED", LECTURES_1)])


def test_somebody_makes_room(child):
    """Where the only way is another's seat, that one is moved, and both are placed."""
    instance, before = one_ward_for_two()
    found = repaired(child, instance, before)
    placed = {(p.student, p.rotation) for p in found.schedule.placements}
    assert {(ADA, "CAR"), (BEN, "CAR")} <= placed
    assert found.moved == {ADA}
    assert found.fewest_moved == 1
    assert found.most_placed


def test_what_is_frozen_stays(child):
    """What began before the day keeps its place, even if moving it were cheaper."""
    before = Schedule.of(good_placements())
    closed = SeatException("NIG-OBG", CLINICAL_3, CLINICAL_3, 0)
    instance = school(seat_exceptions=(closed,)).frozen_before(CLINICAL_1, before)
    found = repaired(child, instance, before)
    assert set(instance.frozen) <= set(found.schedule.placements)
    assert not check_all(instance, found.schedule)


def test_a_limit_leaves_out_rather_than_move_more(child):
    """With a limit, no more are moved, and what has no place then is left out."""
    instance, before = one_ward_for_two()
    found = repaired(child, instance, before, most_moved=0)
    assert not found.moved
    assert set(before.placements) <= set(found.schedule.placements)
    assert (BEN, "CAR") not in {
        (p.student, p.rotation) for p in found.schedule.placements
    }


def test_what_is_wanted_comes_first(child):
    """A place that is asked for is given, at the price of moving who sits there."""
    before = Schedule.of(good_placements())
    wanted = frozenset({place(ADA, "CAR", "POL-CAR", LECTURES_1)})
    found = repaired(child, school(), before, wanted=wanted, about=frozenset({ADA}))
    assert found.wanted
    assert wanted <= set(found.schedule.placements)
    assert found.moved == {ADA, BEN}
    assert not check_all(school(), found.schedule)


def test_what_can_t_be_is_said(child):
    """A place that no plan can give is told as such."""
    instance, before = one_ward_for_two()
    closed = SeatException("NIG-MED", LECTURES_1, LECTURES_2, 0)
    shut = replace(instance, seat_exceptions=(closed,))
    wanted = frozenset({place(BEN, "CAR", "NIG-MED", LECTURES_1)})
    found = repaired(child, shut, before, wanted=wanted, about=frozenset({BEN}))
    assert found.wanted is False


def test_a_repair_starts_its_own_process():
    """The one-call form gives the same answer."""
    before = Schedule.of(good_placements())
    closed = SeatException("NIG-OBG", LECTURES_2, CLINICAL_3, 0)
    instance = school(seat_exceptions=(closed,))
    found = mended(Task(instance, before), Options(), Clock(SECONDS))
    assert ADA in found.moved
    assert not check_all(instance, found.schedule)
