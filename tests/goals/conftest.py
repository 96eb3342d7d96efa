"""A school that fits in the head: twelve weeks, four hospitals, one ward in each.

Rotations A to E take one week each, L takes two, P1 and P2 are the halves of a split
rotation of one week each. Every ward teaches everything and has four seats.
"""

from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain.curriculum import Rotation
from scheduler.domain.dates import WEEK
from scheduler.domain.people import Student
from scheduler.domain.places import Hospital, Point, Ward, Zone
from scheduler.domain.schedule import Schedule
from tests.school import by_id, calendar, period, place, school

WEEKS = tuple(date(2026, 10, 5) + WEEK * number for number in range(12))
STUDENTS = ("one", "two", "three")
POINTS = {
    "niguarda": Point(45.50916, 9.18887),
    "policlinico": Point(45.46060, 9.19631),
    "sacco": Point(45.51662, 9.12108),
    "san donato": Point(45.41239, 9.27494),
}


def _rotation(name, hours=20.0, part_of=None):
    return Rotation(name, f"Rotation {name}", name, 3, hours, 1.0, part_of=part_of)


def _period(kind, first, last, hours=0.0, site=None, **hours_of):
    plain = period(kind, WEEKS[first], WEEKS[last], hours, **hours_of)
    return replace(plain, site=site)


ROTATIONS = by_id(
    *(_rotation(name) for name in "ABCDE"),
    _rotation("L", hours=40.0),
    _rotation("P1", part_of="P"),
    _rotation("P2", part_of="P"),
)


def _school(**changes):
    plain = school(
        title="Twelve weeks",
        calendar=calendar(_period("clinical", 0, 11, hours=4.0)),
        hospitals=by_id(*(Hospital(h, h, "", POINTS[h]) for h in POINTS)),
        wards=by_id(*(Ward(h, h, h, tuple(ROTATIONS), 4) for h in POINTS)),
        rotations=ROTATIONS,
        students=by_id(*(Student(s, "Synthetic", s, 3) for s in STUDENTS)),
        zones=by_id(*(Zone(z, z, POINTS[z]) for z in POINTS)),
    )
    return replace(plain, **changes)


@pytest.fixture(scope="session")
def weeks():
    """The Mondays of the year."""
    return WEEKS


@pytest.fixture(scope="session")
def points():
    """Where the four hospitals are."""
    return POINTS


@pytest.fixture(scope="session", name="school")
def school_of_twelve_weeks():
    """Make the school, with other values for some of its fields."""
    return _school


@pytest.fixture(scope="session", name="period")
def period_between_week_numbers():
    """Make a period of a kind, between two week numbers, with its ward hours."""
    return _period


@pytest.fixture(scope="session")
def plan():
    """Make a schedule of (student, rotation, ward, week number[, occurrence])."""

    def make(*lines):
        return Schedule.of(
            place(student, rotation, ward, WEEKS[week], *occurrence)
            for student, rotation, ward, week, *occurrence in lines
        )

    return make
