"""Hospitals, zones and wards: coordinates that can be true, minima that can be met."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.places import Hospital, Point, Zone
from scheduler.errors import Problem
from scheduler.files import tables
from scheduler.files.layout import Table
from scheduler.files.lines import Draft
from scheduler.files.settings import Settings
from scheduler.files.texts import as_text

LATITUDES, LONGITUDES = (35.0, 48.0), (6.0, 19.0)  # Italy and its neighbourhood
MAPPED: tuple[Table[Hospital | Zone], ...] = (tables.HOSPITALS, tables.ZONES)


def coordinates(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse places that aren't near Italy, above all with swapped coordinates."""
    for table in MAPPED:
        lines = draft[table]
        for line in lines:
            for column, said, wrong, remedy in _faults(line.value.point):
                yield lines.problem(line.row, column, as_text(said), wrong, remedy)


def _faults(point: Point) -> Iterator[tuple[str, float, str, str]]:
    if _within(point.lon, LATITUDES) and _within(point.lat, LONGITUDES):
        wrong = "looks like a longitude: the two coordinates are swapped"
        remedy = f"Write lat {as_text(point.lon)} and lon {as_text(point.lat)}"
        yield "lat", point.lat, wrong, remedy
        return
    if not _within(point.lat, LATITUDES):
        yield "lat", point.lat, "is not a latitude near Italy", _range(LATITUDES)
    if not _within(point.lon, LONGITUDES):
        yield "lon", point.lon, "is not a longitude near Italy", _range(LONGITUDES)


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _range(bounds: tuple[float, float]) -> str:
    return f"Write degrees from {bounds[0]:g} to {bounds[1]:g}, in decimals"


def ambiguous(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse a zone with the id of a hospital: a site could be either."""
    lines = draft[tables.ZONES]
    hospitals = {hospital.id for hospital in draft[tables.HOSPITALS].values}
    for line in lines:
        if line.value.id in hospitals:
            wrong, remedy = "is the id of a hospital too", "Give the zone another id"
            yield lines.problem(line.row, "zone", line.value.id, wrong, remedy)


def minima(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse a ward that needs more students than it ever has seats."""
    lines, exceptions = draft[tables.WARDS], draft[tables.SEAT_EXCEPTIONS]
    if not exceptions.complete:
        return
    for line in lines:
        ward = line.value
        other = [e.seats for e in exceptions.values if e.ward == ward.id]
        most = max([ward.seats, *other])
        if ward.minimum > most:
            wrong = f"is more than the ward ever has seats: {most}"
            remedy = "Write a smaller minimum, or more seats"
            yield lines.problem(line.row, "minimum", ward.minimum, wrong, remedy)


CHECKS = (coordinates, ambiguous, minima)
