"""Cards of the rule: the exams that come before the wards, and before TPV."""

from datetime import timedelta

from scheduler.domain.clearances import Clearance, Gate
from scheduler.domain.curriculum import TpvArea
from scheduler.rules.exams import Exams
from tests.rules.cards import said
from tests.school import (
    ADA,
    CLEO,
    EXAMS_1,
    LECTURES_1,
    ROTATIONS,
    STUDENTS,
    but,
    place,
)

CAR = place(ADA, "CAR", "NIG-MED", LECTURES_1)
TPV = place(CLEO, "TPV", "NIG-MED", EXAMS_1)
ON = {
    "gates": frozenset({"exams"}),
    "rotations": but(ROTATIONS, "TPV", tpv=TpvArea.MEDICAL),
}


def passed(student, gate, first=None):
    """The student has passed the exams on this day."""
    return {"clearances": (Clearance(student, gate, first=first),)}


def test_exams_of_the_first_two_years():
    """They come before any clerkship."""
    assert said(Exams(), CAR, **ON, **passed(ADA, Gate.EXAMS_1_2)) == []
    assert said(Exams(), CAR, **ON) == [
        "Synthetic Student 1 (000101) has not passed all exams of years 1 and 2 on "
        "5 October 2026 (nothing is recorded), but is to do CAR at Medicine, Niguarda "
        "(NIG-MED) from 5 October 2026."
    ]


def test_passed_a_day_too_late():
    """The day of the last exam counts from itself on."""
    monday = LECTURES_1
    tuesday = monday + timedelta(days=1)
    assert said(Exams(), CAR, **ON, **passed(ADA, Gate.EXAMS_1_2, monday)) == []
    assert len(said(Exams(), CAR, **ON, **passed(ADA, Gate.EXAMS_1_2, tuesday))) == 1


def test_exams_of_four_years_before_tpv():
    """Those of years 1 and 2 aren't enough there, those of years 1 to 4 are."""
    assert said(Exams(), TPV, **ON, **passed(CLEO, Gate.EXAMS_1_4)) == []
    (message,) = said(Exams(), TPV, **ON, **passed(CLEO, Gate.EXAMS_1_2))
    assert "has not passed all exams of years 1 to 4 on 16 November 2026" in message


def test_a_course_before_the_wards():
    """Who still has exams to pass may take the safety week."""
    week = but(ROTATIONS, "CAR", preparatory=True)
    assert said(Exams(), CAR, gates=ON["gates"], rotations=week) == []


def test_visitors_have_been_judged_at_home():
    """No exams of this school are asked of them."""
    visiting = but(STUDENTS, ADA, visitor=True)
    assert said(Exams(), CAR, students=visiting, **ON) == []


def test_switched_off():
    """Without the gate nothing is asked."""
    assert said(Exams(), CAR, TPV) == []
