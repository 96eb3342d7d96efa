"""An Instance -> one .xlsx workbook that reads back equal, made for typing in Excel."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.instance import Instance
from scheduler.files.atomic import write_file
from scheduler.files.cells import Cell, Day, Number, Week, Whole, Word, YesNo
from scheduler.files.layout import Table
from scheduler.files.sources import SETTINGS_SHEET
from scheduler.files.tables import TABLES
from scheduler.files.texts import as_text, quoted_again
from scheduler.files.writing import setting_pairs, table_rows

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TYPED_ROWS = 5_000  # how far down a list of allowed words is offered
CREATED = datetime(2026, 1, 1)  # fixed, so that equal instances give equal bytes


@dataclass(frozen=True)
class Sheet:
    """A sheet to be written: rows of values under a heading."""

    title: str
    rows: Sequence[Sequence[object]]
    cells: Sequence[Cell | None] = ()


def write_workbook(instance: Instance, path: Path, *, all_tables: bool = False) -> None:
    """Write ``instance`` as one workbook: a sheet ``instance``, and one for each table.

    Ids are text, dates are dates, and headings stay in sight. Optional tables without
    lines are left out unless ``all_tables`` asks for them. Raises FileError.
    """
    write_file(path, workbook_bytes(instance_sheets(instance, all_tables=all_tables)))


def instance_sheets(instance: Instance, *, all_tables: bool = False) -> list[Sheet]:
    """Return the sheets of ``instance``: the settings, then the tables."""
    pairs: list[tuple[object, ...]] = [("key", "value"), *setting_pairs(instance)]
    sheets = [Sheet(SETTINGS_SHEET, pairs)]
    for table in TABLES:
        rows = table_rows(table, instance)
        if len(rows) > 1 or table.required or all_tables:
            sheets.append(table_sheet(table, rows))
    return sheets


def table_sheet(table: Table[object], rows: Sequence[Sequence[object]]) -> Sheet:
    """Return the sheet of a table."""
    return Sheet(table.name, rows, [column.cell for column in table.columns])


def workbook_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Return the bytes of an .xlsx workbook with ``sheets``."""
    import xlsxwriter

    buffer = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(buffer, plain)
    book.set_properties({"created": CREATED})
    styles = _Styles(book)
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.title), sheet, styles)
    book.close()
    return buffer.getvalue()


class _Styles:
    """The formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self.heading: Format = book.add_format({"bold": True, "bottom": 1})
        self.text: Format = book.add_format({"num_format": "@"})
        self.day: Format = book.add_format({"num_format": "dd/mm/yyyy"})
        self.number: Format = book.add_format()

    def of(self, cell: Cell | None) -> Format:
        """Return the format of a column's cells, filled or not."""
        if isinstance(cell, Day | Week):
            return self.day
        return self.number if isinstance(cell, Number | Whole) else self.text


def _write_sheet(target: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    target.freeze_panes(1, 0)
    for at, name in enumerate(sheet.rows[0]):
        width = min(60, max(len(as_text(row[at])) for row in _filled(sheet, at)) + 2)
        cell = sheet.cells[at] if sheet.cells else None
        target.set_column(at, at, width, styles.of(cell))
        target.write_string(0, at, str(name), styles.heading)
        _offer_words(target, at, cell)
    for number, row in enumerate(sheet.rows[1:], start=1):
        for at, value in enumerate(row):
            _write_cell(target, number, at, value, styles)


def _filled(sheet: Sheet, at: int) -> list[Sequence[object]]:
    notes = (row for row in sheet.rows if len(row) > at)
    return [row for row in notes if len(row) == len(sheet.rows[0])]


def _offer_words(target: Worksheet, at: int, cell: Cell | None) -> None:
    if isinstance(cell, Word | YesNo):
        words = list(cell.words) if isinstance(cell, Word) else ["yes", "no"]
        options = {"validate": "list", "source": words, "error_type": "warning"}
        target.data_validation(1, at, TYPED_ROWS, at, options)


def _write_cell(
    target: Worksheet, row: int, at: int, value: object, styles: _Styles
) -> None:
    if isinstance(value, bool | time) or value is None:
        value = as_text(value)
    if isinstance(value, date):
        midnight = datetime.combine(value, time())
        target.write_datetime(row, at, midnight, styles.day)
    elif isinstance(value, int | float):
        target.write_number(row, at, value)
    elif value:
        target.write_string(row, at, quoted_again(as_text(value)), styles.text)
