"""The commands of the mobility desk: where could a student go, and what is agreed.

They belong to the command line (see ``cli``); each parses, calls one function of the
office and prints.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

NO_WINDOW = 3

INSTANCE = click.argument("instance", type=click.Path(path_type=Path))
SCHEDULE = click.argument(
    "schedule", required=False, type=click.Path(path_type=Path), default=None
)


@click.command()
@INSTANCE
@click.argument("student")
@SCHEDULE
@click.option("--hours", type=click.IntRange(min=1), help="An elective of so many.")
@click.option("--months", type=click.IntRange(min=1), help="A stay of so many.")
@click.option("--days", type=click.IntRange(min=1), help="A stay of so many.")
@click.option(
    "--tentative",
    type=click.Choice(["away", "here"]),
    default="away",
    show_default=True,
    help="The student's tentative stays take place and use up days, or don't.",
)
def windows(
    instance: Path,
    student: str,
    schedule: Path | None,
    hours: int | None,
    months: int | None,
    days: int | None,
    tentative: str,
) -> None:
    """Say when a student could go abroad, programme by programme.

    With a SCHEDULE, planned placements are taken into account. Exit code 3: nowhere.

    \b
    Examples:
      clerkship windows instances/ims-2026-27 004010 --hours 50
      clerkship windows instances/ims-2026-27 006010 out/schedule.csv --months 2
    """
    from scheduler.advice.words import advice_words
    from scheduler.domain.limits import Length, Unit
    from scheduler.office import mobility as office

    given = ((hours, Unit.HOURS), (months, Unit.MONTHS), (days, Unit.DAYS))
    asked = [Length(number, unit) for number, unit in given if number is not None]
    if len(asked) > 1:
        raise click.UsageError("Ask for hours, months or days: one of the three.")
    school, advice = office.windows_for(
        instance, student, asked[0] if asked else None, schedule, tentative
    )
    for line in advice_words(school, advice):
        click.echo(line)
    if not advice.found:
        sys.exit(NO_WINDOW)


@click.command()
@INSTANCE
@click.argument("stay")
@SCHEDULE
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Folder for the draft; it is made if need be.",
)
def agreement(instance: Path, stay: str, schedule: Path | None, out: Path) -> None:
    """Draft the learning agreement of a stay abroad, or of a visitor's stay here.

    STAY is the short name of a stay or the number of a visitor. With a SCHEDULE, it
    says when the rest is planned at home, or a visitor's wards. It is written as .xlsx
    and .csv; what isn't known is marked "to be filled in".

    Example: clerkship agreement instances/ims-2026-27 M1 out/schedule.csv --out drafts
    """
    from scheduler.office import mobility as office

    for path in office.write_agreement(instance, stay, schedule, out):
        click.echo(f"Written to {path}")
    for sentence in office.doubts_about(instance, stay):
        click.echo(f"Attention: {sentence}", err=True)


COMMANDS = (windows, agreement)
