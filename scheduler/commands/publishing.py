"""Publishing: sign a schedule, look back at what was signed, serve calendars."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.options import INSTANCE, LANGUAGE, SCHEDULE, reading
from scheduler.commands.told import (
    BREACH,
    UNUSABLE,
    exit_for,
    tell_audit,
    tell_left_out,
)

if TYPE_CHECKING:
    from scheduler.office.publishing import Issued
    from scheduler.publish.record import Publication


@click.command()
@INSTANCE
@SCHEDULE
@click.option("--by", required=True, help="Name of the person who signs it.")
@click.option("--note", default="", help="What is to be remembered of it.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("published"),
    show_default=True,
    help="Folder for its calendars, rosters and other files.",
)
@LANGUAGE
@reading
def publish(
    instance: Path,
    schedule: Path,
    by: str,
    note: str,
    out: Path,
    language: Any,
    tentative: str,
    skip: bool,
) -> None:
    """Sign a schedule: number it, keep it for good, and write its files.

    A schedule that breaks rules is refused. The ledger of publications is a folder
    beside the tables; each publication is chained to the one before, so that a change
    after the fact shows.

    Example: clerkship publish my-school plan/schedule.csv --by "The dean's office"
    """
    from datetime import UTC, datetime

    from scheduler.domain.applied import Tentative
    from scheduler.office import publishing as office
    from scheduler.office.stays import Reading

    if not by.strip():
        raise click.UsageError("--by needs the name of whoever signs it.")
    how = Reading(Tentative(tentative), skip)
    ready, left_out = office.draft(instance, schedule, how)
    tell_left_out(left_out)
    tell_audit(ready.instance, ready.seen)
    if ready.broken:
        click.echo("Nothing was published: mend the schedule, or the tables.")
        sys.exit(BREACH)
    if ready.is_published:
        issued = office.publish_again(ready, out, language)
        _tell_again(issued, out)
    else:
        sign = office.Signature(by, note, datetime.now(UTC))
        issued = office.publish(ready, sign, out, language)
        _tell_issued(issued, out)
    exit_for(False, bool(ready.seen.unplaced))


def _tell_issued(issued: Issued, out: Path) -> None:
    from scheduler.office.history import step_words

    click.echo(_headline(issued.publication))
    if told := step_words(issued.before, issued.publication):
        click.echo(told)
    click.echo(f"{issued.files} files written to {out}")


def _tell_again(issued: Issued, out: Path) -> None:
    last = issued.publication
    click.echo(
        f"Nothing has changed since publication {last.number}; there is no new one. "
        f"Its {issued.files} files were written to {out} once more."
    )


def _headline(publication: Publication) -> str:
    when = publication.published_at.astimezone()
    return (
        f"Publication {publication.number}, signed by {publication.by} on "
        f"{when:%d/%m/%Y at %H:%M}, fingerprint {publication.fingerprint}"
    )


@click.command()
@INSTANCE
def history(instance: Path) -> None:
    """List all publications, and say where one was changed after the fact.

    Example: clerkship history my-school
    """
    from scheduler.office import history as office

    ledger = office.history(instance)
    for publication, told in office.steps(ledger):
        click.echo(_headline(publication))
        waived = publication.remarks.get("waived", {})
        breaches = [f"{breach} {by}" for breach, by in waived.items()]
        for line in (*_figures(publication), *breaches, told, publication.note):
            if line:
                click.echo(f"  {line}")
    if not ledger.publications and not ledger.faults:
        click.echo("There are no publications yet.")
    for fault in ledger.faults:
        click.secho(f"CHANGED AFTER THE FACT: {fault}", fg="red", bold=True)
    if ledger.faults:
        sys.exit(UNUSABLE)


def _figures(publication: Publication) -> tuple[str, ...]:
    facts = publication.facts
    bound = facts["bound"]
    known = f"no schedule costs less than {bound}" if bound is not None else "no bound"
    waived = f", {facts['waived']} breaches of rules waived" if facts["waived"] else ""
    forgotten = "Its people are forgotten." if publication.forgotten else ""
    return (
        f"{facts['placements']} placements, {facts['unplaced']} unplaced{waived}; "
        f"cost {facts['objective']}, {known}",
        forgotten,
    )


@click.command()
@INSTANCE
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@reading
def diff(instance: Path, before: str, after: str, tentative: str, skip: bool) -> None:
    """Say what differs between two publications, A and B.

    Each is the number of a publication, or a file with a schedule.

    \b
    Examples:
      clerkship diff my-school 1 2
      clerkship diff my-school 2 plan/schedule.csv
    """
    from scheduler.domain.applied import Tentative
    from scheduler.office import history as office
    from scheduler.office.stays import Reading

    how = Reading(Tentative(tentative), skip)
    (first, second), lines = office.compare(instance, before, after, how)
    click.echo(f"From {first.what} to {second.what}:")
    for line in lines:
        click.echo(f"  {line}")


@click.command()
@INSTANCE
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder to be copied onto the web; only calendars go into it.",
)
@click.option(
    "--renew",
    multiple=True,
    metavar="STUDENT",
    help="Give a student (ward, hospital) a new address; the old file is removed.",
)
@click.option("--address", default="", help="Where the folder will be, for the index.")
def feeds(instance: Path, out: Path, renew: tuple[str, ...], address: str) -> None:
    """Write the latest publication as calendars to subscribe to, for any web space.

    The name of each file is a secret that stays the same from publication to
    publication. The index that says whose is whose stays with the tables.

    Example: clerkship feeds my-school --out web --address https://example.org/feeds
    """
    from scheduler.publish.feeds import publish_feeds

    done = publish_feeds(instance, out, renew, address)
    click.echo(
        f"{done.files} calendars of publication {done.publication.number} written to "
        f"{out}; {done.removed} old ones removed."
    )
    click.echo(f"Whose is whose, for the office alone: {done.index}")
    click.echo(f"How to put them onto the web: {done.index.with_name('READ ME.txt')}")


COMMANDS = (publish, history, diff, feeds)
