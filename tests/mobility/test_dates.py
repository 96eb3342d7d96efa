"""Dates that the programmes turn on: months aren't days, and years of calls."""

from datetime import date

import pytest

from scheduler.domain.limits import (
    AcademicYear,
    DayMonth,
    Length,
    Unit,
    academic_year,
    add_months,
    months_of,
)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 3, 1), -1, date(2027, 2, 1)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 8, 1), 2, date(2027, 10, 1)),
        (date(2027, 1, 15), -13, date(2025, 12, 15)),
    ],
)
def test_a_month_is_the_same_day_or_the_months_last(day, months, expected):
    assert add_months(day, months) == expected


def test_two_months_are_calendar_months_unless_the_office_counts_days():
    length = Length(2, Unit.MONTHS)
    assert length.after(date(2027, 2, 1)) == date(2027, 4, 1)
    assert length.after(date(2027, 2, 1), 30) == date(2027, 4, 2)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 10, 1), 2026), (date(2026, 9, 30), 2025), (date(2027, 2, 1), 2026)],
)
def test_the_academic_year_begins_in_october(day, year):
    assert academic_year(day) == AcademicYear(year)


def test_the_end_of_september_belongs_to_the_academic_year_before():
    assert DayMonth(30, 9).within(AcademicYear(2026)) == date(2027, 9, 30)
    assert DayMonth(15, 10).within(AcademicYear(2026)) == date(2026, 10, 15)


def test_months_abroad_add_up_with_their_days():
    assert months_of(date(2027, 2, 1), date(2027, 3, 31)) == 2
    assert months_of(date(2027, 2, 1), date(2027, 3, 15)) == 1.5
    assert months_of(date(2027, 1, 31), date(2027, 2, 27)) == 1
    assert months_of(date(2027, 2, 1), date(2027, 3, 31), 30) == pytest.approx(59 / 30)
