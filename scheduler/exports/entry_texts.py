"""What calendar entries say, in English and in Italian."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from scheduler.domain.dates import DAY, days_between
from scheduler.exports.attendance import Attendance
from scheduler.exports.names import plain

FRIDAY, WEEKEND = 4, 3 * DAY


def summary(stay: Attendance) -> str:
    """Return what a student reads at a glance."""
    rotation = stay.rotation
    return plain(f"{rotation.id} {rotation.name} - {stay.hospital.name}")


def place(stay: Attendance) -> str:
    """Return ward, hospital and the address at which students turn up."""
    where = (stay.ward.name, stay.hospital.name, stay.hospital.place)
    return ", ".join(filter(None, map(plain, where)))


def who(stay: Attendance) -> str:
    """Return what coordinators read at a glance: name and number."""
    return plain(f"{stay.student.full_name} ({stay.student.id})")


def day_description(stay: Attendance, number: int) -> str:
    """Return the lines of the ``number``-th day of a placement."""
    total = len(stay.days)
    english = (f"{stay.rotation.name}: day {number} of {total}",)
    italian = (f"{_italian(stay)}: giorno {number} di {total}",)
    return _description(stay, english, italian, first_day=number == 1)


def bar_description(stay: Attendance) -> str:
    """Return the lines of a whole placement; says on which working days it rests."""
    total, free = len(stay.days), ", ".join(_days_off(stay))
    hours = f"{stay.hours:g}"
    days = f"{total} day{'s' if total > 1 else ''}"
    giorni = f"{total} giorn{'i' if total > 1 else 'o'}"
    english = (
        f"{stay.rotation.name}: {days}, {hours} hours",
        f"Not on: {free}" if free else "",
    )
    italian = (
        f"{_italian(stay)}: {giorni}, {hours.replace('.', ',')} ore",
        f"Escluso: {free}" if free else "",
    )
    return _description(stay, english, italian, first_day=True)


def seat_description(stay: Attendance) -> str:
    """Return what a coordinator is to know of a student's time in the ward."""
    free = ", ".join(_days_off(stay))
    names = dict.fromkeys((_italian(stay), stay.rotation.name))
    lines = (" / ".join(names), f"Escluso / Not on: {free}" if free else "")
    return "\n".join(filter(None, map(plain, lines)))


def _description(
    stay: Attendance,
    english: Iterable[str],
    italian: Iterable[str],
    first_day: bool,
) -> str:
    """Return the same lines in both languages, the most useful ones first."""
    ward, sure = stay.ward, stay.address_is_sure
    begin = _first_day(stay) if first_day else ("", "")
    lines = (
        *english,
        f"Ward: {ward.name}",
        f"First day: {begin[0]}" if first_day else "",
        f"Bring: {ward.bring}" if ward.bring else "",
        f"Contact: {ward.contact}" if ward.contact else "",
        "" if sure else "Address not verified: ask the ward.",
        *italian,
        f"Reparto: {ward.name}",
        f"Primo giorno: {begin[1]}" if first_day else "",
        f"Da portare: {ward.bring}" if ward.bring else "",
        f"Contatto: {ward.contact}" if ward.contact else "",
        "" if sure else "Indirizzo non verificato: chieda al reparto.",
    )
    return "\n".join(filter(None, map(plain, lines)))


def _first_day(stay: Attendance) -> tuple[str, str]:
    """Return when and where to turn up for the first time, in both languages."""
    day, clock = f"{stay.first:%d/%m/%Y}", f"{stay.ward.starts_at:%H:%M}"
    where = f", {stay.ward.meeting_point}" if stay.ward.meeting_point else ""
    return f"{day} at {clock}{where}", f"{day} alle {clock}{where}"


def _italian(stay: Attendance) -> str:
    return stay.rotation.name_it or stay.rotation.name


def _days_off(stay: Attendance) -> Iterator[str]:
    """Yield the working days without ward; spans of them pass over weekends."""
    attended = {day for day, _ in stay.days}
    off = [
        day
        for day in days_between(stay.first, stay.last)
        if day.weekday() <= FRIDAY and day not in attended
    ]
    while off:
        first = last = off.pop(0)
        while off and off[0] == _next_working_day(last):
            last = off.pop(0)
        span = f"{first:%d/%m/%Y}"
        yield span if first == last else f"{span}-{last:%d/%m/%Y}"


def _next_working_day(day: date) -> date:
    return day + (WEEKEND if day.weekday() == FRIDAY else DAY)
