"""Mobility: programmes as data, students' stays abroad, and visitors from abroad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from scheduler.domain.limits import (
    AcademicYear,
    Among,
    DayMonth,
    Deadline,
    Length,
    Unknown,
)

MONTH_IN_DAYS = "mobility_month_in_days"
YEAR_AT_CALL = "mobility_year_at_call"
VISITORS_LAST = "visitors_last"
SETTINGS = {
    MONTH_IN_DAYS: "Count a month of a stay as so many days (30); 0: calendar months.",
    YEAR_AT_CALL: "1: the year of study at the call counts, 0: that of the stay.",
    VISITORS_LAST: "1: visitors are placed after the school's own students.",
}


class OnlyIn(StrEnum):
    """Into which days of the calendar a stay must fit.

    FREE: no lectures (exams, free days, closures), and no clerkship that the student
    could be assigned to. NO_LECTURES: the student's own full-time clerkship weeks too.
    """

    FREE = "free"
    NO_LECTURES = "no lectures"


class CallYear(StrEnum):
    """Which academic year a stay lies in, seen from that of its call."""

    SAME = "same"
    NEXT = "next"


class CountsAs(StrEnum):
    """What a stay is worth at home, besides being an absence."""

    ABSENCE = "absence"
    ROTATIONS = "rotations"
    ELECTIVE = "elective"
    THESIS = "thesis"


class Activity(StrEnum):
    """What a student does on a stay."""

    WARDS = "wards"
    LABORATORIES = "laboratories"
    LECTURES = "lectures"
    EXAMS = "exams"
    THESIS = "thesis"


class Status(StrEnum):
    """How far a stay (or a visit) has come."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    FINISHED = "finished"


@dataclass(frozen=True)
class Programme:
    """The limits of one mobility programme, or of one call of it.

    ``None`` is no limit, ``UNKNOWN`` one that isn't known. ``call_of`` names the
    programme whose limits hold where this one has none. ``semesters`` are counted in
    the order of the calendar, ``call_months`` from 1 to 12. ``cap`` is the most that a
    student may spend in this programme and those of ``cap_with`` together.
    ``graduates``: how long after graduation a stay must be over. ``usually`` names the
    limits that are only usual: a breach is a warning. ``source`` quotes what the limits
    rest on (see `phrase`).
    """

    id: str
    name: str
    call_of: str | None = None
    years: Among | Unknown | None = None
    graduates: Length | Unknown | None = None
    semesters: Among | Unknown | None = None
    only_in: OnlyIn | Unknown | None = None
    end_by: DayMonth | Unknown | None = None
    call_year: CallYear | Unknown | None = None
    call_months: Among | Unknown | None = None
    apply_by: Deadline | Unknown | None = None
    min_length: Length | Unknown | None = None
    max_length: Length | Unknown | None = None
    cap: Length | Unknown | None = None
    cap_with: tuple[str, ...] = ()
    hosts: Among | Unknown | None = None
    countries: Among | Unknown | None = None
    activities: Among | Unknown | None = None
    papers: Among | Unknown | None = None
    papers_after: Among | Unknown | None = None
    counts_as: CountsAs | Unknown | None = None
    excludes: tuple[str, ...] = ()
    usually: tuple[str, ...] = ()
    source: str = ""

    @property
    def root(self) -> str:
        """The programme that this is, or is a call of."""
        return self.call_of or self.id

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of the limits that aren't known."""
        return tuple(n for n in LIMITS if isinstance(getattr(self, n), Unknown))

    def is_soft(self, limit: str) -> bool:
        """Tell whether a limit is only usual."""
        return limit in self.usually

    def phrase(self, limit: str) -> str:
        """Return the quotation that a limit rests on.

        ``source`` holds parts like ``years, only_in: the words``, separated by ``|``;
        one part without names stands for every limit that has no part of its own.
        """
        general = ""
        for part in filter(None, map(str.strip, self.source.split("|"))):
            names, colon, words = part.partition(":")
            named = {name.strip() for name in names.split(",")}
            if colon and named <= set(QUOTABLE):
                if limit in named:
                    return words.strip()
            else:
                general = general or part
        return general


LIMITS = (
    *("years", "graduates", "semesters", "only_in", "end_by", "call_year"),
    *("call_months", "apply_by", "min_length", "max_length", "cap", "hosts"),
    *("countries", "activities", "papers", "papers_after", "counts_as"),
)
QUOTABLE = (*LIMITS, "excludes")


def programme_of(programmes: Mapping[str, Programme], id_: str) -> Programme:
    """Return a programme; a call with the limits of its programme filled in."""
    call = programmes[id_]
    base = programmes.get(call.call_of) if call.call_of else None
    if base is None:
        return call
    own = {name: getattr(call, name) for name in LIMITS if getattr(call, name)}
    soft = [name for name in base.usually if name not in own]
    sources = [source for source in (call.source, base.source) if source]
    return replace(
        base,
        id=call.id,
        name=call.name,
        call_of=call.call_of,
        cap_with=call.cap_with or base.cap_with,
        excludes=tuple(dict.fromkeys([*base.excludes, *call.excludes])),
        usually=(*call.usually, *soft),
        source=" | ".join(sources),
        **own,
    )


@dataclass(frozen=True)
class Stay:
    """One student's stay abroad, from ``first`` to ``last``, both included.

    ``departure`` may come before ``first``, the start of the activities. ``recognised``
    are the rotations that the learning agreement names. ``graduated`` is the day of
    graduation, for graduates only.
    """

    id: str
    student: str
    programme: str
    first: date
    last: date
    status: Status
    host: str = ""
    country: str = ""
    applied: date | None = None
    departure: date | None = None
    hours: float | None = None
    papers: Among | None = None
    recognised: tuple[str, ...] = ()
    activity: Activity | None = None
    call_year: AcademicYear | None = None
    graduated: date | None = None


@dataclass(frozen=True)
class Visitor:
    """A student of another university who takes seats from ``first`` to ``last``.

    ``rotations`` are wished for by name, of each of ``disciplines`` one rotation is.
    ``hours`` replaces the ward hours of each.
    """

    id: str
    surname: str
    name: str
    first: date
    last: date
    rotations: tuple[str, ...] = ()
    disciplines: Among | None = None
    hours: float | None = None
    programme: str | None = None
    university: str = ""
    email: str = ""
    status: Status = Status.CONFIRMED
