"""What programmes and the calendar say about stays abroad and visits, before any plan.

A stay is checked against the limits of its programme, which are data; each check is one
function, and a new limit is a new function in `CHECKS`. What a limit says may be hard
(the stay can't be planned), soft (usual only), or unknown (to be asked for).
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.instance import Instance
from scheduler.domain.mobility import Status
from scheduler.rules.stays import calendar, dates, eligibility, recognition, visits
from scheduler.rules.stays.case import Case, Check, StayFinding

__all__ = ["StayFinding", "check_stays"]

CHECKS: tuple[Check, ...] = (
    *eligibility.CHECKS,
    *dates.CHECKS,
    *calendar.CHECKS,
    *recognition.CHECKS,
)


def check_stays(instance: Instance) -> tuple[StayFinding, ...]:
    """Return what there is to say against each stay and visit, in the tables' order.

    Withdrawn ones aren't looked at. Nothing is hard about a finished stay: it has
    happened.
    """
    return (*_about_stays(instance), *visits.findings(instance))


def _about_stays(instance: Instance) -> Iterator[StayFinding]:
    for stay in instance.stays.values():
        if stay.status == Status.WITHDRAWN:
            continue
        case = Case.of(instance, stay)
        for check in CHECKS:
            yield from check(case)
