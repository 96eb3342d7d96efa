"""Lines of one table of an instance changed in place; every other cell stays as it is.

Rows are named by the number that Excel shows, as `table_lines` returns them. A folder's
CSV keeps its encoding, its separators, its notes and its blank rows; of a workbook the
one sheet is changed. The file is replaced in one step.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from scheduler.errors import FileError
from scheduler.files.atomic import write_file
from scheduler.files.grids import Grid, csv_grid, decode
from scheduler.files.layout import Table
from scheduler.files.lines import Line, draft_of
from scheduler.files.sources import TABLE_OF, is_folder, open_source, read_bytes
from scheduler.files.sources import visible_files as files_of
from scheduler.files.spelling import fold_heading
from scheduler.files.texts import csv_bytes, csv_text

T = TypeVar("T")
Cells = Mapping[str, object]
"""Values by column; ``None`` is a blank cell."""


@dataclass(frozen=True)
class Edits:
    """What to do with a table: rows to add at its end, to change, and to take out."""

    add: Sequence[Cells] = ()
    change: Mapping[int, Cells] = field(default_factory=dict)
    remove: frozenset[int] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that get a value."""
        lines = (*self.add, *self.change.values())
        named = (
            name
            for cells in lines
            for name, value in cells.items()
            if value not in (None, "")
        )
        return tuple(dict.fromkeys(named))

    def __bool__(self) -> bool:
        return bool(self.add or self.change or self.remove)


def table_lines(path: Path, table: Table[T]) -> tuple[Line[T], ...]:
    """Return the lines of a table of the instance at ``path`` with their rows."""
    return draft_of(open_source(path), {})[table].lines


def update_table(path: Path, table: Table[object], edits: Edits) -> Path:
    """Change a table of the instance at ``path``; return the file that was written.

    A table that isn't there is made. Raises FileError, and then nothing has changed.
    """
    if not is_folder(path):
        from scheduler.files.updating_workbooks import updated_workbook

        write_file(path, updated_workbook(path, table, edits))
        return path
    file = _file_of(path, table)
    write_file(file, _updated_csv(file, table, edits))
    return file


def _file_of(folder: Path, table: Table[object]) -> Path:
    found = (
        file
        for file in files_of(folder)
        if file.suffix.casefold() == ".csv"
        and TABLE_OF.get(fold_heading(file.stem)) == table.name
    )
    return next(found, folder / f"{table.name}.csv")


def heading_of(grid: Grid, table: Table[object]) -> list[str | None]:
    """Return the table's column under each heading, ``None`` for another one."""
    known = {fold_heading(column.name): column.name for column in table.columns}
    return [known.get(fold_heading(cell)) for cell in grid.rows[0].cells]


def placed(
    names: Sequence[str | None], cells: Cells, old: Sequence[object]
) -> list[object]:
    """Return a row with ``cells`` put under their headings, the rest as it was."""
    row = [*old, *([""] * (len(names) - len(old)))]
    for at, name in enumerate(names):
        if name is not None and name in cells:
            row[at] = cells[name]
    return row


# -- one CSV file ----------------------------------------------------------------------


def _updated_csv(file: Path, table: Table[object], edits: Edits) -> bytes:
    data = read_bytes(file) if file.exists() else b""
    grid = csv_grid(file.name, data)
    if not grid.rows:
        names = [column.name for column in table.columns]
        rows = csv_bytes([names, *([c.get(n) for n in names] for c in edits.add)])
        notes = decode(data).rstrip()
        return f"{notes}\r\n".encode("utf-8-sig") + rows[3:] if notes else rows
    return _Csv(data, grid, table).edited(edits)


class _Csv:
    """The records of a CSV file, as they were typed."""

    def __init__(self, data: bytes, grid: Grid, table: Table[object]) -> None:
        text = decode(data)
        self.encoding = _encoding(data)
        self.delimiter = grid.delimiter
        self.records = _records(text, grid.delimiter)
        self.skipped = 1 if text[:5].strip('"').lower().startswith("sep=") else 0
        self.names = heading_of(grid, table)
        self.heading, self.last = grid.rows[0].number, grid.rows[-1].number
        self.end = "\r\n" if "\r\n" in text else "\n"

    def edited(self, edits: Edits) -> bytes:
        """Return the bytes of the file after the edits."""
        lacking = [name for name in edits.columns if name not in self.names]
        self.names += lacking
        texts = {row: self._changed(row, cells) for row, cells in edits.change.items()}
        if lacking:
            heading = [*self._cells(self.heading), *lacking]
            texts[self.heading] = self._typed(heading, as_it_is=True)
        texts |= dict.fromkeys(edits.remove, "")
        added = [self._typed(placed(self.names, cells, [])) for cells in edits.add]
        return self._encoded(self._joined(texts, added))

    def _joined(self, texts: Mapping[int, str], added: Sequence[str]) -> str:
        lines = list[str]()
        for number, record in enumerate(self.records, start=1 - self.skipped):
            lines.append(texts.get(number, record))
            if number == self.last and added:
                if lines[-1] and not lines[-1].endswith(("\n", "\r")):
                    lines.append(self.end)
                lines.extend(added)
        return "".join(lines)

    def _cells(self, row: int) -> list[str]:
        record = self.records[row - 1 + self.skipped]
        reader = csv.reader(io.StringIO(record, newline=""), delimiter=self.delimiter)
        return next(reader, [])

    def _changed(self, row: int, cells: Cells) -> str:
        old = self._cells(row)
        new = {name: csv_text(value) for name, value in cells.items()}
        return self._typed(placed(self.names, new, old), as_it_is=True)

    def _typed(self, row: Sequence[object], as_it_is: bool = False) -> str:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator=self.end)
        writer.writerow(row if as_it_is else [csv_text(value) for value in row])
        return out.getvalue()

    def _encoded(self, text: str) -> bytes:
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError:  # a letter that the old encoding doesn't know
            return text.encode("utf-8-sig")


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _records(text: str, delimiter: str) -> list[str]:
    """Return the text of each record, line ends included; a cell may hold some."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    records, begun = [], 0
    for _ in reader:
        records.append("".join(lines[begun : reader.line_num]))
        begun = reader.line_num
    return records


def refuse_losses(path: Path, parts: Sequence[str], formulas: bool) -> None:
    """Raise FileError for a workbook of which something would be lost."""
    kinds = {
        "xl/charts/": "charts",
        "xl/media/": "pictures",
        "xl/pivot": "pivot tables",
    }
    found = [
        said for start, said in kinds.items() if any(p.startswith(start) for p in parts)
    ]
    found += ["formulas"] if formulas else []
    if found:
        raise FileError(
            str(path),
            f"holds {' and '.join(found)}, which would be lost or have no result",
            "Type the lines into the sheet yourself, or replace these by plain values",
        )
