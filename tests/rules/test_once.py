"""Cards of the rule: a student does what he owes, and once."""

from scheduler.domain.curriculum import Change, Credit, DutyChange
from scheduler.rules.once import Once
from tests.rules.cards import said
from tests.school import (
    ADA,
    CLEO,
    CLINICAL_1,
    CLINICAL_2,
    CLINICAL_3,
    LECTURES_1,
    place,
)


def test_what_is_owed():
    """A rotation of the student's own year is owed."""
    assert said(Once(), place(ADA, "CAR", "NIG-MED", LECTURES_1)) == []


def test_a_rotation_of_another_year():
    """A rotation that no one asked of the student takes a seat for nothing."""
    assert said(Once(), place(CLEO, "CAR", "NIG-MED", LECTURES_1)) == [
        "Synthetic Student 3 (000103) does not owe CAR, but has CAR at Medicine, "
        "Niguarda (NIG-MED) from 5 October 2026."
    ]


def test_carried_over():
    """What the office added by hand is owed, of whatever year."""
    added = (DutyChange(CLEO, "CAR", Change.ADD),)
    placement = place(CLEO, "CAR", "NIG-MED", LECTURES_1)
    assert said(Once(), placement, duty_changes=added) == []


def test_credited_or_dropped():
    """What has been done abroad, or is not required, is not placed."""
    placement = place(ADA, "CAR", "NIG-MED", LECTURES_1)
    credit = (Credit(ADA, "CAR"),)
    dropped = (DutyChange(ADA, "CAR", Change.DROP),)
    assert len(said(Once(), placement, credits=credit)) == 1
    assert len(said(Once(), placement, duty_changes=dropped)) == 1


def test_twice():
    """The same duty in two weeks is told with both."""
    one = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    other = place(ADA, "CAR", "POL-CAR", CLINICAL_3)
    assert said(Once(), one, other) == [
        "Synthetic Student 1 (000101) has CAR twice: CAR at Medicine, Niguarda "
        "(NIG-MED) from 19 October 2026, and again CAR at Cardiology, Policlinico "
        "(POL-CAR) from 9 November 2026."
    ]


def test_the_same_row_twice():
    """A row that was copied in Excel by mistake is found."""
    row = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    assert len(said(Once(), row, place(ADA, "CAR", "NIG-MED", CLINICAL_1))) == 1


def test_a_repetition_is_another_duty():
    """A failed month that is repeated is owed twice, as occurrences 1 and 2."""
    again = (DutyChange(CLEO, "TPV", Change.ADD, occurrence=2),)
    one = place(CLEO, "TPV", "NIG-MED", CLINICAL_1)
    other = place(CLEO, "TPV", "NIG-MED", CLINICAL_2, occurrence=2)
    assert said(Once(), one, other, duty_changes=again) == []
    messages = said(Once(), one, other)
    assert len(messages) == 1
    assert "TPV (occurrence 2)" in messages[0]
