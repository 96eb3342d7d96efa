"""Schools of any size, of which it is known what can be placed.

A complete schedule is planted first, and the wards get the seats that it uses: so
everything can be placed. In the infeasible twin of a school so many seats are gone that
a count of seats and weeks shows how many rotations must stay without a place.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule
from scheduler.synthetic.people import with_people
from scheduler.synthetic.places import empty_school
from scheduler.synthetic.planting import plant
from scheduler.synthetic.seats import occupied, with_seats, with_spare
from scheduler.synthetic.shortage import missing_at_least, run_short

__all__ = ["generate", "missing_at_least"]


def generate(
    students_per_year: int, load: float, seed: int, infeasible: bool = False
) -> tuple[Instance, Schedule]:
    """Return a synthetic school and a schedule of it that breaks no rule.

    ``load`` is used seats / offered seats, above 0 and at most 1, over the weeks in
    which a ward can have students. The same numbers give the same school; with another
    load, or as its infeasible twin, it has the same people and wards.

    The schedule is complete; that of an infeasible twin lacks as few rotations as any
    schedule must (see `missing_at_least`). Raises ValueError for numbers out of range.
    """
    if students_per_year < 1 or not 0 < load <= 1:
        raise ValueError("at least 1 student a year, and a load above 0 up to 1")
    rng = Random(seed)
    school, rooms = empty_school(students_per_year, rng)
    school = with_people(school, students_per_year, rng)
    planted = plant(school, rooms, rng)
    seats = with_spare(school, occupied(school, planted), load, rng)
    title = f"Synthetic school, 4 x {students_per_year} students, load {load:g}"
    if infeasible:
        seats, planted = run_short(school, seats, planted, rng)
    instance = with_seats(school, seats)
    return _titled(instance, f"{title}, seed {seed}"), planted


def _titled(instance: Instance, title: str) -> Instance:
    missing = missing_at_least(instance)
    if missing:
        things = "rotation" if missing == 1 else "rotations"
        title += f": at least {missing} {things} can't be placed"
    return replace(instance, title=title)
