"""Cards of the rule: what is frozen stays, and nothing new comes before the date."""

from scheduler.rules.frozen import Frozen
from tests.rules.cards import said
from tests.school import ADA, BEN, CLINICAL_1, CLINICAL_2, LECTURES_1, place

BEGUN = place(ADA, "CAR", "NIG-MED", LECTURES_1)
FREEZE = {"frozen": (BEGUN,), "frozen_until": CLINICAL_1}


def test_kept_as_it_is():
    """The frozen placement, with others from the date on, is fine."""
    later = place(ADA, "PNE", "NIG-MED", CLINICAL_1)
    assert said(Frozen(), BEGUN, later, **FREEZE) == []


def test_lost():
    """A frozen placement that was thrown out is told."""
    assert said(Frozen(), **FREEZE) == [
        "Synthetic Student 1 (000101) has lost the frozen placement CAR at Medicine, "
        "Niguarda (NIG-MED) from 5 October 2026; it must stay as it is."
    ]


def test_moved_to_another_ward():
    """A frozen placement in another ward is lost there, and new here."""
    moved = place(ADA, "CAR", "POL-CAR", LECTURES_1)
    assert len(said(Frozen(), moved, **FREEZE)) == 2


def test_put_off():
    """A frozen placement that starts later is lost, though the new week is free."""
    later = place(ADA, "CAR", "NIG-MED", CLINICAL_2)
    assert len(said(Frozen(), later, **FREEZE)) == 1


def test_slipped_in():
    """Nothing new starts in the frozen weeks, though there is a seat."""
    new = place(BEN, "CAR", "NIG-MED", LECTURES_1)
    assert said(Frozen(), BEGUN, new, **FREEZE) == [
        "Synthetic Student 2 (000102) has CAR at Medicine, Niguarda (NIG-MED) from "
        "5 October 2026, but everything before 19 October 2026 is frozen."
    ]


def test_on_the_day_itself():
    """What starts in the week of the date is free."""
    new = place(BEN, "CAR", "NIG-MED", CLINICAL_1)
    assert said(Frozen(), BEGUN, new, **FREEZE) == []


def test_a_frozen_placement_after_the_date():
    """A placement promised ahead is kept like the others."""
    ahead = place(BEN, "CAR", "NIG-MED", CLINICAL_2)
    facts = {"frozen": (ahead,), "frozen_until": CLINICAL_1}
    assert said(Frozen(), ahead, **facts) == []
    assert len(said(Frozen(), **facts)) == 1


def test_no_freeze():
    """Without a date everything may move."""
    assert said(Frozen(), frozen=(BEGUN,)) == []
    assert said(Frozen(), BEGUN) == []
