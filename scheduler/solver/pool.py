"""The pool: itineraries that came up, as the columns of a linear programme."""

from __future__ import annotations

import numpy as np

from scheduler.solver.arena import NEVER, PRICE
from scheduler.solver.board import Board
from scheduler.terms import IntArray


class Pool:
    """Distinct itineraries, each with its unit, true cost and what it puts on rows.

    A column is counted from 0 in the order of coming. ``unit`` and ``cost`` (units of
    the objective) [columns]; ``rows`` and ``weights``: by column. ``taken``: joints.
    """

    def __init__(self, board: Board) -> None:
        self.board = board
        self.unit: list[int] = []
        self.cost: list[int] = []
        self.rows: list[IntArray] = []
        self.weights: list[IntArray] = []
        self.taken: list[IntArray] = []
        self._known: dict[tuple[int, bytes], int] = {}

    def __len__(self) -> int:
        return len(self.unit)

    def add(self, current: IntArray, who: IntArray | None = None) -> int:
        """Add each unit's itinerary [units, bits], if allowed; return how many are new.

        ``who``: of these units only.

        What isn't allowed breaks a walk that the relaxed programme doesn't see.
        """
        before = len(self)
        costs = self.board.costs(current)
        for unit in (np.arange(len(costs)) if who is None else who).tolist():
            if costs[unit] >= NEVER:
                continue
            self._add(unit, int(costs[unit]) // PRICE, current[unit])
        return len(self) - before

    def copy(self, board: Board) -> Pool:
        """Return a pool with the same columns that grows by itself."""
        other = Pool(board)
        other.merge(self)
        return other

    def merge(self, other: Pool) -> None:
        """Take up the columns of another."""
        columns = zip(
            other.unit, other.cost, other.rows, other.weights, other.taken, strict=True
        )
        for unit, cost, rows, weights, taken in columns:
            if self.column(unit, taken) is None:
                self._keep(unit, cost, rows, weights, taken)

    def column(self, unit: int, taken: IntArray) -> int | None:
        """Return the column of a unit's itinerary."""
        return self._known.get((unit, taken.tobytes()))

    def _add(self, unit: int, cost: int, taken: IntArray) -> None:
        if self.column(unit, taken) is not None:
            return
        units = self.board.units
        parts = [
            np.arange(units.row_from[joint], units.row_from[joint + 1])
            for joint in taken[taken >= 0].tolist()
        ]
        spots = np.concatenate([np.zeros(0, dtype=np.int64), *parts])
        rows, where = np.unique(units.row[spots], return_inverse=True)
        weights = np.zeros(len(rows), dtype=np.int64)
        np.add.at(weights, where, units.weight[spots])
        self._keep(unit, cost, rows, weights, taken.copy())

    def _keep(
        self, unit: int, cost: int, rows: IntArray, weights: IntArray, taken: IntArray
    ) -> None:
        self._known[unit, taken.tobytes()] = len(self)
        self.unit.append(unit)
        self.cost.append(cost)
        self.rows.append(rows)
        self.weights.append(weights)
        self.taken.append(taken)
