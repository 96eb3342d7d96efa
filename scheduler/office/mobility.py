"""The mobility desk: windows for stays, and drafts of agreements."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from scheduler.advice.windows import Advice, advise
from scheduler.domain.applied import Tentative, without
from scheduler.domain.instance import Instance
from scheduler.domain.limits import Length
from scheduler.domain.mobility import Status
from scheduler.errors import FileError
from scheduler.exports import Edition
from scheduler.exports.agreement import agreement
from scheduler.files import (
    write_file,
)
from scheduler.files.spelling import did_you_mean
from scheduler.office.reading import earlier_schedule, load, load_planned
from scheduler.office.stays import Reading, stay_findings


def windows_for(
    path: Path,
    student: str,
    asked: Length | None,
    schedule_path: Path | None,
    tentative: str,
) -> tuple[Instance, Advice]:
    """Return when a student could go abroad, and the instance with its stays in effect.

    Refused stays are left out: they may be why somebody asks.
    """
    plan = load_planned(path, Reading(Tentative(tentative), skip_refused=True))
    if student not in plan.given.students:
        remedy = did_you_mean(student, list(plan.given.students))
        raise FileError(str(path), f"has no student {student}", remedy)
    if not plan.given.programmes:
        remedy = "Fill in the table programmes"
        raise FileError(str(path), "has no mobility programmes", remedy)
    given = plan.given
    schedule = earlier_schedule(schedule_path, given) if schedule_path else None
    return plan.instance, advise(plan.instance, student, asked, schedule)


def write_agreement(
    path: Path, about: str, schedule_path: Path | None, out: Path
) -> tuple[Path, ...]:
    """Write the draft of a learning agreement; return the files.

    It is made also for a stay that is refused: the agreement may be what is missing.
    """
    given = load(path)
    _need_one(path, given, about)
    refused = {finding.stay for finding in stay_findings(given) if finding.hard}
    known = without(given, refused - {about})
    schedule = earlier_schedule(schedule_path, given) if schedule_path else None
    edition = Edition(datetime.now(UTC))
    files = {
        out / name: data for name, data in agreement(known, about, schedule, edition)
    }
    for place, data in files.items():
        write_file(place, data)
    return tuple(files)


def doubts_about(path: Path, about: str) -> tuple[str, ...]:
    """Say what speaks against a stay: that it is withdrawn, and what check finds."""
    given = load(path)
    stay = given.stays.get(about)
    withdrawn = stay is not None and stay.status == Status.WITHDRAWN
    found = (str(f) for f in stay_findings(given) if f.stay == about and f.hard)
    return (*([f"the stay {about} is withdrawn"] if withdrawn else []), *found)


def _need_one(path: Path, given: Instance, about: str) -> None:
    found = (about in given.stays) + (about in given.visitors)
    if found != 1:
        wrong = "both a stay and a visitor" if found else "no stay or visitor"
        remedy = did_you_mean(about, [*given.stays, *given.visitors])
        remedy = "Rename one of them" if found else remedy
        raise FileError(str(path), f"has {wrong} {about}", remedy)
