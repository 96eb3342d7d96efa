"""A plan shown to hospitals before it is published, and what they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.domain.instance import Instance
from scheduler.domain.people import LockKind
from scheduler.domain.schedule import Placement, Schedule
from scheduler.errors import InstanceError, Problem
from scheduler.exports.attendance import attendance
from scheduler.exports.names import file_names
from scheduler.files import write_file
from scheduler.files.editing import Edits
from scheduler.files.forms import (
    FilledRow,
    Form,
    form_workbook,
    forms_in,
    read_form,
)
from scheduler.files.legends import legend
from scheduler.files.preview_sheet import FIELDS, NOTES, Answer
from scheduler.files.schedules import ids_of
from scheduler.files.tables import LOCKS
from scheduler.office.reading import load_with_schedule
from scheduler.office.updates import update_safely
from scheduler.rules.words import said_day, said_place, said_student

KEYS = ("rotation", "ward")


def write_previews(path: Path, schedule_path: Path, out: Path) -> tuple[Path, ...]:
    """Write one sheet a hospital, with its own students alone; return the files."""
    instance, schedule = load_with_schedule(path, schedule_path)
    rows: dict[str, list[dict[str, Any]]] = {}
    for placement in schedule.placements:
        hospital = instance.wards[placement.ward].hospital
        rows.setdefault(hospital, []).append(_row(instance, placement))
    names = file_names(instance.hospitals)
    files = []
    for hospital, own in rows.items():
        own.sort(key=lambda row: (row["first_day"], row["ward"], row["surname"]))
        form = Form(instance.hospitals[hospital].name, NOTES, FIELDS, own)
        files.append(out / f"preview-{names[hospital]}.xlsx")
        rotations, wards = ([str(row[key]) for row in own] for key in KEYS)
        notes = list(legend(instance, rotations, [hospital], wards))
        write_file(files[-1], form_workbook([form], notes))
    return tuple(files)


def _row(instance: Instance, placement: Placement) -> dict[str, Any]:
    stay = attendance(instance, placement)
    return {
        "student": stay.student.id,
        "surname": stay.student.surname,
        "name": stay.student.name,
        "year": stay.student.year,
        "rotation": placement.rotation,
        "occurrence": placement.occurrence,
        "ward": placement.ward,
        "week": placement.first,
        "first_day": stay.first,
        "last_day": stay.last,
        "hours": stay.hours,
    }


@dataclass(frozen=True)
class Answers:
    """What hospitals answered: how many accepted and blank, and what to amend.

    ``edits`` are locks that rule out what isn't accepted, for the office to decide on.
    """

    accepted: int
    blank: int
    amended: tuple[str, ...]
    edits: Edits
    file: Path | None = None


def take_answers(
    path: Path, schedule_path: Path, sheets: Sequence[Path], write: bool
) -> Answers:
    """Read the hospitals' sheets; if ``write``, rule out what isn't accepted.

    Raises InstanceError with every problem of every sheet; then nothing is written.
    """
    instance, schedule = load_with_schedule(path, schedule_path)
    problems: list[Problem] = []
    rows = [
        row
        for sheet in forms_in(sheets)
        for row in read_form(sheet, FIELDS, ids_of(instance), problems)
    ]
    problems += [p for row in rows for p in _faults(row, schedule)]
    if problems:
        raise InstanceError(tuple(dict.fromkeys(problems)))
    given = [row for row in rows if "answer" in row.values]
    amend = [row for row in given if row.values["answer"] == Answer.AMEND]
    edits = Edits(add=_locks(instance, amend))
    return Answers(
        len(given) - len(amend),
        len(rows) - len(given),
        tuple(_said(instance, row) for row in amend),
        edits,
        update_safely(path, LOCKS, edits) if edits and write else None,
    )


def _placement(row: FilledRow) -> Placement:
    said = row.values
    place = said["student"], said["week"], said["rotation"], said["ward"]
    return Placement(*place, said.get("occurrence", 1))


def _faults(row: FilledRow, schedule: Schedule) -> list[Problem]:
    if _placement(row) in schedule.of_student(row.values["student"]):
        return []
    wrong = "isn't planned so in the schedule"
    remedy = "The schedule has changed since: send this hospital a new preview"
    return [row.problem("student", wrong, remedy)]


def _said(instance: Instance, row: FilledRow) -> str:
    placement = _placement(row)
    return (
        f"{said_student(instance, placement.student)}: "
        f"{said_place(instance, placement)} from {said_day(placement.first)}: "
        f"{row.values.get('remark', 'no remark')}"
    )


def _locks(instance: Instance, rows: Sequence[FilledRow]) -> list[dict[str, object]]:
    """Return the lines that rule out what isn't accepted, without those there are."""
    known = {
        (lock.student, lock.rotation, lock.ward, lock.week)
        for lock in instance.locks
        if lock.kind == LockKind.NEVER
    }
    found = []
    for row in rows:
        at = _placement(row)
        if (at.student, at.rotation, at.ward, at.first) not in known:
            cells = {"student": at.student, "kind": str(LockKind.NEVER)}
            cells |= {"rotation": at.rotation, "ward": at.ward}
            remark = row.values.get("remark", "not accepted by the hospital")
            found.append({**cells, "week": at.first, "remark": remark})
    return found
