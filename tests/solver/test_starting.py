"""Solving from a schedule that is there: what is kept of it, and never a worse one."""

import random
from dataclasses import replace

import pytest

from scheduler.domain.schedule import Schedule
from scheduler.goals import objective
from scheduler.office.reading import load
from scheduler.rules import check_all
from scheduler.solver.problem import gather
from scheduler.solver.result import Clock
from scheduler.solver.solve import SMALL, Options, solve, solved
from scheduler.solver.starting import taken_up
from scheduler.synthetic import generate
from tests.conftest import TINY
from tests.office.conftest import planned


@pytest.fixture(scope="module")
def village():
    """A school of 12 students that is just large enough for seat prices."""
    instance, planted = generate(3, 0.9, seed=5)
    problem = gather(instance)
    assert problem.table.size > SMALL
    return instance, planted, problem


def scattered(instance, schedule, share, seed=1):
    """A schedule of which some placements begin in weeks drawn by lot."""
    chance = random.Random(seed)
    weeks = instance.calendar.weeks
    return Schedule.of(
        replace(p, first=chance.choice(weeks)) if chance.random() < share else p
        for p in schedule.placements
    )


def test_a_schedule_that_keeps_all_rules_is_taken_up_whole(village):
    """Nothing is lost on the way in."""
    _, planted, problem = village
    assert taken_up(problem, planted) == planted


@pytest.mark.parametrize("share", [0.1, 0.5, 1])
def test_what_is_taken_up_keeps_all_rules_and_nothing_more_fits(village, share):
    """Of hand edits that clash as few go as it takes: none of them fits beside."""
    instance, planted, problem = village
    edited = scattered(instance, planted, share)
    kept = taken_up(problem, edited)
    assert check_all(instance, edited)
    assert check_all(instance, kept) == ()
    lost = set(edited.placements) - set(kept.placements)
    assert set(kept.placements) <= set(edited.placements)
    assert lost
    for one in lost:
        assert check_all(instance, Schedule.of((*kept.placements, one)))


def test_of_two_that_clash_the_one_at_odds_with_most_goes():
    """A placement moved onto another's seat, and onto the student's own, goes alone."""
    tiny = load(TINY)
    plan = list(planned())
    at = next(
        i for i, p in enumerate(plan) if (p.student, p.rotation) == ("000103", "PED")
    )
    taken = next(p for p in plan if (p.student, p.rotation) == ("000104", "PED"))
    plan[at] = replace(plan[at], first=taken.first)
    kept = taken_up(gather(tiny), Schedule.of(plan))
    assert set(plan) - set(kept.placements) == {plan[at]}


def test_what_is_frozen_stays_and_is_added(village):
    """Where the start says otherwise of what is over, what is over counts."""
    instance, planted, _ = village
    day = instance.calendar.weeks[len(instance.calendar.weeks) // 3]
    later = instance.frozen_before(day, planted)
    assert later.frozen
    edited = scattered(instance, planted, 1)
    kept = taken_up(gather(later), edited)
    assert set(later.frozen) <= set(kept.placements)
    assert check_all(later, kept) == ()


@pytest.mark.parametrize("seconds", [0.01, 3])
def test_a_large_search_never_ends_behind_its_start(village, seconds):
    """Also where there is no time at all, a good schedule isn't lost."""
    instance, _, problem = village
    good = solve(instance, Options(), Clock(60)).schedule
    again = solved(problem, Options(start=good), Clock(seconds))
    assert again.objective <= objective(instance, good)
    assert again.violations == ()


@pytest.mark.parametrize("seconds", [0.01, 5])
def test_a_small_search_never_ends_behind_its_start(seconds):
    """The exact model may have found nothing yet when its time is over."""
    tiny = load(TINY)
    good = Schedule.of(planned())
    again = solve(tiny, Options(start=good), Clock(seconds))
    assert again.objective <= objective(tiny, good)
    assert again.violations == ()
    assert tiny.unplaced(again.schedule) == ()
