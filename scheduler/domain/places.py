"""Where students go: hospitals with their wards, and the zones students live in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class Point:
    """A place on the map, in decimal degrees."""

    lat: float
    lon: float

    def km_to(self, other: Point) -> float:
        """Return the great-circle distance in kilometres."""
        lat1, lat2 = radians(self.lat), radians(other.lat)
        half_lat = (lat2 - lat1) / 2
        half_lon = radians(other.lon - self.lon) / 2
        root = sqrt(sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2)
        return 2 * EARTH_RADIUS_KM * asin(root)

    def minutes_to(self, other: Point) -> int:
        """Return the estimated door-to-door minutes by public transport.

        15 minutes plus 4 a kilometre: an estimate that was held against known trips in
        Milan (Niguarda to Policlinico 37, Niguarda to San Donato 66).
        """
        return round(15 + 4.0 * self.km_to(other))


@dataclass(frozen=True)
class Zone:
    """A part of the town, or a lecture site."""

    id: str
    name: str
    point: Point


class HospitalKind(StrEnum):
    """Whether a site is a hospital or the practice of a general practitioner."""

    HOSPITAL = "hospital"
    PRACTICE = "practice"


@dataclass(frozen=True)
class Hospital:
    """A site; ``ward_address`` where the wards aren't at the official ``address``."""

    id: str
    name: str
    address: str
    point: Point
    ward_address: str = ""
    ward_address_verified: bool = True
    max_per_student: int | None = None
    kind: HospitalKind = HospitalKind.HOSPITAL

    @property
    def place(self) -> str:
        """The address at which students really turn up."""
        return self.ward_address or self.address


@dataclass(frozen=True)
class SeatException:
    """Other seats (or another minimum) for a ward from ``first`` to ``last``."""

    ward: str
    first: date
    last: date
    seats: int


@dataclass(frozen=True)
class Ward:
    """A unit of a hospital that teaches one or more rotations.

    ``seats`` is the number of students at a time in any week without an exception;
    ``minimum`` the number below which a week of the ward does not run as agreed;
    ``caps`` the most students of one year of study at a time. ``radiation``: who works
    here must have done the radiation-protection step. ``hazards`` are what students
    may have to avoid, in words of the office's choice. ``bring`` is what students need
    to have with them.
    """

    id: str
    hospital: str
    name: str
    rotations: tuple[str, ...]
    seats: int
    minimum: int = 0
    caps: Mapping[int, int] = field(default_factory=dict)
    starts_at: time = time(8, 30)
    meeting_point: str = ""
    contact: str = ""
    bring: str = ""
    radiation: bool = False
    hazards: tuple[str, ...] = ()
