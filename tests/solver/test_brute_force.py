"""On problems small enough to try everything, every stage tells the truth.

Small random schools, thinned to a few candidates: all sets of candidates are costed
with rows and walks; the exact model, the sweep and the bound are held to the best.
"""

import random
from collections import Counter
from itertools import chain, combinations, product

import numpy as np
import pytest

from scheduler.solver.agree import agreed
from scheduler.solver.arena import NEVER
from scheduler.solver.ascent import ascend
from scheduler.solver.board import make_board
from scheduler.solver.bound import bound_from, prove, raise_bound
from scheduler.solver.dive import dive
from scheduler.solver.dives import Diving, best_dive
from scheduler.solver.exact import (
    Limits,
    part_candidates,
    part_model,
    solve_model,
    whole_model,
)
from scheduler.solver.first import first_schedule
from scheduler.solver.master import Master
from scheduler.solver.negotiate import negotiate
from scheduler.solver.pool import Pool
from scheduler.solver.press import press
from scheduler.solver.problem import allowed_candidates, problem_of
from scheduler.solver.result import Clock
from scheduler.solver.route import unit_cost
from scheduler.solver.scratch import make_scratch
from scheduler.solver.shake import fit, improve
from scheduler.solver.sweep import EXACT, LENIENT, RELAXED
from scheduler.terms import FORBIDDEN
from tests.rules.test_agreement import random_school

pytestmark = pytest.mark.compiled

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


def test_every_stage_gives_valid_schedules_and_a_true_bound(case):
    """No stage breaks a rule or makes things worse, and nothing beats the bound."""
    problem, best = case
    if problem.table.size == 0:
        return
    board = make_board(problem, threads=2)
    pool = Pool(board)
    complete = negotiate(board, pool, Clock(20), seed=1)
    cost = problem.objective(board.units.chosen(complete))
    assert cost is not None
    assert cost >= best
    served = board.units.chosen(first_schedule(board, pool, Clock(20), seed=1))
    first_cost = problem.objective(served)
    assert first_cost is None or first_cost >= best
    better = improve(board, pool, complete, 40, Clock(20), seed=1)
    improved = problem.objective(board.units.chosen(better))
    assert best <= improved <= cost
    assert board.in_units(board.cost_of(better, board.load_of(better))) == improved
    going = ascend(board, pool, improved, Clock(20), until=10, seed=1)
    bound = bound_from(board, pool, going)
    while raise_bound(board, pool, bound):
        assert bound.total <= best
    prove(board, pool, bound)
    assert bound.total <= best
    pressed = press(board, pool, bound.going, Clock(20), until=10, seed=1)
    made = problem.objective(board.units.chosen(pressed))
    assert made is None or made >= best
    first = agreed(board, pool, bound.going, seed=1)
    chosen = dive(board, pool, first, NEVER, Clock(20), until=20, seed=1)
    fitting = problem.objective(board.units.chosen(fit(board, pool, chosen, 1)))
    assert fitting is not None
    assert fitting >= best
    dives = [
        best_dive(board, own, Diving(bound.going, NEVER, Clock(20), 20), seed=1)
        for own in (pool.copy(board), pool.copy(board))
    ]
    assert (dives[0] == dives[1]).all()
    dived = problem.objective(board.units.chosen(dives[0]))
    assert dived is None or dived >= best


@pytest.mark.parametrize("seed", range(100, 300))
def test_the_bound_is_below_the_cheapest_at_any_prices(seed):
    """200 random schools, all rules and goals on: no prices prove too much."""
    problem = small_problem(seed)
    if problem.table.size == 0:
        return
    best, board = min(all_costs(problem)), make_board(problem, threads=1)
    everybody = np.arange(len(board.units.units))
    chance = np.random.default_rng(seed)
    for size in (0, 3, 50):
        going = board.going(size * chance.standard_normal(len(board.units.lower)))
        for care in (RELAXED, EXACT):
            priced = board.cheapest(everybody, going, care)
            assert board.bound_at(going, priced.bound) <= best


def test_where_labels_run_out_the_bound_still_holds():
    """With room for a few partial itineraries only, some searches end without proof."""
    ended = Counter()
    for best, board, going in cases_at_random_prices(60):
        vars(board)["scratches"] = [make_scratch(board.arena, labels=4)]
        priced = board.cheapest(board.everybody, going)
        assert board.bound_at(going, priced.bound) <= best
        ended.update(priced.proven.tolist())
    assert ended[True] > 0
    assert ended[False] > 0


@pytest.mark.parametrize("seed", range(100, 200))
def test_no_schedule_leaves_out_less_than_the_shortfall(seed):
    """What counting seats proves to stay open, in number and cost, does so."""
    problem = small_problem(seed)
    foremost = [row for row in problem.rows if row.foremost]
    every = range(problem.table.size)
    for chosen in chain.from_iterable(combinations(every, n) for n in range(10)):
        if not one_thing_at_a_time(problem.table, chosen):
            continue
        cost = problem.objective(np.array(chosen, dtype=np.int64))
        if cost is not None:
            taken = np.isin(np.arange(problem.table.size), chosen)
            missing = sum(
                row.breach(int(row.weight @ taken[row.candidates])) for row in foremost
            )
            assert problem.shortfall.count <= missing
            assert problem.unavoidable <= cost


@pytest.mark.parametrize("seed", range(40))
def test_an_exact_itinerary_is_the_cheapest_one(seed):
    """At random prices, each unit's own optimum is what trying everything finds."""
    problem = small_problem(seed)
    if problem.table.size == 0:
        return
    board, going = at_random_prices(problem, seed)
    priced = board.cheapest(board.everybody, going)
    assert priced.proven.all()
    for number, unit in enumerate(board.units.units):
        costs = [
            cost_at(board, number, taken, board.lawful(going.price))
            for taken in itineraries(problem, board.units, unit)
        ]
        assert min(costs) == priced.bound[number]
        found = cost_at(board, number, priced.taken[number], board.lawful(going.price))
        assert found == priced.bound[number]


@pytest.mark.parametrize("seed", range(40))
def test_a_nearly_cheapest_itinerary_is_a_lawful_one(seed):
    """It costs what is said of it, and never less than the cheapest."""
    problem = small_problem(seed)
    if problem.table.size == 0:
        return
    board, going = at_random_prices(problem, seed)
    near, exact = (
        board.cheapest(board.everybody, going, care) for care in (LENIENT, EXACT)
    )
    assert (near.bound >= exact.bound).all()
    for number in board.everybody.tolist():
        found = cost_at(board, number, near.taken[number], board.lawful(going.price))
        assert found == near.bound[number] < NEVER


@pytest.mark.parametrize("seed", range(20))
def test_going_on_from_a_vertex_is_no_dearer_than_a_new_start(seed):
    """What comes in later is mixed in; a row may be missing, none is new."""
    problem = small_problem(seed)
    if problem.table.size == 0:
        return
    board, pool = with_the_dearest_wishes(problem)
    master = Master(pool)
    first = master.solve(vertex=True)
    chance = np.random.default_rng(seed)
    for _ in range(4):
        going = board.going(9 * chance.standard_normal(len(board.units.lower)))
        pool.add(board.cheapest(board.everybody, going).taken)
    again, anew = master.solve_again(), Master(pool).solve(vertex=True)
    assert again.objective <= first.objective + 1e-6
    assert again.objective <= anew.objective * (1 + 1e-6) + 1e-4
    assert len(again.share) == len(pool)


def with_the_dearest_wishes(problem):
    """A problem's board, and a pool of what everybody would like best."""
    board = make_board(problem, threads=1)
    pool = Pool(board)
    pool.add(board.alone.taken)
    return board, pool


def at_random_prices(problem, seed):
    """A problem's board, and prices and refunds at random."""
    board, chance = make_board(problem, threads=1), np.random.default_rng(seed)
    return board, board.going(5 * chance.standard_normal(len(board.units.lower)))


def cases_at_random_prices(count):
    """The least cost, board and prices of each small problem that has candidates."""
    for seed in range(count):
        problem = small_problem(seed)
        if problem.table.size:
            yield min(all_costs(problem)), *at_random_prices(problem, seed)


def itineraries(problem, units, unit):
    """Every itinerary of a unit: at most one joint a bit, none at the same time."""
    for chosen in product(
        *[[-1, *unit.joints[unit.bit == b]] for b in range(unit.bits)]
    ):
        own = [joint for joint in chosen if joint >= 0]
        if one_thing_at_a_time(problem.table, units.candidates[own, 0].tolist()):
            yield np.array([*chosen, -1], dtype=np.int64)


def cost_at(board, number, taken, price):
    """A unit's own cost and the prices of the rows that it touches."""
    units = board.units
    joints = [joint for joint in taken.tolist() if joint >= 0]
    spots = [i for j in joints for i in range(units.row_from[j], units.row_from[j + 1])]
    paid = sum(int(price[units.row[i]] * units.weight[i]) for i in spots)
    return paid + int(unit_cost(board.quick, number, taken, board.quick_scratch))


def test_cases_are_not_all_alike():
    """The random problems differ in what they cost, so agreement means something."""
    costs = {min(all_costs(small_problem(seed))) for seed in range(12)}
    assert len(costs) >= 5
    assert max(costs) < FORBIDDEN


@pytest.mark.parametrize("seed", range(20))
def test_prices_in_a_box_stay_in_it(seed):
    """The mixture may be too cheap then, never too dear; without edges, neither."""
    problem = small_problem(seed)
    if problem.table.size == 0:
        return
    board, pool = with_the_dearest_wishes(problem)
    free = Master(pool).solve(vertex=True)
    for size in (0.5, np.inf):
        caps = np.full(len(board.units.lower), size)
        boxed = Master(pool, caps=caps).solve(vertex=True)
        assert (np.abs(boxed.going.price) <= size + 1e-6).all()
        assert boxed.objective <= free.objective * (1 + 1e-6) + 1e-4
    assert boxed.objective == pytest.approx(free.objective, rel=1e-6, abs=1e-4)


def test_small_steps_lead_to_prices_that_account_for_more():
    """Over 30 random schools; never for more than the cheapest schedule costs."""
    none = some = helped = 0
    for seed in range(300, 330):
        problem = small_problem(seed)
        if problem.table.size == 0:
            continue
        best, board = min(all_costs(problem)), make_board(problem, threads=1)
        going = ascend(board, Pool(board), best, Clock(20), until=10, seed=seed)
        free, there = (
            board.bound_at(prices, board.cheapest(board.everybody, prices).bound)
            for prices in (board.free, going)
        )
        assert there <= best
        none, some, helped = none + free, some + there, helped + (there > free)
    assert some > none
    assert helped >= 3
