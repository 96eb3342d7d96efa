"""One roster per hospital, as CSV for programs and as a workbook for people.

A roster holds what a hospital needs and nothing else: its own students, and of them no
absences, preferences, restrictions or other hospitals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, time
from io import BytesIO

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule
from scheduler.exports.attendance import Attendance, attendance
from scheduler.exports.edition import Edition, Files, Language
from scheduler.exports.names import file_names
from scheduler.exports.sheets import (
    csv_bytes,
    day_and_time,
    new_workbook,
    set_up_page,
    write_row,
)

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
    """Return a roster that Italian Excel opens as it is."""
    return csv_bytes([HEADINGS[language], *(astuple(row) for row in rows)])


def roster_xlsx(rows: Sequence[Row], hospital: str, edition: Edition) -> bytes:
    """Return a workbook with one sheet, ready to print; ``hospital`` heads the page."""
    data = BytesIO()
    with new_workbook(data, edition) as workbook:
        formats = day_and_time(workbook)
        heading = workbook.add_format({"bold": True, "bottom": 1})
        sheet = workbook.add_worksheet(SHEETS[edition.language])
        sheet.write_row(0, 0, HEADINGS[edition.language], heading)
        for number, row in enumerate(rows, start=1):
            write_row(sheet, number, astuple(row), formats)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(HEADINGS["it"]) - 1)
        sheet.repeat_rows(0)
        set_up_page(sheet, hospital)
    return data.getvalue()
