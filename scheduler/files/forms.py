"""Sheets that people fill in and send back: written with care, read with patience.

Notes on top begin with ``#``, as in every table, so that the reader passes over them.
Only the coloured cells may be changed. A heading is ``column / colonna``: what stands
first is read back, the rest is for people. All faults of all files are told at once.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.errors import FileError, Problem
from scheduler.files.cells import Day, Number, Text, Week, Whole
from scheduler.files.grids import Grid, Row
from scheduler.files.layout import Column
from scheduler.files.lines import TextTable, read_cells, text_table
from scheduler.files.sources import is_folder, sheets_of, visible_files
from scheduler.files.spelling import Indices, fold, shown
from scheduler.files.texts import as_text, quoted_again
from scheduler.files.workbook import CREATED

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LISTS, LEGEND = "lists", "legend"
"""Sheets of a form that aren't read back: allowed values, and what ids mean."""

READABLE = (".xlsx", ".xlsm", ".csv", ".txt")
"""How the names of files end that may hold a form."""

A4, WIDEST = 9, 44
TWO_LINES = 32  # points
_NO_TITLE = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Field:
    """A column of a form; ``open`` if people fill it in, with ``choices`` to offer."""

    column: Column
    italian: str
    open: bool = False
    choices: tuple[object, ...] = ()

    @property
    def name(self) -> str:
        """The name of the column."""
        return self.column.name

    @property
    def heading(self) -> str:
        """What stands above the column: star for what must be filled."""
        return f"{self.name} / {self.italian}"


@dataclass(frozen=True)
class Form:
    """One sheet: notes for people, columns, and rows of values by column."""

    title: str
    notes: tuple[str, ...]
    fields: tuple[Field, ...]
    rows: Sequence[Mapping[str, object]]


@dataclass(frozen=True)
class FilledRow:
    """A row that somebody sent back: sound values by column, and where it stands."""

    file: str
    row: int
    values: Mapping[str, Any]
    cells: Mapping[str, str]

    def problem(self, column: str, wrong: str, remedy: str) -> Problem:
        """Return a problem with a cell of this row."""
        said = shown(self.cells.get(column, ""))
        return Problem(self.file, self.row, column, said, wrong, remedy)


# -- writing ---------------------------------------------------------------------------


def form_workbook(
    forms: Sequence[Form], legend: Sequence[Sequence[object]] = ()
) -> bytes:
    """Return the bytes of an .xlsx workbook with a sheet a form, ready to be sent.

    ``legend`` are rows under a heading that explain ids, on a sheet of their own.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(buffer, plain)
    book.set_properties({"created": CREATED})
    looks = _Looks(book)
    lists = _Lists(book)
    for form in forms:
        _write_form(book.add_worksheet(sheet_title(form.title)), form, looks, lists)
    if legend:
        _write_legend(book.add_worksheet(LEGEND), legend, looks)
    lists.write()
    book.close()
    return buffer.getvalue()


def sheet_title(text: str) -> str:
    """Return ``text`` as Excel allows it for the title of a sheet."""
    return _NO_TITLE.sub("-", text).strip()[:31] or "form"


class _Looks:
    """The formats of a form; what is open is coloured and may be changed."""

    def __init__(self, book: Workbook) -> None:
        colour = {"bg_color": "#FFF8DC", "locked": False, "border": 7}
        self.note: Format = book.add_format({"italic": True})
        self.heading: Format = book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#DDE7F0", "text_wrap": True}
        )
        self._formats: dict[tuple[str, bool], Format] = {
            (code, is_open): book.add_format(
                {"num_format": code, "align": "left", **(colour if is_open else {})}
            )
            for code in ("@", "dd/mm/yyyy", "General")
            for is_open in (False, True)
        }

    def of(self, field: Field, value: object) -> Format:
        """Return the format of a cell of ``field``."""
        dated = isinstance(field.column.cell, Day | Week) or isinstance(value, date)
        number = isinstance(field.column.cell, Number | Whole)
        code = "dd/mm/yyyy" if dated else "General" if number else "@"
        return self._formats[code, field.open]


class _Lists:
    """Allowed values on a hidden sheet: a list in the cell itself may hold but few."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._columns: dict[tuple[object, ...], int] = {}

    def source(self, choices: tuple[object, ...]) -> str:
        """Return the reference to a list of choices."""
        at = self._columns.setdefault(choices, len(self._columns))
        name = _column_letters(at)
        return f"={LISTS}!${name}$1:${name}${len(choices)}"

    def write(self) -> None:
        """Write all lists that were asked for."""
        if not self._columns:
            return
        sheet = self._book.add_worksheet(LISTS)
        day = self._book.add_format({"num_format": "dd/mm/yyyy"})
        for choices, at in self._columns.items():
            for row, value in enumerate(choices):
                _write(sheet, row, at, value, day)
        sheet.hide()


def _column_letters(at: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(at))


def _write_form(sheet: Worksheet, form: Form, looks: _Looks, lists: _Lists) -> None:
    for row, note in enumerate(form.notes):
        sheet.write_string(row, 0, f"# {note}", looks.note)
    top = len(form.notes)
    sheet.set_row(top, TWO_LINES)
    for at, field in enumerate(form.fields):
        values = [row.get(field.name) for row in form.rows]
        widest = max(map(len, map(as_text, values)), default=0)
        free = field.open and isinstance(field.column.cell, Text)
        sheet.set_column(at, at, WIDEST if free else min(WIDEST, max(12, widest + 2)))
        sheet.write_string(top, at, field.heading, looks.heading)
        for row, value in enumerate(values, start=top + 1):
            _write(sheet, row, at, value, looks.of(field, value))
        if field.choices and form.rows:
            options = {"validate": "list", "source": lists.source(field.choices)}
            last = top + len(form.rows)
            sheet.data_validation(top + 1, at, last, at, options)
    sheet.freeze_panes(top + 1, 0)
    sheet.protect("", {"format_columns": True, "sort": True, "autofilter": True})
    _set_up_page(sheet, form.title, top)


def _write_legend(
    sheet: Worksheet, rows: Sequence[Sequence[object]], looks: _Looks
) -> None:
    sheet.protect()
    for at in range(len(rows[0])):
        widest = max(len(as_text(row[at])) for row in rows if len(row) > at)
        sheet.set_column(at, at, min(WIDEST, widest + 2))
    for number, row in enumerate(rows):
        for at, value in enumerate(row):
            look = looks.heading if number == 0 else None
            sheet.write_string(number, at, as_text(value), look)


def _write(sheet: Worksheet, row: int, at: int, value: object, look: Format) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, at, datetime.combine(value, time()), look)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, at, value, look)
    elif value is None or value == "":
        sheet.write_blank(row, at, None, look)
    else:
        sheet.write_string(row, at, quoted_again(as_text(value)), look)


def _set_up_page(sheet: Worksheet, title: str, top: int) -> None:
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.set_header("&L&B" + title[:100].replace("&", "&&"))
    sheet.set_footer("&C&P / &N")


# -- reading ---------------------------------------------------------------------------


def forms_in(places: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files that are given, and those of the folders that are given.

    Each one once. Raises FileError for a folder without a file.
    """
    found = dict[Path, None]()
    for place in places:
        inside = visible_files(place) if is_folder(place) else [place]
        if not inside:
            remedy = "Put the forms that came back into it"
            raise FileError(str(place), "is a folder without a form", remedy)
        found.update(dict.fromkeys(inside))
    return tuple(found)


def read_form(
    path: Path, fields: Sequence[Field], indices: Indices, problems: list[Problem]
) -> list[FilledRow]:
    """Return the rows of a form that somebody filled in, as .xlsx or saved as CSV.

    What is wrong is added to ``problems``, and such rows are left out. Columns that
    aren't known are passed over. Raises FileError where nothing can be opened.
    """
    columns = tuple(field.column for field in fields)
    rows = list[FilledRow]()
    if path.suffix.casefold() not in READABLE:
        remedy = "Save it as .xlsx, or take it out of the folder"
        problems.append(Problem(path.name, 0, "", "", "is no workbook or CSV", remedy))
        return rows
    sheets = {
        title: grid
        for title, grid in sheets_of(path).items()
        if fold(title) not in (LISTS, LEGEND) and grid.rows
    }
    if not sheets:
        remedy = "Send the form that was filled in"
        problems.append(Problem(path.name, 0, "", "", "is empty", remedy))
    for grid in sheets.values():
        text = text_table(_named(grid), columns, problems, strict=False)
        lacks = text is None or any(
            column.needed and column.name not in text.columns for column in columns
        )
        if text is not None and not lacks:
            rows += _filled(text, columns, indices, problems)
    return rows


def _named(grid: Grid) -> Grid:
    """Return the grid with the first word of each heading alone."""
    heading, *body = grid.rows
    names = tuple(cell.partition("/")[0].strip(" *") for cell in heading.cells)
    return replace(grid, rows=(Row(heading.number, names), *body))


def _filled(
    text: TextTable,
    columns: Sequence[Column],
    indices: Indices,
    problems: list[Problem],
) -> list[FilledRow]:
    found = list[FilledRow]()
    for row in text.rows:
        values = read_cells(columns, text, row, indices, problems)
        if values is not None:
            found.append(FilledRow(text.file, row.number, values, row.cells))
    return found
