"""The form on which a hospital offers its seats: its columns, and what comes back.

A form is a workbook of three sheets: what it is about, the wards, and the dates on
which a ward has other seats. Grey columns say what is known, white ones are filled in;
what is left blank stays as it is, so nothing is ever deleted by leaving it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scheduler.domain.dates import DAY
from scheduler.domain.instance import Instance
from scheduler.domain.places import SeatException, Ward
from scheduler.errors import FileError, InstanceError, Problem
from scheduler.files.cells import Clock, Day, Text, Whole
from scheduler.files.grids import Grid, workbook_grids
from scheduler.files.layout import Column
from scheduler.files.lines import TextRow, TextTable, read_cells, text_table
from scheduler.files.sources import read_bytes
from scheduler.files.spelling import (
    Index,
    Indices,
    UnreadableError,
    fold,
    fold_heading,
    shown,
    tidy_id,
)

ABOUT_SHEET, WARD_SHEET, DATE_SHEET = "Leggimi - Read me", "Posti - Seats", "Date"
HOSPITAL_KEY, YEAR_KEY = "Ospedale / Hospital", "Anno dal / Year from"
MOST_SEATS = 1_000


@dataclass(frozen=True)
class OwnWard:
    """A ward of the form's hospital, and of no other."""

    says: str = "the code of one of the form's wards"

    def read(self, text: str, indices: Indices) -> str:
        """Return the ward's id; raises UnreadableError for other hospitals' wards."""
        try:
            return indices["own"].find(text)
        except UnreadableError as fault:
            try:
                indices["wards"].find(text)
            except UnreadableError:
                raise fault from None
        raise UnreadableError(
            "is a ward of another hospital",
            "Delete the line: a form speaks for its own hospital alone",
        )


CODE = Column("Codice / Code", OwnWard(), "The ward's code.", True, "ward")
WARD_COLUMNS = (
    CODE,
    Column("Reparto / Ward", Text(), "Its name.", field=None),
    Column("Tirocini / Clerkships", Text(), "What it teaches.", field=None),
    Column("Posti ora / Seats now", Text(), "What is known.", field=None),
    Column("Posti offerti / Seats offered", Whole(0, MOST_SEATS), "", field="seats"),
    Column("Inizio ora / Starts now", Text(), "What is known.", field=None),
    Column("Nuovo inizio / New start", Clock(), "", field="starts_at"),
    Column("Ritrovo ora / Meeting point now", Text(), "", field=None),
    Column("Nuovo ritrovo / New meeting point", Text(), "", field="meeting_point"),
    Column("Referente ora / Contact now", Text(), "What is known.", field=None),
    Column("Nuovo referente / New contact", Text(), "", field="contact"),
)
DATE_COLUMNS = (
    CODE,
    Column("Già previsto dal / Known from", Day(), "", field="known_first"),
    Column("Già previsto al / Known to", Day(), "", field="known_last"),
    Column("Posti già previsti / Known seats", Text(), "", field=None),
    Column("Dal / From", Day(), "", field="first"),
    Column("Al / To", Day(), "", field="last"),
    Column("Posti / Seats", Whole(0, MOST_SEATS), "", field="seats"),
)
FROM, TO, SEATS = (column.name for column in DATE_COLUMNS[4:])
KNOWN_FROM, KNOWN_TO = (column.name for column in DATE_COLUMNS[1:3])


@dataclass(frozen=True)
class Dates:
    """Other seats that are offered for some dates, in place of ``known`` if given."""

    offered: SeatException
    known: SeatException | None = None


@dataclass(frozen=True)
class Offer:
    """What one form says; ``wards`` holds the new values of a ward's fields, by id."""

    file: str
    hospital: str
    wards: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    dates: tuple[Dates, ...] = ()


def read_offers(paths: Iterable[Path], instance: Instance) -> tuple[Offer, ...]:
    """Read the forms of several hospitals, in order of the hospitals.

    Raises InstanceError with every problem of every form, and FileError for a file that
    is no workbook.
    """
    problems: list[Problem] = []
    offers: dict[str, Offer] = {}
    for path in paths:
        offer = _Form(path, instance, problems).read()
        earlier = offers.setdefault(offer.hospital, offer) if offer else offer
        if offer is not None and earlier is not None and earlier is not offer:
            wrong = f"is a second form of this hospital, beside {earlier.file}"
            place = (path.name, 0, HOSPITAL_KEY, offer.hospital)
            problems.append(Problem(*place, wrong, "Give only one of the two"))
    if problems:
        raise InstanceError(tuple(dict.fromkeys(problems)))
    return tuple(offers[name] for name in instance.hospitals if name in offers)


class _Form:
    """One form on its way to an Offer, with the problems met on it."""

    def __init__(self, path: Path, instance: Instance, problems: list[Problem]) -> None:
        self.name, self.instance, self.problems = path.name, instance, problems
        self.sheets = _sheets(path)

    def read(self) -> Offer | None:
        known = len(self.problems)
        about = self._about()
        if about is None:
            return None
        hospital = self._hospital(about)
        self._check_year(about)
        tables = [self._table(WARD_SHEET, WARD_COLUMNS)]
        tables.append(self._table(DATE_SHEET, DATE_COLUMNS))
        if hospital is None or len(self.problems) > known:
            return None
        wards, dates = tables
        indices = _indices(self.instance, hospital)
        return Offer(
            self.name,
            hospital,
            self._wards(wards, indices) if wards else {},
            tuple(self._dates(dates, indices)) if dates else (),
        )

    # -- what it is about --------------------------------------------------------

    def _about(self) -> dict[str, str] | None:
        grid = self._sheet(ABOUT_SHEET)
        if grid is None:
            return None
        filled = [row.cells for row in grid.rows if len(row.cells) > 1]
        return {fold(cells[0]): cells[1] for cells in reversed(filled)}

    def _sheet(self, title: str) -> Grid | None:
        for name, grid in self.sheets.items():
            if fold_heading(name) == fold_heading(title):
                return grid
        wrong = f"has no sheet '{title}'"
        remedy = "Fill in the form as it was sent, without renaming its sheets"
        self.problems.append(Problem(self.name, 0, "", "", wrong, remedy))
        return None

    def _hospital(self, about: Mapping[str, str]) -> str | None:
        said = about.get(fold(HOSPITAL_KEY), "")
        hospitals = self.instance.hospitals.values()
        index = Index("hospital", [(h.id, (h.name,)) for h in hospitals])
        try:
            if not said:
                raise UnreadableError("is missing", "Write the hospital's code there")
            return index.find(said)
        except UnreadableError as fault:
            self._refuse_key(HOSPITAL_KEY, said, fault.wrong, fault.remedy)
        return None

    def _check_year(self, about: Mapping[str, str]) -> None:
        said = about.get(fold(YEAR_KEY), "")
        first = self.instance.calendar.first_week
        try:
            year = Day().read(said, {})
        except UnreadableError as fault:
            self._refuse_key(YEAR_KEY, said, fault.wrong, fault.remedy)
            return
        if year != first:
            wrong = f"is another year than that of the tables, {first:%d/%m/%Y}"
            remedy = "Send the hospital this year's form and import that"
            self._refuse_key(YEAR_KEY, said, wrong, remedy)

    def _refuse_key(self, key: str, said: str, wrong: str, remedy: str) -> None:
        file = f"{self.name}, sheet '{ABOUT_SHEET}'"
        self.problems.append(Problem(file, 0, key, shown(said), wrong, remedy))

    # -- its tables --------------------------------------------------------------

    def _table(self, title: str, columns: Sequence[Column]) -> TextTable | None:
        grid = self._sheet(title)
        if grid is None:
            return None
        table = text_table(grid, columns, self.problems, strict=False)
        if table is None:
            return None
        for column in columns:
            there = column.needed or column.name in table.columns
            if column.keyword and not there:
                wrong, remedy = "is missing", "Fill in the form as it was sent"
                place = (grid.file, table.heading, column.name, "")
                self.problems.append(Problem(*place, wrong, remedy))
        return table

    def _wards(
        self, table: TextTable, indices: Indices
    ) -> dict[str, Mapping[str, Any]]:
        found: dict[str, Mapping[str, Any]] = {}
        for row in table.rows:
            values = read_cells(WARD_COLUMNS, table, row, indices, self.problems)
            if values is None:
                continue
            ward = values.pop("ward")
            if ward in found:
                said = ("is there twice", "Keep one of the two lines")
                self._refuse(table, row, CODE.name, *said)
            found[ward] = _different(self.instance.wards[ward], values)
        return found

    def _dates(self, table: TextTable, indices: Indices) -> Iterator[Dates]:
        taken: list[tuple[int, SeatException]] = []
        for row in table.rows:
            values = read_cells(DATE_COLUMNS, table, row, indices, self.problems)
            if values is None or not {"first", "last", "seats"} & set(values):
                continue  # nothing is offered beyond what is known
            found = self._line(table, row, values)
            if found is None:
                continue
            for number, other in taken:
                if _overlap(found.offered, other):
                    wrong = f"shares days with row {number}"
                    remedy = "Say the seats of each day once"
                    self._refuse(table, row, FROM, wrong, remedy)
            taken.append((row.number, found.offered))
            if found.offered not in self.instance.seat_exceptions:
                yield found

    def _line(
        self, table: TextTable, row: TextRow, values: Mapping[str, Any]
    ) -> Dates | None:
        before = len(self.problems)
        known = self._known(table, row, values)
        if len(self.problems) > before:
            return None
        seats = values.get("seats", known.seats if known else None)
        first = values.get("first", known.first if known else None)
        last = values.get("last", known.last if known else None)
        for name, value in ((FROM, first), (TO, last), (SEATS, seats)):
            if value is None:
                remedy = "Fill it in; 0 seats: closed. Or clear the whole line"
                self._refuse(table, row, name, "is blank", remedy)
        for name, day in ((FROM, first), (TO, last)):
            self._check_day(table, row, name, day)
        if first and last and last < first:
            wrong = f"is before the first day, {first:%d/%m/%Y}"
            self._refuse(table, row, TO, wrong, "Swap the two dates, or mend one")
        if len(self.problems) > before:
            return None
        offered = SeatException(values["ward"], first, last, seats)
        return Dates(offered, known or self._with_dates(offered))

    def _with_dates(self, offered: SeatException) -> SeatException | None:
        """Return the line that has these dates already, which is then changed."""
        key = offered.ward, offered.first, offered.last
        lines = self.instance.seat_exceptions
        same = (e for e in lines if (e.ward, e.first, e.last) == key)
        return next(same, None)

    def _known(
        self, table: TextTable, row: TextRow, values: Mapping[str, Any]
    ) -> SeatException | None:
        """Return the line of the tables that a row of the form is about."""
        dates = values.get("known_first"), values.get("known_last")
        if dates == (None, None):
            return None
        lines = self.instance.seat_exceptions
        for line in lines:
            if (line.ward, (line.first, line.last)) == (values["ward"], dates):
                return line
        new = values.get("first") or dates[0], values.get("last") or dates[1]
        for line in lines:  # imported already
            if (line.ward, (line.first, line.last)) == (values["ward"], new):
                return line
        wrong = "isn't in the tables any more with these dates"
        remedy = "Say it anew in a line of its own, with the grey cells blank"
        self._refuse(table, row, KNOWN_FROM, wrong, remedy)
        return None

    def _check_day(
        self, table: TextTable, row: TextRow, name: str, day: date | None
    ) -> None:
        calendar = self.instance.calendar
        first, last = calendar.first_week, calendar.last_week + 6 * DAY
        if day and not first <= day <= last:
            remedy = f"Write a date from {first:%d/%m/%Y} to {last:%d/%m/%Y}"
            self._refuse(table, row, name, "is outside the academic year", remedy)

    def _refuse(
        self, table: TextTable, row: TextRow, column: str, wrong: str, remedy: str
    ) -> None:
        place = (table.file, row.number, column, shown(row.cells.get(column, "")))
        self.problems.append(Problem(*place, wrong, remedy))


def _sheets(path: Path) -> dict[str, Grid]:
    data = read_bytes(path)
    try:
        return workbook_grids(path.name, data)
    except UnreadableError as fault:
        raise FileError(str(path), fault.wrong, fault.remedy) from fault


def _indices(instance: Instance, hospital: str) -> Indices:
    wards = instance.wards.values()
    own = [ward for ward in wards if ward.hospital == hospital]
    return {
        "own": Index("ward of this hospital", [(w.id, (w.name,)) for w in own]),
        "wards": Index("ward", [(tidy_id(w.id), ()) for w in wards]),
    }


def _different(ward: Ward, values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: new for name, new in values.items() if getattr(ward, name) != new}


def _overlap(one: SeatException, other: SeatException) -> bool:
    days = one.first <= other.last and other.first <= one.last
    return one.ward == other.ward and days
