"""The model says of every solution what the problem says, and finds the best one."""

import random

import numpy as np
import pytest

from scheduler.mss import check, solve_mss
from scheduler.mss.model import model_of
from scheduler.solver.result import Clock
from scheduler.solver.solve import Options
from tests.mss.tiny import TINY, best, random_instance, solutions, tiny

SEEDS = range(40)


def numbers(model):
    """The candidate of each placement that the model knows."""
    return {
        model.placements(np.array([candidate]))[0]: candidate
        for candidate in range(model.problem.table.size)
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_every_solution_costs_what_it_scores(seed):
    """No solution is lost to the model, and none has another score."""
    instance = random_instance(random.Random(seed))
    model = model_of(instance)
    number = numbers(model)
    for placements, score in solutions(instance):
        chosen = np.array([number[one] for one in placements], dtype=np.int64)
        assert model.score(model.problem.objective(chosen)) == score


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_no_solution_is_none_for_the_model(seed):
    """Random sets of candidates: the model and the checker agree on each."""
    chance = random.Random(seed)
    instance = random_instance(chance)
    model = model_of(instance)
    table = model.problem.table
    wanted = sum(map(sum, instance.owed))
    for _ in range(100):
        size = min(table.size, chance.choice([wanted, wanted, wanted - 1, wanted + 1]))
        chosen = np.array(sorted(chance.sample(range(table.size), max(0, size))))
        chosen = chosen.astype(np.int64)
        verdict = check(instance, model.placements(chosen))
        cost = model.problem.objective(chosen)
        assert (cost is None) == bool(verdict.violations)
        if cost is not None:
            assert model.score(cost) == verdict.score


@pytest.mark.parametrize("seed", SEEDS)
def test_costs_are_never_negative(seed):
    """The engine counts on it."""
    problem = model_of(random_instance(random.Random(seed))).problem
    assert (problem.cost >= 0).all()
    for walks in problem.walks.values():
        for walk in walks:
            assert (walk.cost >= 0).all()
            assert (walk.final >= 0).all()


@pytest.mark.parametrize("seed", range(12))
def test_the_best_is_found_and_proven(seed):
    """The engine's answer is the best of all, or there is no solution at all."""
    instance = random_instance(random.Random(seed))
    found = solve_mss(instance, Options(seed=1, workers=1), Clock(20))
    wanted = best(instance)
    if wanted is None:
        assert found.placements is None
    else:
        assert found.score == wanted == found.bound
        assert found.proven


def test_the_worst_student_counts_twice():
    """Of two ways with the same sum, the one that spares the worst-off is taken."""
    one = {"disciplines": 1, "groups": 1, "periods": 2, "hospitals": 2}
    wishes = ((5, 3), (5, 3))  # somebody has to take the second hospital
    instance = tiny(
        **one,
        group_of=(0,),
        owed=((1,), (1,)),
        allowed=((1,), (1,)),
        able=(((1,), (1,)),) * 2,
        present=((1, 1), (1, 1)),
        least=(((0, 0),), ((0, 0),)),
        most=(((1, 0),), ((1, 0),)),
        before=((0,),),
        weights=((1, 1, -1, -1), (0, 1, -1, -1)),
        discipline_wish=((4,), (0,)),
        hospital_wish=wishes,
        value=(0,),
    )
    found = solve_mss(instance, Options(seed=1, workers=1), Clock(20))
    assert found.score == best(instance) == (4 + 3) + 5 + 5
    assert [p.hospital for p in found.placements] == [1, 0]


def test_a_demand_that_nobody_can_meet_is_named():
    """The office of an impossible instance reads which demand is the trouble."""
    many = tuple(((9, 0, 0, 0), *TINY.least[0][1:]) for _ in range(2))
    found = solve_mss(tiny(least=many), Options(workers=1), Clock(5))
    assert found.placements is None
    assert found.obstacles[0] == "Hospital 1, discipline 1, period 1: 9 can't be there."
    away = solve_mss(tiny(present=((0,) * 4,) * 2), Options(workers=1), Clock(5))
    assert "Student 1 can't do 1 disciplines of group 1." in away.obstacles
