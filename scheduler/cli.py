"""The command ``clerkship``: each command parses, calls one function and prints.

Exit codes: 0 all is well; 1 a schedule breaks rules; 2 the input or the command can't
be used (every problem is said); 3 a schedule was written, but something is unplaced;
4 a fault of the program, with a report in a file; 130 stopped before there was anything
to write.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

import click

from scheduler import __version__, desk
from scheduler.errors import ClerkshipError, SolverError
from scheduler.options import of_semester, planned_instance, reading, semester_plan
from scheduler.told import (
    FAULT,
    INTERRUPTED,
    UNUSABLE,
    exit_for,
    tell_audit,
    tell_findings,
    tell_goals,
    tell_result,
)

INSTANCE = click.argument("instance", type=click.Path(path_type=Path))
SCHEDULE = click.argument("schedule", type=click.Path(path_type=Path))
OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Folder for the results; it is made if need be.",
)
LANGUAGE = click.option(
    "--language",
    type=click.Choice(["it", "en"]),
    default="it",
    show_default=True,
    help="Language of the rosters' headings.",
)


class Guarded(click.Group):
    """Turns every error into words and an exit code; no traceback reaches a user."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except SolverError as error:
            _fault(error)
        except ClerkshipError as error:
            click.echo(str(error), err=True)
            sys.exit(UNUSABLE)
        except KeyboardInterrupt:
            click.echo("Stopped; nothing was written.", err=True)
            sys.exit(INTERRUPTED)
        except (
            click.exceptions.Exit,
            click.ClickException,
            click.Abort,
            BrokenPipeError,  # the reader of the output has seen enough
        ):
            raise
        except Exception as error:
            _fault(error)


def _fault(error: Exception) -> None:
    with tempfile.NamedTemporaryFile(
        "w", prefix="clerkship-", suffix=".txt", delete=False, encoding="utf-8"
    ) as report:
        report.write("".join(traceback.format_exception(error)))
    click.echo(
        f"This is a fault of the program, not yours: {error}\n"
        f"No file is half-written. Please send the file {report.name} to whoever "
        "looks after the program.",
        err=True,
    )
    sys.exit(FAULT)


@click.group(cls=Guarded)
@click.version_option(__version__, prog_name="clerkship")
def main() -> None:
    """Plan a medical school's clerkship rotations.

    INSTANCE is a folder of tables (or one .xlsx workbook) that describes the school's
    year. Start with: clerkship new my-school
    """
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not know every letter; a name must not stop the work.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@main.command()
@INSTANCE
def check(instance: Path) -> None:
    """Read an instance and say everything that is wrong with it.

    Example: clerkship check instances/ims-2026-27
    """
    from scheduler import office
    from scheduler.abroad import Reading, planned

    given = office.load(instance)
    click.echo(f"{given.title}: the tables can be used.")
    refused = tell_findings(given)
    school = planned(given, Reading(skip_refused=True)).instance
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
    if refused:
        sys.exit(UNUSABLE)
    exit_for(False, bool(hopeless))


@main.command()
@INSTANCE
@OUT
@LANGUAGE
@click.option(
    "--time",
    "seconds",
    type=click.IntRange(1, 7 * 24 * 3600),
    default=120,
    show_default=True,
    help="Stop after so many seconds with the best found.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    show_default=True,
    help="Same seed, same schedule.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processors to use.",
)
@of_semester
@reading
def solve(
    instance: Path,
    out: Path,
    language: Any,
    seconds: int,
    seed: int,
    workers: int,
    semester: int | None,
    earlier: Path | None,
    tentative: str,
    skip: bool,
) -> None:
    """Make a schedule, with calendars and rosters.

    Example: clerkship solve instances/ims-2026-27 --out out --time 60

    Ctrl-C ends the search early and keeps the best schedule found.
    """
    from rich.console import Console

    from scheduler import office
    from scheduler.abroad import only_if_words
    from scheduler.domain.applied import Tentative
    from scheduler.progress import Watch

    plan = semester_plan(instance, semester, earlier, tentative, skip)
    school = plan.instance
    from scheduler.solver.result import Clock
    from scheduler.solver.solve import Options
    from scheduler.solver.solve import solve as find

    watch = Watch(Console(stderr=True))
    clock = Clock(seconds, watch.report)
    options = Options(seed, workers)
    result = watch.run(lambda: find(school, options, clock), clock)
    summary = office.summary_of(school, result, instance)
    files = office.write_outputs(school, result.schedule, out, language, summary)
    unplaced = office.unplaced_words(school, result.schedule)
    tell_result(school, result, unplaced)
    for sentence in office.closed_gates(school) if unplaced else ():
        click.echo(f"  {sentence}")
    if tentative == Tentative.BOTH:
        for sentence in only_if_words(plan.given, school, result.schedule):
            click.echo(f"  {sentence}")
    click.echo(f"{files} files written to {out}")
    exit_for(bool(result.violations), bool(unplaced))


@main.command()
@INSTANCE
@SCHEDULE
@of_semester
@reading
def verify(
    instance: Path,
    schedule: Path,
    semester: int | None,
    earlier: Path | None,
    tentative: str,
    skip: bool,
) -> None:
    """Check a schedule, also one that was changed by hand, against every rule.

    Example: clerkship verify instances/ims-2026-27 out/schedule.csv
    """
    from scheduler import office
    from scheduler.files import read_schedule

    plan = semester_plan(instance, semester, earlier, tentative, skip)
    school = plan.instance
    seen = office.audit(school, read_schedule(schedule, school))
    tell_audit(seen)
    if not seen.violations:
        click.echo("No rule is broken.")
    tell_goals(school, seen.units)
    exit_for(bool(seen.violations), bool(seen.unplaced))


@main.command()
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
    from scheduler import office
    from scheduler.files import read_schedule

    school = planned_instance(instance, tentative, skip)
    plan = read_schedule(schedule, school)
    seen = office.audit(school, plan)
    summary = office.audit_summary(school, plan, seen, instance)
    files = office.write_outputs(school, plan, out, language, summary)
    tell_audit(seen)
    click.echo(f"{files} files written to {out}")
    exit_for(bool(seen.violations), bool(seen.unplaced))


@main.command()
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
    from scheduler import office

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
            "preferences, absences, stays, visitors, locks, company, seats by date."
        )
    click.echo(f"Written to {place}. Check it with: clerkship check {place}")


@main.command()
@click.argument("place", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--students-per-year", type=click.IntRange(min=1), default=68)
@click.option(
    "--load",
    type=click.FloatRange(0.1, 1.0),
    default=0.9,
    help="Used seats / offered seats; at 1.0 nothing is to spare.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    help="Same seed, same school.",
)
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
    from scheduler import office

    said = office.generate_instance(place, students_per_year, load, seed, bool(twin))
    click.echo(said)


for _command in desk.COMMANDS:
    main.add_command(_command)
