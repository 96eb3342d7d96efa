"""The compiled engine: ready before the clock counts, and whole."""

import pytest
from numba.core.dispatcher import Dispatcher

from scheduler.solver import compiled, route, search, shake, sweep, tilts
from scheduler.solver.board import make_board
from scheduler.solver.compiled import load_compiled
from scheduler.solver.large import solve_large
from scheduler.solver.problem import gather
from scheduler.solver.result import Clock, Options
from tests.school import school

pytestmark = pytest.mark.compiled


def known():
    """Return by function for what kinds of arguments it was called from outside."""
    modules = route, search, shake, sweep, tilts
    return {
        f"{module.__name__}.{name}": list(function.signatures)
        for module in modules
        for name, function in vars(module).items()
        if isinstance(function, Dispatcher)
    }


def test_nothing_is_compiled_once_the_search_has_begun():
    """Each function for one kind of arguments, all of them called beforehand."""
    problem = gather(school())
    load_compiled(make_board(problem, threads=2), Clock(600))
    before = known()
    assert {name: kinds for name, kinds in before.items() if len(kinds) > 1} == {}
    solve_large(problem, Options(worst_off=0.01), Clock(20))
    assert known() == before


def test_compiling_takes_nothing_of_the_time(monkeypatch):
    """What takes long the first time is left out of the clock, loading isn't."""
    board = make_board(gather(school()), threads=1)
    clock = Clock(600)
    load_compiled(board, clock)
    loaded = clock.passed
    assert loaded > 0
    monkeypatch.setattr(compiled, "LOADING", 0.0)
    load_compiled(board, clock)
    assert clock.passed - loaded < 0.05
