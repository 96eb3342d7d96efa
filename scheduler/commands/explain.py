"""Why a schedule is as it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from scheduler.commands.options import (
    INSTANCE,
    SCHEDULE,
    SEED,
    day_option,
    planned_instance,
    reading,
)


@click.command()
@INSTANCE
@SCHEDULE
@click.argument("student", required=False)
@click.argument("rotation", required=False)
@click.option("--ward", help="With --week: why not there and then?")
@click.option("--week", metavar="DATE", callback=day_option, help="A day of its week.")
@SEED
@reading
def explain(
    instance: Path,
    schedule: Path,
    student: str | None,
    rotation: str | None,
    ward: str | None,
    week: date | None,
    seed: int,
    tentative: str,
    skip: bool,
) -> None:
    """Say why: what has no place, which wishes aren't met, where seats are short.

    \b
    Examples:
      clerkship explain my-school plan/schedule.csv
      clerkship explain my-school plan/schedule.csv 004017
      clerkship explain my-school plan/schedule.csv 004017 CAR
      clerkship explain my-school plan.csv 004017 CAR --ward NIG-CAR --week 11/1/2027

    Every remedy and every cost that is named was planned and checked. What is said of a
    student names nobody else.
    """
    from scheduler.office.explaining import Question, explained

    if (ward is None) != (week is None) or (ward and rotation is None):
        raise click.UsageError(
            "--ward and --week go together, with a STUDENT and a ROTATION."
        )
    school = planned_instance(instance, tentative, skip)
    question = Question(student, rotation, ward, week)
    for sentence in explained(school, schedule, question, seed):
        click.echo(sentence)


COMMANDS = (explain,)
