"""Options that commands share, and the reading of an instance under them."""

from __future__ import annotations

from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.told import tell_left_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.instance import Instance
    from scheduler.office.reading import Settled
    from scheduler.office.stays import Planned


INSTANCE = click.argument("instance", type=click.Path(path_type=Path))
SCHEDULE = click.argument("schedule", type=click.Path(path_type=Path))
SHEETS = click.argument(
    "sheets", nargs=-1, required=True, type=click.Path(path_type=Path)
)
WRITE = click.option(
    "--write", is_flag=True, help="Take it over into the instance's tables."
)
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


SEED = click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    show_default=True,
    help="Same seed, same answer.",
)
WORKERS = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processors to use.",
)


def stopping_after(seconds: int) -> Callable[[Callable[..., None]], Any]:
    """Return the option ``--time``, which is ``seconds`` unless it is given."""
    return click.option(
        "--time",
        "seconds",
        type=click.IntRange(1, 7 * 24 * 3600),
        default=seconds,
        show_default=True,
        help="Stop after so many seconds with the best found.",
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


def day_option(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> date | None:
    """Read a date as the tables have it: 05/10/2026 or 2026-10-05."""
    from scheduler.files.cells import read_date
    from scheduler.files.spelling import UnreadableError

    try:
        return None if text is None else read_date(text)
    except UnreadableError as fault:
        raise click.BadParameter(f"'{text}' {fault.wrong}. {fault.remedy}") from fault


def of_semester(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say what is settled already, as ``settled``."""

    @wraps(command)
    def settling(
        semester: int | None, until: date | None, earlier: Path | None, **others: object
    ) -> None:
        command(settled=_settled(semester, until, earlier), **others)

    options = (
        click.option(
            "--semester", type=int, help="Plan from this semester on (1, 2, ...)."
        ),
        click.option(
            "--freeze-until",
            "until",
            metavar="DATE",
            callback=day_option,
            help="Plan from this day on, like 15/02/2027.",
        ),
        click.option(
            "--from",
            "earlier",
            type=click.Path(path_type=Path),
            help="The schedule that stays as it is before that semester or day.",
        ),
    )
    given: Callable[..., None] = settling
    for option in reversed(options):
        given = option(given)
    return given


def _settled(semester: int | None, until: date | None, earlier: Path | None) -> Settled:
    from scheduler.office.reading import Settled

    if semester is not None and until is not None:
        raise click.UsageError("--semester and --freeze-until say the same: give one.")
    if earlier is not None and semester is None and until is None:
        raise click.UsageError(
            "--from needs --semester or --freeze-until: from when on to plan."
        )
    return Settled(semester, until, earlier)


def planned_instance(path: Path, tentative: str, skip: bool) -> Instance:
    """Read an instance, let its stays take effect, and say what is left out."""
    return whole_plan(path, tentative, skip).instance


def whole_plan(path: Path, tentative: str, skip: bool) -> Planned:
    """Like `planned_instance`, with the stays as they were given."""
    from scheduler.office.reading import Settled

    return semester_plan(path, Settled(), tentative, skip)


def semester_plan(
    path: Path, settled: Settled, tentative: str, skip: bool, *, to_plan: bool = False
) -> Planned:
    """Like `whole_plan`, with what is settled as it was; see `load_settled`."""
    from scheduler.domain.applied import Tentative
    from scheduler.office import reading as office
    from scheduler.office.stays import Reading

    how = Reading(Tentative(tentative), skip)
    plan = office.load_settled(path, settled, how, to_plan=to_plan)
    tell_left_out(plan.left_out)
    return plan
