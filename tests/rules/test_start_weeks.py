"""Cards of the rule: a rotation starts in a week that the office allows."""

import pytest

from scheduler.domain.curriculum import StartWeek
from scheduler.rules.start_weeks import StartWeeks
from tests.rules.cards import said
from tests.school import ADA, CLINICAL_1, CLINICAL_2, LECTURES_1, LECTURES_2, place

CAR_EARLY = place(ADA, "CAR", "NIG-MED", LECTURES_1)
CAR_LATE = place(ADA, "CAR", "NIG-MED", LECTURES_2)


def test_without_lines_any_week_will_do():
    """An office that says nothing about starts leaves them free."""
    assert said(StartWeeks(), CAR_LATE) == []


def test_a_start_between_two_slots():
    """A start in the second week of a slot is told with rotation and week."""
    slots = (StartWeek(None, None, LECTURES_1), StartWeek(None, None, CLINICAL_1))
    assert said(StartWeeks(), CAR_EARLY, starts=slots) == []
    assert said(StartWeeks(), CAR_LATE, starts=slots) == [
        "Synthetic Student 1 (000101), CAR at Medicine, Niguarda (NIG-MED): CAR may "
        "not start in the week of 12 October 2026 for year 4."
    ]


@pytest.mark.parametrize(
    ("closer", "general"),
    [
        (("CAR", None), (None, None)),
        (("CAR", None), (None, 4)),
        (("CAR", 4), ("CAR", None)),
        (("CAR", 4), (None, 4)),
        ((None, 4), (None, None)),
    ],
)
def test_the_closer_line_replaces_the_general_one(closer, general):
    """Rotation before every rotation, then year of study before every year."""
    lines = (StartWeek(*closer, LECTURES_2), StartWeek(*general, LECTURES_1))
    assert said(StartWeeks(), CAR_LATE, starts=lines) == []
    assert len(said(StartWeeks(), CAR_EARLY, starts=lines)) == 1


@pytest.mark.parametrize("other", [("PNE", None), ("CAR", 6), (None, 6), ("PNE", 4)])
def test_lines_about_others_do_not_count(other):
    """What is said of another rotation or another year leaves this one free."""
    lines = (StartWeek(*other, LECTURES_2),)
    assert said(StartWeeks(), CAR_EARLY, starts=lines) == []


def test_several_weeks_of_one_line_add_up():
    """Each listed week is a week to start."""
    lines = tuple(StartWeek("CAR", 4, week) for week in (LECTURES_1, LECTURES_2))
    assert said(StartWeeks(), CAR_EARLY, starts=lines) == []
    assert said(StartWeeks(), CAR_LATE, starts=lines) == []


def test_only_the_start_counts():
    """A placement may run on through weeks in which nothing starts."""
    lines = (StartWeek(None, None, LECTURES_1), StartWeek(None, None, CLINICAL_2))
    assert said(StartWeeks(), CAR_EARLY, starts=lines) == []
