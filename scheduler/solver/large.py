"""The stages for large problems: prices, bound, schedules, polish, what is missing.

First come, first served gives a schedule at once, or else a negotiation within seconds.
Good prices come from small steps, column generation raises the bound from there and
fills the pool. Sweeps under pressure and dives turn prices and mixture into schedules,
ruin and recreate polishes them, and their itineraries raise the bound further, until
the gap is small enough or nothing helps any more. Exact neighbourhoods place what is
still missing (companions whose duties differ).
"""

from __future__ import annotations

from contextlib import ExitStack

from scheduler.solver.arena import NEVER
from scheduler.solver.ascent import ascend
from scheduler.solver.board import Board, make_board
from scheduler.solver.bound import (
    GOOD,
    Bound,
    bound_from,
    prove,
    raise_bound,
)
from scheduler.solver.child import Child
from scheduler.solver.compiled import load_compiled
from scheduler.solver.dives import SHAKES, Diving, best_dive
from scheduler.solver.first import first_schedule
from scheduler.solver.mend import mend
from scheduler.solver.negotiate import negotiate
from scheduler.solver.pool import Pool
from scheduler.solver.press import press
from scheduler.solver.problem import Problem
from scheduler.solver.raising import TIME_SHARE
from scheduler.solver.result import Clock, Found, Options, gap_of
from scheduler.solver.shake import fit, improve
from scheduler.solver.tail import raised
from scheduler.terms import IntArray

ASCENT_SHARE, FIRST_SHARE, DIVE_SHARE = 0.5, 0.6, 0.8
"""Share of the time by which the first prices are found, the bound is left alone for
the first schedules made of it, and those are to be done."""

MEND_SHARE = 0.1  # of the time, after the first dive
BOUND_ROUNDS, ROUNDS_A_TURN = 40, 3
LAST_SHAKES = 100  # for each unit, in what is left of the time

LEAST_PRICE = 0.05  # units of the objective that are worth telling
PATIENCE = 4  # turns that brought nothing
SOLUTIONS_A_DIVE = 40  # of the master, that the first dive takes as long as
ENOUGH = 0.5  # of what the last dive took, for another one


def solve_large(problem: Problem, options: Options, clock: Clock) -> Found:
    """Return the best schedule found within the clock, or within the gap asked for."""
    search = _Search(problem, options, clock)
    load_compiled(search.board, clock)
    found = search.run()
    if search.proof_took > TIME_SHARE * clock.seconds:
        # Everybody's ideal takes as long to find: there is no time for the worst-off.
        return found
    return raised(search.board, found, options, clock)


class _Search:
    def __init__(self, problem: Problem, options: Options, clock: Clock) -> None:
        self.problem, self.options, self.clock = problem, options, clock
        self.seed = options.seed
        self.board: Board = make_board(problem, options.workers)
        self.pool = Pool(self.board)
        self.proof_took = self.dive_took = 0.0
        self.never = self.board.in_units(NEVER)  # the cost of what isn't allowed
        self.current, self.cost, self.least = self.board.nobody(), self.never, 0

    def run(self) -> Found:
        """Go through the stages."""
        self._begin()
        self._start()
        self.least = self.clock.unavoidable = self.problem.unavoidable
        bound = self._begin_bound()
        self._alternate(bound)
        self._prove(bound)
        self._mend(1.0)
        return self._found(bound)

    def _begin(self) -> None:
        """Make a first schedule; by negotiation where the quick one breaks a rule."""
        for make in (first_schedule, negotiate):
            if self.cost >= self.never:
                self._take(make(self.board, self.pool, self.clock, self.seed))

    def _begin_bound(self) -> Bound:
        """Return the bound with good prices to start from."""
        board, clock = self.board, self.clock
        until = ASCENT_SHARE * clock.seconds
        going = ascend(board, self.pool, self.cost, clock, until, self.seed)
        return bound_from(board, self.pool, going)

    def _alternate(self, bound: Bound) -> None:
        """Raise the bound and make schedules in turn, until nothing helps any more."""
        rounds, until = BOUND_ROUNDS, FIRST_SHARE * self.clock.seconds
        stale = turn = 0
        took = 0.0
        while stale < PATIENCE and not self.clock.over and not self._is_close():
            if self.clock.left < ENOUGH * took:
                self._raise(bound, BOUND_ROUNDS, until, 0.0)
                self._better(self.current, turn + 1, LAST_SHAKES)
                break
            self._raise(bound, rounds, until, GOOD if turn == 0 else 0.0)
            before, turn, begun = self.cost, turn + 1, self.clock.passed
            self._construct(bound, turn)
            took = self.clock.passed - begun
            if turn == 1:
                self._mend(MEND_SHARE)
            stuck = self.cost == before < self.never
            stale = stale + 1 if stuck else 0
            rounds, until = ROUNDS_A_TURN, self.clock.seconds

    def _construct(self, bound: Bound, turn: int) -> None:
        """Make schedules at the bound's prices, and of its mixture; keep the best."""
        takes = self.dive_took or bound.took * SOLUTIONS_A_DIVE
        dives = takes < self.clock.left
        if turn == 1 or not dives:
            until, seed = DIVE_SHARE * self.clock.seconds, self.seed + turn
            found = press(self.board, self.pool, bound.going, self.clock, until, seed)
            if self._cost_of(found) < self.cost:
                self._take(found)
                self.clock.tell("seat prices", self.cost, self.least)
        if not dives:
            self._better(self.current, turn, SHAKES)
        elif not self.clock.over and not self._is_close():
            self._dive(bound, turn)

    def _found(self, bound: Bound) -> Found:
        units = self.board.units
        keys = zip(units.keys, bound.going.price.tolist(), strict=True)
        return Found(
            units.chosen(self.current),
            self.cost,
            self.least,
            feasible=self.cost < self.never,
            proven=self.cost == self.least,
            prices={key: price for key, price in keys if abs(price) >= LEAST_PRICE},
        )

    def _start(self) -> None:
        """Take up the schedule that was given, where it is better."""
        if self.options.start is None:
            return
        given = self.problem.candidates_of(self.options.start)
        bits = self.current.shape[1]
        start = self.board.units.joints_of(given, bits)
        start = self._fitting(start, self.seed)
        if self._cost_of(start) < self.cost:
            self._take(start)

    def _fitting(self, current: IntArray, seed: int) -> IntArray:
        """Return itineraries as they are or made to fit, whichever is cheaper."""
        made = fit(self.board, self.pool, current, seed)
        return min(current, made, key=self._cost_of)

    def _raise(self, bound: Bound, rounds: int, until: float, enough: float) -> None:
        """Raise the bound, up to some rounds, a time or a distance to the mixture."""
        for _ in range(rounds):
            if self.clock.passed > until or self.clock.over:
                break
            more = raise_bound(self.board, self.pool, bound)
            self._bounded(bound)
            self.clock.tell("bound", self.cost, self.least)
            if not more or (bound.is_proven and bound.distance <= enough):
                break
        self._prove(bound)

    def _prove(self, bound: Bound) -> None:
        """Have a bound that is sure, whatever the time."""
        if not bound.is_proven:
            prove(self.board, self.pool, bound)
        self.proof_took = bound.proof_took
        self._bounded(bound)

    def _bounded(self, bound: Bound) -> None:
        self.least = max(self.least, bound.total)

    def _take(self, current: IntArray) -> None:
        self.current, self.cost = current, self._cost_of(current)
        self.pool.add(current)

    def _mend(self, share: float) -> None:
        """Place what is missing, exactly, in a share of the time at the most."""
        workers, units = self.board.threads, self.board.units
        until = self.clock.passed + share * self.clock.seconds
        with ExitStack() as stack:
            children = [stack.enter_context(Child()) for _ in range(workers)]
            chosen = units.chosen(self.current)
            mended = mend(self.problem, chosen, self.clock, children, until, self.seed)
        self._take(units.joints_of(mended, self.current.shape[1]))

    def _dive(self, bound: Bound, turn: int) -> None:
        """Make schedules of the mixture, and keep the best if it is the best of all."""
        until = (DIVE_SHARE if turn == 1 else 1.0) * self.clock.seconds
        begun = self.clock.passed
        diving = Diving(bound.going, self.cost, self.clock, until)
        found = best_dive(self.board, self.pool, diving, self.seed + turn)
        self.dive_took = self.clock.passed - begun
        if self._cost_of(found) < self.cost:
            self._take(found)
            self.clock.tell("better", self.cost, self.least)

    def _better(self, current: IntArray, turn: int, shakes: int) -> None:
        """Improve itineraries, and keep them if they are the best."""
        if self._cost_of(current) >= self.never:
            return
        rounds, seed = shakes * len(current), self.seed + turn
        better = improve(self.board, self.pool, current, rounds, self.clock, seed)
        if self._cost_of(better) < self.cost:
            self._take(better)
            self.clock.tell("better", self.cost, self.least)

    def _cost_of(self, current: IntArray) -> int:
        return self.board.in_units(self.board.cost_of(current))

    def _is_close(self) -> bool:
        """Tell whether the gap is small enough; half is for raising the worst-off."""
        gap = self.options.gap / (2 if self.options.worst_off else 1)
        return gap_of(self.cost, self.least, self.problem.unavoidable) <= gap
