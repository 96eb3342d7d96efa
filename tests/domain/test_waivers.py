"""Waivers tell accepted breaches from the others, and nothing more."""

from datetime import date

import pytest

from scheduler.domain.schedule import Violation
from scheduler.domain.waivers import Waiver, judged
from tests.school import ADA, BEN, CLINICAL_1, LECTURES_1

BREACH = Violation("order", "ADA is too early.", ADA, "NIG-MED", LECTURES_1)


def waiver(rule="order", **about):
    return Waiver("W", rule, "agreed", "Synthetic Dean", date(2026, 10, 1), **about)


@pytest.mark.parametrize(
    "about",
    [
        {"student": ADA},
        {"ward": "NIG-MED"},
        {"student": ADA, "ward": "NIG-MED", "week": LECTURES_1},
    ],
)
def test_a_waiver_covers_what_it_names(about):
    """Blank cells of a waiver are wildcards; the breach is shown with its waiver."""
    found = judged([waiver(**about)], [BREACH])
    assert (found.open, found.idle) == ((), ())
    assert [(w.violation, w.waiver.id) for w in found.waived] == [(BREACH, "W")]


@pytest.mark.parametrize(
    "other",
    [
        waiver("seats", student=ADA),
        waiver(student=BEN),
        waiver(ward="POL-CAR"),
        waiver(student=ADA, week=CLINICAL_1),
    ],
)
def test_another_breach_stays_open(other):
    """One cell that differs leaves the breach open, and the waiver is idle."""
    found = judged([other], [BREACH])
    assert (found.open, found.waived, found.idle) == ((BREACH,), (), (other,))


def test_a_breach_of_nobody_isnt_waived_for_a_student():
    """A ward's breach names no student, so a student's waiver doesn't cover it."""
    ward = Violation("seats", "Too many.", None, "NIG-MED", LECTURES_1)
    assert judged([waiver("seats", student=ADA)], [ward]).open == (ward,)
