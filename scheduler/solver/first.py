"""The first schedule: first come, first served; then whoever lacks something is let in.

Each unit in turn takes nearly its cheapest itinerary within the seats that are left,
as a lottery would give them out. What few have to go without gets them in by ruin and
recreate around them (see `shake`), which takes some ten rounds even where every seat is
needed. Ten times as quick as a negotiation of prices, which is left for problems where
seats must be taken, too (a ward's minimum).
"""

from __future__ import annotations

import numpy as np

from scheduler.solver.arena import NEVER
from scheduler.solver.board import Board
from scheduler.solver.pool import Pool
from scheduler.solver.result import Clock
from scheduler.solver.route import WITHIN_SEATS
from scheduler.solver.shake import fit, let_in
from scheduler.solver.sweep import NONE
from scheduler.terms import IntArray

STAGE = "first come, first served"
TRIES = 50  # rounds of ruin and recreate for each unit that lacks something


def first_schedule(board: Board, pool: Pool, clock: Clock, seed: int) -> IntArray:
    """Return a schedule [units, bits], complete where a few rounds bring that about.

    It breaks a rule where one says that seats must be taken and they weren't.
    """
    order = np.random.default_rng(seed).permutation(board.everybody)
    current, free = board.nobody(), np.zeros(len(board.units.lower), dtype=np.int64)
    board.sweep(order, free, NONE, current, free, WITHIN_SEATS)
    current = fit(board, pool, current, seed, all_again=False)
    _tell(board, current, clock)
    current = let_in(board, pool, current, TRIES, clock, seed)
    _tell(board, current, clock)
    return current


def _tell(board: Board, current: IntArray, clock: Clock) -> None:
    cost = board.cost_of(current, board.load_of(current))
    if cost < NEVER:
        clock.tell(STAGE, board.in_units(cost))
