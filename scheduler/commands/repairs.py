"""After a schedule is out: mend it when things change; see what a change would do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.options import (
    INSTANCE,
    OUT,
    SCHEDULE,
    SEED,
    day_option,
    reading,
)
from scheduler.commands.told import (
    exit_for,
    tell_audit,
    tell_comparison,
    tell_left_out,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.office.planning import Audit
    from scheduler.office.repairs import Repaired, Wanted

FEW_SECONDS = 8


def _mending(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say how a schedule is to be mended."""
    options = (
        click.option(
            "--from",
            "day",
            metavar="DATE",
            callback=day_option,
            help="What began before this day stays; else before today.",
        ),
        click.option(
            "--max-moved",
            "most_moved",
            type=click.IntRange(0),
            help="Move no more students; rather leave something out.",
        ),
        click.option(
            "--time",
            "seconds",
            type=click.IntRange(1, 24 * 3600),
            default=FEW_SECONDS,
            show_default=True,
            help="End the search after about so many seconds.",
        ),
        SEED,
    )
    for option in reversed(options):
        command = option(command)
    return reading(command)


@click.command()
@INSTANCE
@SCHEDULE
@OUT
@_mending
def repair(
    instance: Path,
    schedule: Path,
    out: Path,
    day: date | None,
    most_moved: int | None,
    seconds: int,
    seed: int,
    tentative: str,
    skip: bool,
) -> None:
    """Mend a schedule after the tables have changed, moving as few as can be.

    \b
    For a ward that closes, a student who is away, comes or leaves, a stay that is new
    or withdrawn, a visitor, a hospital that is lost: change the tables, then
      clerkship repair my-school plan/schedule.csv --out repaired --from 12/04/2027

    As much as can be is placed; then as few students as can be are moved; then it costs
    as little as can be. What began before the day stays. Writes schedule.csv,
    changes.csv and changes.txt, in words per student and per hospital.
    """
    from scheduler.office import planning
    from scheduler.office import repairs as office

    wanted = _wanted(day, most_moved, seconds, seed, tentative, skip)
    found = office.repaired(instance, schedule, wanted)
    files = office.write_repair(out, schedule, found)
    _tell(found)
    for sentence in office.change_words(found.instance, found.changes):
        click.echo(f"  {sentence}")
    seen = planning.audit(found.instance, found.after)
    _tell_end(found, seen)
    click.echo(f"{len(files)} files written to {out}; export makes the calendars.")
    exit_for(bool(seen.violations), bool(seen.unplaced))


@click.command()
@INSTANCE
@SCHEDULE
@click.option(
    "--ward-closed", nargs=3, multiple=True, metavar="WARD FROM TO", help="No seats."
)
@click.option(
    "--hospital-closed",
    nargs=3,
    multiple=True,
    metavar="HOSPITAL FROM TO",
    help="No seats in any of its wards.",
)
@click.option(
    "--seats",
    nargs=2,
    multiple=True,
    metavar="WARD +N",
    help="So many seats more, or fewer (-N), all year long.",
)
@click.option(
    "--seats-during",
    nargs=4,
    multiple=True,
    metavar="WARD +N FROM TO",
    help="The same in the weeks of some days.",
)
@click.option(
    "--student-away", nargs=3, multiple=True, metavar="STUDENT FROM TO", help="Away."
)
@click.option("--student-gone", multiple=True, metavar="STUDENT", help="Leaves.")
@click.option(
    "--edit",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A TOML file with such changes.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the schedule that would come of it; else nothing is written.",
)
@_mending
def whatif(
    instance: Path,
    schedule: Path,
    files: tuple[Path, ...],
    out: Path | None,
    day: date | None,
    most_moved: int | None,
    seconds: int,
    seed: int,
    tentative: str,
    skip: bool,
    **asked: tuple[Any, ...],
) -> None:
    """Show what a change would do to a schedule, without touching anything.

    \b
    Examples:
      clerkship whatif my-school plan.csv --ward-closed NIG-CAR 1/3/2027 28/3/2027
      clerkship whatif my-school plan.csv --seats NIG-CAR +2
      clerkship whatif my-school plan.csv --edit spring.toml

    \b
    An edit file has entries like
      [[ward_closed]]
      ward = "NIG-CAR"
      from = 2027-03-01
      to = 2027-03-28
    and likewise hospital_closed (hospital, from, to), seats (ward, change; from, to),
    student_away (student, from, to), student_gone (student), unlocked (student,
    rotation: without the office's locks).
    """
    from scheduler.office import planning
    from scheduler.office import repairs as office
    from scheduler.office.edits import compared

    entries = tuple(_entries(asked))
    if not entries and not files:
        raise click.UsageError(
            "Say what would change, for instance with --ward-closed."
        )
    wanted = _wanted(day, most_moved, seconds, seed, tentative, skip)
    found, said = office.what_if(instance, schedule, (entries, files), wanted)
    for sentence in said:
        click.echo(f"If {sentence}:")
    _tell(found)
    seen = planning.audit(found.instance, found.after)
    tell_comparison(compared(found.instance, found.before, found.after))
    _tell_tail(found)
    _tell_end(found, seen)
    if out is not None:
        written = office.write_repair(out, schedule, found)
        click.echo(f"{len(written)} files written to {out}")
    exit_for(bool(seen.violations), bool(seen.unplaced))


def _wanted(
    day: date | None,
    most_moved: int | None,
    seconds: float,
    seed: int,
    tentative: str,
    skip: bool,
) -> Wanted:
    from scheduler.domain.applied import Tentative
    from scheduler.office.repairs import Wanted
    from scheduler.office.stays import Reading

    how = Reading(Tentative(tentative), skip)
    return Wanted(day, most_moved, how, seconds, seed)


def _entries(asked: dict[str, tuple[Any, ...]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the options as entries of an edit file."""
    names = {
        "ward_closed": ("ward", "from", "to"),
        "hospital_closed": ("hospital", "from", "to"),
        "seats": ("ward", "change"),
        "seats_during": ("ward", "change", "from", "to"),
        "student_away": ("student", "from", "to"),
    }
    for option, fields in names.items():
        for values in asked[option]:
            kind = option.removesuffix("_during")
            yield kind, dict(zip(fields, values, strict=True))
    for student in asked["student_gone"]:
        yield "student_gone", {"student": student}


def _tell(found: Repaired) -> None:
    from scheduler.office import repairs as office

    tell_left_out(found.left_out)
    for sentence in (*office.result_words(found), *found.let_go):
        click.echo(sentence)
    for sentence in office.dropped_words(found):
        click.echo(sentence)


def _tell_tail(found: Repaired) -> None:
    from scheduler.advice.burdens import TAIL_SIZE, burdens

    before, after = (
        sorted(borne.totals.values(), reverse=True)[:TAIL_SIZE]
        for borne in (
            burdens(found.instance, found.before),
            burdens(found.instance, found.after),
        )
    )
    click.echo(
        f"The highest own costs are {_numbers(before)} before, {_numbers(after)} after."
    )


def _numbers(costs: list[int]) -> str:
    return ", ".join(map(str, costs)) or "nothing"


def _tell_end(found: Repaired, seen: Audit) -> None:
    from scheduler.goals import objective

    before = objective(found.instance, found.before)
    click.echo(f"Before, by today's tables, the schedule would cost {before}.")
    tell_audit(found.instance, seen)
    if seen.unplaced and found.result.most_placed:
        click.echo("  It is proven that no schedule leaves out fewer.")
    elif seen.unplaced:
        click.echo("  It isn't proven that so many must be left out. A longer")
        click.echo("  --time may find places; so may solve, which moves more students.")


COMMANDS = (repair, whatif)
