"""Cards of the rule: enough Italian for the ward."""

from datetime import timedelta

import pytest

from scheduler.domain.clearances import Clearance, Gate, Level
from scheduler.rules.italian import Italian
from tests.rules.cards import said
from tests.school import ADA, CLINICAL_1, LECTURES_1, ROTATIONS, STUDENTS, but, place

CAR = place(ADA, "CAR", "NIG-MED", LECTURES_1)
VISITING = {"students": but(STUDENTS, ADA, visitor=True)}


def speaks(*levels):
    """ADA holds these levels, each from a day on."""
    return {
        "gates": frozenset({"italian"}),
        "clearances": tuple(
            Clearance(ADA, Gate.ITALIAN, Level(level), first) for level, first in levels
        ),
    }


@pytest.mark.parametrize(
    ("level", "messages"), [("A2", 1), ("B1", 1), ("B2", 0), ("C1", 0), ("C2", 0)]
)
def test_own_students_need_b2(level, messages):
    """A higher level than needed counts too."""
    assert len(said(Italian(), CAR, **speaks((level, None)))) == messages


def test_reached_during_the_year():
    """Until then the student waits; the message names the day."""
    levels = speaks(("B1", None), ("B2", LECTURES_1 + timedelta(days=9)))
    assert said(Italian(), CAR, **levels) == [
        "Synthetic Student 1 (000101) has not reached Italian B2 on 5 October 2026 "
        "(valid from 14 October 2026), but is to do CAR at Medicine, Niguarda "
        "(NIG-MED) from 5 October 2026."
    ]
    later = place(ADA, "CAR", "NIG-MED", CLINICAL_1)
    assert said(Italian(), later, **levels) == []


def test_visitors_need_b1():
    """The same level is too low for an own student."""
    assert said(Italian(), CAR, **VISITING, **speaks(("B1", None))) == []
    (message,) = said(Italian(), CAR, **VISITING, **speaks(("A2", None)))
    assert "has not reached Italian B1" in message


def test_a_discipline_that_needs_more():
    """Psychiatry is talk: B2, for visitors too."""
    rotations = but(ROTATIONS, "CAR", italian=Level.B2)
    facts = {**VISITING, "rotations": rotations}
    assert len(said(Italian(), CAR, **facts, **speaks(("B1", None)))) == 1
    assert said(Italian(), CAR, **facts, **speaks(("B2", None))) == []


def test_a_rotation_that_needs_less():
    """A course given in English may be open at a lower level, for all."""
    rotations = but(ROTATIONS, "CAR", italian=Level.A2)
    assert said(Italian(), CAR, rotations=rotations, **speaks(("A2", None))) == []


def test_levels_of_the_instance():
    """The usual levels are settings."""
    facts = {"italian": Level.B1, "italian_visitors": Level.A2}
    assert said(Italian(), CAR, **facts, **speaks(("B1", None))) == []
    assert said(Italian(), CAR, **facts, **VISITING, **speaks(("A2", None))) == []


def test_switched_off():
    """Without the gate nobody is asked."""
    assert said(Italian(), CAR) == []
