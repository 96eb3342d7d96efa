"""Compiled code: loaded, or compiled for the first time, before it is needed.

numba compiles a function when it is first called and keeps that beside the sources. It
takes more than a minute once for an installation, and a second or two from then on.
"""

from __future__ import annotations

import numpy as np

from scheduler.solver.board import Board
from scheduler.solver.result import Clock
from scheduler.solver.route import AT_PRICES
from scheduler.solver.shake import reroute, shake
from scheduler.solver.sweep import (
    EXACT,
    NONE,
    drop_illegal,
    drop_overfull,
    price_all,
    sweep,
)

LOADING = 10.0  # seconds; what takes longer was compiled
STAGE = "loading the engine (the first time it is compiled, for a minute or two)"


def load_compiled(board: Board, clock: Clock) -> None:
    """Have all that the stages call ready; compiling doesn't count against the time."""
    clock.tell(STAGE, None)
    begun = clock.passed
    _call_all(board)
    if clock.passed - begun > LOADING:
        clock.leave_out(clock.passed - begun)


def _call_all(board: Board) -> None:
    """Call everything with nothing to do."""
    nobody, load = np.zeros(0, dtype=np.int64), np.zeros_like(board.units.lower)
    current, arena, scratch = board.nobody(), board.quick, board.quick_scratch
    costs, chance = board.costs(current), np.random.default_rng(0)
    board.cost_of(current)
    sweep(arena, nobody, load, load, 0, AT_PRICES, current, scratch)
    proven = np.zeros(0, dtype=np.bool_)
    price_all(arena, nobody, load, EXACT, nobody, proven, current, scratch)
    drop_overfull(arena, nobody, load, current)
    drop_illegal(arena, 0, load, current, scratch)
    reroute(arena, nobody, load, NONE, current, scratch)
    partner, worst = board.units.partner, board.problem.worst
    shake(arena, partner, worst, costs, load, current, 0, 2, nobody, chance, scratch)
