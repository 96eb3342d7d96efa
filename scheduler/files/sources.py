"""Where an instance lies: a folder of tables or a workbook, found and opened."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.errors import FileError, InstanceError, Problem
from scheduler.files.grids import Grid, csv_grid, workbook_grids
from scheduler.files.spelling import UnreadableError, did_you_mean, fold_heading
from scheduler.files.tables import TABLES

SETTINGS_FILE = "instance.toml"
SETTINGS_SHEET = "instance"
READ_ME_SHEET = "read me"
TABLE_OF = {fold_heading(table.name): table.name for table in TABLES}
REQUIRED = {table.name for table in TABLES if table.required}
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods", ".txt", ".tsv")


@dataclass
class Source:
    """What was found: a grid for each table, and the problems of the files themselves.

    ``damaged`` names tables whose file is there but can't be read. One of ``toml`` and
    ``sheet`` holds the settings, if they were found at all.
    """

    name: str
    grids: dict[str, Grid] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    damaged: set[str] = field(default_factory=set)
    toml: bytes | None = None
    sheet: Grid | None = None
    is_folder: bool = True

    def take(self, table: str, grid: Grid) -> None:
        """Keep the grid of a table; an empty one is as good as none if it may lack."""
        if grid.rows or table in REQUIRED:
            self.grids[table] = grid

    def file_of(self, table: str) -> str:
        """Return how messages name the file of ``table``, be it there or not."""
        if table in self.grids:
            return self.grids[table].file
        return f"{table}.csv" if self.is_folder else f"{self.name}, sheet '{table}'"

    @property
    def settings_file(self) -> str:
        """How messages name the place of the settings."""
        if self.is_folder:
            return SETTINGS_FILE
        return f"{self.name}, sheet '{SETTINGS_SHEET}'"


def open_source(path: Path) -> Source:
    """Read all bytes of the instance at ``path``; raises FileError."""
    return _open_folder(path) if is_folder(path) else _open_workbook(path)


def is_folder(path: Path) -> bool:
    """Tell whether ``path`` is a folder, without failing over names too long."""
    return os.path.isdir(path)  # noqa: PTH112


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file; raises FileError with a remedy."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        remedy = _look_alike(path)
        raise FileError(str(path), "doesn't exist", remedy) from error
    except PermissionError as error:
        wrong = "is open in another program, or may not be read"
        raise FileError(str(path), wrong, "Close it and run again") from error
    except OSError as error:
        wrong = f"can't be read ({error.strerror or error})"
        raise FileError(str(path), wrong, "Check the name and the disk") from error


def sheets_of(path: Path) -> dict[str, Grid]:
    """Return the grids of a file by sheet, be it a CSV (one, "") or an .xlsx workbook.

    Raises FileError; InstanceError where one row keeps the file from being read.
    """
    data = read_bytes(path)
    try:
        if path.suffix.casefold() not in (".xlsx", ".xlsm"):
            return {"": csv_grid(path.name, data)}
        return workbook_grids(path.name, data)
    except UnreadableError as fault:
        if not fault.row:
            raise FileError(str(path), fault.wrong, fault.remedy) from fault
        problem = Problem(path.name, fault.row, "", "", fault.wrong, fault.remedy)
        raise InstanceError((problem,)) from fault


def _look_alike(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return f"The folder '{path.parent}' can't be opened either; check the name"
    return f"Check the name. {did_you_mean(path.name, names)}"


# -- folders ---------------------------------------------------------------------------


def _open_folder(folder: Path) -> Source:
    source = Source(folder.name)
    for path in visible_files(folder):
        table = TABLE_OF.get(fold_heading(path.stem))
        if path.name.casefold() == SETTINGS_FILE:
            source.toml = read_bytes(path)
        elif path.suffix.casefold() == ".csv":
            _take_csv(source, path, table)
        elif table and path.suffix.casefold() in SPREADSHEETS:
            wrong = "is a table, but not saved as CSV, so it would be overlooked"
            remedy = f"Save it as '{table}.csv' in Excel, and delete or move this file"
            source.problems.append(Problem(path.name, 0, "", "", wrong, remedy))
    return source


def visible_files(folder: Path) -> list[Path]:
    """Return the files of a folder without hidden ones and those of open programs."""
    try:
        entries = sorted(folder.iterdir())
        return [
            entry
            for entry in entries
            if not entry.name.startswith((".", "~$")) and entry.is_file()
        ]
    except OSError as error:
        wrong = f"can't be opened ({error.strerror or error})"
        raise FileError(str(folder), wrong, "Check the name of the folder") from error


def _take_csv(source: Source, path: Path, table: str | None) -> None:
    if table is None:
        wrong = "is not a table of an instance"
        remedy = f"{_rename(path.stem)} Rename the file, or move it to another folder"
        source.problems.append(Problem(path.name, 0, "", "", wrong, remedy))
    elif table in source.grids or table in source.damaged:
        wrong = f"is the table {table} for the second time"
        remedy = "Keep one of the two files in the folder"
        source.problems.append(Problem(path.name, 0, "", "", wrong, remedy))
    else:
        _take_bytes(source, table, path)


def _rename(stem: str) -> str:
    remedy = did_you_mean(stem, [table.name for table in TABLES])
    return remedy if remedy.endswith("?") else f"{remedy}."


def _take_bytes(source: Source, table: str, path: Path) -> None:
    try:
        source.take(table, csv_grid(path.name, read_bytes(path)))
    except UnreadableError as fault:
        source.damaged.add(table)
        source.problems.append(
            Problem(path.name, fault.row, "", "", fault.wrong, fault.remedy)
        )


# -- workbooks -------------------------------------------------------------------------


def _open_workbook(path: Path) -> Source:
    data = read_bytes(path)
    if path.suffix.casefold() not in (".xlsx", ".xlsm"):
        wrong = "is neither a folder of tables nor an .xlsx workbook"
        raise FileError(str(path), wrong, "Give the folder, or save as .xlsx in Excel")
    try:
        grids = workbook_grids(path.name, data)
    except UnreadableError as fault:
        raise FileError(str(path), fault.wrong, fault.remedy) from fault
    source = Source(path.name, is_folder=False)
    for title, grid in grids.items():
        _take_sheet(source, title, grid)
    return source


def _take_sheet(source: Source, title: str, grid: Grid) -> None:
    table = TABLE_OF.get(fold_heading(title))
    if fold_heading(title) == SETTINGS_SHEET:
        source.sheet = grid
    elif table and table not in source.grids:
        source.take(table, grid)
    elif table:
        wrong = f"is the table {table} for the second time"
        remedy = "Keep one of the two sheets"
        source.problems.append(Problem(grid.file, 0, "", "", wrong, remedy))
    elif grid.rows and fold_heading(title) != fold_heading(READ_ME_SHEET):
        wrong = "is not a table of an instance"
        remedy = f"{_rename(title)} Rename the sheet, or delete it"
        source.problems.append(Problem(grid.file, 0, "", "", wrong, remedy))


# -- fingerprints ----------------------------------------------------------------------


def instance_hash(path: Path) -> str:
    """Return the SHA-256, in hex, of the names and bytes of an instance's files.

    For a folder: its tables and ``instance.toml``, in order of name; other files don't
    count. Raises FileError.
    """
    digest = hashlib.sha256()
    for file in _input_files(path):
        data = read_bytes(file)
        digest.update(f"{file.name}\n{len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def _input_files(path: Path) -> Iterable[Path]:
    if not is_folder(path):
        return [path]
    return [
        file
        for file in visible_files(path)
        if file.name.casefold() == SETTINGS_FILE
        or (file.suffix.casefold() == ".csv" and fold_heading(file.stem) in TABLE_OF)
    ]
