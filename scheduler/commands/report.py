"""The report: the whole plan on one page, for the office."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.commands.options import INSTANCE, SCHEDULE, reading, whole_plan
from scheduler.commands.told import exit_for, tell_audit


@click.command()
@INSTANCE
@SCHEDULE
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("report.html"),
    show_default=True,
    help="The file to write.",
)
@reading
def report(
    instance: Path, schedule: Path, out: Path, tentative: str, skip: bool
) -> None:
    """Write the whole plan as one page, to look at, filter and print.

    It opens in any browser and fetches nothing. It has names, wishes and stays abroad
    in it: for the office only.

    Example: clerkship report instances/ims-2026-27 out/schedule.csv -o report.html
    """
    from scheduler.office import report as office

    plan = whole_plan(instance, tentative, skip)
    seen = office.write_report(plan, instance, schedule, out)
    tell_audit(plan.instance, seen)
    click.echo(f"Written to {out} (for the office only)")
    exit_for(bool(seen.violations), bool(seen.unplaced))


COMMANDS = (report,)
