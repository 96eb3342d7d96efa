"""Cards of the rule: nobody is sent where he meets what he must avoid."""

from scheduler.domain.clearances import Restriction
from scheduler.rules.restrictions import Restrictions
from tests.rules.cards import said
from tests.school import ADA, BEN, LECTURES_1, WARDS, but, place

CAR = place(ADA, "CAR", "NIG-MED", LECTURES_1)
HAZARDOUS = but(WARDS, "NIG-MED", hazards=("radiation", "biological"))


def test_a_hazard_that_is_avoided():
    """The message names the hazard, and there is no reason that it could name."""
    avoids = (Restriction(ADA, "radiation"),)
    assert said(Restrictions(), CAR, wards=HAZARDOUS, restrictions=avoids) == [
        "Synthetic Student 1 (000101) must avoid radiation, which is met at Medicine, "
        "Niguarda (NIG-MED), where CAR is to start on 5 October 2026."
    ]


def test_two_hazards_are_one_message():
    """A ward with both is told once."""
    both = (Restriction(ADA, "radiation"), Restriction(ADA, "biological"))
    (message,) = said(Restrictions(), CAR, wards=HAZARDOUS, restrictions=both)
    assert "must avoid radiation and biological, which" in message


def test_another_ward_hazard_or_student():
    """What isn't avoided, isn't there, or isn't his own does no harm."""
    avoids = (Restriction(ADA, "radiation"),)
    elsewhere = place(ADA, "CAR", "POL-CAR", LECTURES_1)
    assert said(Restrictions(), elsewhere, wards=HAZARDOUS, restrictions=avoids) == []
    assert said(Restrictions(), CAR, restrictions=avoids) == []
    other = (Restriction(ADA, "night"), Restriction(BEN, "radiation"))
    assert said(Restrictions(), CAR, wards=HAZARDOUS, restrictions=other) == []
