"""The map: where students live, where they go, and how many weeks they spend there.

Drawn from latitude and longitude alone, north up, without any map of others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians, sqrt
from xml.sax.saxutils import escape

from markupsafe import Markup

from scheduler.domain.instance import Instance
from scheduler.domain.places import Hospital, HospitalKind, Point
from scheduler.domain.schedule import Schedule
from scheduler.exports.names import plain
from scheduler.exports.occupancy import weeks_of
from scheduler.exports.svg import element, text, width_of

WIDTH, HEIGHT, EDGE = 760.0, 640.0, 54.0
KM_PER_DEGREE = 111.32
LARGEST, SMALLEST = 20.0, 5.0  # radii of hospitals
THICKEST = 9.0  # the broadest flow
FLOW, SITE, HOME = "#4C7FB0", "#0B5C7A", "#8A5A00"
INK, HALO = "#1D2733", "#FFFFFF"
SCALES_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)
SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))


@dataclass(frozen=True)
class Travel:
    """The ways to one hospital: students, student-weeks, and minutes from home.

    Minutes are estimates from door to door, weighed by weeks; ``None`` where no home
    is known.
    """

    id: str
    name: str
    students: int
    weeks: int
    mean: int | None
    longest: int | None


@dataclass(frozen=True)
class Town:
    """All ways of one schedule."""

    instance: Instance
    schedule: Schedule

    @cached_property
    def flows(self) -> Counter[tuple[str | None, str]]:
        """Student-weeks by (home zone, hospital)."""
        found: Counter[tuple[str | None, str]] = Counter()
        for placement in self.schedule.placements:
            zone = self.instance.students[placement.student].zone
            hospital = self.instance.wards[placement.ward].hospital
            found[zone, hospital] += len(weeks_of(self.instance, placement))
        return found

    @cached_property
    def visitors_of(self) -> dict[str, set[str]]:
        """The students of each hospital."""
        found: dict[str, set[str]] = {}
        for placement in self.schedule.placements:
            hospital = self.instance.wards[placement.ward].hospital
            found.setdefault(hospital, set()).add(placement.student)
        return found

    @cached_property
    def homes(self) -> Counter[str]:
        """How many students live in each zone."""
        zones = (student.zone for student in self.instance.students.values())
        return Counter(zone for zone in zones if zone is not None)

    def travels(self) -> tuple[Travel, ...]:
        """Return the hospitals that somebody goes to, the busiest first."""
        found = [
            self._travel(hospital)
            for hospital in self.instance.hospitals
            if hospital in self.visitors_of
        ]
        return tuple(sorted(found, key=lambda travel: (-travel.weeks, travel.id)))

    def _travel(self, hospital: str) -> Travel:
        instance = self.instance
        site = instance.hospitals[hospital]
        ways = [
            (instance.zones[zone].point.minutes_to(site.point), weeks)
            for (zone, place), weeks in self.flows.items()
            if place == hospital and zone is not None
        ]
        known = sum(weeks for _, weeks in ways)
        total = sum(minutes * weeks for minutes, weeks in ways)
        return Travel(
            hospital,
            site.name,
            len(self.visitors_of[hospital]),
            sum(w for (_, place), w in self.flows.items() if place == hospital),
            round(total / known) if known else None,
            max((minutes for minutes, _ in ways), default=None),
        )


@dataclass(frozen=True)
class Spot:
    """Something on the map that wants a label; ``size`` is its half width."""

    x: float
    y: float
    size: float
    label: str
    letters: float


@dataclass(frozen=True)
class Frame:
    """Turns points into pixels: as large as fits, in true proportion."""

    points: tuple[Point, ...]

    @cached_property
    def _middle(self) -> Point:
        lats = [point.lat for point in self.points]
        lons = [point.lon for point in self.points]
        return Point((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)

    def _km(self, point: Point) -> tuple[float, float]:
        """Return kilometres east and north of the middle."""
        east = (point.lon - self._middle.lon) * cos(radians(self._middle.lat))
        return east * KM_PER_DEGREE, (point.lat - self._middle.lat) * KM_PER_DEGREE

    @cached_property
    def scale(self) -> float:
        """Pixels to a kilometre."""
        wide = 2 * max([0.5, *(abs(self._km(point)[0]) for point in self.points)])
        high = 2 * max([0.5, *(abs(self._km(point)[1]) for point in self.points)])
        return min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high)

    def xy(self, point: Point) -> tuple[float, float]:
        """Return where a point is drawn."""
        east, north = self._km(point)
        return WIDTH / 2 + east * self.scale, HEIGHT / 2 - north * self.scale


def town_svg(town: Town) -> Markup:
    """Return the map, or nothing where there are no hospitals."""
    instance = town.instance
    sites = [h for h in instance.hospitals.values() if h.id in town.visitors_of]
    zones = [zone for zone in instance.zones.values() if town.homes[zone.id]]
    if not sites:
        return Markup()
    frame = Frame((*(site.point for site in sites), *(zone.point for zone in zones)))
    spots = [*_site_spots(town, frame), *_zone_spots(town, frame)]
    content = "".join(
        (
            *_flows(town, frame),
            *_homes(town, frame),
            *_sites(town, frame),
            *_labels(spots),
            *_scale_bar(frame),
        )
    )
    return Markup(
        element(
            "svg",
            content,
            viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
            role="img",
            aria_label="Map of students' homes and hospitals; the table says the same",
            id="map",
        )
    )


def _flows(town: Town, frame: Frame) -> Iterator[str]:
    """Draw a bent line from each zone to each hospital, the broadest first."""
    instance = town.instance
    most = max((n for (zone, _), n in town.flows.items() if zone), default=1)
    for (zone, hospital), weeks in sorted(
        town.flows.items(), key=lambda flow: (-flow[1], str(flow[0]))
    ):
        if zone is None:
            continue
        x1, y1 = frame.xy(instance.zones[zone].point)
        x2, y2 = frame.xy(instance.hospitals[hospital].point)
        bend_x = (x1 + x2) / 2 + (y2 - y1) * 0.12
        bend_y = (y1 + y2) / 2 - (x2 - x1) * 0.12
        yield element(
            "path",
            d=f"M{x1:.0f} {y1:.0f}Q{bend_x:.0f} {bend_y:.0f} {x2:.0f} {y2:.0f}",
            stroke_width=max(0.5, THICKEST * weeks / most),
            data_h=hospital,
            **{"class": "flow"},
        )


def _homes(town: Town, frame: Frame) -> Iterator[str]:
    for zone in town.instance.zones.values():
        if count := town.homes[zone.id]:
            x, y = frame.xy(zone.point)
            half = _home_size(count)
            hint = element("title", escape(plain(f"{zone.name}: {count} students")))
            square = {"x": x - half, "y": y - half, "width": 2 * half}
            yield element("rect", hint, **square, height=2 * half, **{"class": "home"})


def _sites(town: Town, frame: Frame) -> Iterator[str]:
    for travel in town.travels():
        site = town.instance.hospitals[travel.id]
        x, y = frame.xy(site.point)
        said = f"{site.name}: {travel.students} students, {travel.weeks} weeks"
        hint = element("title", escape(plain(said)))
        yield element(
            "circle",
            hint,
            cx=x,
            cy=y,
            r=_site_size(town, travel.id),
            data_h=travel.id,
            **{"class": _kind(site)},
        )


def _kind(site: Hospital) -> str:
    return "site practice" if site.kind == HospitalKind.PRACTICE else "site"


def _home_size(count: int) -> float:
    return 3 + sqrt(count) * 0.6


def _site_size(town: Town, hospital: str) -> float:
    weeks: Counter[str] = Counter()
    for (_, place), count in town.flows.items():
        weeks[place] += count
    return SMALLEST + (LARGEST - SMALLEST) * sqrt(weeks[hospital] / max(weeks.values()))


# -- labels ------------------------------------------------------------------------


def _site_spots(town: Town, frame: Frame) -> Iterator[Spot]:
    """Yield the hospitals before the practices: who comes first finds room."""
    kinds = {h.id: h.kind for h in town.instance.hospitals.values()}
    ordered = sorted(town.travels(), key=lambda t: kinds[t.id] == HospitalKind.PRACTICE)
    for travel in ordered:
        x, y = frame.xy(town.instance.hospitals[travel.id].point)
        small = kinds[travel.id] == HospitalKind.PRACTICE
        size = _site_size(town, travel.id)
        yield Spot(x, y, size, travel.id, 10 if small else 14)


def _zone_spots(town: Town, frame: Frame) -> Iterator[Spot]:
    for zone in town.instance.zones.values():
        if count := town.homes[zone.id]:
            x, y = frame.xy(zone.point)
            yield Spot(x, y, _home_size(count), zone.id, 10.5)


Box = tuple[float, float, float, float]


def _labels(spots: Sequence[Spot]) -> Iterator[str]:
    """Write the labels that find room beside their spot; the table has them all."""
    taken: list[Box] = [
        (s.x - s.size, s.y - s.size, s.x + s.size, s.y + s.size) for s in spots
    ]
    for spot in spots:
        box = next((b for b in _boxes(spot) if _is_free(b, taken)), None)
        if box is None:
            continue
        taken.append(box)
        kind = "name" if spot.letters > 11 else "minor"
        yield text(
            (box[0] + box[2]) / 2,
            box[3] - spot.letters * 0.25,
            spot.label,
            spot.letters,
            **{"class": kind},
        )


def _boxes(spot: Spot) -> Iterator[Box]:
    wide = width_of(spot.label, spot.letters) * 0.55 + 3
    high = spot.letters / 2 + 1
    for side, updown in SIDES:
        x = spot.x + side * (spot.size + wide + 2)
        y = spot.y + updown * (spot.size + high)
        yield x - wide, y - high, x + wide, y + high


def _is_free(box: Box, taken: Iterable[Box]) -> bool:
    inside = box[0] > 0 and box[1] > 0 and box[2] < WIDTH and box[3] < HEIGHT
    return inside and not any(
        box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3]
        for b in taken
    )


def _scale_bar(frame: Frame) -> Iterator[str]:
    fitting = [km for km in SCALES_KM if km * frame.scale <= WIDTH / 3]
    km = fitting[-1] if fitting else SCALES_KM[0]
    x, y, length = 16.0, HEIGHT - 14, km * frame.scale
    yield element(
        "path",
        d=f"M{x:g} {y - 5:g}v5h{length:.1f}v-5",
        fill="none",
        stroke=INK,
        stroke_width=1.5,
    )
    yield text(x + length / 2, y - 4, f"{km} km", 11, fill=INK)
