"""Looking back: what was published when, and what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.difference import Change, Kind, changes
from scheduler.domain.schedule import Placement, Schedule
from scheduler.errors import FileError
from scheduler.files import read_schedule
from scheduler.office.reading import load_planned
from scheduler.office.stays import Reading
from scheduler.publish.ledger import Ledger, read_ledger, refuse_unknown
from scheduler.publish.ledger import some_publications as published_at
from scheduler.publish.record import Publication
from scheduler.rules.words import said_count, said_day


@dataclass(frozen=True)
class Version:
    """A schedule that can be compared: a publication, or a file."""

    what: str
    schedule: Schedule
    names: Mapping[str, str]


def history(place: Path) -> Ledger:
    """Return all publications and what was changed after the fact."""
    refuse_unknown(place)
    return read_ledger(place)


def steps(ledger: Ledger) -> Iterator[tuple[Publication, str]]:
    """Yield each publication, and what it changed of the one before in words."""
    before: Publication | None = None
    for publication in ledger.publications:
        yield publication, step_words(before, publication)
        before = publication


def step_words(before: Publication | None, after: Publication) -> str:
    """Say how much a publication changed; "" for the first and the forgotten."""
    if before is None or before.forgotten or after.forgotten:
        return ""
    return f"Since publication {before.number}: " + change_counts(
        changes(before.schedule, after.schedule)
    )


def change_counts(found: tuple[Change, ...]) -> str:
    """Say how much has changed, for how many students."""
    if not found:
        return "no placement has changed."
    kinds = [change.kind for change in found]
    counts = ", ".join(f"{kinds.count(kind)} {kind.value}" for kind in Kind)
    students = said_count(len({change.student for change in found}), "student")
    return f"{counts}, for {students}."


# -- two versions --------------------------------------------------------------------


def compare(
    place: Path, first: str, second: str, reading: Reading
) -> tuple[tuple[Version, Version], tuple[str, ...]]:
    """Return two versions, and a line for each placement that differs.

    Each is the number of a publication, or the name of a file with a schedule.
    """
    before, after = (_version(place, name, reading) for name in (first, second))
    names = {**before.names, **after.names}
    found = changes(before.schedule, after.schedule)
    return (before, after), (
        *(_change_words(change, names) for change in found),
        change_counts(found),
    )


def _version(place: Path, name: str, reading: Reading) -> Version:
    if not name.isdecimal():
        school = load_planned(place, reading).instance
        full = {student.id: student.full_name for student in school.students.values()}
        return Version(name, read_schedule(Path(name), school), full)
    published = {one.number: one for one in published_at(place)}
    one = published.get(int(name))
    if one is None or one.forgotten:
        wrong = f"has no publication {name}" if one is None else (
            f"has forgotten the people of publication {name}"
        )  # fmt: skip
        known = ", ".join(str(n) for n, p in published.items() if not p.forgotten)
        raise FileError(str(place), wrong, f"There are: {known or 'none'}")
    return Version(f"publication {one.number}", one.schedule, one.names)


def _change_words(change: Change, names: Mapping[str, str]) -> str:
    student, placed = change.student, change.placement
    who = f"{names.get(student, '')} ({student})".strip()
    times = f" (occurrence {placed.occurrence})" if placed.occurrence > 1 else ""
    return f"{who}: {placed.rotation}{times} {change.kind.value}: {_from_to(change)}"


def _from_to(change: Change) -> str:
    return " -> ".join(_where(p) for p in (change.before, change.after) if p)


def _where(placement: Placement) -> str:
    return f"{placement.ward} from {said_day(placement.first)}"
