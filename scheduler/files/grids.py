"""Bytes of a CSV file or a workbook -> rows of text, numbered as Excel shows them."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time

from scheduler.files.cells import EXCEL_ERRORS, NO_RESULT
from scheduler.files.spelling import UnreadableError, fold

DELIMITERS = (";", "\t", ",")
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_KEPT_ZEROS = re.compile(r'="([^"]*)"')
_ESCAPED = re.compile(r"'+[=+\-@]")
_CONTAINERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


@dataclass(frozen=True)
class Row:
    """A row of cells; ``number`` counts as Excel shows it, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """The filled rows of one table; ``file`` names it in messages.

    Blank rows and rows whose first cell begins with ``#`` are left out. ``delimiter``:
    what separates the cells of a CSV.
    """

    file: str
    rows: tuple[Row, ...]
    delimiter: str = ""


def csv_grid(file: str, data: bytes) -> Grid:
    """Read a CSV however Excel or a text editor saved it; raises UnreadableError."""
    text = decode(data)
    if sep := _SEP_LINE.match(text):
        text = text[sep.end() :]  # Excel doesn't count this line as a row either.
    delimiter = sep[1] if sep and sep[1] in DELIMITERS else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    grid = _grid(file, _csv_rows(reader))
    return replace(grid, delimiter=delimiter)


def _csv_rows(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    number = 0
    try:
        for number, row in enumerate(reader, start=1):  # noqa: B007 (used below)
            yield row
    except csv.Error as error:
        raise UnreadableError(
            f"has a quotation mark that is never closed, or stands alone ({error})",
            'Put the whole cell in quotation marks, and double those inside: ""',
            number + 1,
        ) from error


def decode(data: bytes) -> str:
    """Return the text of a file saved as UTF-8, UTF-16 or in Windows' own encoding."""
    if data.startswith(_CONTAINERS):
        raise UnreadableError(
            "is no text file but a workbook or document under another name",
            "Open it in Excel and save it as 'CSV UTF-8'",
        )
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableError("is no text file", "Save it again from Excel as 'CSV UTF-8'")


def _delimiter(text: str) -> str:
    lines = io.StringIO(text, newline=None)
    heading = next((x for x in lines if x.strip() and x.strip(' "')[:1] != "#"), "")
    bare = re.sub(r'"[^"]*"', "", heading)
    return max(DELIMITERS, key=bare.count)


def _grid(file: str, rows: Iterable[list[str]]) -> Grid:
    numbered = (
        Row(number, tuple(tidy_cell(cell) for cell in row))
        for number, row in enumerate(rows, start=1)
    )
    return Grid(file, tuple(row for row in numbered if _is_filled(row)))


def _is_filled(row: Row) -> bool:
    first = row.cells[0] if row.cells else ""
    comment = first.startswith("#") and fold(first) not in EXCEL_ERRORS
    return any(row.cells) and not comment


def tidy_cell(text: str) -> str:
    """Return the text without the marks that keep Excel from reckoning with it."""
    bare = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if kept := _KEPT_ZEROS.fullmatch(bare):
        return kept[1].strip()
    return bare[1:] if _ESCAPED.match(bare) else bare


# -- workbooks -------------------------------------------------------------------------


def workbook_grids(name: str, data: bytes) -> dict[str, Grid]:
    """Return the grid of each sheet of an .xlsx workbook; raises UnreadableError."""
    sheets = _sheets(data)
    return {
        title: _grid(f"{name}, sheet '{title}'", rows) for title, rows in sheets.items()
    }


def _sheets(data: bytes) -> dict[str, list[list[str]]]:
    import openpyxl  # noqa: F401  (an honest ImportError, outside of the try below)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about charts and the like that don't matter
        try:
            return _texts(data)
        except Exception as error:  # A damaged workbook fails in dozens of ways.
            raise UnreadableError(
                f"is no workbook that can be read ({type(error).__name__})",
                "Open it in Excel and save it as 'Excel workbook (.xlsx)'",
            ) from error


def _texts(data: bytes) -> dict[str, list[list[str]]]:
    results, formulas = _values(data, results=True), _values(data, results=False)
    return {
        title: [
            [_cell_text(*pair) for pair in zip(*rows, strict=True)]
            for rows in zip(results[title], formulas[title], strict=True)
        ]
        for title in results
    }


def _values(data: bytes, results: bool) -> dict[str, list[tuple[object, ...]]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=results)
    sheets: dict[str, list[tuple[object, ...]]] = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what the file says about its size may be wrong
        sheets[sheet.title] = list(sheet.iter_rows(values_only=True))
    return sheets


def _cell_text(result: object, formula: object) -> str:
    if result is None:
        # A formula that no Excel has reckoned yet is not a blank cell.
        return "" if formula is None else NO_RESULT
    if isinstance(result, datetime):
        midnight = result.time() == time()
        return f"{result:%Y-%m-%d}" if midnight else f"{result:%Y-%m-%d %H:%M}"
    if isinstance(result, time):
        return f"{result:%H:%M}"
    if isinstance(result, float) and result.is_integer():
        return str(int(result))
    return str(result)
