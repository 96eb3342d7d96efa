"""``events.csv`` of a publication: how often each calendar entry has changed."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

from scheduler.exports.events import Key, Kind
from scheduler.exports.register import Entry, Register

NAME = "events.csv"
HEADING = (
    *("kind", "site", "student", "rotation", "occurrence", "number"),
    *("start", "end", "digest", "sequence", "modified", "status", "uid"),
)
CANCELLED, CONFIRMED = "cancelled", "confirmed"


def register_csv(register: Register) -> bytes:
    """Return the bytes of ``events.csv``: one line an event, sorted by its key."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(HEADING)
    writer.writerows(_cells(entry) for entry in register.entries.values())
    return text.getvalue().encode()


def _cells(entry: Entry) -> tuple[object, ...]:
    key = entry.key
    status = CANCELLED if entry.cancelled else CONFIRMED
    return (
        *(key.kind, key.site, key.student, key.rotation, key.occurrence, key.number),
        *(entry.start.isoformat(), entry.end.isoformat()),
        *(entry.digest, entry.sequence, entry.modified.isoformat(), status, key.uid),
    )


def read_register(data: bytes) -> Register:
    """Return what `register_csv` wrote; ValueError or KeyError where it isn't that."""
    rows = csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter=";")
    entries = map(_entry, rows)
    return Register({entry.key: entry for entry in entries})


def _entry(row: dict[str, str]) -> Entry:
    key = Key(
        Kind(row["kind"]),
        row["site"],
        row["student"],
        row["rotation"],
        int(row["occurrence"]),
        int(row["number"]),
    )
    return Entry(
        key,
        _moment(row["start"]),
        _moment(row["end"]),
        row["digest"],
        int(row["sequence"]),
        datetime.fromisoformat(row["modified"]),
        row["status"] == CANCELLED,
    )


def _moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
