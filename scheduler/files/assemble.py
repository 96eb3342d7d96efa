"""Sound lines -> the domain's values, one Instance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Protocol, TypeVar

from scheduler.domain.calendar import Calendar, Period
from scheduler.domain.curriculum import Rotation
from scheduler.domain.instance import Instance
from scheduler.domain.people import Company
from scheduler.domain.places import Ward
from scheduler.files import tables
from scheduler.files.gate_tables import CLEARANCES, RESTRICTIONS
from scheduler.files.layout import Companion
from scheduler.files.ledger_table import LEDGER
from scheduler.files.lines import Draft
from scheduler.files.mobility_tables import PROGRAMMES, STAYS, VISITORS
from scheduler.files.record_tables import ATTENDANCE, WAIVERS
from scheduler.files.settings import Settings
from scheduler.files.spelling import fold


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


def assemble(draft: Draft, settings: Settings, first: date, last: date) -> Instance:
    """Make the instance of tables and settings in which no problem was found."""
    return Instance(
        title=settings.title,
        calendar=Calendar(
            first_week=first,
            last_week=last,
            periods=_periods(draft),
            holidays=dict(settings.holidays),
            semesters=settings.semesters,
            region=settings.region,
        ),
        hospitals=_by_id(draft[tables.HOSPITALS].values),
        wards=_by_id(_wards(draft)),
        rotations=_by_id(one_spelling(draft[tables.ROTATIONS].values)),
        students=_by_id(draft[tables.STUDENTS].values),
        zones=_by_id(draft[tables.ZONES].values),
        choices=_by_id(draft[tables.CHOICES].values),
        starts=draft[tables.STARTS].values,
        seat_exceptions=draft[tables.SEAT_EXCEPTIONS].values,
        duty_changes=draft[tables.REQUIREMENTS].values,
        credits=draft[tables.CREDITS].values,
        wishes=draft[tables.PREFERENCES].values,
        absences=draft[tables.ABSENCES].values,
        locks=draft[tables.LOCKS].values,
        companies=_companies(draft[tables.TOGETHER].values),
        programmes=_by_id(draft[PROGRAMMES].values),
        stays=_by_id(draft[STAYS].values),
        visitors=_by_id(draft[VISITORS].values),
        clearances=draft[CLEARANCES].values,
        restrictions=draft[RESTRICTIONS].values,
        waivers=draft[WAIVERS].values,
        attendance=draft[ATTENDANCE].values,
        ledger=draft[LEDGER].values,
        swaps_until=settings.swaps_until,
        gates=frozenset(settings.gates),
        italian=settings.italian,
        italian_visitors=settings.italian_visitors,
        desk_contact=settings.desk_contact,
        weights=dict(settings.weights),
        settings=dict(settings.settings),
    )


def _by_id(values: Iterable[N]) -> Mapping[str, N]:
    return {value.id: value for value in values}


def _periods(draft: Draft) -> tuple[Period, ...]:
    hours: dict[str, dict[str, float]] = {}
    for line in draft[tables.WARD_HOURS].values:
        hours.setdefault(line.period, {})[line.rotation] = line.hours
    return tuple(
        replace(period, hours_of=hours.get(period.id, {}))
        for period in draft[tables.PERIODS].values
    )


def _wards(draft: Draft) -> Iterable[Ward]:
    caps: dict[str, dict[int, int]] = {}
    for line in draft[tables.YEAR_CAPS].values:
        caps.setdefault(line.ward, {})[line.year] = line.seats
    for ward in draft[tables.WARDS].values:
        yield replace(ward, caps=caps.get(ward.id, {}))


def one_spelling(rotations: Iterable[Rotation]) -> Iterable[Rotation]:
    """Give the halves of a split rotation the first spelling of their shared name."""
    spelling: dict[str, str] = {}
    for rotation in rotations:
        whole = rotation.part_of
        if whole is not None:
            whole = spelling.setdefault(fold(whole), whole)
        yield replace(rotation, part_of=whole)


def _companies(lines: Iterable[Companion]) -> tuple[Company, ...]:
    groups: dict[str, list[Companion]] = {}
    for line in lines:
        groups.setdefault(fold(line.group), []).append(line)
    return tuple(
        Company(
            id=group[0].group,
            kind=group[0].kind,
            students=tuple(line.student for line in group),
            rotation=group[0].rotation,
        )
        for group in groups.values()
    )
