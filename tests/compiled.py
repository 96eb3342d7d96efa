"""Compiles the engine: ``python -m tests.compiled``.

Compiled code is kept beside the sources, so this takes a minute and a half once, and
two seconds from then on. `tests/conftest.py` has it done while other tests run.
"""

from scheduler.solver.board import make_board
from scheduler.solver.bound import first_bound, raise_bound
from scheduler.solver.choose import choose
from scheduler.solver.negotiate import negotiate
from scheduler.solver.pool import Pool
from scheduler.solver.problem import gather
from scheduler.solver.result import Clock
from scheduler.solver.shake import fit, improve
from tests.school import school


def go_through_all_stages():
    """Call what is compiled, on a school that itself takes no time."""
    board, clock = make_board(gather(school()), threads=1), Clock(600)
    pool = Pool(board)
    prices = negotiate(board, pool, clock, seed=1)
    better = improve(board, pool, prices.current, 1, clock, seed=1)
    bound = first_bound(board, pool, prices.price)
    raise_bound(board, pool, bound)
    cost = board.in_units(board.cost_of(better, board.load_of(better)))
    for chosen in choose(pool, bound, better, cost, 50, seed=1):
        fit(board, pool, chosen, 1)


if __name__ == "__main__":
    go_through_all_stages()
