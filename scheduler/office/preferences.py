"""Forms for students' preferences, and what comes back from them, with receipts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scheduler.domain.instance import Instance
from scheduler.domain.people import Student, Wish
from scheduler.errors import FileError, InstanceError, Problem
from scheduler.exports.names import file_names, plain
from scheduler.files import write_file
from scheduler.files.editing import Edits, table_lines
from scheduler.files.forms import (
    FilledRow,
    Form,
    form_workbook,
    forms_in,
    read_form,
)
from scheduler.files.legends import legend
from scheduler.files.preference_sheet import (
    FIELDS,
    NOTES,
    WISHED,
    choices_of,
    fields_for,
)
from scheduler.files.schedules import ids_of
from scheduler.files.tables import PREFERENCES
from scheduler.office.reading import load_possible
from scheduler.office.updates import update_safely

SPARE_ROWS = 15
HASH_LENGTH = 8


def write_preference_forms(path: Path, out: Path, year: int | None) -> tuple[Path, ...]:
    """Write a form for each student (of one year of study) who owes a rotation.

    What a student wishes already is in it. Returns the files.
    """
    instance = load_possible(path)
    students = [
        student
        for student in instance.students.values()
        if year in (None, student.year) and instance.requirements_of(student.id)
    ]
    if not students:
        wrong = "has no student who owes a rotation" + (
            f" in year {year}" if year else ""
        )
        raise FileError(str(path), wrong, "Give another --year, or none")
    names = file_names(student.id for student in students)
    files = []
    for student in students:
        files.append(out / f"preferences-{names[student.id]}.xlsx")
        write_file(files[-1], _form(instance, student))
    return tuple(files)


def _form(instance: Instance, student: Student) -> bytes:
    rows = [_cells(wish) for wish in instance.wishes_of(student.id)]
    rows += [{"student": student.id}] * SPARE_ROWS
    title = f"{student.full_name} ({student.id})"
    notes = (plain(title), *NOTES)
    form = Form(student.id, notes, fields_for(instance, student.id), rows)
    offered = choices_of(instance, student.id)
    ids = (offered[name] for name in ("rotation", "hospital", "ward"))
    return form_workbook([form], list(legend(instance, *ids)))


def _cells(wish: Wish) -> dict[str, object]:
    return {
        "student": wish.student,
        "rank": wish.rank,
        **{name: getattr(wish, name) for name in WISHED},
    }


# -- what comes back -------------------------------------------------------------------


@dataclass(frozen=True)
class Wished:
    """What the forms say: whose wishes are new, and who left the form blank.

    ``refused``: by file, what is wrong in it; nothing of these was taken over.
    """

    changed: tuple[str, ...]
    same: tuple[str, ...]
    blank: tuple[str, ...]
    wanted: bool
    refused: Mapping[Path, tuple[Problem, ...]]
    file: Path | None = None
    receipts: tuple[Path, ...] = ()


def take_preferences(
    path: Path, forms: Sequence[Path], out: Path, write: bool, now: datetime
) -> Wished:
    """Read forms; if ``write``, replace those students' wishes and write receipts.

    ``forms`` are files, or folders of them. A form that was left blank changes nothing;
    one with a fault is refused as a whole, and so are two of one student. Raises
    InstanceError with every problem where no form is sound; then nothing is written.
    """
    instance = load_possible(path)
    read = _refusing_second([_read(form, instance) for form in forms_in(forms)])
    refused = {form.path: form.problems for form in read if form.problems}
    if len(refused) == len(read):
        raise InstanceError(tuple(p for own in refused.values() for p in own))
    wishes = dict[str, list[Wish]]()
    for form in read:
        for student, own in form.wishes.items() if not form.problems else ():
            wishes.setdefault(student, []).extend(own)
    filled = {student: own for student, own in wishes.items() if own}
    changed = [s for s in filled if tuple(filled[s]) != instance.wishes_of(s)]
    edits = _edits(path, {student: filled[student] for student in changed})
    file = update_safely(path, PREFERENCES, edits) if edits and write else None
    receipts = _write_receipts(instance, filled, out, now) if write else ()
    return Wished(
        tuple(changed),
        tuple(student for student in filled if student not in changed),
        tuple(student for student, own in wishes.items() if not own),
        bool(edits),
        refused,
        file,
        receipts,
    )


@dataclass(frozen=True)
class _Read:
    """A form as it was read: each student's wishes in its order, or its faults."""

    path: Path
    wishes: Mapping[str, Sequence[Wish]]
    rows: Sequence[FilledRow]
    problems: tuple[Problem, ...]


def _read(form: Path, instance: Instance) -> _Read:
    problems, rows = list[Problem](), list[FilledRow]()
    try:
        rows = read_form(form, FIELDS, ids_of(instance), problems)
    except FileError as fault:
        problems.append(Problem(form.name, 0, "", "", fault.wrong, fault.remedy))
    except InstanceError as fault:
        problems += fault.problems
    wishes = dict[str, list[Wish]]()
    for row in rows:
        own = wishes.setdefault(row.values["student"], [])
        if _is_filled(row):
            faults = list(_faults(row, instance))
            problems += faults
            own += [] if faults else [Wish(**row.values)]
    return _Read(form, wishes, rows, tuple(dict.fromkeys(problems)))


def _is_filled(row: FilledRow) -> bool:
    return bool(set(row.values) - {"student"})


def _refusing_second(read: Sequence[_Read]) -> list[_Read]:
    """Return the forms; those that aren't a student's only one get a problem.

    Which one counts isn't guessed, so all of them are refused. A form is a sheet.
    """
    sheets = dict[str, dict[tuple[Path, str], FilledRow]]()
    for form in read:
        for row in filter(_is_filled, form.rows):
            own = sheets.setdefault(row.values["student"], {})
            own.setdefault((form.path, row.file), row)
    twice = dict[Path, list[Problem]]()
    for own in sheets.values():
        for sheet, row in own.items() if len(own) > 1 else ():
            others = " and ".join(file for path, file in own if (path, file) != sheet)
            problem = row.problem(
                "student", f"is in {others} too", "Send one form a student"
            )
            twice.setdefault(sheet[0], []).append(problem)
    return [
        replace(form, problems=(*form.problems, *twice.get(form.path, ())))
        for form in read
    ]


def _faults(row: FilledRow, instance: Instance) -> Iterator[Problem]:
    rotation, hospital, ward, week = (row.values.get(name) for name in WISHED)
    if "rank" not in row.values:
        yield row.problem("rank", "is blank", "Write 1 for the first choice")
    if not (hospital or ward or week):
        wrong = "is blank, and so are ward and week"
        yield row.problem("hospital", wrong, "Choose one of them, or clear the line")
    owed = {r.rotation for r in instance.requirements_of(row.values["student"])}
    if rotation and rotation not in owed:
        remedy = f"Choose from: {', '.join(sorted(owed)) or 'none'}"
        yield row.problem("rotation", "is nothing that the student owes", remedy)
        return
    if ward and hospital and instance.wards[ward].hospital != hospital:
        remedy = f"Write {instance.wards[ward].hospital}, or clear the cell"
        yield row.problem("hospital", f"is not the hospital of {ward}", remedy)
    yield from _unmet(row, instance, {rotation} if rotation else owed)
    weeks = instance.calendar.weeks
    if week and week not in weeks:
        remedy = f"Choose a Monday from {weeks[0]:%d/%m/%Y} to {weeks[-1]:%d/%m/%Y}"
        yield row.problem("week", "is outside the academic year", remedy)


def _unmet(row: FilledRow, instance: Instance, asked: set[str]) -> Iterator[Problem]:
    """Refuse a place that teaches nothing of what is asked for."""
    ward, hospital = row.values.get("ward"), row.values.get("hospital")
    wards = [w for name in sorted(asked) for w in instance.wards_teaching(name)]
    column, known = (
        ("ward", sorted({w.id for w in wards}))
        if ward
        else ("hospital", sorted({w.hospital for w in wards}))
    )
    if (ward or hospital) and row.values[column] not in known:
        wrong = f"doesn't teach {' or '.join(sorted(asked)) or 'anything owed'}"
        yield row.problem(column, wrong, f"Choose from: {', '.join(known) or 'none'}")


def _edits(path: Path, wishes: Mapping[str, Sequence[Wish]]) -> Edits:
    if not wishes:
        return Edits()
    old = [
        li.row for li in table_lines(path, PREFERENCES) if li.value.student in wishes
    ]
    add = [_cells(wish) for own in wishes.values() for wish in own]
    return Edits(add=add, remove=frozenset(old))


# -- receipts --------------------------------------------------------------------------


def _write_receipts(
    instance: Instance, wishes: Mapping[str, Sequence[Wish]], out: Path, now: datetime
) -> tuple[Path, ...]:
    names = file_names(wishes)
    files = []
    for student, own in wishes.items():
        files.append(out / f"receipt-{names[student]}.txt")
        text = "\r\n".join(receipt_lines(instance, student, own, now))
        write_file(files[-1], f"{text}\r\n".encode("utf-8-sig"))
    return tuple(files)


def receipt_lines(
    instance: Instance, student: str, wishes: Sequence[Wish], now: datetime
) -> Iterator[str]:
    """Yield the lines of a receipt: what was read, when, and a short check word.

    The check word depends on the wishes alone: the same wishes have the same word.
    """
    person = instance.students[student]
    yield "RECEIPT FOR PREFERENCES / RICEVUTA DELLE PREFERENZE"
    yield f"{plain(person.full_name)} ({student})"
    yield f"Read on / letto il {now:%d/%m/%Y %H:%M}"
    yield ""
    for wish in wishes:
        yield f"{wish.rank:>3}. {_said(instance, wish)}"
    yield ""
    yield f"Check word / codice di controllo: {check_word(student, wishes)}"
    yield "If this isn't what you wrote, tell the office. / In caso di errori avvisare."


def check_word(student: str, wishes: Sequence[Wish]) -> str:
    """Return eight letters and digits that stand for one student's wishes."""
    cells = [[str(v or "") for v in _cells(wish).values()] for wish in wishes]
    text = "\n".join([student, *("|".join(row) for row in cells)])
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]


def _said(instance: Instance, wish: Wish) -> str:
    parts = [wish.rotation or "all rotations / tutti i tirocini"]
    if wish.hospital:
        parts.append(plain(instance.hospitals[wish.hospital].name))
    if wish.ward:
        parts.append(f"{plain(instance.wards[wish.ward].name)} ({wish.ward})")
    if wish.week:
        parts.append(f"from / dal {wish.week:%d/%m/%Y}")
    return ", ".join(parts)
