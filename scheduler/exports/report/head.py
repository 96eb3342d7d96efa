"""The head of the report: counts, and what the plan costs, as its summary says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.instance import Instance
from scheduler.domain.places import HospitalKind
from scheduler.domain.schedule import Schedule

UNPLACED = "unplaced"  # the goal whose cost is also left out of the sum


@dataclass(frozen=True)
class Goal:
    """What one goal adds to the cost; without a weight the cost isn't known."""

    name: str
    what: str
    units: int
    weight: int | None

    @property
    def cost(self) -> int | None:
        """Units x weight."""
        return None if self.weight is None else self.units * self.weight


@dataclass(frozen=True)
class Cost:
    """A cost with its bound and gap (a share of the cost), where they are known."""

    label: str
    value: int
    bound: int | None = None
    gap: float | None = None


@dataclass(frozen=True)
class Head:
    """Everything that the report says before its first table.

    ``fewest``: so many rotations are proven to stay without a place in any plan;
    ``fewest_proven``: and this one leaves out no more than can't be helped.
    """

    counts: tuple[tuple[str, str], ...]
    costs: tuple[Cost, ...]
    goals: tuple[Goal, ...]
    violations: tuple[str, ...]
    waived: tuple[str, ...]
    proven: bool
    fewest_proven: bool
    fewest: int
    worst_off: str
    origin: tuple[tuple[str, str], ...]

    @property
    def is_bounded(self) -> bool:
        """Whether a bound or gap is known of any cost."""
        return any((c.bound, c.gap) != (None, None) for c in self.costs)

    @property
    def dearest(self) -> int:
        """The highest cost of a goal, at least 1."""
        return max([1, *(goal.cost or 0 for goal in self.goals)])


def head(instance: Instance, schedule: Schedule, summary: Mapping[str, object]) -> Head:
    """Return the head; figures that the summary hasn't are left out."""
    goals = _goals(summary)
    return Head(
        _counts(instance, schedule),
        _costs(summary, goals),
        goals,
        tuple(map(str, _list(summary, "violations"))),
        tuple(map(str, _list(summary, "waived"))),
        summary.get("proven_optimal") is True,
        summary.get("fewest_unplaced_proven") is True,
        _whole(summary, "fewest_unplaced") or 0,
        _worst_off(summary),
        _origin(summary),
    )


def _counts(instance: Instance, schedule: Schedule) -> tuple[tuple[str, str], ...]:
    visitors = sum(student.visitor for student in instance.students.values())
    missing = instance.missing(schedule)
    owed = sum(
        count
        for student in instance.students
        for _, count in instance.duties_of(student)
    )
    sites = instance.hospitals.values()
    hospitals = sum(site.kind == HospitalKind.HOSPITAL for site in sites)
    counts = (
        ("rotations owed", owed),
        ("placed", len(schedule.placements)),
        ("not placed", missing),
        ("students", len(instance.students) - visitors),
        ("visitors", visitors),
        ("hospitals", hospitals),
        ("practices", len(instance.hospitals) - hospitals),
        ("wards", len(instance.wards)),
        ("weeks", len(instance.calendar.weeks)),
    )
    optional = ("visitors", "practices")
    return tuple(
        (label, f"{number:,}")
        for label, number in counts
        if number or label not in optional
    )


def _goals(summary: Mapping[str, object]) -> tuple[Goal, ...]:
    goals = summary.get("goals")
    if not isinstance(goals, Mapping):
        return ()
    found = [
        Goal(
            str(name),
            str(figures.get("what", "")),
            _whole(figures, "units") or 0,
            _whole(figures, "weight"),
        )
        for name, figures in goals.items()
        if isinstance(figures, Mapping)
    ]
    return tuple(sorted(found, key=lambda goal: (-(goal.cost or 0), goal.name)))


def _costs(summary: Mapping[str, object], goals: tuple[Goal, ...]) -> tuple[Cost, ...]:
    """Return the cost, and the cost of all but what is unplaced.

    Of the second, bound and gap are known where the summary has them, under
    ``without_unplaced`` like {objective, bound, gap}.
    """
    value = _whole(summary, "objective")
    if value is None:
        return ()
    bound, gap = _whole(summary, "bound"), _share(summary, "gap")
    costs = [Cost("Cost", value, bound, gap)]
    given = summary.get("without_unplaced")
    lost = sum(goal.cost or 0 for goal in goals if goal.name == UNPLACED)
    if isinstance(given, Mapping) and (rest := _whole(given, "objective")) is not None:
        costs.append(_placed(rest, _whole(given, "bound"), _share(given, "gap")))
    elif lost:
        costs.append(_placed(value - lost, None, None))
    return tuple(costs)


def _placed(value: int, bound: int | None, gap: float | None) -> Cost:
    return Cost("Cost of what is placed", value, bound, gap)


def _worst_off(summary: Mapping[str, object]) -> str:
    """Return what was done for the worst-off, in a sentence."""
    figures = summary.get("worst_off")
    return str(figures.get("what", "")) if isinstance(figures, Mapping) else ""


def _origin(summary: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return where the schedule comes from; no clock, so that the bytes stay alike."""
    shown = (
        ("seed", "Seed"),
        ("inputs_sha256", "Hash of the tables"),
        ("version", "Program version"),
    )
    known = [(label, str(summary[key])) for key, label in shown if key in summary]
    published = summary.get("publication")
    if isinstance(published, Mapping):
        said = f"{published.get('number')}, signed by {published.get('by')}"
        known.insert(0, ("Publication", said))
    return tuple(known)


# -- careful reading ---------------------------------------------------------------


def _whole(figures: Mapping[str, object], key: str) -> int | None:
    value = figures.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(value)
    return None


def _share(figures: Mapping[str, object], key: str) -> float | None:
    value = figures.get(key)
    return float(value) if isinstance(value, int | float) else None


def _list(figures: Mapping[str, object], key: str) -> list[object]:
    value = figures.get(key)
    return list(value) if isinstance(value, list | tuple) else []
