"""Cards of the rule: companions together, others apart."""

from scheduler.domain.curriculum import Change, Choice, Credit, DutyChange
from scheduler.domain.people import Company, CompanyKind
from scheduler.rules.company import Companies
from tests.rules.cards import said
from tests.school import (
    ADA,
    BEN,
    CLEO,
    CLINICAL_1,
    CLINICAL_2,
    LECTURES_1,
    LECTURES_2,
    ROTATIONS,
    STUDENTS,
    but,
    by_id,
    place,
)


def company(kind, rotation=None, students=(ADA, BEN)):
    return {"companies": (Company("car pool", CompanyKind(kind), students, rotation),)}


def car(student, ward="NIG-MED", week=LECTURES_1):
    return place(student, "CAR", ward, week)


def test_together():
    """The same ward from the same week is together."""
    assert said(Companies(), car(ADA), car(BEN), **company("together")) == []


def test_together_in_different_wards():
    """Different wards are told with who is where."""
    facts = company("together")
    assert said(Companies(), car(ADA), car(BEN, "POL-CAR"), **facts) == [
        "Group 'car pool' must do CAR together, but Synthetic Student 1 (000101) is at "
        "Medicine, Niguarda (NIG-MED) from 5 October 2026 and Synthetic Student 2 "
        "(000102) is at Cardiology, Policlinico (POL-CAR) from 5 October 2026."
    ]


def test_together_from_different_weeks():
    """A week later in the same ward is not together, though they meet there."""
    plan = car(ADA), car(BEN, week=LECTURES_2)
    assert len(said(Companies(), *plan, **company("together"))) == 1


def test_one_of_them_without_a_place():
    """Either all have a place or nobody has."""
    messages = said(Companies(), car(ADA), **company("together"))
    assert len(messages) == 1
    assert "Synthetic Student 2 (000102) has no place" in messages[0]
    assert said(Companies(), **company("together")) == []


def test_together_counts_for_what_both_owe():
    """A rotation credited to one of them leaves the other alone and free."""
    facts = company("together")
    assert said(Companies(), car(ADA), credits=(Credit(BEN, "CAR"),), **facts) == []


def test_together_for_one_rotation():
    """A group for cardiology may part for the rest."""
    plan = (
        car(ADA),
        car(BEN),
        place(ADA, "PNE", "NIG-MED", CLINICAL_1),
        place(BEN, "PNE", "POL-CAR", CLINICAL_2),
    )
    assert said(Companies(), *plan, **company("together", "CAR")) == []
    assert len(said(Companies(), *plan, **company("together", "PNE"))) == 1
    assert len(said(Companies(), *plan, **company("together"))) == 1


def test_a_member_of_another_year_is_not_asked():
    """Who owes none of the rotations doesn't hold up the others."""
    facts = company("together", students=(ADA, BEN, CLEO))
    assert said(Companies(), car(ADA), car(BEN), **facts) == []
    assert len(said(Companies(), car(ADA), car(BEN, "POL-CAR"), **facts)) == 1


def test_three_together():
    """One of three who goes elsewhere is one message."""
    facts = company("together", students=(ADA, BEN, CLEO))
    plan = car(ADA), car(BEN), car(CLEO, "POL-CAR")
    students = but(STUDENTS, CLEO, year=4)
    assert len(said(Companies(), *plan, students=students, **facts)) == 1


def test_a_choice_is_made_together():
    """Companions who both may choose cardiology both do, or neither does."""
    facts = {
        **company("together"),
        "rotations": but(but(ROTATIONS, "CAR", choice="E"), "PNE", choice="E"),
        "choices": by_id(Choice("E", 1)),
    }
    other = place(BEN, "PNE", "NIG-MED", LECTURES_1)
    assert len(said(Companies(), car(ADA), other, **facts)) == 2


def test_a_repetition_is_not_shared():
    """The second time of one who repeats is his own affair."""
    again = (DutyChange(ADA, "CAR", Change.ADD, occurrence=2),)
    plan = car(ADA), car(BEN), place(ADA, "CAR", "POL-CAR", CLINICAL_1, occurrence=2)
    facts = company("together")
    assert said(Companies(), *plan, duty_changes=again, **facts) == []


def test_apart():
    """The same weeks in other wards, or the same ward in other weeks, are apart."""
    assert said(Companies(), car(ADA), car(BEN, "POL-CAR"), **company("apart")) == []
    later = car(BEN, week=CLINICAL_1)
    assert said(Companies(), car(ADA), later, **company("apart")) == []


def test_apart_but_met():
    """One shared week in a ward is a meeting, and is told with ward and week."""
    plan = car(ADA), car(BEN, week=LECTURES_2)
    assert said(Companies(), *plan, **company("apart")) == [
        "Synthetic Student 1 (000101) and Synthetic Student 2 (000102) must stay apart "
        "(group 'car pool'), but both are at Medicine, Niguarda (NIG-MED) in the week "
        "of 12 October 2026."
    ]


def test_apart_in_different_rotations():
    """They meet in the ward, whatever each of them does there."""
    plan = car(ADA, week=CLINICAL_1), place(BEN, "PNE", "NIG-MED", CLINICAL_1)
    assert len(said(Companies(), *plan, **company("apart"))) == 1


def test_apart_for_one_rotation():
    """Where a rotation is named, only its placements are kept apart."""
    both = car(ADA, week=CLINICAL_1), car(BEN, week=CLINICAL_1)
    mixed = car(ADA, week=CLINICAL_1), place(BEN, "PNE", "NIG-MED", CLINICAL_1)
    assert len(said(Companies(), *both, **company("apart", "CAR"))) == 1
    assert said(Companies(), *both, **company("apart", "PNE")) == []
    assert said(Companies(), *mixed, **company("apart", "CAR")) == []


def test_others_may_meet():
    """A company is about its members."""
    facts = company("apart", students=(ADA, CLEO))
    assert said(Companies(), car(ADA), car(BEN), **facts) == []
