"""Stays and visits at the office's desk: what is planned, what is refused, and why.

The command line shows these sentences; the rules about stays have made them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.applied import Tentative, applied, takes_place, without
from scheduler.domain.attendance import with_attendance, without_done
from scheduler.domain.instance import Instance
from scheduler.domain.mobility import Status, Stay
from scheduler.domain.schedule import Schedule
from scheduler.errors import StayError
from scheduler.rules.stays import StayFinding, check_stays
from scheduler.rules.words import said_count, said_list, said_student

if TYPE_CHECKING:
    from scheduler.terms import Table


@dataclass(frozen=True)
class Reading:
    """How the office wants stays to be read."""

    tentative: Tentative = Tentative.AWAY
    skip_refused: bool = False


@dataclass(frozen=True)
class Planned:
    """An instance in which stays have taken effect, and what was left out of it.

    ``given`` is the instance before that, without the stays that were left out.
    """

    instance: Instance
    given: Instance
    left_out: tuple[str, ...] = ()


def planned(instance: Instance, reading: Reading) -> Planned:
    """Let stays and visits take effect; raises StayError where one is refused.

    A stay that takes no effect under the reading refuses nothing.
    """
    refused = [
        finding
        for finding in stay_findings(instance)
        if finding.hard and _matters(instance, finding, reading)
    ]
    told = tuple(str(finding) for finding in refused)
    if refused and not reading.skip_refused:
        raise StayError(told)
    given = without(instance, {finding.stay for finding in refused})
    return Planned(applied(given, reading.tentative), given, told)


def stay_findings(instance: Instance) -> tuple[StayFinding, ...]:
    """Return what speaks against stays and visits; what was done is owed no more."""
    return check_stays(without_done(with_attendance(instance)))


def _matters(instance: Instance, finding: StayFinding, reading: Reading) -> bool:
    stay = instance.stays.get(finding.stay)
    return stay is None or takes_place(stay, reading.tentative)


# -- what can't come true ----------------------------------------------------------


@dataclass(frozen=True)
class Shortfall:
    """A student who owes more rotations than can follow one another in his weeks."""

    student: str
    owed: int
    slots: int


def shortfalls(instance: Instance, table: Table) -> tuple[Shortfall, ...]:
    """Return the students who can't be placed completely, whoever else comes.

    ``table`` holds the allowed placements of ``instance``. However a student is placed,
    one placement ends before the next begins; so if the longest row of placements that
    don't overlap, of whatever rotations, is shorter than what he owes, he can't be.
    """
    found = []
    for student in instance.students:
        owed = sum(count for _, count in instance.duties_of(student))
        own = table.of_student(student)
        slots = _longest_row(table.first[own].tolist(), table.last[own].tolist())
        if slots < owed:
            found.append(Shortfall(student, owed, slots))
    return tuple(found)


def _longest_row(first: Iterable[int], last: Iterable[int]) -> int:
    """Return the most spans of weeks that don't overlap: always the one over first."""
    count, free_from = 0, -1
    for end, start in sorted(set(zip(last, first, strict=True))):
        if start >= free_from:
            count, free_from = count + 1, end + 1
    return count


def shortfall_words(given: Instance, instance: Instance, table: Table) -> Iterator[str]:
    """Say each shortfall with its arithmetic, and the stays of that student."""
    for short in shortfalls(instance, table):
        rotations = said_count(short.owed, "rotation")
        slots = said_count(short.slots, "slot")
        yield (
            f"{said_student(instance, short.student)}: {slots}, {rotations}. At most "
            f"{short.slots} can follow one another in the weeks that are left"
            f"{_beside(given, short.student)}"
        )


def _beside(given: Instance, student: str) -> str:
    own = [stay for stay in _active(given) if stay.student == student]
    if not own:
        return ""
    names = said_list(stay.id for stay in own)
    count = len({rotation for stay in own for rotation in stay.recognised})
    recognised = said_count(count, "rotation")
    return f" beside the stay {names}, for which {recognised} would be recognised"


def _active(given: Instance) -> Iterator[Stay]:
    for stay in given.stays.values():
        if stay.status != Status.WITHDRAWN:
            yield stay


def only_if_words(
    given: Instance, instance: Instance, schedule: Schedule
) -> Iterator[str]:
    """Say on what a schedule for either end of tentative stays still hangs.

    ``given`` holds the stays, ``instance`` is what was planned (reading BOTH).
    """
    tentative = [s for s in _active(given) if s.status == Status.TENTATIVE]
    for members, _ in instance.unplaced(schedule):
        for stay in tentative:
            if stay.student == members[0].student:
                yield _only_if(instance, stay, {duty.rotation for duty in members})


def _only_if(instance: Instance, stay: Stay, rotations: set[str]) -> str:
    names, who = said_list(sorted(rotations)), said_student(instance, stay.student)
    if rotations & set(stay.recognised):
        end = f"takes place and {names} is recognised"
    else:
        end = f"doesn't take place, which leaves its weeks for {names}"
    return f"{who}: the schedule holds only if the stay {stay.id} {end}"
