"""Calendars for import: two for each student, one for each ward and each hospital.

A student's comes in two flavours: every day in the ward with its times, or one all-day
bar for each placement. Coordinators see one bar for each student, with name and number
and nothing else of him. Entries that were taken back stand in these files as cancelled;
a feed is simply without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule
from scheduler.exports.edition import Edition, Files
from scheduler.exports.events import Event, Key, Kind, events
from scheduler.exports.ics import calendar, line, stamp_line, text_line, when_line
from scheduler.exports.names import file_names
from scheduler.exports.register import Entry, Register, advanced

FOLDERS = {
    Kind.DAY: "calendars",
    Kind.BAR: "calendars-bars",
    Kind.WARD: "calendars-wards",
    Kind.HOSPITAL: "calendars-hospitals",
}
TAKEN_BACK = "cancelled / annullato"


@dataclass(frozen=True)
class CalendarFile:
    """One calendar: whose it is, where it is to lie, and what stands in it.

    ``name`` is for people. ``current`` are the events that take place, ``cancelled``
    those that were published once and don't.
    """

    kind: Kind
    owner: str
    name: str
    path: str
    title: str
    current: tuple[bytes, ...]
    cancelled: tuple[bytes, ...] = ()

    @cached_property
    def for_import(self) -> bytes:
        """The file that takes back what is cancelled."""
        return calendar(self.title, (*self.current, *self.cancelled))

    @cached_property
    def for_feed(self) -> bytes:
        """The file for those who read it again and again."""
        return calendar(self.title, self.current)


def calendars(instance: Instance, schedule: Schedule, edition: Edition) -> Files:
    """Yield an .ics file for each student (two), ward and hospital, be it empty."""
    for file in calendar_files(instance, schedule, edition):
        yield file.path, file.for_import


def calendar_files(
    instance: Instance, schedule: Schedule, edition: Edition
) -> Iterator[CalendarFile]:
    """Yield every calendar, also of students and sites that are no longer there."""
    current = events(instance, schedule)
    register = edition.register or advanced(Register(), current, edition.utc)
    entries: dict[tuple[Kind, str], list[bytes]] = {}
    for event in current:
        whose = event.key.kind, event.key.owner
        entries.setdefault(whose, []).append(_vevent(event, register))
    for kind in Kind:
        names = _names(instance, kind, register)
        paths = file_names(names)
        for owner, name in names.items():
            yield CalendarFile(
                kind,
                owner,
                name,
                f"{FOLDERS[kind]}/{paths[owner]}.ics",
                f"{instance.title} - {name}",
                tuple(entries.get((kind, owner), ())),
                tuple(map(_cancelled, register.cancelled(kind, owner))),
            )


def _names(instance: Instance, kind: Kind, register: Register) -> Mapping[str, str]:
    """Return for whom calendars of a kind are made, with a name for people."""
    if kind == Kind.WARD:
        here = {w.id: _of_ward(instance, w.id) for w in instance.wards.values()}
    elif kind == Kind.HOSPITAL:
        here = {h.id: h.name for h in instance.hospitals.values()}
    else:
        here = {s.id: s.full_name for s in instance.students.values()}
    left = {owner: owner for owner in register.owners(kind) if owner not in here}
    return here | left


def _of_ward(instance: Instance, ward: str) -> str:
    return f"{instance.wards[ward].name} ({ward})"


def _vevent(event: Event, register: Register) -> bytes:
    entry = register.entries[event.key]
    return b"".join(_framed(entry, (line("STATUS", "CONFIRMED"), event.body)))


def _cancelled(entry: Entry) -> bytes:
    """Return an entry that takes an event back; it names nothing that may change."""
    dates = (when_line("DTSTART", entry.start), when_line("DTEND", entry.end))
    said = text_line("SUMMARY", f"{_short(entry.key)} - {TAKEN_BACK}")
    rest = (line("STATUS", "CANCELLED"), *dates, said, line("TRANSP", "TRANSPARENT"))
    return b"".join(_framed(entry, rest))


def _short(key: Key) -> str:
    return f"{key.student} {key.rotation}" if key.site else key.rotation


def _framed(entry: Entry, rest: Iterable[bytes]) -> Iterator[bytes]:
    # The moment of the last change and not that of each publication: a file in which
    # nothing has changed stays the same to the byte.
    yield line("BEGIN", "VEVENT")
    yield line("UID", entry.key.uid)
    yield stamp_line("DTSTAMP", entry.modified)
    yield stamp_line("LAST-MODIFIED", entry.modified)
    yield line("SEQUENCE", str(entry.sequence))
    yield from rest
    yield line("END", "VEVENT")
