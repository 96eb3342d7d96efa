import pytest

from scheduler.goals.free_blocks import FreeBlocks
from tests.school import calendar


@pytest.fixture
def summer(school, period):
    """Clinical weeks 0 to 1 and 10 to 11; the weeks between are exams and free time."""
    year = calendar(
        period("clinical", 0, 1, hours=4.0),
        period("exams", 2, 4, hours=4.0),
        period("free", 5, 9, hours=4.0),
        period("clinical", 10, 11, hours=4.0),
    )
    return school(calendar=year)


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        ((), 0),
        ((0, 1), 0),
        ((2, 3), 0),
        ((8, 9), 0),
        ((5,), 1),
        ((4, 6), 2),
        ((2, 9), 0),
        ((3, 4, 5), 1),
        ((1, 4, 10), 1),
    ],
)
def test_free_time_stays_in_one_piece(summer, plan, weeks, expected):
    """Placements at the ends of the holidays cost nothing, in the middle they cut."""
    names = iter("ABCDE")
    placed = plan(*(("one", next(names), "sacco", week) for week in weeks))
    assert FreeBlocks().measure(summer, placed) == expected


def test_a_placement_across_the_border_cuts_nothing(summer, plan):
    """Two weeks from the last clinical one into the exams leave one piece."""
    assert FreeBlocks().measure(summer, plan(("one", "L", "sacco", 1))) == 0


def test_two_stretches_count_apart(school, plan, period):
    """Free time before and after a clinical week is two stretches, not two pieces."""
    year = calendar(
        period("free", 0, 4, hours=4.0),
        period("clinical", 5, 5, hours=4.0),
        period("exams", 6, 11, hours=4.0),
    )
    placed = plan(("one", "A", "sacco", 5))
    assert FreeBlocks().measure(school(calendar=year), placed) == 0
    cut = plan(("one", "A", "sacco", 2), ("one", "B", "sacco", 8))
    assert FreeBlocks().measure(school(calendar=year), cut) == 2
