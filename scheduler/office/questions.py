"""The questions that ``whatif`` is asked: ids found as people type them, edit files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from scheduler.advice.edits import (
    Edit,
    SeatsChanged,
    StudentAway,
    StudentGone,
    Unlocked,
    WardClosed,
    hospital_closed,
)
from scheduler.domain.applied import applied
from scheduler.domain.instance import Instance
from scheduler.errors import FileError, InstanceError, Problem
from scheduler.files.cells import read_date
from scheduler.files.schedules import ids_of
from scheduler.files.spelling import Index, UnreadableError

KINDS: Mapping[str, tuple[str, ...]] = {
    "ward_closed": ("ward", "from", "to"),
    "hospital_closed": ("hospital", "from", "to"),
    "seats": ("ward", "change"),
    "student_away": ("student", "from", "to"),
    "student_gone": ("student",),
    "unlocked": ("student", "rotation"),
}
"""What an edit file may hold, and what each entry needs; ``seats`` may have dates."""

MOST_SEATS = 999

Entry = tuple[str, Mapping[str, Any]]
"""A kind of change, and the facts that it needs."""


class Questions:
    """Edits read from the command line or from a file, with ids as people type them."""

    def __init__(self, given: Instance, file: str) -> None:
        self._given, self._file = given, file
        self._ids = ids_of(applied(given))
        self._problems: list[Problem] = []

    def read(self, entries: Iterator[Entry]) -> tuple[Edit, ...]:
        """Return the edits; raises InstanceError with all that can't be understood."""
        found = [edit for kind, facts in entries for edit in self._edits(kind, facts)]
        if self._problems:
            raise InstanceError(tuple(self._problems))
        return tuple(found)

    def _edits(self, kind: str, facts: Mapping[str, Any]) -> tuple[Edit, ...]:
        if not self._is_whole(kind, facts):
            return ()
        before = len(self._problems)
        span = [self._day(kind, facts, end) for end in ("from", "to")]
        ids = {
            name: self._id(kind, facts, name, table)
            for name, table in (
                ("ward", "wards"),
                ("hospital", "hospitals"),
                ("student", "students"),
                ("rotation", "rotations"),
            )
        }
        change = self._change(kind, facts)
        first, last = span
        if (first is None) != (last is None):
            self._fault(kind, "from", "", "stands without the other day", "Give both")
        elif first and last and last < first:
            self._fault(kind, "to", f"{last}", "is before the first day", "Mend it")
        if len(self._problems) > before:
            return ()
        return _made(self._given, kind, ids, change, (first, last))

    def _is_whole(self, kind: str, facts: Mapping[str, Any]) -> bool:
        if kind not in KINDS:
            remedy = f"Known are: {', '.join(KINDS)}"
            self._fault(kind, "", "", "is no change that can be asked about", remedy)
            return False
        allowed = {*KINDS[kind], *(("from", "to") if kind == "seats" else ())}
        wrong = [name for name in KINDS[kind] if name not in facts]
        for name in wrong:
            self._fault(kind, name, "", "is missing", f"Write {name} = ...")
        for name in facts:
            if name not in allowed:
                remedy = f"Known are: {', '.join(sorted(allowed))}"
                self._fault(kind, name, "", "isn't known here", remedy)
                wrong.append(name)
        return not wrong

    def _id(self, kind: str, facts: Mapping[str, Any], name: str, table: str) -> str:
        if name not in facts:
            return ""
        index: Index = self._ids[table]
        try:
            return index.find(str(facts[name]))
        except UnreadableError as fault:
            self._fault(kind, name, str(facts[name]), fault.wrong, fault.remedy)
            return ""

    def _day(self, kind: str, facts: Mapping[str, Any], end: str) -> date | None:
        value = facts.get(end)
        if value is None or type(value) is date:
            return value
        try:
            return read_date(str(value))
        except UnreadableError as fault:
            self._fault(kind, end, str(value), fault.wrong, fault.remedy)
            return None

    def _change(self, kind: str, facts: Mapping[str, Any]) -> int:
        try:
            change = int(str(facts.get("change", 0)))
        except ValueError:
            change = MOST_SEATS + 1
        if abs(change) > MOST_SEATS:
            text = str(facts["change"])
            remedy = "Write +2 or -1, for instance"
            self._fault(kind, "change", text, "is no number of seats", remedy)
        return change

    def _fault(
        self, kind: str, column: str, value: str, wrong: str, remedy: str
    ) -> None:
        place = f"{self._file}, {kind}" if self._file else f"--{kind}".replace("_", "-")
        self._problems.append(
            Problem(place, 0, "", value, _about(column, wrong), remedy)
        )


def _about(column: str, wrong: str) -> str:
    return f"{column}: {wrong}" if column else wrong


def _made(
    given: Instance,
    kind: str,
    ids: Mapping[str, str],
    change: int,
    span: tuple[date | None, date | None],
) -> tuple[Edit, ...]:
    first, last = span
    if kind == "seats":
        return (SeatsChanged(ids["ward"], change, first, last),)
    if kind == "student_gone":
        return (StudentGone(ids["student"]),)
    if kind == "unlocked":
        return (Unlocked(ids["student"], ids["rotation"]),)
    if first is None or last is None:
        return ()
    if kind == "ward_closed":
        return (WardClosed(ids["ward"], first, last),)
    if kind == "hospital_closed":
        return hospital_closed(given, ids["hospital"], first, last)
    return (StudentAway(ids["student"], first, last),)


def file_entries(path: Path) -> Iterator[Entry]:
    """Yield (kind, facts) for each entry of an edit file; raises FileError."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        wrong = f"can't be read ({error.strerror or error})"
        raise FileError(str(path), wrong, "Check the name of the file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileError(
            str(path),
            f"isn't a readable edit file ({error})",
            'Write entries like [[ward_closed]] and, below, ward = "NIG-CAR"',
        ) from error
    for kind, entries in content.items():
        for facts in entries if isinstance(entries, list) else [entries]:
            yield kind, facts if isinstance(facts, dict) else {}
