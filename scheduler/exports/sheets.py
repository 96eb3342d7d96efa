"""What all tables for Excel share: cells of a CSV, cells and pages of a workbook."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from io import BytesIO, StringIO
from typing import TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scheduler.exports.edition import Edition
from scheduler.exports.names import plain

# What a spreadsheet would take for a formula (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
A4 = 9
LONGEST_TITLE = 31
FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\]")

Cell: TypeAlias = str | int | float | date | time


def csv_bytes(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Return rows as a CSV that Italian Excel opens as it is.

    Semicolons, decimal commas, dd/mm/yyyy, CRLF and a UTF-8 byte order mark; no
    ``sep=`` line, since Excel would then overlook the mark.
    """
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, int | float):
        return f"{cell:g}".replace(".", ",")
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def new_workbook(data: BytesIO, edition: Edition) -> xlsxwriter.Workbook:
    """Return a workbook that keeps text as text, and is the same for one edition."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    workbook = xlsxwriter.Workbook(data, options)
    workbook.set_properties({"created": edition.utc.replace(tzinfo=None)})
    return workbook


def day_and_time(
    workbook: xlsxwriter.Workbook, look: Mapping[str, object] | None = None
) -> Mapping[type[Cell], Format]:
    """Return the formats of real dates and times; with ``look`` of every cell."""
    codes: dict[type[Cell], Mapping[str, object]] = {
        date: {"num_format": "dd/mm/yyyy", "align": "left"},
        time: {"num_format": "hh:mm", "align": "left"},
    }
    if look:
        codes |= {str: {}, int: {}, float: {}}
    return {
        kind: workbook.add_format({**code, **(look or {})})
        for kind, code in codes.items()
    }


def write_row(
    sheet: Worksheet,
    number: int,
    cells: Iterable[Cell],
    formats: Mapping[type[Cell], Format],
) -> None:
    """Write one row: text as text, dates and times as such."""
    for column, cell in enumerate(cells):
        look = formats.get(type(cell))
        if isinstance(cell, str):
            sheet.write_string(number, column, cell, look)
        elif isinstance(cell, int | float):
            sheet.write_number(number, column, cell, look)
        else:
            sheet.write_datetime(number, column, cell, look)


def sheet_titles(names: Iterable[str]) -> tuple[str, ...]:
    """Return a title that Excel allows for each sheet, no two alike.

    Titles hold 31 UTF-16 units, none of ``[]:*?/\\``, and differ not in case alone.
    """
    titles: list[str] = []
    for name in names:
        wish = FORBIDDEN_IN_TITLES.sub(" ", plain(name)).strip(" '") or "-"
        taken = {title.casefold() for title in titles} | {"history"}
        title, number = _cut(wish), 2
        while title.casefold() in taken:
            end = f" ({number})"
            title, number = _cut(wish, LONGEST_TITLE - len(end)) + end, number + 1
        titles.append(title)
    return tuple(titles)


def _cut(text: str, longest: int = LONGEST_TITLE) -> str:
    units = text.encode("utf-16-le")[: 2 * longest]
    return units.decode("utf-16-le", "ignore").rstrip(" '")


def set_up_page(sheet: Worksheet, heading: str, right: str = "") -> None:
    """Print on A4, as wide as the page, with a heading and page numbers."""
    sheet.autofit()
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    side = "&R" + right[:100].replace("&", "&&") if right else ""
    sheet.set_header("&L&B" + heading[:100].replace("&", "&&") + side)
    sheet.set_footer("&C&P / &N")
