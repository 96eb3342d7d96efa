"""Options that commands share, and the reading of an instance under them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.told import tell_left_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.office.stays import Planned


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


def of_semester(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say what is settled already."""
    semester = click.option(
        "--semester", type=int, help="Plan from this semester on (1, 2, ...)."
    )
    earlier = click.option(
        "--from",
        "earlier",
        type=click.Path(path_type=Path),
        help="The schedule of the earlier semesters, which stays as it is.",
    )
    return semester(earlier(command))


def semester_plan(
    path: Path,
    semester: int | None,
    earlier: Path | None,
    tentative: str,
    skip: bool,
) -> Planned:
    """Read an instance, let its stays take effect, and say what is left out.

    With a semester, what begins before it stays as it was in the schedule ``earlier``.
    """
    from scheduler.domain.applied import Tentative
    from scheduler.office import reading as office
    from scheduler.office.stays import Reading

    if earlier is not None and semester is None:
        raise click.UsageError(
            "--from needs --semester: the number of the semester to plan from."
        )
    how = Reading(Tentative(tentative), skip)
    plan = office.load_for_semester(path, semester, earlier, how)
    tell_left_out(plan.left_out)
    return plan
