"""What a schedule costs each student, which choices they got, and who bears most.

The *own cost* is what a student's placements cost, whoever else comes. The *burden* is
what of it the student could be spared, as `scheduler.solver.ideal` says; the worst-off
are told by it, and it is what the solver lowers for them in the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.domain.people import asked_for
from scheduler.goals import own_costs
from scheduler.goals.spans import spans

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Placement, Schedule

TAIL_SIZE = 5  # the worst-off students, of whom reports speak


class Choice(StrEnum):
    """Which of a student's choices a place is."""

    FIRST = "1st choice"
    SECOND = "2nd choice"
    THIRD = "3rd choice"
    LOWER = "lower, or not on the list"
    NO_WISH = "no wish about it"


@dataclass(frozen=True)
class Burdens:
    """What a schedule costs each student, by student and goal: ``costs``.

    ``owed``: how many rotations each has to do. Students who owe nothing, and visitors,
    don't take part. Luck of earlier semesters is left out: a burden is what it is.
    """

    costs: Mapping[str, Mapping[str, int]]
    owed: Mapping[str, int]

    def of(self, student: str) -> int:
        """Return a student's own cost."""
        return sum(self.costs[student].values())

    @property
    def totals(self) -> dict[str, int]:
        """The own cost of each student."""
        return {student: self.of(student) for student in self.costs}


@dataclass(frozen=True)
class Tail:
    """The worst-off of the students whose burdens are ``borne``, and how they fare."""

    borne: Mapping[str, int]

    @property
    def worst(self) -> tuple[str, ...]:
        """The worst-off students, worst first, five at most."""
        return tuple(sorted(self.borne, key=lambda s: (-self.borne[s], s))[:TAIL_SIZE])

    @property
    def highest(self) -> tuple[int, ...]:
        """What they bear."""
        return tuple(self.borne[student] for student in self.worst)

    @property
    def maximum(self) -> int:
        """The highest burden."""
        return max(self.borne.values(), default=0)

    @property
    def share(self) -> float:
        """The part of all burdens that the worst-off bear, 0 to 1."""
        whole = sum(self.borne.values())
        return sum(self.highest) / whole if whole else 0.0

    @property
    def gini(self) -> float:
        """How unevenly burdens are spread, see `gini`."""
        return gini(self.borne.values())


def burdens(instance: Instance, schedule: Schedule) -> Burdens:
    """Return what a schedule costs each of the school's own students."""
    even = replace(instance, ledger=())
    owed = {
        student.id: sum(count for _, count in even.duties_of(student.id))
        for student in even.students.values()
        if not student.visitor
    }
    taking_part = {student: count for student, count in owed.items() if count}
    costs = {student: own_costs(even, schedule, student) for student in taking_part}
    return Burdens(costs, taking_part)


def gini(values: Iterable[int]) -> float:
    """Return the Gini coefficient: 0, all bear the same; towards 1, one bears all."""
    ordered = sorted(values)
    whole = sum(ordered)
    if not whole:
        return 0.0
    count = len(ordered)
    weighted = sum(place * value for place, value in enumerate(ordered, start=1))
    return (2 * weighted - (count + 1) * whole) / (count * whole)


def choices(instance: Instance, schedule: Schedule) -> Counter[Choice]:
    """Return how many places are which choice of the school's own students."""
    return Counter(
        _choice(instance, span.placement)
        for span in spans(instance, schedule.placements)
        if not instance.students[span.placement.student].visitor
        and span.placement.rotation in instance.wards[span.placement.ward].rotations
    )


def _choice(instance: Instance, placement: Placement) -> Choice:
    given = (placement.student, placement.rotation, placement.ward, placement.first)
    rank = instance.place_rank(*given)
    if rank is None:
        return Choice.NO_WISH
    ranked = {1: Choice.FIRST, 2: Choice.SECOND, 3: Choice.THIRD}
    listed = _is_listed(instance, placement)
    return ranked.get(rank, Choice.LOWER) if listed else Choice.LOWER


def _is_listed(instance: Instance, placement: Placement) -> bool:
    """Tell whether some line of the student's wishes is about this place."""
    wishes = [w for w in instance.wishes_of(placement.student) if not w.is_about_time]
    hospital = instance.wards[placement.ward].hospital
    where = (placement.rotation, hospital, placement.ward, placement.first)
    return any(w.matches(*where) for w in asked_for(wishes, placement.rotation))


def share(counts: Mapping[Choice, int], choice: Choice) -> float:
    """Return the part of the places with a wish that are ``choice``, 0 to 1."""
    wished = sum(n for kind, n in counts.items() if kind != Choice.NO_WISH)
    return counts.get(choice, 0) / wished if wished else 0.0
