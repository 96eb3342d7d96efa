"""The first schedule: first come, first served; then whoever lacks something is let in.

Those who are tied together agree beforehand (see `agree`). Then each unit in turn takes
nearly its cheapest itinerary within the seats that are left, as a lottery would give
them out. The few who have to go without something are let in by
ruin and recreate around them (see `shake`), which takes ten to thirty turns even where
every seat is needed. On 2,800 students it is ten times as quick as a negotiation of
prices. That is left for problems in which this breaks a rule, since seats have to be
taken without exception: the least staff in public instances. A ward's minimum has a
price, and it is met like a wish.
"""

from __future__ import annotations

import numpy as np

from scheduler.solver.agree import agreed
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

    It breaks a rule where one says that seats must be taken and they aren't.
    """
    order = np.random.default_rng(seed).permutation(board.everybody)
    current, free = (
        agreed(board, pool, board.free, seed),
        board.lawful(board.free.price),
    )
    order = order[(current[order] < 0).all(axis=1)]
    board.sweep(order, free, NONE, current, board.load_of(current), WITHIN_SEATS)
    current = fit(board, pool, current, seed, all_again=False)
    _tell(board, current, clock)
    current = let_in(board, current, TRIES, clock, seed)
    _tell(board, current, clock)
    return current


def _tell(board: Board, current: IntArray, clock: Clock) -> None:
    cost = board.cost_of(current)
    if cost < NEVER:
        clock.tell(STAGE, board.in_units(cost))
