"""Compiles the engine: ``python -m tests.compiled``.

Compiled code is kept beside the sources, so this takes a minute and a half once, and
two seconds from then on. `tests/conftest.py` has it done while other tests run.
"""

from scheduler.solver.board import make_board
from scheduler.solver.bound import first_bound, raise_bound
from scheduler.solver.dive import dive
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
    complete = negotiate(board, pool, clock, seed=1)
    better = improve(board, pool, complete, 1, clock, seed=1)
    raise_bound(board, pool, first_bound(board, pool))
    fit(board, pool, dive(board, pool, better, clock, until=600, seed=1), seed=1)


if __name__ == "__main__":
    go_through_all_stages()
