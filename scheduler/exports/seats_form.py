"""The form on which a hospital offers its seats, one workbook for each hospital.

It holds what is known of the hospital's own wards and no person at all. Grey cells are
locked (without a password), white ones are filled in. ``files.offers`` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scheduler.domain.dates import DAY
from scheduler.domain.instance import Instance
from scheduler.domain.places import Ward
from scheduler.exports.edition import Edition, Files
from scheduler.exports.names import file_names
from scheduler.exports.sheets import Cell, new_workbook, set_up_page
from scheduler.files.offers import (
    ABOUT_SHEET,
    CODE,
    DATE_COLUMNS,
    DATE_SHEET,
    HOSPITAL_KEY,
    MOST_SEATS,
    WARD_COLUMNS,
    WARD_SHEET,
    YEAR_KEY,
)
from scheduler.files.texts import as_text

BLANK_LINES = 40  # lines for dates below those that are known
HELP = (
    "",
    "ISTRUZIONI",
    "1. Foglio «Posti - Seats»: nelle celle bianche scrivete ciò che cambia: i posti "
    "(studenti nello stesso momento), l'ora d'inizio, il ritrovo, il referente.",
    "2. Foglio «Date»: una riga per ogni periodo con posti diversi dal solito; 0 posti "
    "= chiuso. Per cambiare un periodo già previsto usate le celle bianche della sua "
    "riga; per annullarlo scrivete il numero di posti solito.",
    "3. Una cella bianca lasciata vuota significa: come adesso. Le celle grigie sono "
    "bloccate. Non cambiate i nomi dei fogli e delle colonne.",
    "4. Salvate come .xlsx e rispedite il file alla segreteria.",
    "",
    "INSTRUCTIONS",
    "1. Sheet 'Posti - Seats': write into the white cells what changes: seats "
    "(students at a time), starting time, meeting point, contact.",
    "2. Sheet 'Date': one line for each span of dates with other seats than usual; 0 "
    "seats = closed. To change dates that are known already, use the white cells of "
    "their line; to call them off, write the usual number of seats.",
    "3. A white cell left blank means: as it is now. Grey cells are locked. Keep the "
    "names of sheets and columns.",
    "4. Save as .xlsx and send the file back to the office.",
)
WIDTHS = {CODE.name: 14, "Reparto / Ward": 28, "Tirocini / Clerkships": 40}
WIDE = 26  # columns for texts
LINE_HEIGHT = 15  # points


def seats_forms(instance: Instance, edition: Edition) -> Files:
    """Yield ``seats-<hospital>.xlsx`` for each hospital that has a ward."""
    names = file_names(instance.hospitals)
    for hospital in instance.hospitals:
        if any(ward.hospital == hospital for ward in instance.wards.values()):
            yield f"seats-{names[hospital]}.xlsx", _form(instance, hospital, edition)


def _form(instance: Instance, hospital: str, edition: Edition) -> bytes:
    data = BytesIO()
    wards = [w for w in instance.wards.values() if w.hospital == hospital]
    with new_workbook(data, edition) as workbook:
        form = _Form(workbook, instance, edition)
        form.write_about(hospital)
        form.write_wards(wards)
        form.write_dates(wards)
    return data.getvalue()


@dataclass(frozen=True)
class _Looks:
    """The formats of a form: ``known`` is locked, ``open`` to be filled in."""

    heading: Format
    known: Mapping[type[Cell], Format]
    open: Mapping[type[Cell], Format]
    text: Format


class _Form:
    """One workbook on its way."""

    def __init__(
        self, workbook: Workbook, instance: Instance, edition: Edition
    ) -> None:
        self.workbook, self.instance, self.edition = workbook, instance, edition
        self.looks = _looks(workbook)

    def write_about(self, hospital: str) -> None:
        """Write what the form is about, and how to fill it in."""
        sheet, calendar = self._sheet(ABOUT_SHEET), self.instance.calendar
        name = self.instance.hospitals[hospital].name
        facts: tuple[tuple[str, Cell], ...] = (
            (HOSPITAL_KEY, hospital),
            ("Nome / Name", name),
            (YEAR_KEY, calendar.first_week),
            ("Scritto il / Written on", self.edition.utc.date()),
        )
        for row, (key, value) in enumerate(facts):
            sheet.write_string(row, 0, key, self.looks.heading)
            self._write(sheet, row, 1, value, self.looks.known)
        for row, line in enumerate(HELP, start=len(facts)):
            sheet.merge_range(row, 0, row, 1, line, self.looks.text)
            sheet.set_row(row, 32 if len(line) > 105 else 16)
        sheet.protect()
        set_up_page(sheet, name)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)

    def write_wards(self, wards: Sequence[Ward]) -> None:
        """Write a line for each ward: what is known, and room for what changes."""
        names = self.instance.rotations
        sheet = self._table(WARD_SHEET, [column.name for column in WARD_COLUMNS])
        for row, ward in enumerate(wards, start=1):
            taught = ", ".join(names[id_].name for id_ in ward.rotations)
            known: tuple[Cell | None, ...] = (
                *(ward.id, ward.name, taught, ward.seats, None, ward.starts_at, None),
                *(ward.meeting_point, None, ward.contact, None),
            )
            self._line(sheet, row, known)
            sheet.set_row(row, LINE_HEIGHT * _lines_of(known))
        count = len(wards)
        self._only_seats(sheet, 1, count, 4)
        self._only_times(sheet, 1, count, 6)
        set_up_page(sheet, WARD_SHEET)
        self._set_widths(sheet, [column.name for column in WARD_COLUMNS])

    def write_dates(self, wards: Sequence[Ward]) -> None:
        """Write the dates with other seats that are known, and blank lines."""
        headings = [column.name for column in DATE_COLUMNS]
        sheet = self._table(DATE_SHEET, headings)
        own = {ward.id for ward in wards}
        lines = [e for e in self.instance.seat_exceptions if e.ward in own]
        for row, line in enumerate(lines, start=1):
            known = (line.ward, line.first, line.last, line.seats)
            self._line(sheet, row, (*known, None, None, None))
        first, last = len(lines) + 1, len(lines) + BLANK_LINES
        for row in range(first, last + 1):
            self._line(sheet, row, (None, "", "", "", None, None, None))
        source = f"='{WARD_SHEET}'!$A$2:$A${len(wards) + 1}"
        codes = {"validate": "list", "source": source, "error_title": CODE.name}
        sheet.data_validation(first, 0, last, 0, codes)
        self._only_days(sheet, 1, last, (4, 5))
        self._only_seats(sheet, 1, last, 6)
        set_up_page(sheet, DATE_SHEET)
        self._set_widths(sheet, headings)

    # -- sheets ------------------------------------------------------------------

    def _sheet(self, title: str) -> Worksheet:
        return self.workbook.add_worksheet(title)

    def _table(self, title: str, headings: Sequence[str]) -> Worksheet:
        sheet = self._sheet(title)
        for at, heading in enumerate(headings):
            sheet.write_string(0, at, heading, self.looks.heading)
        sheet.set_row(0, 34)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        may = {"format_columns": True, "format_rows": True, "select_locked_cells": True}
        sheet.protect("", may)
        return sheet

    def _set_widths(self, sheet: Worksheet, headings: Sequence[str]) -> None:
        for at, heading in enumerate(headings):
            sheet.set_column(at, at, _width(heading))

    def _line(self, sheet: Worksheet, row: int, cells: Sequence[Cell | None]) -> None:
        """Write a line; ``None`` is a cell to be filled in, of its column's kind."""
        for at, cell in enumerate(cells):
            if cell is None:
                heading = WARD_COLUMNS if len(cells) > 7 else DATE_COLUMNS
                sheet.write_blank(row, at, None, self._open(heading[at].keyword))
            else:
                self._write(sheet, row, at, cell, self.looks.known)

    def _open(self, keyword: str | None) -> Format:
        kinds = {"first": date, "last": date, "starts_at": time, "seats": int}
        return self.looks.open[kinds.get(keyword or "", str)]

    def _write(
        self,
        sheet: Worksheet,
        row: int,
        at: int,
        cell: Cell,
        looks: Mapping[type[Cell], Format],
    ) -> None:
        look = looks[type(cell)]
        if isinstance(cell, str):
            sheet.write_string(row, at, cell, look)
        elif isinstance(cell, int | float):
            sheet.write_number(row, at, cell, look)
        else:
            sheet.write_datetime(row, at, cell, look)

    # -- what may be filled in ---------------------------------------------------

    def _only_seats(self, sheet: Worksheet, first: int, last: int, at: int) -> None:
        rule = {"validate": "integer", "criteria": "between", "minimum": 0}
        said = f"0 - {MOST_SEATS}"
        options = {**rule, "maximum": MOST_SEATS, "error_message": said}
        sheet.data_validation(first, at, last, at, options)

    def _only_times(self, sheet: Worksheet, first: int, last: int, at: int) -> None:
        rule = {"validate": "time", "criteria": "between", "minimum": time(0, 0)}
        options = {**rule, "maximum": time(23, 59), "error_message": "08:30"}
        sheet.data_validation(first, at, last, at, options)

    def _only_days(
        self, sheet: Worksheet, first: int, last: int, columns: tuple[int, int]
    ) -> None:
        calendar = self.instance.calendar
        begin, end = calendar.first_week, calendar.last_week + 6 * DAY
        options = {
            "validate": "date",
            "criteria": "between",
            "minimum": datetime.combine(begin, time()),
            "maximum": datetime.combine(end, time()),
            "error_message": f"{as_text(begin)} - {as_text(end)}",
        }
        sheet.data_validation(first, columns[0], last, columns[1], options)


def _width(heading: str) -> int:
    usual = WIDE if "eeting" in heading or "ontact" in heading else 17
    return WIDTHS.get(heading, usual)


def _lines_of(cells: Sequence[Cell | None]) -> int:
    """Return how many lines the longest text of a ward's row takes, rather too many."""
    widths = (_width(column.name) for column in WARD_COLUMNS)
    pairs = zip(cells, widths, strict=True)
    return max(1 + len(str(cell or "")) * 6 // (width * 5) for cell, width in pairs)


def _looks(workbook: Workbook) -> _Looks:
    grey = {"bg_color": "#E7E6E6", "border": 1, "border_color": "#BFBFBF"}
    white = {"locked": False, "border": 1, "border_color": "#7F7F7F"}
    heading = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
    wrapped = {"text_wrap": True, "valign": "top"}
    return _Looks(
        workbook.add_format(heading),
        dict(_formats(workbook, grey)),
        dict(_formats(workbook, white)),
        workbook.add_format(wrapped),
    )


def _formats(
    workbook: Workbook, look: Mapping[str, object]
) -> Iterator[tuple[type[Cell], Format]]:
    codes = {date: "dd/mm/yyyy", time: "hh:mm", str: "@", int: "0", float: "0.##"}
    wrapped = {**look, "text_wrap": True, "valign": "top", "align": "left"}
    for kind, code in codes.items():
        yield kind, workbook.add_format({**wrapped, "num_format": code})
