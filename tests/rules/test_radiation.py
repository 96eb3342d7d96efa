"""Cards of the rule: radiation protection where the ward asks for it."""

from datetime import timedelta

from scheduler.domain.clearances import Clearance, Gate
from scheduler.rules.radiation import Radiation
from tests.rules.cards import said
from tests.school import ADA, LECTURES_1, LECTURES_2, WARDS, but, place

CAR = place(ADA, "CAR", "NIG-MED", LECTURES_1)
ON = {
    "gates": frozenset({"radiation"}),
    "wards": but(WARDS, "NIG-MED", radiation=True),
}


def done(first=None, last=None):
    """ADA has done the step for these days."""
    return {"clearances": (Clearance(ADA, Gate.RADIATION, None, first, last),)}


def test_a_ward_that_asks():
    """Who hasn't done the step is told with the ward."""
    assert said(Radiation(), CAR, **ON) == [
        "Synthetic Student 1 (000101) has not done the radiation-protection step on "
        "5 October 2026 (nothing is recorded), but is to do CAR at Medicine, Niguarda "
        "(NIG-MED) from 5 October 2026, where it is asked for."
    ]
    assert said(Radiation(), CAR, **ON, **done()) == []


def test_a_ward_that_does_not_ask():
    """The same rotation elsewhere is fine without it."""
    assert said(Radiation(), place(ADA, "CAR", "POL-CAR", LECTURES_1), **ON) == []


def test_only_until_the_middle_of_the_placement():
    """It has to hold on the last ward day too."""
    friday = LECTURES_2 + timedelta(days=4)
    assert said(Radiation(), CAR, **ON, **done(last=friday)) == []
    assert len(said(Radiation(), CAR, **ON, **done(last=LECTURES_2))) == 1


def test_switched_off():
    """Without the gate the mark of a ward asks for nothing."""
    assert said(Radiation(), CAR, wards=ON["wards"]) == []
