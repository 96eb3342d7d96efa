"""Synthetic hospitals, zones and wards, as many wards as the students will need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from math import sqrt
from random import Random

from scheduler.domain.instance import Instance
from scheduler.domain.places import Hospital, Point, Ward, Zone
from scheduler.synthetic.structure import (
    CAMPUS,
    ROTATIONS,
    SERVICES,
    STARTS,
    calendar,
    starts_of,
)

HOSPITALS = 12
MOST_SEATS = 12  # of a ward, at a time
TOWN = Point(45.465, 9.19)

_ROTATIONS = {rotation.id: rotation for rotation in ROTATIONS}


def empty_school(
    students_per_year: int, rng: Random
) -> tuple[Instance, dict[str, int]]:
    """Return a school without people, and how many students each ward has room for.

    The room is what planting keeps to; seats are given to the wards after it.
    """
    hospitals = {hospital.id: hospital for hospital in _hospitals(rng)}
    zones = {zone.id: zone for zone in _zones(rng)}
    wards, rooms = _wards(students_per_year, tuple(hospitals), rng)
    rotations = dict(_ROTATIONS)
    school = Instance(
        "", calendar(), hospitals, wards, rotations, {}, zones, starts=STARTS
    )
    return school, rooms


def popularity(hospitals: Mapping[str, Hospital]) -> tuple[float, ...]:
    """Return a weight for each hospital: few are known to all, most to few."""
    return tuple(1 / rank for rank in range(1, len(hospitals) + 1))


def _hospitals(rng: Random) -> Iterator[Hospital]:
    for number in range(1, HOSPITALS + 1):
        yield Hospital(
            id=f"H{number:02d}",
            name=f"Synthetic Hospital {number:02d}",
            address=f"Via Sintetica {number}, Milano",
            point=_point(rng, 0.06),
        )


def _zones(rng: Random) -> Iterator[Zone]:
    yield Zone(CAMPUS, "Lecture rooms", TOWN)
    for number in range(1, 13):
        yield Zone(f"Z{number:02d}", f"Synthetic zone {number:02d}", _point(rng, 0.09))


def _point(rng: Random, spread: float) -> Point:
    """Return a point around the town, to a hundred metres."""
    lat = TOWN.lat + rng.uniform(-spread, spread)
    return Point(round(lat, 3), round(TOWN.lon + rng.uniform(-spread, spread), 3))


def _wards(
    students_per_year: int, hospitals: tuple[str, ...], rng: Random
) -> tuple[dict[str, Ward], dict[str, int]]:
    wards, rooms = {}, {}
    for service, (_, rotations) in SERVICES.items():
        at_a_time = sum(
            students_per_year / starts_of(_ROTATIONS[rotation])
            for rotation in rotations
        )
        sizes = _sizes(at_a_time, rng)
        for ward, size in zip(_named(service, hospitals, rng), sizes, strict=False):
            wards[ward.id], rooms[ward.id] = ward, size
    return wards, rooms


def _sizes(at_a_time: float, rng: Random) -> list[int]:
    """Return the room of each ward for so many students at a time, with some to spare.

    Wards grow with the school first, and then in number: that keeps the choice small.
    """
    enough = 1.2 * at_a_time + 2 * sqrt(at_a_time) + 2
    low = min(MOST_SEATS - 4, 1 + int(at_a_time / 12))
    high = min(MOST_SEATS, 3 + int(at_a_time / 4))
    sizes: list[int] = []
    while sum(sizes) < enough or len(sizes) < 2:
        sizes.append(rng.randint(low, high))
    return sizes


def _named(service: str, hospitals: tuple[str, ...], rng: Random) -> Iterator[Ward]:
    """Yield wards without end, in one hospital after the other."""
    name, rotations = SERVICES[service]
    order, number = rng.sample(hospitals, len(hospitals)), Counter[str]()
    while True:
        for hospital in order:
            number[hospital] += 1
            again = number[hospital] > 1
            id_ = f"{hospital}-{service}" + (f"-{number[hospital]}" if again else "")
            yield Ward(
                id=id_,
                hospital=hospital,
                name=name + (f" {number[hospital]}" if again else ""),
                rotations=rotations,
                seats=1,
                meeting_point="ward desk",
                contact=f"{id_.lower()}@example.org",
            )
