"""Where a student could go: runs of days, each as the limits of a programme allow."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.advice.windows import advise, is_long_enough
from scheduler.domain.applied import applied
from scheduler.domain.attendance import Attended
from scheduler.domain.curriculum import Credit
from scheduler.domain.dates import DAY
from scheduler.domain.limits import (
    UNKNOWN,
    AcademicYear,
    Among,
    DayMonth,
    Deadline,
    Event,
    Length,
    Unit,
)
from scheduler.domain.mobility import (
    MONTH_IN_DAYS,
    CallYear,
    CountsAs,
    OnlyIn,
    Programme,
)
from scheduler.domain.people import Absence
from scheduler.domain.schedule import Schedule
from tests.mobility.stays import FIFTH, FOURTH, SIXTH, THIRD, ims, refusals, stay
from tests.school import (
    ADA,
    CLEO,
    CLINICAL_1,
    CLINICAL_2,
    CLINICAL_3,
    EXAMS_1,
    EXAMS_2,
    LECTURES_1,
    LECTURES_2,
    by_id,
    place,
    school,
)

ELECTIVE = Programme(
    "EL",
    "Elective",
    only_in=OnlyIn.FREE,
    min_length=Length(50, Unit.HOURS),
    apply_by=Deadline(Length(1, Unit.MONTHS), Event.DEPARTURE),
    counts_as=CountsAs.ELECTIVE,
)
FREE_MOVER = Programme(
    "FM",
    "Free Mover",
    years=Among(("4", "5", "6")),
    only_in=OnlyIn.NO_LECTURES,
    apply_by=Deadline(Length(30, Unit.DAYS), Event.START),
    counts_as=CountsAs.ROTATIONS,
    excludes=("TPV",),
)
TRAINEESHIP = Programme(
    "TR",
    "Traineeship",
    end_by=DayMonth(30, 9),
    call_year=CallYear.SAME,
    min_length=Length(2, Unit.MONTHS),
)
SATURDAY, SUNDAY = timedelta(days=5), timedelta(days=6)
MONTHS_2, HOURS_50 = Length(2, Unit.MONTHS), Length(50, Unit.HOURS)


def days(number):
    return Length(number, Unit.DAYS)


def outlook(programme, student=ADA, *placements, asked=None, **changes):
    """Return what one programme holds; placements make a schedule."""
    schedule = Schedule.of(placements) if placements else None
    instance = school(programmes=by_id(programme), **changes)
    (found,) = advise(instance, student, asked, schedule).outlooks
    return found


def spans(windows):
    return [(window.first, window.last) for window in windows]


# -- an elective needs both notions ------------------------------------------------


def test_an_elective_goes_only_where_teaching_is_suspended():
    """Lectures and full-time clinical weeks forbid; the closure alone is too short."""
    found = outlook(ELECTIVE)
    assert spans(found.windows) == [(CLINICAL_3 + SATURDAY, EXAMS_2 + SUNDAY)]


def test_a_placement_in_an_exam_week_takes_its_days_from_an_elective():
    """CLEO's internship fills both exam weeks: what is left is less than 50 hours."""
    free = outlook(ELECTIVE, CLEO, place(ADA, "CAR", "NIG-MED", LECTURES_1))
    busy = outlook(ELECTIVE, CLEO, place(CLEO, "TPV", "NIG-MED", EXAMS_1))
    assert spans(free.windows) == [(CLINICAL_3 + SATURDAY, EXAMS_2 + SUNDAY)]
    assert busy.windows == ()
    assert busy.too_short.last < EXAMS_2 + SATURDAY


def test_fifty_hours_are_seven_working_days():
    monday = CLINICAL_1
    assert not is_long_enough(monday, monday + 7 * DAY, HOURS_50)
    assert is_long_enough(monday, monday + 8 * DAY, HOURS_50)


def test_a_window_says_its_days_and_hours():
    (window,) = outlook(ELECTIVE).windows
    assert (window.days, window.working_days, window.hours) == (16, 10, 80)
    assert window.lecture_days == 0
    assert window.at_edge


def test_the_latest_start_leaves_seven_working_days():
    """19 November is the seventh working day from the end; apply a month before."""
    (window,) = outlook(ELECTIVE).windows
    assert window.latest_start == date(2026, 11, 19)
    assert window.apply_by == (date(2026, 10, 14), date(2026, 10, 19))


def test_without_a_window_the_longest_run_is_told():
    found = outlook(ELECTIVE, asked=days(60))
    assert found.windows == ()
    assert (found.too_short.first, found.too_short.days) == (date(2026, 11, 14), 16)


def test_an_elective_may_use_clinical_weeks_of_somebody_who_owes_nothing():
    """Nothing can claim a student who has credit for everything."""
    done = tuple(Credit(ADA, name) for name in ("CAR", "PNE", "OBG-1", "OBG-2"))
    found = outlook(ELECTIVE, credits=done)
    assert spans(found.windows) == [(LECTURES_2 + SATURDAY, EXAMS_2 + SUNDAY)]


def attended(programme, hours, *placements):
    """What one programme holds for ADA, who was in all her rotations so long."""
    lines = tuple(
        Attended(ADA, name, hours) for name in ("CAR", "PNE", "OBG-1", "OBG-2")
    )
    instance = school(programmes=by_id(programme), attendance=lines)
    schedule = Schedule.of(placements) if placements else None
    (found,) = advise(applied(instance), ADA, None, schedule).outlooks
    return found


def test_what_was_done_claims_no_clinical_week():
    """Once all is attended the weeks are free; half an hour to make up claims them."""
    assert spans(attended(ELECTIVE, 40).windows) == [
        (LECTURES_2 + SATURDAY, EXAMS_2 + SUNDAY)
    ]
    assert spans(attended(ELECTIVE, 19.5).windows) == [
        (CLINICAL_3 + SATURDAY, EXAMS_2 + SUNDAY)
    ]


# -- a Free Mover replaces planned clerkships --------------------------------------


def test_what_was_done_is_not_replaced():
    """A placement that is over takes its days; nothing abroad stands in for it."""
    (window,) = attended(
        FREE_MOVER, 40, place(ADA, "PNE", "NIG-MED", CLINICAL_1)
    ).windows
    assert window.first == CLINICAL_1 + SATURDAY
    assert window.replaces == ()


def test_a_free_mover_replaces_a_placement_in_a_clinical_week():
    found = outlook(FREE_MOVER, ADA, place(ADA, "PNE", "NIG-MED", CLINICAL_1))
    (window,) = found.windows
    assert (window.first, window.last) == (LECTURES_2 + SATURDAY, EXAMS_2 + SUNDAY)
    (replaced,) = window.replaces
    assert replaced.placement.rotation == "PNE"
    assert (replaced.first, replaced.last) == (CLINICAL_1, CLINICAL_1 + 4 * DAY)
    assert (replaced.hours, replaced.whole) == (20, True)


def test_a_placement_that_begins_in_lecture_weeks_is_only_cut_into():
    """CAR needs 40 hours: the second lecture week and half of the clinical one."""
    found = outlook(FREE_MOVER, ADA, place(ADA, "CAR", "NIG-MED", LECTURES_2))
    (replaced,) = found.windows[0].replaces
    assert not replaced.whole
    assert replaced.first == LECTURES_2


def test_the_qualifying_internship_stays():
    """What a programme excludes isn't replaced: its days are taken."""
    found = outlook(FREE_MOVER, CLEO, place(CLEO, "TPV", "NIG-MED", EXAMS_1))
    assert spans(found.windows) == [(LECTURES_2 + SATURDAY, EXAMS_1 - DAY)]
    assert found.windows[0].replaces == ()


def test_without_a_schedule_nothing_is_said_to_be_replaced():
    advice = advise(school(programmes=by_id(FREE_MOVER)), ADA)
    assert not advice.planned
    assert advice.outlooks[0].windows[0].replaces == ()


def test_thirty_days_before_the_start():
    (window,) = outlook(FREE_MOVER).windows
    assert window.apply_by[0] == date(2026, 9, 17)


# -- lengths and ends --------------------------------------------------------------


def test_two_months_don_t_fit_into_eight_weeks_but_into_the_year():
    found = outlook(TRAINEESHIP)
    assert found.asked == (MONTHS_2,)
    assert found.windows == ()
    assert found.too_short.days == 56


def test_months_are_calendar_months_or_days_by_the_setting():
    """1 February to 31 March is two months of the calendar, but not 60 days."""
    first, last = date(2027, 2, 1), date(2027, 3, 31)
    assert is_long_enough(first, last, MONTHS_2)
    assert not is_long_enough(first, last, MONTHS_2, days_per_month=30)
    found = advise(replace(ims(), settings={MONTH_IN_DAYS: 30}), SIXTH, MONTHS_2)
    by = {o.programme.id: o for o in found.outlooks}
    assert by["E2"].windows[0].latest_start == date(2027, 8, 2)


def test_a_traineeship_ends_by_the_end_of_september():
    """The calendar goes on to 3 October, the programme does not."""
    by = {o.programme.id: o for o in advise(ims(), FIFTH, MONTHS_2).outlooks}
    (window,) = by["E2"].windows
    assert window.last == date(2027, 9, 30)
    assert window.latest_start == date(2027, 8, 1)
    assert by["E2"].call == AcademicYear(2026)
    assert by["E1"].call == AcademicYear(2025)


def test_lecture_days_are_counted_and_windows_without_them_told():
    by = {o.programme.id: o for o in advise(ims(), FIFTH, MONTHS_2).outlooks}
    assert by["E2"].windows[0].lecture_days > 0
    assert all(window.lecture_days == 0 for window in by["E2"].calm)
    assert (date(2027, 5, 22), date(2027, 9, 30)) in spans(by["E2"].calm)


def test_the_question_and_the_programme_both_set_a_length():
    assert outlook(ELECTIVE, asked=days(10)).asked == (days(10), HOURS_50)
    usual = replace(ELECTIVE, usually=("min_length",))
    assert outlook(usual, asked=days(10)).asked == (days(10),)


def test_an_absence_and_placements_split_the_year():
    """A traineeship replaces nothing: what is planned stays where it is."""
    week = replace(TRAINEESHIP, min_length=days(7))
    away = (Absence(ADA, EXAMS_1, EXAMS_1 + 4 * DAY),)
    found = outlook(week, ADA, place(ADA, "PNE", "NIG-MED", CLINICAL_2), absences=away)
    assert spans(found.windows) == [
        (LECTURES_1, CLINICAL_2 - DAY),
        (CLINICAL_2 + SATURDAY, CLINICAL_3 + SUNDAY),
        (EXAMS_1 + SATURDAY, EXAMS_2 + SUNDAY),
    ]


# -- who may go --------------------------------------------------------------------


def test_programmes_of_other_years_are_named_apart():
    advice = advise(ims(), THIRD, HOURS_50)
    assert [o.programme.id for o in advice.outlooks] == ["E3", "E5"]
    assert [p.id for p in advice.closed] == ["E1", "E2", "E4", "E6", "E7"]


def test_an_unknown_year_doesn_t_close_a_programme_and_stays_unknown():
    found = outlook(replace(FREE_MOVER, years=UNKNOWN))
    assert found.programme.unknown == ("years",)
    assert found.windows


def test_what_isn_t_known_to_replace_clerkships_leaves_them_alone():
    found = outlook(
        replace(FREE_MOVER, counts_as=UNKNOWN),
        ADA,
        place(ADA, "PNE", "NIG-MED", CLINICAL_1),
    )
    assert found.windows[0].first == CLINICAL_1 + SATURDAY


# -- agreement with the checks of stays --------------------------------------------

EARLY = date(2026, 1, 1)
FACTS = {
    "papers": "application form, tutor letter, board approval, COSP",
    "hours": 60,
    "activity": "wards",
}


def refused(student, programme, first, last, applied):
    dates = {"applied": applied.isoformat(), "departure": first.isoformat()}
    one = stay(
        student, programme, first.isoformat(), last.isoformat(), **FACTS, **dates
    )
    return refusals(ims(), one)


@pytest.mark.parametrize("student", [FOURTH, SIXTH])
@pytest.mark.parametrize("programme", ["E3", "E4"])
def test_a_stay_in_a_window_is_accepted_and_a_longer_one_refused(student, programme):
    """The windows are exactly what the checks of stays let through."""
    found = advise(ims(), student, HOURS_50)
    (mine,) = [o for o in found.outlooks if o.programme.id == programme]
    assert mine.windows
    for window in mine.windows:
        in_time, late = window.apply_by[0], window.apply_by[0] + DAY
        first, last = window.first, window.last
        assert refused(student, programme, first, last, in_time) == []
        assert refused(student, programme, first, last, late)
        assert refused(student, programme, first - DAY, last, EARLY)
        assert window.at_edge or refused(student, programme, first, last + DAY, EARLY)
