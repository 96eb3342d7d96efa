"""``instance.toml`` or the sheet ``instance`` -> entries with dotted keys.

``weights.travel``, ``semesters.1.name``: whichever way the settings were written, they
are understood in one place, see ``settings``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scheduler.files.grids import Grid, decode
from scheduler.files.spelling import UnreadableError, fold

_SECTION = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w\-.]+)\s*=""")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True)
class Entry:
    """One key and its value as text; ``row`` and ``column`` say where it stands."""

    key: str
    text: str
    row: int
    column: str


def toml_entries(data: bytes) -> list[Entry]:
    """Return the entries of ``instance.toml``; raises UnreadableError with the line."""
    text = decode(data).replace("\r\n", "\n")
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = _AT_LINE.search(str(error))
        said = _AT_LINE.sub("", str(error)).strip()
        raise UnreadableError(
            f"can't be understood here: {said}",
            'Write each line like  key = value , with texts in "quotation marks" and '
            "dates like 2026-09-28",
            int(at[1]) if at else 0,
        ) from error
    lines = _lines_of_keys(text)
    return [
        Entry(key, _toml_text(value), _line_of(key, lines), key)
        for key, value in _flat("", content)
    ]


def _flat(path: str, value: object) -> Iterator[tuple[str, object]]:
    if path == "semesters" and isinstance(value, dict):
        value = [value]  # [semesters] for [[semesters]]: there is but one
    if isinstance(value, dict) and (value or not path):
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list) and value and path == "semesters":
        for number, inner in enumerate(value, start=1):
            yield from _flat(f"{path}.{number}", inner)
    elif isinstance(value, list) and path == "gates":
        yield path, " ".join(map(str, value))
    elif value != {}:
        yield path, value


def _toml_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value)


def _lines_of_keys(text: str) -> dict[str, int]:
    """Return the line of each dotted key, as far as lines show it."""
    lines: dict[str, int] = {}
    section, count = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        if heading := _SECTION.match(line):
            listed = heading[2] == "semesters"
            count += listed
            section = heading[2] + (f".{count}." if listed else ".")
            lines.setdefault(section.rstrip("."), number)
        elif key := _KEY.match(line):
            lines.setdefault(section + key[1].strip("\"'"), number)
    return lines


def _line_of(key: str, lines: dict[str, int]) -> int:
    while key not in lines and "." in key:
        key = key.rpartition(".")[0]
    return lines.get(key, 0)


def sheet_entries(grid: Grid) -> list[Entry]:
    """Return the entries of the sheet ``instance``: keys, and values beside them."""
    entries = []
    for row in grid.rows:
        key, text = (*row.cells, "", "")[:2]
        if (fold(key), fold(text)) != ("key", "value"):
            name = re.sub(r"\s+", "_", key.strip().casefold())
            entries.append(Entry(name, text, row.number, "value"))
    return entries
