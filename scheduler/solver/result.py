"""How a solve goes and how it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scheduler.domain.schedule import Schedule, Violation
from scheduler.terms import IntArray


@dataclass(frozen=True)
class Progress:
    """A moment of a solve. ``objective`` is ``None`` before the first schedule.

    ``unavoidable``: as far as it is known, see `Result`.
    """

    stage: str
    seconds: float
    objective: int | None = None
    bound: int | None = None
    unavoidable: int = 0

    @property
    def gap(self) -> float | None:
        """How far the schedule may be from the best one; see `Result`."""
        if self.objective is None or self.bound is None:
            return None
        return gap_of(self.objective, self.bound, self.unavoidable)


Reporter = Callable[[Progress], None]


class Clock:
    """Says when to stop: after some seconds, or when somebody asks.

    ``first``: when the first schedule was there, in seconds. ``cut_short``: whether the
    search was ended, before its last stage began. ``unavoidable``: what is proven to be
    part of every schedule's cost, as far as it is known.
    """

    def __init__(self, seconds: float, report: Reporter | None = None) -> None:
        self._begun = time.monotonic()
        self.seconds = self._until = seconds
        self._report = report
        self.stopped = self.cut_short = False
        self.first: float | None = None
        self.unavoidable = 0

    @property
    def passed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._begun

    @property
    def left(self) -> float:
        """Seconds until the limit; 0 once somebody asked to stop."""
        return 0.0 if self.stopped else max(0.0, self._until - self.passed)

    @property
    def over(self) -> bool:
        """Tell whether it is time to stop."""
        return self.left <= 0

    def leave_out(self, seconds: float) -> None:
        """Don't count some seconds that have passed."""
        self._begun += seconds

    def keep_back(self, share: float) -> None:
        """Keep a share of the time for a last stage."""
        self._until = (1 - share) * self.seconds

    def begin_last(self, share: float, least: float, checks: float) -> None:
        """Give the last stage what is left, but so much at most and at least.

        A share of the time is left for the checks after it.
        """
        self.cut_short, now = self.over, self.passed
        most = min((1 - checks) * self.seconds, now + share * self.seconds)
        self._until = max(most, now + least * self.seconds)

    def stop(self) -> None:
        """Ask for the best so far, soon."""
        self.stopped = True

    def tell(self, stage: str, objective: int | None, bound: int | None = None) -> None:
        """Report a moment of the solve."""
        if objective is not None and self.first is None:
            self.first = self.passed
        if self._report:
            told = stage, self.passed, objective, bound, self.unavoidable
            self._report(Progress(*told))


class Silent(Clock):
    """Another clock, which nobody is told anything by."""

    def __init__(self, whole: Clock) -> None:
        super().__init__(whole.seconds)
        self._whole = whole

    @property
    def passed(self) -> float:
        """Seconds since the start."""
        return self._whole.passed

    @property
    def left(self) -> float:
        """Seconds until the limit; 0 once somebody asked to stop."""
        return self._whole.left

    def tell(self, stage: str, objective: int | None, bound: int | None = None) -> None:
        """Tell nobody."""


@dataclass(frozen=True)
class Options:
    """How to solve (how long, the clock says).

    ``workers``: processes or threads. ``gap``: good enough (see `Result.gap`), also
    after the worst-off were raised. ``start``: a schedule to better, as far as it still
    can be kept. ``worst_off``: what raising the worst-off may add to the cost, as a
    share of what isn't unavoidable of it; ``None``: as the instance says.
    """

    seed: int = 1
    workers: int = 2
    gap: float = 0.0
    start: Schedule | None = None
    worst_off: float | None = None


@dataclass(frozen=True, eq=False)
class Raised:
    """What was done for the worst-off, see `raising`.

    ``before``: the schedule until then, which cost ``cost``; by student what they bore
    in it (``old``) and bear now (``new``). ``share``: what the cost might grow by.
    """

    before: Schedule
    cost: int
    old: Mapping[str, int]
    new: Mapping[str, int]
    share: float


@dataclass(frozen=True, eq=False)
class Found:
    """Candidates taken, their cost, and a bound below every schedule's cost.

    ``feasible``: no rule is broken. ``proven``: nothing is cheaper; ``most_placed``:
    nobody could place more. ``prices``: by row's key, what one more unit of room in it
    would save, in units of the objective; those that aren't 0. ``raised``: ``None``
    where nothing was done for the worst-off; the cost is that after it.
    """

    chosen: IntArray
    cost: int
    bound: int
    feasible: bool = True
    proven: bool = False
    most_placed: bool = False
    prices: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    raised: Raised | None = None


def gap_of(cost: int, bound: int, unavoidable: int) -> float:
    """Return (cost - bound) / (cost - unavoidable), at least 0."""
    return max(0, cost - bound) / max(1, cost - unavoidable)


@dataclass(frozen=True)
class Result:
    """A schedule and what is known about it.

    ``objective``: weighted units of all goals; ``bound``: no schedule costs less;
    ``units``: by goal, without weights. ``unavoidable``: what is proven to be part of
    every schedule's cost, by counting seats. ``proven``: nothing is cheaper.
    ``fewest_unplaced_proven``: nobody could place more; ``fewest_unplaced``: so many
    rotations have no place in any schedule, by counting seats. Where a rule is broken,
    nothing is claimed: the bound is 0. ``interrupted``: the limit or the user ended the
    search. ``candidates``: how many placements were possible.
    ``prices`` and ``raised``: see `Found`; all figures are those of the schedule as it
    is delivered, after the worst-off were raised.
    """

    schedule: Schedule
    objective: int
    bound: int
    units: Mapping[str, int]
    violations: tuple[Violation, ...]
    seed: int
    seconds: float
    first_seconds: float
    candidates: int
    proven: bool = False
    fewest_unplaced_proven: bool = False
    fewest_unplaced: int = 0
    interrupted: bool = False
    unavoidable: int = 0
    prices: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    raised: Raised | None = None

    @property
    def gap(self) -> float:
        """Return (objective - bound) / (objective - unavoidable).

        What nobody can avoid is left out, so that it can't flatter the gap.
        """
        return gap_of(self.objective, self.bound, self.unavoidable)

    def without(self, part: int) -> tuple[int, int, float]:
        """Return (objective, bound, gap) without a part of the cost, such as unplaced.

        The bound is on schedules of which that part costs as much.
        """
        rest = max(0, self.objective - part)
        bound = min(rest, max(0, self.bound - part))
        return rest, bound, (rest - bound) / max(1, rest)
