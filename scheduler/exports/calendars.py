"""One iCalendar file per student, one timed event per day in the ward.

Written so that every reader agrees: no recurrence, a compact VTIMEZONE with RRULEs
(readers differ on RDATE lists), no UID on the VCALENDAR (sync clients take the whole
feed for one item), no ``,`` or ``;`` in the calendar's name (they differ on escapes).
The UID of an event comes from student, requirement and the day's number alone: where a
placement moves to another ward or week, its events move along and none is doubled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, vDuration

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule
from scheduler.exports.attendance import Attendance, attendance
from scheduler.exports.edition import Edition, Files
from scheduler.exports.names import file_names, plain

UIDS = UUID("5f0c9f3e-6f0b-4c55-9a0e-6c1b7c6f3a21")
PRODID = "-//clerkship-scheduler//calendars//EN"
REFRESH = timedelta(hours=6)
ROME = ZoneInfo("Europe/Rome")
# Summer time in the European Union since 1996: directive 2000/84/EC.
VTIMEZONE = b"""\
BEGIN:VTIMEZONE
TZID:Europe/Rome
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def calendars(instance: Instance, schedule: Schedule, edition: Edition) -> Files:
    """Yield ``calendars/<student>.ics`` for each student, even without placements."""
    names = file_names(instance.students)
    for student in instance.students:
        data = student_calendar(instance, schedule, student, edition.utc)
        yield f"calendars/{names[student]}.ics", data


def student_calendar(
    instance: Instance, schedule: Schedule, student: str, stamp: datetime
) -> bytes:
    """Return one student's calendar; ``stamp`` (UTC) is written in place of now."""
    name = f"{instance.title} - {instance.students[student].full_name}"
    calendar = _empty_calendar(name)
    for placement in schedule.of_student(student):
        for event in _events(attendance(instance, placement), stamp):
            calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data


def event_uid(placement: Placement, number: int) -> str:
    """Return the UID of the ``number``-th day (from 1) of a placement."""
    parts = (placement.student, placement.rotation, placement.occurrence, number)
    return str(uuid5(UIDS, "\n".join(map(str, parts))))


def _empty_calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("METHOD", "PUBLISH")
    shown = re.sub(r"[,;\\\s]+", " ", plain(name))
    calendar.add("NAME", shown)
    calendar.add("X-WR-CALNAME", shown)
    refresh = vDuration(REFRESH)
    refresh.params["VALUE"] = "DURATION"  # asked for by RFC 7986, section 5.7
    calendar.add("REFRESH-INTERVAL", refresh)
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    calendar.add_component(_rome())
    return calendar


@cache
def _rome() -> Component:
    return Timezone.from_ical(VTIMEZONE)


def _events(stay: Attendance, stamp: datetime) -> Iterator[Event]:
    shared = _shared(stay, stamp)
    for number, (day, hours) in enumerate(stay.days, start=1):
        event = Event(shared)
        start = datetime.combine(day, stay.ward.starts_at, tzinfo=ROME)
        event.add("UID", event_uid(stay.placement, number))
        event.add("DTSTART", start)
        event.add("DTEND", start + timedelta(minutes=round(hours * 60)))
        event.add("DESCRIPTION", _description(stay, number))
        yield event


def _shared(stay: Attendance, stamp: datetime) -> Event:
    """Return what all days of a placement have in common."""
    hospital = stay.hospital
    event = Event()
    event.add("DTSTAMP", stamp)
    event.add("LAST-MODIFIED", stamp)
    event.add("SEQUENCE", 0)
    event.add("SUMMARY", _summary(stay))
    where = (plain(part) for part in (stay.ward.name, hospital.name, hospital.place))
    event.add("LOCATION", ", ".join(part for part in where if part))
    event.add("GEO", (round(hospital.point.lat, 6), round(hospital.point.lon, 6)))
    event.add("CATEGORIES", [plain(stay.rotation.discipline)])
    event.add("TRANSP", "OPAQUE")
    return event


def _summary(stay: Attendance) -> str:
    rotation = stay.rotation
    return plain(f"{rotation.id} {rotation.name} - {stay.hospital.name}")


def _description(stay: Attendance, number: int) -> str:
    """Return the same lines in English and in Italian, the day's number first."""
    rotation, ward, total = stay.rotation, stay.ward, len(stay.days)
    italian = rotation.name_it or rotation.name
    lines = [
        f"{rotation.name}: day {number} of {total}",
        f"Ward: {ward.name}",
        f"Meeting point: {ward.meeting_point}" if ward.meeting_point else "",
        f"Contact: {ward.contact}" if ward.contact else "",
        "" if stay.address_is_sure else "Address not verified: ask the ward.",
        f"{italian}: giorno {number} di {total}",
        f"Reparto: {ward.name}",
        f"Punto d'incontro: {ward.meeting_point}" if ward.meeting_point else "",
        f"Contatto: {ward.contact}" if ward.contact else "",
        "" if stay.address_is_sure else "Indirizzo non verificato: chieda al reparto.",
    ]
    return "\n".join(plain(line) for line in lines if line)
