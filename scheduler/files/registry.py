"""The registry's export of students, with its own headings, in Italian or English."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from scheduler.errors import InstanceError, Problem
from scheduler.files.cells import Email, Id, Text, Whole
from scheduler.files.grids import Grid, Row
from scheduler.files.layout import Column
from scheduler.files.lines import TextTable, read_cells, text_table
from scheduler.files.sources import sheets_of
from scheduler.files.spelling import Index, UnreadableError, fold, fold_heading

COLUMNS = (
    Column("student", Id(), "The student number (matricola).", True),
    Column("surname", Text(), "The surname (cognome).", True),
    Column("name", Text(), "The given name (nome).", True),
    Column("year", Whole(1, 6), "The year of study (anno di corso).", True),
    Column("email", Email(), "The e-mail address."),
    Column("zone", Text(), "Where the student lives, a zone of the tables."),
)
ALIASES = {
    "student": ("matricola", "studentnumber", "numeromatricola", "id"),
    "surname": ("cognome", "lastname", "familyname"),
    "name": ("nome", "firstname", "givenname"),
    "year": ("anno", "annodicorso", "annocorso", "yearofstudy"),
    "email": ("mail", "emailistituzionale", "indirizzoemail", "emailaddress"),
    "zone": ("zona",),
}
_NAME_OF = {alias: name for name, aliases in ALIASES.items() for alias in aliases}


@dataclass(frozen=True)
class Enrolled:
    """One student as the registry has him; ``None``: the export doesn't say."""

    student: str
    surname: str
    name: str
    year: int
    email: str | None = None
    zone: str | None = None


@dataclass(frozen=True)
class Enrolment:
    """A registry's export; ``guessed`` are numbers that had lost their zeros."""

    students: tuple[Enrolled, ...]
    guessed: tuple[tuple[str, str], ...]


def read_registry(path: Path, known: Collection[str], zones: Index | None) -> Enrolment:
    """Read an export of the registry, a CSV or an .xlsx workbook.

    ``known`` are the student numbers of the tables: one that Excel has shortened is
    found among them, or filled up to their common length. Raises InstanceError with
    every problem, FileError where nothing can be opened.
    """
    problems: list[Problem] = []
    text = text_table(_first_sheet(path), COLUMNS, problems, strict=False)
    numbers = _Numbers(known)
    found = [] if text is None else list(_students(text, numbers, zones, problems))
    if problems:
        raise InstanceError(tuple(dict.fromkeys(problems)))
    return Enrolment(tuple(found), tuple(numbers.guessed))


def _first_sheet(path: Path) -> Grid:
    filled = [grid for grid in sheets_of(path).values() if grid.rows]
    if not filled:
        return Grid(path.name, ())
    heading, *body = filled[0].rows
    names = tuple(_NAME_OF.get(fold_heading(_bare(c)), c) for c in heading.cells)
    return replace(filled[0], rows=(Row(heading.number, names), *body))


def _bare(heading: str) -> str:
    return heading.replace(".", "").replace("'", "")


class _Numbers:
    """Student numbers as the tables spell them, or as long as those are."""

    def __init__(self, known: Collection[str]) -> None:
        self._index = Index("student", [(id_, ()) for id_ in known])
        lengths = {len(id_) for id_ in known if id_.isdigit()}
        self._length = lengths.pop() if len(lengths) == 1 else 0
        self.guessed: list[tuple[str, str]] = []

    def meant(self, text: str) -> str:
        """Return the number that is meant; raises UnreadableError if it's unclear."""
        try:
            number = self._index.find(text)
        except UnreadableError as fault:
            if fault.wrong.startswith("is the name of"):
                raise
            number = text.zfill(self._length) if text.isdigit() else text
        if fold(number) != fold(text):
            self.guessed.append((text, number))
        return number


def _students(
    text: TextTable, numbers: _Numbers, zones: Index | None, problems: list[Problem]
) -> Iterable[Enrolled]:
    first: dict[str, int] = {}
    for row in text.rows:
        values = read_cells(COLUMNS, text, row, {}, problems)
        if values is None:
            continue
        column, said = "student", values["student"]
        try:
            values["student"] = numbers.meant(said)
            earlier = first.setdefault(values["student"], row.number)
            if earlier != row.number:
                wrong = f"is in row {earlier} already"
                raise UnreadableError(wrong, "Keep one of the two lines")
            column, said = "zone", values.get("zone")
            if said and zones is not None:
                values["zone"] = zones.find(said)
            yield Enrolled(**values)
        except UnreadableError as fault:
            place = (text.file, row.number, column, said)
            problems.append(Problem(*place, fault.wrong, fault.remedy))
