"""Cards of the rule: a ward takes students for what it teaches."""

from scheduler.rules.taught import Taught
from tests.rules.cards import said
from tests.school import ADA, LECTURES_1, WARDS, but, place


def test_a_ward_takes_what_it_teaches():
    """Cardiology in a cardiology ward is fine."""
    assert said(Taught(), place(ADA, "CAR", "POL-CAR", LECTURES_1)) == []


def test_a_ward_refuses_what_it_does_not_teach():
    """Cardiology among the obstetricians is told with what they do teach."""
    assert said(Taught(), place(ADA, "CAR", "NIG-OBG", LECTURES_1)) == [
        "Synthetic Student 1 (000101) is to do CAR from 5 October 2026 at Obstetrics, "
        "Niguarda (NIG-OBG), which teaches only OBG-1 and OBG-2."
    ]


def test_another_ward_of_the_hospital_does_not_count():
    """That the hospital teaches it somewhere else is no excuse."""
    assert len(said(Taught(), place(ADA, "OBG-1", "NIG-MED", LECTURES_1))) == 1


def test_a_ward_that_teaches_nothing_takes_nobody():
    """A ward without rotations is a ward that has left the agreement."""
    wards = but(WARDS, "POL-CAR", rotations=())
    placement = place(ADA, "CAR", "POL-CAR", LECTURES_1)
    assert len(said(Taught(), placement, wards=wards)) == 1
