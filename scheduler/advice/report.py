"""A report as lines under headings, the same on the screen and in a file for Excel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class Part(float):
    """A part of a whole, 0 to 1: a number in Excel, a percentage on the screen."""


Figure = int | float | str


@dataclass(frozen=True)
class Line:
    """One line: what it is about, a figure for each schedule, and a remark."""

    section: str
    what: str
    figures: tuple[Figure, ...]
    remark: str = ""


def rows(lines: Iterable[Line], names: tuple[str, ...]) -> list[list[object]]:
    """Return the lines as rows under a heading; ``names``: those of the schedules."""
    heading: list[object] = ["about", "what", *names, "remark"]
    return [heading, *map(_row, lines)]


def _row(line: Line) -> list[object]:
    return [line.section, line.what, *line.figures, line.remark]


def said(figure: Figure) -> str:
    """Return a figure as the screen shows it."""
    return f"{100 * figure:.1f} %" if isinstance(figure, Part) else str(figure)


def part(number: float) -> Part:
    """Return a part of a whole without digits that mean nothing."""
    return Part(round(number, 4))
