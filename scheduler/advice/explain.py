"""Why a schedule is as it is: for what has no place, for a wish not met, for a place.

Whatever is said to be possible was planned. "Not allowed" follows from one placement's
rules alone. Of all else it is said that no plan was found, after two different
searches; unless two solvers prove that it can't be, even alone in the school. What is
said to a student names no other student.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.advice.alone import alone_words
from scheduler.advice.remedies import Remedy, possible, remedies
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule
from scheduler.errors import SolverError
from scheduler.goals import objective
from scheduler.rules import RULES, check_all
from scheduler.rules.blocked import LACKS, forbidding_rules
from scheduler.rules.seats import Seats
from scheduler.rules.words import (
    occupants,
    said_count,
    said_day,
    said_list,
    said_place,
    said_student,
    said_ward,
    weeks_of,
)
from scheduler.solver.prices import seat_prices
from scheduler.solver.problem import Problem, gather
from scheduler.solver.repairing import Mended, Mender, Task
from scheduler.solver.result import Clock
from scheduler.solver.solve import Options
from scheduler.terms import candidates

MOST_REMEDIES = 3
SECONDS = 8.0  # for each question
SECOND_SEED = 7919  # of the search that is asked for a second opinion


@dataclass(frozen=True)
class Price:
    """What a change would bring with it, as it was planned.

    ``moved``: other students whose placements would change; ``more``: cost; ``lost``:
    rotations that would lose their place.
    """

    moved: int
    more: int
    lost: int

    def __str__(self) -> str:
        parts = [f"cost {self.more:+d} in all"]
        if self.moved:
            parts.append(f"move {said_count(self.moved, 'other student')}")
        if self.lost:
            parts.append(f"leave {said_count(self.lost, 'rotation')} without a place")
        return said_list(parts)


class Explainer:
    """Explains one schedule; gathers its problem once. A context manager."""

    def __init__(self, instance: Instance, schedule: Schedule, seed: int = 1) -> None:
        self.instance, self.schedule = instance, schedule
        self._options = Options(seed)
        self._problem = gather(instance)
        self._mender = Mender(self._problem, self._options)
        self._present = occupants(instance, schedule)

    def __enter__(self) -> Explainer:
        return self

    def __exit__(self, *_: object) -> None:
        self._mender.close()

    @property
    def problem(self) -> Problem:
        """What rules and goals make of the instance."""
        return self._problem

    # -- what a placement would take -------------------------------------------------

    def price(self, wanted: frozenset[Placement]) -> Price | None:
        """Return what giving one of ``wanted`` would take; ``None``: none was found.

        All of ``wanted`` are of one student. Two searches have to find none.
        """
        found = self._asked(wanted, None)
        if found is None or not found.wanted:
            found = self._asked(wanted, SECOND_SEED)
        if found is None or not found.wanted:
            return None
        student = next(iter(wanted)).student
        return Price(
            moved=len(found.moved - {student}),
            more=objective(self.instance, found.schedule)
            - objective(self.instance, self.schedule),
            lost=self._missing(found.schedule) - self._missing(self.schedule),
        )

    def _asked(self, wanted: frozenset[Placement], seed: int | None) -> Mended | None:
        student = next(iter(wanted)).student
        task = Task(self.instance, self.schedule, wanted, about=frozenset({student}))
        try:
            return self._mender.mended(task, Clock(SECONDS), seed)
        except SolverError:  # nothing found in time
            return None

    def _missing(self, schedule: Schedule) -> int:
        return self.instance.missing(schedule)

    # -- one placement ---------------------------------------------------------------

    def placement_words(self, placement: Placement) -> Iterator[str]:
        """Say which rule forbids a placement, or what it would take."""
        instance = self.instance
        what = f"{said_place(instance, placement)} from {said_day(placement.first)}"
        if placement in self.schedule.placements:
            yield f"{what}: that is how it is planned."
            return
        if placement.ward not in {
            ward.id for ward in instance.wards_teaching(placement.rotation)
        }:
            yield f"{what}: that ward doesn't teach {placement.rotation}."
            return
        names = forbidding(instance, placement)
        if names:
            said = said_list(LACKS.get(name, name) for name in names)
            yield f"{what}: not allowed, because of: {said}."
            return
        full = [
            week
            for week in weeks_of(instance, placement)
            if self._full(placement, week)
        ]
        state = f"{len(full)} of its weeks are full" if full else "it has free seats"
        price = self.price(frozenset({placement}))
        if price is None:
            yield f"{what}: no plan with it was found in two searches ({state})."
        else:
            yield f"{what}: possible; {state}; giving it would {price}."

    def _full(self, placement: Placement, week: date) -> bool:
        """Tell whether others take all seats of a placement's ward in a week."""
        present = set(self._present.get((placement.ward, week), ()))
        seats = self.instance.seats(placement.ward, week)
        return len(present - {placement.student}) >= seats

    # -- what has no place -----------------------------------------------------------

    def unplaced_words(self, requirement: str) -> Iterator[str]:
        """Say what stands in the way of a requirement, and the cheapest remedies."""
        instance = self.instance
        duty = instance.requirements[requirement]
        able = possible(instance, requirement)
        if able:
            yield from self._crowd_words(able)
        else:
            names = forbidding_rules(instance, requirement)
            said = said_list(LACKS.get(name, name) for name in names)
            yield f"No ward and week is allowed, whatever else is planned, for: {said}."
        price = self.price(able) if able else None
        if price is not None and price.lost < 0:
            yield f"Remedy, tried out: planning it in would {_of(price)}."
            return
        if able:
            yield (
                "Two searches found no plan that places it without leaving out another."
            )
            yield from alone_words(self._problem, duty.student)
        found = remedies(
            instance, self.schedule, requirement, self._problem, self._options
        )
        for remedy in found[:MOST_REMEDIES]:
            more = objective(remedy.instance, remedy.schedule)
            yield (
                f"Remedy, tried out: {remedy.said(instance)}; then it has a place and "
                f"nobody else moves (cost {more} in all)."
            )
        if not found:
            who = said_student(instance, duty.student)
            yield (
                "No single change of seats, locks, absences or gates was found that "
                f"helps {who}."
            )

    def _crowd_words(self, able: frozenset[Placement]) -> Iterator[str]:
        full = [
            p
            for p in able
            if any(self._full(p, week) for week in weeks_of(self.instance, p))
        ]
        own = self.schedule.of_student(next(iter(able)).student)
        busy = {week for p in own for week in weeks_of(self.instance, p)}
        free = [p for p in able if p not in full]
        meeting = [p for p in free if busy.intersection(weeks_of(self.instance, p))]
        yield (
            f"{len(able)} pairs of a ward and a first week "
            f"would be allowed: {len(full)} are full, {len(meeting)} meet other "
            f"placements of the student, {len(free) - len(meeting)} are free but break "
            "a rule about the student's order or hospitals."
        )
        wards = sorted({p.ward for p in full})
        if wards:
            names = said_list(said_ward(self.instance, ward) for ward in wards)
            yield f"Full are: {names}."

    # -- a student's wishes ----------------------------------------------------------

    def wish_words(self, student: str, rotation: str | None) -> Iterator[str]:
        """Say of each placement that isn't the first choice why it isn't.

        Names nobody else.
        """
        instance, met = self.instance, 0
        for placement in self.schedule.of_student(student):
            if rotation not in (None, placement.rotation):
                continue
            given = (student, placement.rotation, placement.ward, placement.first)
            rank = instance.place_rank(*given)
            if rank is None:
                continue
            if rank == 1:
                met += 1
                continue
            yield self._wish(placement, rank)
        yield f"{said_count(met, 'placement')} where the first choice was met."

    def _wish(self, placement: Placement, rank: int) -> str:
        instance, student = self.instance, placement.student
        able = possible(instance, placement.requirement)
        wards = [
            ward.id
            for ward in instance.wards_teaching(placement.rotation)
            if instance.place_rank(
                student, placement.rotation, ward.id, placement.first
            )
            == 1
        ]
        asked = f"{said_list(said_ward(instance, ward) for ward in wards)}"
        head = (
            f"{placement.rotation}: planned at {said_ward(instance, placement.ward)}, "
            f"your choice number {rank}. {asked}, your first,"
        )
        wanted = frozenset(p for p in able if p.ward in wards)
        if not wanted:
            return f"{head} isn't allowed in any week, by the rules."
        full = all(
            any(self._full(p, week) for week in weeks_of(instance, p)) for p in wanted
        )
        state = (
            "is full in all weeks you can attend"
            if full
            else "has free seats in some weeks you can attend"
        )
        price = self.price(wanted)
        if price is None:
            return f"{head} {state}; two searches found no plan that gives it to you."
        return f"{head} {state}; giving it to you would {price}."

    # -- the office ------------------------------------------------------------------

    def everything_placed(self) -> tuple[tuple[str, Remedy], ...]:
        """Return remedies, one after another, until nothing more can be placed.

        Each pair is (requirement, its cheapest remedy, on top of those before).
        """
        found = list[tuple[str, Remedy]]()
        instance, schedule, problem = self.instance, self.schedule, self._problem
        tried = set[str]()
        while True:
            open_ = [
                duty.id
                for members, _ in instance.unplaced(schedule)
                for duty in members
                if duty.id not in tried
            ]
            if not open_:
                return tuple(found)
            tried.add(open_[0])
            best = next(
                iter(remedies(instance, schedule, open_[0], problem, self._options)),
                None,
            )
            if best is not None:
                found.append((open_[0], best))
                instance, schedule = best.instance, best.schedule
                problem = gather(instance)

    def prices(self) -> dict[tuple[str, date], int]:
        """Return what one more seat saves, by ward and week; nothing is left out."""
        prices = seat_prices(self._problem, Seats.name)
        return {
            (ward, date.fromisoformat(week)): price
            for (ward, week), price in prices.items()
        }


def _of(price: Price) -> str:
    return str(Price(price.moved, price.more, 0))


def price_words(
    instance: Instance, prices: Mapping[tuple[str, date], int], most: int
) -> Iterator[str]:
    """Say of the dearest wards what one more seat saves, and in which week most."""
    by_ward: dict[str, dict[date, int]] = {}
    for (ward, week), price in prices.items():
        by_ward.setdefault(ward, {})[week] = price
    order = sorted(by_ward, key=lambda ward: (-sum(by_ward[ward].values()), ward))
    for ward in order[:most]:
        weeks = by_ward[ward]
        dearest = sorted(weeks, key=lambda week: (-weeks[week], week))[:MOST_REMEDIES]
        told = said_list(
            f"{said_day(week)} ({weeks[week]})" for week in sorted(dearest)
        )
        yield (
            f"{said_ward(instance, ward)}: {sum(weeks.values())} over "
            f"{said_count(len(weeks), 'week')}, most in the week of {told}"
        )


def forbidding(instance: Instance, placement: Placement) -> tuple[str, ...]:
    """Return the rules that forbid a placement, whatever else is planned."""
    table = candidates(instance, [placement.student])
    here = [i for i in range(table.size) if table.placement(i) == placement]
    if not here:
        return ("known",)
    masks = {rule.name: rule.allows(table) for rule in RULES}
    names = [n for n, mask in masks.items() if mask is not None and not mask[here[0]]]
    if not names:  # a ward without a seat has a row that nobody fits in
        alone = check_all(instance, Schedule.of([placement]))
        names = [f.rule for f in alone if f.rule == Seats.name]
    return tuple(names)
