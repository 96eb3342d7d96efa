"""Comparing schedules, and being fair: within one, and from semester to semester."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.advice.compare import Named, compare
from scheduler.advice.fairness import fairness
from scheduler.advice.ledger import balances, carried, ledger_lines, semesters_of
from scheduler.advice.report import Line, rows
from scheduler.domain.ledger import LedgerLine
from scheduler.errors import FileError
from scheduler.files import read_schedule, write_file
from scheduler.files.editing import Edits, table_lines
from scheduler.files.tables import LEDGER
from scheduler.files.texts import csv_bytes
from scheduler.office.updates import update_safely

if TYPE_CHECKING:
    from scheduler.domain.calendar import Semester
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Schedule
    from scheduler.solver.ideal import Ideal


def names_of(paths: tuple[Path, ...]) -> tuple[str, ...]:
    """Return a short name for each file; the whole path where names are alike."""
    short = [path.name for path in paths]
    alike = len(set(short)) < len(short)
    return tuple(str(path) if alike else path.name for path in paths)


def comparison(instance: Instance, paths: tuple[Path, ...]) -> tuple[Line, ...]:
    """Read some schedules of one instance and set them side by side."""
    given = tuple(
        Named(name, read_schedule(path, instance))
        for name, path in zip(names_of(paths), paths, strict=True)
    )
    return compare(instance, given, _ideal(instance))


def fairness_of(instance: Instance, schedule: Schedule) -> tuple[Line, ...]:
    """Return the fairness report of a schedule."""
    return fairness(instance, schedule, _ideal(instance))


def _ideal(instance: Instance) -> Ideal:
    from scheduler.solver.ideal import ideal_of
    from scheduler.solver.problem import gather

    return ideal_of(gather(instance))


def write_report(
    out: Path, lines: tuple[Line, ...], names: tuple[str, ...], read: tuple[Path, ...]
) -> None:
    """Write a report as CSV for Excel; raises FileError, also for a name in use."""
    if out.suffix.casefold() != ".csv":
        remedy = "Choose a name that ends in .csv"
        raise FileError(str(out), "is no name for a CSV file", remedy)
    if out.resolve() in [path.resolve() for path in read]:
        remedy = "Choose another name for the report"
        raise FileError(str(out), "is one of the schedules that are read", remedy)
    write_file(out, csv_bytes(rows(lines, names)))


# -- ledger ------------------------------------------------------------------------


@dataclass(frozen=True)
class Account:
    """What new lines make of the ledger: all ``lines`` with them, and what follows.

    ``balances``: (balance, factor in the next schedule) of each student.
    """

    new: tuple[LedgerLine, ...]
    lines: tuple[LedgerLine, ...]
    balances: dict[str, tuple[int, int]]


def account(
    instance: Instance, schedule: Schedule, semesters: tuple[Semester, ...]
) -> Account:
    """Return what some semesters of a schedule add to the instance's ledger."""
    new = tuple(
        line
        for semester in semesters
        for line in ledger_lines(instance, schedule, semester)
    )
    lines = carried(instance.ledger, new)
    return Account(new, lines, balances(lines))


def write_account(path: Path, lines: Iterable[LedgerLine]) -> Path | None:
    """Make ``lines`` the table of the instance at ``path``; return the file.

    Lines that are there already keep their row and its looks, with the cells that
    differ changed. ``None``: nothing differs. Raises FileError, for instance while
    Excel holds the file.
    """
    wanted = {(line.student, line.first): line for line in lines}
    change, remove = dict[int, dict[str, object]](), set[int]()
    for old in table_lines(path, LEDGER):
        new = wanted.pop((old.value.student, old.value.first), None)
        if new is None:
            remove.add(old.row)
        elif new != old.value:
            now, before = _cells(new), _cells(old.value)
            change[old.row] = {c: v for c, v in now.items() if v != before[c]}
    edits = Edits([_cells(x) for x in wanted.values()], change, frozenset(remove))
    return update_safely(path, LEDGER, edits) if edits else None


def _cells(line: LedgerLine) -> dict[str, object]:
    return {column.name: column.of(line) for column in LEDGER.columns}


def chosen_semesters(
    path: Path, instance: Instance, number: int | None
) -> tuple[Semester, ...]:
    """Return one semester of an instance by its number, or all; raises FileError."""
    semesters = semesters_of(instance)
    if number is None:
        return semesters
    if not 1 <= number <= len(semesters):
        names = ", ".join(f"{i} = {s.name}" for i, s in enumerate(semesters, start=1))
        wrong = f"has no semester number {number}"
        raise FileError(str(path), wrong, f"It has: {names}")
    return (semesters[number - 1],)
