"""A school for swaps and fairness: one rotation of a week, four hospitals in a row.

The students 001, 002, ... are in year 4; ward W1 is in hospital H1, and so on. Who
lives in zone Z1 has no way to H1, and a long one to H4.
"""

from datetime import date

from scheduler.domain.curriculum import Rotation
from scheduler.domain.dates import WEEK
from scheduler.domain.people import Student, Wish
from scheduler.domain.places import Hospital, Point, Ward, Zone
from scheduler.domain.schedule import Schedule
from tests.school import by_id, calendar, period, place, school

START = date(2026, 10, 5)
SITES = {f"H{n}": Point(45.46 + 0.05 * (n - 1), 9.19) for n in (1, 2, 3, 4)}


def town(number=4, seats=1, weeks=2, zones=(), **changes):
    """Return the school; ``zones``: of the first of ``number`` students."""
    homes = (*zones, *([None] * number))
    return school(
        **{
            "calendar": calendar(
                period("clinical", START, START + WEEK * (weeks - 1), hours=8)
            ),
            "hospitals": by_id(
                *(Hospital(h, h, f"Via {h}", at) for h, at in SITES.items())
            ),
            "zones": by_id(*(Zone(f"Z{h[1]}", h, at) for h, at in SITES.items())),
            "wards": by_id(
                *(Ward(f"W{h[1]}", h, f"Ward {h[1]}", ("CAR",), seats) for h in SITES)
            ),
            "rotations": by_id(Rotation("CAR", "Cardiology", "CAR", 4, 40, 2)),
            "students": by_id(
                *(
                    Student(f"00{n}", "Synthetic", f"Student {n}", 4, homes[n - 1])
                    for n in range(1, number + 1)
                )
            ),
            **changes,
        }
    )


def plan(*wards, week=0):
    """Return the schedule that puts 001, 002, ... into these wards in one week."""
    return Schedule.of(
        place(f"00{n}", "CAR", ward, START + WEEK * week)
        for n, ward in enumerate(wards, start=1)
    )


def ranking(student, *hospitals):
    """Return a student's wishes: hospitals, the best first."""
    return [Wish(student, rank, hospital=h) for rank, h in enumerate(hospitals, 1)]
