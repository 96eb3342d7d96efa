"""Values as people write them into cells, the other way round than ``cells``."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import date, time

_RISKY = re.compile(r"'*[=+\-@]")
_UNGUARDED = re.compile(r"'+[=+\-@]")


def as_text(value: object) -> str:
    """Return a value as Italian Excel shows it; ``None`` is blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float):
        return decimal(value)
    if isinstance(value, tuple):
        return " ".join(value)
    return str(value)


def decimal(value: float) -> str:
    """Return a number with a decimal comma, and without one if it is whole."""
    return str(int(value)) if value.is_integer() else str(value).replace(".", ",")


def guarded(text: str) -> str:
    """Keep a text that looks like a formula from being one when Excel opens a CSV.

    The apostrophe is taken away again by the reader.
    """
    return f"'{text}" if _RISKY.match(text) else text


def quoted_again(text: str) -> str:
    """Keep an apostrophe that the reader would take for the one of ``guarded``."""
    return f"'{text}" if _UNGUARDED.match(text) else text


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows as a CSV that Italian Excel opens well: BOM, ``;``, CRLF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([csv_text(value) for value in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def csv_text(value: object) -> str:
    """Return a value as the text of a cell of a CSV."""
    return guarded(value) if isinstance(value, str) else as_text(value)
