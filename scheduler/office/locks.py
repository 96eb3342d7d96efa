"""Placements fixed and set free: rows of the table ``locks``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.instance import Instance
from scheduler.domain.people import Lock, LockKind
from scheduler.domain.schedule import Placement
from scheduler.errors import FileError
from scheduler.files import read_schedule
from scheduler.files.editing import Edits, table_lines
from scheduler.files.schedules import ids_of
from scheduler.files.spelling import UnreadableError
from scheduler.files.tables import LOCKS
from scheduler.office.reading import load_possible
from scheduler.office.updates import update_safely
from scheduler.rules.words import said_day, said_place, said_student

LOCKED_REMARK = "locked as it was placed"


@dataclass(frozen=True)
class Done:
    """What was written, one sentence each, and into which file (``None``: none)."""

    said: tuple[str, ...]
    file: Path | None


def lock_placements(
    path: Path, schedule_path: Path, student: str, rotation: str | None
) -> Done:
    """Fix a student's placements, or the one of a rotation, where a schedule has them.

    What a lock fixes already is passed over. Raises FileError where there is nothing
    to lock, or a rotation is placed twice, which one lock can't tell apart.
    """
    instance = load_possible(path)
    schedule = read_schedule(schedule_path, instance)
    who = _find(path, instance, "students", student)
    what = rotation and _find(path, instance, "rotations", rotation)
    own = [p for p in schedule.of_student(who) if what in (None, p.rotation)]
    if not own:
        wrong = f"has no placement of {who}" + (f" for {what}" if what else "")
        raise FileError(str(schedule_path), wrong, "Name another student or rotation")
    _refuse_doubles(schedule_path, own)
    known = [line.value for line in table_lines(path, LOCKS)]
    new = [p for p in own if not any(_fixes(lock, p) for lock in known)]
    rows = [_row(placement) for placement in new]
    file = update_safely(path, LOCKS, Edits(add=rows)) if rows else None
    return Done(tuple(_said(instance, p, p in new) for p in own), file)


def unlock_placements(path: Path, student: str, rotation: str | None) -> Done:
    """Take away what fixes a student's placements; what is ruled out stays so."""
    instance = load_possible(path)
    who = _find(path, instance, "students", student)
    what = rotation and _find(path, instance, "rotations", rotation)
    lines = [
        line
        for line in table_lines(path, LOCKS)
        if line.value.student == who
        and line.value.kind == LockKind.MUST
        and what in (None, line.value.rotation)
    ]
    if not lines:
        wrong = f"has no lock that fixes {what or 'anything'} for {who}"
        raise FileError(str(path), wrong, "Nothing was changed")
    edits = Edits(remove=frozenset(line.row for line in lines))
    file = update_safely(path, LOCKS, edits)
    name = said_student(instance, who)
    said = tuple(
        f"{name}: {line.value.rotation} isn't fixed any more" for line in lines
    )
    return Done(said, file)


def _find(path: Path, instance: Instance, sort: str, text: str) -> str:
    """Return the id that somebody means, as in a schedule."""
    try:
        return ids_of(instance)[sort].find(text)
    except UnreadableError as fault:
        raise FileError(str(path), f"'{text}' {fault.wrong}", fault.remedy) from fault


def _refuse_doubles(path: Path, own: list[Placement]) -> None:
    rotations = [placement.rotation for placement in own]
    twice = [rotation for rotation in rotations if rotations.count(rotation) > 1]
    if twice:
        raise FileError(
            str(path),
            f"has {twice[0]} twice for this student, and a lock would fix both",
            "Name another rotation; lock these by hand in the table locks",
        )


def _fixes(lock: Lock, placement: Placement) -> bool:
    same = (lock.student, lock.rotation) == (placement.student, placement.rotation)
    place = (lock.ward, lock.week) == (placement.ward, placement.first)
    return same and place and lock.kind == LockKind.MUST


def _row(placement: Placement) -> dict[str, object]:
    return {
        "student": placement.student,
        "kind": str(LockKind.MUST),
        "rotation": placement.rotation,
        "ward": placement.ward,
        "week": placement.first,
        "remark": LOCKED_REMARK,
    }


def _said(instance: Instance, placement: Placement, new: bool) -> str:
    return (
        f"{said_student(instance, placement.student)}: "
        f"{said_place(instance, placement)} from {said_day(placement.first)} is "
        f"{'locked' if new else 'locked already'}"
    )
