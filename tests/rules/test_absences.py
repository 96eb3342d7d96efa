"""Cards of the rule: no absence on a ward day of a placement."""

from datetime import timedelta

from scheduler.domain.curriculum import Change, DutyChange
from scheduler.domain.people import Absence
from scheduler.rules.absences import Absences
from tests.rules.cards import said
from tests.school import (
    ADA,
    BEN,
    CLEO,
    CLINICAL_1,
    CLINICAL_2,
    CLOSED,
    EXAMS_1,
    LECTURES_1,
    LECTURES_2,
    PERIODS,
    calendar,
    place,
)


def away(first, days=1, student=ADA):
    """The student is away from ``first`` for so many days."""
    return {"absences": (Absence(student, first, first + timedelta(days=days - 1)),)}


CAR = place(ADA, "CAR", "NIG-MED", LECTURES_1)


def test_away_on_a_ward_day():
    """One day in the second week is told with its date."""
    assert said(Absences(), CAR, **away(LECTURES_2 + timedelta(days=2))) == [
        "Synthetic Student 1 (000101) is absent on 1 ward day of CAR at Medicine, "
        "Niguarda (NIG-MED) from 5 October 2026, first on 14 October 2026."
    ]


def test_away_before_and_after():
    """A stay that ends on Sunday, or starts after the last Friday, does no harm."""
    before = away(LECTURES_1 - timedelta(days=7), days=7)
    after = away(CLINICAL_1 - timedelta(days=2), days=60)
    assert said(Absences(), CAR, **before) == []
    assert said(Absences(), CAR, **after) == []


def test_a_stay_that_ends_on_the_first_monday():
    """Both ends of an absence belong to it."""
    stay = away(LECTURES_1 - timedelta(days=7), days=8)
    assert len(said(Absences(), CAR, **stay)) == 1


def test_away_at_the_weekend():
    """Between two weeks of a placement there is a free weekend."""
    assert said(Absences(), CAR, **away(LECTURES_1 + timedelta(days=5), days=2)) == []


def test_away_on_a_holiday():
    """Who travels on a public holiday misses nothing."""
    wednesday = LECTURES_1 + timedelta(days=2)
    year = calendar(*PERIODS, holidays=[wednesday])
    assert said(Absences(), CAR, calendar=year, **away(wednesday)) == []
    assert len(said(Absences(), CAR, **away(wednesday))) == 1


def test_away_in_the_closed_week_inside():
    """Who leaves during the closure is back when the placement goes on."""
    longer = (DutyChange(ADA, "CAR", Change.ADD, hours=80),)
    placement = place(ADA, "CAR", "NIG-MED", CLINICAL_2)
    closed = away(CLOSED, days=7)
    assert said(Absences(), placement, duty_changes=longer, **closed) == []
    too_long = away(CLOSED, days=8)
    assert len(said(Absences(), placement, duty_changes=longer, **too_long)) == 1


def test_another_student_is_away():
    """Only the student's own absences count."""
    assert said(Absences(), CAR, **away(LECTURES_1, student=BEN)) == []


def test_exam_weeks_are_ward_days_for_tpv():
    """An absence in an exam week meets a qualifying internship that runs through it."""
    placement = place(CLEO, "TPV", "NIG-MED", EXAMS_1)
    assert len(said(Absences(), placement, **away(EXAMS_1, student=CLEO))) == 1


def test_one_message_for_a_placement():
    """Two absences in one placement are one message with all the days."""
    both = (
        Absence(ADA, LECTURES_1, LECTURES_1),
        Absence(ADA, LECTURES_2, LECTURES_2 + timedelta(days=20)),
    )
    messages = said(Absences(), CAR, absences=both)
    assert len(messages) == 1
    assert "absent on 6 ward days" in messages[0]
