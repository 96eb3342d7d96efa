"""Cells of a CSV written anew; every other byte stays as it is."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.errors import FileError
from scheduler.files.grids import csv_grid, decode
from scheduler.files.spelling import UnreadableError, fold_heading
from scheduler.files.texts import as_text, guarded

ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SEP_LINE = re.compile(r'"?sep=."?\r?\n', re.IGNORECASE)
RECORD_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Record:
    """A row of a CSV: where each cell stands in the text, and where the row ends."""

    cells: tuple[tuple[int, int], ...]
    end: int


def edited_csv(
    name: str,
    data: bytes,
    change: Mapping[int, Mapping[str, object]],
    remove: Iterable[int] = (),
    add: Sequence[Mapping[str, object]] = (),
) -> bytes:
    """Return a CSV with new values in some cells, and lines taken out or added.

    ``change`` has values by column for rows as Excel counts them, of which those in
    ``remove`` are taken out; ``add`` are lines for the end. A column that isn't there
    is added at the right. Raises FileError for bytes that are no CSV.
    """
    try:
        mark, encoding, text = _decoded(data)
        grid = csv_grid(name, data)
    except UnreadableError as fault:
        raise FileError(name, fault.wrong, fault.remedy) from fault
    start = match.end() if (match := SEP_LINE.match(text)) else 0
    table = _Table(text, start, grid.delimiter, grid.rows[0].number)
    gone = frozenset(remove)
    for row, cells in change.items():
        for column, value in cells.items() if row not in gone else ():
            table.set(row, column, value)
    for line in add:
        table.append(line)
    for row in gone:
        table.remove(row)
    try:
        return mark + table.text().encode(encoding)
    except UnicodeEncodeError:  # a letter that Windows' own encoding doesn't have
        return codecs.BOM_UTF8 + table.text().encode()


def _decoded(data: bytes) -> tuple[bytes, str, str]:
    """Return (byte order mark, encoding, text)."""
    for mark, encoding in ENCODINGS:
        if data.startswith(mark):
            return mark, encoding, decode(data).removeprefix("\ufeff")
    text = decode(data)
    encoding = "utf-8" if text.encode("utf-8", "replace") == data else "cp1252"
    return b"", encoding, text


class _Table:
    """A CSV's text on its way: pieces that stay, and pieces that are new."""

    def __init__(self, text: str, start: int, delimiter: str, heading: int) -> None:
        self._text, self._delimiter = text, delimiter
        self._records = list(_records(text, start, delimiter))
        self._heading = heading
        ends = RECORD_END.search(text, start)
        self._newline = ends[0] if ends else "\r\n"
        self._new: dict[tuple[int, int], str] = {}  # span -> what replaces it
        self._after: dict[int, dict[int, str]] = {}  # row -> cells right of its last
        self._lines: list[dict[int, str]] = []
        cells = csv_values(text, self._records[heading - 1], delimiter)
        self._columns = {fold_heading(cell): at for at, cell in enumerate(cells)}
        self._width = len(cells)

    def set(self, row: int, column: str, value: object) -> None:
        """Write a cell anew."""
        if not self._has_room(column, value):
            return
        at, record = self._column(column), self._records[row - 1]
        if at < len(record.cells):
            self._new[record.cells[at]] = self._said(value)
        else:
            self._after.setdefault(row, {})[at] = self._said(value)

    def append(self, line: Mapping[str, object]) -> None:
        """Write a line below all others."""
        filled = {n: v for n, v in line.items() if self._has_room(n, v)}
        cells = {self._column(name): self._said(v) for name, v in filled.items()}
        self._lines.append(cells)

    def remove(self, row: int) -> None:
        """Take a row out, with the end of its line."""
        record = self._records[row - 1]
        match = RECORD_END.match(self._text, record.end)
        start, end = record.cells[0][0], match.end() if match else record.end
        self._new[start, end] = ""

    def _has_room(self, column: str, value: object) -> bool:
        """Tell whether a value can be written: a blank makes no new column."""
        return fold_heading(column) in self._columns or as_text(value) != ""

    def _column(self, name: str) -> int:
        key = fold_heading(name)
        if key not in self._columns:
            at = self._columns[key] = self._width
            self._width += 1
            self._after.setdefault(self._heading, {})[at] = self._said(name)
        return self._columns[key]

    def _said(self, value: object) -> str:
        said = as_text(value)
        if isinstance(value, str):
            said = guarded(said)
        if not said:
            return ""
        cell = io.StringIO(newline="")
        csv.writer(cell, delimiter=self._delimiter).writerow([said])
        return cell.getvalue().removesuffix("\r\n")

    def text(self) -> str:
        """Return the whole text."""
        inserted = dict(self._new)
        for row, cells in self._after.items():
            record = self._records[row - 1]
            inserted[record.end, record.end] = self._beside(len(record.cells), cells)
        pieces, at = [], 0
        for (start, end), new in sorted(inserted.items()):
            pieces += [self._text[at:start], new]
            at = end
        whole = "".join([*pieces, self._text[at:]])
        return whole + self._below(whole)

    def _beside(self, count: int, cells: Mapping[int, str]) -> str:
        row = [cells.get(at, "") for at in range(count, max(cells) + 1)]
        return ("" if count == 0 else self._delimiter) + self._delimiter.join(row)

    def _below(self, whole: str) -> str:
        if not self._lines:
            return ""
        rows = [[line.get(at, "") for at in range(self._width)] for line in self._lines]
        first = "" if whole.endswith(("\n", "\r")) else self._newline
        return first + "".join(
            self._delimiter.join(row) + self._newline for row in rows
        )


def csv_values(text: str, record: Record, delimiter: str) -> list[str]:
    """Return the cells of a record, without their quotation marks."""
    raw = delimiter.join(text[start:end] for start, end in record.cells)
    reader = csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter)
    return next(reader, [])


def _records(text: str, start: int, delimiter: str) -> Iterator[Record]:
    """Yield the rows of a CSV as Python's reader counts them, blank ones too."""
    at = start
    while at < len(text):
        cells, at = _cells(text, at, delimiter)
        end = cells[-1][1]
        blank = len(cells) == 1 and cells[0][0] == end
        yield Record(() if blank else tuple(cells), end)
        if match := RECORD_END.match(text, at):
            at = match.end()


def _cells(text: str, at: int, delimiter: str) -> tuple[list[tuple[int, int]], int]:
    """Return the spans of the cells of the row that begins at ``at``, and its end."""
    cells = []
    while True:
        end = _cell_end(text, at, delimiter)
        cells.append((at, end))
        if not text.startswith(delimiter, end):
            return cells, end
        at = end + len(delimiter)


def _cell_end(text: str, at: int, delimiter: str) -> int:
    if text.startswith('"', at):
        at += 1
        while text.startswith('""', at) or not text.startswith('"', at):
            at += 2 if text.startswith('""', at) else 1
        return at + 1
    while at < len(text) and text[at] not in (delimiter, "\r", "\n"):
        at += 1
    return at
