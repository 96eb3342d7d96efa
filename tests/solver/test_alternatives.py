"""Several schedules to choose from: all good, really different, honestly told."""

from dataclasses import replace

import pytest

from scheduler.advice.alternatives import contrasts, otherwise
from scheduler.advice.compare import Named
from scheduler.domain.people import Lock, LockKind
from scheduler.goals import objective
from scheduler.office.reading import load
from scheduler.rules import check_all
from scheduler.solver.alternatives import Wanted, several
from scheduler.solver.problem import gather
from scheduler.solver.result import Clock, Options
from scheduler.solver.solve import SMALL
from scheduler.synthetic import generate
from tests.conftest import TINY
from tests.office.conftest import planned


def found(instance, count, within, seconds=60.0):
    wanted = Wanted(count, within)
    return several(gather(instance), wanted, Options(), Clock(seconds))


@pytest.fixture(scope="module")
def three():
    """The tiny school with three schedules that are at most 20 % dearer."""
    tiny = load(TINY)
    return tiny, found(tiny, 3, 0.2)


@pytest.fixture(scope="module")
def village():
    """Three schedules of a school that is large enough for seat prices."""
    instance, _ = generate(3, 0.9, seed=5)
    assert gather(instance).table.size > SMALL
    return instance, found(instance, 3, 0.1, 120)


@pytest.fixture(params=["three", "village"])
def school(request):
    """(instance, its schedules): by the exact model, and by seat prices."""
    return request.getfixturevalue(request.param)


def test_each_keeps_all_rules_and_places_as_much(school):
    """An alternative isn't bought by leaving somebody out."""
    instance, made = school
    assert len(made.results) == 3
    for result in made.results:
        assert check_all(instance, result.schedule) == ()
        assert instance.unplaced(result.schedule) == ()


def test_each_costs_what_is_told_and_no_more_than_allowed(school):
    """The extra by which the search was driven apart is in no figure."""
    instance, made = school
    costs = [objective(instance, result.schedule) for result in made.results]
    assert costs == [result.objective for result in made.results]
    assert costs == sorted(costs)
    assert costs[-1] <= made.limit


def test_the_bound_is_that_of_the_school(school):
    """What no schedule can cost less than is one figure for all of them."""
    _, made = school
    bounds = {result.bound for result in made.results}
    assert len(bounds) == 1
    assert bounds.pop() <= made.results[0].objective
    assert [r.proven for r in made.results] == [
        r.bound == r.objective for r in made.results
    ]


def test_any_two_really_differ(school):
    """Not one swapped week, but a large part of the placements."""
    _, made = school
    first, second, third = (result.schedule for result in made.results)
    for one, other in ((first, second), (first, third), (second, third)):
        assert otherwise(one, other) > 0.3


def test_a_seed_gives_the_same_alternatives_again(school):
    """Where no limit cuts in."""
    instance, made = school
    assert not made.results[0].interrupted
    again = found(instance, 3, 0.2 if instance.title.startswith("Tiny") else 0.1, 120)
    assert [r.schedule for r in again.results] == [r.schedule for r in made.results]


def test_one_is_what_it_always_was(three):
    """Asking for more doesn't make the best one worse."""
    tiny, made = three
    (alone,) = found(tiny, 1, 0.2).results
    assert alone.objective == made.results[0].objective
    assert made.results[0].proven


def locked(tiny, *rotations):
    """The tiny school with nearly everything fixed where the plan has it."""
    locks = tuple(
        Lock(p.student, LockKind.MUST, p.rotation, ward=p.ward, week=p.first)
        for p in planned()
        if (p.student, p.rotation) not in rotations
    )
    return replace(tiny, locks=locks)


def test_where_there_is_one_only_that_is_proven():
    """Everything is locked: the answer says that there is no other."""
    made = found(locked(load(TINY)), 3, 0.5)
    assert len(made.results) == 1
    assert made.none_left


def test_where_all_others_are_too_dear_that_is_proven():
    """One rotation may move, but not for nothing."""
    tiny = locked(load(TINY), ("000104", "MED"))
    made = found(tiny, 2, 0.0)
    dearer = found(tiny, 2, 1.0)
    assert (len(made.results), made.none_left) == (1, True)
    assert len(dearer.results) == 2
    assert dearer.results[1].objective > made.limit


def test_out_of_time_there_is_one_and_nothing_is_called_proven():
    """That none was found in no time doesn't prove anything."""
    made = found(load(TINY), 3, 0.2, seconds=0.01)
    assert len(made.results) == 1
    assert not made.none_left


def test_the_measures_against_the_best(three):
    """Shares count both what is elsewhere and what is missing."""
    tiny, made = three
    best = made.results[0].schedule
    less = replace(best, placements=best.placements[1:])
    same, short = contrasts(tiny, (Named("a", best), Named("b", less)), 0)
    assert (same.placements, same.students, same.dearer) == (0, 0, 0)
    assert short.placements == short.wards == 1 / len(best.placements)
    assert short.students == 1 / 4
    assert short.unplaced == 1
    assert 0 < short.worst <= same.worst  # what is missing isn't what weighs there
    assert short.dearer == (short.cost - same.cost) / same.cost
