"""How often each calendar entry has changed, from publication to publication.

SEQUENCE and LAST-MODIFIED rise for entries that changed, and for no others. An entry
that is gone is kept as cancelled, so that a file for import can take it back; should it
come again, its SEQUENCE rises once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from scheduler.exports.events import Event, Key, Kind


@dataclass(frozen=True)
class Entry:
    """What is known of an event: its last dates, and how it came to be so.

    ``digest`` is that of all that people see of it. ``modified`` (UTC) is when the
    publication came out in which it last changed.
    """

    key: Key
    start: date | datetime
    end: date | datetime
    digest: str
    sequence: int
    modified: datetime
    cancelled: bool = False


@dataclass(frozen=True)
class Register:
    """Every event that was ever published, by its key."""

    entries: Mapping[Key, Entry] = field(default_factory=dict)

    @cached_property
    def _cancelled(self) -> dict[tuple[Kind, str], tuple[Entry, ...]]:
        own: dict[tuple[Kind, str], list[Entry]] = {}
        for entry in self.entries.values():
            gone = own.setdefault((entry.key.kind, entry.key.owner), [])
            if entry.cancelled:
                gone.append(entry)
        return {whose: tuple(gone) for whose, gone in own.items()}

    def cancelled(self, kind: Kind, owner: str) -> tuple[Entry, ...]:
        """Return what was taken back from a calendar, in the register's order."""
        return self._cancelled.get((kind, owner), ())

    def owners(self, kind: Kind) -> tuple[str, ...]:
        """Return whose calendars of a kind ever held an event."""
        return tuple(owner for known, owner in self._cancelled if known == kind)


def advanced(before: Register, events: Iterable[Event], stamp: datetime) -> Register:
    """Return the register of the next publication, which comes out at ``stamp``."""
    now = {event.key: _entry(before.entries.get(event.key), event, stamp)
           for event in events}  # fmt: skip
    gone = {
        key: _taken_back(entry, stamp)
        for key, entry in before.entries.items()
        if key not in now
    }
    entries = now | gone
    return Register({key: entries[key] for key in sorted(entries)})


def _entry(known: Entry | None, event: Event, stamp: datetime) -> Entry:
    if known and not known.cancelled and known.digest == event.digest:
        return known
    sequence = known.sequence + 1 if known else 0
    return Entry(event.key, event.start, event.end, event.digest, sequence, stamp)


def _taken_back(entry: Entry, stamp: datetime) -> Entry:
    if entry.cancelled:
        return entry
    return replace(entry, sequence=entry.sequence + 1, modified=stamp, cancelled=True)
