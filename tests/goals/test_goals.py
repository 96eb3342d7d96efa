"""What holds for every goal, and for all of them together."""

from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scheduler.goals
from scheduler.domain.curriculum import Credit
from scheduler.domain.people import Wish
from scheduler.goals import GOALS, measure_all, objective, weight_of
from scheduler.goals.contract import Goal
from tests.goals.conftest import POINTS, ROTATIONS, STUDENTS

DEFAULTS = {
    "unplaced": 300,
    "preferences": 4,
    "travel": 1,
    "even_load": 1,
    "variety": 2,
    "changes": 3,
    "gaps": 1,
    "free_blocks": 5,
}


@pytest.fixture(scope="session")
def demanding(school):
    """A school in which every goal has something to say; its wards have two seats."""
    plain = school()
    return replace(
        plain,
        students={s: replace(plain.students[s], zone="sacco") for s in STUDENTS},
        wards={w: replace(plain.wards[w], seats=2) for w in plain.wards},
        credits=(Credit("one", "E", "san donato"),),
        wishes=tuple(Wish(s, 1, hospital="niguarda") for s in STUDENTS),
    )


@pytest.fixture(scope="session")
def poor(plan):
    """A schedule that is bad by every goal, worked out by hand below."""
    return plan(
        ("one", "A", "san donato", 0),
        ("one", "B", "san donato", 1),
        ("one", "C", "sacco", 2),
        ("one", "D", "san donato", 4),
        ("two", "A", "san donato", 0),
    )


POOR = {
    "unplaced": 3 * (3 + 7 + 8),  # of 8 rotations each; "one" has E credited
    "preferences": 5,  # five second choices
    "travel": 4 * 27,  # 82 minutes, four weeks
    "even_load": 2,  # both seats of San Donato in the first week
    "variety": 3,  # third and fourth rotation at San Donato
    "changes": 1,  # San Donato to Sacco
    "free_blocks": 0,  # nobody is placed in free weeks
    "gaps": 1,  # the week before D
}


def test_every_goal_of_the_package_is_in_the_tuple():
    """A goal that somebody wrote and forgot to list is found."""
    for module in iter_modules(scheduler.goals.__path__):
        import_module(f"scheduler.goals.{module.name}")
    written = set(Goal.__subclasses__())
    assert len(written) == len(GOALS)
    assert written == {type(goal) for goal in GOALS}


def test_names_and_default_weights():
    """Goals go by the names that the office writes under [weights]."""
    assert {goal.name: goal.weight for goal in GOALS} == DEFAULTS
    assert all(goal.label for goal in GOALS)


def test_poor_schedule_by_hand(demanding, poor):
    """Every goal finds in one schedule what a person finds."""
    assert measure_all(demanding, poor) == POOR


def test_objective_is_the_weighted_sum(demanding, poor):
    """300·54 + 4·5 + 108 + 2 + 2·3 + 3·1 + 1 = 16340."""
    assert objective(demanding, poor) == 16340


def test_the_office_sets_weights(demanding, poor):
    """A weight in the instance replaces the default, also by zero."""
    own = replace(demanding, weights={"unplaced": 0, "travel": 2})
    assert {goal.name: weight_of(goal, own) for goal in GOALS} == {
        **DEFAULTS,
        "unplaced": 0,
        "travel": 2,
    }
    assert objective(own, poor) == 248


@pytest.mark.parametrize(
    "line",
    [
        ("nobody", "A", "niguarda", 0),
        ("one", "Z", "niguarda", 0),
        ("one", "A", "nowhere", 0),
        ("one", "A", "niguarda", 0, 2),
        ("one", "L", "niguarda", 11),
    ],
    ids=["student", "rotation", "ward", "occurrence", "past the end"],
)
def test_what_the_rules_report_is_left_to_them(demanding, plan, poor, line):
    """A placement that can't be is neither an error nor a cost (nor a cover)."""
    with_it = replace(poor, placements=(*poor.placements, *plan(line).placements))
    without = measure_all(demanding, poor)
    measured = measure_all(demanding, with_it)
    del without["unplaced"], measured["unplaced"]
    assert measured == without


LINES = st.tuples(
    st.sampled_from((*STUDENTS, "nobody")),
    st.sampled_from((*ROTATIONS, "Z")),
    st.sampled_from((*POINTS, "nowhere")),
    st.integers(0, 11),
)


@settings(max_examples=60, deadline=None, database=None)
@given(lines=st.lists(LINES, max_size=12, unique_by=lambda line: line[:2]))
def test_units_are_whole_and_never_negative(demanding, plan, lines):
    """Whatever a schedule looks like, no goal rewards it."""
    for name, units in measure_all(demanding, plan(*lines)).items():
        assert type(units) is int, name
        assert units >= 0, name
