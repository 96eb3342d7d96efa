"""The swap desk: students offer places, swaps are found, all of a swap confirm."""

from __future__ import annotations

import sys
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.options import (
    INSTANCE,
    SCHEDULE,
    day_option,
    planned_instance,
    reading,
)
from scheduler.commands.told import BREACH, INCOMPLETE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from scheduler.office.swaps import Desk

UNTIL = click.option(
    "--until",
    metavar="DATE",
    callback=day_option,
    help="The last day of swaps, if it isn't that of the settings.",
)


@click.group()
def swap() -> None:
    """Let students swap places: anonymous offers, checked against every rule.

    \b
    clerkship swap offer my-school plan/schedule.csv 000101 CAR --for NIG-CAR
    clerkship swap find my-school plan/schedule.csv
    clerkship swap confirm my-school plan/schedule.csv S1 000101

    Offers are kept in my-school-swaps.csv beside the instance, and all that is done in
    my-school-swaps-log.csv. The last day of swaps is swaps.until in the settings. ROT
    is a rotation, CAR:2 the second time of CAR.
    """


def at_the_desk(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the instance and the schedule as an open desk, ``at``."""

    @wraps(command)
    def opened(
        instance: Path,
        schedule: Path,
        tentative: str,
        skip: bool,
        until: date | None = None,
        **others: object,
    ) -> None:
        from scheduler.office import swaps as office

        school = planned_instance(instance, tentative, skip)
        command(at=office.desk(instance, school, schedule, until), **others)

    return INSTANCE(SCHEDULE(reading(opened)))


@swap.command()
@at_the_desk
@click.argument("student")
@click.argument("rotation", metavar="ROT")
@click.option("--for", "wants", multiple=True, help="A ward wished for; repeatable.")
@click.option("--any", "whatever", is_flag=True, help="Any place that costs less.")
@UNTIL
def offer(
    at: Desk, student: str, rotation: str, wants: tuple[str, ...], whatever: bool
) -> None:
    """Offer a student's place for one in other wards, or for any better one.

    Example: clerkship swap offer my-school plan/schedule.csv 000101 CAR --any
    """
    from scheduler.office import swaps as office

    if bool(wants) == whatever:
        raise click.UsageError("Say --for WARD (once or more), or --any.")
    made = office.make_offer(at, student, rotation, wants)
    click.echo(office.offer_words(at.instance, made))


@swap.command()
@at_the_desk
@click.argument("student")
@click.argument("rotation", metavar="ROT")
def withdraw(at: Desk, student: str, rotation: str) -> None:
    """Take an offer back, and put an end to the swap that it is part of.

    Example: clerkship swap withdraw my-school plan/schedule.csv 000101 CAR
    """
    from scheduler.office import swaps as office

    click.echo(f"{office.withdraw(at, student, rotation).id} is withdrawn.")


@swap.command()
@at_the_desk
def board(at: Desk) -> None:
    """List the offers that are open, without names.

    Example: clerkship swap board my-school plan/schedule.csv
    """
    from scheduler.office import swaps as office

    waiting = [one for one in at.offers if one.status in office.WAITING]
    for one in waiting:
        state = f" [{one.swap}]" if one.swap else ""
        click.echo(f"{office.offer_words(at.instance, one)}{state}")
    if not waiting:
        click.echo("There are no offers.")


@swap.command()
@at_the_desk
@UNTIL
def find(at: Desk) -> None:
    """Find swaps of two to four students that break no rule; exit code 3: none.

    Every one who takes part gets a ward wished for, or a lower own cost. All the swaps
    found can be made together.

    Example: clerkship swap find my-school plan/schedule.csv
    """
    from scheduler.office import swaps as office

    found = office.find(at)
    for swap_, circle in found.swaps.items():
        click.echo(f"{swap_}, {len(circle.offers)} students, breaks no rule:")
        for line in office.circle_words(at.instance, circle):
            click.echo(f"  {line}")
    for one in found.outdated:
        click.echo(f"Overtaken by the schedule, not looked at: {one.id}", err=True)
    if found.swaps:
        click.echo("All of a swap must confirm: clerkship swap confirm")
        return
    click.echo("No swap was found among the open offers.")
    sys.exit(INCOMPLETE)


@swap.command()
@at_the_desk
@click.argument("student")
@click.argument("rotation", metavar="ROT")
@click.argument("other")
@click.argument("other_rotation", metavar="ROT")
def check(
    at: Desk, student: str, rotation: str, other: str, other_rotation: str
) -> None:
    """Say whether two students may swap, or which rule stands in the way.

    Nothing is kept, and nobody is asked. Exit code 1: they may not.

    Example: clerkship swap check my-school plan/schedule.csv 000101 CAR 000102 CAR
    """
    from scheduler.office import swaps as office

    reasons = office.reasons_against(at, student, rotation, other, other_rotation)
    if not reasons:
        click.echo("They may swap: no rule is broken.")
        return
    click.echo("They may not swap:")
    for reason in reasons:
        click.echo(f"  {reason}")
    sys.exit(BREACH)


@swap.command()
@at_the_desk
@click.argument("number", metavar="SWAP")
@click.argument("student")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The new schedule; by default beside the old one, like schedule-S1.csv.",
)
@UNTIL
def confirm(at: Desk, number: str, student: str, out: Path | None) -> None:
    """Note that a student agrees to a swap; once all have, it is made.

    The new schedule is written; the old one stays as it is. Work with the new one from
    then on.

    Example: clerkship swap confirm my-school plan/schedule.csv S1 000101
    """
    from scheduler.office import swaps as office
    from scheduler.rules.words import said_day, said_place, said_student

    done = office.confirm(at, number, student, out)
    if done.written is None:
        click.echo(office.waiting_words(done))
        return
    click.echo(f"All have confirmed: {done.swap} is made.")
    for place in done.moved:
        who = said_student(at.instance, place.student)
        where = said_place(at.instance, place)
        click.echo(f"  {who}: {where} from {said_day(place.first)}")
    click.echo(f"The new schedule is {done.written}")


COMMANDS = (swap,)
