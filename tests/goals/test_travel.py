from dataclasses import replace

import pytest

from scheduler.domain.places import Point
from scheduler.goals.travel import Travel
from tests.school import calendar


@pytest.fixture
def living(school):
    """Make the school with student "one" living next to a hospital."""

    def make(zone, **changes):
        students = school().students
        one = replace(students["one"], zone=zone)
        return school(students={**students, "one": one}, **changes)

    return make


@pytest.fixture
def lectures(period):
    """Make a year with lectures at a site in its first weeks, and none afterwards."""

    def make(site, weeks=4):
        taught = period("lectures", 0, weeks - 1, hours=4.0, site=site)
        return calendar(taught, period("clinical", weeks, 11, hours=4.0))

    return make


SAN_GIUSEPPE, SAN_CARLO = Point(45.46293, 9.17172), Point(45.47021, 9.11310)


@pytest.mark.parametrize(
    ("here", "there", "minutes"),
    [
        ("niguarda", "policlinico", 37),
        ("niguarda", "san donato", 66),
        ("sacco", "san donato", 82),
    ],
)
def test_minutes_agree_with_known_trips(points, here, there, minutes):
    """Journeys that people know come out as they know them, both ways."""
    assert points[here].minutes_to(points[there]) == minutes
    assert points[there].minutes_to(points[here]) == minutes


def test_minutes_from_san_giuseppe_to_san_carlo():
    """Two hospitals in the west of the town are 34 minutes apart."""
    assert SAN_GIUSEPPE.minutes_to(SAN_CARLO) == 34


@pytest.mark.parametrize(
    ("home", "ward", "expected"),
    [
        ("niguarda", "niguarda", 0),  # 15 minutes
        ("niguarda", "policlinico", 0),  # 37: 7² = 49, less than one unit
        ("niguarda", "san donato", 12),  # 66: 36² = 1296
        ("sacco", "san donato", 27),  # 82: 52² = 2704
    ],
)
def test_long_journeys_cost_by_their_square(living, plan, home, ward, expected):
    """A journey costs the square of the minutes beyond thirty, in hundreds."""
    assert Travel().measure(living(home), plan(("one", "A", ward, 0))) == expected


def test_every_week_of_a_placement_is_travelled(living, plan):
    """A rotation of two weeks costs twice its journey."""
    assert Travel().measure(living("sacco"), plan(("one", "L", "san donato", 0))) == 54


def test_weeks_passed_over_count(living, plan, period):
    """Two weeks of ward with a closed one between them are three weeks."""
    year = calendar(period("clinical", 0, 11, hours=4.0), period("closed", 1, 1))
    instance = living("sacco", calendar=year)
    assert Travel().measure(instance, plan(("one", "L", "san donato", 0))) == 81


def test_unknown_home_travels_free(school, plan):
    """Nothing is charged to a student whose home zone isn't known."""
    assert Travel().measure(school(), plan(("one", "A", "san donato", 0))) == 0


@pytest.mark.parametrize(
    ("site", "ward", "expected"),
    [
        ("niguarda", "policlinico", 0),  # 37 minutes: in time
        ("niguarda", "san donato", 2),  # 66: six too many
        ("sacco", "san donato", 5),  # 82: twenty-two too many
    ],
)
def test_ward_far_from_the_lecture_of_the_day(
    school, plan, lectures, site, ward, expected
):
    """Each five minutes beyond an hour cost a unit a week, wherever one lives."""
    instance = school(calendar=lectures(site))
    assert Travel().measure(instance, plan(("one", "A", ward, 0))) == expected


def test_journey_and_same_day_add_up(living, plan, lectures):
    """From home at Sacco to San Donato (27) and on to Niguarda (2): two weeks, 58."""
    instance = living("sacco", calendar=lectures("niguarda"))
    assert Travel().measure(instance, plan(("one", "L", "san donato", 0))) == 58


def test_no_same_day_trip_outside_lecture_weeks(school, plan, lectures):
    """After the lectures a far ward is nobody's trouble."""
    instance = school(calendar=lectures("niguarda", weeks=4))
    assert Travel().measure(instance, plan(("one", "A", "san donato", 4))) == 0


def test_site_of_another_kind_of_period_is_no_lecture(school, plan, period):
    """A clinical period that names a site brings nobody to a lecture."""
    instance = school(
        calendar=calendar(period("clinical", 0, 11, hours=4.0, site="niguarda"))
    )
    assert Travel().measure(instance, plan(("one", "A", "san donato", 0))) == 0


def test_one_lecture_week_burdens_the_whole_placement(school, plan, lectures):
    """A rotation that begins in the last lecture week pays for both its weeks."""
    instance = school(calendar=lectures("niguarda", weeks=4))
    assert Travel().measure(instance, plan(("one", "L", "san donato", 3))) == 4


def test_lectures_without_a_site_or_without_ward_hours_do_not_count(
    school, plan, period
):
    """No trip is known, or none is made, on such days."""
    nowhere = calendar(period("lectures", 0, 11, hours=4.0))
    placed = plan(("one", "L", "san donato", 0))
    assert Travel().measure(school(calendar=nowhere), placed) == 0
    gone = calendar(
        period("clinical", 0, 0, hours=8.0),
        period("lectures", 1, 11, site="niguarda"),
    )
    assert Travel().measure(school(calendar=gone), placed) == 0


def test_the_farthest_of_several_sites_counts(school, plan, period):
    """Lectures at Niguarda (2) and then at Sacco (5): two weeks at 5."""
    year = calendar(
        period("lectures", 0, 0, hours=4.0, site="niguarda"),
        period("lectures", 1, 11, hours=4.0, site="sacco"),
    )
    placed = plan(("one", "L", "san donato", 0))
    assert Travel().measure(school(calendar=year), placed) == 10
