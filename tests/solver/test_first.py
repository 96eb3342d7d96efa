"""First come, first served gives everybody a place, or leaves it to the negotiation."""

import pytest

from scheduler.mss.model import model_of
from scheduler.rules import check_all
from scheduler.solver.arena import NEVER
from scheduler.solver.board import make_board
from scheduler.solver.first import first_schedule
from scheduler.solver.large import solve_large
from scheduler.solver.pool import Pool
from scheduler.solver.problem import gather
from scheduler.solver.result import Clock, Options
from scheduler.synthetic import generate
from tests.mss.tiny import tiny

pytestmark = pytest.mark.compiled


def served(instance, threads, seed=1):
    """What the first schedule of an instance is, as the checker reads it."""
    problem = gather(instance)
    board = make_board(problem, threads)
    found = first_schedule(board, Pool(board), Clock(1000), seed)
    return problem.schedule(board.units.chosen(found))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_everybody_is_placed_where_every_seat_is_needed(seed):
    """No rule is broken and nothing left open in schools without a free seat."""
    instance, _ = generate(40, 1.0, seed, False)
    schedule = served(instance, threads=2)
    assert not check_all(instance, schedule)
    assert instance.missing(schedule) == 0


def test_where_something_must_stay_open_the_tries_come_to_an_end():
    """What is left open is told, and no rule is broken for it."""
    instance, _ = generate(10, 1.0, 1, True)
    schedule = served(instance, threads=2)
    assert not check_all(instance, schedule)
    assert instance.missing(schedule) > 0


def test_the_same_seed_gives_the_same_schedule_again():
    """Threads take turns in a fixed order."""
    instance, _ = generate(20, 0.95, 1, False)
    once, again = (served(instance, threads=2) for _ in range(2))
    assert once.placements == again.placements
    assert once.placements != served(instance, threads=2, seed=2).placements


@pytest.mark.parametrize("least", [0, 1])
def test_a_seat_that_must_be_taken_is_left_to_the_later_stages(least):
    """Both students wish for the other hospital, by far; one of them has to go here."""
    nobody = (0, 0, 0, 0)
    here = ((least, 0, 0, 0), nobody, nobody)
    wishes = ((100, 0), (100, 0))
    problem = model_of(tiny(hospital_wish=wishes, least=((nobody,) * 3, here))).problem
    board = make_board(problem, threads=2)
    first = first_schedule(board, Pool(board), Clock(1000), 1)
    assert (board.cost_of(first) >= NEVER) == (least > 0)
    found = solve_large(problem, Options(), Clock(5))
    assert found.feasible
    assert problem.objective(found.chosen) == found.cost
