"""Through the semesters: fix placements, take in what was really done."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import (
    INSTANCE,
    OUT,
    SCHEDULE,
    SHEETS,
    WRITE,
    day_option,
)

if TYPE_CHECKING:
    from scheduler.office.locks import Done


@click.command()
@INSTANCE
@SCHEDULE
@click.argument("student")
@click.argument("rotation", required=False)
def lock(instance: Path, schedule: Path, student: str, rotation: str | None) -> None:
    """Fix a student's placements (or one rotation's) where the schedule has them.

    Example: clerkship lock instances/tiny out/schedule.csv 000101 MED

    Writes lines into the table locks; every other cell stays as it is.
    """
    from scheduler.office.locks import lock_placements

    _tell(lock_placements(instance, schedule, student, rotation))


@click.command()
@INSTANCE
@click.argument("student")
@click.argument("rotation", required=False)
def unlock(instance: Path, student: str, rotation: str | None) -> None:
    """Set free what locks fix for a student (or for one rotation).

    Example: clerkship unlock instances/tiny 000101 MED

    What is ruled out (never) stays ruled out.
    """
    from scheduler.office.locks import unlock_placements

    _tell(unlock_placements(instance, student, rotation))


def _tell(done: Done) -> None:
    for sentence in done.said:
        click.echo(sentence)
    click.echo(f"Written to {done.file}" if done.file else "Nothing to write.")


@click.command("attendance-form")
@INSTANCE
@SCHEDULE
@OUT
@click.option(
    "--first",
    metavar="DATE",
    callback=day_option,
    help="Placements that end on this day or later; else from the year's beginning.",
)
@click.option(
    "--last",
    metavar="DATE",
    callback=day_option,
    help="Placements that end on this day or earlier; else to the year's end.",
)
def attendance_form(
    instance: Path, schedule: Path, out: Path, first: date | None, last: date | None
) -> None:
    """Make the sheets on which hospitals write the hours really done.

    Example: clerkship attendance-form instances/tiny out/schedule.csv --out sheets

    One workbook a hospital, with its own students alone.
    """
    from scheduler.office.semesters import write_attendance_forms
    from scheduler.rules.words import said_count

    files = write_attendance_forms(instance, schedule, out, first, last)
    click.echo(f"{said_count(len(files), 'sheet')} written to {out}")


@click.command()
@INSTANCE
@SCHEDULE
@SHEETS
@WRITE
def attendance(
    instance: Path, schedule: Path, sheets: tuple[Path, ...], write: bool
) -> None:
    """Read the sheets that hospitals have filled in, and say what they mean.

    Example: clerkship attendance instances/tiny out/schedule.csv NORTH.xlsx --write

    A folder stands for all files in it.

    Then plan on with: clerkship solve INSTANCE --freeze-until DATE --from SCHEDULE
    """
    from scheduler.office.semesters import take_attendance
    from scheduler.rules.words import said_count

    found = take_attendance(instance, schedule, sheets, write)
    click.echo(f"{found.done} done and credited.")
    for sentence in found.said:
        click.echo(f"  {sentence}")
    if found.known:
        click.echo(f"In the table already: {said_count(found.known, 'line')}.")
    if found.blank:
        click.echo(f"Not filled in yet: {said_count(found.blank, 'row')}.")
    if found.file:
        click.echo(f"Written to {found.file}")
    elif found.edits:
        click.echo("Nothing was written: add --write to keep this.")


COMMANDS = (lock, unlock, attendance_form, attendance)
