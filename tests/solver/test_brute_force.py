"""On problems small enough to try everything, every stage tells the truth.

Small random schools, thinned to a few candidates: all sets of candidates are costed
with rows and walks; the exact model, the sweep and the bound are held to the best.
"""

import random
from itertools import chain, combinations

import numpy as np
import pytest

from scheduler.solver.board import make_board
from scheduler.solver.exact import (
    Limits,
    part_candidates,
    part_model,
    solve_model,
    whole_model,
)
from scheduler.solver.negotiate import negotiate
from scheduler.solver.problem import allowed_candidates, problem_of
from scheduler.solver.result import Clock
from scheduler.solver.shake import improve
from scheduler.solver.units import NEVER
from tests.rules.test_agreement import random_school

CANDIDATES = 9


def small_problem(seed):
    """A random school's problem with a handful of candidates."""
    chance = random.Random(seed)
    table = allowed_candidates(random_school(chance))
    kept = chance.sample(range(table.size), min(CANDIDATES, table.size))
    mask = np.zeros(table.size, dtype=bool)
    mask[kept] = True
    return problem_of(table.where(mask))


def all_costs(problem):
    """The cost of every set of candidates that no rule forbids."""
    every = range(problem.table.size)
    sets = chain.from_iterable(combinations(every, n) for n in range(len(every) + 1))
    for chosen in sets:
        if not one_thing_at_a_time(problem.table, chosen):
            continue
        cost = problem.objective(np.array(chosen, dtype=np.int64))
        if cost is not None:
            yield cost


def one_thing_at_a_time(table, chosen):
    """Walks read one placement at a time; overlaps are a rule's own affair."""
    return not any(
        table.student[a] == table.student[b]
        and table.first[a] <= table.last[b]
        and table.first[b] <= table.last[a]
        for a, b in combinations(chosen, 2)
    )


@pytest.fixture(scope="module", params=range(12))
def case(request):
    problem = small_problem(request.param)
    return problem, min(all_costs(problem))


def test_the_exact_model_finds_the_cheapest(case):
    """CP-SAT on rows and walks agrees with trying everything, in one stage."""
    problem, best = case
    everybody = list(problem.table.students)
    nothing = np.zeros(0, dtype=np.int64)
    model = part_model(problem, everybody, nothing)
    answer = solve_model(model, Limits(20))
    assert answer.proven
    chosen = part_candidates(problem, everybody)[answer.chosen]
    assert problem.objective(chosen) == best


def test_two_stages_place_as_many_and_then_cost_no_more(case):
    """With weights that put placing first, two stages end where one does."""
    problem, best = case
    answer = solve_model(whole_model(problem), Limits(20))
    assert answer.proven
    assert answer.most_placed
    assert problem.objective(answer.chosen) == answer.objective == best


def test_prices_give_a_valid_schedule_and_a_true_bound(case):
    """Negotiation never breaks a rule, and nothing is cheaper than its bound."""
    problem, best = case
    if problem.table.size == 0:
        return
    board = make_board(problem)
    prices = negotiate(board, Clock(20), seed=1)
    assert prices.bound <= best
    cost = problem.objective(board.units.chosen(prices.current))
    assert cost is not None
    assert cost >= best
    better = improve(board, prices.current, Clock(20), seed=1)
    improved = problem.objective(board.units.chosen(better))
    assert best <= improved <= cost
    load = board.load_of(better)
    assert board.in_units(board.cost_of(better, load)) == improved


def test_cases_are_not_all_alike():
    """The random problems differ in what they cost, so agreement means something."""
    costs = {min(all_costs(small_problem(seed))) for seed in range(12)}
    assert len(costs) >= 5
    assert max(costs) < NEVER
