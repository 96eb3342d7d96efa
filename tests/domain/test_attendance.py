"""What was really done: credits, make-ups, and what is owed again."""

from datetime import timedelta

import pytest

from scheduler.domain.applied import applied
from scheduler.domain.attendance import Attended, Outcome, without_done
from scheduler.domain.curriculum import Choice, Credit
from scheduler.domain.people import Company, CompanyKind, Lock, LockKind
from scheduler.domain.schedule import Schedule
from scheduler.domain.succession import next_year
from scheduler.rules import check_all
from scheduler.rules.frozen import Frozen
from scheduler.terms import candidates
from tests.school import (
    ADA,
    BEN,
    CLINICAL_1,
    CLINICAL_2,
    CLINICAL_3,
    HOSPITALS,
    LECTURES_1,
    LECTURES_2,
    ROTATIONS,
    WARDS,
    but,
    by_id,
    good_placements,
    place,
    school,
)

GOOD = Schedule.of(good_placements())
CAR = place(ADA, "CAR", "NIG-MED", LECTURES_1)


def did(hours, *, student=ADA, rotation="CAR", occurrence=1, outcome=None, **more):
    fields = {"ward": "NIG-MED", "first_day": LECTURES_1, **more}
    return Attended(student, rotation, hours, occurrence, outcome=outcome, **fields)


def after(*lines, until=None, schedule=GOOD, **changes):
    """The school once attendance has taken effect; ``until``: with that much frozen."""
    given = school(attendance=lines, **changes)
    return applied(given.frozen_before(until, schedule) if until else given)


@pytest.mark.parametrize(
    ("hours", "outcome", "missing"),
    [
        (40, None, 0),
        (41.5, None, 0),
        (28, None, 12),
        (0, None, 40),
        (28, Outcome.DONE, 0),
        (28, Outcome.PARTIAL, 12),
        (0, Outcome.ABSENT, 40),
    ],
)
def test_hours_say_what_is_missing(hours, outcome, missing):
    """Of 40 hours: what isn't done is missing, unless the office accepts it as done."""
    assert did(hours, outcome=outcome).missing(40) == missing


def test_what_is_done_stays_as_it_was():
    """A rotation done in full is frozen, owed no more, and costs nothing."""
    instance = after(did(40), until=LECTURES_2)
    assert instance.frozen == tuple(p for p in GOOD.placements if p.first == LECTURES_1)
    assert not instance.unplaced(GOOD)
    assert not check_all(instance, GOOD)


def test_missing_hours_are_a_requirement_of_their_own():
    """12 of 40 hours missing: the placement stays, 12 hours are owed besides."""
    instance = after(did(28), until=CLINICAL_1)
    assert instance.requirements[f"{ADA}/CAR#2"].hours == 12
    assert CAR in instance.frozen
    assert [[r.id for r in members] for members, _ in instance.unplaced(GOOD)] == [
        [f"{ADA}/CAR#2"]
    ]
    made_up = place(ADA, "CAR", "NIG-MED", CLINICAL_3, 2)
    others = [p for p in GOOD.placements if p.requirement != f"{ADA}/OBG-2"]
    assert not check_all(instance, Schedule.of([*others, made_up]))


def test_a_make_up_done_in_part_leaves_a_make_up():
    """What is still missing after the make-up is owed a third time."""
    instance = after(did(28), did(8, occurrence=2, first_day=CLINICAL_3))
    assert instance.requirements[f"{ADA}/CAR#3"].hours == 4


def test_a_make_up_holds_up_nothing():
    """PNE comes after CAR, but not after the twelve hours of CAR that are made up."""
    instance = after(did(28))
    late = place(ADA, "CAR", "NIG-MED", CLINICAL_3, 2)
    pne = place(ADA, "PNE", "NIG-MED", CLINICAL_1)
    found = check_all(instance, Schedule.of([CAR, pne, late]))
    assert [v for v in found if v.rule == "order"] == []


def test_absent_is_owed_again():
    """A placement that was missed isn't kept, and the same duty is open again."""
    instance = after(did(0), until=CLINICAL_1)
    assert CAR not in instance.frozen
    assert f"{ADA}/CAR" in instance.requirements
    missing = {r.id for members, _ in instance.unplaced(GOOD) for r in members}
    assert missing == {f"{ADA}/CAR"}


def test_a_second_try_counts():
    """Absent in October, placed again in November: nothing is missing."""
    again = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    others = [p for p in GOOD.placements if p != CAR]
    assert not after(did(0)).unplaced(Schedule.of([*others, again]))


def test_what_began_meanwhile_isnt_undone():
    """CAR was missed, PNE has begun: that PNE comes after CAR is asked no more."""
    later = Schedule.of([CAR, place(ADA, "PNE", "NIG-MED", CLINICAL_1)])
    again = place(ADA, "CAR", "NIG-MED", CLINICAL_2)
    instance = after(did(0), until=CLINICAL_2, schedule=later)
    found = check_all(instance, Schedule.of([*later.placements[1:], again]))
    assert [v for v in found if v.rule == "order"] == []
    unfrozen = check_all(after(did(0)), Schedule.of([*later.placements[1:], again]))
    assert [v.rule for v in unfrozen if v.rule == "order"] == ["order"]


def test_what_was_done_unplanned_is_credited():
    """Done before the freeze without being in the schedule: credited, not placed."""
    without = Schedule.of([p for p in GOOD.placements if p != CAR])
    instance = after(did(40), until=CLINICAL_1, schedule=without)
    assert instance.credits == (Credit(ADA, "CAR", "NIG"),)
    assert f"{ADA}/CAR" not in instance.requirements


def test_what_is_to_come_leaves_out_what_was_done():
    """40 of 40 hours: nothing is owed. 28 of them: 12 hours are. Absent: all of it."""

    def owed(hours):
        requirements = without_done(after(did(hours))).requirements_of(ADA)
        return [r.hours for r in requirements if r.rotation == "CAR"]

    assert [owed(40), owed(28), owed(0)] == [[], [12], [40]]


def test_what_was_done_of_a_choice_group_is_chosen():
    """Of two rotations one is owed; once it is done, the other isn't needed."""
    either = but(but(ROTATIONS, "PNE", choice="C", after=()), "CAR", choice="C")
    instance = after(did(40), rotations=either, choices={"C": Choice("C", 1)})
    assert sum(count for _, count in instance.duties_of(ADA)) == 3
    assert sum(count for _, count in without_done(instance).duties_of(ADA)) == 2


def test_a_lock_on_what_is_over_gives_way():
    """What was locked and missed can be placed in another week; other locks stay."""
    old = Lock(ADA, LockKind.MUST, "CAR", week=LECTURES_1)
    other = Lock(BEN, LockKind.MUST, "CAR", week=LECTURES_1)
    assert after(did(0), locks=(old, other)).locks == (other,)
    assert after(did(28), locks=(old, other)).locks == (other,)
    assert after(did(40), locks=(old, other)).locks == (old, other)


def test_a_make_up_in_a_choice_group_isnt_chosen_away():
    """Of two rotations one is chosen; its missing hours are owed all the same."""
    eye = but(ROTATIONS, "PNE", choice="C", after=())
    either = {**eye, **by_id(*but(eye, "CAR", choice="C").values())}
    wards = WARDS
    instance = after(
        did(28), rotations=either, wards=wards, choices={"C": Choice("C", 1)}
    )
    owed = {tuple(r.id for r in members): n for members, n in instance.duties_of(ADA)}
    assert owed[(f"{ADA}/CAR#2",)] == 1
    assert owed[(f"{ADA}/CAR", f"{ADA}/PNE")] == 1


def test_what_was_missed_cannot_be_chosen_again():
    """The week is over, so the same place in it is no way to do it."""
    table = candidates(after(did(0)))
    allowed = Frozen().allows(table)
    over = [i for i in range(table.size) if table.placement(i) == CAR]
    assert len(over) == 1
    assert not allowed[over].any()
    assert allowed.sum() == table.size - 1


def test_company_isnt_kept_in_what_one_makes_up_alone():
    """ADA missed CAR, or some hours of it; BEN needn't go with her once more."""
    company = Company("F", CompanyKind.TOGETHER, (ADA, BEN), "CAR")
    both = Schedule.of([CAR, place(BEN, "CAR", "NIG-MED", LECTURES_1)])
    alone = Schedule.of([place(BEN, "CAR", "NIG-MED", LECTURES_1)])
    for lines, schedule in (((did(0),), alone), ((did(28),), both)):
        found = check_all(after(*lines, companies=(company,)), schedule)
        assert [v for v in found if v.rule == "together and apart"] == []
    found = check_all(after(companies=(company,)), alone)
    assert [v.rule for v in found if v.rule == "together and apart"]


def test_a_make_up_is_no_visit_more():
    """A hospital that takes each student once takes him for the missing hours too."""
    once = but(HOSPITALS, "NIG", max_per_student=1)
    made_up = place(ADA, "CAR", "NIG-MED", CLINICAL_3, 2)
    found = check_all(after(did(28), hospitals=once), Schedule.of([CAR, made_up]))
    assert [v for v in found if v.rule == "hospital limit"] == []


def test_next_year_knows_what_was_done():
    """Done is credited, absent isn't, and a make-up without a place is carried over."""
    lines = did(28), did(0, student=BEN, ward="POL-CAR", first_day=LECTURES_1)
    following = next_year(after(*lines), GOOD)
    assert Credit(ADA, "CAR", "NIG") in following.credits
    assert "CAR" not in following.credited(BEN)
    carried = {(d.student, d.rotation): d.hours for d in following.duty_changes}
    assert carried == {(ADA, "CAR"): 12, (BEN, "CAR"): None}
    assert (following.attendance, following.attended) == ((), ())


def test_it_takes_effect_once():
    """Reading twice doesn't owe the missing hours twice."""
    once = after(did(28))
    assert applied(once).requirements == once.requirements


def test_the_days_tell_one_try_from_another():
    """The first day must lie in the weeks of the placement."""
    last = LECTURES_2
    assert did(0, first_day=LECTURES_2).covers("NIG-MED", LECTURES_1, last)
    after_it = LECTURES_2 + timedelta(days=7)
    assert not did(0, first_day=after_it).covers("NIG-MED", LECTURES_1, last)
    assert not did(0).covers("POL-CAR", LECTURES_1, last)
