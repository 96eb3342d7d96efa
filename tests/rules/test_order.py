"""Cards of the rule: what comes before is over first (here CAR before PNE)."""

from scheduler.domain.curriculum import Change, Choice, Credit, DutyChange
from scheduler.rules.order import Order
from tests.rules.cards import said
from tests.school import (
    ADA,
    BEN,
    CLINICAL_1,
    CLINICAL_2,
    CLINICAL_3,
    CLOSED,
    LECTURES_1,
    LECTURES_2,
    ROTATIONS,
    but,
    by_id,
    place,
)


def car(week):
    return place(ADA, "CAR", "NIG-MED", week)


def pne(week):
    return place(ADA, "PNE", "NIG-MED", week)


def test_one_after_the_other():
    """The later rotation may start in the very next week."""
    assert said(Order(), car(LECTURES_1), pne(CLINICAL_1)) == []


def test_before_the_end_of_the_first():
    """A start in the second of the first's two weeks is too early."""
    assert said(Order(), car(LECTURES_1), pne(LECTURES_2)) == [
        "Synthetic Student 1 (000101) is to start PNE on 12 October 2026, but CAR "
        "comes first and ends only in the week of 12 October 2026."
    ]


def test_the_wrong_way_round():
    """The specialty before the basics is told."""
    assert len(said(Order(), car(CLINICAL_2), pne(CLINICAL_1))) == 1


def test_at_the_same_time():
    """Side by side is not one after the other."""
    assert len(said(Order(), car(CLINICAL_1), pne(CLINICAL_1))) == 1


def test_the_first_has_no_place():
    """What is owed but unplaced holds up what comes after it."""
    messages = said(Order(), pne(CLINICAL_1))
    assert len(messages) == 1
    assert messages[0].endswith("CAR comes first and has no place.")


def test_the_first_alone():
    """The basics may be placed without what comes after them."""
    assert said(Order(), car(CLINICAL_1)) == []


def test_credited_or_dropped():
    """Basics done abroad, or not required, are out of the way."""
    assert said(Order(), pne(CLINICAL_1), credits=(Credit(ADA, "CAR"),)) == []
    dropped = (DutyChange(ADA, "CAR", Change.DROP),)
    assert said(Order(), pne(CLINICAL_1), duty_changes=dropped) == []


def test_a_credit_of_another_student_does_not_help():
    """BEN's credit is not ADA's."""
    assert len(said(Order(), pne(CLINICAL_1), credits=(Credit(BEN, "CAR"),))) == 1


def test_a_closure_inside_the_first():
    """Basics that go on after the closure end after it."""
    longer = (DutyChange(ADA, "CAR", Change.ADD, hours=80),)
    first = car(CLINICAL_2)
    assert len(said(Order(), first, pne(CLOSED), duty_changes=longer)) == 1
    assert len(said(Order(), first, pne(CLINICAL_3), duty_changes=longer)) == 1
    assert said(Order(), first, pne(CLINICAL_3)) == []


def test_a_repetition_comes_first_too():
    """One who must repeat the basics this year does so before the specialty."""
    again = (DutyChange(ADA, "CAR", Change.ADD, occurrence=2),)
    second = place(ADA, "CAR", "NIG-MED", CLINICAL_3, occurrence=2)
    plan = car(LECTURES_1), pne(CLINICAL_1), second
    assert len(said(Order(), *plan, duty_changes=again)) == 1


def test_every_earlier_rotation_is_told():
    """Two rotations that are missing are two messages."""
    rotations = but(ROTATIONS, "PNE", after=("CAR", "OBG-1"))
    assert len(said(Order(), pne(CLINICAL_1), rotations=rotations)) == 2


def either(choose):
    """CAR is one of two electives, of which ``choose`` are to be done."""
    electives = but(but(ROTATIONS, "CAR", choice="E"), "OBG-1", choice="E")
    return {"rotations": electives, "choices": by_id(Choice("E", choose))}


def test_an_elective_that_is_not_chosen_is_not_owed():
    """Who chose the other elective need not wait for this one for ever."""
    chosen = place(ADA, "OBG-1", "NIG-OBG", CLINICAL_2)
    assert said(Order(), pne(CLINICAL_1), chosen, **either(1)) == []


def test_an_elective_that_is_chosen_comes_first():
    """Who did choose it does it before what comes after it."""
    assert len(said(Order(), pne(CLINICAL_1), car(CLINICAL_2), **either(1))) == 1
    assert said(Order(), car(CLINICAL_1), pne(CLINICAL_2), **either(1)) == []


def test_a_group_of_which_all_is_done_is_owed():
    """Where both of two are to be done, there is nothing to choose."""
    assert len(said(Order(), pne(CLINICAL_1), **either(2))) == 1
