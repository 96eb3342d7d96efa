"""What the stages on seat prices share: the units, their arrays, the working memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.solver.arena import (
    PRICE,
    Arena,
    Scratch,
    WalkBook,
    make_arena,
    make_scratch,
    make_walk_book,
)
from scheduler.solver.problem import Problem
from scheduler.solver.sweep import add_load, total_cost
from scheduler.solver.units import NEVER, Units, make_units
from scheduler.terms import IntArray


@dataclass(frozen=True, eq=False)
class Board:
    """``plain`` has the hard walks alone, ``full`` the goals' too where they fit."""

    units: Units
    plain: Arena
    full: Arena
    book: WalkBook
    scratch: Scratch

    def nobody(self) -> IntArray:
        """Return [units, bits] joints taken when nothing is: all -1."""
        bits = int(self.plain.bits.max(initial=1))
        return np.full((len(self.units.units), bits), -1, dtype=np.int64)

    def load_of(self, current: IntArray) -> IntArray:
        """Return [rows] what the joints taken put on each row."""
        load = np.zeros(len(self.units.lower), dtype=np.int64)
        for joint in current[current >= 0].tolist():
            add_load(self.full, joint, 1, load)
        return load

    def cost_of(self, current: IntArray, load: IntArray) -> int:
        """Return the fixed-point cost of the joints taken; `NEVER`: not allowed."""
        return int(total_cost(self.full, self.book, load, current))

    def in_units(self, cost: int) -> int:
        """Return a fixed-point cost in units of the objective, rounded up."""
        return -(-min(cost, NEVER) // PRICE) + self.units.constant


def make_board(problem: Problem) -> Board:
    """Return the board of a problem that has at least one candidate."""
    units = make_units(problem)
    plain = make_arena(problem, units, with_goals=False)
    full = make_arena(problem, units, with_goals=True)
    book = make_walk_book(problem, units)
    return Board(units, plain, full, book, make_scratch(plain, full))
