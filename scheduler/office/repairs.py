"""Mending a schedule after the tables have changed, and what a change would do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.advice.edits import edited, from_day
from scheduler.domain.applied import applied
from scheduler.domain.difference import Change, changes
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule
from scheduler.errors import FileError
from scheduler.files import read_former, schedule_csv, write_file
from scheduler.files.texts import csv_bytes
from scheduler.office.edits import where
from scheduler.office.planning import SCHEDULE_FILE
from scheduler.office.questions import Entry, Questions, file_entries
from scheduler.office.reading import load
from scheduler.office.settling import first_day, settle
from scheduler.office.stays import Reading
from scheduler.rules.words import said_count, said_day, said_hospital, said_student

if TYPE_CHECKING:
    from scheduler.solver.repairing import Mended
    from scheduler.solver.result import Clock

CHANGES_FILE, WORDS_FILE = "changes.csv", "changes.txt"

HEADING = (
    *("student", "surname", "name", "year", "rotation", "occurrence", "change"),
    *("hospital_before", "ward_before", "week_before", "hospital", "ward", "week"),
)


@dataclass(frozen=True)
class Wanted:
    """How a schedule is to be mended: from which day on, moving how many at most.

    ``seconds``: when to end the search, counted from the reading of the tables.
    """

    day: date | None = None
    most_moved: int | None = None
    reading: Reading = field(default_factory=Reading)
    seconds: float = 8.0
    seed: int = 1


@dataclass(frozen=True)
class Repaired:
    """A schedule before and after, and what is known of the way between.

    ``former`` is what the file held, ``before`` of it what today's tables still know.
    ``dropped``: placements of it that nobody owes any more.
    """

    instance: Instance
    day: date
    former: Schedule
    before: Schedule
    result: Mended
    let_go: tuple[str, ...]
    dropped: tuple[Placement, ...]
    left_out: tuple[str, ...]
    most_moved: int | None = None

    @property
    def after(self) -> Schedule:
        """The schedule as it is now."""
        return self.result.schedule

    @property
    def changes(self) -> tuple[Change, ...]:
        """What differs."""
        return changes(self.former, self.after)


def repaired(path: Path, schedule: Path, wanted: Wanted) -> Repaired:
    """Mend a schedule of earlier tables after those of today."""
    clock = _clock(wanted)
    given = load(path)
    former = read_former(schedule, applied(given))
    return mend(given, former, wanted, clock)


def what_if(
    path: Path,
    schedule: Path,
    asked: tuple[Iterable[Entry], Iterable[Path]],
    wanted: Wanted,
) -> tuple[Repaired, tuple[str, ...]]:
    """Mend a schedule as if the tables were changed; they aren't.

    ``asked``: entries, and files with more of them. Returns the changes in words, too.
    """
    clock = _clock(wanted)
    given = load(path)
    former = read_former(schedule, applied(given))
    entries, files = asked
    edits = list(Questions(given, "").read(iter(entries)))
    for file in files:
        edits += Questions(given, file.name).read(file_entries(file))
    said = tuple(edit.said(applied(given)) for edit in edits)
    day = first_day(given.calendar, wanted.day)
    edits = [from_day(edit, day) for edit in edits]
    return mend(edited(given, edits), former, wanted, clock), said


def _clock(wanted: Wanted) -> Clock:
    from scheduler.solver.result import Clock

    return Clock(wanted.seconds)


def mend(given: Instance, former: Schedule, wanted: Wanted, clock: Clock) -> Repaired:
    """Mend a schedule; ``given`` has the stays still in it.

    Raises BrokenScheduleError where what is over contradicts the tables.
    """
    from scheduler.advice.anew import mended_or_anew
    from scheduler.solver.repairing import Task
    from scheduler.solver.solve import Options

    day = first_day(given.calendar, wanted.day)
    begun = settle(given, former, day, wanted.reading)
    instance = begun.instance
    owed = instance.requirements
    before = Schedule.of(p for p in former.placements if p.requirement in owed)
    task = Task(instance, before, most_moved=wanted.most_moved)
    return Repaired(
        instance=instance,
        day=day,
        former=former,
        before=before,
        result=mended_or_anew(task, Options(wanted.seed), clock),
        let_go=begun.let_go,
        dropped=tuple(p for p in former.placements if p.requirement not in owed),
        left_out=begun.plan.left_out,
        most_moved=wanted.most_moved,
    )


# -- words -------------------------------------------------------------------------


def result_words(found: Repaired) -> tuple[str, ...]:
    """Say how many are moved and left out, and what is proven of it."""
    result, count = found.result, len(found.result.moved)
    if not count:
        moved = "Nobody has to move."
    elif count == result.fewest_moved:
        moved = f"{said_count(count, 'student')} moved; it is proven that fewer can't."
    else:
        moved = (
            f"{said_count(count, 'student')} moved; it is proven that no schedule "
            f"which places as much moves fewer than {result.fewest_moved}."
        )
    if found.most_moved is not None and count > found.most_moved:
        moved += (
            f" No schedule keeps to at most {found.most_moved}: so many lose a place."
            if result.fewest_moved > found.most_moved
            else f" None was found that keeps to at most {found.most_moved}."
        )
    price = (
        "With these moved, no schedule costs less."
        if result.cheapest
        else "A cheaper one with as many moved may exist."
    )
    return (f"From {said_day(found.day)} on: {moved}", *([price] if count else []))


def dropped_words(found: Repaired) -> tuple[str, ...]:
    """Say which placements of the former schedule nobody owes any more."""
    return tuple(
        f"{said_student(found.instance, one.student)}: {where(found.instance, one)} "
        "isn't owed any more"
        for one in found.dropped
    )


def change_words(instance: Instance, found: tuple[Change, ...]) -> tuple[str, ...]:
    """Say what differs: one heading a student, one line a change."""
    said, last = list[str](), ""
    for change in found:
        if change.student != last:
            last = change.student
            said.append(said_student(instance, last))
        said.append(f"  {_said(instance, change)}")
    return tuple(said)


def _said(instance: Instance, change: Change) -> str:
    places = [p for p in (change.before, change.after) if p is not None]
    return f"{change.kind}: {' -> '.join(where(instance, p) for p in places)}"


def hospital_words(instance: Instance, found: tuple[Change, ...]) -> tuple[str, ...]:
    """Say to each hospital who comes, who doesn't, who moves within it.

    A hospital reads nothing of where else its students are.
    """
    said = list[str]()
    for hospital in instance.hospitals:
        own = [line for change in found for line in _at(instance, hospital, change)]
        if own:
            said += [said_hospital(instance, hospital), *(f"  {line}" for line in own)]
    return tuple(said)


def _at(instance: Instance, hospital: str, change: Change) -> list[str]:
    here = [
        p
        if p and p.ward in instance.wards and _hospital(instance, p) == hospital
        else None
        for p in (change.before, change.after)
    ]
    before, after = here
    who = said_student(instance, change.student)
    if before and after:
        places = f"{where(instance, before)} -> {where(instance, after)}"
        return [f"moves: {who}: {places}"]
    if before:
        return [f"doesn't come: {who}: {where(instance, before)}"]
    return [f"comes: {who}: {where(instance, after)}"] if after else []


def _hospital(instance: Instance, placement: Placement | None) -> str:
    ward = instance.wards.get(placement.ward) if placement else None
    return ward.hospital if ward else ""


# -- files -------------------------------------------------------------------------


def write_repair(out: Path, schedule: Path, found: Repaired) -> tuple[Path, ...]:
    """Write the new schedule and what has changed; return the files.

    Raises FileError rather than write over the schedule that was mended.
    """
    if (out / "instance.toml").exists():
        wrong = "holds the tables of an instance"
        raise FileError(str(out), wrong, "Choose another folder for the results")
    if (out / SCHEDULE_FILE).resolve() == schedule.resolve():
        wrong = "holds the schedule that is mended, which would be lost"
        raise FileError(str(out), wrong, "Choose another folder for the results")
    instance, differing = found.instance, found.changes
    files = {
        SCHEDULE_FILE: schedule_csv(instance, found.after),
        CHANGES_FILE: csv_bytes([HEADING, *(_row(instance, c) for c in differing)]),
        WORDS_FILE: _words(found).encode("utf-8-sig"),
    }
    for name, data in files.items():
        write_file(out / name, data)
    return tuple(out / name for name in files)


def _row(instance: Instance, change: Change) -> list[object]:
    student = instance.students.get(change.student)
    person = [student.surname, student.name, student.year] if student else [None] * 3
    what = change.placement
    places: list[object] = []
    for one in (change.before, change.after):
        places += [_hospital(instance, one), one.ward, one.first] if one else [None] * 3
    return [
        change.student,
        *person,
        what.rotation,
        what.occurrence,
        str(change.kind),
        *places,
    ]


def _words(found: Repaired) -> str:
    instance, differing = found.instance, found.changes
    parts = (
        result_words(found),
        found.let_go,
        dropped_words(found),
        ("STUDENT BY STUDENT", *change_words(instance, differing)),
        ("HOSPITAL BY HOSPITAL", *hospital_words(instance, differing)),
    )
    return "\r\n\r\n".join("\r\n".join(part) for part in parts if part) + "\r\n"
