"""How a table is described, and the lines that have no domain value of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

from scheduler.domain.calendar import Period
from scheduler.domain.curriculum import Rotation, StartWeek
from scheduler.domain.instance import Instance
from scheduler.domain.people import CompanyKind
from scheduler.domain.places import Hospital, Point, Zone
from scheduler.files.cells import Cell, Id

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Column:
    """One column: its heading, what a cell holds, and a sentence for people.

    ``field`` is the attribute of the domain value that the cell becomes. "" stands for
    the heading, ``None`` for a remark that isn't kept; a dotted path ends in the name
    that ``Table.make`` expects. A blank optional cell leaves the field at its default.
    ``heading``: the column must be there although its cells may be blank.
    """

    name: str
    cell: Cell
    help: str
    required: bool = False
    field: str | None = ""
    heading: bool = False

    @property
    def needed(self) -> bool:
        """Whether the column must be there, even if its cells may be blank."""
        return self.required or self.heading

    @property
    def path(self) -> str | None:
        """The attribute that this column shows, ``None`` for a remark."""
        return self.name if self.field == "" else self.field

    @property
    def keyword(self) -> str | None:
        """The argument of ``Table.make`` that this column fills."""
        return self.path and self.path.rpartition(".")[2]

    def of(self, value: object) -> object:
        """Return what this column shows of a value of its table."""
        return attrgetter(self.path)(value) if self.path else None


@dataclass(frozen=True)
class Table(Generic[T_co]):
    """One table: its columns, what a line becomes, and where lines come from.

    ``key`` names the columns that no two lines may share; without it that is the id,
    or else all columns.
    """

    name: str
    thing: str
    help: str
    columns: tuple[Column, ...]
    make: Callable[..., T_co]
    lines: Callable[[Instance], Iterable[T_co]]
    key: tuple[str, ...] = ()
    required: bool = False

    @property
    def id(self) -> Column | None:
        """The column that names the lines for other tables, if there is one."""
        return next((c for c in self.columns if isinstance(c.cell, Id)), None)

    @property
    def kept(self) -> tuple[Column, ...]:
        """The columns without remarks."""
        return tuple(column for column in self.columns if column.path)


@dataclass(frozen=True)
class PeriodHours:
    """A line of ``ward_hours``: what a working day of a period gives to a rotation."""

    period: str
    rotation: str
    hours: float


@dataclass(frozen=True)
class YearCap:
    """A line of ``year_caps``: the most students of one year in a ward at a time."""

    ward: str
    year: int
    seats: int


@dataclass(frozen=True)
class Companion:
    """A line of ``together``: one student of a group."""

    group: str
    kind: CompanyKind
    student: str
    rotation: str | None = None


def make_hospital(lat: float, lon: float, **fields: Any) -> Hospital:
    """Make a hospital of the columns of its table."""
    return Hospital(point=Point(lat, lon), **fields)


def make_zone(lat: float, lon: float, **fields: Any) -> Zone:
    """Make a zone of the columns of its table."""
    return Zone(point=Point(lat, lon), **fields)


def make_rotation(cfu: float = 0.0, **fields: Any) -> Rotation:
    """Make a rotation; blank credits are none."""
    return Rotation(cfu=cfu, **fields)


def make_period(year: int | None = None, **fields: Any) -> Period:
    """Make a period; a blank year is every year."""
    return Period(year=year, **fields)


def make_start(
    rotation: str | None = None, year: int | None = None, **fields: Any
) -> StartWeek:
    """Make a start week; blank cells are wildcards."""
    return StartWeek(rotation, year, **fields)


def period_hours(instance: Instance) -> Iterable[PeriodHours]:
    """Return the lines of the table ``ward_hours``."""
    for period in instance.calendar.periods:
        for rotation, hours in period.hours_of.items():
            yield PeriodHours(period.id, rotation, hours)


def year_caps(instance: Instance) -> Iterable[YearCap]:
    """Return the lines of the table ``year_caps``."""
    for ward in instance.wards.values():
        for year, seats in ward.caps.items():
            yield YearCap(ward.id, year, seats)


def companions(instance: Instance) -> Iterable[Companion]:
    """Return the lines of the table ``together``."""
    for company in instance.companies:
        for student in company.students:
            yield Companion(company.id, company.kind, student, company.rotation)
