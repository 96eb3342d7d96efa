"""The public format of medical student scheduling (MSS): MiniZinc data, a .dzn file.

The problem is Akbarzadeh & Maenhout's (Computers & Operations Research 129, 2021), the
format that of Zanazzo, Ceschia, Dovier & Schaerf (Journal of Scheduling, 2024). A file
is a list of ``Name = value;``, with a number, ``[a, b]``, ``[| a, b | c, d |]`` or
``array3d(..., [a, b])`` for a value, and comments from ``%`` to the end of the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path

from scheduler.errors import FileError, InstanceError, Problem
from scheduler.files.grids import decode
from scheduler.files.sources import read_bytes
from scheduler.files.spelling import UnreadableError, did_you_mean

Numbers = tuple[int, ...]
Grid = tuple[Numbers, ...]
Cube = tuple[Grid, ...]

HEADING = ("student", "discipline", "hospital", "start")


@dataclass(frozen=True)
class Mss:
    """An MSS instance. Everything is numbered from 0 here, and from 1 in the files.

    ``duration``: periods that every placement takes. ``group_of`` [disciplines].
    ``owed`` [students][groups]: exactly so many. ``allowed`` [students][disciplines],
    ``able`` [students][hospitals][disciplines], ``present`` [students][periods]: 0, 1.
    ``least``, ``most`` [hospitals][disciplines][periods]: students at a time.
    ``before`` [disciplines][disciplines]: 1 where the second must end before the first
    starts. ``most_per_hospital``: placements of one student in one hospital.
    ``weights`` [students]: of discipline, hospital, change (<= 0), wait (<= 0).
    ``discipline_wish`` [students][disciplines], ``hospital_wish``
    [students][hospitals], ``value`` [disciplines]: points, the more the better.
    """

    name: str
    students: int
    disciplines: int
    hospitals: int
    periods: int
    duration: int
    groups: int
    most_per_hospital: int
    group_of: Numbers
    owed: Grid
    allowed: Grid
    able: Cube
    present: Grid
    least: Cube
    most: Cube
    before: Grid
    weights: Grid
    discipline_wish: Grid
    hospital_wish: Grid
    value: Numbers


@dataclass(frozen=True, order=True)
class MssPlacement:
    """A student does a discipline in a hospital from the period ``start`` on, from 0.

    The fields stand in the order that sorts a student's placements by time.
    """

    student: int
    start: int
    hospital: int
    discipline: int


@dataclass(frozen=True)
class _Item:
    """A name of the format: its axes (none: one number), and what a value may be."""

    name: str
    axes: tuple[str, ...] = ()
    low: int | None = 0
    high: int | str | None = None


FOUR = "4 weights"
_SIZES = tuple(
    _Item(name, low=1)
    for name in (
        "Students",
        "Disciplines",
        "Hospitals",
        "Duration",
        "Horizon",
        "Groups",
    )
)
_ITEMS = (
    *_SIZES,
    _Item("MaxDiscPerHosp"),
    _Item("DiscGroup", ("Disciplines",), 1, "Groups"),
    _Item("StudDiscGroup", ("Students", "Groups")),
    _Item("AllowedDisc", ("Students", "Disciplines"), 0, 1),
    _Item("Precededby", ("Disciplines", "Disciplines"), 0, 1),
    _Item("Availability", ("Students", "Horizon"), 0, 1),
    _Item("Ability", ("Students", "Hospitals", "Disciplines"), 0, 1),
    _Item("MaxPosHosp", ("Hospitals", "Disciplines", "Horizon")),
    _Item("MinPosHosp", ("Hospitals", "Disciplines", "Horizon")),
    _Item("WeightPref", ("Students", FOUR), None),
    _Item("PrefStudDisc", ("Students", "Disciplines"), None),
    _Item("PrefStudHosp", ("Students", "Hospitals"), None),
    _Item("ManPref", ("Disciplines",), None),
)
_BY_NAME = {item.name: item for item in _ITEMS}

_COMMENT = re.compile(r"%[^\n]*|/\*.*?\*/", re.DOTALL)
_WORDS = {"true": 1, "false": 0}


def read_mss(path: Path) -> Mss:
    """Read an MSS file.

    Raises InstanceError with every problem in it, and FileError where it can't be
    opened or is something else altogether.
    """
    try:
        text = decode(read_bytes(path))
    except UnreadableError as error:
        raise FileError(str(path), error.wrong, "Choose an MSS file (.dzn)") from error
    reader = _Reader(path.name)
    reader.read(text)
    if not reader.lines:
        wrong = "holds none of the names of an MSS file, as 'Students = 40;'"
        raise FileError(str(path), wrong, "Choose an MSS file (.dzn)")
    if reader.problems:
        ordered = sorted(reader.problems, key=lambda problem: problem.row)
        raise InstanceError(tuple(ordered))
    return reader.mss()


def placements_csv(placements: Iterable[MssPlacement]) -> bytes:
    """Return the bytes of a solution file: one placement a line, numbered from 1."""
    lines = [",".join(HEADING)]
    for one in sorted(placements):
        numbers = (one.student, one.discipline, one.hospital, one.start)
        lines.append(",".join(str(number + 1) for number in numbers))
    return ("\n".join(lines) + "\n").encode()


class _Reader:
    """Reads the statements one by one, and keeps every problem met on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.values: dict[str, Numbers] = {}
        self.lines: dict[str, int] = {}

    def read(self, text: str) -> None:
        """Read a whole file; what is wrong with it is in ``problems`` afterwards."""
        for line, name, value in _statements(text):
            self._take(line, name, value)
        for item in _ITEMS:
            if item.name not in self.lines:
                self._wrong(item, "", "is missing", f"Add {_shown(item)}")
        for item in _ITEMS:
            if item.name in self.values:
                self._check(item)
        if not self.problems:
            self._check_sense()

    def mss(self) -> Mss:
        """Return what was read; only without problems."""
        number, grid, cube = self._number, self._grid, self._cube
        return Mss(
            name=self.file,
            students=number("Students"),
            disciplines=number("Disciplines"),
            hospitals=number("Hospitals"),
            periods=number("Horizon"),
            duration=number("Duration"),
            groups=number("Groups"),
            most_per_hospital=number("MaxDiscPerHosp"),
            group_of=tuple(group - 1 for group in self.values["DiscGroup"]),
            owed=grid("StudDiscGroup"),
            allowed=grid("AllowedDisc"),
            able=cube("Ability"),
            present=grid("Availability"),
            least=cube("MinPosHosp"),
            most=cube("MaxPosHosp"),
            before=grid("Precededby"),
            weights=grid("WeightPref"),
            discipline_wish=grid("PrefStudDisc"),
            hospital_wish=grid("PrefStudHosp"),
            value=self.values["ManPref"],
        )

    # -- one statement -------------------------------------------------------------

    def _take(self, line: int, name: str, value: str) -> None:
        item = _BY_NAME.get(name)
        if item is None:
            remedy = f"Take it out. {did_you_mean(name, _BY_NAME)}".strip()
            wrong = "is no 'Name = value' that an MSS file has"
            self.problems.append(Problem(self.file, line, "", name[:40], wrong, remedy))
            return
        if name in self.lines:
            earlier = f"is there already, in row {self.lines[name]}"
            self._wrong(item, "", earlier, "Keep one of the two", line)
            return
        self.lines[name] = line
        fault = _brackets_fault(value)
        if fault:
            self._wrong(item, "", fault, f"Write {_shown(item)}")
            return
        tokens = _tokens(value)
        odd = next((token for token in tokens if _whole(token) is None), None)
        if odd is not None:
            self._wrong(item, odd[:40], "is no whole number", f"Write {_shown(item)}")
            return
        self.values[name] = tuple(_whole(token) or 0 for token in tokens)

    def _check(self, item: _Item) -> None:
        """Check how many numbers there are, and what they may be."""
        values = self.values[item.name]
        lengths = [self._length(axis) for axis in item.axes]
        if None in lengths:
            return  # The size itself is wrong or missing; that is said already.
        wanted = prod(length or 0 for length in lengths)
        if len(values) != wanted:
            wrong = f"has {len(values)} {_plural(len(values))}, not {wanted}"
            self._wrong(item, "", wrong, f"Write {_shown(item)}")
            return
        high = self._length(item.high) if isinstance(item.high, str) else item.high
        for value in values:
            above = high is not None and value > high
            if above or (item.low is not None and value < item.low):
                remedy = f"Write {_shown(item)}, {_limits(item.low, high)}"
                self._wrong(item, str(value), "is out of range", remedy)
                return

    def _length(self, axis: str) -> int | None:
        """Return how long an axis is, ``None`` where that isn't known."""
        if axis == FOUR:
            return 4
        value = self.values.get(axis, ())
        return value[0] if len(value) == 1 and value[0] >= 1 else None

    # -- what the numbers mean together ----------------------------------------------

    def _check_sense(self) -> None:
        if self._number("Duration") > self._number("Horizon"):
            wrong = f"is more than the Horizon, {self._number('Horizon')}"
            told = str(self._number("Duration"))
            self._wrong(_BY_NAME["Duration"], told, wrong, "Correct one of the two")
        for student, weights in enumerate(self._grid("WeightPref"), start=1):
            if max(weights[2:]) > 0:
                wrong = f"would reward student {student} for changing or waiting"
                remedy = "The third and the fourth weight are 0 or negative"
                told = str(max(weights[2:]))
                self._wrong(_BY_NAME["WeightPref"], told, wrong, remedy)
        for discipline, before in enumerate(self._grid("Precededby"), start=1):
            if before[discipline - 1]:
                wrong = f"puts discipline {discipline} before itself"
                remedy = "Write 0 on the diagonal"
                self._wrong(_BY_NAME["Precededby"], "1", wrong, remedy)

    # -- help ------------------------------------------------------------------------

    def _wrong(
        self, item: _Item, value: str, wrong: str, remedy: str, line: int = 0
    ) -> None:
        line = line or self.lines.get(item.name, 0)
        problem = Problem(self.file, line, item.name, value, wrong, remedy)
        self.problems.append(problem)

    def _number(self, name: str) -> int:
        return self.values[name][0]

    def _grid(self, name: str) -> Grid:
        width = self._length(_BY_NAME[name].axes[-1]) or 1
        return tuple(_cut(self.values[name], width))

    def _cube(self, name: str) -> Cube:
        _, middle, last = _BY_NAME[name].axes
        rows, width = self._length(middle) or 1, self._length(last) or 1
        planes = _cut(self.values[name], rows * width)
        return tuple(tuple(_cut(plane, width)) for plane in planes)


def _statements(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, name, value) for each statement; a name of nonsense for others."""
    clean = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    at = 0
    for statement in clean.split(";"):
        body = statement.lstrip()
        line = clean.count("\n", 0, at + len(statement) - len(body)) + 1
        at += len(statement) + 1
        if body:
            name, _, value = body.partition("=")
            yield line, " ".join(name.split()), value.strip()


def _brackets_fault(value: str) -> str:
    """Say what is wrong with a value's brackets and rows; "" where nothing is."""
    opened, closed = value.find("["), value.rfind("]")
    if (opened < 0) != (closed < 0) or closed < opened:
        return "has a bracket without its partner"
    rows = [row for row in value[opened + 1 : closed].split("|") if row.strip()]
    lengths = {len(_tokens(row)) for row in rows} if "|" in value else set()
    if len(lengths) > 1:
        return f"has rows of {min(lengths)} and of {max(lengths)} numbers"
    return ""


def _tokens(value: str) -> list[str]:
    """Return what stands between the brackets, or the value itself without any."""
    if "[" in value:
        value = value[value.index("[") + 1 : value.rfind("]")]
    parts = (part.strip() for part in re.split(r"[,|]", value))
    return [part for part in parts if part]


def _whole(token: str) -> int | None:
    if re.fullmatch(r"[+-]?[0-9]{1,9}", token):
        return int(token)
    return _WORDS.get(token)


def _cut(values: Numbers, length: int) -> Iterator[Numbers]:
    for start in range(0, len(values), length):
        yield values[start : start + length]


def _shown(item: _Item) -> str:
    """Say what the format wants for a name."""
    if not item.axes:
        return "one whole number"
    return "whole numbers, " + " x ".join(item.axes) + " of them"


def _limits(low: int | None, high: int | None) -> str:
    if high is not None:
        return f"from {low} to {high}"
    return f"{low} or more"


def _plural(count: int) -> str:
    return "number" if count == 1 else "numbers"
