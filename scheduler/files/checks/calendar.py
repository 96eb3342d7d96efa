"""Dates: spans the right way round, within the academic year, without overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Protocol

from scheduler.domain.calendar import Period, PeriodKind
from scheduler.errors import Problem
from scheduler.files import tables
from scheduler.files.layout import Table
from scheduler.files.lines import Draft, Line, Lines
from scheduler.files.settings import Settings
from scheduler.files.texts import as_text


class _Span(Protocol):
    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...


class _InWeek(Protocol):
    @property
    def week(self) -> date | None: ...


SPANS: tuple[Table[_Span], ...] = (
    tables.PERIODS,
    tables.SEAT_EXCEPTIONS,
    tables.ABSENCES,
)
IN_WEEKS: tuple[Table[_InWeek], ...] = (
    tables.STARTS,
    tables.PREFERENCES,
    tables.LOCKS,
)


def spans(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse a `to` before its `from`, and days outside the academic year."""
    for table in SPANS:
        lines = draft[table]
        for line in lines:
            if line.value.last < line.value.first:
                wrong = f"is before the first day, {line.value.first:%d/%m/%Y}"
                remedy = "Swap the two dates, or mend one of them"
                said = as_text(line.value.last)
                yield lines.problem(line.row, "to", said, wrong, remedy)
            for column, day in (("from", line.value.first), ("to", line.value.last)):
                yield from _inside(lines, line.row, column, day, settings)


def weeks(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse weeks outside the academic year."""
    for table in IN_WEEKS:
        lines = draft[table]
        for line in lines:
            if line.value.week:
                yield from _inside(lines, line.row, "week", line.value.week, settings)


def _inside(
    lines: Lines[object], row: int, column: str, day: date, settings: Settings
) -> Iterator[Problem]:
    if settings.outside(day):
        wrong = "is outside the academic year"
        remedy = f"Write a date from {settings.within}"
        yield lines.problem(row, column, as_text(day), wrong, remedy)


def overlaps(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse periods that share a day and a year of study, save closures."""
    lines = draft[tables.PERIODS]
    open_ = [line for line in lines if line.value.kind != PeriodKind.CLOSED]
    for earlier, later in combinations(open_, 2):
        if _overlap(earlier.value, later.value):
            yield _overlap_problem(lines, earlier, later)


def _overlap(one: Period, other: Period) -> bool:
    years = one.year is None or other.year is None or one.year == other.year
    return years and one.first <= other.last and other.first <= one.last


def _overlap_problem(
    lines: Lines[Period], earlier: Line[Period], later: Line[Period]
) -> Problem:
    other = earlier.value
    return lines.problem(
        later.row,
        "from",
        as_text(later.value.first),
        f"overlaps the period '{other.id}' of row {earlier.row}, which is from "
        f"{other.first:%d/%m/%Y} to {other.last:%d/%m/%Y}",
        "Let one begin after the other has ended, or give them different years",
    )


def closed_hours(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse ward hours in a closure, where they would count for nothing."""
    lines, remedy = draft[tables.PERIODS], "Clear the cell, or mend the kind"
    closed = {p.id for p in lines.values if p.kind == PeriodKind.CLOSED}
    for line in lines:
        if line.value.id in closed and line.value.ward_hours:
            said = as_text(line.value.ward_hours)
            wrong = "is given although the period is closed"
            yield lines.problem(line.row, "ward_hours", said, wrong, remedy)
    singles = draft[tables.WARD_HOURS]
    for single in singles:
        if single.value.period in closed:
            wrong, remedy = "is a closed period, without ward hours", "Delete the line"
            said = single.value.period
            yield singles.problem(single.row, "period", said, wrong, remedy)


CHECKS = (spans, weeks, overlaps, closed_hours)
