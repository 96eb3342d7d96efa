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

from scheduler.solver.board import Going
from scheduler.solver.pool import Pool
from scheduler.solver.programme import by_column, fill, quiet_solver
from scheduler.solver.stacks import before_in_group
from scheduler.solver.units import NO_BOUND, Units
from scheduler.terms import BoolArray, FloatArray, IntArray

TOLERANCE = 1e-4
"""Of the interior point method. Any prices give a valid bound, so more isn't needed;
less, or tolerances that follow the gap, changed nothing."""


PRIMAL = 4
"""HiGHS's number for the primal simplex method."""

HARD = 5000.0
"""What breaking a hard row costs here: more than anything else, so that the pool mixes
at all while its itineraries don't fit together yet; and no price is above it."""


@dataclass(frozen=True, eq=False)
class Mixture:
    """The master's answer. ``objective``: no schedule of these itineraries is cheaper.

    ``going``: duals; ``share`` [columns of the pool].
    """

    objective: float
    going: Going
    share: FloatArray


@dataclass(frozen=True, eq=False)
class _Steps:
    """Breaches of rows as slack columns: ``stack``, ``cost`` and ``width`` [steps].

    Each stack's are sorted by ``limit``: beyond it breaches cost ``cost`` a unit, up to
    the next one's limit.
    """

    stack: IntArray
    limit: IntArray
    cost: FloatArray
    width: FloatArray


def _steps(stack: IntArray, limit: IntArray, penalty: FloatArray) -> _Steps:
    order = np.lexsort((limit, stack))
    stack, limit, penalty = stack[order], limit[order], penalty[order]
    cost = before_in_group(stack, penalty) + penalty
    width = np.full(len(stack), np.inf)
    alike = stack[1:] == stack[:-1]
    width[:-1][alike] = np.diff(limit)[alike]
    there = width > 0
    return _Steps(stack[there], limit[there], cost[there], width[there])


def penalties(units: Units) -> FloatArray:
    """Return [rows] what a unit of breach costs here, and no price is above."""
    return np.where(units.penalty < 0, HARD, units.penalty).astype(np.float64)


class Master:
    """The programme around what is ``fixed``; itineraries may come in later.

    ``fixed`` [units]: the column that a unit has for good, -1 = it is free; ``None``:
    all of them are. ``caps`` [rows]: prices stay within them, in either direction; what
    is beyond a row's bounds then costs no more, so the mixture may be too cheap.
    """

    def __init__(
        self,
        pool: Pool,
        fixed: IntArray | None = None,
        caps: FloatArray | None = None,
    ) -> None:
        units: Units = pool.board.units
        self.pool, self.units, self.stacks = pool, units, units.stacks
        if fixed is None:
            fixed = np.full(len(units.units), -1, dtype=np.int64)
        self.owner = np.array(pool.unit, dtype=np.int64)
        self.free = np.flatnonzero(fixed < 0)
        self.mine = np.flatnonzero(fixed[self.owner] < 0)
        self.taken = fixed[fixed >= 0]
        self.place = np.full(len(fixed), -1, dtype=np.int64)
        self.place[self.free] = np.arange(len(self.free))
        self.cost = np.array(pool.cost, dtype=np.float64)
        self.worst = pool.board.problem.worst
        self.penalty = penalties(units)
        if caps is not None:
            self.penalty = np.minimum(self.penalty, caps)
        self.load = np.zeros(len(units.lower), dtype=np.int64)
        for column in self.taken.tolist():
            self.load[pool.rows[column]] += pool.weights[column]
        # Rows that somebody could break have a price, also for what comes in later.
        entries = self._on_rows(self.mine)
        column, stack, weight = self._by_stack(*entries)
        self.most = self._most(column, stack, weight)
        self.full = units.strict & (self.load > 0) & (self.load >= units.upper)
        fitting = self._fitting(*entries)
        inside, place = fitting[column], np.cumsum(fitting) - 1
        self.loads = place[column[inside]], stack[inside], weight[inside]
        self.mine = self.mine[fitting]
        self.needed = np.zeros(len(self.load), dtype=np.bool_)

    def _on_rows(self, columns: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Return which of the columns puts what on which row: column, row, weight."""
        pool, none, some = self.pool, np.zeros(0, dtype=np.int64), columns.tolist()
        row = np.concatenate([none, *(pool.rows[column] for column in some)])
        weight = np.concatenate([none, *(pool.weights[column] for column in some)])
        lengths = [len(pool.rows[column]) for column in some]
        return np.repeat(np.arange(len(some)), lengths), row, weight

    def _fitting(self, column: IntArray, row: IntArray, weight: IntArray) -> BoolArray:
        """Tell which of the free units' columns may have a share beside what is fixed.

        Those for which a hard row has no room may not: late in a dive they are most of
        all. Where no other column of a unit is left they may, and pay for it.
        """
        over, owner = self.units.too_much(self.load, row, weight), self.owner[self.mine]
        fitting = np.ones(len(owner), dtype=np.bool_)
        fitting[column[over]] = False
        has_one = np.zeros(len(self.place), dtype=np.bool_)
        has_one[owner[fitting]] = True
        kept: BoolArray = fitting | ~has_one[owner]
        self.full[row[over & kept[column]]] = False
        return kept

    def _by_stack(
        self, column: IntArray, row: IntArray, weight: IntArray
    ) -> tuple[IntArray, IntArray, IntArray]:
        """Return which column puts what on which stack, once for each stack."""
        first = self.stacks.first[row]
        return column[first], self.stacks.of[row[first]], weight[first]

    def _entries(
        self, columns: IntArray, loads: tuple[IntArray, IntArray, IntArray]
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """Return the entries of some columns in the programme: column, row, value."""
        column, stack, weight = loads
        inside, units = self.needed[stack], len(self.free)
        place, every = units + np.cumsum(self.needed) - 1, np.arange(len(columns))
        unit = self.place[self.owner[columns]]
        parts = [
            (every, unit, np.ones(len(columns))),
            (column[inside], place[stack[inside]], weight[inside]),
        ]
        if self.worst:
            costliest = units + int(self.needed.sum())
            parts.append((every, costliest + unit, -self.cost[columns]))
        column, row, value = (np.concatenate(part) for part in zip(*parts, strict=True))
        return column, row, value

    def solve(self, *, vertex: bool = False) -> Mixture | None:
        """Return the best mixture; ``None`` where the solver finds none.

        In the middle of the optimal ones, or at a ``vertex`` (found by crossover),
        where few itineraries have a share, and large ones.
        """
        if not len(self.free):
            going = Going(np.zeros(len(self.load)), np.ones(len(self.place)))
            return Mixture(self._settled(), going, self._share())
        self.solver = solver = quiet_solver()
        for option, value in (
            ("solver", "ipm"),
            ("run_crossover", "on" if vertex else "off"),
            ("presolve", "off"),
            ("ipm_optimality_tolerance", TOLERANCE),
        ):
            solver.setOptionValue(option, value)
        over, under = self._breaches()
        self.needed[over.stack] = self.needed[under.stack] = True
        solver.passModel(self._programme(over, under))
        self.where = len(over.stack) + len(under.stack) + np.arange(len(self.mine))
        return self._answer()

    def solve_again(self) -> Mixture | None:
        """Return the best mixture with what the pool has got since.

        By the simplex method from the last vertex, in a fifth of the time. Rows that
        the itineraries from before couldn't break are left out until the next start,
        so this may be a little too cheap.
        """
        pool, known = self.pool, len(self.owner)
        self.owner = np.array(pool.unit, dtype=np.int64)
        self.cost = np.array(pool.cost, dtype=np.float64)
        new = known + np.flatnonzero(self.place[self.owner[known:]] >= 0)
        where = self.solver.numVariables + np.arange(len(new))
        self.where, self.mine = np.append(self.where, where), np.append(self.mine, new)
        entries = self._entries(new, self._by_stack(*self._on_rows(new)))
        start, index, value = by_column(*entries, len(new))
        self.solver.addCols(
            len(new),
            self.cost[new],
            np.zeros(len(new)),
            np.full(len(new), highspy.kHighsInf),
            len(index),
            start[:-1],
            index,
            value,
        )
        # The vertex is still feasible; its prices no longer hold.
        self.solver.setOptionValue("solver", "simplex")
        self.solver.setOptionValue("simplex_strategy", PRIMAL)
        return self._answer()

    def _answer(self) -> Mixture | None:
        """Run the solver; return what it finds."""
        self.solver.run()
        solution = self.solver.getSolution()
        if not solution.dual_valid:
            return None
        dual, count = np.array(solution.row_dual), len(self.free)
        price, weight = np.zeros(len(self.needed)), np.ones(len(self.place))
        price[self.needed] = -dual[count : count + int(self.needed.sum())]
        if self.worst:
            weight[self.free] += dual[-count:]
        share = self._share()
        share[self.mine] = np.array(solution.col_value)[self.where]
        objective = self.solver.getInfo().objective_function_value
        objective += self._settled()
        return Mixture(objective, Going(self._by_row(price), weight), share)

    def _share(self) -> FloatArray:
        """Return [columns of the pool] the shares of what is fixed."""
        share = np.zeros(len(self.pool))
        share[self.taken] = 1
        return share

    def _most(self, column: IntArray, stack: IntArray, weight: IntArray) -> IntArray:
        """Return [stacks] the largest load that free units' columns can add up to."""
        unit = self.owner[self.mine[column]]
        order = np.lexsort((weight, unit, stack))
        stack, owner = stack[order], unit[order]
        last = np.ones(len(stack), dtype=np.bool_)
        last[:-1] = (stack[1:] != stack[:-1]) | (owner[1:] != owner[:-1])
        most = np.zeros(len(self.load), dtype=np.int64)
        np.add.at(most, stack[last], np.maximum(weight[order][last], 0))
        return most

    def _breaches(self) -> tuple[_Steps, _Steps]:
        """Return the steps above the rows' upper bounds, and below the lower ones."""
        of, units = self.stacks.of, self.units
        upper, lower = units.upper - self.load, units.lower - self.load
        over = (units.upper < NO_BOUND) & (upper < self.most[of]) & ~self.full
        under = units.lower > -NO_BOUND
        return (
            _steps(of[over], upper[over], self.penalty[over]),
            _steps(of[under], -lower[under], self.penalty[under]),
        )

    def _settled(self) -> float:
        """Return what is left to pay for whatever the free units do."""
        settled = ~self.needed[self.stacks.of]
        breach = np.where(settled, self.units.breaches(self.load), 0)
        own = self.cost[self.taken]
        total = float(breach @ self.penalty) + own.sum() + self.units.constant
        # The costliest of those fixed is paid for by the variable that stands for the
        # costliest of all, as long as there are others.
        alone = 0.0 if len(self.free) else self.worst * own.max(initial=0)
        return float(total + alone)

    def _by_row(self, price: FloatArray) -> FloatArray:
        """Return [rows] the prices of stacks, above (> 0) or below (< 0).

        What is full by what is fixed is out of the programme, and of everybody's reach.
        """
        units, dear = self.units, price[self.stacks.of]
        over = np.where(units.upper < NO_BOUND, self.penalty, 0)
        under = np.where(units.lower > -NO_BOUND, self.penalty, 0)
        above = self.stacks.shared(np.maximum(dear, 0), units.upper, over)
        below = self.stacks.shared(np.maximum(-dear, 0), -units.lower, under)
        by_row: FloatArray = np.where(self.full, HARD, above - below)
        return by_row

    def _programme(self, over: _Steps, under: _Steps) -> highspy.HighsLp:
        """Lay the programme out.

        Columns: steps, itineraries, what the costliest costs. Rows: units' shares,
        loads of stacks, units' costs against the costliest.
        """
        lp, units, infinite = highspy.HighsLp(), len(self.free), highspy.kHighsInf
        needed, mine = self.needed, len(self.mine)
        slack = np.concatenate([over.stack, under.stack])
        sign = np.where(np.arange(len(slack)) < len(over.stack), -1, 1)
        place = units + np.cumsum(needed) - 1
        cost, loads = self.cost[self.mine], units + int(needed.sum())
        column, row, value = self._entries(self.mine, self.loads)
        parts = [
            (np.arange(len(slack)), place[slack], sign),
            (len(slack) + column, row, value),
        ]
        lower, upper = np.full((2, len(needed)), infinite) * [[-1], [1]]
        np.minimum.at(upper, over.stack, over.limit)
        np.maximum.at(lower, under.stack, -under.limit)
        row_lower, row_upper = [np.ones(units), lower[needed]], [np.ones(units)]
        row_upper.append(upper[needed])
        worst = units if self.worst else 0
        if worst:
            last = np.full(units, len(slack) + mine)
            parts.append((last, loads + np.arange(units), np.ones(units)))
            row_lower.append(np.zeros(units))
            row_upper.append(np.full(units, infinite))
        costliest = [1.0] if worst else []
        least = self.cost[self.taken].max(initial=0)
        width = np.full(mine + len(costliest), infinite)
        lp.col_cost_ = np.concatenate(
            [over.cost, under.cost, cost, np.multiply(costliest, self.worst)]
        )
        lp.col_lower_ = np.append(
            np.zeros(len(slack) + mine), np.multiply(costliest, least)
        )
        lp.col_upper_ = np.concatenate([over.width, under.width, width])
        lp.row_lower_ = np.concatenate(row_lower)
        lp.row_upper_ = np.concatenate(row_upper)
        lp.num_col_, lp.num_row_ = len(lp.col_cost_), loads + worst
        column, row, value = (np.concatenate(part) for part in zip(*parts, strict=True))
        fill(lp, column, row, value)
        return lp
