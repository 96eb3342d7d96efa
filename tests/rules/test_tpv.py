"""Cards of the rule: years, hours and places of the qualifying internship."""

import pytest

from scheduler.domain.curriculum import Change, Credit, DutyChange, Rotation, TpvArea
from scheduler.domain.places import HospitalKind
from scheduler.rules.tpv import Tpv
from tests.rules.cards import said
from tests.school import (
    ADA,
    CLEO,
    EXAMS_1,
    HOSPITALS,
    ROTATIONS,
    STUDENTS,
    WARDS,
    but,
    place,
)

MONTH = place(CLEO, "TPV", "NIG-MED", EXAMS_1)
PRACTICE = but(HOSPITALS, "NIG", kind=HospitalKind.PRACTICE)
GP, MEDICAL, SURGICAL = (
    TpvArea.GENERAL_PRACTICE,
    TpvArea.MEDICAL,
    TpvArea.SURGICAL,
)


def area(of, hours=100):
    """TPV is for this area, and takes so many hours."""
    return {"rotations": but(ROTATIONS, "TPV", tpv=of, hours=hours)}


def of_year(year):
    """CLEO is in another year, and owes TPV all the same."""
    return {
        "students": but(STUDENTS, CLEO, year=year),
        "duty_changes": (DutyChange(CLEO, "TPV", Change.ADD),) if year < 6 else (),
    }


@pytest.mark.parametrize(
    ("of", "year", "messages"),
    [(MEDICAL, 4, 1), (MEDICAL, 5, 0), (SURGICAL, 4, 1), (SURGICAL, 6, 0)],
)
def test_not_before_year_five(of, year, messages):
    """The medical and the surgical month are open from year 5."""
    assert len(said(Tpv(), MONTH, **area(of), **of_year(year))) == messages


@pytest.mark.parametrize(("year", "messages"), [(4, 1), (5, 1), (6, 0)])
def test_general_practice_not_before_year_six(year, messages):
    """The month with the general practitioner comes last."""
    facts = {**area(GP), **of_year(year), "hospitals": PRACTICE}
    assert len(said(Tpv(), MONTH, **facts)) == messages


def test_the_message_names_the_year():
    """The office sees which year is needed and which it is."""
    facts = {**area(GP), **of_year(5), "hospitals": PRACTICE}
    assert said(Tpv(), MONTH, **facts) == [
        "Synthetic Student 3 (000103) is to do TPV at Medicine, Niguarda (NIG-MED) "
        "from 16 November 2026, but the qualifying internship's month with a general "
        "practitioner is not before year 6, and this is year 5."
    ]


def test_general_practice_is_outside_the_hospitals():
    """And the other months are inside."""
    (message,) = said(Tpv(), MONTH, **area(GP))
    assert "practitioner's practice, not in a hospital" in message
    (message,) = said(Tpv(), MONTH, **area(SURGICAL), hospitals=PRACTICE)
    assert "the surgical area is in a hospital, not in a practice" in message


def test_a_hundred_hours_in_each_area():
    """One hour less isn't a month."""
    assert said(Tpv(), MONTH, **area(MEDICAL, 100)) == []
    (message,) = said(Tpv(), MONTH, **area(MEDICAL, 99))
    assert "are only 99 of the 100 ward hours of the medical area" in message


def split(**first):
    """The medical area is two rotations of 60 and 40 hours."""
    other = Rotation("TPV-1", "First part", "TPV", 6, 60, 2, tpv=MEDICAL)
    rotations = area(MEDICAL, 40)["rotations"]
    return {"rotations": {**rotations, "TPV-1": Rotation(**{**vars(other), **first})}}


def test_parts_of_an_area_add_up():
    """Parts may be owed, done before, or still to come in a later year."""
    assert said(Tpv(), MONTH, **split()) == []
    assert len(said(Tpv(), MONTH, **split(tpv=SURGICAL))) == 1
    done = (Credit(CLEO, "TPV-1"),)
    assert said(Tpv(), MONTH, credits=done, **split()) == []
    fifth = {**split(), **of_year(5)}
    assert said(Tpv(), MONTH, **fifth) == []
    dropped = (DutyChange(CLEO, "TPV-1", Change.DROP),)
    assert len(said(Tpv(), MONTH, duty_changes=dropped, **split())) == 1


def test_a_month_cut_short_by_the_office():
    """Forty hours in place of a hundred are no qualifying internship."""
    short = (
        DutyChange(CLEO, "TPV", Change.DROP),
        DutyChange(CLEO, "TPV", Change.ADD, hours=40),
    )
    assert len(said(Tpv(), MONTH, duty_changes=short, **area(MEDICAL))) == 1


def test_it_is_not_for_visitors():
    """Whoever comes from elsewhere qualifies at home."""
    students = but(STUDENTS, CLEO, visitor=True)
    (message,) = said(Tpv(), MONTH, students=students, **area(MEDICAL))
    assert "isn't for visitors" in message


def test_other_clerkships_are_free():
    """Where no rotation is marked, nothing is asked."""
    assert said(Tpv(), MONTH) == []
    car = place(ADA, "CAR", "NIG-MED", EXAMS_1)
    assert said(Tpv(), car, wards=WARDS, hospitals=PRACTICE, **area(GP)) == []
