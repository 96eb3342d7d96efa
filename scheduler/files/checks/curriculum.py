"""Rotations: an order that can be kept, whole groups and halves, a ward for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from scheduler.domain.curriculum import Rotation
from scheduler.errors import Problem
from scheduler.files import tables
from scheduler.files.lines import Draft
from scheduler.files.settings import Settings
from scheduler.files.spelling import fold


def order(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse rotations that would have to be over before they begin."""
    lines = draft[tables.ROTATIONS]
    rotations = {rotation.id: rotation for rotation in lines.values}
    told: set[str] = set()
    for line in lines:
        circle = _circle(line.value.id, rotations)
        if circle and told.isdisjoint(circle):
            said = " ".join(line.value.after)
            wrong = f"goes round in a circle: {' after '.join([*circle, circle[0]])}"
            remedy = "Delete one of these from its 'after'"
            yield lines.problem(line.row, "after", said, wrong, remedy)
        told.update(circle)


def _circle(start: str, rotations: Mapping[str, Rotation]) -> tuple[str, ...]:
    """Return the shortest way from ``start`` back to itself, () if there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        here = rotations.get(way[-1])
        for before in here.after if here else ():
            if before == start:
                return way
            if before not in seen:
                seen.add(before)
                ways.append((*way, before))
    return ()


def taught(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse a rotation that no ward teaches."""
    lines, wards = draft[tables.ROTATIONS], draft[tables.WARDS]
    if not wards.complete:
        return
    offered = {rotation for ward in wards.values for rotation in ward.rotations}
    for line in lines:
        if line.value.id not in offered:
            wrong = "is taught in no ward"
            remedy = f"Name it in the column 'rotations' of a ward in {wards.file}"
            yield lines.problem(line.row, "rotation", line.value.id, wrong, remedy)


def choices(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse groups without rotations, or with fewer than must be chosen."""
    lines, rotations = draft[tables.CHOICES], draft[tables.ROTATIONS]
    if not rotations.complete:
        return
    size = Counter(rotation.choice for rotation in rotations.values)
    for line in lines:
        id_, choose = line.value.id, line.value.choose
        if not size[id_]:
            wrong = "is a group without rotations"
            remedy = f"Name it in the column 'choice' of {rotations.file}, or delete it"
            yield lines.problem(line.row, "choice", id_, wrong, remedy)
        elif choose > size[id_]:
            wrong = f"is more than the group '{id_}' has rotations: {size[id_]}"
            remedy = f"Write at most {size[id_]}, or add rotations to the group"
            yield lines.problem(line.row, "choose", choose, wrong, remedy)


def halves(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse half a rotation without the other half."""
    lines = draft[tables.ROTATIONS]
    if not lines.complete:
        return
    size = Counter(fold(r.part_of) for r in lines.values if r.part_of)
    for line in lines:
        whole = line.value.part_of
        if whole and size[fold(whole)] == 1:
            wrong = "is the only half of that name"
            remedy = "Write the same name for the other half, or clear the cell"
            yield lines.problem(line.row, "part_of", whole, wrong, remedy)


CHECKS = (order, taught, choices, halves)
