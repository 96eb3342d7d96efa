"""The ledger: a folder of publications beside an instance, each chained to the last.

Nothing in it is ever changed by the program but to forget people (see `forget_people`).
A change by anybody else shows, since each publication holds the digests of its files
and the hash of the one before. Who rewrites the whole ledger can't be found out by the
ledger alone: that is what the fingerprints are for, which stand elsewhere too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from json import loads
from pathlib import Path
from typing import Any

from scheduler.errors import FileError, LedgerError
from scheduler.exports.register import Register
from scheduler.exports.summary import summary_json
from scheduler.files.atomic import remove_file, write_file
from scheduler.files.sources import is_folder, read_bytes
from scheduler.files.spelling import UnreadableError
from scheduler.publish import disk, events_file, schedule_file
from scheduler.publish.record import (
    RECORD,
    REMARKS,
    Publication,
    read_facts,
    record_json,
    utc_text,
)

FEED_FILES = "calendars.zip"
PEOPLE = (schedule_file.NAME, events_file.NAME, REMARKS, FEED_FILES)
"""The files of a publication that name students."""

FORGOTTEN = "forgotten.json"
TOKENS, INDEX = "feeds/tokens.json", "feeds/index.csv"
"""Which feed is whose: for programs, and for the office."""

_NUMBERED = re.compile(r"\d{4,}")


@dataclass(frozen=True)
class Ledger:
    """All publications that can be read, and what was changed after the fact."""

    folder: Path
    publications: tuple[Publication, ...]
    faults: tuple[str, ...]

    def sound(self) -> tuple[Publication, ...]:
        """Return the publications; LedgerError where anything was changed."""
        if self.faults:
            raise LedgerError(str(self.folder), self.faults)
        return self.publications


def ledger_folder(place: Path) -> Path:
    """Return the folder of publications of the instance at ``place``."""
    if is_folder(place):
        return place / "publications"
    return place.with_name(f"{place.stem}-publications")


def publications(place: Path) -> tuple[Publication, ...]:
    """Return all publications, oldest first; LedgerError where one was changed."""
    return read_ledger(place).sound()


def latest(place: Path) -> Publication | None:
    """Return the last publication, if there is one; LedgerError as above."""
    return next(reversed(publications(place)), None)


def some_publications(place: Path) -> tuple[Publication, ...]:
    """Return the publications of an instance that has some; else raises FileError."""
    refuse_unknown(place)
    found = publications(place)
    if not found:
        remedy = "Publish a schedule first: clerkship publish"
        raise FileError(str(place), "has no publications yet", remedy)
    return found


def refuse_unknown(place: Path) -> None:
    """Raise FileError where there is no instance at ``place``."""
    if not is_folder(place):
        read_bytes(place)


# -- reading -----------------------------------------------------------------------


def read_ledger(place: Path) -> Ledger:
    """Read all publications and check their chain. Unfinished ones aren't seen."""
    folder = ledger_folder(place)
    found: list[Publication] = []
    faults: list[str] = []
    for number, own in enumerate(_folders(folder), start=1):
        try:
            found.append(_read(own, int(own.name)))
        except _ChangedError as fault:
            faults.append(f"Publication {own.name}: {fault}")
        if int(own.name) != number:
            faults.append(f"Publication {own.name}: one before it is missing")
            break
    faults += _broken_links(found)
    return Ledger(folder, tuple(found), tuple(faults))


def _folders(folder: Path) -> list[Path]:
    if not is_folder(folder):
        return []
    try:
        return sorted(
            (path for path in folder.iterdir() if _NUMBERED.fullmatch(path.name)),
            key=lambda path: int(path.name),
        )
    except OSError as error:
        wrong = f"can't be opened ({error.strerror or error})"
        raise FileError(str(folder), wrong, "Check the folder and run again") from error


class _ChangedError(Exception):
    """A publication isn't what was signed; the text says what is wrong with it."""


def _read(folder: Path, number: int) -> Publication:
    try:
        facts = read_facts(read_bytes(folder / RECORD))
    except (ValueError, FileError) as error:
        raise _ChangedError(f"{RECORD} was changed or is missing") from error
    try:
        if facts["number"] != number:
            raise _ChangedError(f"is publication {facts['number']} by its record")
        if (folder / FORGOTTEN).exists():
            return Publication(facts, folder, forgotten=True)
        people = {name: _unchanged(folder, facts, name) for name in facts["files"]}
        return _publication(facts, folder, people)
    except (ValueError, KeyError, UnreadableError) as error:
        raise _ChangedError("was written by another version of the program") from error


def _publication(
    facts: Mapping[str, Any], folder: Path, people: Mapping[str, bytes]
) -> Publication:
    schedule, names = schedule_file.read_published(people[schedule_file.NAME])
    return Publication(facts, folder, schedule, names, loads(people[REMARKS]))


def _unchanged(folder: Path, facts: Mapping[str, Any], name: str) -> bytes:
    """Return the bytes of a file; raises where they aren't those that were signed."""
    try:
        data = read_bytes(folder / name)
    except FileError as error:
        raise _ChangedError(f"{name} is missing or can't be read") from error
    if sha256(data).hexdigest() != facts["files"][name]:
        raise _ChangedError(f"{name} was changed")
    return data


def _broken_links(found: list[Publication]) -> Iterator[str]:
    for before, after in zip([None, *found], found, strict=False):
        known = before.hash if before else ""
        follows = before is None or before.number == after.number - 1
        if follows and after.facts["previous"] != known:
            yield f"Publication {after.folder.name}: doesn't follow the one before it"


def read_register(publication: Publication) -> Register:
    """Return how often each calendar entry has changed; raises LedgerError."""
    return events_file.read_register(_people_file(publication, events_file.NAME))


def read_feed_files(publication: Publication) -> bytes:
    """Return the archive of a publication's feeds; raises LedgerError."""
    return _people_file(publication, FEED_FILES)


def _people_file(publication: Publication, name: str) -> bytes:
    try:
        return _unchanged(publication.folder, publication.facts, name)
    except _ChangedError as fault:
        told = (f"Publication {publication.folder.name}: {fault}",)
        raise LedgerError(str(publication.folder.parent), told) from fault


# -- writing -----------------------------------------------------------------------


def next_stamp(before: Publication | None, now: datetime) -> datetime:
    """Return when the next publication comes out: to the second, after the last."""
    stamp = now.replace(microsecond=0)
    if before is None:
        return stamp
    return max(stamp, before.published_at + timedelta(seconds=1))


def issue(
    place: Path,
    before: Publication | None,
    facts: Mapping[str, Any],
    files: Mapping[str, bytes],
    stamp: datetime,
) -> Publication:
    """Add a publication to the ledger, and return it.

    ``facts`` are figures, ``files`` those of `PEOPLE`. It appears whole or not at all;
    FileError where it can't be written, or somebody else was faster.
    """
    number = before.number + 1 if before else 1
    folder = ledger_folder(place) / f"{number:04d}"
    content = {
        **facts,
        "number": number,
        "previous": before.hash if before else "",
        "published_at": utc_text(stamp),
    }
    record = record_json(content, files)
    publication = _publication(read_facts(record), folder, files)
    disk.write_folder(folder, {**files, RECORD: record})
    disk.clear_unfinished(folder.parent, number)
    return publication


def forget_people(place: Path, day: date) -> tuple[int, ...]:
    """Remove from all publications what names students; figures and hashes stay.

    The feeds' tokens go too. Returns the numbers of the publications whose people were
    still known; ``day`` is noted in them as that of the forgetting.
    """
    found = [one for one in publications(place) if not one.forgotten]
    for publication in found:
        # The mark first: whoever interrupts this leaves no publication that seems
        # changed, and the next run removes the rest.
        mark = summary_json({"people_removed_on": day})
        write_file(publication.folder / FORGOTTEN, mark)
    for folder in _folders(ledger_folder(place)):
        for name in PEOPLE:
            remove_file(folder / name)
    for path in (TOKENS, INDEX):
        remove_file(ledger_folder(place) / path)
    return tuple(publication.number for publication in found)
