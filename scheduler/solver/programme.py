"""Linear programmes as HiGHS takes them."""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray

from scheduler.terms import FloatArray, IntArray

SmallArray = NDArray[np.int32]  # the kind of indices that HiGHS takes


def quiet_solver() -> highspy.Highs:
    """Return a solver that prints nothing and leaves the other core alone."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    return solver


def by_column(
    column: IntArray, row: IntArray, value: FloatArray, count: int
) -> tuple[SmallArray, SmallArray, FloatArray]:
    """Return where each of so many columns starts, and the rows and values in order."""
    order = np.argsort(column, kind="stable")
    start = np.append(0, np.cumsum(np.bincount(column, minlength=count)))
    small = start.astype(np.int32), row[order].astype(np.int32)
    return *small, value[order].astype(np.float64)


def fill(
    lp: highspy.HighsLp, column: IntArray, row: IntArray, value: FloatArray
) -> None:
    """Set the entries of a programme, once the number of its columns is set."""
    start, index, value = by_column(column, row, value, lp.num_col_)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = start, index
    lp.a_matrix_.value_ = value
