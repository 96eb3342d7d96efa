"""What was really done: sheets for the wards, and what comes back from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from scheduler.domain.attendance import TOLERANCE, Attended, Outcome, make_ups
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule
from scheduler.errors import FileError, InstanceError, Problem
from scheduler.exports.attendance import Attendance, attendance
from scheduler.exports.names import file_names
from scheduler.files import write_file
from scheduler.files.attendance_sheet import FIELDS, NOTES
from scheduler.files.editing import Edits, table_lines
from scheduler.files.forms import (
    FilledRow,
    Form,
    form_workbook,
    forms_in,
    read_form,
)
from scheduler.files.legends import legend
from scheduler.files.record_tables import ATTENDANCE
from scheduler.files.schedules import ids_of
from scheduler.office.reading import load, load_with_schedule
from scheduler.office.updates import update_safely
from scheduler.rules.words import said_hours, said_student

KEYS = ("rotation", "ward")

# -- the sheets ------------------------------------------------------------------------


def write_attendance_forms(
    path: Path, schedule_path: Path, out: Path, first: date | None, last: date | None
) -> tuple[Path, ...]:
    """Write one sheet a hospital for the placements that end in a span of days.

    A hospital gets its own students, and of them nothing but the placement. ``None``:
    from the first day of the year, or to its last. Returns the files.
    """
    instance, schedule = load_with_schedule(path, schedule_path)
    rows: dict[str, list[dict[str, object]]] = {}
    for placement in schedule.placements:
        stay = attendance(instance, placement)
        if (first or date.min) <= stay.last <= (last or date.max):
            rows.setdefault(stay.hospital.id, []).append(_row(instance, placement))
    if not rows:
        wrong = "has no placement that ends in these days"
        raise FileError(str(schedule_path), wrong, "Widen the span of days")
    names = file_names(instance.hospitals)
    files = []
    for hospital, own in rows.items():
        own.sort(key=lambda row: [str(row[name]) for name in ("ward", "surname")])
        form = Form(instance.hospitals[hospital].name, NOTES, FIELDS, own)
        files.append(out / f"attendance-{names[hospital]}.xlsx")
        rotations, wards = ([str(row[key]) for row in own] for key in KEYS)
        notes = list(legend(instance, rotations, [hospital], wards))
        write_file(files[-1], form_workbook([form], notes))
    return tuple(files)


def _row(instance: Instance, placement: Placement) -> dict[str, object]:
    stay = attendance(instance, placement)
    return {
        "student": stay.student.id,
        "surname": stay.student.surname,
        "name": stay.student.name,
        "rotation": placement.rotation,
        "occurrence": placement.occurrence,
        "ward": placement.ward,
        "first_day": stay.first,
        "last_day": stay.last,
        "hours": stay.hours,
    }


# -- what comes back -------------------------------------------------------------------


@dataclass(frozen=True)
class Received:
    """What the sheets say: a sentence for whoever has something left to do.

    ``edits`` are the rows for the table attendance; ``blank`` counts rows that nobody
    has filled in, ``known`` those that the table has already.
    """

    said: tuple[str, ...]
    done: int
    blank: int
    known: int
    edits: Edits
    file: Path | None = None


def take_attendance(
    path: Path, schedule_path: Path, sheets: Sequence[Path], write: bool
) -> Received:
    """Read the sheets of the wards, and add them to the table if ``write``.

    Raises InstanceError with every problem of every sheet; then nothing is written.
    """
    given = load(path)
    instance, schedule = load_with_schedule(path, schedule_path)
    problems: list[Problem] = []
    rows = [
        row
        for sheet in forms_in(sheets)
        for row in read_form(sheet, FIELDS, ids_of(instance), problems)
    ]
    lines, blank = _lines(rows, instance, schedule, problems)
    if problems:
        raise InstanceError(tuple(dict.fromkeys(problems)))
    edits, new = _edits(path, lines)
    file = update_safely(path, ATTENDANCE, edits) if edits and write else None
    done, said = _meaning(given, instance, new)
    return Received(said, done, blank, len(lines) - len(new), edits, file)


def _lines(
    rows: Iterable[FilledRow],
    instance: Instance,
    schedule: Schedule,
    problems: list[Problem],
) -> tuple[list[tuple[Attended, FilledRow]], int]:
    """Return the lines that were filled in, and how many rows are blank."""
    placements = {placement.requirement: placement for placement in schedule.placements}
    lines, blank, first = list[tuple[Attended, FilledRow]](), 0, dict[str, FilledRow]()
    for row in rows:
        if "hours_done" not in row.values and "outcome" not in row.values:
            blank += 1
            continue
        line = _line(row)
        placement = placements.get(line.requirement)
        faults = list(_faults(row, line, placement, instance))
        earlier = first.setdefault(line.requirement, row)
        if earlier is not row:
            wrong = f"is in {earlier.file}, row {earlier.row} already"
            faults.append(row.problem("student", wrong, "Keep one of the two lines"))
        problems += faults
        if placement is not None and not faults:
            lines.append((_as_planned(row, line, attendance(instance, placement)), row))
    return lines, blank


def _line(row: FilledRow) -> Attended:
    values = {key: row.values[key] for key in row.values if key != "remark"}
    return Attended(**{"hours_done": 0.0, **values})


def _faults(
    row: FilledRow, line: Attended, placement: Placement | None, instance: Instance
) -> Iterator[Problem]:
    if placement is None:
        wrong = f"is nothing that the schedule has for student {line.student}"
        remedy = "Check the rotation and the occurrence, or the schedule"
        yield row.problem("rotation", wrong, remedy)
        return
    if line.ward not in (None, placement.ward):
        wrong = f"is not the ward of the schedule, {placement.ward}"
        remedy = f"Write {placement.ward}; or mend the schedule, if it was elsewhere"
        yield row.problem("ward", wrong, remedy)
    last = instance.last_week(placement) or placement.first
    if not line.covers(placement.ward, placement.first, last) and line.first_day:
        wrong = f"isn't in the weeks of the schedule, from {placement.first:%d/%m/%Y}"
        yield row.problem("first_day", wrong, "Leave it as it was on the sheet")
    yield from _hour_faults(row, line, instance.requirements[line.requirement].hours)


def _hour_faults(row: FilledRow, line: Attended, hours: float) -> Iterator[Problem]:
    given = "hours_done" in row.values
    if line.outcome == Outcome.PARTIAL and not given:
        wrong, remedy = "is blank, but the outcome is partial", "Write the hours done"
        yield row.problem("hours_done", wrong, remedy)
    elif line.outcome == Outcome.PARTIAL and line.hours_done + TOLERANCE >= hours:
        wrong = f"is all of the {said_hours(hours)} hours, but the outcome is partial"
        yield row.problem("hours_done", wrong, "Mend the hours, or write done")
    elif line.outcome == Outcome.PARTIAL and line.hours_done <= TOLERANCE:
        wrong = "is nothing, but the outcome is partial"
        yield row.problem("hours_done", wrong, "Write absent")
    elif line.outcome == Outcome.ABSENT and line.hours_done > TOLERANCE:
        wrong = "are hours, but the outcome is absent"
        yield row.problem("hours_done", wrong, "Write 0, or the outcome partial")


def _as_planned(row: FilledRow, line: Attended, stay: Attendance) -> Attended:
    """Return the line with what the schedule knows; blank hours are all of them."""
    blank = "hours_done" not in row.values and line.outcome == Outcome.DONE
    return replace(
        line,
        hours_done=stay.hours if blank else line.hours_done,
        ward=stay.ward.id,
        first_day=line.first_day or stay.first,
        last_day=line.last_day or stay.last,
    )


def _edits(
    path: Path, lines: Sequence[tuple[Attended, FilledRow]]
) -> tuple[Edits, list[Attended]]:
    """Return what to write, and the lines that are new or say something else."""
    known = {_key(line.value): line for line in table_lines(path, ATTENDANCE)}
    add, change, new = (
        list[Mapping[str, object]](),
        dict[int, Mapping[str, object]](),
        [],
    )
    for line, row in lines:
        old = known.get(_key(line))
        if old is not None and old.value == line:
            continue
        new.append(line)
        cells = _cells(line, row.cells.get("remark"))
        if old is None:
            add.append(cells)
        else:
            change[old.row] = cells
    return Edits(add, change), new


def _key(line: Attended) -> tuple[str, date | None]:
    return line.requirement, line.first_day


def _cells(line: Attended, remark: str | None) -> dict[str, object]:
    return {
        "student": line.student,
        "rotation": line.rotation,
        "occurrence": line.occurrence if line.occurrence > 1 else None,
        "ward": line.ward,
        "first_day": line.first_day,
        "last_day": line.last_day,
        "hours_done": line.hours_done,
        "outcome": str(line.outcome) if line.outcome else None,
        "remark": remark,
    }


def _meaning(
    given: Instance, instance: Instance, lines: Sequence[Attended]
) -> tuple[int, tuple[str, ...]]:
    """Return how many are done, and what is left to do of the others, in words."""
    keys = {_key(line) for line in lines}
    earlier = [line for line in given.attendance if _key(line) not in keys]
    owed = {
        name: requirement
        for name, requirement in instance.requirements.items()
        if name not in instance.make_ups
    }
    extra = make_ups([*earlier, *lines], owed)
    done, said = 0, []
    for line in lines:
        hours = instance.requirements[line.requirement].hours
        who = f"{said_student(instance, line.student)}, {line.rotation}"
        if line.is_absent:
            said.append(
                f"{who}: absent, so it is owed again ({said_hours(hours)} hours)"
            )
        elif line.requirement in extra:
            left = extra[line.requirement]
            missing = said_hours(left.hours)
            said.append(
                f"{who}: {missing} of {said_hours(hours)} hours missing: make-up "
                f"requirement of {missing} hours (occurrence {left.occurrence})"
            )
        else:
            done += 1
    return done, tuple(said)
