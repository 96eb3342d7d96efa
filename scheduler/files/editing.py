"""Tables of an instance changed in place; every other byte stays as it is.

Rows are named by the number that Excel shows, as `table_lines` returns them. Other
cells, columns that the program doesn't know, notes, colours, formulas, separators and
encodings stay. A folder's tables are changed as text (``csv_editing``), a workbook's in
its parts (``xlsx_editing``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from scheduler.errors import FileError
from scheduler.files.csv_editing import edited_csv
from scheduler.files.grids import csv_grid, decode
from scheduler.files.layout import Table
from scheduler.files.lines import Line, draft_of
from scheduler.files.sources import (
    TABLE_OF,
    is_folder,
    open_source,
    read_bytes,
    visible_files,
)
from scheduler.files.spelling import UnreadableError, fold_heading
from scheduler.files.tables import TABLES
from scheduler.files.texts import csv_bytes
from scheduler.files.xlsx_editing import edited_xlsx

T = TypeVar("T")
Cells = Mapping[str, object]
"""Values by column; ``None`` is a blank cell."""


@dataclass(frozen=True)
class Edits:
    """What to do with a table: rows to add at its end, to change, and to take out."""

    add: Sequence[Cells] = ()
    change: Mapping[int, Cells] = field(default_factory=dict)
    remove: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.add or self.change or self.remove)


def table_lines(place: Path, table: Table[T]) -> tuple[Line[T], ...]:
    """Return the lines of a table of the instance at ``place`` with their rows."""
    return draft_of(open_source(place), {})[table].lines


def edited(place: Path, edits: Mapping[str, Edits]) -> dict[Path, bytes]:
    """Return the new bytes of the files of an instance; ``edits`` go by table.

    A table that isn't there is made. Nothing is written. Raises FileError.
    """
    wanted = {name: one for name, one in edits.items() if one}
    if is_folder(place):
        return dict(_of_folder(place, name, one) for name, one in wanted.items())
    if not wanted:
        return {}
    data = read_bytes(place)
    for name, one in wanted.items():
        said = _columns(name), one.change, one.remove, one.add
        data = edited_xlsx(str(place), data, name, *said)
    return {place: data}


def _columns(table: str) -> list[str]:
    return [c.name for t in TABLES if t.name == table for c in t.columns]


def _of_folder(place: Path, table: str, edits: Edits) -> tuple[Path, bytes]:
    path = _file_of(place, table)
    data = read_bytes(path) if path.exists() else b""
    try:
        if csv_grid(str(path), data).rows:
            said = edits.change, edits.remove, edits.add
            return path, edited_csv(str(path), data, *said)
        notes = decode(data).rstrip()
    except UnreadableError as fault:
        raise FileError(str(path), fault.wrong, fault.remedy) from fault
    columns = _columns(table)
    lines = [[line.get(column) for column in columns] for line in edits.add]
    made = csv_bytes([columns, *lines]).decode("utf-8-sig")
    return path, (f"{notes}\r\n{made}" if notes else made).encode("utf-8-sig")


def _file_of(folder: Path, table: str) -> Path:
    found = (
        file
        for file in visible_files(folder)
        if file.suffix.casefold() == ".csv"
        and TABLE_OF.get(fold_heading(file.stem)) == table
    )
    return next(found, folder / f"{table}.csv")
