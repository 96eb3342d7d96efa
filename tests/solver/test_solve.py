"""Whole solves of generated schools: what the office relies on, on every path."""

from dataclasses import replace

import pytest

from scheduler.domain.people import Company, CompanyKind
from scheduler.solver.result import Clock
from scheduler.solver.solve import SMALL, Options, solve
from scheduler.synthetic import generate, missing_at_least


def solved(instance, seconds=20.0, seed=1):
    return solve(instance, Options(seed), Clock(seconds))


@pytest.fixture(scope="module")
def small_town():
    """A school of 48 students that is large enough for seat prices."""
    return generate(12, 0.9, seed=5)


def test_what_can_be_placed_is_placed(small_town):
    """Where a complete schedule is known to exist, one is found, and a better one."""
    instance, planted = small_town
    result = solved(instance)
    assert result.candidates > SMALL
    assert result.violations == ()
    assert instance.unplaced(result.schedule) == ()
    from scheduler.goals import objective

    assert result.objective < objective(instance, planted)
    assert 0 < result.bound <= result.objective


def test_a_seed_gives_the_same_schedule_again(small_town):
    """No limit cuts in: two solves with one seed agree, another seed differs."""
    instance, _ = small_town
    first, second = solved(instance, 300), solved(instance, 300)
    assert not first.interrupted
    assert first.schedule == second.schedule
    assert solved(instance, 300, seed=2).schedule != first.schedule


def test_a_twin_leaves_out_no_less_than_it_must():
    """Where seats are known to be short, that many are missing, and not many more."""
    twin, _ = generate(12, 0.9, seed=5, infeasible=True)
    least = missing_at_least(twin)
    result = solved(twin)
    missing = sum(count for _, count in twin.unplaced(result.schedule))
    assert result.violations == ()
    assert least <= missing <= least + 1
    assert not result.fewest_unplaced_proven


def test_rules_too_large_for_the_sweep_are_kept_all_the_same(small_town):
    """At most three placements per hospital: more states than the sweep can carry."""
    instance, _ = small_town
    limited = replace(
        instance,
        hospitals={
            name: replace(site, max_per_student=3)
            for name, site in instance.hospitals.items()
        },
    )
    result = solved(limited, 40)
    assert result.violations == ()
    placed = len(result.schedule.placements)
    assert placed >= 0.95 * len(limited.requirements)


def test_companions_stay_together_and_others_apart(small_town):
    """Friends with the same duties move as one; rivals never meet in a ward."""
    instance, _ = small_town
    fourth = [s.id for s in instance.students.values() if s.year == 4]
    free = [s for s in fourth if not instance.absences_of(s)]
    asked = replace(
        instance,
        companies=(
            Company("friends", CompanyKind.TOGETHER, (free[0], free[1])),
            Company("rivals", CompanyKind.APART, (free[2], free[3])),
        ),
    )
    result = solved(asked)
    assert result.violations == ()
    friends = [result.schedule.of_student(s) for s in free[:2]]
    assert friends[0]
    assert [(p.ward, p.first) for p in friends[0]] == [
        (p.ward, p.first) for p in friends[1]
    ]


def test_out_of_time_there_is_still_an_answer(small_town):
    """However short the time, a valid schedule comes out."""
    instance, _ = small_town
    result = solved(instance, seconds=0.01)
    assert result.interrupted
    assert result.violations == ()
    assert len(result.schedule.placements) > 0


def test_the_gap_leaves_out_what_nobody_can_avoid(small_town):
    """A cost that every schedule has makes neither gap look better."""
    instance, _ = small_town
    result = solved(instance, 5)
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


def test_a_gap_that_is_good_enough_ends_the_search(small_town):
    """With a generous gap the search ends long before its time, and says so truly."""
    instance, _ = small_town
    result = solve(instance, Options(gap=0.5), Clock(300))
    assert result.gap <= 0.5
    assert not result.interrupted


def test_a_schedule_to_start_from_is_kept_or_bettered(small_town):
    """Solving again from a good schedule never ends with a dearer one.

    As long as nothing may be spent for the worst-off.
    """
    instance, _ = small_town
    good = solved(instance, 15)
    again = solve(instance, Options(start=good.schedule, worst_off=0), Clock(2))
    assert again.objective <= good.objective
    assert again.violations == ()


def test_a_bound_is_told_even_where_time_was_over_at_once(small_town):
    """The first bound costs the same whether or not it is told; so it is told."""
    instance, _ = small_town
    result = solved(instance, 0.01)
    assert result.interrupted
    assert 0 < result.bound <= result.objective
    assert result.gap <= 1
