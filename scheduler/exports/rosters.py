"""One roster per hospital, as CSV for programs and as a workbook for people.

A roster holds what a hospital needs and nothing else: its own students, and of them no
absences, preferences, restrictions or other hospitals.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, time
from io import BytesIO, StringIO
from typing import TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule
from scheduler.exports.attendance import Attendance, attendance
from scheduler.exports.edition import Edition, Files, Language
from scheduler.exports.names import file_names

HEADINGS: dict[Language, tuple[str, ...]] = {
    "it": (
        "Cognome",
        "Nome",
        "Matricola",
        "Anno",
        "Tirocinio",
        "Reparto",
        "Primo giorno",
        "Ultimo giorno",
        "Ora d'inizio",
        "Ore",
        "E-mail",
    ),
    "en": (
        "Surname",
        "Name",
        "Student number",
        "Year",
        "Clerkship",
        "Ward",
        "First day",
        "Last day",
        "Starts at",
        "Hours",
        "E-mail",
    ),
}
SHEETS: dict[Language, str] = {"it": "Tirocini", "en": "Clerkships"}
# What a spreadsheet would take for a formula (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
A4 = 9

Cell: TypeAlias = str | int | float | date | time


@dataclass(frozen=True)
class Row:
    """One placement as a hospital sees it; the fields are the columns, in order."""

    surname: str
    name: str
    student: str
    year: int
    rotation: str
    ward: str
    first: date
    last: date
    starts_at: time
    hours: float
    email: str


def rosters(instance: Instance, schedule: Schedule, edition: Edition) -> Files:
    """Yield ``rosters/<hospital>.csv`` and ``.xlsx`` for every hospital."""
    rows = rows_by_hospital(instance, schedule, edition.language)
    names = file_names(instance.hospitals)
    for hospital in instance.hospitals.values():
        path = f"rosters/{names[hospital.id]}"
        own = rows[hospital.id]
        yield f"{path}.csv", roster_csv(own, edition.language)
        yield f"{path}.xlsx", roster_xlsx(own, hospital.name, edition)


def rows_by_hospital(
    instance: Instance, schedule: Schedule, language: Language
) -> dict[str, tuple[Row, ...]]:
    """Return each hospital's rows, sorted by first day, ward and surname."""
    rows: dict[str, list[Row]] = {hospital: [] for hospital in instance.hospitals}
    for placement in schedule.placements:
        stay = attendance(instance, placement)
        rows[stay.hospital.id].append(_row(stay, language))
    return {hospital: tuple(sorted(rows[hospital], key=_order)) for hospital in rows}


def _order(row: Row) -> tuple[date, str, str, str, str]:
    return row.first, row.ward, row.surname, row.name, row.student


def _row(stay: Attendance, language: Language) -> Row:
    rotation, student = stay.rotation, stay.student
    italian = language == "it" and rotation.name_it
    return Row(
        student.surname,
        student.name,
        student.id,
        student.year,
        rotation.name_it if italian else rotation.name,
        stay.ward.name,
        stay.first,
        stay.last,
        stay.ward.starts_at,
        stay.hours,
        student.email,
    )


def roster_csv(rows: Iterable[Row], language: Language) -> bytes:
    """Return a roster that Italian Excel opens as it is.

    Semicolons, decimal commas, dd/mm/yyyy, CRLF and a UTF-8 byte order mark; no
    ``sep=`` line, since Excel would then overlook the mark.
    """
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS[language])
    writer.writerows([_csv_cell(cell) for cell in astuple(row)] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, int | float):
        return f"{cell:g}".replace(".", ",")
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def roster_xlsx(rows: Sequence[Row], hospital: str, edition: Edition) -> bytes:
    """Return a workbook with one sheet, ready to print; ``hospital`` heads the page."""
    data = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(data, options) as workbook:
        workbook.set_properties({"created": edition.utc.replace(tzinfo=None)})
        formats: dict[type[Cell], Format] = {
            kind: workbook.add_format({"num_format": code, "align": "left"})
            for kind, code in ((date, "dd/mm/yyyy"), (time, "hh:mm"))
        }
        heading = workbook.add_format({"bold": True, "bottom": 1})
        sheet = workbook.add_worksheet(SHEETS[edition.language])
        sheet.write_row(0, 0, HEADINGS[edition.language], heading)
        _write_rows(sheet, rows, formats)
        _set_up_page(sheet, hospital, len(rows))
    return data.getvalue()


def _write_rows(
    sheet: Worksheet, rows: Iterable[Row], formats: Mapping[type[Cell], Format]
) -> None:
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(astuple(row)):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif isinstance(cell, int | float):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_datetime(number, column, cell, formats[type(cell)])


def _set_up_page(sheet: Worksheet, hospital: str, rows: int) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, rows, len(HEADINGS["it"]) - 1)
    sheet.autofit()
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header("&L&B" + hospital[:100].replace("&", "&&"))
    sheet.set_footer("&C&P / &N")
