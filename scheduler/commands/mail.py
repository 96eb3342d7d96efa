"""Mails: drafts to be opened and sent by people; nothing is sent by the program."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.options import INSTANCE, LANGUAGE, SCHEDULE, reading
from scheduler.commands.told import BREACH, tell_audit, tell_left_out

if TYPE_CHECKING:
    from scheduler.office.mail import Written
    from scheduler.office.publishing import Draft


@click.command()
@INSTANCE
@SCHEDULE
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("mail"),
    show_default=True,
    help="Folder for the drafts; each kind has one of its own in it.",
)
@click.option(
    "--since",
    type=click.IntRange(1),
    metavar="N",
    help="Only students for whom something differs from publication N.",
)
@click.option(
    "--starting",
    type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]),
    metavar="MONDAY",
    help="To hospitals instead: who starts in this week (05/10/2026).",
)
@LANGUAGE
@reading
def mail(
    instance: Path,
    schedule: Path,
    out: Path,
    since: int | None,
    starting: datetime | None,
    language: Any,
    tentative: str,
    skip: bool,
) -> None:
    """Write mails as drafts (.eml), to be opened in Outlook or Thunderbird and sent.

    Without --since or --starting: the whole schedule to each student, with the
    student's page and calendar. Students' mails are in English and Italian. Nothing is
    sent.

    \b
    Examples:
      clerkship mail my-school plan/schedule.csv --out mail
      clerkship mail my-school plan/schedule.csv --since 1
      clerkship mail my-school plan/schedule.csv --starting 05/10/2026
    """
    from scheduler.domain.applied import Tentative
    from scheduler.office.publishing import draft
    from scheduler.office.stays import Reading

    monday = _monday(starting)
    if since is not None and monday is not None:
        raise click.UsageError("--since is for students, --starting for hospitals.")
    how = Reading(Tentative(tentative), skip)
    ready, left_out = draft(instance, schedule, how)
    tell_left_out(left_out)
    _write(ready, out, since, monday, language)


def _write(
    ready: Draft, out: Path, since: int | None, monday: date | None, language: Any
) -> None:
    """Write the drafts that were asked for and say so; none of a broken schedule."""
    from scheduler.office import mail as office

    latest = office.is_latest(ready)
    if ready.broken and not latest:
        tell_audit(ready.instance, ready.seen)
        click.echo("No mails were written: mend the schedule, or the tables.")
        sys.exit(BREACH)
    if monday is not None:
        written = office.write_starting(ready, monday, out, language)
    elif since is not None:
        written = office.write_changes(ready, since, out, language)
    else:
        written = office.write_new(ready, out, language)
    _tell(written, latest)


def _monday(starting: datetime | None) -> date | None:
    """Return the Monday that was asked for; UsageError where it is another day."""
    if starting is None:
        return None
    day = starting.date()
    if day.weekday():
        monday = day - timedelta(days=day.weekday())
        raise click.UsageError(
            f"{day:%d/%m/%Y} isn't a Monday; that of its week is {monday:%d/%m/%Y}."
        )
    return day


def _tell(written: Written, latest: bool) -> None:
    drafts = "draft" if written.count == 1 else "drafts"
    click.echo(
        f"{written.count} {drafts} written to {written.folder}; nothing was sent."
    )
    if not latest:
        click.echo("This schedule isn't the latest publication: publish it first.")
    if written.notices:
        click.echo("Not addressed:")
    for notice in written.notices:
        click.echo(f"  {notice}")


COMMANDS = (mail,)
