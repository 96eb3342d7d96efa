"""The master programme: the pool's itineraries mixed at will, as cheaply as can be.

A linear programme: each unit takes shares of its itineraries that add up to one, rows
hold for the shares. Its duals are prices for the rows (Dantzig & Wolfe, 1960). It is
solved by HiGHS's interior point method without crossover: five times faster than the
simplex method here, and its duals lie in the middle of the optimal ones, at which
column generation needs far fewer rounds than at a vertex.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from scheduler.solver.arena import PRICE
from scheduler.solver.pool import Pool
from scheduler.solver.units import NO_BOUND, Units
from scheduler.terms import BoolArray, FloatArray, IntArray

TOLERANCE = 1e-4
"""Of the interior point method. Any prices give a valid bound, so more isn't needed;
less, or tolerances that follow the gap, changed nothing."""


HARD = 5000.0
"""What breaking a hard row costs here: more than anything else, so that the pool mixes
at all while its itineraries don't fit together yet; and no price is above it."""


@dataclass(frozen=True, eq=False)
class Mixture:
    """The master's answer. ``objective``: no schedule of these itineraries is cheaper.

    ``price`` [rows]: duals, units of the objective; ``share`` [columns of the pool].
    """

    objective: float
    price: FloatArray
    share: FloatArray


def solve_master(pool: Pool) -> Mixture | None:
    """Return the best mixture of the pool; ``None`` where the solver finds none."""
    units = pool.board.units
    entries = _entries(pool)
    needed = _needed(units, entries)
    programme = _programme(pool, entries, needed)
    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("solver", "ipm"),
        ("run_crossover", "off"),
        ("ipm_optimality_tolerance", TOLERANCE),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(programme)
    solver.run()
    solution = solver.getSolution()
    if not solution.dual_valid:
        return None
    dual = np.array(solution.row_dual)
    count = len(units.units)
    price = np.zeros(len(needed))
    price[needed] = -dual[count:]
    return Mixture(
        solver.getInfo().objective_function_value + units.constant,
        price,
        share=np.array(solution.col_value)[-len(pool) :],
    )


@dataclass(frozen=True, eq=False)
class _Entries:
    """What the columns put on the rows: entry by entry, sorted by column.

    ``unit`` [columns]: whose each column is.
    """

    unit: IntArray
    column: IntArray
    row: IntArray
    weight: IntArray


def _entries(pool: Pool) -> _Entries:
    none = np.zeros(0, dtype=np.int64)
    return _Entries(
        np.array(pool.unit, dtype=np.int64),
        np.repeat(np.arange(len(pool)), [len(rows) for rows in pool.rows]),
        np.concatenate([none, *pool.rows]),
        np.concatenate([none, *pool.weights]),
    )


def _needed(units: Units, entries: _Entries) -> BoolArray:
    """Return [rows] those that some choice of the columns could break."""
    unit = entries.unit[entries.column]
    order = np.lexsort((entries.weight, unit, entries.row))
    row, owner = entries.row[order], unit[order]
    last = np.ones(len(row), dtype=np.bool_)
    last[:-1] = (row[1:] != row[:-1]) | (owner[1:] != owner[:-1])
    most = np.zeros(len(units.lower), dtype=np.int64)
    np.add.at(most, row[last], np.maximum(entries.weight[order][last], 0))
    touched = np.zeros(len(most), dtype=np.bool_)
    touched[row] = True
    return touched & ((most > units.upper) | (units.lower > -NO_BOUND))


def _programme(pool: Pool, entries: _Entries, needed: BoolArray) -> highspy.HighsLp:
    """Lay the programme out: the rows' slacks first, then a column each."""
    units = pool.board.units
    place = len(units.units) + np.cumsum(needed) - 1
    over = np.flatnonzero(needed & (units.upper < NO_BOUND))
    under = np.flatnonzero(needed & (units.lower > -NO_BOUND))
    slack = np.concatenate([over, under])
    inside = needed[entries.row]
    count = np.bincount(entries.column[inside], minlength=len(pool)) + 1
    ends = np.concatenate([[0], np.cumsum(count)])
    start = np.concatenate([np.arange(len(slack)), len(slack) + ends])
    index = np.empty(start[-1], dtype=np.int32)
    value = np.empty(start[-1], dtype=np.float64)
    index[: len(slack)] = place[slack]
    value[: len(slack)] = np.where(np.arange(len(slack)) < len(over), -1, 1)
    own = start[len(slack) : -1]
    index[own], value[own] = entries.unit, 1
    rest = np.ones(len(index), dtype=np.bool_)
    rest[: len(slack)] = rest[own] = False
    index[rest], value[rest] = place[entries.row[inside]], entries.weight[inside]
    lp, one = highspy.HighsLp(), np.ones(len(units.units))
    lower, upper = units.lower[needed], units.upper[needed]
    infinite = highspy.kHighsInf
    lp.num_col_, lp.num_row_ = len(start) - 1, len(one) + len(lower)
    scale = pool.board.arena.scale[entries.unit]
    cost = np.array(pool.cost, dtype=np.int64) * scale / PRICE
    penalty = np.where(units.penalty < 0, HARD, units.penalty)
    lp.col_cost_ = np.concatenate([penalty[slack], cost]).astype(np.float64)
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.full(lp.num_col_, infinite)
    lp.row_lower_ = np.append(one, np.where(lower <= -NO_BOUND, -infinite, lower))
    lp.row_upper_ = np.append(one, np.where(upper >= NO_BOUND, infinite, upper))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = start.astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = index, value
    return lp
