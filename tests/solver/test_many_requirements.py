"""Units with more requirements than the programme carries: walks tell of the others.

The limit is lowered on small random schools, where everything can be tried; and one
MSS instance is large enough to be beyond it as it is.
"""

import random
from collections import Counter

import numpy as np
import pytest

from scheduler.mss import check, solve_mss
from scheduler.solver import companions
from scheduler.solver.arena import NEVER
from scheduler.solver.negotiate import negotiate
from scheduler.solver.pool import Pool
from scheduler.solver.result import Clock
from scheduler.solver.shake import fit, improve
from scheduler.solver.solve import Options
from scheduler.solver.sweep import EXACT, LENIENT, RELAXED
from scheduler.terms import FORBIDDEN
from scheduler.walks import total
from tests.mss.tiny import tiny
from tests.solver.test_brute_force import (
    all_costs,
    at_random_prices,
    cases_at_random_prices,
    cost_at,
    small_problem,
)

pytestmark = pytest.mark.compiled


@pytest.fixture
def one_carried(monkeypatch):
    """The programme carries the requirements of units with one alone."""
    monkeypatch.setattr(companions, "MOST_CARRIED", 1)


@pytest.mark.usefixtures("one_carried")
def test_bounds_hold_and_itineraries_are_lawful():
    """They cost what is said of them, and no prices prove too much."""
    kinds = Counter()
    for best, board, going in cases_at_random_prices(60):
        kinds.update((board.quick.bits > board.quick.carried).tolist())
        for care in (RELAXED, EXACT):
            priced = board.cheapest(board.everybody, going, care)
            assert board.bound_at(going, priced.bound) <= best
        near = board.cheapest(board.everybody, going, LENIENT)
        price = board.lawful(going.price)
        for number in board.everybody.tolist():
            found = cost_at(board, number, near.taken[number], price)
            assert priced.bound[number] <= found == near.bound[number] < NEVER
    assert kinds[True] > 20
    assert kinds[False] > 20


@pytest.mark.usefixtures("one_carried")
@pytest.mark.parametrize("seed", range(12))
def test_schedules_keep_every_rule(seed):
    """What the stages make of such itineraries is costed by rows and walks alone."""
    problem = small_problem(seed)
    if problem.table.size == 0:
        return
    best, (board, _) = min(all_costs(problem)), at_random_prices(problem, seed)
    pool = Pool(board)
    complete = negotiate(board, pool, Clock(20), seed=1)
    better = improve(board, pool, complete, 40, Clock(20), seed=1)
    for made in (complete, better, fit(board, pool, better, 1)):
        cost = problem.objective(board.units.chosen(made))
        assert cost is not None
        assert best <= cost == board.in_units(board.cost_of(made, board.load_of(made)))


@pytest.mark.parametrize(
    ("limits", "costs"),
    [
        ((1, 2, 5), [5, 0, 0, 5, 10]),
        ((2, None, 3), [6, 3, 0, 0, 0]),
        ((None, 1, None), [0, 0, None, None, None]),
        ((2, 2, None), [None, None, 0, None, None]),
    ],
)
def test_a_count_of_placements_costs_what_it_misses(limits, costs):
    """By hand: lower and upper bound, and what a placement too few or many costs."""
    counted = np.array([True, False, True, True, True])
    walk = total(("counted",), counted, 9, 4, *limits)
    found = []
    for number in range(5):
        state = 0
        for letter in [0, *walk.letter[counted][:number]]:
            state = walk.step[state, letter] if state >= 0 else -1
        cost = walk.final[state] if state >= 0 else FORBIDDEN
        found.append(int(cost) if cost < FORBIDDEN else None)
    assert found == costs


def test_a_choice_of_many_disciplines_is_solved_with_a_bound():
    """14 disciplines, some wards that must not be empty: no violation, a true bound."""
    instance = many_disciplines()
    found = solve_mss(instance, Options(seed=1, workers=2), Clock(15))
    verdict = check(instance, found.placements)
    assert not verdict.violations
    assert found.score == verdict.score <= found.bound
    assert found.bound - found.score <= 0.2 * found.score


def many_disciplines():
    """Eight students choose three to twelve of 14 disciplines at three hospitals."""
    chance = random.Random(5)
    students, disciplines, hospitals, periods = 8, 14, 3, 15
    wards = [[0] * periods for _ in range(hospitals * disciplines)]
    for week in range(2, periods - 4):
        for ward in chance.sample(range(len(wards)), 2):
            wards[ward][week] = 1
    least = np.array(wards).reshape(hospitals, disciplines, periods)
    return tiny(
        name="many.dzn",
        students=students,
        disciplines=disciplines,
        hospitals=hospitals,
        periods=periods,
        most_per_hospital=9,
        group_of=tuple(d % 2 for d in range(disciplines)),
        owed=tuple((chance.randint(1, 5), chance.randint(2, 7)) for _ in range(8)),
        allowed=((1,) * disciplines,) * students,
        able=(((1,) * disciplines,) * hospitals,) * students,
        present=((1,) * periods,) * students,
        least=tuple(tuple(map(tuple, plane)) for plane in least.tolist()),
        most=(((2,) * periods,) * disciplines,) * hospitals,
        before=tuple(
            tuple(int((d, e) == (5, 2)) for e in range(disciplines))
            for d in range(disciplines)
        ),
        weights=((2, 1, -2, -1),) * students,
        discipline_wish=tuple(
            tuple(chance.randint(0, 9) for _ in range(disciplines))
            for _ in range(students)
        ),
        hospital_wish=tuple(
            tuple(chance.randint(0, 5) for _ in range(hospitals))
            for _ in range(students)
        ),
        value=(1,) * disciplines,
    )
