"""Cards of free weeks: they stay free, unless a period marks them for a rotation.

The rule is the one of ward hours; a free week is a week without them.
"""

from scheduler.domain.curriculum import Change, DutyChange
from scheduler.rules.full_hours import FullHours
from scheduler.rules.ward_hours import WardHours
from scheduler.terms import candidates
from tests.rules.cards import said
from tests.school import (
    ADA,
    CLEO,
    CLINICAL_1,
    CLINICAL_2,
    CLINICAL_3,
    CLOSED,
    LECTURES_1,
    LECTURES_2,
    calendar,
    period,
    place,
    school,
)

YEAR = calendar(
    period("clinical", LECTURES_1, LECTURES_2, hours=8),
    period("free", CLINICAL_1, CLOSED, TPV=8),
    period("clinical", CLINICAL_3, CLINICAL_3, hours=8),
)


def test_nothing_starts_in_a_free_week():
    """A student may travel in it."""
    (message,) = said(
        WardHours(), place(ADA, "CAR", "NIG-MED", CLINICAL_1), calendar=YEAR
    )
    assert "starts in the week of 19 October 2026, which has no ward hours" in message


def test_nothing_runs_through_free_weeks():
    """A placement of two weeks doesn't stand astride the holidays."""
    longer = (DutyChange(ADA, "CAR", Change.ADD, hours=80),)
    placement = place(ADA, "CAR", "NIG-MED", LECTURES_2)
    (message,) = said(WardHours(), placement, calendar=YEAR, duty_changes=longer)
    assert "runs into the week of 19 October 2026" in message


def test_marked_for_the_qualifying_internship():
    """Where the period gives hours to TPV, TPV alone may be there."""
    placement = place(CLEO, "TPV", "NIG-MED", CLINICAL_2)
    for rule in (WardHours(), FullHours()):
        assert said(rule, placement, calendar=YEAR) == []


def test_the_solver_leaves_free_weeks_free_too():
    """No candidate of a clerkship covers one; those of TPV do."""
    table = candidates(school(calendar=YEAR))
    table = table.where(WardHours().allows(table))
    free = {YEAR.weeks.index(week) for week in (CLINICAL_1, CLINICAL_2)}
    covering = {
        table.rotations[rotation]
        for (rotation, week), _ in table.weekly(table.rotation)
        if week in free
    }
    assert covering == {"TPV"}
