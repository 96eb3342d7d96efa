"""What of a former schedule stays when the tables have changed since.

What began before a day stays, if it can go on. A placement that runs on after that day
though its ward has closed or its student is away can't be finished: it is let go, and
owed again in full (``attendance`` takes in the hours that were done). Where a ward has
fewer seats than students who have begun there, those who began last go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scheduler.domain.calendar import Calendar
from scheduler.domain.dates import DAY, monday
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.errors import BrokenScheduleError
from scheduler.office.reading import refuse_broken
from scheduler.office.stays import Planned, Reading, planned
from scheduler.rules import check_all
from scheduler.rules.known import Known
from scheduler.rules.ward_minimum import WardMinimum
from scheduler.rules.words import said_day, said_place, said_student, weeks_of


@dataclass(frozen=True)
class Begun:
    """The instance with what stays frozen, and what was let go, in words."""

    plan: Planned
    let_go: tuple[str, ...]

    @property
    def instance(self) -> Instance:
        """Return the instance to be planned."""
        return self.plan.instance


def first_day(calendar: Calendar, asked: date | None) -> date:
    """Return from when on to plan: the day asked for, or today if it is in the year."""
    if asked is not None:
        return asked
    today = date.today()
    inside = calendar.first_week <= today < calendar.last_week + 7 * DAY
    return today if inside else calendar.first_week


def settle(given: Instance, former: Schedule, day: date, reading: Reading) -> Begun:
    """Freeze what ``former`` has begun before ``day`` and what can go on.

    Raises BrokenScheduleError where what is over contradicts the tables.
    """
    today = planned(given, reading).instance
    owed = [p for p in former.placements if p.requirement in today.requirements]
    begun = [p for p in owed if p.first < day]
    known = [p for p in begun if p.ward in today.wards]
    kept, let_go = _able(today, known, day)
    let_go += _at_lost_wards(today, [p for p in begun if p not in known], day)
    plan = planned(given.frozen_before(day, Schedule.of(kept)), reading)
    refuse_broken(
        plan.instance,
        Schedule.of(plan.instance.frozen),
        "up to that day",
        waivable=False,
    )
    return Begun(plan, tuple(let_go))


def _at_lost_wards(
    instance: Instance, begun: list[Placement], day: date
) -> Iterator[str]:
    """Yield what runs on in wards that are gone; raise for what is over there.

    Without its ward a placement that was done can't be told from one never made.
    """
    over = [p for p in begun if weeks_of(instance, p)[-1] < monday(day)]
    if over:
        raise BrokenScheduleError(
            "up to that day",
            tuple(
                f"{_said(instance, p)} is over, but the ward isn't in the tables. Keep "
                "its line, and give it 0 seats from some day on in the table seats."
                for p in over
            ),
        )
    for placement in begun:
        yield f"{_said(instance, placement)} has begun and can't go on [taught]"


def _said(instance: Instance, placement: Placement) -> str:
    return (
        f"{said_student(instance, placement.student)}: "
        f"{said_place(instance, placement)} from {said_day(placement.first)}"
    )


def _able(
    instance: Instance, begun: list[Placement], day: date
) -> tuple[list[Placement], list[str]]:
    """Return what can go on, and why the rest can't; the last to begin go first."""
    kept, let_go = list(begun), list[str]()
    while True:
        faults = check_all(instance, Schedule.of(kept))
        leaving = dict(_leaving(instance, kept, faults, day))
        if not leaving:
            return kept, let_go
        for placement, fault in leaving.items():
            kept.remove(placement)
            let_go.append(
                f"{_said(instance, placement)} has begun and can't go on [{fault.rule}]"
            )


def _leaving(
    instance: Instance, kept: list[Placement], faults: tuple[Violation, ...], day: date
) -> Iterator[tuple[Placement, Violation]]:
    """Yield a running placement for each fault, unless another's leaving mends it."""
    gone = set[Placement]()
    for fault in faults:
        if fault.rule in (WardMinimum.name, Known.name):
            continue
        at_fault = [p for p in kept if _is_about(instance, fault, p, day)]
        if at_fault and not gone.intersection(at_fault):
            last = max(at_fault, key=lambda p: (p.first, p.student))
            gone.add(last)
            yield last, fault


def _is_about(
    instance: Instance, fault: Violation, placement: Placement, day: date
) -> bool:
    """Tell whether a running placement is one that a fault names."""
    weeks = weeks_of(instance, placement)
    return (
        weeks[-1] >= monday(day)
        and fault.student in (None, placement.student)
        and fault.ward in (None, placement.ward)
        and (fault.week is None or fault.week in weeks)
    )
