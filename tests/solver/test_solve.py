"""Whole solves of generated schools: what the office relies on, on every path."""

from dataclasses import replace

import pytest

from scheduler.domain.people import Company, CompanyKind
from scheduler.goals import objective
from scheduler.solver.result import Clock
from scheduler.solver.solve import SMALL, Options, solve
from scheduler.synthetic import generate, missing_at_least

pytestmark = pytest.mark.compiled


def solved(instance, seconds=10.0, **options):
    return solve(instance, Options(**options), Clock(seconds))


@pytest.fixture(scope="module")
def village():
    """A school of 32 students, large enough for seat prices, and a schedule of it."""
    return generate(8, 0.9, seed=5)


@pytest.fixture(scope="module")
def result(village):
    """The village solved until nothing helps any more."""
    return solved(village[0], 300)


@pytest.fixture(scope="module")
def hurried(village):
    """The village solved with no time for it."""
    return solved(village[0], 0.01)


def test_what_can_be_placed_is_placed(village, result):
    """Where a complete schedule is known to exist, one is found, and a better one."""
    instance, planted = village
    assert result.candidates > SMALL
    assert result.violations == ()
    assert instance.unplaced(result.schedule) == ()
    assert result.objective < objective(instance, planted)
    assert 0 < result.bound <= result.objective


def test_a_seed_gives_the_same_schedule_again(village, result):
    """No limit cuts in: two solves with one seed agree, another seed differs."""
    instance, _ = village
    assert not result.interrupted
    assert solved(instance, 300).schedule == result.schedule
    assert solved(instance, 300, seed=2).schedule != result.schedule


def test_a_twin_leaves_out_no_less_than_it_must():
    """Where seats are known to be short, that many are missing, and not many more."""
    twin, _ = generate(8, 0.9, seed=5, infeasible=True)
    least = missing_at_least(twin)
    found = solved(twin)
    missing = sum(count for _, count in twin.unplaced(found.schedule))
    assert found.violations == ()
    assert least <= missing <= least + 1
    assert found.fewest_unplaced == least
    assert found.fewest_unplaced_proven is (missing == least)


def test_rules_too_large_for_the_sweep_are_kept_all_the_same(village):
    """At most three placements per hospital: more states than the sweep can carry."""
    instance, _ = village
    limited = replace(
        instance,
        hospitals={
            name: replace(site, max_per_student=3)
            for name, site in instance.hospitals.items()
        },
    )
    found = solved(limited, 40, gap=0.2)
    assert found.violations == ()
    placed = len(found.schedule.placements)
    assert placed >= 0.95 * len(limited.requirements)


def test_companions_stay_together_and_others_apart():
    """Friends with the same duties move as one; rivals never meet in a ward."""
    instance, _ = generate(12, 0.9, seed=5)
    fourth = [s.id for s in instance.students.values() if s.year == 4]
    free = [s for s in fourth if not instance.absences_of(s)]
    asked = replace(
        instance,
        companies=(
            Company("friends", CompanyKind.TOGETHER, (free[0], free[1])),
            Company("rivals", CompanyKind.APART, (free[2], free[3])),
        ),
    )
    found = solved(asked, 20, gap=0.2)
    assert found.violations == ()
    friends = [found.schedule.of_student(s) for s in free[:2]]
    assert friends[0]
    assert [(p.ward, p.first) for p in friends[0]] == [
        (p.ward, p.first) for p in friends[1]
    ]


def test_out_of_time_there_is_still_an_answer(hurried):
    """However short the time, a valid schedule comes out."""
    assert hurried.interrupted
    assert hurried.violations == ()
    assert len(hurried.schedule.placements) > 0


def test_a_bound_is_told_even_where_time_was_over_at_once(hurried):
    """The first bound costs the same whether or not it is told; so it is told."""
    assert hurried.interrupted
    assert 0 < hurried.bound <= hurried.objective
    assert hurried.gap <= 1


def test_the_gap_leaves_out_what_nobody_can_avoid(result):
    """A cost that every schedule has makes neither gap look better."""
    worse = replace(
        result,
        objective=result.objective + 900,
        bound=result.bound + 900,
        unavoidable=900,
    )
    assert worse.gap == result.gap
    assert worse.without(900) == result.without(0)
    assert 0 <= result.without(0)[2] <= 1
    assert any(key[0] == "seats" and price > 0 for key, price in result.prices.items())


def test_a_gap_that_is_good_enough_ends_the_search(village):
    """With a generous gap the search ends long before its time, and says so truly."""
    found = solved(village[0], 300, gap=0.5)
    assert found.gap <= 0.5
    assert not found.interrupted


def test_a_schedule_to_start_from_is_kept_or_bettered(village, result):
    """Solving again from a good schedule never ends with a dearer one.

    As long as nothing may be spent for the worst-off.
    """
    again = solved(village[0], 2, start=result.schedule, worst_off=0)
    assert again.objective <= result.objective
    assert again.violations == ()
