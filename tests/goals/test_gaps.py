import pytest

from scheduler.domain.curriculum import DutyChange
from scheduler.domain.dates import DAY
from scheduler.domain.people import Absence
from scheduler.goals.gaps import Gaps
from tests.school import calendar


@pytest.mark.parametrize(
    ("second", "expected"),
    [(1, 0), (2, 1), (3, 2), (5, 4), (6, 4), (11, 4)],
)
def test_idle_weeks_between_two_rotations(school, plan, second, expected):
    """Each open week between two rotations is a unit, at most four in one gap."""
    placed = plan(("one", "A", "sacco", 0), ("one", "B", "sacco", second))
    assert Gaps().measure(school(), placed) == expected


def test_before_the_first_and_after_the_last_is_free(school, plan):
    """Free time at either end of the year is no gap."""
    assert Gaps().measure(school(), plan(("one", "A", "sacco", 5))) == 0


def test_gaps_add_up(school, plan):
    """Gaps of one and two weeks are three units; of five and one, five."""
    small = [("one", "A", "sacco", 0), ("one", "B", "sacco", 2)]
    assert Gaps().measure(school(), plan(*small, ("one", "C", "sacco", 5))) == 3
    large = [("one", "A", "sacco", 0), ("one", "B", "sacco", 6)]
    assert Gaps().measure(school(), plan(*large, ("one", "C", "sacco", 8))) == 5


def test_long_rotation_leaves_no_gap(school, plan):
    """The second week of a rotation isn't idle."""
    placed = plan(("one", "L", "sacco", 0), ("one", "B", "sacco", 2))
    assert Gaps().measure(school(), placed) == 0


def test_weeks_without_ward_hours_break_the_run(school, plan, period):
    """Exams between two runs forgive the open weeks before and after them."""
    year = calendar(
        period("clinical", 0, 3, hours=4.0),
        period("exams", 4, 5),
        period("clinical", 6, 11, hours=4.0),
    )
    placed = plan(("one", "A", "sacco", 2), ("one", "B", "sacco", 7))
    assert Gaps().measure(school(calendar=year), placed) == 0
    again = plan(
        ("one", "A", "sacco", 2), ("one", "B", "sacco", 7), ("one", "C", "sacco", 9)
    )
    assert Gaps().measure(school(calendar=year), again) == 1


def test_hours_for_another_rotation_do_not_open_a_week(school, plan, period):
    """A week kept for E is idle for who owes E, and not for who doesn't."""
    year = calendar(
        period("clinical", 0, 0, hours=4.0),
        period("exams", 1, 1, E=4.0),
        period("clinical", 2, 11, hours=4.0),
    )
    placed = plan(("one", "A", "sacco", 0), ("one", "B", "sacco", 2))
    assert Gaps().measure(school(calendar=year), placed) == 1
    freed = (DutyChange("one", "E", "drop"),)
    assert Gaps().measure(school(calendar=year, duty_changes=freed), placed) == 0


@pytest.mark.parametrize(("days", "expected"), [(4, 1), (5, 0)])
def test_absence_closes_a_week_only_if_it_is_whole(school, plan, weeks, days, expected):
    """With one day left to come, the week could have been used."""
    away = Absence("one", weeks[1], weeks[1] + DAY * (days - 1))
    placed = plan(("one", "A", "sacco", 0), ("one", "B", "sacco", 2))
    assert Gaps().measure(school(absences=(away,)), placed) == expected


def test_someone_elses_absence_changes_nothing(school, plan, weeks):
    """A gap stays a gap while a companion is away."""
    away = Absence("two", weeks[1], weeks[1] + DAY * 6)
    placed = plan(("one", "A", "sacco", 0), ("one", "B", "sacco", 2))
    assert Gaps().measure(school(absences=(away,)), placed) == 1


def test_students_do_not_mix(school, plan):
    """The idle weeks between two students' rotations are nobody's gap."""
    placed = plan(("one", "A", "sacco", 0), ("two", "B", "sacco", 4))
    assert Gaps().measure(school(), placed) == 0
