"""What all tables for Excel share: cells of a CSV, cells and pages of a workbook."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, time
from io import BytesIO, StringIO
from typing import TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scheduler.exports.edition import Edition

# What a spreadsheet would take for a formula (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
A4 = 9

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


def day_and_time(workbook: xlsxwriter.Workbook) -> Mapping[type[Cell], Format]:
    """Return the formats of real dates and times."""
    return {
        kind: workbook.add_format({"num_format": code, "align": "left"})
        for kind, code in ((date, "dd/mm/yyyy"), (time, "hh:mm"))
    }


def write_row(
    sheet: Worksheet,
    number: int,
    cells: Iterable[Cell],
    formats: Mapping[type[Cell], Format],
) -> None:
    """Write one row: text as text, dates and times as such."""
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            sheet.write_string(number, column, cell)
        elif isinstance(cell, int | float):
            sheet.write_number(number, column, cell)
        else:
            sheet.write_datetime(number, column, cell, formats[type(cell)])


def set_up_page(sheet: Worksheet, heading: str) -> None:
    """Print on A4, as wide as the page, with a heading and page numbers."""
    sheet.autofit()
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_header("&L&B" + heading[:100].replace("&", "&&"))
    sheet.set_footer("&C&P / &N")
