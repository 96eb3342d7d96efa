"""What stands in calendars: events, and the keys by which they are known for good.

A key is made of student, rotation and occurrence, and of a day's number: where a
placement moves to another ward or week, its events move along and none is doubled. Only
the calendars of wards and hospitals have their own name in the key: who leaves a ward
is taken out of its calendar, and put into another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from uuid import UUID, uuid5

from scheduler.domain.dates import DAY
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule
from scheduler.exports.attendance import Attendance, attendance
from scheduler.exports.entry_texts import (
    bar_description,
    day_description,
    place,
    seat_description,
    summary,
    who,
)
from scheduler.exports.ics import line, text_line, when_line
from scheduler.exports.names import plain

UIDS = UUID("5f0c9f3e-6f0b-4c55-9a0e-6c1b7c6f3a21")


class Kind(StrEnum):
    """The calendars: a student's by days or by placements, a ward's, a hospital's."""

    DAY = "day"
    BAR = "bar"
    WARD = "ward"
    HOSPITAL = "hospital"


@dataclass(frozen=True, order=True)
class Key:
    """Which event it is: never a date, and a ``site`` only in that site's calendar.

    ``number`` counts the days of a placement from 1; a bar has 0.
    """

    kind: Kind
    site: str
    student: str
    rotation: str
    occurrence: int
    number: int = 0

    @property
    def owner(self) -> str:
        """Whose calendar it stands in: a student's, or a site's."""
        return self.site or self.student

    @cached_property
    def uid(self) -> str:
        """The UID of the event, the same in all publications."""
        extra = [str(self.number)] if self.kind == Kind.DAY else [self.kind, self.site]
        parts = (self.student, self.rotation, str(self.occurrence), *extra)
        return str(uuid5(UIDS, "\n".join(parts)))


@dataclass(frozen=True)
class Event:
    """One entry of a calendar; ``body`` is all that people see of it.

    ``start`` and ``end`` are days (``end`` exclusive), or moments on Rome's clocks.
    """

    key: Key
    start: date | datetime
    end: date | datetime
    body: bytes

    @cached_property
    def digest(self) -> str:
        """A short hash of what people see."""
        return sha256(self.body).hexdigest()[:16]


def events(instance: Instance, schedule: Schedule) -> tuple[Event, ...]:
    """Return all events of a schedule; ScheduleError where it doesn't fit."""
    return tuple(
        event
        for placement in sorted(schedule.placements)
        for event in _events(attendance(instance, placement))
    )


def _events(stay: Attendance) -> Iterator[Event]:
    yield from _days(stay)
    yield _bar(_key(stay, Kind.BAR), stay, _own_bar(stay))
    yield _bar(_key(stay, Kind.WARD, stay.ward.id), stay, _seat(stay, ""))
    seat = _seat(stay, f"{plain(stay.ward.name)}: ")
    yield _bar(_key(stay, Kind.HOSPITAL, stay.hospital.id), stay, seat)


def _key(stay: Attendance, kind: Kind, site: str = "", number: int = 0) -> Key:
    placed = stay.placement
    return Key(kind, site, placed.student, placed.rotation, placed.occurrence, number)


def _days(stay: Attendance) -> Iterator[Event]:
    """Yield an event for each day in the ward: when, where, whom to ask."""
    shared = b"".join((*_what_and_where(stay), line("TRANSP", "OPAQUE")))
    for number, (day, hours) in enumerate(stay.days, start=1):
        start = datetime.combine(day, stay.ward.starts_at)
        end = start + timedelta(minutes=round(hours * 60))
        told = text_line("DESCRIPTION", day_description(stay, number))
        body = when_line("DTSTART", start) + when_line("DTEND", end) + shared + told
        yield Event(_key(stay, Kind.DAY, number=number), start, end, body)


def _bar(key: Key, stay: Attendance, told: Iterable[bytes]) -> Event:
    """Return one all-day event for a placement; it doesn't make anybody busy."""
    start, end = stay.first, stay.last + DAY
    dates = (when_line("DTSTART", start), when_line("DTEND", end))
    body = b"".join((*dates, *told, line("TRANSP", "TRANSPARENT")))
    return Event(key, start, end, body)


def _own_bar(stay: Attendance) -> Iterator[bytes]:
    yield from _what_and_where(stay)
    yield text_line("DESCRIPTION", bar_description(stay))


def _seat(stay: Attendance, before: str) -> Iterator[bytes]:
    """Yield what coordinators see of a student: name, number and rotation."""
    yield text_line("SUMMARY", f"{before}{who(stay)}")
    yield text_line("LOCATION", place(stay))
    yield text_line("DESCRIPTION", seat_description(stay))


def _what_and_where(stay: Attendance) -> Iterator[bytes]:
    point = stay.hospital.point
    yield text_line("SUMMARY", summary(stay))
    yield text_line("LOCATION", place(stay))
    yield line("GEO", f"{round(point.lat, 6)};{round(point.lon, 6)}")
    yield text_line("CATEGORIES", plain(stay.rotation.discipline))
