from scheduler.goals.changes import Changes
from tests.school import calendar


def test_move_from_one_week_to_the_next(school, plan):
    """Friday at Niguarda and Monday at Sacco is one change."""
    moved = plan(("one", "A", "niguarda", 0), ("one", "B", "sacco", 1))
    assert Changes().measure(school(), moved) == 1


def test_staying_is_free(school, plan):
    """Going on at the same hospital is no change."""
    stayed = plan(("one", "A", "niguarda", 0), ("one", "B", "niguarda", 1))
    assert Changes().measure(school(), stayed) == 0


def test_move_after_a_week_off_is_free(school, plan):
    """An idle week between two hospitals takes the haste out of the move."""
    rested = plan(("one", "A", "niguarda", 0), ("one", "B", "sacco", 2))
    assert Changes().measure(school(), rested) == 0


def test_last_week_of_a_long_rotation_is_what_counts(school, plan):
    """After a rotation of two weeks the next week is the third."""
    moved = plan(("one", "L", "niguarda", 0), ("one", "B", "sacco", 2))
    assert Changes().measure(school(), moved) == 1


def test_each_move_counts(school, plan):
    """There and back again are two changes."""
    moved = plan(
        ("one", "A", "niguarda", 0),
        ("one", "B", "sacco", 1),
        ("one", "C", "niguarda", 2),
        ("one", "D", "niguarda", 3),
    )
    assert Changes().measure(school(), moved) == 2


def test_students_do_not_mix(school, plan):
    """One student's Friday and another's Monday are no change."""
    apart = plan(("one", "A", "niguarda", 0), ("two", "B", "sacco", 1))
    assert Changes().measure(school(), apart) == 0


def test_closed_week_inside_a_rotation_is_part_of_it(school, plan, period):
    """A rotation that runs across a closed week ends later, and so the move comes."""
    year = calendar(period("clinical", 0, 11, hours=4.0), period("closed", 1, 1))
    moved = plan(("one", "L", "niguarda", 0), ("one", "B", "sacco", 3))
    assert Changes().measure(school(calendar=year), moved) == 1
