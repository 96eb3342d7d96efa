"""Cells of a workbook written anew; its other parts stay byte for byte.

A spreadsheet library would read and write the whole workbook and lose what it doesn't
know: results of formulas, drawings, rich text. So only the part of one sheet changes,
and within it only the cells that are meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from xml.dom.minidom import Element, parseString

from scheduler.errors import FileError
from scheduler.files.grids import Row, workbook_grids
from scheduler.files.spelling import UnreadableError, fold_heading
from scheduler.files.texts import as_text, quoted_again
from scheduler.files.xlsx_parts import Parts, elements

BY_HAND = "Change it by hand in Excel"
EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar
Cells = Mapping[str, object]


def edited_xlsx(
    name: str,
    data: bytes,
    table: str,
    columns: Sequence[str],
    change: Mapping[int, Cells],
    remove: Iterable[int] = (),
    add: Sequence[Cells] = (),
) -> bytes:
    """Return a workbook with new values in some cells of a table, and other lines.

    ``change`` has values by column for rows as Excel counts them; the ``columns`` of
    those in ``remove`` are left blank, so that nothing else moves; ``add`` are lines
    for the end. A sheet or column that isn't there is made. Raises FileError where a
    cell holds a formula, and for what is no workbook.
    """
    title, heading = _heading_of(name, data, table)
    parts = Parts(data)
    if title is None:
        title = table
        parts.add_sheet(title)
    part = parts.sheet(title)
    sheet = _Sheet(f"{name}, sheet '{title}'", parts[part], heading, parts.day_style())
    if not heading:
        sheet.write_heading(columns)
    gone = frozenset(remove)
    for row, cells in change.items():
        for column, value in cells.items() if row not in gone else ():
            sheet.set(row, column, value)
    for row in gone:
        for column in columns:
            sheet.set(row, column, None)
    for line in add:
        sheet.append(line)
    parts[part] = sheet.data()
    return parts.zipped()


def _heading_of(
    name: str, data: bytes, table: str
) -> tuple[str | None, tuple[Row, ...]]:
    """Return the title of a table's sheet, if there is one, and its filled rows."""
    try:
        grids = workbook_grids(name, data)
    except UnreadableError as fault:
        raise FileError(name, fault.wrong, fault.remedy) from fault
    for title, grid in grids.items():
        if fold_heading(title) == fold_heading(table):
            return title, grid.rows
    return None, ()


class _Sheet:
    """The part of one sheet on its way; rows count from 1, columns from 0."""

    def __init__(
        self, name: str, data: bytes, rows: Sequence[Row], day_style: str | None
    ) -> None:
        self._name, self._day_style = name, day_style
        cells = rows[0].cells if rows else ()
        self._columns = {fold_heading(cell): at for at, cell in enumerate(cells)}
        self._heading = rows[0].number if rows else 1
        self._last = rows[-1].number if rows else 1
        self._pattern = self._last if self._last > self._heading else 0
        self._document = parseString(data)
        self._data = next(elements(self._document, "sheetData"))
        self._rows: dict[int, Element] = {}
        for row in elements(self._data, "row"):
            said = row.getAttribute("r")
            self._rows[int(said) if said else max(self._rows, default=0) + 1] = row

    def data(self) -> bytes:
        """Return the part; what it said about its size would be wrong now."""
        for size in list(elements(self._document, "dimension")):
            if size.parentNode is not None:
                size.parentNode.removeChild(size)
        return self._document.toxml(encoding="UTF-8", standalone=True)

    def write_heading(self, columns: Sequence[str]) -> None:
        """Write the heading of a sheet that has none."""
        for column in columns:
            self._add_column(column)

    def append(self, line: Cells) -> None:
        """Write a line below all others; it looks like the last one."""
        self._last += 1
        for column, value in line.items():
            self.set(self._last, column, value, self._pattern)

    def set(self, row: int, column: str, value: object, like: int = 0) -> None:
        """Write a cell; a new one looks like that of the row ``like``."""
        blank = as_text(value) == ""
        if fold_heading(column) not in self._columns:
            if blank:
                return
            self._add_column(column)
        at = self._columns[fold_heading(column)]
        if blank and at not in self._cells(row):
            return
        cell = self._cell(row, at)
        model = self._cells(like).get(at) if like in self._rows else cell
        if model is not None and not cell.hasAttribute("s"):
            cell.setAttribute("s", model.getAttribute("s") or "0")
        if any(elements(cell, "f")):
            where = f"holds a formula in row {row}, column '{column}'"
            raise FileError(self._name, where, BY_HAND)
        self._fill(cell, value, model is not None and _is_number(model))

    def _add_column(self, name: str) -> None:
        at = self._columns[fold_heading(name)] = len(self._columns)
        cell = self._cell(self._heading, at)
        beside = self._cells(self._heading).get(at - 1)
        if beside is not None and beside.hasAttribute("s"):
            cell.setAttribute("s", beside.getAttribute("s"))
        self._fill(cell, name, False)

    def _fill(self, cell: Element, value: object, like_numbers: bool) -> None:
        while cell.firstChild:
            cell.removeChild(cell.firstChild)
        if cell.hasAttribute("t"):
            cell.removeAttribute("t")
        if as_text(value) == "":
            return
        if isinstance(value, date) and self._day_style is not None:
            if not like_numbers:
                cell.setAttribute("s", self._day_style)
            value = (value - EPOCH).days
        if isinstance(value, int | float) and not isinstance(value, bool):
            cell.appendChild(self._element("v", str(value)))
            return
        text = self._element("t", quoted_again(as_text(value)))
        text.setAttribute("xml:space", "preserve")
        inline = self._element("is")
        inline.appendChild(text)
        cell.appendChild(inline)
        cell.setAttribute("t", "inlineStr")

    def _cell(self, row: int, at: int) -> Element:
        own = self._cells(row)
        if at not in own:
            cell = self._element("c")
            cell.setAttribute("r", f"{_letters(at)}{row}")
            later = [other for column, other in own.items() if column > at]
            self._row(row).insertBefore(cell, later[0] if later else None)
            return cell
        return own[at]

    def _row(self, number: int) -> Element:
        if number not in self._rows:
            row = self._element("row")
            row.setAttribute("r", str(number))
            later = [self._rows[n] for n in sorted(self._rows) if n > number]
            self._data.insertBefore(row, later[0] if later else None)
            self._rows[number] = row
        return self._rows[number]

    def _cells(self, row: int) -> dict[int, Element]:
        found: dict[int, Element] = {}
        for cell in elements(self._row(row), "c"):
            said = cell.getAttribute("r")
            found[_column(said) if said else max(found, default=-1) + 1] = cell
        return found

    def _element(self, name: str, text: str = "") -> Element:
        prefix = self._data.prefix
        full = f"{prefix}:{name}" if prefix else name
        element: Element = self._document.createElementNS(self._data.namespaceURI, full)
        if text:
            element.appendChild(self._document.createTextNode(text))
        return element


def _is_number(cell: Element) -> bool:
    return cell.getAttribute("t") in ("", "n") and any(elements(cell, "v"))


def _letters(at: int) -> str:
    at, letter = divmod(at, 26)
    return (_letters(at - 1) if at else "") + chr(ord("A") + letter)


def _column(reference: str) -> int:
    at = 0
    for letter in reference:
        if letter.isalpha():
            at = 26 * at + ord(letter.upper()) - ord("A") + 1
    return at - 1
