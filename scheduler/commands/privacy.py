"""The command that forgets people when their year is over."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import INSTANCE, day_option
from scheduler.commands.told import INTERRUPTED, UNUSABLE

if TYPE_CHECKING:
    from scheduler.office.privacy import Forgettable


@click.command()
@INSTANCE
@click.option(
    "--before",
    required=True,
    metavar="DATE",
    callback=day_option,
    help="Only a year that ended before this day is forgotten, like 01/10/2026.",
)
@click.option("--yes", is_flag=True, help="Don't ask; for scripts.")
def forget(instance: Path, before: date, yes: bool) -> None:
    """Delete the personal data of a closed year; its statistics stay.

    Students, visitors and every line about one of them leave the tables, and the
    publications lose what names people. Counts per ward and week, ranks received and
    measures are kept in statistics.json. Make next year's tables before.

    Example: clerkship forget ims-2024-25 --before 01/10/2026
    """
    from scheduler.office import privacy as office

    today = date.today()
    found = office.forgettable(instance, before, today)
    if found.is_nothing:
        click.echo("There is nothing to delete.")
        return
    _tell(found)
    if not (yes or _agreed()):
        click.echo("Nothing was deleted.", err=True)
        sys.exit(INTERRUPTED)
    kept = office.forget(found, today)
    click.echo(f"Deleted. The statistics are in {kept}")


def _tell(found: Forgettable) -> None:
    click.echo("This will be deleted for good:")
    for table, count in found.lines.items():
        click.echo(f"  {count} line{'s' if count != 1 else ''} of the table {table}")
    if found.publications:
        numbers = ", ".join(map(str, found.publications))
        click.echo(f"  what names people in the publications {numbers}")
    for path in found.beside:
        click.echo(f"  the file {path}")
    click.echo("Kept: places, rotations, calendar, and statistics without names.")
    if found.left:
        click.echo(f"Not touched, look yourself: {', '.join(found.left)}")
    click.echo("Copies elsewhere (backups, sent files, calendars) aren't reached.")


def _agreed() -> bool:
    try:
        return click.confirm("Delete it?")
    except click.Abort:
        click.echo("\nNobody is there to answer; scripts add --yes.", err=True)
        sys.exit(UNUSABLE)


COMMANDS = (forget,)
