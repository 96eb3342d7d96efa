"""Compiles the engine: ``python -m tests.compiled``.

Compiled code is kept beside the sources, so this takes a minute and a half once, and
two seconds from then on. `tests/conftest.py` has it done while other tests run.
"""

from scheduler.solver.board import make_board
from scheduler.solver.compiled import load_compiled
from scheduler.solver.problem import gather
from scheduler.solver.result import Clock
from tests.school import school

if __name__ == "__main__":
    load_compiled(make_board(gather(school()), threads=1), Clock(600))
