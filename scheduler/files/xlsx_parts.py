"""The parts of an .xlsx file: which one holds a sheet, and how a new sheet comes in."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from xml.dom.minidom import Document, Element, parseString

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
EMPTY_SHEET = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData/></worksheet>"
)
DAY_FORMATS = frozenset(range(14, 18))
"""Excel's own numbers for the formats of days."""
DAY_FORMAT = re.compile(r"[dmy/.\\ -]*y[dmy/.\\ -]*", re.IGNORECASE)


def elements(node: Document | Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name, whatever prefix their namespace has."""
    yield from node.getElementsByTagNameNS("*", name)


class Parts:
    """The parts of a workbook by name; those that don't change keep their bytes."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._infos = {info.filename: info for info in archive.infolist()}
            self._parts = {name: archive.read(name) for name in self._infos}
        self._main = self._main_part()
        self._folder, base = posixpath.split(self._main)
        self._links_part = f"{self._folder}/_rels/{base}.rels"

    def __getitem__(self, name: str) -> bytes:
        return self._parts[name]

    def __setitem__(self, name: str, content: bytes) -> None:
        self._parts[name] = content

    def zipped(self) -> bytes:
        """Return the bytes of the workbook."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self._parts.items():
                archive.writestr(self._infos.get(name) or _info(name), content)
        return buffer.getvalue()

    def sheet(self, title: str) -> str:
        """Return the name of the part that holds the sheet ``title``."""
        wanted = next(
            sheet
            for sheet in elements(parseString(self[self._main]), "sheet")
            if sheet.getAttribute("name") == title
        )
        mark = next(v for k, v in wanted.attributes.items() if k.endswith(":id"))
        target = self._links()[mark]
        path = posixpath.join("/", self._folder, target)
        return posixpath.normpath(path).lstrip("/")

    def add_sheet(self, title: str) -> None:
        """Add an empty sheet behind all others."""
        marks, number = self._links(), 1
        while f"rIdNew{number}" in marks or self._sheet_part(number) in self._parts:
            number += 1
        mark, part = f"rIdNew{number}", self._sheet_part(number)
        relation = {"Id": mark, "Type": f"{OFFICE}/worksheet", "Target": f"/{part}"}
        kind = {"PartName": f"/{part}", "ContentType": SHEET_TYPE}
        self._list_sheet(title, mark)
        self._extend(self._links_part, "Relationship", relation)
        self._extend("[Content_Types].xml", "Override", kind)
        self[part] = EMPTY_SHEET

    def _list_sheet(self, title: str, mark: str) -> None:
        book = parseString(self[self._main])
        sheets = next(elements(book, "sheets"))
        used = [int(s.getAttribute("sheetId")) for s in elements(sheets, "sheet")]
        number = str(max(used, default=0) + 1)
        sheet = _child(book, sheets, "sheet", {"name": title, "sheetId": number})
        sheet.setAttribute("xmlns:r", OFFICE)
        sheet.setAttributeNS(OFFICE, "r:id", mark)
        self[self._main] = xml_bytes(book)

    def _extend(self, part: str, name: str, attributes: Mapping[str, str]) -> None:
        document = parseString(self[part])
        root = next(node for node in document.childNodes if isinstance(node, Element))
        _child(document, root, name, attributes)
        self[part] = xml_bytes(document)

    def day_style(self) -> str | None:
        """Return the number of a style that shows a day; ``None`` if there is none.

        None either where days count from 1904: they are then better written as text.
        """
        if re.search(rb'date1904="(1|true)"', self[self._main]):
            return None
        name = f"{self._folder}/styles.xml"
        if name not in self._parts:
            return None
        styles = parseString(self[name])
        own = {
            int(one.getAttribute("numFmtId"))
            for one in elements(styles, "numFmt")
            if DAY_FORMAT.fullmatch(one.getAttribute("formatCode"))
        }
        for cells in elements(styles, "cellXfs"):
            looks = list(elements(cells, "xf"))
            days = [
                (look.getAttribute("fillId") not in ("", "0"), number)
                for number, look in enumerate(looks)
                if int(look.getAttribute("numFmtId") or 0) in DAY_FORMATS | own
            ]
            return str(min(days)[1]) if days else None
        return None

    def _main_part(self) -> str:
        for link in elements(parseString(self["_rels/.rels"]), "Relationship"):
            if link.getAttribute("Type").endswith("/officeDocument"):
                return link.getAttribute("Target").lstrip("/")
        return "xl/workbook.xml"

    def _links(self) -> dict[str, str]:
        return {
            link.getAttribute("Id"): link.getAttribute("Target")
            for link in elements(parseString(self[self._links_part]), "Relationship")
        }

    def _sheet_part(self, number: int) -> str:
        return f"{self._folder}/worksheets/sheet{number}.xml"


def xml_bytes(document: Document) -> bytes:
    """Return a part as bytes."""
    return document.toxml(encoding="UTF-8", standalone=True)


def _child(
    document: Document, parent: Element, name: str, attributes: Mapping[str, str]
) -> Element:
    """Add an element of the parent's own namespace at its end."""
    full = f"{parent.prefix}:{name}" if parent.prefix else name
    child: Element = document.createElementNS(parent.namespaceURI, full)
    for key, value in attributes.items():
        child.setAttribute(key, value)
    parent.appendChild(child)
    return child


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
