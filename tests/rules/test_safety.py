"""Cards of the rule: the safety course comes before the wards."""

from datetime import timedelta

from scheduler.domain.clearances import Clearance, Gate
from scheduler.rules.safety import Safety
from tests.rules.cards import said
from tests.school import ADA, LECTURES_1, ROTATIONS, but, place

CAR = place(ADA, "CAR", "NIG-MED", LECTURES_1)
ON = {"gates": frozenset({"safety"})}


def passed(first, last=None):
    """ADA's course holds on these days."""
    return {**ON, "clearances": (Clearance(ADA, Gate.SAFETY, None, first, last),)}


def test_passed_before():
    """The day of the course may be the first ward day, not a later one."""
    assert said(Safety(), CAR, **passed(LECTURES_1)) == []
    assert said(Safety(), CAR, **passed(LECTURES_1 + timedelta(days=1))) == [
        "Synthetic Student 1 (000101) has no valid safety course on 5 October 2026 "
        "(valid from 6 October 2026), but is to do CAR at Medicine, Niguarda (NIG-MED) "
        "from 5 October 2026."
    ]


def test_it_may_expire():
    """A course has to be repeated after some years."""
    assert len(said(Safety(), CAR, **passed(None, LECTURES_1))) == 1


def test_where_safety_is_taught():
    """The preparatory week itself can't ask for what it teaches."""
    week = but(ROTATIONS, "CAR", preparatory=True)
    assert said(Safety(), CAR, rotations=week, **ON) == []
    assert len(said(Safety(), CAR, **ON)) == 1


def test_switched_off():
    """Without the gate nothing is asked."""
    assert said(Safety(), CAR) == []
