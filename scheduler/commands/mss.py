"""The command that solves a public instance of medical student scheduling (MSS)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import SEED, WORKERS, stopping_after
from scheduler.commands.told import INCOMPLETE

if TYPE_CHECKING:
    from scheduler.mss import Outcome


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("placements.csv"),
    show_default=True,
    help="File for the solution: student, discipline, hospital, start.",
)
@stopping_after(60)
@SEED
@WORKERS
def mss(file: Path, out: Path, seconds: int, seed: int, workers: int) -> None:
    """Solve a public instance of medical student scheduling (MSS), a .dzn file.

    Example: clerkship mss I40_12_1.dzn --out placements.csv --time 60

    The score is the published one, to be maximised: the sum of the students' scores
    plus the worst student's. While the search goes on, its cost is what is lacking of a
    score that nobody can reach.
    """
    from rich.console import Console

    from scheduler.commands.progress import Watch
    from scheduler.files import write_file
    from scheduler.files.mss import placements_csv, read_mss
    from scheduler.mss import solve_mss
    from scheduler.solver.result import Clock
    from scheduler.solver.solve import Options

    instance = read_mss(file)
    click.echo(
        f"{instance.name}: {instance.students} students, {instance.disciplines} "
        f"disciplines, {instance.hospitals} hospitals, {instance.periods} periods."
    )
    watch = Watch(Console(stderr=True))
    clock = Clock(seconds, watch.report)
    options = Options(seed, workers)
    found = watch.run(lambda: solve_mss(instance, options, clock), clock)
    if found.placements is None:
        _tell_nothing(found)
        sys.exit(INCOMPLETE)
    write_file(out, placements_csv(found.placements))
    _tell(found)
    click.echo(f"Written to {out}")


def _tell(found: Outcome) -> None:
    """Print what was found; a solution without violations."""
    proof = ", proven best." if found.proven else "."
    click.echo(
        f"Score {found.score}, no solution can score more than {found.bound} "
        f"(gap {found.gap:.2%}){proof}"
    )
    click.echo(
        f"{len(found.placements or ())} placements, no violation, in "
        f"{found.seconds:.1f} s (the first solution after {found.first_seconds:.1f} s)."
    )


def _tell_nothing(found: Outcome) -> None:
    """Print that there is no solution, and why, as far as that is known."""
    click.secho(
        f"No solution without violations was found in {found.seconds:.1f} s; nothing "
        "was written.",
        fg="red",
        bold=True,
    )
    for sentence in found.obstacles:
        click.echo(f"  {sentence}")
    if not found.obstacles and found.bound is not None:
        click.echo(f"None can score more than {found.bound}, if there is one.")


COMMANDS = (mss,)
