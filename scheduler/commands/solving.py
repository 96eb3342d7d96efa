"""Solving: one schedule or several to choose from, from nothing or from a schedule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.options import (
    INSTANCE,
    LANGUAGE,
    OUT,
    SEED,
    WORKERS,
    of_semester,
    reading,
    semester_plan,
    stopping_after,
)
from scheduler.commands.told import exit_for, tell_result

if TYPE_CHECKING:
    from scheduler.advice.alternatives import Contrast
    from scheduler.domain.schedule import Schedule
    from scheduler.office.alternatives import Choice
    from scheduler.office.reading import Settled
    from scheduler.office.stays import Planned
    from scheduler.solver.problem import Problem
    from scheduler.solver.result import Result


@click.command()
@INSTANCE
@OUT
@LANGUAGE
@stopping_after(120)
@click.option(
    "--gap",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Stop when no schedule can be better by more than this share: 0.01 is 1 %.",
)
@click.option(
    "--start",
    type=click.Path(path_type=Path),
    help="Start from this schedule (CSV or XLSX), as far as it can still be kept.",
)
@click.option(
    "--alternatives",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="How many schedules to choose from; they share the time evenly.",
)
@click.option(
    "--within",
    type=click.FloatRange(0, 1),
    default=0.05,
    show_default=True,
    help="An alternative costs at most this share more, of what can be avoided.",
)
@SEED
@WORKERS
@of_semester
@reading
def solve(
    instance: Path,
    out: Path,
    language: Any,
    seconds: int,
    gap: float,
    start: Path | None,
    alternatives: int,
    within: float,
    seed: int,
    workers: int,
    settled: Settled,
    tentative: str,
    skip: bool,
) -> None:
    """Make a schedule, with calendars and rosters.

    \b
    Examples:
      clerkship solve instances/ims-2026-27 --out out --time 60
      clerkship solve my-school --start plan/edited.xlsx --out better
      clerkship solve my-school --alternatives 3 --within 0.05 --out choice

    Ctrl-C ends the search early and keeps the best schedule found.

    From --start is taken up what today's tables and rules allow, beside what is frozen;
    the answer isn't worse than a start that keeps all rules.

    Alternatives differ from each other in as many placements as can be found, and leave
    out no more than the best. The best goes into --out, the others as drafts into
    alternative-2, alternative-3 ... in there, with a comparison, alternatives.csv. Each
    has an even share of the time; what one doesn't need goes to the next.
    """
    from rich.console import Console

    from scheduler.commands.progress import Watch
    from scheduler.office import alternatives as office
    from scheduler.solver.alternatives import Wanted, several
    from scheduler.solver.problem import gather
    from scheduler.solver.result import Clock, Options

    plan = semester_plan(instance, settled, tentative, skip, to_plan=True)
    watch = Watch(Console(stderr=True))
    clock = Clock(seconds, watch.report)
    problem = watch.run(lambda: gather(plan.instance), clock)
    clock.tell("candidates", None)
    options = Options(seed, workers, gap, _taken_up(start, problem))
    wanted = Wanted(alternatives, within)
    found = watch.run(lambda: several(problem, wanted, options, clock), clock)
    made = office.choice(problem, found)
    files = office.write_choice(made, plan.given.stays, instance, out, language)
    broken, unplaced = _tell_best(plan, found.results[0], tentative)
    if alternatives > 1:
        _tell_choice(made, alternatives, out)
    click.echo(f"{files} files written to {out}")
    exit_for(broken, unplaced)


def _taken_up(start: Path | None, problem: Problem) -> Schedule | None:
    """Say how much of the schedule to start from can be kept, and return that."""
    if start is None:
        return None
    from scheduler.office.starting import started

    found = started(start, problem)
    for sentence in found.said:
        click.echo(sentence)
    return found.schedule


def _tell_best(plan: Planned, result: Result, tentative: str) -> tuple[bool, bool]:
    """Print how the solve ended; return whether a rule is broken, and some unplaced."""
    from scheduler.domain.applied import Tentative
    from scheduler.office import planning as office
    from scheduler.office.stays import only_if_words

    school, schedule = plan.instance, result.schedule
    unplaced = office.unplaced_words(school, schedule)
    broken = tell_result(school, result, unplaced)
    for sentence in office.closed_gates(school) if unplaced else ():
        click.echo(f"  {sentence}")
    if tentative == Tentative.BOTH:
        for sentence in only_if_words(plan.given, school, schedule):
            click.echo(f"  {sentence}")
    return broken, bool(unplaced)


def _tell_choice(made: Choice, wanted: int, out: Path) -> None:
    """Print the schedules to choose from, a line each, and what there is to know."""
    from scheduler.office.alternatives import choice_words

    if made.contrasts:
        _tell_contrasts(made.contrasts)
    for sentence in choice_words(made, wanted, out):
        click.echo(sentence)


def _tell_contrasts(found: tuple[Contrast, ...]) -> None:
    click.echo("Schedules to choose from; shares are against the best:")
    head = ("cost", "dearer", "unplaced", "otherwise", "other ward", "students")
    widths = (8, 8, 10, 11, 12, 10)
    cells = "".join(
        f"{name:>{width}}" for name, width in zip(head, widths, strict=True)
    )
    click.echo(f"{'':<16}{cells}  worst-off")
    for number, one in enumerate(found):
        shares = [one.dearer, one.placements, one.wards, one.students]
        dearer, *rest = [f"{share:.1%}" if number else "" for share in shares]
        figures = (one.cost, dearer, one.unplaced, *rest)
        cells = "".join(f"{f:>{w}}" for f, w in zip(figures, widths, strict=True))
        click.echo(f"  {one.name:<14}{cells}{one.worst:>11}")
    click.echo(
        "(otherwise: placements in another ward or week; students: with at least one; "
        "worst-off: highest own cost, apart from what isn't placed)"
    )


COMMANDS = (solve,)
