from dataclasses import replace

import pytest

from scheduler.domain.dates import DAY
from scheduler.domain.people import Student
from scheduler.domain.places import SeatException
from scheduler.goals.even_load import EvenLoad

CROWD = tuple(f"s{i}" for i in range(9))


@pytest.fixture
def crowded(school):
    """Make the school with nine students and a Niguarda ward of so many seats."""

    def make(seats, **changes):
        wards = school().wards
        return school(
            students={s: Student(s, "Synthetic", s, 3) for s in CROWD},
            wards={**wards, "niguarda": replace(wards["niguarda"], seats=seats)},
            **changes,
        )

    return make


@pytest.fixture
def together(plan):
    """Make a schedule of so many students in one ward at the same time."""

    def make(students, rotation="A"):
        return plan(*((s, rotation, "niguarda", 0) for s in CROWD[:students]))

    return make


@pytest.mark.parametrize(
    ("seats", "students", "expected"),
    [
        (0, 2, 0),  # nothing to spread
        (1, 1, 0),
        (2, 1, 0),
        (2, 2, 2),  # comfortable is 2, but the reserve is used
        (3, 2, 0),
        (3, 3, 2),
        (4, 3, 0),
        (4, 4, 3),  # one beyond three quarters, and it is the last seat
        (8, 6, 0),
        (8, 7, 1),
        (8, 8, 4),
        (8, 9, 7),
    ],
)
def test_crowding_of_one_week(crowded, together, seats, students, expected):
    """Beyond three quarters a student costs 1, on the last seat 2 more."""
    assert EvenLoad().measure(crowded(seats), together(students)) == expected


def test_every_week_counts(crowded, together):
    """A full ward through a rotation of two weeks costs twice."""
    assert EvenLoad().measure(crowded(4), together(4, rotation="L")) == 6


def test_spreading_is_free(crowded, plan):
    """The same four students in two weeks, or in two wards, crowd nobody."""
    weeks = plan(*((s, "A", "niguarda", i // 2) for i, s in enumerate(CROWD[:4])))
    wards = plan(
        *(
            (s, "A", "niguarda" if i < 2 else "sacco", 0)
            for i, s in enumerate(CROWD[:4])
        )
    )
    assert EvenLoad().measure(crowded(4), weeks) == 0
    assert EvenLoad().measure(crowded(4), wards) == 0


def test_rotations_share_the_seats_of_a_ward(crowded, plan):
    """Four students crowd a ward of four whatever they do there."""
    lines = ((s, r, "niguarda", 0) for s, r in zip(CROWD, "ABCD", strict=False))
    assert EvenLoad().measure(crowded(4), plan(*lines)) == 3


def test_seats_of_the_week_hold(crowded, together, weeks):
    """With two seats fewer in that week, two students fill the ward."""
    fewer = SeatException("niguarda", weeks[0], weeks[0] + DAY * 4, 2)
    assert EvenLoad().measure(crowded(4), together(2)) == 0
    instance = crowded(4, seat_exceptions=(fewer,))
    assert EvenLoad().measure(instance, together(2)) == 2
