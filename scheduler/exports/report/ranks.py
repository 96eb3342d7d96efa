"""Which choices the students received, and who came off worst."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.domain.schedule import Placement, Schedule
from scheduler.exports.choices import Choice, Choices
from scheduler.exports.occupancy import weeks_of
from scheduler.exports.said import said_rank

TAIL = 20  # so many of the worst-off are listed
UNMET = "none of the choices"


@dataclass(frozen=True)
class Share:
    """How many placements were a choice; ``tint`` is 0 for the best of ``tints``."""

    label: str
    count: int
    percent: float
    tint: int


@dataclass(frozen=True)
class Ranks:
    """The choices received by one year of study, or by all."""

    heading: str
    shares: tuple[Share, ...]
    no_wish: int

    @property
    def wished(self) -> int:
        """How many placements there was a wish for."""
        return sum(share.count for share in self.shares)


@dataclass(frozen=True)
class Fate:
    """How one student came off: rotations missing, steps away from first choices."""

    student: Student
    missing: int
    steps: int
    received: str
    weeks_far: int
    longest: int | None


def ranks(instance: Instance, schedule: Schedule) -> tuple[Ranks, ...]:
    """Return the choices of place by year of study, and of all at the end.

    Ranks are counted among the wards that teach the rotation.
    """
    choices = Choices(instance, schedule)
    received = [
        (instance.students[placement.student], choices.place(placement))
        for placement in schedule.placements
    ]
    met = {choice.rank for _, choice in received if choice.rank and choice.met}
    labels = [*(said_rank(rank, "en") for rank in sorted(met)), UNMET]
    years = sorted({s.year for s, _ in received}, key=lambda year: (not year, year))
    rows = [
        (
            f"Year {year}" if year else "Visitors",
            [c for s, c in received if s.year == year],
        )
        for year in years
    ]
    rows += [("All", [choice for _, choice in received])] if len(years) > 1 else []
    return tuple(_ranks(heading, own, labels) for heading, own in rows)


def _label(choice: Choice) -> str:
    return said_rank(choice.rank, "en") if choice.rank and choice.met else UNMET


def _ranks(heading: str, received: Iterable[Choice], labels: list[str]) -> Ranks:
    own = list(received)
    counts = Counter(_label(choice) for choice in own if choice.rank is not None)
    total = sum(counts.values())
    shares = tuple(
        Share(
            label,
            counts[label],
            round(100 * counts[label] / total, 1) if total else 0.0,
            tint if label != UNMET else 9,
        )
        for tint, label in enumerate(labels)
    )
    return Ranks(heading, shares, len(own) - total)


# -- the tail ----------------------------------------------------------------------


def tail(instance: Instance, schedule: Schedule) -> tuple[Fate, ...]:
    """Return the worst-off students, the worst first.

    What isn't placed comes first, then steps away from first choices (the same convex
    sum as the goal about preferences has: second 1, third 3, fourth 6), then the
    weeks with a long way.
    """
    choices = Choices(instance, schedule)
    missing: Counter[str] = Counter()
    for members, count in instance.unplaced(schedule):
        missing[members[0].student] += count
    fates = [
        _fate(instance, student, schedule.of_student(student.id), choices, missing)
        for student in instance.students.values()
    ]
    bad = [fate for fate in fates if fate.missing or fate.steps]
    return tuple(sorted(bad, key=_burden)[:TAIL])


def _burden(fate: Fate) -> tuple[int, int, int, str]:
    return -fate.missing, -fate.steps, -fate.weeks_far, fate.student.id


def _fate(
    instance: Instance,
    student: Student,
    own: tuple[Placement, ...],
    choices: Choices,
    missing: Counter[str],
) -> Fate:
    both = [(choices.place(p), choices.week(p)) for p in own]
    steps = sum(_convex(choice.rank) for pair in both for choice in pair)
    places = Counter(_label(place) for place, _ in both if place.rank is not None)
    received = ", ".join(
        f"{count} x {label}" for label, count in sorted(places.items())
    )
    ways = [(_minutes(instance, student, p), len(weeks_of(instance, p))) for p in own]
    known = [(minutes, weeks) for minutes, weeks in ways if minutes is not None]
    return Fate(
        student,
        missing[student.id],
        steps,
        received or "no wishes",
        sum(weeks for minutes, weeks in known if minutes > LONG_WAY),
        max((minutes for minutes, _ in known), default=None),
    )


LONG_WAY = 60
"""Minutes from home to the ward beyond which a week counts as one with a long way."""


def _convex(rank: int | None) -> int:
    return 0 if rank is None else rank * (rank - 1) // 2


def _minutes(instance: Instance, student: Student, placement: Placement) -> int | None:
    if student.zone is None:
        return None
    home = instance.zones[student.zone].point
    ward = instance.wards[placement.ward]
    return home.minutes_to(instance.hospitals[ward.hospital].point)
