"""Cards of the rule: a student is in one place at a time."""

from scheduler.domain.curriculum import Change, DutyChange
from scheduler.rules.one_place import OnePlace
from tests.rules.cards import said
from tests.school import (
    ADA,
    BEN,
    CLINICAL_1,
    CLINICAL_2,
    CLOSED,
    LECTURES_1,
    LECTURES_2,
    place,
)


def test_one_after_the_other():
    """A placement that starts when another is over is fine."""
    one = place(ADA, "CAR", "NIG-MED", LECTURES_1)
    other = place(ADA, "PNE", "POL-CAR", CLINICAL_1)
    assert said(OnePlace(), one, other) == []


def test_two_places_in_a_week():
    """A placement that starts in another's second week is told with both places."""
    one = place(ADA, "CAR", "NIG-MED", LECTURES_1)
    other = place(ADA, "PNE", "POL-CAR", LECTURES_2)
    assert said(OnePlace(), one, other) == [
        "Synthetic Student 1 (000101) is in two places in the week of 12 October 2026: "
        "CAR at Medicine, Niguarda (NIG-MED) and PNE at Cardiology, Policlinico "
        "(POL-CAR)."
    ]


def test_the_same_ward_is_no_excuse():
    """Two rotations at once aren't done in full, even in one ward."""
    one = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    other = place(ADA, "PNE", "NIG-MED", CLINICAL_1)
    assert len(said(OnePlace(), one, other)) == 1


def test_two_students():
    """Different students may be in different places."""
    one = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    other = place(BEN, "CAR", "POL-CAR", CLINICAL_1)
    assert said(OnePlace(), one, other) == []


def test_a_longer_requirement_covers_more_weeks():
    """One who makes up 80 hours is still in the ward when another starts."""
    longer = (DutyChange(ADA, "CAR", Change.ADD, hours=80),)
    one = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    other = place(ADA, "OBG-1", "NIG-OBG", CLINICAL_2)
    assert said(OnePlace(), one, other) == []
    assert len(said(OnePlace(), one, other, duty_changes=longer)) == 1


def test_a_closed_week_inside_belongs_to_the_placement():
    """A placement that goes on after a closure is not interrupted by another."""
    longer = (DutyChange(ADA, "CAR", Change.ADD, hours=80),)
    one = place(ADA, "CAR", "NIG-MED", CLINICAL_2)
    other = place(ADA, "PNE", "NIG-MED", CLOSED)
    assert len(said(OnePlace(), one, other, duty_changes=longer)) == 1


def test_three_at_once_are_three_clashes():
    """Each pair is told, so that mending one doesn't hide another."""
    three = (
        place(ADA, "CAR", "NIG-MED", CLINICAL_1),
        place(ADA, "PNE", "POL-CAR", CLINICAL_1),
        place(ADA, "OBG-1", "NIG-OBG", CLINICAL_1),
    )
    assert len(said(OnePlace(), *three)) == 3
