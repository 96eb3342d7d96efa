"""What the office calls a change between two schedules."""

from datetime import date

from scheduler.domain.difference import Kind, changes, moved_students
from scheduler.domain.schedule import Placement, Schedule

ONE = Placement("1", date(2027, 1, 11), "IM1", "CARDIO")
LATER = Placement("1", date(2027, 1, 18), "IM1", "CARDIO")
OTHER = Placement("2", date(2027, 1, 11), "IM1", "CARDIO")


def test_same_schedules_differ_in_nothing():
    """A schedule that is read again has no changes."""
    assert changes(Schedule.of([ONE, OTHER]), Schedule.of([OTHER, ONE])) == ()


def test_a_move_in_time_is_one_change():
    """Another week for the same rotation is a move, not a removal and an addition."""
    (change,) = changes(Schedule.of([ONE, OTHER]), Schedule.of([LATER, OTHER]))
    assert (change.kind, change.before, change.after) == (Kind.MOVED, ONE, LATER)


def test_what_is_new_and_what_is_gone():
    """Changes are told apart, and come in order of student."""
    found = changes(Schedule.of([OTHER]), Schedule.of([ONE]))
    assert [change.kind for change in found] == [Kind.ADDED, Kind.REMOVED]
    assert moved_students(Schedule.of([OTHER]), Schedule.of([ONE])) == {"1", "2"}
