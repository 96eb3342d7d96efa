"""Cards of the rule: a ward with a minimum has it in every week it can be used."""

from datetime import timedelta

from scheduler.domain.curriculum import Change, Credit, DutyChange
from scheduler.domain.people import Absence
from scheduler.domain.places import SeatException
from scheduler.rules.ward_minimum import WardMinimum
from tests.rules.cards import said
from tests.school import (
    ADA,
    BEN,
    CLEO,
    CLINICAL_1,
    CLINICAL_2,
    CLINICAL_3,
    EXAMS_1,
    EXAMS_2,
    LECTURES_1,
    LECTURES_2,
    PERIODS,
    WARDS,
    but,
    calendar,
    period,
    place,
)

TWO = but(WARDS, "NIG-MED", minimum=2)
FORTNIGHT = calendar(period("lectures", LECTURES_1, LECTURES_2, hours=4))
CAR = [place(student, "CAR", "NIG-MED", LECTURES_1) for student in (ADA, BEN)]


def test_no_minimum():
    """A ward without a minimum may stay empty."""
    assert said(WardMinimum()) == []


def test_enough_in_every_week():
    """Two students through both weeks keep a minimum of two."""
    assert said(WardMinimum(), *CAR, wards=TWO, calendar=FORTNIGHT) == []


def test_too_few():
    """One student alone is told for each week."""
    first, second = said(WardMinimum(), CAR[0], wards=TWO, calendar=FORTNIGHT)
    assert first == (
        "Medicine, Niguarda (NIG-MED) needs at least 2 students but has 1 in the week "
        "of 5 October 2026."
    )
    assert "12 October 2026" in second


def test_an_empty_week_counts():
    """A week in which nobody comes is below the minimum as well."""
    assert len(said(WardMinimum(), wards=TWO, calendar=FORTNIGHT)) == 2


def test_weeks_that_nobody_can_use():
    """Closed weeks are left out; exam weeks too, but for a ward that teaches TPV."""
    wards = but(WARDS, "POL-CAR", minimum=1)
    open_ = LECTURES_1, LECTURES_2, CLINICAL_1, CLINICAL_2, CLINICAL_3
    messages = said(WardMinimum(), wards=wards)
    assert len(messages) == len(open_)
    assert len(said(WardMinimum(), wards=TWO)) == len((*open_, EXAMS_1, EXAMS_2))


def test_a_week_without_seats():
    """A ward that is shut for a week needs nobody then."""
    shut = SeatException("NIG-MED", LECTURES_2, LECTURES_2 + timedelta(days=4), 0)
    facts = {"wards": TWO, "calendar": FORTNIGHT, "seat_exceptions": (shut,)}
    assert len(said(WardMinimum(), **facts)) == 1


def test_nobody_owes_what_the_ward_teaches():
    """A ward whose rotations all are credited or dropped can't be used."""
    wards = but(WARDS, "NIG-OBG", minimum=1)
    done = [
        Credit(student, part) for student in (ADA, BEN) for part in ("OBG-1", "OBG-2")
    ]
    facts = {"wards": wards, "calendar": FORTNIGHT}
    assert said(WardMinimum(), credits=tuple(done), **facts) == []
    dropped = tuple(
        DutyChange(credit.student, credit.rotation, Change.DROP) for credit in done[1:]
    )
    assert len(said(WardMinimum(), duty_changes=dropped, **facts)) == 2


def test_everybody_who_could_come_is_away():
    """In a week in which all who owe the rotation are away, the ward waits in vain."""
    wards = but(WARDS, "NIG-OBG", minimum=1)
    friday = timedelta(days=4)
    away = [Absence(one, LECTURES_1, LECTURES_1 + friday) for one in (ADA, BEN)]
    facts = {"wards": wards, "calendar": FORTNIGHT}
    assert len(said(WardMinimum(), absences=tuple(away), **facts)) == 1
    half = Absence(BEN, LECTURES_1, LECTURES_1 + timedelta(days=3))
    assert len(said(WardMinimum(), absences=(away[0], half), **facts)) == 2


def test_holidays_make_a_week_unusable():
    """A week of public holidays asks for nobody."""
    holidays = [LECTURES_1 + timedelta(days=number) for number in range(5)]
    year = calendar(*FORTNIGHT.periods, holidays=holidays)
    assert len(said(WardMinimum(), wards=TWO, calendar=year)) == 1


def test_any_student_counts():
    """Students of different years and rotations make up the minimum together."""
    year = calendar(*PERIODS[1:2])
    plan = (
        place(ADA, "CAR", "NIG-MED", CLINICAL_1),
        place(CLEO, "TPV", "NIG-MED", CLINICAL_1),
    )
    assert len(said(WardMinimum(), *plan, wards=TWO, calendar=year)) == 1
