"""The report of a schedule that is there already."""

from __future__ import annotations

from pathlib import Path

from scheduler.files import instance_hash, read_schedule, write_file
from scheduler.office.planning import Audit, audit, audit_summary
from scheduler.office.publishing import solve_summary
from scheduler.office.reasons import report_page
from scheduler.office.stays import Planned


def write_report(plan: Planned, place: Path, schedule_path: Path, out: Path) -> Audit:
    """Write the report to the file ``out``; return what the checker says.

    ``plan`` was read from ``place``. Bound and gap come from the summary beside the
    schedule, where that is about this very schedule and these tables.
    """
    schedule = read_schedule(schedule_path, plan.instance)
    seen = audit(plan.instance, schedule)
    solved = solve_summary(schedule_path, schedule, seen, instance_hash(place))
    summary = {**solved, **audit_summary(plan.instance, schedule, seen, place)}
    page = report_page(
        plan.instance, schedule, summary, seen.unplaced, plan.given.stays
    )
    write_file(out, page)
    return seen
