"""Is a group of students systematically worse off than the others?

Each student's burden is the own cost for each rotation owed. Within every year of study
it is set against the mean of that year (curricula differ), except where years
themselves are compared. Then the same burdens are dealt out to the same students at
random, thousands of times: a difference that chance alone hardly ever makes is told.
With many groups one of them is always a little odd, so the chance is multiplied by
their number (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scheduler.goals.unplaced import Unplaced

if TYPE_CHECKING:
    from scheduler.advice.burdens import Burdens
    from scheduler.domain.instance import Instance
    from scheduler.terms import BoolArray, FloatArray, IntArray

SHUFFLES = 4_999
FEWEST = 5  # smaller groups say nothing
ODD = 0.05  # chance, times the groups looked at, below which a group is told
YEAR, SEAT, ZONE = "year", "seat", "zone"
PLACED = "cost of what is placed, for each rotation owed"
UNPLACED = "cost of what has no place, for each rotation owed"


@dataclass(frozen=True)
class Group:
    """A group of students beside the others, by one ``measure``.

    ``mean``: of the measure, for each rotation owed; ``more``: how much that is above
    the mean of those it is compared with (below 0: better off). ``chance``: in what
    part of random groupings it would be as high; ``None``: too few students to say.
    """

    measure: str
    kind: str
    name: str
    students: int
    mean: float
    more: float
    chance: float | None
    is_odd: bool = False


def groups(instance: Instance, burdens: Burdens) -> tuple[Group, ...]:
    """Return every year, admission list and zone, and which of them fares badly."""
    students = [instance.students[student] for student in burdens.costs]
    years = [str(student.year) for student in students]
    kinds = {
        YEAR: (years, ["" for _ in years]),
        SEAT: ([student.seat for student in students], years),
        ZONE: ([student.zone or "" for student in students], years),
    }
    return _judged(
        [
            group
            for measure, each in _measures(burdens).items()
            for kind, (names, strata) in kinds.items()
            for group in _compared(measure, kind, names, strata, each)
        ]
    )


def _measures(burdens: Burdens) -> dict[str, FloatArray]:
    """Return [students] the burdens for each rotation owed.

    What has no place is apart: one such rotation costs more than all else together, and
    would hide what the others have to bear.
    """
    owed = np.array(list(burdens.owed.values()), dtype=np.float64)
    left = np.array([costs[Unplaced.name] for costs in burdens.costs.values()])
    whole = np.array([burdens.of(student) for student in burdens.costs])
    measures = {PLACED: (whole - left) / owed}
    return {**measures, UNPLACED: left / owed} if left.any() else measures


def _compared(
    measure: str,
    kind: str,
    names: Sequence[str],
    strata: Sequence[str],
    each: FloatArray,
) -> Iterator[Group]:
    known = sorted(set(names) - {""})
    if len(known) < 2:
        return
    members = {name: np.array([n == name for n in names]) for name in known}
    more = _above_mean(each, _numbered(strata))
    chances = _chances(more, _numbered(strata), members)
    for name, inside in members.items():
        size = int(inside.sum())
        means = float(each[inside].mean()), float(more[inside].mean())
        chance = chances[name] if size >= FEWEST else None
        yield Group(measure, kind, name, size, *means, chance)


def _numbered(labels: Sequence[str]) -> IntArray:
    known = sorted(set(labels))
    return np.array([known.index(label) for label in labels], dtype=np.int64)


def _above_mean(each: FloatArray, strata: IntArray) -> FloatArray:
    """Return each burden less the mean of its stratum."""
    above = each.copy()
    for stratum in np.unique(strata):
        above[strata == stratum] -= each[strata == stratum].mean()
    return above


def _chances(
    above: FloatArray, strata: IntArray, members: Mapping[str, BoolArray]
) -> dict[str, float]:
    """Return how often shuffles within the strata make each group as badly off."""
    random = np.random.default_rng(1)  # fixed: the same schedule, the same report
    shuffled = np.empty((SHUFFLES, len(above)))
    for stratum in np.unique(strata):
        own = strata == stratum
        rows = np.broadcast_to(above[own], (SHUFFLES, int(own.sum())))
        shuffled[:, own] = random.permuted(rows, axis=1)
    chances = {}
    for name, inside in members.items():
        rounding = 1e-9
        as_bad = shuffled[:, inside].sum(axis=1) >= above[inside].sum() - rounding
        chances[name] = float((1 + as_bad.sum()) / (1 + SHUFFLES))
    return chances


def _judged(found: Sequence[Group]) -> tuple[Group, ...]:
    tested = sum(group.chance is not None for group in found)
    return tuple(
        replace(group, is_odd=True)
        if group.chance is not None and group.chance * tested < ODD
        else group
        for group in found
    )
