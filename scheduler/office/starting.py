"""A schedule to start a search from: how much of it can be taken up, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.errors import InstanceError
from scheduler.files import read_edited, read_former
from scheduler.office.edits import where
from scheduler.rules import check_all
from scheduler.rules.known import Known
from scheduler.rules.ward_minimum import WardMinimum
from scheduler.rules.words import said_count, said_student

if TYPE_CHECKING:
    from scheduler.solver.problem import Problem

FEW = 5  # placements that are named with what stands in their way


@dataclass(frozen=True)
class Start:
    """What of a schedule can be kept, frozen placements with it, and what to say."""

    schedule: Schedule
    said: tuple[str, ...]


def started(path: Path, problem: Problem) -> Start:
    """Read the schedule to start from, and take up of it what today's rules allow.

    Hand edits are read as `verify` reads them. A schedule of earlier tables is read
    too: what they don't know any more isn't taken up. Raises InstanceError and
    FileError where the file can't be read.
    """
    from scheduler.solver.starting import taken_up

    school = problem.table.instance
    given, notices = _read(path, school)
    kept = taken_up(problem, given)
    said = (*(f"Note: {notice}." for notice in notices), *_words(school, given, kept))
    return Start(kept, said)


def _read(path: Path, school: Instance) -> tuple[Schedule, tuple[str, ...]]:
    try:
        edited = read_edited(path, school)
    except InstanceError:
        return read_former(path, school), ()
    return edited.schedule, edited.notices


def _words(school: Instance, given: Schedule, kept: Schedule) -> Iterator[str]:
    stays = set(kept.placements)
    lost = [p for p in given.placements if p not in stays]
    all_, count = len(given.placements), len(given.placements) - len(lost)
    taken = f"{count} of {said_count(all_, 'placement')}"
    yield f"Of the schedule to start from, {taken} can be taken up."
    missing = school.missing(given)
    if missing:
        yield f"It leaves {said_count(missing, 'rotation')} without a place."
    if lost and len(lost) <= FEW:
        base = frozenset(check_all(school, kept))
        for placement in lost:
            who = said_student(school, placement.student)
            yield f"  {who}: not {where(school, placement)}"
            yield from _reasons(school, kept, base, placement)
    elif lost:
        yield from _counts(school, given, kept)


def _reasons(
    school: Instance, kept: Schedule, base: frozenset[Violation], one: Placement
) -> Iterator[str]:
    """Say what the checker has against one more placement beside what is kept."""
    found = check_all(school, Schedule.of((*kept.placements, one)))
    for violation in found:
        if violation not in base and violation.rule != WardMinimum.name:
            yield f"    {violation}"


def _counts(school: Instance, given: Schedule, kept: Schedule) -> Iterator[str]:
    """Say which rules stand in the way, and how often each is broken."""
    base = frozenset(check_all(school, kept))
    whole = Schedule.of({*given.placements, *kept.placements})
    found = (v for v in check_all(school, whole) if v not in base)
    counts = Counter(v.rule for v in found if v.rule != WardMinimum.name)
    names = {Known.name: "not in the tables, or not owed"}
    told = ", ".join(f"{names.get(r, r)} ({n})" for r, n in counts.most_common())
    if told:
        yield f"  What stands in the way: {told}; verify says where."
