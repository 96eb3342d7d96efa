"""Visits from abroad: within the year, long enough, with wishes that are taught.

Source: the school's page for outgoing students (the desk "welcomes and manages the
requests of foreign students interested in organizing a study/internship period in
IMS"); lengths are those of the visitor's programme. Units: days, months.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.dates import DAY
from scheduler.domain.instance import Instance
from scheduler.domain.limits import Unit, known
from scheduler.domain.mobility import (
    MONTH_IN_DAYS,
    Programme,
    Status,
    Visitor,
    programme_of,
)
from scheduler.rules.stays.case import StayFinding
from scheduler.rules.words import said_day

PLANNED = (Status.TENTATIVE, Status.CONFIRMED)


def findings(instance: Instance) -> Iterator[StayFinding]:
    """Return what there is to say against each visit."""
    for visitor in instance.visitors.values():
        if visitor.status in PLANNED:
            yield from _dates(instance, visitor)
            yield from _wishes(instance, visitor)
            if visitor.programme is not None:
                programme = programme_of(instance.programmes, visitor.programme)
                yield from _length(instance, visitor, programme)


def _against(
    visitor: Visitor, wrong: str, phrase: str = "", soft: bool = False
) -> StayFinding:
    who = f"{visitor.surname} {visitor.name} ({visitor.id}), visitor"
    span = f"{said_day(visitor.first)} to {said_day(visitor.last)}"
    return StayFinding(visitor.id, not soft, f"{who}, {span}: {wrong}.", phrase)


def _dates(instance: Instance, visitor: Visitor) -> Iterator[StayFinding]:
    calendar = instance.calendar
    end = calendar.last_week + 6 * DAY
    if visitor.last < calendar.first_week or visitor.first > end:
        yield _against(visitor, "is not here in the planned year")
    elif visitor.first < calendar.first_week or visitor.last > end:
        wrong = "is here beyond the planned year; only its weeks are planned"
        yield _against(visitor, wrong, soft=True)


def _wishes(instance: Instance, visitor: Visitor) -> Iterator[StayFinding]:
    disciplines = {r.discipline.casefold() for r in instance.rotations.values()}
    for discipline in visitor.disciplines or ():
        if discipline.casefold() not in disciplines:
            yield _against(visitor, f"no rotation teaches {discipline}")
    if not visitor.rotations and not visitor.disciplines:
        yield _against(visitor, "wishes for nothing, so nothing is planned", soft=True)


def _length(
    instance: Instance, visitor: Visitor, programme: Programme
) -> Iterator[StayFinding]:
    days = instance.settings.get(MONTH_IN_DAYS, 0)
    least, most = known(programme.min_length), known(programme.max_length)
    after = visitor.last + DAY
    if least and least.unit != Unit.HOURS and after < least.after(visitor.first, days):
        soft = programme.is_soft("min_length")
        wrong = f"is here for less than {least}"
        yield _against(visitor, wrong, programme.phrase("min_length"), soft)
    if most and most.unit != Unit.HOURS and after > most.after(visitor.first, days):
        soft = programme.is_soft("max_length")
        wrong = f"is here for more than {most}"
        yield _against(visitor, wrong, programme.phrase("max_length"), soft)
