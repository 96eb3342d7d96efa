from dataclasses import replace

import pytest

from scheduler.domain.people import Wish
from scheduler.goals.preferences import Preferences

BY_RANK = ("niguarda", "policlinico", "sacco")


@pytest.fixture
def wishing(school):
    """Student "one" ranks three of the four hospitals."""
    return school(
        wishes=tuple(Wish("one", i, hospital=h) for i, h in enumerate(BY_RANK, 1))
    )


@pytest.mark.parametrize(
    ("ward", "expected"),
    [("niguarda", 0), ("policlinico", 1), ("sacco", 3), ("san donato", 6)],
)
def test_each_step_down_costs_more_than_the_last(wishing, plan, ward, expected):
    """First choice 0, second 1, third 3, and what isn't on the list 6."""
    assert Preferences().measure(wishing, plan(("one", "A", ward, 0))) == expected


def test_student_without_wishes_costs_nothing(wishing, plan):
    """Who asked for nothing can't be disappointed."""
    assert Preferences().measure(wishing, plan(("two", "A", "san donato", 0))) == 0


def test_place_and_week_add_up(school, plan, weeks):
    """Second hospital (1) in the third week asked for (3) is 4."""
    places = [Wish("one", i, hospital=h) for i, h in enumerate(BY_RANK, 1)]
    times = [Wish("one", i, week=weeks[w]) for i, w in enumerate((4, 5, 6), 1)]
    instance = school(wishes=(*places, *times))
    assert Preferences().measure(instance, plan(("one", "A", "policlinico", 6))) == 4


def test_placements_add_up(wishing, plan):
    """Second choice (1) and third choice (3) make 4."""
    both = plan(("one", "A", "policlinico", 0), ("one", "B", "sacco", 1))
    assert Preferences().measure(wishing, both) == 4


def test_only_what_can_be_had_counts(wishing, plan):
    """Where the first choice doesn't teach A, the second is the best there is."""
    elsewhere = replace(wishing.wards["niguarda"], rotations=("B",))
    instance = replace(wishing, wards={**wishing.wards, "niguarda": elsewhere})
    assert Preferences().measure(instance, plan(("one", "A", "policlinico", 0))) == 0


def test_ward_that_does_not_teach_the_rotation_is_left_to_the_rules(wishing, plan):
    """A placement that can't be ranked costs nothing and breaks nothing."""
    elsewhere = replace(wishing.wards["san donato"], rotations=("B",))
    instance = replace(wishing, wards={**wishing.wards, "san donato": elsewhere})
    assert Preferences().measure(instance, plan(("one", "A", "san donato", 0))) == 0
