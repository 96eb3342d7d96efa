"""Dives side by side, one on each core; each ends in a schedule of its own.

No dive is like another, so the best of several is better than any; and a linear
programme is solved on one core, so that a single dive would leave the others idle. Each
has a board and a pool of its own: what comes out depends on the seed alone, not on who
is quicker.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from scheduler.solver.agree import agreed
from scheduler.solver.arena import NEVER
from scheduler.solver.board import Board, Going
from scheduler.solver.dive import dive
from scheduler.solver.pool import Pool
from scheduler.solver.result import Clock, Silent
from scheduler.solver.shake import fit, improve
from scheduler.terms import IntArray

SHAKES = 1
"""Rounds of ruin and recreate after a dive, for each unit."""


@dataclass(frozen=True, eq=False)
class Diving:
    """From where dives begin: prices, a known schedule's cost, and when to be done."""

    going: Going
    cost: int
    clock: Clock
    until: float


def best_dive(board: Board, pool: Pool, diving: Diving, seed: int) -> IntArray:
    """Return the best itineraries [units, bits] that some dives ended with.

    The pool gets to know all that came up in them. Where even the best break a rule,
    so do those returned.
    """
    boards = [board.apart() for _ in range(board.threads)]
    pools = [pool.copy(own) for own in boards]
    silent = replace(diving, clock=Silent(diving.clock))
    divings = [diving, *(silent for _ in boards[1:])]
    seeds = [len(boards) * seed + number for number in range(len(boards))]
    with ThreadPoolExecutor(len(boards)) as workers:
        found = list(workers.map(_one, boards, pools, divings, seeds))
    for own in pools:
        pool.merge(own)
    return min(found, key=board.cost_of)


def _one(board: Board, pool: Pool, diving: Diving, seed: int) -> IntArray:
    """Return what one dive came to, made to fit and improved."""
    clock, first = diving.clock, agreed(board, pool, diving.going, seed)
    found = dive(board, pool, first, diving.cost, clock, diving.until, seed)
    left = (found < 0).all(axis=1) & (board.quick.bits > 0)
    if left.any() or board.cost_of(found) >= NEVER:
        made = fit(board, pool, found, seed)
        found = min(found, made, key=board.cost_of)
    if board.cost_of(found) >= NEVER:
        return found
    return improve(board, pool, found, SHAKES * len(found), clock, seed)
