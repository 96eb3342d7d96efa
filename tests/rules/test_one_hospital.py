"""Cards of the rule: the parts of a split rotation are in one hospital."""

from scheduler.domain.curriculum import Credit
from scheduler.domain.places import Ward
from scheduler.rules.one_hospital import OneHospital
from tests.rules.cards import said
from tests.school import (
    ADA,
    BEN,
    CLINICAL_1,
    CLINICAL_2,
    ROTATIONS,
    WARDS,
    but,
    place,
)

FIRST = place(ADA, "OBG-1", "NIG-OBG", CLINICAL_1)


def test_both_halves_in_one_ward():
    """Niguarda twice is one hospital."""
    second = place(ADA, "OBG-2", "NIG-OBG", CLINICAL_2)
    assert said(OneHospital(), FIRST, second) == []


def test_two_wards_of_one_hospital():
    """The hospital counts, not the ward."""
    wards = {**WARDS, "NIG-2": Ward("NIG-2", "NIG", "Delivery", ("OBG-2",), 1)}
    second = place(ADA, "OBG-2", "NIG-2", CLINICAL_2)
    assert said(OneHospital(), FIRST, second, wards=wards) == []


def test_halves_in_two_hospitals():
    """One half here and one there is told with both."""
    second = place(ADA, "OBG-2", "POL-OBG", CLINICAL_2)
    assert said(OneHospital(), FIRST, second) == [
        "Synthetic Student 1 (000101) must do all parts of OBG in one hospital, but "
        "has OBG-1 at Niguarda and OBG-2 at Policlinico."
    ]


def test_one_half_alone():
    """A half whose other half has no place yet is fine."""
    assert said(OneHospital(), FIRST) == []


def test_a_half_done_before():
    """The second half follows the credited first to its hospital."""
    second = place(ADA, "OBG-2", "POL-OBG", CLINICAL_2)
    here, there = Credit(ADA, "OBG-1", "POL"), Credit(ADA, "OBG-1", "NIG")
    assert said(OneHospital(), second, credits=(here,)) == []
    assert len(said(OneHospital(), second, credits=(there,))) == 1


def test_a_credit_from_an_unknown_hospital():
    """A half done abroad binds the other half to no hospital."""
    second = place(ADA, "OBG-2", "POL-OBG", CLINICAL_2)
    assert said(OneHospital(), second, credits=(Credit(ADA, "OBG-1"),)) == []


def test_credits_alone_are_not_the_schedule():
    """What was done in the past in two hospitals is no fault of this plan."""
    done = Credit(ADA, "OBG-1", "POL"), Credit(ADA, "OBG-2", "NIG")
    assert said(OneHospital(), credits=done) == []


def test_other_rotations_and_students():
    """Neither another student's half nor another rotation has to follow."""
    others = (
        place(BEN, "OBG-2", "POL-OBG", CLINICAL_2),
        place(ADA, "CAR", "POL-CAR", CLINICAL_2),
    )
    assert said(OneHospital(), FIRST, *others) == []
    other_whole = but(ROTATIONS, "OBG-2", part_of="something else")
    second = place(ADA, "OBG-2", "POL-OBG", CLINICAL_2)
    assert said(OneHospital(), FIRST, second, rotations=other_whole) == []


def test_other_credits_do_not_count():
    """Neither a friend's credit nor one of another rotation binds the second half."""
    second = place(ADA, "OBG-2", "POL-OBG", CLINICAL_2)
    others = Credit(BEN, "OBG-1", "NIG"), Credit(ADA, "CAR", "NIG")
    assert said(OneHospital(), second, credits=others) == []
