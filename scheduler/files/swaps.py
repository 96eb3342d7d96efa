"""The files of the swap desk beside an instance: offers, and a log of what was done.

They lie beside the instance and not in it, since they name people and change daily.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scheduler.domain.instance import Instance
from scheduler.domain.swaps import Offer, OfferStatus
from scheduler.errors import FileError, InstanceError, Problem
from scheduler.files.atomic import write_file
from scheduler.files.cells import Id, Ref, Refs, Text, Week, Whole, Word, YesNo
from scheduler.files.grids import Grid, csv_grid
from scheduler.files.layout import Column
from scheduler.files.lines import read_cells, text_table
from scheduler.files.schedules import ids_of
from scheduler.files.sources import is_folder, read_bytes
from scheduler.files.spelling import UnreadableError
from scheduler.files.texts import csv_bytes

COLUMNS = (
    Column("offer", Id(), "Number of the offer.", True, "id"),
    Column("student", Ref(("students",)), "Who offers.", True),
    Column("rotation", Ref(("rotations",)), "The rotation.", True),
    Column("occurrence", Whole(1, 9), "2 for a repetition; blank: 1."),
    Column("ward", Ref(("wards",)), "The ward given up.", True),
    Column("week", Week(), "Monday of the first week given up.", True),
    Column("wants", Refs("wards"), "Wards wished for; blank: any better place."),
    Column("status", Word(OfferStatus), "How far it has come.", True),
    Column("swap", Text(), "The swap it is part of."),
    Column("takes", Text(), "The offer whose place the student gets."),
    Column("confirmed", YesNo(), "Whether the student has confirmed."),
)
LOG_HEADING = ("time", "what", "swap", "who", "details")


def swaps_file(instance: Path) -> Path:
    """Return where the offers of the instance at a path are kept."""
    return _beside(instance, "swaps.csv")


def log_file(instance: Path) -> Path:
    """Return where the log of swaps is kept."""
    return _beside(instance, "swaps-log.csv")


def _beside(instance: Path, name: str) -> Path:
    place = instance.resolve()  # "." has no name
    stem = place.name if is_folder(place) else place.stem
    return place.with_name(f"{stem}-{name}")


def read_offers(path: Path, instance: Instance) -> tuple[Offer, ...]:
    """Read the offers; none where there is no file yet.

    Raises InstanceError with every problem, FileError where it can't be opened.
    """
    if not path.exists():
        return ()
    problems: list[Problem] = []
    text = text_table(_grid(path), COLUMNS, problems)
    if text is None or problems:
        raise InstanceError(tuple(problems))
    ids, found = ids_of(instance), dict[str, Offer]()
    for row in text.rows:
        values = read_cells(COLUMNS, text, row, ids, problems)
        if values is not None and values["id"] in found:
            place = (path.name, row.number, "offer", values["id"])
            problems.append(Problem(*place, "is there twice", "Keep one of the lines"))
        elif values is not None:
            found[values["id"]] = Offer(**values)
    if problems:
        raise InstanceError(tuple(problems))
    return tuple(found.values())


def _grid(path: Path) -> Grid:
    try:
        return csv_grid(path.name, read_bytes(path))
    except UnreadableError as fault:
        raise FileError(str(path), fault.wrong, fault.remedy) from fault


def write_offers(path: Path, offers: Sequence[Offer]) -> None:
    """Write the offers; raises FileError."""
    heading: list[object] = [column.name for column in COLUMNS]
    body = ([column.of(offer) for column in COLUMNS] for offer in offers)
    write_file(path, csv_bytes([heading, *body]))


def append_log(path: Path, lines: Sequence[Sequence[object]]) -> None:
    """Add lines to the log, which is never shortened; raises FileError."""
    old = _grid(path).rows if path.exists() else ()
    kept = [row.cells for row in old] or [LOG_HEADING]
    write_file(path, csv_bytes([*kept, *lines]))
