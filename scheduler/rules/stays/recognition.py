"""What a stay is worth at home: recognised rotations.

Source: the school's page for outgoing students ("they can attend part of the clinical
clerkhips planned in their Medical curriculum", "drafting of learning agreements"); the
university's page on Free Movers (the qualifying internship can't be done that way).
Units: rotations.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduler.domain.limits import Unknown
from scheduler.domain.mobility import CountsAs, Status, Stay
from scheduler.rules.stays.case import Case, StayFinding
from scheduler.rules.words import said_list


def worth(case: Case) -> Iterator[StayFinding]:
    """Refuse recognised rotations where the programme counts as something else."""
    counts, named = case.programme.counts_as, case.stay.recognised
    if isinstance(counts, Unknown):
        return
    if named and counts != CountsAs.ROTATIONS:
        as_ = counts or CountsAs.ABSENCE
        wrong = f"counts as {as_}, so {said_list(named)} can't be recognised"
        yield case.against("counts_as", wrong)


def excluded(case: Case) -> Iterator[StayFinding]:
    """Refuse what may never be done this way, like the qualifying internship."""
    never = [name for name in case.stay.recognised if name in case.programme.excludes]
    if never:
        wrong = f"{said_list(never)} can't be done in this programme"
        yield case.against("excludes", wrong)


def owed(case: Case) -> Iterator[StayFinding]:
    """Refuse recognised rotations that don't exist or that the student doesn't owe."""
    instance, student = case.instance, case.student.id
    open_ = {duty.rotation for duty in instance.requirements_of(student)}
    for rotation in case.stay.recognised:
        if rotation not in instance.rotations:
            yield case.against("", f"{rotation} is recognised, but there is no such")
        elif rotation in instance.credited(student) and rotation not in open_:
            wrong = f"{rotation} is recognised, but the student has credit already"
            yield case.against("", wrong, soft=_is_finished(case))
        elif rotation in {p.rotation for p in instance.frozen if p.student == student}:
            wrong = f"{rotation} is recognised, but the student does it at home already"
            yield case.against("", wrong)
        elif rotation not in open_:
            wrong = f"{rotation} is recognised, but the student doesn't owe it"
            yield case.against("", wrong)


def twice(case: Case) -> Iterator[StayFinding]:
    """Refuse a rotation that an earlier stay of the student replaces already."""
    for other in case.instance.stays.values():
        if other.student != case.student.id or other.status == Status.WITHDRAWN:
            continue
        if _precedence(other) >= _precedence(case.stay):
            continue
        for rotation in set(other.recognised) & set(case.stay.recognised):
            wrong = f"{rotation} is recognised for the stay {other.id} too"
            either = Status.TENTATIVE in (other.status, case.stay.status)
            yield case.against("", wrong, soft=either or _is_finished(case))


def _is_finished(case: Case) -> bool:
    """Tell whether a stay is over, so that nothing about it can be refused."""
    return case.stay.status == Status.FINISHED


def _precedence(stay: Stay) -> tuple[date, str]:
    return stay.first, stay.id


CHECKS = (worth, excluded, owed, twice)
