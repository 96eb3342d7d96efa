"""Programmes, stays and visitors: each line makes sense by itself.

Whether a stay may be planned is no fault of a table; the rules about stays say it.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.mobility import Stay, Visitor
from scheduler.errors import Problem
from scheduler.files import tables
from scheduler.files.layout import Table
from scheduler.files.lines import Draft
from scheduler.files.mobility_tables import PROGRAMMES, STAYS, VISITORS
from scheduler.files.settings import Settings
from scheduler.files.spelling import did_you_mean, fold
from scheduler.files.texts import as_text

SPANS: tuple[Table[Stay | Visitor], ...] = (STAYS, VISITORS)


def spans(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse a `to` before its `from`; days of other academic years are fine."""
    for table in SPANS:
        lines = draft[table]
        for line in lines:
            if line.value.last < line.value.first:
                wrong = f"is before the first day, {line.value.first:%d/%m/%Y}"
                remedy = "Swap the two dates, or mend one of them"
                said = as_text(line.value.last)
                yield lines.problem(line.row, "to", said, wrong, remedy)


def departures(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse a departure after the activities have begun."""
    lines = draft[STAYS]
    for line in lines:
        departure, first = line.value.departure, line.value.first
        if departure and departure > first:
            wrong = f"is after the first day of the activities, {first:%d/%m/%Y}"
            remedy = "Write the day on which the student leaves, or clear the cell"
            said = as_text(departure)
            yield lines.problem(line.row, "departure", said, wrong, remedy)


def calls(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse calls of calls, and programmes that are a call of themselves."""
    lines = draft[PROGRAMMES]
    calls_ = {p.id for p in lines.values if p.call_of}
    for line in lines:
        base = line.value.call_of
        if base in calls_:
            wrong = "is a call itself" if base != line.value.id else "is this line"
            remedy = "Write the programme that it is a call of"
            yield lines.problem(line.row, "call_of", base, wrong, remedy)


def wishes(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse visitors without wishes, and disciplines that there aren't."""
    lines, rotations = draft[VISITORS], draft[tables.ROTATIONS]
    known = {fold(r.discipline): r.discipline for r in rotations.values}
    for line in lines:
        visitor = line.value
        if not visitor.rotations and not visitor.disciplines:
            wrong, remedy = "wishes for nothing", "Write rotations or disciplines"
            yield lines.problem(line.row, "", "", wrong, remedy)
        for discipline in visitor.disciplines or ():
            if rotations.complete and fold(discipline) not in known:
                wrong = "is not the discipline of any rotation"
                remedy = did_you_mean(discipline, known.values())
                yield lines.problem(line.row, "disciplines", discipline, wrong, remedy)


def numbers(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse ids that name two people, or both a stay and a visitor."""
    visitors = draft[VISITORS]
    taken = {fold(s.id): "a student" for s in draft[tables.STUDENTS].values}
    taken |= {fold(s.id): "a stay" for s in draft[STAYS].values}
    for line in visitors:
        other = taken.get(fold(line.value.id))
        if other:
            wrong, remedy = f"is the id of {other} already", "Give the visitor another"
            yield visitors.problem(line.row, "visitor", line.value.id, wrong, remedy)


CHECKS = (spans, departures, calls, wishes, numbers)
