"""The table of the ledger: the program writes it, the office may mend it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from scheduler.domain.ledger import LedgerLine
from scheduler.files.atomic import write_file
from scheduler.files.cells import Day, Text, Whole
from scheduler.files.layout import Column, Table
from scheduler.files.refs import STUDENT
from scheduler.files.texts import csv_bytes

COST, BALANCE = Whole(0, 10_000_000), Whole(-10_000_000, 10_000_000)

LEDGER: Table[LedgerLine] = Table(
    "ledger",
    "line of the ledger",
    "How students fared in earlier semesters; `clerkship ledger` writes it, and the "
    "next schedules make up for it.",
    (
        Column("student", STUDENT, "The student.", True),
        Column("semester", Text(), "Name of the semester.", True),
        Column("from", Day(), "First day of the semester.", True, "first"),
        Column("to", Day(), "Its last day; only what is over counts.", True, "last"),
        Column("preferences", COST, "What the wishes not met cost.", True),
        Column("travel", COST, "What the journeys cost.", True),
        Column("mean", COST, "The mean of both together in the year of study.", True),
        Column(
            "balance",
            BALANCE,
            "How much worse than the mean; below 0: better. Only mean and balance "
            "count later on, so the office can change the balance by hand.",
            True,
        ),
    ),
    LedgerLine,
    lambda instance: instance.ledger,
    key=("student", "from"),
)


def write_ledger(path: Path, lines: Iterable[LedgerLine]) -> tuple[Path, bool]:
    """Write the ledger of the instance at ``path``; return (file, whether in place).

    In a folder it becomes the table ``ledger.csv``. A workbook isn't changed: a CSV is
    written beside it. Raises FileError.
    """
    heading: list[object] = [column.name for column in LEDGER.columns]
    body = ([column.of(line) for column in LEDGER.columns] for line in lines)
    target = ledger_file(path)
    write_file(target, csv_bytes([heading, *body]))
    return target, target.parent == path


def ledger_file(path: Path) -> Path:
    """Return where the ledger of the instance at ``path`` is written."""
    if os.path.isdir(path):  # noqa: PTH112 (it never raises)
        return path / f"{LEDGER.name}.csv"
    return path.with_name(f"{path.stem}-{LEDGER.name}.csv")
