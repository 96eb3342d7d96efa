"""The worst-off are raised, at no more than the price, and all rules are kept."""

import random
from dataclasses import replace
from itertools import chain, combinations, permutations

import numpy as np
import pytest

from scheduler.domain.schedule import Schedule
from scheduler.goals import objective, own_costs
from scheduler.rules import check_all
from scheduler.solver.board import make_board
from scheduler.solver.child import Child
from scheduler.solver.ideal import Ideal, board_ideal, exact_ideal, ideal_of, make_ideal
from scheduler.solver.problem import gather
from scheduler.solver.raising import after, raised_exactly
from scheduler.solver.result import Clock, Found, Options
from scheduler.solver.solve import solve
from scheduler.solver.tail import Case, raise_worst_off, raised
from scheduler.solver.units import make_units
from scheduler.synthetic import generate
from tests.advice.hospitals import plan, ranking, town
from tests.solver.test_brute_force import one_thing_at_a_time, small_problem

HALF = Options(worst_off=0.5)


@pytest.fixture(scope="module")
def child():
    with Child() as process:
        yield process


def worst_first(burdens):
    """The burdens from the worst down, as schedules are compared by."""
    return sorted(burdens.values(), reverse=True)


# -- what a reader can follow ----------------------------------------------------------


def chain_of_four():
    """Four wards with one seat, four students, one week; a step down costs 12.

    001, 002 and 003 are at their first choices, and 004 at his third (3 steps, 36), as
    long as only the sum counts. For him to get his first or second choice, two others
    must take their second (12 each); and 001, who lives in Z2, then has a way of 8.
    """
    wishes = (
        *ranking("001", "H1", "H4"),
        *ranking("002", "H2", "H1"),
        *ranking("003", "H3", "H2"),
        *ranking("004", "H3", "H2", "H4"),
    )
    weights = {"preferences": 12}
    return town(weeks=1, zones=("Z2",), wishes=wishes, weights=weights)


def test_the_worst_off_is_raised_where_others_can_share_what_one_bears():
    """One bears 36 of 36; then three bear 20, 12 and 12, which is 8 more."""
    instance = chain_of_four()
    cheapest = solve(instance, Options(worst_off=0), Clock(20))
    assert cheapest.schedule == plan("W1", "W2", "W3", "W4")
    assert cheapest.raised is None
    assert cheapest.proven
    fair = solve(instance, HALF, Clock(20))
    assert fair.raised.before == cheapest.schedule
    assert worst_first(fair.raised.old) == [36, 0, 0, 0]
    assert worst_first(fair.raised.new) == [20, 12, 12, 0]
    assert fair.raised.new["001"] == 20
    assert (cheapest.objective, fair.objective) == (36, 44)
    assert (fair.bound, fair.proven) == (36, False)
    assert fair.violations == ()


def test_a_price_that_is_too_high_is_not_paid():
    """The same school, but the cost may grow by a tenth only: 3 of the 8 units."""
    stingy = solve(chain_of_four(), Options(worst_off=0.1), Clock(20))
    assert stingy.schedule == plan("W1", "W2", "W3", "W4")
    assert stingy.raised.new == stingy.raised.old
    assert stingy.proven


def test_where_somebody_must_be_last_nothing_changes():
    """Two want the same ward most: whoever gets it, the other bears as much."""
    wishes = (*ranking("001", "H1", "H2"), *ranking("002", "H1", "H2"))
    instance = town(number=2, weeks=1, wishes=wishes)
    result = solve(instance, HALF, Clock(20))
    assert worst_first(result.raised.old) == [4, 0]
    assert result.schedule == result.raised.before


def test_a_long_way_to_every_ward_is_no_burden():
    """W2 is far but the nearest; W1 is farther, and only that is held against it."""
    wards = {name: ward for name, ward in town().wards.items() if name in ("W1", "W2")}
    instance = town(number=1, weeks=1, zones=("Z4",), wards=wards)
    ideal = ideal_of(gather(instance))
    assert ideal.schedule == plan("W2")
    assert objective(instance, plan("W2")) > 0
    assert ideal.burdens(instance, plan("W2")) == {"001": 0}
    farther = objective(instance, plan("W1")) - objective(instance, plan("W2"))
    assert ideal.burdens(instance, plan("W1")) == {"001": farther}


def test_a_rotation_that_fits_nowhere_is_no_burden():
    """Unplaced whatever one does: 0. Unplaced though there was room: all of it."""
    closed = town(number=1, weeks=1, wards={})
    assert ideal_of(gather(closed)).burdens(closed, Schedule(())) == {"001": 0}
    open_ = town(number=1, weeks=1)
    assert ideal_of(gather(open_)).burdens(open_, Schedule(())) == {"001": 4 * 300}


def test_companions_bear_together():
    """What two who go together bear is shared evenly, rounded up."""
    instance = town(number=2, wishes=ranking("001", "H1", "H2"))
    ideal = Ideal(plan("W1", "W1"), (("001", "002"),))
    assert ideal.burdens(instance, plan("W2", "W2")) == {"001": 2, "002": 2}
    assert ideal.burdens(instance, plan("W3", "W1")) == {"001": 6, "002": 6}


# -- schools small enough to try everything --------------------------------------------


def tried(problem, ideal, limit, placed, broken):
    """The best burdens, from the worst down, of all schedules that may be delivered."""
    instance, every = problem.table.instance, range(problem.table.size)
    sets = chain.from_iterable(combinations(every, n) for n in range(len(every) + 1))
    found = []
    for chosen in sets:
        if len(chosen) < placed or not one_thing_at_a_time(problem.table, chosen):
            continue
        cost = problem.objective(np.array(chosen, dtype=np.int64))
        schedule = problem.schedule(chosen)
        if (
            cost is not None
            and cost <= limit
            and len(check_all(instance, schedule)) <= broken
        ):
            found.append(worst_first(ideal.burdens(instance, schedule)))
    return min(found)


def ideal_of_few(problem, child):
    """The ideals in a small problem, by a process that is there already."""
    units = make_units(problem)
    return make_ideal(problem, units, exact_ideal(problem, units, child))


def cheapest(problem):
    """A cheapest schedule that nobody forbids, found by trying everything."""
    every = range(problem.table.size)
    sets = chain.from_iterable(combinations(every, n) for n in range(len(every) + 1))
    allowed = (
        (cost, chosen)
        for chosen in sets
        if one_thing_at_a_time(problem.table, chosen)
        and (cost := problem.objective(np.array(chosen, dtype=np.int64))) is not None
    )
    cost, chosen = min(allowed)
    return Found(np.array(chosen, dtype=np.int64), cost, 0)


SEEDS = [seed for seed in range(40) if small_problem(seed).table.size]
SHARES = (0.02, 0.3, 3.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_ways_of_raising_keep_their_promise(seed, child):
    """40 random schools: the model gives the very best, the search nothing worse."""
    problem = small_problem(seed)
    instance, found = problem.table.instance, cheapest(problem)
    board = make_board(problem, threads=1)
    ideal = ideal_of_few(problem, child)
    before = worst_first(ideal.burdens(instance, problem.schedule(found.chosen)))
    broken = len(check_all(instance, problem.schedule(found.chosen)))
    options = Options(worst_off=SHARES[seed % len(SHARES)], workers=1)
    exactly = raised_exactly(problem, found, child, options, Clock(60))
    quickly = raised(board, found, options, Clock(60))
    limit = found.cost + int(options.worst_off * (found.cost - problem.unavoidable))
    for result in (exactly, quickly):
        schedule = problem.schedule(result.chosen)
        assert result.cost == problem.objective(result.chosen) <= limit
        assert len(result.chosen) >= len(found.chosen)
        assert len(check_all(instance, schedule)) <= broken
        assert worst_first(result.raised.new) <= before
    best = tried(problem, ideal, limit, len(found.chosen), broken)
    assert worst_first(exactly.raised.new) == best


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_the_search_and_the_measures_mean_the_same_burden(seed):
    """What the compiled search goes by is what the report tells, student by student."""
    problem = small_problem(seed)
    board, found = make_board(problem, threads=1), cheapest(problem)
    if check_all(problem.table.instance, problem.schedule(found.chosen)):
        return  # a rule that must give way is no burden, but the search sees its price
    current = board.units.joints_of(found.chosen, board.nobody().shape[1])
    everybody = np.arange(len(board.units.units))
    searched = Case(board, 0).burdens(everybody, board.costs(current))
    told = board_ideal(board).burdens(
        problem.table.instance, problem.schedule(found.chosen)
    )
    for number, unit in enumerate(board.units.units):
        for member in unit.members:
            assert told[member] == searched[number]


def random_town(seed):
    """Four students with wishes and homes, four wards with a seat each, one week."""
    chance = random.Random(seed)
    wishes = [
        wish
        for student in ("001", "002", "003", "004")
        for wish in ranking(
            student, *chance.sample(["H1", "H2", "H3", "H4"], chance.randint(1, 4))
        )
    ]
    zones = [chance.choice((None, "Z1", "Z2", "Z4")) for _ in range(4)]
    return town(weeks=1, zones=zones, wishes=wishes)


def test_in_random_towns_both_outcomes_are_seen(child):
    """Every way to seat four: the model finds the fairest, and the search mostly."""
    helped, reached = set(), 0
    for seed in range(24):
        instance = random_town(seed)
        problem, options = gather(instance), Options(worst_off=0.4, workers=1)
        plans = [plan(*wards) for wards in permutations(("W1", "W2", "W3", "W4"))]
        best = min(plans, key=lambda one: objective(instance, one))
        found = Found(problem.candidates_of(best), objective(instance, best), 0)
        limit, ideal = int(1.4 * found.cost), ideal_of_few(problem, child)
        fairest = min(
            worst_first(ideal.burdens(instance, one))
            for one in plans
            if objective(instance, one) <= limit
        )
        exactly = raised_exactly(problem, found, child, options, Clock(60))
        quickly = raised(make_board(problem, 1), found, options, Clock(60))
        assert worst_first(exactly.raised.new) == fairest
        assert fairest <= worst_first(quickly.raised.new)
        assert worst_first(quickly.raised.new) <= worst_first(quickly.raised.old)
        reached += worst_first(quickly.raised.new) == fairest
        helped.add(fairest < worst_first(exactly.raised.old))
    assert helped == {True, False}
    assert reached >= 20


# -- a school that is large enough for seat prices -------------------------------------


@pytest.fixture(scope="module")
def small_town():
    instance, _ = generate(12, 0.95, seed=3)
    return instance


def test_in_a_larger_school_the_worst_off_bear_less_at_no_more_than_the_price(
    small_town,
):
    """The whole way through the solver: within budget, complete, no rule broken."""
    result = solve(small_town, Options(worst_off=0.05, gap=0.9), Clock(40))
    done = result.raised
    assert result.violations == ()
    assert small_town.unplaced(result.schedule) == ()
    assert worst_first(done.new) < worst_first(done.old)
    assert result.objective == objective(small_town, result.schedule)
    assert done.cost == objective(small_town, done.before)
    assert result.objective <= done.cost + 0.05 * (done.cost - result.unavoidable)
    assert result.bound <= result.objective


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [(0.0, 10_800), (0.05, 10_210), (0.02, 10_800), (0.03, 10_000)],
)
def test_what_is_within_the_gap_asked_for_stays_there(small_town, asked, allowed):
    """A cost of 10,000 with a bound of 9,700 may grow by 8 %, or until the gap is met.

    With 5 % asked for that is 9,700 / 0.95; with 2 % it isn't met as it is.
    """
    problem, limits = gather(small_town), []
    assert problem.unavoidable == 0
    found = Found(np.zeros(0, dtype=np.int64), 10_000, 9_700)

    def search(limit):
        limits.append(limit)
        return found.chosen

    options = Options(worst_off=0.08, gap=asked)
    after(problem, found, options, board_ideal(make_board(problem, 1)), search)
    assert limits == [allowed]


def test_raising_again_from_what_was_raised_takes_nothing_back(small_town):
    """The search for the worst-off itself never makes them worse off, seed by seed."""
    problem = gather(small_town)
    board = make_board(problem, threads=1)
    start = solve(small_town, Options(worst_off=0), Clock(0.01)).schedule
    current = board.units.joints_of(
        problem.candidates_of(start), board.nobody().shape[1]
    )
    ideal, limit = board_ideal(board), int(1.1 * objective(small_town, start))
    borne = [worst_first(ideal.burdens(small_town, start))]
    for seed in range(2):
        current = raise_worst_off(board, current, limit, Clock(8), seed)
        schedule = problem.schedule(board.units.chosen(current))
        assert check_all(small_town, schedule) == ()
        assert objective(small_town, schedule) <= limit
        borne.append(worst_first(ideal.burdens(small_town, schedule)))
    assert borne == sorted(borne, reverse=True)
    assert borne[-1] < borne[0]


def test_visitors_neither_gain_nor_pay(small_town):
    """A guest's placements may change for the sake of others, but not for the worse."""
    everybody = dict(small_town.students)
    guests = [one for one in everybody if everybody[one].year == 4][:6]
    for name in guests:
        everybody[name] = replace(everybody[name], visitor=True)
    instance = replace(small_town, students=everybody)
    result = solve(instance, Options(worst_off=0.1), Clock(12))
    assert not set(guests) & set(result.raised.new)
    for name in guests:
        before, now = (
            sum(own_costs(instance, plan_, name).values())
            for plan_ in (result.raised.before, result.schedule)
        )
        assert now <= before
