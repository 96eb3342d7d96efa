"""A ready-to-fill instance: a tiny example school, every table of it explained.

It reads without problems as it is, so that an office can replace line after line. All
ids begin with EX, so that an example line left behind by mistake is told as unknown.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import fill

from scheduler.domain.instance import Instance
from scheduler.errors import FileError
from scheduler.files.atomic import write_file
from scheduler.files.cells import Text
from scheduler.files.example import example_school
from scheduler.files.layout import Column, Table
from scheduler.files.settings import KEYS, OPTIONAL, SECTIONS, SEMESTER_KEYS
from scheduler.files.sources import (
    READ_ME_SHEET,
    SETTINGS_FILE,
    TABLE_OF,
    is_folder,
    visible_files,
)
from scheduler.files.spelling import fold_heading
from scheduler.files.tables import TABLES
from scheduler.files.texts import csv_bytes
from scheduler.files.workbook import Sheet, instance_sheets, workbook_bytes
from scheduler.files.writing import settings_toml, table_rows

READ_ME_FILE = "READ ME.txt"
OTHER_NAME = "Give another name, or move what is there"
MARK = "# EXAMPLE lines follow: replace them (lines that begin with # are passed over)"


def write_template(
    folder: Path,
    *,
    weights: Mapping[str, int] | None = None,
    settings: Mapping[str, int] | None = None,
) -> None:
    """Write a ready-to-fill folder of tables with ``instance.toml`` and a READ ME.

    ``weights`` and ``settings`` are shown as a start. Raises FileError, also where an
    instance lies already: nothing is overwritten.
    """
    if is_folder(folder) and any(_belongs(path) for path in visible_files(folder)):
        raise FileError(str(folder), "already holds an instance", OTHER_NAME)
    instance = example_school(weights or {}, settings or {})
    for table in TABLES:
        write_file(folder / f"{table.name}.csv", csv_bytes(_marked(table, instance)))
    toml = settings_toml(instance, explained=True)
    write_file(folder / SETTINGS_FILE, toml.encode())
    read_me = "\r\n".join(_read_me_lines())
    write_file(folder / READ_ME_FILE, read_me.encode("utf-8-sig"))


def write_template_workbook(
    path: Path,
    *,
    weights: Mapping[str, int] | None = None,
    settings: Mapping[str, int] | None = None,
) -> None:
    """Write the same as `write_template` as one workbook; the READ ME comes first."""
    if os.path.exists(path):  # noqa: PTH110 (it never raises)
        raise FileError(str(path), "is there already", OTHER_NAME)
    instance = example_school(weights or {}, settings or {})
    read_me = Sheet(READ_ME_SHEET, [[line] for line in _read_me_lines()])
    sheets = [_with_mark(s) for s in instance_sheets(instance, all_tables=True)]
    write_file(path, workbook_bytes([read_me, *sheets]))


def _belongs(path: Path) -> bool:
    return path.name == SETTINGS_FILE or (
        path.suffix.casefold() == ".csv" and fold_heading(path.stem) in TABLE_OF
    )


def _marked(table: Table[object], instance: Instance) -> list[list[object]]:
    heading, *lines = table_rows(table, instance)
    return [heading, [MARK], *lines]


def _with_mark(sheet: Sheet) -> Sheet:
    heading, *lines = sheet.rows
    return Sheet(sheet.title, [heading, [MARK], *lines], sheet.cells)


# -- read me ---------------------------------------------------------------------------


def _read_me_lines() -> Iterator[str]:
    yield "HOW TO FILL THIS INSTANCE"
    yield ""
    yield from _paragraph(
        "Every table holds example lines, whose ids begin with EX. Replace them with "
        "your own and delete the rest. Tables that are marked as optional may be left "
        "with their heading alone, or deleted. Lines that begin with # are notes. "
        "Columns may stand in any order; upper case and accents don't matter. "
        "Columns with a star must be filled."
    )
    yield from _settings_lines()
    for table in TABLES:
        yield ""
        yield f"TABLE {table.name}{'' if table.required else ' (optional)'}"
        yield from _paragraph(table.help)
        for column in table.columns:
            yield from _paragraph(_column_line(column), "    ")


def _settings_lines() -> Iterator[str]:
    yield ""
    yield "SETTINGS: instance.toml, or the sheet instance"
    for key, help_ in KEYS.items():
        yield from _paragraph(f"{key}*: {help_}", "    ")
    for key, help_ in OPTIONAL.items():
        yield from _paragraph(f"{key}: {help_}", "    ")
    for key, help_ in SEMESTER_KEYS.items():
        yield from _paragraph(f"semesters {key}: {help_}", "    ")
    for key, help_ in SECTIONS.items():
        yield from _paragraph(f"{key}: {help_}", "    ")


def _column_line(column: Column) -> str:
    star = "*" if column.required else ""
    what = "" if isinstance(column.cell, Text) else f" Write {column.cell.says}."
    return f"{column.name}{star}: {column.help}{what}"


def _paragraph(text: str, indent: str = "") -> list[str]:
    more = indent + ("    " if indent else "")
    return fill(text, 88, initial_indent=indent, subsequent_indent=more).split("\n")
