"""What the commands share about stays: the options, the reading, what is printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.instance import Instance


def reading(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say how stays abroad are read."""
    tentative = click.option(
        "--tentative",
        type=click.Choice(["away", "here", "both"]),
        default="away",
        show_default=True,
        help="Tentative stays take place, don't, or the plan holds either way.",
    )
    skip = click.option(
        "--skip-refused-stays",
        "skip",
        is_flag=True,
        help="Leave out stays that break a limit, instead of stopping.",
    )
    return tentative(skip(command))


def planned_instance(path: Path, tentative: str, skip: bool) -> Instance:
    """Read an instance, let its stays take effect, and say what is left out."""
    from scheduler import office
    from scheduler.abroad import Reading
    from scheduler.domain.applied import Tentative

    plan = office.load_planned(path, Reading(Tentative(tentative), skip))
    tell_left_out(plan.left_out)
    return plan.instance


def tell_left_out(left_out: tuple[str, ...]) -> None:
    """Print which stays are planned as if they didn't take place."""
    if left_out:
        click.echo("Left out, and planned as if they didn't take place:", err=True)
        for sentence in left_out:
            click.echo(f"  {sentence}", err=True)


def tell_findings(given: Instance) -> bool:
    """Print what there is to say about stays; return whether one of them is refused."""
    from scheduler.rules.stays import check_stays

    findings = check_stays(given)
    soft = [f for f in findings if not f.hard and not f.unknown]
    for head, chosen in (
        ("These stays can't be planned:", [f for f in findings if f.hard]),
        ("Unusual, but possible:", soft),
        ("Not known yet, and not checked:", [f for f in findings if f.unknown]),
    ):
        if chosen:
            click.echo(f"\n{head}")
        for finding in chosen:
            click.echo(f"  {finding}")
    return any(finding.hard for finding in findings)
