"""The registry's students against the table: who is new, moved up, gone or renamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.files.cells import Ref
from scheduler.files.editing import Edits
from scheduler.files.lines import Draft, draft_of
from scheduler.files.registry import Enrolled, Enrolment, read_registry
from scheduler.files.sources import open_source
from scheduler.files.spelling import Index, fold
from scheduler.files.tables import STUDENTS, TABLES
from scheduler.office.reading import load
from scheduler.office.updates import update_safely
from scheduler.rules.words import said_count

LAST_YEAR = 6


@dataclass(frozen=True)
class Census:
    """What the registry says, in words by sort; and what would be written.

    ``held`` are rows of other tables that speak of students who are gone: nothing is
    deleted there, and those students stay in the table until somebody has looked.
    """

    sorts: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]
    held: tuple[str, ...]
    edits: Edits
    file: Path | None = None


def take_registry(path: Path, export: Path, write: bool) -> Census:
    """Hold an export of the registry against the table students; ``write`` updates it.

    Raises InstanceError with every problem of the export, or of what the tables would
    be; then nothing is written.
    """
    instance = load(path)
    named = [(zone.id, (zone.name,)) for zone in instance.zones.values()]
    zones = Index("zone", named) if named else None
    enrolment = read_registry(export, list(instance.students), zones)
    draft = draft_of(open_source(path), {})
    gone = _gone(instance, enrolment)
    held = {student: tuple(_rows_of(draft, student)) for student in gone}
    edits = _edits(draft, instance, enrolment, [s for s in gone if not held[s]])
    return Census(
        _sorts(instance, enrolment, gone),
        tuple(_notes(instance, enrolment)),
        tuple(
            f"{_who(instance.students[student])}: {row}"
            for student in gone
            for row in held[student]
        ),
        edits,
        update_safely(path, STUDENTS, edits) if edits and write else None,
    )


# -- what differs ----------------------------------------------------------------------


def _gone(instance: Instance, enrolment: Enrolment) -> list[str]:
    """Return who isn't enrolled any more.

    Where the export leaves out the years in which a student could be by now, nothing
    is known of him.
    """
    listed = {one.student for one in enrolment.students}
    years = {one.year for one in enrolment.students}
    return [
        student.id
        for student in instance.students.values()
        if student.id not in listed
        and {student.year, min(student.year + 1, LAST_YEAR)} <= years
    ]


def _is_ours(instance: Instance, one: Enrolled) -> bool:
    """Tell whether a student is in the table, or in a year that has rotations."""
    years = {rotation.year for rotation in instance.rotations.values()}
    return one.student in instance.students or one.year in years


def _sorts(
    instance: Instance, enrolment: Enrolment, gone: list[str]
) -> dict[str, tuple[str, ...]]:
    ours = [one for one in enrolment.students if _is_ours(instance, one)]
    known = [
        (one, instance.students[one.student])
        for one in ours
        if one.student in instance.students
    ]
    new = [one for one in ours if one.student not in instance.students]
    moved = [(one, old) for one, old in known if one.year != old.year]
    return {
        "new": tuple(f"{_who(one)}, year {one.year}" for one in new),
        "promoted": tuple(
            _moved(one, old) for one, old in moved if one.year > old.year
        ),
        "put back": tuple(
            _moved(one, old) for one, old in moved if one.year < old.year
        ),
        "withdrawn": tuple(_who(instance.students[student]) for student in gone),
        "renamed": tuple(
            f"{old.full_name} ({old.id}) is now {one.surname} {one.name}"
            for one, old in known
            if _is_renamed(one, old)
        ),
        "other e-mail or zone": tuple(
            f"{_who(old)}: {', '.join(map(str, other.values()))}"
            for one, old in known
            if (other := _contact(one, old))
        ),
    }


def _who(one: Enrolled | Student) -> str:
    number = one.student if isinstance(one, Enrolled) else one.id
    return f"{one.surname} {one.name} ({number})"


def _moved(one: Enrolled, old: Student) -> str:
    return f"{_who(old)}: year {old.year} -> {one.year}"


def _is_renamed(one: Enrolled, old: Student) -> bool:
    """Registries write in capitals: case and accents alone are no other name."""
    return fold(f"{one.surname} {one.name}") != fold(f"{old.surname} {old.name}")


def _contact(one: Enrolled, old: Student) -> dict[str, object]:
    """Return what the registry says about e-mail and zone that the table doesn't."""
    said = {"email": (one.email, old.email), "zone": (one.zone, old.zone)}
    return {name: new for name, (new, known) in said.items() if new and new != known}


def _notes(instance: Instance, enrolment: Enrolment) -> Iterator[str]:
    others = [one for one in enrolment.students if not _is_ours(instance, one)]
    if others:
        years = sorted({str(one.year) for one in others})
        yield (
            f"passed over: {said_count(len(others), 'student')} of year "
            f"{', '.join(years)}, for whom the tables have no rotation"
        )
    if enrolment.guessed:
        said, number = enrolment.guessed[0]
        yield (
            f"{said_count(len(enrolment.guessed), 'student number')} without its "
            f"zeros, like {said}, read as {number}"
        )
    listed = {one.student for one in enrolment.students}
    gone = set(_gone(instance, enrolment))
    unknown = [s for s in instance.students if s not in listed and s not in gone]
    if unknown:
        yield (
            f"left as they are: {said_count(len(unknown), 'student')} of the table, in "
            "years that the export leaves out"
        )


# -- what is written -------------------------------------------------------------------


def _edits(
    draft: Draft, instance: Instance, enrolment: Enrolment, leaving: list[str]
) -> Edits:
    rows = {line.value.id: line.row for line in draft[STUDENTS].lines}
    add, change = list[Mapping[str, object]](), dict[int, Mapping[str, object]]()
    for one in enrolment.students:
        old = instance.students.get(one.student)
        if old is not None and (cells := _changed(one, old)):
            change[rows[one.student]] = cells
        elif old is None and _is_ours(instance, one):
            add.append(vars(one))
    return Edits(add, change, frozenset(rows[student] for student in leaving))


def _changed(one: Enrolled, old: Student) -> dict[str, object]:
    cells: dict[str, object] = dict(_contact(one, old))
    if one.year != old.year:
        cells["year"] = one.year
    if _is_renamed(one, old):
        cells |= {"surname": one.surname, "name": one.name}
    return cells


def _rows_of(draft: Draft, student: str) -> Iterator[str]:
    """Yield the rows of other tables that speak of a student."""
    for table in TABLES:
        for column in table.kept:
            cell = column.cell
            if not isinstance(cell, Ref) or "students" not in cell.tables:
                continue
            lines = draft[table]
            for line in lines:
                if column.of(line.value) == student:
                    yield f"{lines.file}, row {line.row} ({table.thing})"
