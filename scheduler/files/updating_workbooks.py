"""One sheet of a workbook changed in place, see ``updating``."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.errors import FileError
from scheduler.files.grids import Grid, workbook_grids
from scheduler.files.layout import Table
from scheduler.files.sources import TABLE_OF, read_bytes
from scheduler.files.spelling import UnreadableError, fold_heading
from scheduler.files.texts import as_text, quoted_again
from scheduler.files.updating import Cells, Edits, heading_of, refuse_losses

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook


def updated_workbook(path: Path, table: Table[object], edits: Edits) -> bytes:
    """Return the bytes of the workbook after the edits; raises FileError.

    Rows that are taken out are left blank, so that nothing else moves.
    """
    data = read_bytes(path)
    book = _opened(path, data)
    title, grid = _sheet_of(path, data, table)
    if title is None or not grid.rows:
        sheet = book[title] if title else book.create_sheet(table.name)
        names: list[str | None] = [column.name for column in table.columns]
        heading = last = 1
        _fill(sheet, heading, names, dict.fromkeys(filter(None, names)), heads=True)
    else:
        sheet, names = book[title], heading_of(grid, table)
        heading, last = grid.rows[0].number, grid.rows[-1].number
        names += [name for name in edits.columns if name not in names]
        lacking = {n: n for n in names[len(grid.rows[0].cells) :] if n}
        _fill(sheet, heading, names, lacking, heads=True)
    for row in edits.remove:
        _fill(sheet, row, names, dict.fromkeys(filter(None, names)))
    for row, cells in edits.change.items():
        _fill(sheet, row, names, cells)
    for row, cells in enumerate(edits.add, start=last + 1):
        _fill(sheet, row, names, cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _opened(path: Path, data: bytes) -> Workbook:
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = parts.namelist()
    book = openpyxl.load_workbook(
        io.BytesIO(data), keep_vba=path.suffix.casefold() == ".xlsm"
    )
    formulas = any(
        cell.data_type == "f"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    )
    refuse_losses(path, names, formulas)
    return book


def _sheet_of(path: Path, data: bytes, table: Table[object]) -> tuple[str | None, Grid]:
    try:
        grids = workbook_grids(path.name, data)
    except UnreadableError as fault:
        raise FileError(str(path), fault.wrong, fault.remedy) from fault
    for title, grid in grids.items():
        if TABLE_OF.get(fold_heading(title)) == table.name:
            return title, grid
    return None, Grid(path.name, ())


def _fill(
    sheet: Any, row: int, names: Sequence[str | None], cells: Cells, heads: bool = False
) -> None:
    for at, name in enumerate(names, start=1):
        if name is not None and name in cells:
            value = name if heads else cells[name]
            _put(sheet.cell(row, at), value)


def _put(cell: Cell, value: object) -> None:
    if isinstance(value, bool | time) or value is None:
        value = as_text(value)
    if isinstance(value, date):
        cell.value = datetime.combine(value, time())
        cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, int | float):
        cell.value = value
    elif not value:
        cell.value = None
    else:
        cell.value = quoted_again(as_text(value))
        cell.data_type = "s"  # never a formula
        cell.number_format = "@"
