"""Cards of the rule: nobody does a rotation of a later year of study."""

from scheduler.domain.curriculum import Change, DutyChange
from scheduler.rules.year_of_study import YearOfStudy
from tests.rules.cards import said
from tests.school import ADA, CLEO, CLINICAL_1, ROTATIONS, STUDENTS, but, place


def test_the_own_year():
    """A rotation of the student's year is fine."""
    assert said(YearOfStudy(), place(ADA, "CAR", "NIG-MED", CLINICAL_1)) == []


def test_an_earlier_year():
    """One of year 6 may make up a rotation of year 4."""
    assert said(YearOfStudy(), place(CLEO, "CAR", "NIG-MED", CLINICAL_1)) == []


def test_a_later_year():
    """One of year 4 can't do the qualifying internship of year 6."""
    assert said(YearOfStudy(), place(ADA, "TPV", "NIG-MED", CLINICAL_1)) == [
        "Synthetic Student 1 (000101) is in year 4 and can't do TPV at Medicine, "
        "Niguarda (NIG-MED) from 19 October 2026, a rotation of year 6."
    ]


def test_the_office_can_not_add_a_later_year():
    """A duty added by hand doesn't lift the regulation."""
    added = (DutyChange(ADA, "TPV", Change.ADD),)
    placement = place(ADA, "TPV", "NIG-MED", CLINICAL_1)
    assert len(said(YearOfStudy(), placement, duty_changes=added)) == 1


def test_tpv_from_year_5_but_not_with_the_general_practitioner():
    """The medical area is open from year 5, the general practitioner's month from 6."""
    students = but(STUDENTS, ADA, year=5)
    placement = place(ADA, "TPV", "NIG-MED", CLINICAL_1)
    for year, breaches in ((5, 0), (6, 1)):
        rotations = but(ROTATIONS, "TPV", year=year)
        facts = {"students": students, "rotations": rotations}
        assert len(said(YearOfStudy(), placement, **facts)) == breaches
