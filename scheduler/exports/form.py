"""A form to be printed, filled in and signed: lines of cells under each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from io import BytesIO

from scheduler.exports.edition import Edition
from scheduler.exports.sheets import (
    Cell,
    day_and_time,
    new_workbook,
    set_up_page,
    write_row,
)

TO_FILL = "to be filled in"
SIGNATURE_HEIGHT = 36  # points


class Style(Enum):
    """What a line of a form looks like."""

    PLAIN = "plain"
    TITLE = "title"
    PART = "part"
    HEADING = "heading"
    SIGNATURE = "signature"


LOOKS = {
    Style.TITLE: {"bold": True, "font_size": 16},
    Style.PART: {"bold": True, "font_size": 12},
    Style.HEADING: {"bold": True, "bottom": 1},
    Style.SIGNATURE: {"bottom": 1},
}


@dataclass(frozen=True)
class Line:
    """One line of a form."""

    cells: tuple[Cell, ...] = ()
    style: Style = Style.PLAIN


def part(title: str) -> Iterator[Line]:
    """Yield the heading of a part, after a blank line."""
    yield Line()
    yield Line((title,), Style.PART)


def facts(*pairs: tuple[str, Cell | None]) -> Iterator[Line]:
    """Yield a line a fact; one that isn't known (``None``, "") is blank and marked."""
    for name, value in pairs:
        if value is None or value == "":
            yield Line((name, "", TO_FILL))
        else:
            yield Line((name, value))


def form_xlsx(lines: Sequence[Line], heading: str, edition: Edition) -> bytes:
    """Return a workbook with one sheet to print; ``heading`` is on every page."""
    data = BytesIO()
    with new_workbook(data, edition) as workbook:
        formats = day_and_time(workbook)
        looks = {style: workbook.add_format(look) for style, look in LOOKS.items()}
        sheet = workbook.add_worksheet("Agreement")
        for number, line in enumerate(lines):
            if line.style == Style.PLAIN:
                write_row(sheet, number, line.cells, formats)
            else:
                sheet.write_row(number, 0, line.cells, looks[line.style])
        set_up_page(sheet, heading)
        for number, line in enumerate(lines):
            if line.style == Style.SIGNATURE:
                sheet.set_row(number, SIGNATURE_HEIGHT)
    return data.getvalue()
