"""Publishing: a schedule is signed, numbered and kept, and its files go out."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from scheduler import __version__
from scheduler.domain.instance import Instance
from scheduler.domain.mobility import Stay
from scheduler.domain.schedule import Schedule, Violation
from scheduler.errors import FileError
from scheduler.exports import Edition, make_all, write_made
from scheduler.exports.calendars import calendar_files
from scheduler.exports.edition import Earlier, Language
from scheduler.exports.events import events
from scheduler.exports.names import plain
from scheduler.exports.register import Register, advanced
from scheduler.exports.summary import summary_json
from scheduler.files import instance_hash, read_schedule, schedule_csv, write_file
from scheduler.goals import GOALS, weight_of
from scheduler.goals.preferences import Preferences
from scheduler.goals.travel import Travel
from scheduler.office.planning import (
    REPORT_FILE,
    SCHEDULE_FILE,
    Audit,
    audit,
    audit_summary,
    refuse_tables,
)
from scheduler.office.reading import load_planned
from scheduler.office.reasons import report_page
from scheduler.office.stays import Reading
from scheduler.office.waivers import waiver_words
from scheduler.publish import events_file, schedule_file
from scheduler.publish.feeds import feed_archive
from scheduler.publish.ledger import (
    FEED_FILES,
    issue,
    next_stamp,
    publications,
    read_register,
)
from scheduler.publish.record import REMARKS, Publication, utc_text
from scheduler.rules import RULES

SUMMARY_FILE = "summary.json"
WORST = 10  # so many of the worst-off students are in the tail
OF_STUDENTS = (Preferences(), Travel())


@dataclass(frozen=True)
class Signature:
    """Who answers for a publication, what is said with it, and when it was signed."""

    by: str
    note: str
    now: datetime


@dataclass(frozen=True)
class Draft:
    """A schedule to be signed, if nothing is ``broken``.

    ``solved`` is what the solve said of it, as far as that is known; ``published`` are
    the publications before it; ``stays`` those of the tables before they took effect.
    """

    place: Path
    reading: Reading
    instance: Instance
    schedule: Schedule
    seen: Audit
    inputs: str
    solved: Mapping[str, Any]
    published: tuple[Publication, ...]
    stays: Mapping[str, Stay]

    @property
    def broken(self) -> tuple[Violation, ...]:
        """Return the breaches of rules that nothing waives."""
        return self.seen.violations

    @property
    def waived(self) -> Mapping[str, str]:
        """Return the breaches that are let pass, each with who accepted it and why."""
        return {
            str(one.violation): waiver_words(one.waiver)
            for one in self.seen.found.waived
        }

    @property
    def before(self) -> Publication | None:
        """Return the last publication, if there is one."""
        return self.published[-1] if self.published else None

    @property
    def is_published(self) -> bool:
        """Tell whether the last publication is this schedule from these inputs."""
        if self.before is None or self.before.forgotten:
            return False
        facts = self.before.facts
        return [facts[n] for n in ("schedule_sha256", "inputs_sha256", "reading")] == [
            self.schedule.fingerprint,
            self.inputs,
            _reading(self.reading),
        ]

    @cached_property
    def register(self) -> Register:
        """Return what is known of calendar entries from earlier publications."""
        return read_register(self.before) if self.before else Register()


@dataclass(frozen=True)
class Issued:
    """A publication and its files; ``before`` is the one before it."""

    publication: Publication
    before: Publication | None
    files: int


# -- before the signature ----------------------------------------------------------


def draft(
    place: Path, schedule_path: Path, reading: Reading
) -> tuple[Draft, tuple[str, ...]]:
    """Read and check what is to be published; also returns the stays left out.

    Raises LedgerError where an earlier publication was changed after the fact, and
    FileError where its people have been forgotten: that year is over.
    """
    published = publications(place)
    if published and published[-1].forgotten:
        remedy = "Make next year's tables: clerkship new --from"
        raise FileError(str(place), "is a closed year, its people forgotten", remedy)
    inputs = instance_hash(place)
    plan = load_planned(place, reading)
    schedule = read_schedule(schedule_path, plan.instance)
    seen = audit(plan.instance, schedule)
    solved = solve_summary(schedule_path, schedule, seen, inputs)
    read = place, reading, plan.instance, schedule
    ready = Draft(*read, seen, inputs, solved, published, plan.given.stays)
    return ready, plan.left_out


def solve_summary(
    path: Path, schedule: Schedule, seen: Audit, inputs: str
) -> Mapping[str, Any]:
    """Return what the solve said, where its summary is about this very schedule."""
    try:
        summary = json.loads(path.with_name(SUMMARY_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    about = {
        "schedule_sha256": schedule.fingerprint,
        "inputs_sha256": inputs,
        "objective": seen.objective,
    }
    same = isinstance(summary, dict) and summary.items() >= about.items()
    return summary if same else {}


def _reading(reading: Reading) -> dict[str, object]:
    return {
        "tentative": reading.tentative.value,
        "skip_refused_stays": reading.skip_refused,
    }


# -- the signature -----------------------------------------------------------------


def publish(ready: Draft, sign: Signature, out: Path, language: Language) -> Issued:
    """Add a draft without open breaches to the ledger, then write its files.

    All files are made before anything is written; the ledger comes first, so that what
    goes out is always in it. FileError where ``out`` is a folder of tables.
    """
    refuse_tables(out)
    before = ready.before
    stamp = next_stamp(before, sign.now)
    current = events(ready.instance, ready.schedule)
    register = advanced(ready.register, current, stamp)
    number = before.number + 1 if before else 1
    summary = _summary(ready)
    edition = Edition(stamp, language, summary, number, _earlier(before), register)
    made = {
        **make_all(ready.instance, ready.schedule, edition),
        REPORT_FILE: _report(ready, number, sign.by),
    }
    kept = _kept_files(ready, sign, edition)
    publication = issue(ready.place, before, _facts(ready, sign), kept, stamp)
    files = _write(ready, publication, made, out)
    return Issued(publication, before, files)


def publish_again(ready: Draft, out: Path, language: Language) -> Issued:
    """Write the files of the last publication once more: nothing else has changed."""
    refuse_tables(out)
    *earlier, last = ready.published
    before = earlier[-1] if earlier else None
    edition = Edition(
        last.published_at,
        language,
        _summary(ready),
        last.number,
        _earlier(before),
        ready.register,
    )
    made = {
        **make_all(ready.instance, ready.schedule, edition),
        REPORT_FILE: _report(ready, last.number, last.by),
    }
    return Issued(last, before, _write(ready, last, made, out))


def _earlier(before: Publication | None) -> Earlier | None:
    if before is None or before.forgotten:
        return None
    return Earlier(before.number, before.schedule, before.published_at, before.names)


def _kept_files(ready: Draft, sign: Signature, edition: Edition) -> dict[str, bytes]:
    """Return what the ledger keeps of a publication besides its figures."""
    register = edition.register or Register()
    remarks = {
        "note": plain(sign.note),
        "unplaced": ready.seen.unplaced,
        "waived": ready.waived,
    }
    feeds = calendar_files(ready.instance, ready.schedule, edition)
    return {
        schedule_file.NAME: schedule_csv(ready.instance, ready.schedule),
        events_file.NAME: events_file.register_csv(register),
        REMARKS: summary_json(remarks),
        FEED_FILES: feed_archive(feeds),
    }


def _write(
    ready: Draft, publication: Publication, made: Mapping[str, bytes], out: Path
) -> int:
    """Write the files of a publication; the summary says where it is in the ledger."""
    stamped = {**_summary(ready), "publication": publication.facts}
    paths = write_made({**made, SUMMARY_FILE: summary_json(stamped)}, out)
    write_file(out / SCHEDULE_FILE, schedule_csv(ready.instance, ready.schedule))
    return 1 + len(paths)


def _report(ready: Draft, number: int, by: str) -> bytes:
    told = {**_summary(ready), "publication": {"number": number, "by": plain(by)}}
    unplaced = ready.seen.unplaced
    return report_page(ready.instance, ready.schedule, told, unplaced, ready.stays)


def _summary(ready: Draft) -> dict[str, object]:
    seen = audit_summary(ready.instance, ready.schedule, ready.seen, ready.place)
    said = {"schedule_sha256": ready.schedule.fingerprint}
    return {**ready.solved, **seen, **said}


# -- figures -----------------------------------------------------------------------


def _facts(ready: Draft, sign: Signature) -> dict[str, object]:
    """Return the figures of a publication; none of them names a student."""
    instance, seen, solved = ready.instance, ready.seen, ready.solved
    return {
        "title": instance.title,
        "by": plain(sign.by),
        "signed_at": utc_text(sign.now),
        "inputs_sha256": ready.inputs,
        "schedule_sha256": ready.schedule.fingerprint,
        "reading": _reading(ready.reading),
        "rules_sha256": rules_hash(),
        "package_version": __version__,
        "objective": seen.objective,
        "bound": solved.get("bound"),
        "seed": solved.get("seed"),
        "proven_optimal": bool(solved.get("proven_optimal")),
        "goals": {
            goal.name: {
                "units": seen.units[goal.name],
                "weight": weight_of(goal, instance),
            }
            for goal in GOALS
        },
        "fairness": fairness(instance, ready.schedule),
        "placements": len(ready.schedule.placements),
        "students": len(instance.students),
        "unplaced": len(seen.unplaced),
        "waived": len(ready.waived),
    }


def rules_hash() -> str:
    """Return the SHA-256, in hex, of the rules as they are written in this version."""
    digest = sha256()
    for rule in RULES:
        source = inspect.getsource(inspect.getmodule(type(rule)) or type(rule))
        digest.update(f"{rule.name}\n{source}\n".encode())
    return digest.hexdigest()


def fairness(instance: Instance, schedule: Schedule) -> dict[str, object]:
    """Return what the worst-off students bear, goal by goal, without their names."""
    tail: dict[str, object] = {}
    for goal in OF_STUDENTS:
        units = sorted(
            goal.measure(instance, Schedule(schedule.of_student(student)))
            for student in instance.students
        )
        tail[goal.name] = {
            "worst": units[::-1][:WORST],
            "median": units[len(units) // 2] if units else 0,
        }
    return tail
