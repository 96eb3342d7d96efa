"""Cells of a workbook written anew; its other parts stay byte for byte.

A spreadsheet library would read and write the whole workbook and lose what it doesn't
know: results of formulas, drawings, rich text. So only the part of one sheet changes,
and within it only the cells that are meant.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from xml.dom.minidom import Document, Element, parseString

from scheduler.errors import FileError
from scheduler.files.grids import workbook_grids
from scheduler.files.spelling import UnreadableError, fold_heading
from scheduler.files.texts import as_text, quoted_again

BY_HAND = "Change it by hand in Excel"
EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar


def edited_xlsx(
    name: str,
    data: bytes,
    table: str,
    cells: Mapping[tuple[int, str], object],
    lines: Sequence[Mapping[str, object]],
) -> bytes:
    """Return a workbook with new values in some cells of a table, and new lines.

    ``cells`` go by (row as Excel shows it, column). Raises FileError where the sheet or
    a column is missing, where a cell holds a formula, and for what is no workbook.
    """
    try:
        grids = workbook_grids(name, data)
    except UnreadableError as fault:
        raise FileError(name, fault.wrong, fault.remedy) from fault
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info: archive.read(info) for info in archive.infolist()}
    named = {info.filename: content for info, content in parts.items()}
    titles = [t for t in grids if fold_heading(t) == fold_heading(table)]
    heading = grids[titles[0]].rows if titles else ()
    if not heading:
        remedy = "Add the sheet with its headings (see: clerkship new) and run again"
        raise FileError(name, f"has no sheet '{table}' with headings", remedy)
    part = _part_of(named, titles[0])
    columns = {fold_heading(cell): at for at, cell in enumerate(heading[0].cells)}
    from_1900 = not re.search(rb'date1904="(1|true)"', named[_main_part(named)])
    sheet = _Sheet(f"{name}, sheet '{titles[0]}'", named[part], columns, from_1900)
    for (row, column), value in cells.items():
        sheet.set(row, column, value)
    last = heading[-1].number
    for number, line in enumerate(lines, start=last + 1):
        for column, value in line.items():
            pattern = last if last > heading[0].number else 0
            sheet.set(number, column, value, pattern)
    return _zipped(parts, part, sheet.data())


def _zipped(parts: Mapping[zipfile.ZipInfo, bytes], part: str, new: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for info, content in parts.items():
            archive.writestr(info, new if info.filename == part else content)
    return buffer.getvalue()


def _part_of(parts: Mapping[str, bytes], title: str) -> str:
    """Return the name of the part that holds the sheet ``title``."""
    book = _main_part(parts)
    folder, base = posixpath.split(book)
    wanted = next(
        sheet
        for sheet in _elements(parseString(parts[book]), "sheet")
        if sheet.getAttribute("name") == title
    )
    mark = next(v for k, v in wanted.attributes.items() if k.endswith(":id"))
    links = _links(parts, f"{folder}/_rels/{base}.rels")
    return posixpath.normpath(posixpath.join("/", folder, links[mark])).lstrip("/")


def _main_part(parts: Mapping[str, bytes]) -> str:
    for link in _elements(parseString(parts["_rels/.rels"]), "Relationship"):
        if link.getAttribute("Type").endswith("/officeDocument"):
            return link.getAttribute("Target").lstrip("/")
    return "xl/workbook.xml"


def _links(parts: Mapping[str, bytes], name: str) -> dict[str, str]:
    return {
        link.getAttribute("Id"): link.getAttribute("Target")
        for link in _elements(parseString(parts[name]), "Relationship")
    }


def _elements(node: Document | Element, name: str) -> Iterator[Element]:
    yield from node.getElementsByTagNameNS("*", name)


class _Sheet:
    """The part of one sheet on its way; rows count from 1, columns from 0."""

    def __init__(
        self, name: str, data: bytes, columns: Mapping[str, int], from_1900: bool
    ) -> None:
        self._name, self._columns, self._from_1900 = name, columns, from_1900
        self._document = parseString(data)
        self._data = next(_elements(self._document, "sheetData"))
        self._rows: dict[int, Element] = {}
        for row in _elements(self._data, "row"):
            said = row.getAttribute("r")
            self._rows[int(said) if said else max(self._rows, default=0) + 1] = row

    def data(self) -> bytes:
        """Return the part; what it said about its size would be wrong now."""
        for size in list(_elements(self._document, "dimension")):
            if size.parentNode is not None:
                size.parentNode.removeChild(size)
        return self._document.toxml(encoding="UTF-8", standalone=True)

    def set(self, row: int, column: str, value: object, like: int = 0) -> None:
        """Write a cell; a new one looks like that of the row ``like``."""
        at = self._columns.get(fold_heading(column))
        if at is None:
            raise FileError(self._name, f"has no column '{column}'", "Add the heading")
        cell = self._cell(row, at)
        model = self._cells(like).get(at) if like in self._rows else cell
        if model is not None and not cell.hasAttribute("s"):
            cell.setAttribute("s", model.getAttribute("s") or "0")
        if any(_elements(cell, "f")):
            where = f"holds a formula in row {row}, column '{column}'"
            raise FileError(self._name, where, BY_HAND)
        self._fill(cell, value, model is not None and _is_number(model))

    def _fill(self, cell: Element, value: object, dates_are_numbers: bool) -> None:
        while cell.firstChild:
            cell.removeChild(cell.firstChild)
        if cell.hasAttribute("t"):
            cell.removeAttribute("t")
        number = _number(value, dates_are_numbers and self._from_1900)
        if number is not None:
            cell.appendChild(self._element("v", number))
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
        for cell in _elements(self._row(row), "c"):
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
    return cell.getAttribute("t") in ("", "n") and any(_elements(cell, "v"))


def _number(value: object, dates_too: bool) -> str | None:
    """Return what is written as a number: numbers, and dates where others are."""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date) and dates_too:
        return str((value - EPOCH).days)
    return None


def _letters(at: int) -> str:
    at, letter = divmod(at, 26)
    return (_letters(at - 1) if at else "") + chr(ord("A") + letter)


def _column(reference: str) -> int:
    at = 0
    for letter in reference:
        if letter.isalpha():
            at = 26 * at + ord(letter.upper()) - ord("A") + 1
    return at - 1
