"""Single cells of an instance's tables written anew, all else left as it is.

Other cells, columns that the program doesn't know, comments, colours, separators and
encodings stay. A folder's tables are changed as text (``csv_editing``), a workbook's in
its parts (``xlsx_editing``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.errors import FileError
from scheduler.files.csv_editing import edited_csv
from scheduler.files.sources import is_folder, read_bytes, visible_files
from scheduler.files.spelling import fold_heading
from scheduler.files.tables import TABLES
from scheduler.files.texts import csv_bytes
from scheduler.files.xlsx_editing import edited_xlsx

Line = Mapping[str, object]


@dataclass(frozen=True)
class Edits:
    """What is to be written into one table.

    ``cells`` are new values by (row as Excel shows it, column); ``lines`` are new lines
    at the end, by column.
    """

    cells: Mapping[tuple[int, str], object] = field(default_factory=dict)
    lines: Sequence[Line] = ()


def edited(place: Path, edits: Mapping[str, Edits]) -> dict[Path, bytes]:
    """Return the new bytes of the files of an instance; ``edits`` go by table.

    Nothing is written. Raises FileError where a table can't be changed from outside.
    """
    wanted = {name: one for name, one in edits.items() if one.cells or one.lines}
    if not wanted:
        return {}
    if not is_folder(place):
        data = read_bytes(place)
        for name, one in wanted.items():
            data = edited_xlsx(str(place), data, name, one.cells, one.lines)
        return {place: data}
    return dict(_of_folder(place, name, one) for name, one in wanted.items())


def _of_folder(place: Path, table: str, edits: Edits) -> tuple[Path, bytes]:
    for path in visible_files(place):
        own = fold_heading(path.stem) == fold_heading(table)
        if own and path.suffix.casefold() == ".csv":
            data = read_bytes(path)
            if data.strip():
                return path, edited_csv(str(path), data, edits.cells, edits.lines)
    columns = [c.name for t in TABLES if t.name == table for c in t.columns]
    lines = [[line.get(column) for column in columns] for line in edits.lines]
    if edits.cells:
        raise FileError(str(place / f"{table}.csv"), "is missing", "Add the table")
    return place / f"{table}.csv", csv_bytes([columns, *lines])
