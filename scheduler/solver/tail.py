"""The worst-off first: the last stage, at a stated price in the sum.

What a student's burden is, `scheduler.solver.ideal` says. Of two schedules the better
one is that in which the worst-off bears less; where he bears the same, the next one
counts, and so on (leximin: Rawls, 1971; Sen, 1970). Whoever bears the same in both
makes no difference, so a move is judged by those whom it moves.

A move is ruin and recreate as in `shake`, but those who are in the way are found by a
chain of ejections (Glover, 1996): one of the worst-off says where he would go if a
place too many cost no more than so much; somebody who has that place says the same, and
so on. Then all of them are taken out and routed in again, the worst-off first, each
exactly and within the seats.
"""

from __future__ import annotations

# mypy: disable-error-code="return-value, no-any-return"
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduler.solver.arena import NEVER, PRICE
from scheduler.solver.board import Board
from scheduler.solver.flow import RULE_NAMES
from scheduler.solver.ideal import board_ideal, ideal_joints
from scheduler.solver.raising import after, may_raise
from scheduler.solver.result import Clock, Found, Options
from scheduler.solver.route import AT_PRICES, unit_cost
from scheduler.solver.shake import TIE_PRESSURE, settle, somebody_in
from scheduler.solver.sweep import NONE, OFF, ON, RELAXED, route, seat
from scheduler.terms import BoolArray, IntArray

MOST_UNITS = 8
"""Units that one move takes out."""

PRESSURES = 6.0
"""A place too many costs 1 to 2 to the power of so much, in units of the objective."""

LEAST_PRESSURE = PRICE // 4

INSISTENCE = 0.85
"""How often one who would rather stay than pay the price is asked again at half of it.
Otherwise it alone is routed anew, which helps where a place has become free.
"""

RANKS = 3
"""Who is raised: the mean rank among the worst-off is 1, 4 or 16, at random."""

PATIENCE = 3
"""Rounds, times the units, that brought nothing."""


def raised(board: Board, found: Found, options: Options, clock: Clock) -> Found:
    """Return what is found in a large problem after the worst-off were raised."""
    if not may_raise(found, options, clock):
        return found
    current = board.units.joints_of(found.chosen, board.nobody().shape[1])

    def search(limit: int) -> IntArray:
        better = raise_worst_off(board, current, limit, clock, options.seed)
        return board.units.chosen(better)

    return after(board.problem, found, options, board_ideal(board), search)


def raise_worst_off(
    board: Board, current: IntArray, limit: int, clock: Clock, seed: int
) -> IntArray:
    """Return itineraries [units, bits] like ``current`` in which the worst-off gain.

    They break no more of any rule, place as much, and cost up to ``limit`` (units of
    the objective). Ends when nothing has helped for long, or with the clock; a round is
    done in any case.
    """
    tail = Tail(Case(board, limit), current, seed)
    stale = 0
    while stale < PATIENCE * len(current):
        if tail.move():
            stale = 0
            clock.tell("raising the worst-off", board.in_units(tail.cost))
        else:
            stale += 1
        if clock.over:
            break
    return tail.current


@dataclass(frozen=True, eq=False)
class Case:
    """What doesn't change from move to move. ``limit``: what all may cost, in units."""

    board: Board
    limit: int

    @cached_property
    def members(self) -> IntArray:
        """How many students each unit is, [units]."""
        sizes = [len(unit.members) for unit in self.board.units.units]
        return np.array(sizes, dtype=np.int64)

    @cached_property
    def raised(self) -> BoolArray:
        """Who takes part, [units]: not visitors, who don't pay for it either."""
        students = self.board.problem.table.instance.students
        groups = (unit.members for unit in self.board.units.units)
        own = [not students[group[0]].visitor for group in groups]
        return np.array(own, dtype=np.bool_)

    @cached_property
    def ideal(self) -> IntArray:
        """What the ideal of each unit costs, fixed-point, [units]."""
        return self.board.costs(ideal_joints(self.board))

    @cached_property
    def firm(self) -> BoolArray:
        """Which rows are those of rules, [rows]."""
        rules = [key[0] in RULE_NAMES for key in self.board.units.keys]
        return np.array(rules, dtype=np.bool_)

    def burdens(self, units: IntArray, own: IntArray) -> IntArray:
        """Return what each member of some units bears, whose itineraries cost ``own``.

        0 for visitors.
        """
        beyond = np.maximum(0, own - self.ideal[units])
        each = -(-beyond // (PRICE * self.members[units]))
        return np.where(self.raised[units], each, 0)

    def compared(self, units: IntArray, old: IntArray, new: IntArray) -> int:
        """Return -1 where the worst-off gain, 1 where they lose, else 0.

        ``units``: those who move; ``old`` and ``new``: what their itineraries cost.
        That a visitor pays for others counts as a loss.
        """
        if (new > old)[~self.raised[units]].any():
            return 1
        often = self.members[units]
        before = np.sort(np.repeat(self.burdens(units, old), often))[::-1].tolist()
        now = np.sort(np.repeat(self.burdens(units, new), often))[::-1].tolist()
        return (now > before) - (now < before)

    def rows(self, load: IntArray) -> tuple[int, int]:
        """Return what rows cost (`NEVER`: a hard one is broken), and rules' breaches.

        The latter: of rules that may give way where they can't be kept.
        """
        units = self.board.units
        breach = units.breaches(load)
        if breach[units.penalty < 0].any():
            return NEVER, 0
        broken = int(breach[self.firm].sum())
        return int((breach * units.penalty).sum()) * PRICE, broken


class Tail:
    """A schedule in which the worst-off are being raised, move by move.

    ``current`` [units, bits]: joints taken; ``load`` [rows]; ``own`` [units] and
    ``cost``: what itineraries, and all, cost, fixed-point.
    """

    def __init__(self, case: Case, current: IntArray, seed: int) -> None:
        self.case, self.board = case, case.board
        self.arena, self.scratch = self.board.arena, self.board.scratches[0]
        self.chance = np.random.default_rng(seed)
        self.current, self.load = current.copy(), self.board.load_of(current)
        self.own = self.board.costs(current)
        self.cost = self.board.cost_of(current, self.load)
        self._free = np.zeros(len(self.load), dtype=np.int64)

    def move(self) -> bool:
        """Try to raise one of the worst-off; tell whether that helped."""
        target = self._drawn()
        if target < 0:
            return False
        moving = np.array(self._chain(target), dtype=np.int64)
        current, load = self.current[moving].copy(), self.load.copy()
        self._reroute(moving)
        own = np.array([self._own_cost(unit) for unit in moving], dtype=np.int64)
        total = self._judged(moving, current, load, own)
        if total is None:
            self.current[moving], self.load = current, load
            return False
        self.cost, self.own[moving] = total, own
        return True

    def _drawn(self) -> int:
        """Draw one of the worst-off units; -1: nobody bears anything."""
        burdens = self.case.burdens(np.arange(len(self.own)), self.own)
        bearing = int((burdens > 0).sum())
        if not bearing:
            return -1
        mean = 4.0 ** self.chance.integers(0, RANKS)
        rank = int(self.chance.exponential(mean)) % bearing
        return int(np.argsort(-burdens, kind="stable")[rank])

    def _judged(
        self, moving: IntArray, before: IntArray, load: IntArray, own: IntArray
    ) -> int | None:
        """Return what all cost if a move that has been made is good, else ``None``.

        ``before`` [moving, bits] and ``load``: as they were; ``own``: as it is.
        """
        rows, broken = self.case.rows(self.load)
        rows_before, broken_before = self.case.rows(load)
        if max(rows, int(own.max())) >= NEVER or broken > broken_before:
            return None
        more = (self.current[moving] >= 0).sum(axis=1) - (before >= 0).sum(axis=1)
        old = self.own[moving]
        total = self.cost + int((own - old).sum()) + rows - rows_before
        if self.board.in_units(total) > self.case.limit:
            return None
        if (more * self.case.members[moving]).sum() < 0:
            return None
        order = self.case.compared(moving, old, own)
        better = order < 0 or (order == 0 and total < self.cost)
        return total if better else None

    def _own_cost(self, unit: int) -> int:
        taken = self.current[unit]
        return int(unit_cost(self.arena, int(unit), taken, self.scratch))

    def _reroute(self, moving: IntArray) -> None:
        """Take units out and give each its cheapest itinerary within the seats."""
        for unit in moving:
            seat(self.arena, self.current[unit], OFF, self.load)
            self.current[unit] = -1
        for unit in moving.tolist():
            args = self._free, self.load, TIE_PRESSURE * PRICE, self.current
            settle(self.arena, unit, *args, self.scratch)

    # -- who is in the way -------------------------------------------------------------

    def _chain(self, target: int) -> list[int]:
        """Return a unit and those who make room for it, in the order of their wishes.

        If the first would rather stay, it mostly asks again at half the pressure.
        """
        moving, load = [target], self.load.copy()
        partner = self.board.units.partner
        pressure = int(PRICE * 2.0 ** (PRESSURES * self.chance.random()))
        insists = self.chance.random() < INSISTENCE
        seat(self.arena, self.current[target], OFF, load)
        for unit in moving:  # it grows on the way
            if partner[unit] >= 0:
                self._join(int(partner[unit]), moving, load)
            asked = len(moving)
            self._wish(unit, pressure, moving, load)
            while insists and unit == target and len(moving) == asked:
                if pressure <= LEAST_PRESSURE:
                    break
                seat(self.arena, self.scratch.taken, OFF, load)
                pressure //= 2
                self._wish(unit, pressure, moving, load)
        return moving

    def _wish(
        self, unit: int, pressure: int, moving: list[int], load: IntArray
    ) -> None:
        """Seat a unit where it would go; who is in its way joins those who move.

        ``scratch.taken`` is then where it would go; a relaxed itinerary will do.
        """
        args = self._free, load, pressure, AT_PRICES, NONE, RELAXED, self.scratch
        route(self.arena, unit, *args)
        wish, units = self.scratch.taken, self.board.units
        seat(self.arena, wish, ON, load)
        for joint in wish[wish >= 0].tolist():
            for row in units.row[units.row_from[joint] : units.row_from[joint + 1]]:
                if units.penalty[row] < 0 and load[row] > units.upper[row]:
                    self._join(self._somebody_in(int(row), moving), moving, load)

    def _join(self, unit: int, moving: list[int], load: IntArray) -> None:
        """Let a unit give up its places and join those who move."""
        if unit >= 0 and len(moving) < MOST_UNITS and unit not in moving:
            moving.append(unit)
            seat(self.arena, self.current[unit], OFF, load)

    def _somebody_in(self, row: int, moving: list[int]) -> int:
        """Return a unit in a row that doesn't move yet; -1: none."""
        start, units = int(self.chance.integers(len(self.own))), self.board.units
        among = np.array(moving, dtype=np.int64)
        return somebody_in(units.row_from, units.row, self.current, row, among, start)
