"""Cards of the rule: no more students in a ward and week than seats."""

from datetime import timedelta

from scheduler.domain.places import SeatException
from scheduler.rules.seats import Seats
from tests.rules.cards import said
from tests.school import (
    ADA,
    BEN,
    CLEO,
    CLINICAL_1,
    CLINICAL_2,
    EXAMS_1,
    LECTURES_1,
    LECTURES_2,
    place,
)


def test_as_many_students_as_seats():
    """Two students on two seats are fine."""
    one = place(ADA, "CAR", "NIG-MED", LECTURES_1)
    other = place(BEN, "CAR", "NIG-MED", LECTURES_1)
    assert said(Seats(), one, other) == []


def test_one_student_too_many():
    """Two students on one seat are reported with ward, week and names."""
    one = place(ADA, "CAR", "POL-CAR", CLINICAL_1)
    other = place(BEN, "CAR", "POL-CAR", CLINICAL_1)
    assert said(Seats(), one, other) == [
        "Cardiology, Policlinico (POL-CAR) has 1 seat but 2 students in the week of "
        "19 October 2026: Synthetic Student 1 (000101) and Synthetic Student 2 "
        "(000102)."
    ]


def test_every_overfull_week_is_reported():
    """Two placements of two weeks overfill two weeks."""
    one = place(ADA, "CAR", "POL-CAR", LECTURES_1)
    other = place(BEN, "CAR", "POL-CAR", LECTURES_1)
    assert len(said(Seats(), one, other)) == 2


def test_only_the_shared_week_counts():
    """One who comes when the other is half through is one too many for a week."""
    one = place(ADA, "CAR", "POL-CAR", LECTURES_1)
    other = place(BEN, "PNE", "POL-CAR", LECTURES_2)
    assert len(said(Seats(), one, other)) == 1


def test_one_after_the_other():
    """A seat that is given back on Friday is free on Monday."""
    one = place(ADA, "CAR", "POL-CAR", CLINICAL_1)
    other = place(BEN, "CAR", "POL-CAR", CLINICAL_2)
    assert said(Seats(), one, other) == []


def test_rotations_share_the_seats_of_a_ward():
    """Students of different rotations sit on the same seats."""
    one = place(ADA, "CAR", "POL-CAR", CLINICAL_1)
    other = place(BEN, "PNE", "POL-CAR", CLINICAL_1)
    assert len(said(Seats(), one, other)) == 1


def test_years_share_the_seats_of_a_ward():
    """Three students of two years of study are too many for two seats."""
    everyone = (
        place(ADA, "CAR", "NIG-MED", CLINICAL_1),
        place(BEN, "CAR", "NIG-MED", CLINICAL_1),
        place(CLEO, "TPV", "NIG-MED", CLINICAL_1),
    )
    assert len(said(Seats(), *everyone)) == 1


def test_a_week_without_seats():
    """A ward closed for an accreditation visit takes nobody that week."""
    visit = SeatException("NIG-MED", CLINICAL_1, CLINICAL_1 + timedelta(days=6), 0)
    placement = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    assert len(said(Seats(), placement, seat_exceptions=(visit,))) == 1
    later = place(ADA, "CAR", "NIG-MED", CLINICAL_2)
    assert said(Seats(), later, seat_exceptions=(visit,)) == []


def test_a_single_day_without_seats_closes_the_week():
    """A ward that is shut on Wednesday can't give the week its hours."""
    wednesday = CLINICAL_1 + timedelta(days=2)
    shut = SeatException("NIG-MED", wednesday, wednesday, 0)
    placement = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    assert len(said(Seats(), placement, seat_exceptions=(shut,))) == 1


def test_the_later_line_of_the_office_holds():
    """Where two lines speak of the same days, the later one is the correction."""
    lines = (
        SeatException("POL-CAR", CLINICAL_1, CLINICAL_1 + timedelta(days=4), 0),
        SeatException("POL-CAR", CLINICAL_1, CLINICAL_1 + timedelta(days=4), 1),
    )
    placement = place(ADA, "CAR", "POL-CAR", CLINICAL_1)
    assert said(Seats(), placement, seat_exceptions=lines) == []
    assert len(said(Seats(), placement, seat_exceptions=lines[::-1])) == 1


def test_the_last_week_counts():
    """Exam weeks kept for TPV fill two weeks of the ward, the second one too."""
    seat_gone = SeatException(
        "NIG-MED", EXAMS_1 + timedelta(days=7), EXAMS_1 + timedelta(days=11), 0
    )
    placement = place(CLEO, "TPV", "NIG-MED", EXAMS_1)
    messages = said(Seats(), placement, seat_exceptions=(seat_gone,))
    assert len(messages) == 1
    assert "23 November 2026" in messages[0]
