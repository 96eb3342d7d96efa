"""Stays at the school's own programmes, to be changed a little in each test.

findings(ims, stay("004010", "E1", "2027-03-01", "2027-06-30", applied="2026-02-02"))
"""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from scheduler.domain.limits import AcademicYear, Among
from scheduler.domain.mobility import Status, Stay
from scheduler.files import read_instance
from scheduler.rules.stays import check_stays

FOLDER = Path(__file__).parents[2] / "instances" / "ims-2026-27"
THIRD, FOURTH, FIFTH, SIXTH = "003001", "004010", "005010", "006010"
DATES = ("applied", "departure", "graduated")


@cache
def ims():
    """Return the example year, whose programmes are those of the school's page."""
    return read_instance(FOLDER, goals=frozenset(), settings=frozenset())


def stay(student, programme, first, last, **fields):
    """Return a confirmed stay; dates are ISO texts, papers text with commas."""
    for name in DATES:
        if name in fields:
            fields[name] = date.fromisoformat(fields[name])
    if "papers" in fields:
        fields["papers"] = Among(tuple(fields["papers"].split(", ")))
    if "call_year" in fields:
        fields["call_year"] = AcademicYear(fields["call_year"])
    return Stay(
        fields.pop("id", "M1"),
        student,
        programme,
        date.fromisoformat(first),
        date.fromisoformat(last),
        fields.pop("status", Status.CONFIRMED),
        **fields,
    )


def with_stays(instance, *stays, **changes):
    """Return the instance with these stays alone."""
    return replace(instance, stays={s.id: s for s in stays}, **changes)


def findings(instance, *stays, **changes):
    """Return everything said about these stays."""
    return check_stays(with_stays(instance, *stays, **changes))


def refusals(instance, *stays, **changes):
    """Return the hard findings about these stays, as text."""
    return [str(f) for f in findings(instance, *stays, **changes) if f.hard]
