"""What is called impossible is impossible; and what is planted to be short is found."""

import random
from dataclasses import replace

import pytest

from scheduler.advice.edits import SeatsChanged
from scheduler.advice.shortages import shortage_words, shortages
from scheduler.domain.dates import DAY
from scheduler.domain.people import Absence
from scheduler.domain.places import SeatException
from scheduler.solver.alone import unfit
from scheduler.solver.child import Child
from scheduler.solver.exact import Limits, whole_model
from scheduler.solver.problem import allowed_candidates, gather
from scheduler.solver.result import Clock
from scheduler.synthetic import generate, missing_at_least
from tests.rules.test_agreement import random_school
from tests.school import (
    ADA,
    BEN,
    CLINICAL_1,
    CLINICAL_3,
    LECTURES_1,
    LECTURES_2,
    ROTATIONS,
    WARDS,
    but,
    school,
)


def told(instance):
    return shortages(instance, allowed_candidates(instance))


def left_out(instance, child):
    """The fewest rotations that any schedule leaves out, or None if not proven."""
    problem = gather(instance)
    child.start(whole_model(problem), Limits(20))
    answer = child.answer(Clock(20))
    assert answer.most_placed
    return sum(count for _, count in instance.unplaced(problem.schedule(answer.chosen)))


def tight_school(chance):
    """A random school with few seats, some wards closed, somebody away."""
    instance = random_school(chance)
    wards = {
        name: replace(ward, seats=chance.choice((1, 1, 2)), caps={}, minimum=0)
        for name, ward in instance.wards.items()
    }
    weeks = instance.calendar.weeks
    closed = tuple(
        SeatException(name, chance.choice(weeks), weeks[-1], chance.choice((0, 1)))
        for name in wards
        if chance.random() < 0.25
    )
    return replace(instance, wards=wards, seat_exceptions=closed)


@pytest.fixture(scope="module")
def verdicts():
    """(shortages, students who don't fit, fewest left out) of many random schools."""
    found = []
    with Child() as child:
        for seed in range(24):
            instance = tight_school(random.Random(seed))
            problem = gather(instance)
            missing = left_out(instance, child)
            found.append((told(instance), unfit(problem), missing))
    return found


def test_no_false_alarm(verdicts):
    """Whatever is called short leaves out at least as many in every schedule."""
    alarms = [(short, missing) for short, _, missing in verdicts if short]
    assert len(alarms) >= 5
    for short, missing in alarms:
        assert max(one.missing for one in short) <= missing


def test_no_false_alarm_about_a_student(verdicts):
    """Whoever is said not to fit has something left out in every schedule."""
    alarms = [(alone, missing) for _, alone, missing in verdicts if alone]
    for alone, missing in alarms:
        assert sum(one.missing for one in alone) <= missing


def test_a_school_that_works_is_not_alarmed(verdicts):
    """Schools in which everything has a place get no alarm at all."""
    fine = [case for case in verdicts if case[2] == 0]
    assert len(fine) >= 3
    assert not any(short or alone for short, alone, _ in fine)


@pytest.mark.parametrize("seed", range(1, 7))
def test_a_planted_shortage_is_found(seed):
    """An infeasible twin is called short, by as many as are known to be missing."""
    twin, _ = generate(4 + seed, 0.9, seed, infeasible=True)
    short = told(twin)
    assert short
    assert sum(one.missing for one in short) >= missing_at_least(twin)
    whole, _ = generate(4 + seed, 0.9, seed)
    assert not told(whole)


def test_a_shortage_names_rotation_weeks_and_remedies():
    """The office reads what is short, when, by how much, and what would do."""
    instance = school(
        wards=but(WARDS, "NIG-MED", rotations=("TPV",)),
        students={s: school().students[s] for s in (ADA, BEN)},
        absences=tuple(
            Absence(s, CLINICAL_1, CLINICAL_3 + 4 * DAY) for s in (ADA, BEN)
        ),
    )
    short = next(one for one in told(instance) if one.rotations == ("CAR",))
    assert (short.first, short.last) == (LECTURES_1, LECTURES_2)
    assert (short.needed, short.seats, short.missing) == (4, 2, 1)
    assert shortage_words(instance, short) == (
        "Cardiology (CAR), 5 October 2026 to 18 October 2026: 4 student-weeks needed "
        "at least, 2 seat-weeks; 1 rotation at least can't be placed. Smallest "
        "remedies for the count, in all these weeks: 1 seat more at Cardiology, "
        "Policlinico (POL-CAR)."
    )


def test_the_remedy_of_a_shortage_ends_it():
    """With the seats that are named, the count comes out."""
    twin, _ = generate(5, 0.9, 3, infeasible=True)
    (short,) = told(twin)
    for best in short.remedies:
        more = SeatsChanged(best.ward, best.seats, short.first, short.last)
        assert not told(more.made(twin))


def test_an_order_that_can_t_hold_is_named():
    """A student whose weeks don't allow the order is told, and that it is the order."""
    away = Absence(ADA, CLINICAL_1, CLINICAL_3 + 4 * DAY)
    instance = school(
        absences=(away,),
        rotations=but(but(ROTATIONS, "CAR", hours=20, after=("PNE",)), "PNE",
                      after=("OBG-1",)),
        students={ADA: replace(school().students[ADA])},
        duty_changes=(),
    )  # fmt: skip
    found = unfit(gather(instance))
    assert [one.student for one in found] == [ADA]
    assert found[0].missing >= 1


def test_whose_rotations_fit_isn_t_told():
    """The whole school as it is gives no alarm about anybody."""
    assert unfit(gather(school())) == ()


def test_lectures_alone_hold_two_short_rotations():
    """Only as many as really can't be placed are counted."""
    away = Absence(ADA, CLINICAL_1, CLINICAL_3 + 4 * DAY)
    instance = school(absences=(away,), students={ADA: school().students[ADA]})
    (one,) = unfit(gather(instance))
    assert one.missing == 2  # of CAR, PNE, OBG-1 and OBG-2, the halves fit
    assert LECTURES_2 in instance.calendar.weeks
