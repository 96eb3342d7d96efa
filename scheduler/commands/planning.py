"""Planning: check the tables, verify a schedule, export it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.options import (
    INSTANCE,
    LANGUAGE,
    OUT,
    SCHEDULE,
    of_semester,
    reading,
    semester_plan,
    whole_plan,
)
from scheduler.commands.told import (
    UNUSABLE,
    exit_for,
    tell_audit,
    tell_bearers,
    tell_comparison,
    tell_findings,
    tell_goals,
)

if TYPE_CHECKING:
    from scheduler.office.reading import Settled


@click.command()
@INSTANCE
def check(instance: Path) -> None:
    """Read an instance and say everything that is wrong with it.

    Example: clerkship check instances/ims-2026-27
    """
    from scheduler.domain.attendance import without_done
    from scheduler.office import planning as office
    from scheduler.office.reading import load
    from scheduler.office.stays import Reading, planned

    given = load(instance)
    click.echo(f"{given.title}: the tables can be used.")
    refused = tell_findings(given)
    school = without_done(planned(given, Reading(skip_refused=True)).instance)
    click.echo(
        f"{len(school.students)} students, {len(school.requirements)} rotations to "
        f"place, {len(school.wards)} wards in {len(school.hospitals)} hospitals, "
        f"{len(school.calendar.weeks)} weeks."
    )
    click.echo("\nRotation      owed  seats at a time")
    for rotation, owed, seats in office.demand_and_seats(school):
        click.echo(f"{rotation:<12} {owed:>5} {seats:>16}")
    hopeless = office.obstacle_words(given, school)
    if hopeless:
        click.echo("\nThese can't be placed, whatever the rest of the plan is:")
        for sentence in hopeless:
            click.echo(f"  {sentence}")
    short = office.shortage_sentences(school)
    if short:
        click.echo("\nThese can't all be placed, whatever the schedule:")
        for sentence in short:
            click.echo(f"  {sentence}")
    if refused:
        sys.exit(UNUSABLE)
    exit_for(False, bool(hopeless or short))


@click.command()
@INSTANCE
@SCHEDULE
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="The schedule before the changes: what they cost, and who moves.",
)
@of_semester
@reading
def verify(
    instance: Path,
    schedule: Path,
    against: Path | None,
    settled: Settled,
    tentative: str,
    skip: bool,
) -> None:
    """Check a schedule, also one that was changed by hand, against every rule.

    \b
    Examples:
      clerkship verify instances/ims-2026-27 out/schedule.csv
      clerkship verify instances/ims-2026-27 mine.xlsx --against out/schedule.csv

    A breach that the table waivers covers is shown with who waived it, and doesn't
    count. Waivers are about this check alone; solve keeps every rule.
    """
    from scheduler.files import read_edited, read_schedule
    from scheduler.office import planning as office
    from scheduler.office.edits import bearers, compared

    school = semester_plan(instance, settled, tentative, skip).instance
    edited = read_edited(schedule, school)
    before = read_schedule(against, school) if against else None
    for notice in edited.notices:
        click.echo(f"Note: {notice}.")
    seen = office.audit(school, edited.schedule)
    tell_audit(school, seen)
    if not seen.violations:
        click.echo("No rule is broken.")
    tell_goals(school, seen.units)
    tell_bearers(bearers(school, edited.schedule))
    if before is not None:
        tell_comparison(compared(school, before, edited.schedule))
    exit_for(bool(seen.violations), bool(seen.unplaced))


@click.command()
@INSTANCE
@SCHEDULE
@OUT
@LANGUAGE
@reading
def export(
    instance: Path,
    schedule: Path,
    out: Path,
    language: Any,
    tentative: str,
    skip: bool,
) -> None:
    """Write calendars and rosters for a schedule that is already there.

    Example: clerkship export instances/ims-2026-27 out/schedule.csv --out published
    """
    from scheduler.files import read_schedule
    from scheduler.office import planning as office

    plan = whole_plan(instance, tentative, skip)
    school, stays = plan.instance, plan.given.stays
    placed = read_schedule(schedule, school)
    seen = office.audit(school, placed)
    summary = office.audit_summary(school, placed, seen, instance)
    files = office.write_outputs(school, placed, out, language, summary, stays)
    tell_audit(school, seen)
    click.echo(f"{files} files written to {out}")
    exit_for(bool(seen.violations), bool(seen.unplaced))


COMMANDS = (check, verify, export)
