"""Rows of text -> domain values with their row numbers, and the faults of cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from scheduler.errors import Problem
from scheduler.files.cells import check_plain
from scheduler.files.grids import Grid, Row
from scheduler.files.layout import Column, Table
from scheduler.files.sources import Source
from scheduler.files.spelling import (
    Index,
    Indices,
    UnreadableError,
    fold,
    fold_heading,
    shown,
    slip_for,
    tidy_id,
)
from scheduler.files.tables import STUDENTS, TABLES

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class TextRow:
    """One row of a table: the text of each known column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class TextTable:
    """A table whose heading is understood, its cells still text."""

    file: str
    heading: int
    columns: frozenset[str]
    rows: tuple[TextRow, ...]


@dataclass(frozen=True)
class Line(Generic[T_co]):
    """A value and the row of its table."""

    row: int
    value: T_co


@dataclass(frozen=True)
class Lines(Generic[T_co]):
    """The sound lines of one table; ``complete`` if no other lines were there."""

    file: str
    lines: tuple[Line[T_co], ...]
    complete: bool

    def __iter__(self) -> Iterator[Line[T_co]]:
        return iter(self.lines)

    @property
    def values(self) -> tuple[T_co, ...]:
        """The values without their rows."""
        return tuple(line.value for line in self.lines)

    def problem(
        self, row: int, column: str, value: object, wrong: str, remedy: str
    ) -> Problem:
        """Return a problem with a line of this table."""
        return Problem(self.file, row, column, shown(str(value)), wrong, remedy)


class Draft:
    """All tables of an instance as far as they can be understood."""

    def __init__(
        self, lines: dict[str, Lines[object]], problems: list[Problem]
    ) -> None:
        self._lines = lines
        self.problems = problems

    def __getitem__(self, table: Table[T]) -> Lines[T]:
        # The table's own ``make`` made these values.
        return cast(Lines[T], self._lines[table.name])


def draft_of(source: Source, named: Mapping[str, Iterable[str]]) -> Draft:
    """Understand every table of ``source``, collect what is wrong with cells.

    ``named`` are names that cells may speak of and no table defines, by sort ("rules").
    """
    problems = list(source.problems)
    texts = {
        table.name: _text_table(table, source, problems)
        for table in TABLES
        if table.name in source.grids
    }
    others = {
        sort: Index(sort.removesuffix("s"), [(name, ()) for name in sorted(names)])
        for sort, names in named.items()
    }
    indices = {**_indices(source, texts), **others}
    lines = {
        table.name: _lines(table, source, texts.get(table.name), indices, problems)
        for table in TABLES
    }
    return Draft(lines, problems)


# -- headings --------------------------------------------------------------------------


def _text_table(
    table: Table[object], source: Source, problems: list[Problem]
) -> TextTable | None:
    return text_table(source.grids[table.name], table.columns, problems)


def text_table(
    grid: Grid, columns: Sequence[Column], problems: list[Problem], strict: bool = True
) -> TextTable | None:
    """Sort the cells of ``grid`` under the known columns; ``None`` without a heading.

    ``strict``: a column that isn't known is a problem; else only one that looks like a
    slip is, and others are passed over.
    """
    if not grid.rows:
        wrong = "is empty, without even a heading"
        remedy = f"Write the heading: {'; '.join(c.name for c in columns)}"
        problems.append(Problem(grid.file, 0, "", "", wrong, remedy))
        return None
    heading, body = grid.rows[0], grid.rows[1:]
    known = {fold_heading(column.name): column.name for column in columns}
    names = [known.get(fold_heading(cell)) for cell in heading.cells]
    problems.extend(_heading_faults(grid, heading, names, columns, strict))
    if strict:
        problems.extend(_stray_cells(grid, heading, body))
    rows = tuple(TextRow(row.number, _cells(names, row)) for row in body)
    return TextTable(grid.file, heading.number, frozenset(filter(None, names)), rows)


def _heading_faults(
    grid: Grid,
    heading: Row,
    names: Sequence[str | None],
    columns: Sequence[Column],
    strict: bool,
) -> Iterator[Problem]:
    missing = [column.name for column in columns if column.name not in names]
    for cell, name in zip(heading.cells, names, strict=True):
        slip = slip_for(cell, missing, 0.6 if strict else 0.7)
        if name is None and cell and (strict or slip):
            wrong, remedy = "is not a column of this table", f"Did you mean '{slip}'?"
            if slip:
                missing.remove(slip)
            else:
                remedy = "Delete it, or put notes into lines that begin with #"
            yield Problem(grid.file, heading.number, shown(cell), "", wrong, remedy)
    for column in columns:
        if names.count(column.name) > 1:
            wrong, remedy = "is there twice", "Delete one of the two columns"
            yield Problem(grid.file, heading.number, column.name, "", wrong, remedy)
        if column.needed and column.name in missing:
            wrong = "is missing from the heading"
            remedy = f"Add the column: {column.help}"
            yield Problem(grid.file, heading.number, column.name, "", wrong, remedy)


def _stray_cells(grid: Grid, heading: Row, body: Iterable[Row]) -> Iterator[Problem]:
    for row in body:
        if grid.delimiter == "," and len(row.cells) > len(heading.cells):
            # A decimal comma would shift all that follows by one column, in silence.
            wrong = f"has {len(row.cells)} cells under {len(heading.cells)} headings"
            remedy = 'Put numbers and texts with a comma in quotation marks: "37,5"'
            yield Problem(grid.file, row.number, "", "", wrong, remedy)
            continue
        for at, cell in enumerate(row.cells):
            if cell and (at >= len(heading.cells) or not heading.cells[at]):
                wrong = "stands in a column without a heading"
                remedy = (
                    "Delete it; or, if it is the rest of the cell before it, put that "
                    "whole cell in quotation marks"
                )
                yield Problem(grid.file, row.number, "", shown(cell), wrong, remedy)
                break


def _cells(names: Sequence[str | None], row: Row) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, cell in zip(names, row.cells, strict=False):
        if name and cell:
            cells.setdefault(name, cell)
    return cells


# -- ids -------------------------------------------------------------------------------


def _indices(source: Source, texts: dict[str, TextTable | None]) -> Indices:
    """Return the ids that each table defines, whatever else is wrong with its lines.

    A table that can't be read has none, so that nothing else is blamed for it.
    """
    indices = {}
    for table in TABLES:
        text = texts.get(table.name)
        absent = text is None and (table.required or table.name in source.damaged)
        if table.id is None or absent or (text and table.id.name not in text.columns):
            continue
        rows = text.rows if text else ()
        named = [
            (tidy_id(row.cells[table.id.name]), _names(table, row))
            for row in rows
            if table.id.name in row.cells
        ]
        indices[table.name] = Index(table.thing, named)
    return indices


def _names(table: Table[object], row: TextRow) -> Iterable[str]:
    if table.name == STUDENTS.name:  # two students may share a given name
        return []
    return [row.cells.get("name", ""), row.cells.get("name_it", "")]


# -- lines -----------------------------------------------------------------------------


def _lines(
    table: Table[object],
    source: Source,
    text: TextTable | None,
    indices: Indices,
    problems: list[Problem],
) -> Lines[object]:
    file = source.file_of(table.name)
    if text is None:
        absent = table.name not in source.grids and table.name not in source.damaged
        if table.required and absent:
            wrong, remedy = "is missing", f"Add the table. {table.help}"
            problems.append(Problem(file, 0, "", "", wrong, remedy))
        return Lines(file, (), complete=absent and not table.required)
    before = len(problems)
    lines = tuple(_read_rows(table, text, indices, problems))
    if table.required and not text.rows:
        wrong, remedy = "has no lines", f"Fill the table. {table.help}"
        problems.append(Problem(file, 0, "", "", wrong, remedy))
    twins = (
        _refuse_same_ids(table.id, text, problems)
        if table.id
        else _refuse_twins(table, text, lines, problems)
    )
    single = tuple(line for line in lines if line.row not in twins)
    return Lines(file, single, complete=len(problems) == before)


def _read_rows(
    table: Table[object], text: TextTable, indices: Indices, problems: list[Problem]
) -> Iterator[Line[object]]:
    for row in text.rows:
        values = read_cells(table.columns, text, row, indices, problems)
        if values is not None:
            yield Line(row.number, table.make(**values))


def read_cells(
    columns: Sequence[Column],
    text: TextTable,
    row: TextRow,
    indices: Indices,
    problems: list[Problem],
) -> dict[str, Any] | None:
    """Return the filled cells of a row as arguments; ``None`` if one is at fault."""
    values: dict[str, Any] = {}
    before = len(problems)
    for column in columns:
        cell = row.cells.get(column.name, "")
        try:
            check_plain(cell)
            if cell and column.keyword:
                values[column.keyword] = column.cell.read(cell, indices)
            elif column.required and not cell and column.name in text.columns:
                raise UnreadableError("is blank", f"Write {column.cell.says}")
        except UnreadableError as fault:
            place = (text.file, row.number, column.name, shown(cell))
            problems.append(Problem(*place, fault.wrong, fault.remedy))
    lacks = any(c.required and c.name not in text.columns for c in columns)
    return None if lacks or len(problems) > before else values


def _refuse_twins(
    table: Table[object],
    text: TextTable,
    lines: Iterable[Line[object]],
    problems: list[Problem],
) -> set[int]:
    """Refuse lines that say again what an earlier one said; return their rows."""
    twins = set()
    columns = [c for c in table.kept if not table.key or c.name in table.key]
    first: dict[tuple[object, ...], int] = {}
    for line in lines:
        values = tuple(c.of(line.value) for c in columns)
        earlier = first.setdefault(values, line.row)
        if earlier != line.row:
            said = " ".join(str(v) for v in values if v is not None)
            wrong, remedy = f"is in row {earlier} already", "Keep one of the two lines"
            place = (text.file, line.row, "", shown(said if table.key else ""))
            problems.append(Problem(*place, wrong, remedy))
            twins.add(line.row)
    return twins


def _refuse_same_ids(id_: Column, text: TextTable, problems: list[Problem]) -> set[int]:
    """Refuse ids that an earlier row has; return the rows."""
    twins = set()
    first: dict[str, int] = {}
    for row in text.rows:
        said = row.cells.get(id_.name, "")
        earlier = first.setdefault(fold(tidy_id(said)), row.number)
        if said and earlier != row.number:
            wrong = f"is in row {earlier} already"
            remedy = "Keep one of the two lines, or give this one another id"
            place = (text.file, row.number, id_.name, shown(said))
            problems.append(Problem(*place, wrong, remedy))
            twins.add(row.number)
    return twins
