"""Cards of the rule: no more of one year of study in a ward than its cap."""

from scheduler.rules.year_caps import YearCaps
from tests.rules.cards import said
from tests.school import (
    ADA,
    BEN,
    CLEO,
    CLINICAL_1,
    CLINICAL_2,
    WARDS,
    but,
    place,
)

CAPPED = but(WARDS, "NIG-MED", caps={4: 1})


def test_as_many_of_a_year_as_its_cap():
    """One of year 4 and one of year 6 keep a cap of one of year 4."""
    one = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    other = place(CLEO, "TPV", "NIG-MED", CLINICAL_1)
    assert said(YearCaps(), one, other, wards=CAPPED) == []


def test_one_too_many_of_a_year():
    """Two of year 4 break a cap of one although there are two seats."""
    one = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    other = place(BEN, "CAR", "NIG-MED", CLINICAL_1)
    assert said(YearCaps(), one, other, wards=CAPPED) == [
        "Medicine, Niguarda (NIG-MED) takes at most 1 student of year 4, but there are "
        "2 in the week of 19 October 2026: Synthetic Student 1 (000101) and Synthetic "
        "Student 2 (000102)."
    ]


def test_in_different_weeks():
    """A cap is on those who are there at a time."""
    one = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    other = place(BEN, "CAR", "NIG-MED", CLINICAL_2)
    assert said(YearCaps(), one, other, wards=CAPPED) == []


def test_a_cap_of_nought_bars_a_year():
    """A ward that takes nobody of year 4 refuses the first."""
    wards = but(WARDS, "NIG-MED", caps={4: 0})
    placement = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    assert len(said(YearCaps(), placement, wards=wards)) == 1


def test_no_cap():
    """A year that isn't named has only the seats to keep to."""
    wards = but(WARDS, "NIG-MED", caps={6: 0})
    one = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    other = place(BEN, "CAR", "NIG-MED", CLINICAL_1)
    assert said(YearCaps(), one, other, wards=wards) == []
