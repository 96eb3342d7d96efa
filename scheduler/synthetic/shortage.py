"""How many duties can't be placed at least, by counting seats and weeks alone.

A duty of a rotation takes a seat of a ward for at least L weeks in a row, L being its
shortest span. So a ward takes on no more of the rotation's duties than

    (sum of its seats over the weeks of the rotation's spans) / L, rounded down,

and of the duties beyond the sum over wards, none has a place in any schedule. Each
rotation is counted as if it had its wards to itself, which can only hide a shortage.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement, Schedule
from scheduler.synthetic.seats import Seats, occupied
from scheduler.synthetic.spans import Spans

SHORT = "CAR"  # its wards teach nothing else, and its spans never overlap by half


def missing_at_least(instance: Instance) -> int:
    """Return a number of duties that no schedule of ``instance`` can place.

    The most that can be shown by counting; 0 says nothing about the instance.
    """
    spans = Spans(instance).by_rotation()
    missing = 0
    for rotation, owed in _owed(instance).items():
        weeks = {week for span in spans[rotation] for week in span}
        shortest = min((len(span) for span in spans[rotation]), default=1)
        room = sum(
            _seat_weeks(instance, ward.id, weeks) // shortest
            for ward in instance.wards_teaching(rotation)
        )
        missing += max(0, owed - room)
    return missing


def _owed(instance: Instance) -> Counter[str]:
    """Return how many students owe each rotation, leaving out what can be chosen."""
    return Counter(
        duty.rotation
        for student in instance.students
        for members, owed in instance.duties_of(student)
        if owed == len(members)
        for duty in members
    )


def _seat_weeks(instance: Instance, ward: str, weeks: set[date]) -> int:
    return sum(instance.seats(ward, week) for week in weeks)


def run_short(
    school: Instance, seats: Seats, planted: Schedule, rng: Random
) -> tuple[Seats, Schedule]:
    """Return fewer seats for one rotation, and the schedule without what lost its own.

    One in twenty of its planted placements goes, with its seat; and no other seat of
    the rotation is to spare, so that the count shows just as many missing.
    """
    lost = _drawn(planted, rng)
    left = Schedule.of(set(planted.placements) - set(lost))
    used = occupied(school, left)
    short = {ward.id for ward in school.wards_teaching(SHORT)}
    fewer = {
        (ward, week): used.get((ward, week), 0) if ward in short else number
        for (ward, week), number in seats.items()
    }
    return fewer, left


def _drawn(planted: Schedule, rng: Random) -> list[Placement]:
    own = [one for one in planted.placements if one.rotation == SHORT]
    return rng.sample(own, max(1, len(own) // 20))
