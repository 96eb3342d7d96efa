"""Cards of the rule: a placement gives all its hours within the year."""

from datetime import date

import pytest

from scheduler.domain.curriculum import Change, DutyChange
from scheduler.domain.dates import WEEK
from scheduler.rules.full_hours import FullHours
from tests.rules.cards import said
from tests.school import (
    ADA,
    CLEO,
    CLINICAL_3,
    EXAMS_1,
    EXAMS_2,
    LECTURES_1,
    LECTURES_2,
    ROTATIONS,
    but,
    calendar,
    period,
    place,
)


def test_the_year_is_long_enough():
    """Two weeks of mornings give 40 hours."""
    assert said(FullHours(), place(ADA, "CAR", "NIG-MED", LECTURES_1)) == []


def test_a_start_too_late_in_the_year():
    """One exam week gives TPV 25 hours of 40, and the year is over."""
    assert said(FullHours(), place(CLEO, "TPV", "NIG-MED", EXAMS_2)) == [
        "Synthetic Student 3 (000103), TPV at Medicine, Niguarda (NIG-MED) from "
        "23 November 2026: the academic year leaves only 25 of the 40 ward hours."
    ]
    assert said(FullHours(), place(CLEO, "TPV", "NIG-MED", EXAMS_1)) == []


@pytest.mark.parametrize(("hours", "breaches"), [(4, 1), (5, 0)])
def test_eight_working_days(hours, breaches):
    """7 and 8 December off: 8 days x 4 h are not 40 hours, 8 x 5 h are."""
    first = date(2026, 12, 7)
    year = calendar(
        period("clinical", first, first + WEEK, hours=hours),
        period("closed", first + 2 * WEEK, first + 4 * WEEK),
        holidays=[date(2026, 12, 7), date(2026, 12, 8)],
    )
    placement = place(ADA, "CAR", "NIG-MED", first)
    assert len(said(FullHours(), placement, calendar=year)) == breaches


def test_4_october_is_a_holiday_on_a_monday_in_2027():
    """Four days x 5 h miss the 25 hours by one day."""
    first = date(2027, 10, 4)
    rotations = but(ROTATIONS, "CAR", hours=25)
    placement = place(ADA, "CAR", "NIG-MED", first)
    for holidays, breaches in (([], 0), ([date(2027, 10, 4)], 1)):
        year = calendar(period("clinical", first, first, hours=5), holidays=holidays)
        facts = {"calendar": year, "rotations": rotations}
        assert len(said(FullHours(), placement, **facts)) == breaches


def test_4_october_is_a_sunday_in_2026():
    """A holiday on a Sunday costs no hours."""
    first = date(2026, 9, 28)
    year = calendar(
        period("clinical", first, first, hours=8), holidays=[date(2026, 10, 4)]
    )
    assert said(FullHours(), place(ADA, "CAR", "NIG-MED", first), calendar=year) == []


@pytest.mark.parametrize(("hours", "breaches"), [(100, 0), (101, 1)])
def test_a_hundred_hours_of_the_qualifying_internship(hours, breaches):
    """Four weeks of 5 h a day give the 100 hours of a TPV area, and no more."""
    year = calendar(period("exams", LECTURES_1, LECTURES_1 + 3 * WEEK, TPV=5))
    rotations = but(ROTATIONS, "TPV", hours=hours)
    placement = place(CLEO, "TPV", "NIG-MED", LECTURES_1)
    facts = {"calendar": year, "rotations": rotations}
    assert len(said(FullHours(), placement, **facts)) == breaches


def test_the_requirement_counts_not_the_rotation():
    """One who only makes up 10 hours can start in the last clinical week."""
    more = (DutyChange(ADA, "CAR", Change.ADD, hours=41),)
    less = (DutyChange(ADA, "CAR", Change.ADD, hours=10),)
    placement = place(ADA, "CAR", "NIG-MED", CLINICAL_3)
    assert said(FullHours(), placement) == []
    assert said(FullHours(), placement, duty_changes=less) == []
    assert len(said(FullHours(), placement, duty_changes=more)) == 1


def test_fractions_of_hours_add_up():
    """Ten days of 4.1 hours are 41 hours, whatever binary fractions make of it."""
    year = calendar(period("lectures", LECTURES_1, LECTURES_2, hours=4.1))
    rotations = but(ROTATIONS, "CAR", hours=41)
    placement = place(ADA, "CAR", "NIG-MED", LECTURES_1)
    assert said(FullHours(), placement, calendar=year, rotations=rotations) == []
