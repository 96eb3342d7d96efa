"""Cards of the rule: of a choice group no more than are still to be chosen."""

from scheduler.domain.curriculum import Choice, Credit
from scheduler.rules.choice import Choices
from tests.rules.cards import said
from tests.school import (
    ADA,
    BEN,
    CLINICAL_1,
    CLINICAL_2,
    ROTATIONS,
    but,
    by_id,
    place,
)

ELECTIVES = but(
    but(but(ROTATIONS, "CAR", choice="E"), "PNE", choice="E"), "OBG-1", choice="E"
)
CAR = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
PNE = place(ADA, "PNE", "NIG-MED", CLINICAL_2)


def facts(choose, *credits_):
    """Choose ``choose`` of CAR, PNE and OBG-1."""
    return {
        "rotations": ELECTIVES,
        "choices": by_id(Choice("E", choose)),
        "credits": credits_,
    }


def test_as_many_as_are_to_be_chosen():
    """One of one, and two of two, are fine; so is none."""
    assert said(Choices(), CAR, **facts(1)) == []
    assert said(Choices(), CAR, PNE, **facts(2)) == []
    assert said(Choices(), **facts(1)) == []


def test_one_too_many():
    """Two of a group of which one is to be done are told by name."""
    assert said(Choices(), CAR, PNE, **facts(1)) == [
        "Synthetic Student 1 (000101) still has to choose 1 of the group 'E', but has "
        "2: CAR and PNE."
    ]


def test_what_is_credited_counts():
    """One elective done abroad leaves one of two to choose."""
    credit = Credit(ADA, "OBG-1")
    assert said(Choices(), CAR, **facts(2, credit)) == []
    assert len(said(Choices(), CAR, PNE, **facts(2, credit))) == 1
    assert len(said(Choices(), CAR, **facts(1, credit))) == 1


def test_credits_of_others_do_not_count():
    """Another student's electives, or a credit outside the group, change nothing."""
    others = Credit(BEN, "OBG-1"), Credit(ADA, "OBG-2")
    assert said(Choices(), CAR, PNE, **facts(2, *others)) == []


def test_rotations_outside_the_group_do_not_count():
    """A compulsory rotation is not one of the choices."""
    other = place(ADA, "OBG-2", "NIG-OBG", CLINICAL_2)
    assert said(Choices(), CAR, other, **facts(1)) == []


def test_each_student_chooses():
    """The number is for each student."""
    other = place(BEN, "PNE", "NIG-MED", CLINICAL_1)
    assert said(Choices(), CAR, other, **facts(1)) == []
