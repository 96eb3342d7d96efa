"""Making instances: blank, next year's, synthetic."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.commands.options import SEED


@click.command()
@click.argument("place", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "old",
    type=click.Path(path_type=Path),
    help="Last year's instance: its students move up, its wards and rules are kept.",
)
@click.option(
    "--schedule",
    type=click.Path(path_type=Path),
    help="Last year's schedule: what it placed is credited, the rest carried over.",
)
def new(place: Path, old: Path | None, schedule: Path | None) -> None:
    """Make a commented instance, ready to be filled in: a folder or a .xlsx workbook.

    \b
    Examples:
      clerkship new my-school
      clerkship new my-school.xlsx
      clerkship new ims-2027-28 --from ims-2026-27 --schedule out/schedule.csv
    """
    from scheduler.office import instances as office

    if (old is None) != (schedule is None):
        raise click.UsageError(
            "--from and --schedule go together: last year's tables, and the schedule "
            "that says what was done."
        )
    if old is None or schedule is None:
        office.new_instance(place)
    else:
        office.next_instance(place, old, schedule)
        click.echo(
            "A draft: every date has moved by 52 weeks, so look at Easter and the\n"
            "other closures. Left out, for the office to fill in: the new third year,\n"
            "preferences, absences, stays, visitors, locks, waivers, company, seats\n"
            "by date."
        )
    click.echo(f"Written to {place}. Check it with: clerkship check {place}")


@click.command()
@click.argument("place", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--students-per-year", type=click.IntRange(min=1), default=68)
@click.option(
    "--load",
    type=click.FloatRange(0.1, 1.0),
    default=0.9,
    help="Used seats / offered seats; at 1.0 nothing is to spare.",
)
@SEED
@click.option(
    "--twin",
    type=click.Choice(["infeasible"]),
    help="Take seats away until it is known that not everything can be placed.",
)
def generate(
    place: Path, students_per_year: int, load: float, seed: int, twin: str | None
) -> None:
    """Make a synthetic school of any size, with a schedule known to be possible.

    Example: clerkship generate big-school --students-per-year 175 --load 0.95
    """
    from scheduler.office import instances as office

    said = office.generate_instance(place, students_per_year, load, seed, bool(twin))
    click.echo(said)


COMMANDS = (new, generate)
