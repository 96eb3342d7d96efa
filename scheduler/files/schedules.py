"""``schedule.csv``: written for people and Excel, read back with all its problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.domain.curriculum import requirement_id
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule
from scheduler.errors import InstanceError, Problem
from scheduler.files.cells import Day, Ref, Refs, Text, Week, Whole
from scheduler.files.grids import Grid
from scheduler.files.layout import Column
from scheduler.files.lines import TextTable, read_cells, text_table
from scheduler.files.sources import sheets_of
from scheduler.files.spelling import (
    Index,
    Indices,
    UnreadableError,
    fold,
    fold_heading,
    shown,
    tidy_id,
)
from scheduler.files.texts import csv_bytes

COLUMNS = (
    Column("student", Ref(("students",)), "The student.", True),
    Column("surname", Text(), "For people.", field=None),
    Column("name", Text(), "For people.", field=None),
    Column("year", Text(), "For people.", field=None),
    Column("rotation", Refs("rotations"), "The rotation.", True),
    Column("occurrence", Whole(1, 9), "2 for a repetition; blank: 1."),
    Column("hospital", Ref(("hospitals",)), "The ward's hospital, if it is filled."),
    Column("ward", Ref(("wards",)), "The ward; blank: unplaced.", heading=True),
    Column("week", Week(), "Monday of the first week.", heading=True),
    Column("first_day", Day(), "For people.", field=None),
    Column("last_day", Day(), "For people.", field=None),
    Column("hours", Text(), "For people.", field=None),
)


# -- writing ---------------------------------------------------------------------------


def schedule_csv(instance: Instance, schedule: Schedule) -> bytes:
    """Return the bytes of ``schedule.csv``.

    One line a placement; then one line for each duty that is missing, with blank ward
    and week. Where one of several rotations of a choice group is missing, they are all
    named, with `|` between.
    """
    heading = [column.name for column in COLUMNS]
    placed = (_placed(instance, placement) for placement in schedule.placements)
    return csv_bytes([heading, *placed, *_unplaced(instance, schedule)])


def _placed(instance: Instance, placement: Placement) -> list[object]:
    requirement = instance.requirements.get(placement.requirement)
    last = instance.last_week(placement)
    days = (
        instance.calendar.ward_days(
            instance.students[placement.student].year,
            placement.rotation,
            placement.first,
            last,
        )
        if last
        else ()
    )
    return [
        *_student(instance, placement.student),
        placement.rotation,
        placement.occurrence,
        instance.wards[placement.ward].hospital,
        placement.ward,
        placement.first,
        days[0][0] if days else None,
        days[-1][0] if days else None,
        requirement.hours if requirement else None,
    ]


def _student(instance: Instance, student: str) -> list[object]:
    person = instance.students[student]
    return [person.id, person.surname, person.name, person.year]


def _unplaced(instance: Instance, schedule: Schedule) -> Iterator[list[object]]:
    for missing, count in instance.unplaced(schedule):
        first = missing[0]
        same_hours = len({requirement.hours for requirement in missing}) == 1
        line = [
            *_student(instance, first.student),
            " | ".join(requirement.rotation for requirement in missing),
            first.occurrence,
            *(None, None, None, None, None),
            first.hours if same_hours else None,
        ]
        yield from [line] * count


# -- reading ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Edited:
    """A schedule as somebody saved it, and what there is to know about the file."""

    schedule: Schedule
    notices: tuple[str, ...]


def read_schedule(path: Path, instance: Instance) -> Schedule:
    """Read a schedule of ``instance`` from a CSV file or an .xlsx workbook.

    The columns for people are passed over, but a hospital must be that of its ward.
    Raises InstanceError with every problem, FileError where nothing can be opened.
    """
    return read_edited(path, instance).schedule


def read_edited(path: Path, instance: Instance) -> Edited:
    """Read a schedule like `read_schedule`, and say what was guessed or passed over."""
    problems: list[Problem] = []
    grid = _grid(path)
    text = text_table(grid, COLUMNS, problems, strict=False)
    placements = [] if text is None else list(_placements(text, instance, problems))
    if problems or text is None:
        raise InstanceError(tuple(dict.fromkeys(problems)))
    return Edited(Schedule.of(placements), tuple(_notices(grid, text, instance)))


def read_former(path: Path, instance: Instance) -> Schedule:
    """Read a schedule that was made for earlier tables than those of ``instance``.

    Students, wards and rotations that are gone from the tables keep the id that is
    written, and nobody needs to owe what is placed. Raises like `read_schedule`.
    """
    problems: list[Problem] = []
    text = text_table(_grid(path), COLUMNS, problems, strict=False)
    known = {name: _Former(index) for name, index in ids_of(instance).items()}
    first, found = dict[str, int](), list[Placement]()
    for row in text.rows if text is not None and not problems else ():
        values = read_cells(COLUMNS, text, row, known, problems) if text else None
        if values is None:
            continue
        faults = list(_shape_faults(values, first, row.number))
        problems += [
            Problem(path.name, row.number, column, row.cells.get(column, ""), *said)
            for column, *said in faults
        ]
        if not faults and "ward" in values:
            found.append(_placement(values))
    if problems:
        raise InstanceError(tuple(dict.fromkeys(problems)))
    return Schedule.of(found)


class _Former(Index):
    """An index that takes an id which it doesn't know for one of earlier tables."""

    def __init__(self, index: Index) -> None:
        super().__init__(index.thing, ())
        self._index = index

    def find(self, text: str) -> str:
        """Return the id that ``text`` means today, or the id as it is written."""
        try:
            return self._index.find(text)
        except UnreadableError:
            return tidy_id(text)


def _notices(grid: Grid, text: TextTable, instance: Instance) -> Iterator[str]:
    known = {fold_heading(column.name) for column in COLUMNS}
    others = [
        shown(c) for c in grid.rows[0].cells if c and fold_heading(c) not in known
    ]
    if others:
        yield f"{text.file}: not read are the columns {', '.join(others)}"
    students = ids_of(instance)["students"]
    found = [(row, students.find(row.cells["student"])) for row in text.rows]
    bare = [(r, s) for r, s in found if _lost_zeros(r.cells["student"], s)]
    if bare:
        row, student = bare[0]
        many = "s have lost their zeros and were understood, like"
        said = many if len(bare) > 1 else " has lost its zeros and was understood:"
        yield (
            f"{text.file}: {len(bare)} student number{said} "
            f"{row.cells['student']} in row {row.number} as {student}"
        )
    odd = [(r, s) for r, s in found if _other_name(r.cells, instance, s)]
    if odd:
        row, student = odd[0]
        rows = f"{len(odd)} rows" if len(odd) > 1 else "1 row"
        like = ", like" if len(odd) > 1 else ":"
        yield (
            f"{text.file}: in {rows} the name isn't that of the student number{like} "
            f"{shown(_name(row.cells))} in row {row.number}, where {student} is "
            f"{instance.students[student].full_name}; the number counts"
        )


def _lost_zeros(text: str, student: str) -> bool:
    return fold(tidy_id(text)) != fold(student)


def _name(cells: Mapping[str, str]) -> str:
    return f"{cells.get('surname', '')} {cells.get('name', '')}".strip()


def _other_name(cells: Mapping[str, str], instance: Instance, student: str) -> bool:
    """Tell whether a row names somebody else: one column may have been sorted alone."""
    person = instance.students[student]
    pairs = ((cells.get("surname"), person.surname), (cells.get("name"), person.name))
    return any(said and fold(said) != fold(own) for said, own in pairs)


def _grid(path: Path) -> Grid:
    sheets = sheets_of(path)
    filled = [grid for grid in sheets.values() if grid.rows]
    named = [sheets[title] for title in sheets if title.casefold() == "schedule"]
    return next(iter(named + filled), Grid(path.name, ()))


def ids_of(instance: Instance) -> Indices:
    """Return the ids and names that a schedule or a form may use."""
    rotations = instance.rotations.values()
    return {
        "students": Index("student", [(id_, ()) for id_ in instance.students]),
        "rotations": Index(
            "rotation", [(r.id, (r.name, r.name_it)) for r in rotations]
        ),
        "wards": Index("ward", [(w.id, (w.name,)) for w in instance.wards.values()]),
        "hospitals": Index(
            "hospital", [(h.id, (h.name,)) for h in instance.hospitals.values()]
        ),
    }


def _placements(
    text: TextTable, instance: Instance, problems: list[Problem]
) -> Iterator[Placement]:
    indices, first = ids_of(instance), dict[str, int]()
    whole = not problems  # a column that is missing would be blamed on every row
    for row in text.rows:
        values = read_cells(COLUMNS, text, row, indices, problems)
        if values is None or not whole:
            continue
        faults = list(_faults(values, instance, first, row.number))
        problems += [
            Problem(text.file, row.number, column, row.cells.get(column, ""), *said)
            for column, *said in faults
        ]
        if not faults and "ward" in values:
            yield _placement(values)


def _placement(values: Mapping[str, Any]) -> Placement:
    return Placement(
        values["student"],
        values["week"],
        values["rotation"][0],
        values["ward"],
        values.get("occurrence", 1),
    )


Fault = tuple[str, str, str]  # column, what is wrong, remedy


def _faults(
    values: Mapping[str, Any], instance: Instance, first: dict[str, int], row: int
) -> Iterator[Fault]:
    shape = list(_shape_faults(values, first, row))
    yield from shape
    if len(values["rotation"]) > 1 and shape:
        return
    for rotation in values["rotation"]:
        yield from _duty_faults(values, rotation, instance)
    yield from _place_faults(values, instance)


def _shape_faults(
    values: Mapping[str, Any], first: dict[str, int], row: int
) -> Iterator[Fault]:
    """Yield what is wrong with a row whatever the tables say."""
    placed = [name for name in ("ward", "week") if name in values]
    if len(placed) == 1:
        lacking = "week" if placed == ["ward"] else "ward"
        remedy = f"Write the {lacking}, or clear the {placed[0]} if it is unplaced"
        yield lacking, f"is blank, but there is a {placed[0]}", remedy
    if placed and len(values["rotation"]) > 1:
        wrong = "names several rotations for one placement"
        yield "rotation", wrong, "Keep the one that is done in this ward"
    if len(values["rotation"]) == 1:
        yield from _repeated(values, first, row)


def _duty_faults(
    values: Mapping[str, Any], rotation: str, instance: Instance
) -> Iterator[Fault]:
    student, occurrence = values["student"], values.get("occurrence", 1)
    if requirement_id(student, rotation, occurrence) in instance.requirements:
        return
    owed = instance.requirements_of(student)
    if any(duty.rotation == rotation for duty in owed):
        wrong = f"is no occurrence of {rotation} that the student owes"
        known = [str(d.occurrence) for d in owed if d.rotation == rotation]
        yield "occurrence", wrong, f"Write {' or '.join(known)}"
    else:
        known = [duty.rotation for duty in owed]
        remedy = f"Owed are: {', '.join(dict.fromkeys(known)) or 'none'}"
        yield "rotation", f"is nothing that student {student} owes", remedy


def _repeated(
    values: Mapping[str, Any], first: dict[str, int], row: int
) -> Iterator[Fault]:
    occurrence = values.get("occurrence", 1)
    duty = requirement_id(values["student"], values["rotation"][0], occurrence)
    earlier = first.setdefault(duty, row)
    if earlier != row:
        wrong = f"is the same duty as in row {earlier}"
        yield "rotation", wrong, "Keep one of the two lines"


def _place_faults(values: Mapping[str, Any], instance: Instance) -> Iterator[Fault]:
    ward, hospital, week = (values.get(key) for key in ("ward", "hospital", "week"))
    if ward and hospital and instance.wards[ward].hospital != hospital:
        own = instance.wards[ward].hospital
        remedy = f"Write {own}, or another ward"
        yield "hospital", f"is not the hospital of the ward {ward}", remedy
    calendar = instance.calendar
    if week and not calendar.first_week <= week <= calendar.last_week:
        first, last = calendar.first_week, calendar.last_week
        remedy = f"Write a Monday from {first:%d/%m/%Y} to {last:%d/%m/%Y}"
        yield "week", "is outside the academic year", remedy
