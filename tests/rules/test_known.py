"""Cards of the rule: a placement names things that exist."""

from datetime import timedelta

from scheduler.domain.dates import WEEK
from scheduler.rules.known import Known
from tests.rules.cards import said
from tests.school import ADA, EXAMS_2, LECTURES_1, place


def test_what_is_on_the_lists_is_known():
    """A placement of a listed student, rotation, ward and week is fine."""
    assert said(Known(), place(ADA, "CAR", "NIG-MED", LECTURES_1)) == []


def test_a_mistyped_student_is_named():
    """A student id with a typing error is reported as it stands."""
    assert said(Known(), place("00101", "CAR", "NIG-MED", LECTURES_1)) == [
        "The placement of 00101 for CAR in ward NIG-MED from 5 October 2026 names a "
        "student '00101' that is not in the list of students."
    ]


def test_each_unknown_name_is_one_message():
    """An unknown rotation in an unknown ward is two mistakes."""
    rotation, ward = said(Known(), place(ADA, "KAR", "NIG", LECTURES_1))
    assert "rotation 'KAR'" in rotation
    assert "ward 'NIG'" in ward


def test_a_placement_starts_on_a_monday():
    """A week named by its Tuesday is refused, not guessed."""
    tuesday = LECTURES_1 + timedelta(days=1)
    assert said(Known(), place(ADA, "CAR", "NIG-MED", tuesday)) == [
        "The placement of Synthetic Student 1 (000101) for CAR in ward NIG-MED from "
        "6 October 2026 does not start on a Monday."
    ]


def test_a_week_before_or_after_the_year_is_reported():
    """Weeks of another academic year are no weeks of this one."""
    early = place(ADA, "CAR", "NIG-MED", LECTURES_1 - WEEK)
    late = place(ADA, "PNE", "NIG-MED", EXAMS_2 + WEEK)
    messages = said(Known(), early, late)
    assert len(messages) == 2
    assert all("outside the academic year" in message for message in messages)
    assert said(Known(), place(ADA, "CAR", "NIG-MED", EXAMS_2)) == []
