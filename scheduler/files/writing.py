"""An Instance -> a folder of CSV tables that reads back equal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from scheduler.domain.clearances import SWITCHABLE
from scheduler.domain.instance import Instance
from scheduler.domain.settings import SETTINGS
from scheduler.files.atomic import write_file
from scheduler.files.layout import Table
from scheduler.files.settings import KEYS, OPTIONAL, SECTIONS, SEMESTER_KEYS
from scheduler.files.sources import SETTINGS_FILE
from scheduler.files.tables import TABLES
from scheduler.files.texts import csv_bytes

EXPLAINED = {**KEYS, **OPTIONAL, **SEMESTER_KEYS, **SETTINGS}
SettingValue = str | int | date | tuple[str, ...]
_BARE_KEY = re.compile(r"[A-Za-z0-9_\-]+")


def write_instance(
    instance: Instance, folder: Path, *, all_tables: bool = False
) -> None:
    """Write the tables of ``instance`` and ``instance.toml`` into ``folder``.

    Optional tables without lines are left out unless ``all_tables`` asks for them, or
    an older file of theirs would be read instead. Frozen placements aren't part of the
    tables. Raises FileError.
    """
    for table in TABLES:
        rows = table_rows(table, instance)
        path = folder / f"{table.name}.csv"
        if len(rows) > 1 or table.required or all_tables or path.exists():
            write_file(path, csv_bytes(rows))
    write_file(folder / SETTINGS_FILE, settings_toml(instance).encode())


def table_rows(table: Table[object], instance: Instance) -> list[list[object]]:
    """Return the heading and the lines of a table, as values."""
    heading: list[object] = [column.name for column in table.columns]
    lines = ([c.of(line) for c in table.columns] for line in table.lines(instance))
    return [heading, *lines]


def setting_pairs(instance: Instance) -> Iterable[tuple[str, SettingValue]]:
    """Return the settings as (dotted key, value)."""
    calendar = instance.calendar
    yield "title", instance.title
    yield "first_week", calendar.first_week
    yield "last_week", calendar.last_week
    yield from _gate_pairs(instance)
    if calendar.region or not calendar.holidays:
        yield "holidays", calendar.region
    for day, name in calendar.holidays.items() if not calendar.region else ():
        yield f"holidays.{day}", name
    for number, semester in enumerate(calendar.semesters, start=1):
        yield f"semesters.{number}.name", semester.name
        yield f"semesters.{number}.first", semester.first
        yield f"semesters.{number}.last", semester.last
    if instance.desk_contact:
        yield "desk.contact", instance.desk_contact
    if instance.swaps_until:
        yield "swaps.until", instance.swaps_until
    for section, numbers in _sections(instance).items():
        for name, number in numbers.items():
            yield f"{section}.{name}", number


def _gate_pairs(instance: Instance) -> Iterable[tuple[str, SettingValue]]:
    """Return the settings about gates, as far as they aren't the usual ones."""
    if instance.gates:
        yield "gates", tuple(name for name in SWITCHABLE if name in instance.gates)
    if instance.italian != Instance.italian:
        yield "italian", instance.italian
    if instance.italian_visitors != Instance.italian_visitors:
        yield "italian_visitors", instance.italian_visitors


def _sections(instance: Instance) -> Mapping[str, Mapping[str, int]]:
    return {"weights": instance.weights, "settings": instance.settings}


def settings_toml(instance: Instance, *, explained: bool = False) -> str:
    """Return the text of ``instance.toml``, with a comment on each key if asked."""
    lines, section = [], ""
    for key, value in setting_pairs(instance):
        path, _, name = key.rpartition(".")
        head, _, number = path.partition(".")
        if path != section:
            comment = [f"# {SECTIONS[head]}"] if explained and head in SECTIONS else []
            lines += ["", *comment, f"[[{head}]]" if number else f"[{head}]"]
            section = path
        if explained and name in EXPLAINED:
            lines.append(f"# {EXPLAINED[name]}")
        lines.append(f"{_toml_key(name)} = {_toml_value(value)}")
    return "\n".join(lines) + "\n"


def _toml_key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _toml_value(name)


def _toml_value(value: SettingValue) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml_value, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)
