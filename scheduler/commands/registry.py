"""Before the year: the registry's students, preferences, the hospitals' consent."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.commands.options import INSTANCE, OUT, SCHEDULE, SHEETS, WRITE
from scheduler.commands.told import exit_for


@click.command()
@INSTANCE
@click.argument("export", type=click.Path(path_type=Path))
@WRITE
def registry(instance: Path, export: Path, write: bool) -> None:
    """Hold the registry's list of students against the table: who is new, who is gone.

    Example: clerkship registry my-school registry.xlsx --write

    EXPORT is a CSV or .xlsx with student number, surname, name and year of study, and
    e-mail and zone if it has them. Headings may be Italian.
    """
    from scheduler.office.registry import take_registry

    found = take_registry(instance, export, write)
    for note in found.notes:
        click.echo(f"Note: {note}.")
    for sort, said in found.sorts.items():
        if said:
            click.echo(f"{sort.capitalize()}: {len(said)}")
        for sentence in said:
            click.echo(f"  {sentence}")
    if found.held:
        click.echo("These lines speak of withdrawn students. Look at them, delete what")
        click.echo("isn't needed, and run again; until then those students stay:")
    for sentence in found.held:
        click.echo(f"  {sentence}")
    _tell_written(found.file, bool(found.edits))
    exit_for(False, bool(found.held))


@click.command("preference-form")
@INSTANCE
@OUT
@click.option("--year", type=click.IntRange(0, 6), help="Only this year of study.")
def preference_form(instance: Path, out: Path, year: int | None) -> None:
    """Make the forms on which students write their preferences, one file each.

    Example: clerkship preference-form my-school --out forms --year 4
    """
    from scheduler.office.preferences import write_preference_forms
    from scheduler.rules.words import said_count

    files = write_preference_forms(instance, out, year)
    click.echo(f"{said_count(len(files), 'form')} written to {out}")


@click.command()
@INSTANCE
@SHEETS
@WRITE
@click.option(
    "--receipts",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("receipts"),
    show_default=True,
    help="Folder for a receipt to each student, made with --write.",
)
def preferences(
    instance: Path, sheets: tuple[Path, ...], write: bool, receipts: Path
) -> None:
    """Read the forms that students have filled in; --write takes over their wishes.

    Example: clerkship preferences my-school returned --write

    A folder stands for all files in it. A form takes the place of all that its student
    wished before; a blank one doesn't. One with a fault is refused as a whole, and its
    student's wishes stay as they were; the others are taken in all the same. Exit code
    3: some were refused.
    """
    from datetime import datetime

    from scheduler.office.preferences import take_preferences
    from scheduler.rules.words import said_count

    now = datetime.now().astimezone()
    found = take_preferences(instance, sheets, receipts, write, now)
    click.echo(f"{said_count(len(found.changed), 'student')} with new wishes.")
    if found.same:
        same = said_count(len(found.same), "student")
        click.echo(f"{same} whose wishes are in the table already.")
    if found.blank:
        click.echo(f"Blank forms, passed over: {', '.join(found.blank)}")
    if found.receipts:
        count = said_count(len(found.receipts), "receipt")
        click.echo(f"{count} written to {receipts}")
    _tell_written(found.file, found.wanted)
    if found.refused:
        refused = said_count(len(found.refused), "form")
        click.echo(f"{refused} refused; nothing of them was taken over:")
    for problems in found.refused.values():
        for problem in problems:
            click.echo(f"  {problem}")
    exit_for(False, bool(found.refused))


@click.command()
@INSTANCE
@SCHEDULE
@OUT
def preview(instance: Path, schedule: Path, out: Path) -> None:
    """Make the sheets on which hospitals accept a plan before it is published.

    Example: clerkship preview my-school out/schedule.csv --out previews

    One workbook a hospital, with its own students alone.
    """
    from scheduler.office.previews import write_previews
    from scheduler.rules.words import said_count

    files = write_previews(instance, schedule, out)
    click.echo(f"{said_count(len(files), 'sheet')} written to {out}")


@click.command("preview-import")
@INSTANCE
@SCHEDULE
@SHEETS
@WRITE
def preview_import(
    instance: Path, schedule: Path, sheets: tuple[Path, ...], write: bool
) -> None:
    """Read what hospitals answered: how much is accepted, and what they ask for.

    Example: clerkship preview-import my-school out/schedule.csv returned

    A folder stands for all files in it. --write rules out (never) in the table locks
    what wasn't accepted; without it the table stays as it is.
    """
    from scheduler.office.previews import take_answers
    from scheduler.rules.words import said_count

    found = take_answers(instance, schedule, sheets, write)
    accepted = said_count(found.accepted, "placement")
    click.echo(f"{accepted} accepted, {found.blank} not answered yet.")
    if found.amended:
        click.echo(f"To be amended: {len(found.amended)}")
    for sentence in found.amended:
        click.echo(f"  {sentence}")
    for cells in found.edits.add:
        place = f"{cells['student']} never {cells['rotation']} in {cells['ward']}"
        click.echo(f"Proposed lock: {place} from {cells['week']:%d/%m/%Y}")
    _tell_written(found.file, bool(found.edits))


def _tell_written(file: Path | None, wanted: bool) -> None:
    if file is not None:
        click.echo(f"Written to {file}")
    elif wanted:
        click.echo("Nothing was written: add --write to keep this.")
    else:
        click.echo("Nothing to write.")


COMMANDS = (registry, preference_form, preferences, preview, preview_import)
