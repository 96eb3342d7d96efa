"""What is kept of a closed year: counts in which nobody is named or numbered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from scheduler.domain.instance import Instance
from scheduler.domain.mobility import Status
from scheduler.domain.schedule import Placement, Schedule
from scheduler.exports.occupancy import occupancy
from scheduler.goals import GOALS, measure_all
from scheduler.publish.record import Publication

NO_WISH = "no wish"


def statistics(
    given: Instance, planned: Instance, published: Publication | None
) -> dict[str, object]:
    """Return the figures of a year; ``given`` still has its stays and visitors.

    ``planned`` is the instance in which they have taken effect. Of the last publication
    whose people are still known: students by ward and week, ranks received, measures.
    """
    calendar = given.calendar
    figures: dict[str, object] = {
        "title": given.title,
        "first_week": calendar.first_week,
        "last_week": calendar.last_week,
        "students_by_year": _counted(s.year for s in given.students.values()),
        "visitors": len(given.visitors),
        "stays_by_programme": _counted(
            stay.programme
            for stay in given.stays.values()
            if stay.status != Status.WITHDRAWN
        ),
        "first_choices_by_hospital": _first_choices(given),
        "duties_by_rotation": _counted(
            duty.rotation for duty in planned.requirements.values()
        ),
    }
    if published is not None:
        figures["publication"] = _of_publication(planned, published)
    return figures


def _first_choices(instance: Instance) -> dict[str, int]:
    first = [w for w in instance.wishes if w.rank == 1]
    pairs = {(w.student, w.hospital) for w in first if w.hospital}
    return _counted(hospital for _, hospital in pairs)


def _of_publication(instance: Instance, published: Publication) -> dict[str, object]:
    """Return the figures of a schedule, as far as it still fits the tables."""
    known = [p for p in published.schedule.placements if _fits(instance, p)]
    schedule = Schedule.of(known)
    ranks = (instance.place_rank(p.student, p.rotation, p.ward, p.first) for p in known)
    weeks: dict[str, dict[str, int]] = {}
    taken = occupancy(instance, schedule).everyone
    for ward, week in sorted(taken):
        weeks.setdefault(ward, {})[week.isoformat()] = taken[ward, week]
    return {
        "number": published.number,
        "placements": len(published.schedule.placements),
        "placements_that_fit_the_tables": len(known),
        "unplaced": instance.missing(schedule),
        "students_by_ward_and_week": weeks,
        "ranks_received": _counted(r if r is not None else NO_WISH for r in ranks),
        "measures": _measures(instance, schedule),
    }


def _fits(instance: Instance, placement: Placement) -> bool:
    ward = instance.wards.get(placement.ward)
    return (
        placement.requirement in instance.requirements
        and ward is not None
        and placement.rotation in ward.rotations
    )


def _measures(instance: Instance, schedule: Schedule) -> Mapping[str, object]:
    units = measure_all(replace(instance, frozen=(), frozen_until=None), schedule)
    return {goal.name: {"units": units[goal.name]} for goal in GOALS}


def _counted(things: Iterable[object]) -> dict[str, int]:
    counts = Counter(str(thing) for thing in things)
    return {name: counts[name] for name in sorted(counts)}
