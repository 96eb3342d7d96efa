"""Wards down, weeks across: how many seats are taken of how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.domain.instance import Instance
from scheduler.domain.places import Hospital, Ward
from scheduler.domain.schedule import Schedule
from scheduler.exports.occupancy import Occupancy, occupancy

STEPS = (0.34, 0.67, 1.0)  # up to a third, two thirds, below full
DEAREST = 25  # so many seat prices are listed


@dataclass(frozen=True)
class Seat:
    """One ward in one week. ``heat``: 0 empty, 1 to 3, 4 full, 5 overfull, 6 closed."""

    taken: int
    seats: int
    heat: int
    price: str = ""


@dataclass(frozen=True)
class WardRow:
    """A ward and its weeks; ``share`` is how much of its seats is taken in the year."""

    ward: Ward
    cells: tuple[Seat, ...]
    share: float


@dataclass(frozen=True)
class Site:
    """A hospital with its wards."""

    hospital: Hospital
    rows: tuple[WardRow, ...]


@dataclass(frozen=True)
class Price:
    """What one more seat of a ward in a week would improve the plan by."""

    ward: Ward
    hospital: Hospital
    week: date
    price: float


def sites(
    instance: Instance, schedule: Schedule, prices: tuple[Price, ...]
) -> tuple[Site, ...]:
    """Return every hospital's wards with their weeks."""
    seen = occupancy(instance, schedule)
    priced = {(price.ward.id, price.week): f"{price.price:g}" for price in prices}
    rows: dict[str, list[WardRow]] = {hospital: [] for hospital in instance.hospitals}
    for ward in instance.wards.values():
        rows[ward.hospital].append(_row(instance, ward, seen, priced))
    return tuple(
        Site(hospital, tuple(rows[hospital.id]))
        for hospital in instance.hospitals.values()
        if rows[hospital.id]
    )


def _row(
    instance: Instance,
    ward: Ward,
    seen: Occupancy,
    priced: Mapping[tuple[str, date], str],
) -> WardRow:
    cells = []
    for week in instance.calendar.weeks:
        taken, seats = seen.taken(ward.id, week), instance.seats(ward.id, week)
        price = priced.get((ward.id, week), "")
        cells.append(Seat(taken, seats, _heat(taken, seats), price))
    used = [cell for cell in cells if cell.taken]
    room = sum(cell.seats for cell in used)
    share = sum(cell.taken for cell in used) / room if room else 0.0
    return WardRow(ward, tuple(cells), share)


def _heat(taken: int, seats: int) -> int:
    if taken > seats:
        return 5
    if not seats:
        return 6
    if not taken:
        return 0
    share = taken / seats
    return 4 if taken == seats else 1 + sum(share >= step for step in STEPS)


def seat_prices(instance: Instance, summary: Mapping[str, object]) -> tuple[Price, ...]:
    """Return the summary's prices above 0, the dearest first; none where it has none.

    They are a list of {ward, week, price}; a ward or week that isn't known is left out.
    """
    listed = summary.get("seat_prices")
    lines = listed if isinstance(listed, list | tuple) else ()
    found = [price for line in lines for price in _price(instance, line)]
    order = {ward: number for number, ward in enumerate(instance.wards)}
    return tuple(sorted(found, key=lambda p: (-p.price, p.week, order[p.ward.id])))


def _price(instance: Instance, line: object) -> Iterator[Price]:
    if not isinstance(line, Mapping):
        return
    ward, price = instance.wards.get(str(line.get("ward"))), line.get("price")
    week = _as_date(line.get("week"))
    if ward is None or week is None or not isinstance(price, int | float):
        return
    if price > 0:
        yield Price(ward, instance.hospitals[ward.hospital], week, price)


def _as_date(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
