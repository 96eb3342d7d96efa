"""Drafts of mails for a schedule: made here, sent by people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from scheduler.domain.schedule import Schedule
from scheduler.errors import FileError
from scheduler.exports import Edition, write_made
from scheduler.exports.edition import Language
from scheduler.exports.events import events
from scheduler.exports.mail import Drafts, change_mails, monday_mails, new_mails
from scheduler.exports.register import advanced
from scheduler.office.planning import refuse_tables
from scheduler.office.publishing import Draft


@dataclass(frozen=True)
class Written:
    """Where drafts were written, how many, and what is to be told of them."""

    folder: Path
    count: int
    notices: tuple[str, ...]


def write_new(ready: Draft, out: Path, language: Language) -> Written:
    """Write a draft with the whole schedule for each student, into ``out/new``."""
    drafts = new_mails(ready.instance, ready.schedule, _edition(ready, language))
    return _write(drafts, out, "new")


def write_changes(ready: Draft, since: int, out: Path, language: Language) -> Written:
    """Write a draft for each student whose placements differ from a publication.

    They lie in ``out/changes-since-N``. FileError where there is no such publication.
    """
    before = _published(ready, since)
    edition = _edition(ready, language)
    drafts = change_mails(ready.instance, before, ready.schedule, edition)
    return _write(drafts, out, f"changes-since-{since}")


def write_starting(
    ready: Draft, monday: date, out: Path, language: Language
) -> Written:
    """Write a draft for each hospital in which somebody starts in a week.

    They lie in ``out/starting-<Monday>``.
    """
    edition = _edition(ready, language)
    drafts = monday_mails(ready.instance, ready.schedule, edition, monday)
    return _write(drafts, out, f"starting-{monday.isoformat()}")


def is_latest(ready: Draft) -> bool:
    """Tell whether the schedule is the one that was published last."""
    before = ready.before
    return before is not None and (
        before.schedule.fingerprint == ready.schedule.fingerprint
    )


def _edition(ready: Draft, language: Language) -> Edition:
    """Return the edition of the calendars that go with the mails.

    A schedule that is published already keeps its stamp; any other has one from now.
    """
    if is_latest(ready) and ready.before is not None:
        stamp = ready.before.published_at
    else:
        stamp = datetime.now(UTC)
    current = events(ready.instance, ready.schedule)
    register = advanced(ready.register, current, stamp)
    return Edition(stamp, language, register=register)


def _published(ready: Draft, number: int) -> Schedule:
    there = {p.number: p for p in ready.published if not p.forgotten}
    if number not in there:
        known = ", ".join(map(str, there)) or "none yet"
        raise FileError(
            str(ready.place),
            f"has no publication number {number}",
            f"Its publications are: {known}",
        )
    return there[number].schedule


def _write(drafts: Drafts, out: Path, name: str) -> Written:
    """Write drafts into a folder of their own; those of an earlier run go."""
    refuse_tables(out)
    files: Mapping[str, bytes] = drafts.files
    write_made(files, out / name)
    return Written(out / name, len(files), drafts.notices)
