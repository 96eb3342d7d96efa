"""By how much schedules of one instance really differ from the best of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.advice.burdens import burdens
from scheduler.advice.report import Line, part
from scheduler.domain.difference import changes, moved_students
from scheduler.goals import objective
from scheduler.goals.unplaced import Unplaced

if TYPE_CHECKING:
    from scheduler.advice.compare import Named
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Schedule

SECTION = "alternatives"


@dataclass(frozen=True)
class Contrast:
    """A schedule against the best one; shares are 0 to 1.

    ``dearer``: what it costs more, of what the best costs beyond what is unavoidable.
    ``placements`` that are otherwise, ``wards``: of these those in another ward,
    ``students`` who have at least one. ``likest``: the share of placements otherwise
    than in that of the others which it is most like; 1 where it is alone. ``worst``:
    the highest own cost of a student, apart from what isn't placed.
    """

    name: str
    cost: int
    dearer: float
    unplaced: int
    placements: float
    wards: float
    students: float
    likest: float
    worst: int


def contrasts(
    instance: Instance, given: tuple[Named, ...], unavoidable: int
) -> tuple[Contrast, ...]:
    """Set schedules against the first of them, the best one."""
    costs = [objective(instance, one.schedule) for one in given]
    beyond = max(1, costs[0] - unavoidable)
    return tuple(
        Contrast(
            name=one.name,
            cost=cost,
            dearer=(cost - costs[0]) / beyond,
            unplaced=instance.missing(one.schedule),
            placements=otherwise(given[0].schedule, one.schedule),
            wards=_in_other_wards(given[0].schedule, one.schedule),
            students=_concerned(given[0].schedule, one.schedule),
            likest=min(
                (otherwise(two.schedule, one.schedule) for two in given if two != one),
                default=1.0,
            ),
            worst=_worst(instance, one.schedule),
        )
        for one, cost in zip(given, costs, strict=True)
    )


def _worst(instance: Instance, schedule: Schedule) -> int:
    """Return the highest own cost; one left out would hide what all others bear."""
    borne = burdens(instance, schedule).costs.values()
    return max((sum(c.values()) - c[Unplaced.name] for c in borne), default=0)


def contrast_lines(
    given: tuple[Named, ...], found: tuple[Contrast, ...]
) -> Iterator[Line]:
    """Yield by how much each differs from the best, and from each of the others."""
    for what, remark, figures in (
        (
            "dearer than the best",
            "of what the best costs beyond what can't be avoided",
            [one.dearer for one in found],
        ),
        (
            "students with another placement",
            "of those with a placement",
            [one.students for one in found],
        ),
        (
            "placements in another ward",
            "of all placements",
            [one.wards for one in found],
        ),
    ):
        yield Line(SECTION, what, tuple(map(part, figures)), remark)
    for other in given:
        shares = (otherwise(other.schedule, one.schedule) for one in given)
        what = f"placements otherwise than in {other.name}"
        yield Line(SECTION, what, tuple(map(part, shares)), "another ward or week")


def otherwise(one: Schedule, other: Schedule) -> float:
    """Return the share of what either places that is elsewhere, or at another time."""
    return len(changes(one, other)) / max(1, len(_placed(one) | _placed(other)))


def _placed(schedule: Schedule) -> set[str]:
    return {placement.requirement for placement in schedule.placements}


def _in_other_wards(one: Schedule, other: Schedule) -> float:
    moved = sum(
        change.before is None
        or change.after is None
        or change.before.ward != change.after.ward
        for change in changes(one, other)
    )
    return moved / max(1, len(_placed(one) | _placed(other)))


def _concerned(one: Schedule, other: Schedule) -> float:
    students = {p.student for p in (*one.placements, *other.placements)}
    return len(moved_students(one, other)) / max(1, len(students))
