"""Cards of the rule: no more placements in a hospital than it allows a student."""

from scheduler.domain.curriculum import Credit
from scheduler.rules.hospital_limit import HospitalLimit
from tests.rules.cards import said
from tests.school import (
    ADA,
    BEN,
    CLINICAL_1,
    CLINICAL_2,
    HOSPITALS,
    LECTURES_1,
    but,
    place,
)

ONE = {"hospitals": but(HOSPITALS, "NIG", max_per_student=1)}
CAR = place(ADA, "CAR", "NIG-MED", LECTURES_1)


def test_no_limit():
    """A hospital without a limit may have all of them."""
    more = place(ADA, "OBG-1", "NIG-OBG", CLINICAL_1)
    assert said(HospitalLimit(), CAR, more) == []


def test_as_many_as_allowed():
    """One placement of two weeks counts as one; the others are elsewhere."""
    elsewhere = place(ADA, "OBG-1", "POL-OBG", CLINICAL_1)
    assert said(HospitalLimit(), CAR, elsewhere, **ONE) == []


def test_one_too_many():
    """Two wards of the hospital are two placements there."""
    more = place(ADA, "OBG-1", "NIG-OBG", CLINICAL_1)
    assert said(HospitalLimit(), CAR, more, **ONE) == [
        "Synthetic Student 1 (000101) has 2 placements at Niguarda, where a student "
        "may have at most 1."
    ]


def test_each_student_has_the_limit():
    """Two students with a placement each are two times one."""
    assert (
        said(HospitalLimit(), CAR, place(BEN, "CAR", "NIG-MED", LECTURES_1), **ONE)
        == []
    )


def test_earlier_years_do_not_count():
    """A credit from the same hospital is not a placement of this year."""
    credit = (Credit(ADA, "OBG-1", "NIG"),)
    assert said(HospitalLimit(), CAR, credits=credit, **ONE) == []


def test_a_limit_of_nought():
    """A hospital that has left the agreement takes nobody."""
    closed = {"hospitals": but(HOSPITALS, "NIG", max_per_student=0)}
    assert len(said(HospitalLimit(), CAR, **closed)) == 1
    elsewhere = place(ADA, "PNE", "POL-CAR", CLINICAL_2)
    assert said(HospitalLimit(), elsewhere, **closed) == []
