"""Comparing schedules, the fairness of one, and the ledger over the semesters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import INSTANCE, SCHEDULE, planned_instance, reading

if TYPE_CHECKING:
    from scheduler.advice.report import Line
    from scheduler.domain.instance import Instance
    from scheduler.office.fairness import Account

WIDEST = 46  # of what a line is about
SHOWN = 5  # students on either end of the ledger

REPORT = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report into this CSV file, for Excel.",
)


@click.command()
@INSTANCE
@click.argument("schedules", nargs=-1, type=click.Path(path_type=Path))
@REPORT
@reading
def compare(
    instance: Path,
    schedules: tuple[Path, ...],
    out: Path | None,
    tentative: str,
    skip: bool,
) -> None:
    """Set schedules of one instance side by side, and say who fares better in which.

    Every goal, the choices received, the worst-off, travel, the load of each hospital;
    then, for each further schedule, who is better and worse off than in the first.

    Example: clerkship compare my-school plan/schedule.csv other/schedule.csv
    """
    from scheduler.office import fairness as office

    if len(schedules) < 2:
        raise click.UsageError("Name at least two schedules to compare.")
    school = planned_instance(instance, tentative, skip)
    lines = office.comparison(school, schedules)
    _tell(lines, office.names_of(schedules))
    _write(out, lines, schedules)


@click.command()
@INSTANCE
@SCHEDULE
@REPORT
@reading
def fairness(
    instance: Path, schedule: Path, out: Path | None, tentative: str, skip: bool
) -> None:
    """Say how fair a schedule is: choices received, the worst-off, groups.

    A group (year of study, admission list, home zone) that fares systematically worse
    than chance would have it is told.

    Example: clerkship fairness my-school plan/schedule.csv --out fairness.csv
    """
    from scheduler.files import read_schedule
    from scheduler.office import fairness as office

    school = planned_instance(instance, tentative, skip)
    lines = office.fairness_of(school, read_schedule(schedule, school))
    _tell(lines, (schedule.name,))
    _write(out, lines, (schedule,))


def _tell(lines: tuple[Line, ...], names: tuple[str, ...]) -> None:
    from scheduler.advice.report import said

    widths = [max(10, len(name)) for name in names]
    heading = "".join(
        f"  {name:>{width}}" for name, width in zip(names, widths, strict=True)
    )
    section = ""
    for line in lines:
        if line.section != section:
            section = line.section
            click.echo(f"\n{section:<{WIDEST}}{heading}".rstrip())
        figures = "".join(
            f"  {said(figure):>{width}}"
            for figure, width in zip(line.figures, widths, strict=True)
        )
        what = f"  {line.what}"
        click.echo(f"{what:<{WIDEST}}{figures}  {line.remark}".rstrip())


def _write(out: Path | None, lines: tuple[Line, ...], read: tuple[Path, ...]) -> None:
    from scheduler.office import fairness as office

    if out is not None:
        office.write_report(out, lines, office.names_of(read), read)
        click.echo(f"\nWritten to {out}")


@click.command()
@INSTANCE
@SCHEDULE
@click.option("--semester", type=int, help="Only this one (1, 2, ...); else all.")
@click.option("--write", is_flag=True, help="Keep it in the instance's table ledger.")
@reading
def ledger(
    instance: Path,
    schedule: Path,
    semester: int | None,
    write: bool,
    tentative: str,
    skip: bool,
) -> None:
    """Carry luck and travel over to the next semesters, which then make up for it.

    What wishes not met and journeys cost a student is set against the mean of the same
    year of study. In later schedules the wishes and journeys of who had much more than
    the mean count twice or three times. Writing a semester again replaces its lines.

    Example: clerkship ledger my-school plan/schedule.csv --semester 1 --write
    """
    from scheduler.files import read_schedule
    from scheduler.office import fairness as office

    school = planned_instance(instance, tentative, skip)
    semesters = office.chosen_semesters(instance, school, semester)
    found = office.account(school, read_schedule(schedule, school), semesters)
    _tell_account(school, found)
    if not write:
        click.echo("\nNothing was written; --write keeps it.")
        return
    file = office.write_account(instance, found.lines)
    if file is None:
        click.echo("\nThe table ledger says so already.")
    else:
        click.echo(f"\n{len(found.lines)} lines written to {file}")


def _tell_account(school: Instance, found: Account) -> None:
    from scheduler.rules.words import said_student

    for semester in dict.fromkeys(line.semester for line in found.new):
        own = [line for line in found.new if line.semester == semester]
        wishes = sum(line.preferences for line in own)
        travel = sum(line.travel for line in own)
        click.echo(
            f"{semester}: {len(own)} students; wishes not met cost {wishes}, "
            f"journeys {travel}."
        )
    if not found.new:
        click.echo("The schedule places nobody in that time.")
    known = [s for s in found.balances if s in school.students]
    ordered = sorted(known, key=lambda s: (-found.balances[s][0], s))
    click.echo("\n balance  counts  (worst first; the balance is against the mean)")
    for student in ordered[:SHOWN]:
        balance, factor = found.balances[student]
        click.echo(f"{balance:>+8}  {factor:>5}x  {said_student(school, student)}")
    for factor in (2, 3):
        number = sum(found.balances[student][1] == factor for student in known)
        click.echo(f"{number} students count {factor} times in the next schedule.")


COMMANDS = (compare, fairness, ledger)
