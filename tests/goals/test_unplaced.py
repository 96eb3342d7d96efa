from dataclasses import replace

import pytest

from scheduler.domain.curriculum import Choice, DutyChange
from scheduler.domain.people import Student
from scheduler.goals.unplaced import Unplaced, urgency


@pytest.fixture
def small(school):
    """One student of year 3 who owes A and B only."""

    def make(**details):
        student = Student("one", "Synthetic", "One", 3, **details)
        rotations = {r: school().rotations[r] for r in "AB"}
        return school(students={"one": student}, rotations=rotations)

    return make


def test_complete_schedule_is_free(small, plan):
    """Nothing is charged when every rotation has a place."""
    whole = plan(("one", "A", "niguarda", 0), ("one", "B", "niguarda", 1))
    assert Unplaced().measure(small(), whole) == 0


def test_missing_rotation_costs_the_year_of_study(small, plan):
    """One rotation missing in year 3 is 3 units, two are 6."""
    assert Unplaced().measure(small(), plan(("one", "A", "niguarda", 0))) == 3
    assert Unplaced().measure(small(), plan()) == 6


def test_fuori_corso_is_more_urgent(small, plan):
    """A rotation missing to a student fuori corso costs two units more."""
    half = plan(("one", "A", "niguarda", 0))
    assert Unplaced().measure(small(fuori_corso=True), half) == 5


@pytest.mark.parametrize(
    ("year", "fuori_corso", "expected"),
    [(3, False, 3), (6, False, 6), (6, True, 8)],
)
def test_urgency_puts_the_last_year_first(year, fuori_corso, expected):
    """Who graduates soonest can wait least."""
    student = Student("one", "Synthetic", "One", year, fuori_corso=fuori_corso)
    assert urgency(student) == expected


def test_choice_group_misses_only_what_is_still_to_choose(school, plan):
    """Of A, B and C a student chooses two: with one placed, one is missing."""
    rotations = {r: replace(school().rotations[r], choice="some") for r in "ABC"}
    instance = school(
        rotations=rotations,
        choices={"some": Choice("some", 2)},
        students={"one": school().students["one"]},
    )
    assert Unplaced().measure(instance, plan(("one", "B", "sacco", 4))) == 3
    assert Unplaced().measure(instance, plan()) == 6


def test_repetition_is_missing_on_its_own(small, plan):
    """The first time doesn't stand for the second."""
    again = DutyChange("one", "A", "add", occurrence=2)
    instance = replace(small(), duty_changes=(again,))
    once = [("one", "A", "niguarda", 0), ("one", "B", "niguarda", 1)]
    assert Unplaced().measure(instance, plan(*once)) == 3
    twice = [*once, ("one", "A", "niguarda", 2, 2)]
    assert Unplaced().measure(instance, plan(*twice)) == 0


def test_strangers_do_not_fill_a_duty(small, plan):
    """A placement of an unknown student leaves everything missing."""
    assert Unplaced().measure(small(), plan(("nobody", "A", "niguarda", 0))) == 6
