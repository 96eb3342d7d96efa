"""The commands for hospitals: forms for their seats, and what comes back."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.commands.options import INSTANCE, OUT


@click.command(name="seats-form")
@INSTANCE
@OUT
def seats_form(instance: Path, out: Path) -> None:
    """Write a form for each hospital on which it offers its seats.

    Each is a workbook with what is known of that hospital's wards, in Italian and
    English, and white cells for what changes. It names no student.

    Example: clerkship seats-form instances/ims-2026-27 --out forms
    """
    from scheduler.office import hospitals as office

    files = office.write_seats_forms(instance, out)
    click.echo(f"{len(files)} forms written to {out}")


@click.command(name="seats-import")
@INSTANCE
@click.argument("forms", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="Change the tables; else only say what.")
def seats_import(instance: Path, forms: tuple[Path, ...], write: bool) -> None:
    """Read the forms that hospitals sent back and say what they change.

    With --write the tables wards and seats are changed: only the cells that differ,
    everything else in them stays as it is. A folder stands for all files in it.

    \b
    Examples:
      clerkship seats-import instances/ims-2026-27 forms/seats-NIG.xlsx
      clerkship seats-import instances/ims-2026-27 returned --write
    """
    from scheduler.office import hospitals as office

    found = office.import_offers(instance, forms, write)
    for sentence in found.changes:
        click.echo(sentence)
    for hospital in found.same:
        click.echo(f"{hospital}: as it is now")
    if found.files:
        click.echo(f"Written to {', '.join(path.name for path in found.files)}")
    elif found.changes:
        click.echo("Nothing is written yet; to change the tables, add --write")


COMMANDS = (seats_form, seats_import)
