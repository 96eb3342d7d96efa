"""The stages for large problems: prices, what is missing, bound, choice, polish.

Seat prices give a complete schedule within seconds; exact neighbourhoods place what
prices can't (companions whose duties differ). Column generation raises the bound and
fills the pool; then choosing from the pool and ruin and recreate, whose itineraries go
into the pool, take turns until the gap is small enough or nothing helps any more.
"""

from __future__ import annotations

from contextlib import ExitStack

from scheduler.solver.arena import NEVER
from scheduler.solver.board import Board, make_board
from scheduler.solver.bound import Bound, first_bound, raise_bound
from scheduler.solver.child import Child
from scheduler.solver.choose import choose
from scheduler.solver.mend import mend
from scheduler.solver.negotiate import negotiate
from scheduler.solver.pool import Pool
from scheduler.solver.problem import Problem
from scheduler.solver.result import Clock, Found, Options
from scheduler.solver.shake import fit, improve
from scheduler.solver.tail import raised
from scheduler.terms import IntArray

FIRST_SHARE = 0.45
"""Share of the time that raising the bound may take before the first choice."""

BOUND_ROUNDS, ROUNDS_A_TURN = 40, 3
CHOICE_ROUNDS = 1500
SHAKES_PER_UNIT = 1
LEAST_PRICE = 0.05  # units of the objective that are worth telling
PATIENCE = 4  # turns that brought nothing


def solve_large(problem: Problem, options: Options, clock: Clock) -> Found:
    """Return the best schedule found within the clock, or within the gap asked for."""
    search = _Search(problem, options, clock)
    return raised(search.board, search.run(), options, clock)


class _Search:
    def __init__(self, problem: Problem, options: Options, clock: Clock) -> None:
        self.problem, self.options, self.clock = problem, options, clock
        self.seed = options.seed
        self.board: Board = make_board(problem, options.workers)
        self.pool = Pool(self.board)
        self.never = self.board.in_units(NEVER)  # the cost of what isn't allowed
        self.current, self.cost, self.least = self.board.nobody(), self.never, 0

    def run(self) -> Found:
        """Go through the stages."""
        prices = negotiate(self.board, self.pool, self.clock, self.seed)
        self._take(prices.current)
        self._start()
        self._better(self.current, 0)
        self._mend()
        bound = first_bound(self.board, self.pool, prices.price)
        self.least = max(self.problem.unavoidable, bound.total)
        rounds, until = BOUND_ROUNDS, FIRST_SHARE * self.clock.seconds
        stale = turn = 0
        while stale < PATIENCE and not self.clock.over and not self._is_close():
            self._raise(bound, rounds, until)
            before, turn = self.cost, turn + 1
            self._better(self._chosen(bound, turn), turn)
            stuck = self.cost == before < self.never
            stale = stale + 1 if stuck else 0
            rounds, until = ROUNDS_A_TURN, self.clock.seconds
        self._mend()
        units = self.board.units
        keys = zip(units.keys, bound.price.tolist(), strict=True)
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
        for current in (start, fit(self.board, self.pool, start, self.seed)):
            if self._cost_of(current) < self.cost:
                self._take(current)

    def _raise(self, bound: Bound, rounds: int, until: float) -> None:
        for _ in range(rounds):
            if self.clock.passed > until or self.clock.over:
                break
            more = raise_bound(self.board, self.pool, bound)
            self.least = max(self.least, bound.total)
            self.clock.tell("bound", self.cost, self.least)
            if not more:
                break

    def _take(self, current: IntArray) -> None:
        self.current, self.cost = current, self._cost_of(current)
        self.pool.add(current)

    def _mend(self) -> None:
        workers, units = self.board.threads, self.board.units
        with ExitStack() as stack:
            children = [stack.enter_context(Child()) for _ in range(workers)]
            chosen = units.chosen(self.current)
            mended = mend(self.problem, chosen, self.clock, children, self.seed)
        self._take(units.joints_of(mended, self.current.shape[1]))

    def _better(self, current: IntArray, turn: int) -> None:
        """Improve itineraries, and keep them if they are the best."""
        if self._cost_of(current) >= self.never:
            return
        rounds = SHAKES_PER_UNIT * len(current)
        seed = self.seed + turn
        better = improve(self.board, self.pool, current, rounds, self.clock, seed)
        if self._cost_of(better) < self.cost:
            self._take(better)

    def _cost_of(self, current: IntArray) -> int:
        board = self.board
        return board.in_units(board.cost_of(current, board.load_of(current)))

    def _chosen(self, bound: Bound, turn: int) -> IntArray:
        """Return the best schedule, maybe one chosen from the pool and made to fit."""
        seed, args = self.seed + turn, (self.current, self.cost, CHOICE_ROUNDS)
        found = []
        for chosen in choose(self.pool, bound, *args, seed):
            fits = self._cost_of(chosen) < self.never
            found.append(chosen if fits else fit(self.board, self.pool, chosen, seed))
        best = min(found, key=self._cost_of, default=self.current)
        if self._cost_of(best) < self.cost:
            self._take(best)
            self.clock.tell("choice from the pool", self.cost, self.least)
        return self.current

    def _is_close(self) -> bool:
        beyond = max(1, self.cost - self.problem.unavoidable)
        return self.cost - self.least <= self.options.gap * beyond
