"""The tables that are about persons, and their lines taken out of an instance."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from scheduler.domain.instance import Instance
from scheduler.files.atomic import write_file
from scheduler.files.cells import Ref, Refs
from scheduler.files.layout import Table
from scheduler.files.sources import Source, is_folder, visible_files
from scheduler.files.spelling import fold_heading
from scheduler.files.swaps import log_file, swaps_file
from scheduler.files.tables import STUDENTS, TABLES
from scheduler.files.texts import csv_bytes
from scheduler.files.workbook import Sheet, instance_sheets, workbook_bytes

PEOPLE = {"students", "visitors"}


def personal_tables() -> tuple[Table[object], ...]:
    """Return the tables of which each line is about one person, students last.

    These are the tables of people, and whatever refers to one of them.
    """
    found = [table for table in TABLES if table.name in PEOPLE or _refers(table)]
    return tuple(sorted(found, key=lambda table: table.name == STUDENTS.name))


def _refers(table: Table[object]) -> bool:
    for column in table.columns:
        cell = column.cell
        if isinstance(cell, Ref) and PEOPLE & set(cell.tables):
            return True
        if isinstance(cell, Refs) and cell.table in PEOPLE:
            return True
    return False


def personal_lines(source: Source) -> dict[str, int]:
    """Return how many lines each table about persons has, where it has any."""
    grids = {t.name: source.grids.get(t.name) for t in personal_tables()}
    counts = {name: max(0, len(g.rows) - 1) for name, g in grids.items() if g}
    return {name: count for name, count in counts.items() if count}


def empty_tables(place: Path, instance: Instance | None, day: date) -> None:
    """Take every line about a person out of the tables at ``place``.

    In a folder headings stay and all other tables are left alone. A workbook is written
    anew from ``instance`` (which it needs), since the texts of lines that are gone stay
    within one that is merely changed; remarks and columns of its other sheets go too.
    Raises FileError.
    """
    mark = f"# personal data deleted on {day:%d/%m/%Y}"
    if is_folder(place):
        for table in personal_tables():
            for path in visible_files(place):
                if _is_of(path, table):
                    heading = [column.name for column in table.columns]
                    write_file(path, csv_bytes([heading, [mark]]))
    elif instance is not None:
        sheets = instance_sheets(instance)
        write_file(place, workbook_bytes([_emptied(s, mark) for s in sheets]))


def _is_of(path: Path, table: Table[object]) -> bool:
    same = fold_heading(path.stem) == fold_heading(table.name)
    return same and path.suffix.casefold() == ".csv"


def _emptied(sheet: Sheet, mark: str) -> Sheet:
    """Return a sheet without its lines if these are about persons."""
    if sheet.title not in {table.name for table in personal_tables()}:
        return sheet
    marked = [[mark]] if sheet.title == STUDENTS.name else []
    return Sheet(sheet.title, [*sheet.rows[:1], *marked], sheet.cells)


def files_beside(place: Path) -> tuple[Path, ...]:
    """Return the files about persons that the program keeps beside an instance.

    These are the offers of the swap desk with their log.
    """
    known = swaps_file(place), log_file(place)
    return tuple(path for path in known if path.parent != place and path.exists())
