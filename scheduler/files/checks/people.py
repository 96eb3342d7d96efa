"""Wishes, locks and groups: each says something, and nothing contradictory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from scheduler.domain.people import LockKind
from scheduler.errors import Problem
from scheduler.files import tables
from scheduler.files.layout import Companion, Table
from scheduler.files.lines import Draft, Line, Lines
from scheduler.files.settings import Settings
from scheduler.files.spelling import fold


class _Placed(Protocol):
    @property
    def rotation(self) -> str | None: ...
    @property
    def hospital(self) -> str | None: ...
    @property
    def ward(self) -> str | None: ...


PLACED: tuple[Table[_Placed], ...] = (tables.PREFERENCES, tables.LOCKS)


def places(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse wards that don't teach the rotation or aren't in the hospital named."""
    wards = {ward.id: ward for ward in draft[tables.WARDS].values}
    for table in PLACED:
        lines = draft[table]
        for line in lines:
            said = line.value
            ward = wards.get(said.ward) if said.ward else None
            if ward and said.rotation and said.rotation not in ward.rotations:
                wrong = f"is a ward that doesn't teach {said.rotation}"
                remedy = f"It teaches {', '.join(ward.rotations)}; choose another ward"
                yield lines.problem(line.row, "ward", ward.id, wrong, remedy)
            if ward and said.hospital and said.hospital != ward.hospital:
                wrong = f"is not the hospital of the ward {ward.id}"
                remedy = f"Write {ward.hospital}, clear the cell, or mend the ward"
                yield lines.problem(line.row, "hospital", said.hospital, wrong, remedy)


def wishes(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse a preference that names neither place nor week."""
    lines = draft[tables.PREFERENCES]
    for line in lines:
        wish = line.value
        if not (wish.hospital or wish.ward or wish.week):
            wrong = "names no hospital, no ward and no week"
            remedy = "Fill one of them, or delete the line"
            yield lines.problem(line.row, "", "", wrong, remedy)


def locks(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse locks that leave open what they are about."""
    lines = draft[tables.LOCKS]
    for line in lines:
        lock = line.value
        place = lock.hospital or lock.ward or lock.week
        if lock.kind == LockKind.MUST and lock.rotation is None:
            wrong = "is blank, and 'must' is about one rotation"
            remedy = "Write the rotation that is fixed"
            yield lines.problem(line.row, "rotation", "", wrong, remedy)
        elif not place:
            wrong = "names no hospital, no ward and no week"
            remedy = "Fill one of them; to free a student of a rotation, drop it"
            yield lines.problem(line.row, "", "", wrong, remedy)


def groups(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse groups of one, and groups whose lines don't agree."""
    lines = draft[tables.TOGETHER]
    members: dict[str, list[Line[Companion]]] = {}
    for line in lines:
        members.setdefault(fold(line.value.group), []).append(line)
    for group in members.values():
        yield from _disagreements(lines, group)
        if len(group) == 1 and lines.complete:
            wrong = "is a group of one student only"
            remedy = "Add a line for another student, or delete this one"
            name = group[0].value.group
            yield lines.problem(group[0].row, "group", name, wrong, remedy)


def _disagreements(
    lines: Lines[Companion], group: list[Line[Companion]]
) -> Iterator[Problem]:
    first = group[0]
    for line in group[1:]:
        for column in ("kind", "rotation"):
            said = getattr(line.value, column)
            other = getattr(first.value, column)
            if said != other:
                wrong = f"isn't the same as in row {first.row} of the same group"
                remedy = f"Write '{other or ''}' here too, or use another group name"
                yield lines.problem(line.row, column, said or "", wrong, remedy)


CHECKS = (places, wishes, locks, groups)
