"""Cards of the rule: a placement runs through weeks with ward hours."""

from datetime import date, timedelta

from scheduler.domain.curriculum import Change, DutyChange
from scheduler.domain.dates import WEEK
from scheduler.rules.ward_hours import WardHours
from tests.rules.cards import said
from tests.school import (
    ADA,
    CLEO,
    CLINICAL_1,
    CLINICAL_2,
    CLINICAL_3,
    CLOSED,
    EXAMS_1,
    LECTURES_1,
    PERIODS,
    ROTATIONS,
    STUDENTS,
    but,
    calendar,
    period,
    place,
)


def owing(hours):
    """ADA owes ``hours`` of CAR."""
    return (DutyChange(ADA, "CAR", Change.ADD, hours=hours),)


def test_lecture_weeks_with_free_mornings():
    """Mornings beside lectures are ward hours."""
    assert said(WardHours(), place(ADA, "CAR", "NIG-MED", LECTURES_1)) == []


def test_a_start_in_an_exam_week():
    """Nothing starts in a week of exams; the message names week and place."""
    assert said(WardHours(), place(ADA, "CAR", "NIG-MED", EXAMS_1)) == [
        "Synthetic Student 1 (000101), CAR at Medicine, Niguarda (NIG-MED) from "
        "16 November 2026: it starts in the week of 16 November 2026, which has no "
        "ward hours for CAR."
    ]


def test_a_start_in_a_closed_week():
    """A closure is passed over inside a placement, but nothing starts in it."""
    assert len(said(WardHours(), place(ADA, "CAR", "NIG-MED", CLOSED))) == 1


def test_a_closure_inside_does_not_break_a_placement():
    """A placement of 80 hours goes on after the closed week."""
    placement = place(ADA, "CAR", "NIG-MED", CLINICAL_2)
    assert said(WardHours(), placement, duty_changes=owing(80)) == []


def test_a_lecture_week_without_ward_hours_breaks_a_placement():
    """The same weeks with lectures all day in between are two placements."""
    year = calendar(
        period("clinical", CLINICAL_2, CLINICAL_2, hours=8),
        period("lectures", CLOSED, CLOSED),
        period("clinical", CLINICAL_3, CLINICAL_3, hours=8),
    )
    placement = place(ADA, "CAR", "NIG-MED", CLINICAL_2)
    messages = said(WardHours(), placement, calendar=year, duty_changes=owing(80))
    assert len(messages) == 1
    assert "runs into the week of 2 November 2026" in messages[0]
    enough = said(WardHours(), placement, calendar=year, duty_changes=owing(40))
    assert enough == []


def test_free_weeks_and_gaps_break_a_placement():
    """Neither a free week nor a week that the office forgot is passed over."""
    parts = (
        period("clinical", CLINICAL_2, CLINICAL_2, hours=8),
        period("clinical", CLINICAL_3, CLINICAL_3, hours=8),
    )
    placement = place(ADA, "CAR", "NIG-MED", CLINICAL_2)
    for middle in ((), (period("free", CLOSED, CLOSED),)):
        year = calendar(*parts, *middle)
        messages = said(WardHours(), placement, calendar=year, duty_changes=owing(80))
        assert len(messages) == 1


def test_a_week_of_holidays_is_passed_over():
    """Five public holidays in a row are as good as a closure."""
    holidays = [CLINICAL_2 + timedelta(days=number) for number in range(5)]
    year = calendar(*PERIODS, holidays=holidays)
    placement = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    assert said(WardHours(), placement, calendar=year, duty_changes=owing(80)) == []


def test_holidays_and_lectures_mixed_break_a_placement():
    """Four holidays and a day of lectures are a week without ward hours, not off."""
    holidays = [CLOSED + timedelta(days=number) for number in range(4)]
    year = calendar(
        period("clinical", CLINICAL_2, CLINICAL_2, hours=8),
        period("lectures", CLOSED, CLOSED),
        period("clinical", CLINICAL_3, CLINICAL_3, hours=8),
        holidays=holidays,
    )
    placement = place(ADA, "CAR", "NIG-MED", CLINICAL_2)
    messages = said(WardHours(), placement, calendar=year, duty_changes=owing(80))
    assert len(messages) == 1


def test_a_closure_wins_over_the_period_below_it():
    """Easter closed for everyone, inside the lectures of year 4, is passed over."""
    year = calendar(
        period("lectures", CLINICAL_1, CLINICAL_3, hours=8, year=4),
        period("closed", CLINICAL_2, CLOSED),
    )
    placement = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    assert said(WardHours(), placement, calendar=year, duty_changes=owing(80)) == []
    closed = place(ADA, "CAR", "NIG-MED", CLINICAL_2)
    assert len(said(WardHours(), closed, calendar=year)) == 1


def test_exam_weeks_marked_for_tpv_are_open_to_tpv():
    """The qualifying internship runs through the exam weeks of year 6."""
    assert said(WardHours(), place(CLEO, "TPV", "NIG-MED", EXAMS_1)) == []


def test_exam_weeks_marked_for_tpv_are_closed_to_the_rest():
    """A sixth-year student repeating cardiology can't use the weeks of TPV."""
    repeated = (DutyChange(CLEO, "CAR", Change.ADD),)
    placement = place(CLEO, "CAR", "NIG-MED", EXAMS_1)
    assert len(said(WardHours(), placement, duty_changes=repeated)) == 1


def test_weeks_of_another_year_of_study():
    """Weeks that leave year 6 its mornings may be all lectures for year 4."""
    year = calendar(
        period("lectures", LECTURES_1, LECTURES_1 + WEEK, year=4),
        period("free", LECTURES_1, LECTURES_1 + WEEK, hours=4, year=6),
    )
    tpv = place(CLEO, "TPV", "NIG-MED", LECTURES_1)
    car = place(ADA, "CAR", "NIG-MED", LECTURES_1)
    messages = said(WardHours(), tpv, car, calendar=year)
    assert len(messages) == 1
    assert "000101" in messages[0]


def test_eight_working_days_run_into_the_lectures():
    """From 7 December, two holidays leave 8 x 4 h; the next week has no ward hours."""
    first = date(2026, 12, 7)
    saints = [date(2026, 12, 7), date(2026, 12, 8)]
    placement = place(ADA, "CAR", "NIG-MED", first)
    for hours, breaches in ((4, 1), (5, 0)):
        year = calendar(
            period("clinical", first, first + WEEK, hours=hours),
            period("lectures", first + 2 * WEEK, first + 3 * WEEK),
            holidays=saints,
        )
        assert len(said(WardHours(), placement, calendar=year)) == breaches


def test_weekends_give_no_ward_hours():
    """A period that begins on a Saturday leaves its first week without a ward day."""
    saturday = period("clinical", CLINICAL_1 + timedelta(days=5), CLINICAL_3, hours=8)
    year = calendar(period("lectures", LECTURES_1, LECTURES_1), saturday)
    placement = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    assert len(said(WardHours(), placement, calendar=year)) == 1


def test_what_is_not_owed_still_needs_a_ward_week_to_start():
    """A placement that answers no requirement is held to its first week."""
    fifth = but(STUDENTS, ADA, year=5)
    open_ = place(ADA, "CAR", "NIG-MED", LECTURES_1)
    exams = place(ADA, "CAR", "NIG-MED", EXAMS_1)
    assert said(WardHours(), open_, students=fifth) == []
    assert len(said(WardHours(), exams, students=fifth)) == 1


def test_the_end_of_the_year_is_not_a_break():
    """A placement that the year cuts short breaks "full hours", not this rule."""
    placement = place(CLEO, "TPV", "NIG-MED", EXAMS_1)
    longer = but(ROTATIONS, "TPV", hours=100)
    assert said(WardHours(), placement, rotations=longer) == []
