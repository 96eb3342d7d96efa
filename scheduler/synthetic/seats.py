"""Seats for a planted schedule: those that it uses, and some to spare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

from scheduler.domain.dates import DAY, WEEK, weeks_between
from scheduler.domain.instance import Instance
from scheduler.domain.places import SeatException, Ward
from scheduler.domain.schedule import Schedule
from scheduler.synthetic.places import MOST_SEATS
from scheduler.synthetic.spans import Spans, Weeks

Seats = dict[tuple[str, date], int]  # by ward and week, of the weeks that can be used


def occupied(school: Instance, schedule: Schedule) -> Seats:
    """Return the students of each ward and week."""
    found: Counter[tuple[str, date]] = Counter()
    for placement in schedule.placements:
        last = school.last_week(placement) or placement.first
        weeks = weeks_between(placement.first, last)
        found.update((placement.ward, week) for week in weeks)
    return dict(found)


def with_spare(school: Instance, used: Seats, load: float, rng: Random) -> Seats:
    """Return ``used`` with spare seats, so that ``load`` of all seats are used.

    A spare seat lasts for a whole span, so that somebody could take it.
    """
    blocks = _blocks(school)
    seats = {(ward, week): 0 for ward, weeks in blocks for week in weeks} | used
    spare = round(sum(used.values()) / load) - sum(used.values())
    while spare > 0:
        for ward, weeks in _some(blocks, seats, rng):
            if spare <= 0:
                break
            for week in weeks:
                seats[ward, week] += 1
            spare -= len(weeks)
    return seats


def _blocks(school: Instance) -> list[tuple[str, Weeks]]:
    """Return each ward with each span of a rotation that it teaches."""
    spans = Spans(school).by_rotation()
    return [
        (ward.id, weeks)
        for ward in school.wards.values()
        for weeks in sorted(set().union(*(spans.get(r, ()) for r in ward.rotations)))
    ]


def _some(
    blocks: list[tuple[str, Weeks]], seats: Seats, rng: Random
) -> list[tuple[str, Weeks]]:
    """Return the blocks of wards that may grow, all where none may, in random order."""
    small = [
        (ward, weeks)
        for ward, weeks in blocks
        if max(seats[ward, week] for week in weeks) < MOST_SEATS
    ]
    some = small or list(blocks)
    rng.shuffle(some)
    return some


def with_seats(school: Instance, seats: Seats) -> Instance:
    """Return ``school`` with ``seats``: the most of each ward, and exceptions to it."""
    by_ward: dict[str, dict[date, int]] = {ward: {} for ward in school.wards}
    for (ward, week), number in seats.items():
        by_ward[ward][week] = number
    wards = {
        ward.id: replace(ward, seats=max([1, *by_ward[ward.id].values()]))
        for ward in school.wards.values()
    }
    exceptions = tuple(
        line for ward in wards.values() for line in _exceptions(ward, by_ward[ward.id])
    )
    return replace(school, wards=wards, seat_exceptions=exceptions)


def _exceptions(ward: Ward, seats: dict[date, int]) -> Iterator[SeatException]:
    """Yield a line for each run of weeks with the same other seats."""
    run: list[date] = []
    for week in sorted(week for week in seats if seats[week] != ward.seats):
        if run and (week != run[-1] + WEEK or seats[week] != seats[run[0]]):
            yield _exception(ward, run, seats)
            run = []
        run.append(week)
    if run:
        yield _exception(ward, run, seats)


def _exception(ward: Ward, run: list[date], seats: dict[date, int]) -> SeatException:
    return SeatException(ward.id, run[0], run[-1] + 6 * DAY, seats[run[0]])
