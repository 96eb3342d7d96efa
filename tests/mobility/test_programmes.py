"""The school's seven programmes: who may go, and who is told why not."""

from dataclasses import replace

import pytest

from scheduler.domain.limits import Among, Length, Unit
from scheduler.domain.mobility import (
    LIMITS,
    MONTH_IN_DAYS,
    YEAR_AT_CALL,
    Programme,
    Status,
)
from scheduler.domain.schedule import Placement
from tests.mobility.stays import (
    FIFTH,
    FOURTH,
    SIXTH,
    THIRD,
    findings,
    ims,
    refusals,
    stay,
)

LA = "learning agreement"
E3_PAPERS = "application form, tutor letter, board approval, COSP"
THESIS = "project, learning agreement"

E1 = {"applied": "2026-02-02", "papers": LA, "activity": "wards"}
E2 = {"applied": "2027-02-10", "papers": LA}
E3 = {
    "applied": "2027-01-01",
    "departure": "2027-02-07",
    "hours": 60,
    "papers": E3_PAPERS,
    "activity": "laboratories",
}
E4 = {"applied": "2026-12-01", "activity": "wards"}
E6 = {"applied": "2026-10-01", "papers": THESIS, "activity": "thesis"}
E7 = {
    "applied": "2027-03-14",
    "departure": "2027-03-15",
    "papers": THESIS,
    "activity": "thesis",
}

S1 = ("2026-10-01", "2027-02-26")
S2 = ("2027-03-01", "2027-07-30")
YEAR = ("2026-10-01", "2027-07-30")
FEBRUARY = ("2027-02-08", "2027-02-26")

ACCEPTED = [
    stay(FOURTH, "E1", *S1, **E1),
    stay(FIFTH, "E1", *S2, **E1),
    stay(SIXTH, "E1", *YEAR, **E1),
    stay(FIFTH, "E2", "2027-07-01", "2027-09-30", **E2),
    stay(SIXTH, "E2", "2027-07-01", "2027-08-31", **{**E2, "applied": "2026-10-05"}),
    stay(FOURTH, "E3", *FEBRUARY, **E3),
    stay(THIRD, "E3", *FEBRUARY, **E3),  # no year is stated
    stay(FOURTH, "E4", *FEBRUARY, **E4, recognised=("CAR",)),
    stay(FIFTH, "E4", "2027-05-24", "2027-06-18", **E4, recognised=("PSY",)),
    stay(FIFTH, "E5", *S2, country="China", activity="lectures"),
    stay(SIXTH, "E6", "2027-03-01", "2027-06-30", **E6),
    stay(SIXTH, "E7", "2027-03-15", "2027-06-30", **E7),
]


@pytest.mark.parametrize("one", ACCEPTED, ids=lambda s: f"{s.programme}-{s.student}")
def test_a_stay_within_the_limits_is_accepted(one):
    assert refusals(ims(), one) == []


REFUSED = [
    # programme, student, dates, other fields, reason, quoted words
    ("E1", THIRD, S1, E1, "not for year 3", "reserved to students enrolled in the 4th"),
    (
        *("E1", FOURTH, S1, {**E1, "applied": "2027-02-02"}),
        *("for stays in 2027/28", "during the academic year that follows the call"),
    ),
    ("E1", FOURTH, S1, {**E1, "papers": "visa"}, "learning agreement", "drafting"),
    (
        *("E2", FOURTH, ("2027-07-01", "2027-09-30"), E2),
        *("not for year 4", "reserved to students enrolled in the 5th or 6th year"),
    ),
    (
        *("E2", FIFTH, ("2027-07-01", "2027-08-15"), E2),
        *("less than 2 months", "Minimum 2 months"),
    ),
    (
        *("E2", FIFTH, ("2027-08-15", "2027-10-31"), E2),
        *("must end by 30 September 2027", "within the end of september of the same"),
    ),
    (
        *("E2", FIFTH, ("2027-07-01", "2027-09-30"), {**E2, "recognised": ("PSY",)}),
        *("can't be recognised", "Educational training"),
    ),
    (
        *("E3", FOURTH, ("2027-03-01", "2027-03-12"), E3),
        *("there are lectures on 1 March 2027", "only during free periods"),
    ),
    (
        *("E3", FOURTH, ("2027-05-24", "2027-06-04"), E3),
        *("belong to the student's own clerkships", "only during free periods"),
    ),
    ("E3", FOURTH, FEBRUARY, {**E3, "hours": 49}, "49 hours", "At least 50 hours"),
    (
        *("E3", FOURTH, FEBRUARY, {**E3, "applied": "2027-01-08"}),
        *("means by 7 January 2027", "at least one month before departure"),
    ),
    (
        *("E3", FOURTH, FEBRUARY, {**E3, "activity": "lectures"}),
        *("lectures is not on the list", "clinical wards or laboratories"),
    ),
    ("E3", FOURTH, FEBRUARY, {**E3, "papers": "COSP"}, "tutor letter", "art. 8"),
    ("E4", THIRD, FEBRUARY, E4, "not for year 3", "enrolled in the 4th, 5th or 6th"),
    (
        *("E4", FOURTH, ("2027-03-01", "2027-03-12"), E4),
        *("there are lectures on 1 March 2027 and 9 more", "During free periods"),
    ),
    (
        *("E4", FOURTH, FEBRUARY, {**E4, "applied": "2027-01-10"}),
        *("means by 9 January 2027", "No later than 30 days before date of activities"),
    ),
    (
        *("E4", FOURTH, FEBRUARY, {**E4, "activity": "laboratories"}),
        *("laboratories is not on the list: wards", "Internships in clinical wards"),
    ),
    (
        *("E4", SIXTH, ("2027-08-02", "2027-08-06"), {**E4, "recognised": ("TPV-M",)}),
        *("TPV-M can't be done in this programme", "qualifying internship"),
    ),
    ("E6", FIFTH, S2, E6, "not for year 5", "of the 6th year"),
    ("E6", SIXTH, S2, {**E6, "papers": LA}, "project", "detailed project"),
    (
        *("E7", SIXTH, S2, {**E7, "applied": "2027-03-01", "departure": "2027-03-01"}),
        *("means by 28 February 2027", "Application has to be done before departure"),
    ),
]


@pytest.mark.parametrize(
    ("programme", "student", "dates", "fields", "reason", "phrase"), REFUSED
)
def test_a_stay_outside_a_limit_is_refused_with_reason_and_quotation(
    programme, student, dates, fields, reason, phrase
):
    said = refusals(ims(), stay(student, programme, *dates, **fields))
    (about,) = [sentence for sentence in said if reason in sentence]
    assert phrase in about.partition('("')[2]


# -- months, days and years of calls ---------------------------------------------


@pytest.mark.parametrize(
    ("programme", "first", "applied", "accepted"),
    [
        ("E3", "2027-03-01", "2027-02-01", True),  # 28 days, but a month
        ("E4", "2027-03-01", "2027-02-01", False),
        ("E4", "2027-03-31", "2027-03-01", True),  # 30 days, but no month
        ("E3", "2027-03-31", "2027-03-01", False),
    ],
)
def test_thirty_days_and_one_month_are_not_the_same(
    programme, first, applied, accepted
):
    fields = {**(E3 if programme == "E3" else E4), "applied": applied}
    one = stay(FOURTH, programme, first, first, **{**fields, "departure": first})
    late = [said for said in refusals(ims(), one) if "applied" in said]
    assert (late == []) == accepted


def test_an_elective_counts_from_departure_and_a_free_mover_from_the_activities():
    dates = {"applied": "2027-01-05", "departure": "2027-01-28"}
    elective = stay(FOURTH, "E3", *FEBRUARY, **{**E3, **dates})
    mover = stay(FOURTH, "E4", *FEBRUARY, **{**E4, **dates})
    assert "applied" in refusals(ims(), elective)[0]
    assert refusals(ims(), mover) == []


def test_without_a_departure_only_what_is_surely_late_is_refused():
    late = stay(FOURTH, "E3", *FEBRUARY, **{**E3, "departure": "2027-02-08"})
    late = replace(late, departure=None)
    (open_,) = [f for f in findings(ims(), late) if f.unknown]
    assert "date of departure isn't given" in open_.sentence
    assert refusals(ims(), late) == []
    surely = replace(late, applied=late.first)
    assert "applied" in refusals(ims(), surely)[0]


@pytest.mark.parametrize(
    ("first", "last", "days", "accepted"),
    [
        ("2027-02-01", "2027-03-31", 0, True),
        ("2027-02-01", "2027-03-31", 30, False),  # 59 days
        ("2027-08-01", "2027-09-30", 0, True),
        ("2027-08-02", "2027-09-30", 0, False),
        ("2027-08-02", "2027-09-30", 30, True),
        ("2027-08-03", "2027-09-30", 30, False),
    ],
)
def test_two_months_can_be_counted_as_sixty_days(first, last, days, accepted):
    one = stay(FIFTH, "E2", first, last, **E2)
    said = refusals(ims(), one, settings={MONTH_IN_DAYS: days})
    assert (said == []) == accepted


def test_study_is_the_year_after_the_call_and_a_traineeship_in_the_same():
    study = stay(FOURTH, "E1", "2027-10-04", "2028-02-25", **E1)
    assert "for stays in 2026/27" in refusals(ims(), study)[0]
    later = replace(study, applied=study.applied.replace(year=2027))
    assert refusals(ims(), later) == []
    trainee = stay(FIFTH, "E2", "2026-10-05", "2026-12-11", **E2)
    before = replace(trainee, applied=trainee.applied.replace(year=2026))
    assert refusals(ims(), trainee) == []
    assert len(refusals(ims(), before)) == 2  # wrong year, and over since September


def test_the_year_of_study_is_that_of_the_stay_or_by_a_setting_of_the_call():
    one = stay(FOURTH, "E1", *S1, **E1)  # applied in year 3
    (said,) = refusals(ims(), one, settings={YEAR_AT_CALL: 1})
    assert "not for year 3" in said
    next_year = stay(THIRD, "E1", "2027-10-04", "2028-02-25", **E1, call_year=2026)
    assert refusals(ims(), next_year) == []


def test_semesters_of_another_year_are_unknown_rather_than_kept_to():
    later = stay(THIRD, "E1", "2027-10-04", "2028-02-25", **E1, call_year=2026)
    (open_,) = findings(ims(), later)
    assert open_.unknown
    assert "the semesters of 2027/28 aren't known" in open_.sentence


def test_graduates_may_go_as_trainees_within_a_year():
    one = stay(SIXTH, "E2", "2027-05-01", "2027-07-30", **E2, graduated="2026-07-31")
    assert refusals(ims(), one) == []
    late = replace(one, graduated=one.graduated.replace(day=1))
    assert "12 months after the graduation" in refusals(ims(), late)[0]
    study = stay(SIXTH, "E1", *S2, **E1, graduated="2026-07-31")
    assert "not for graduates" in refusals(ims(), study)[0]


# -- soft and unknown --------------------------------------------------------------


def test_what_is_only_usual_is_a_warning():
    winter = stay(SIXTH, "E6", "2026-10-05", "2026-12-18", **E6)
    (warning,) = findings(ims(), winter)
    assert not warning.hard
    assert not warning.unknown
    assert "Usually during the second semester of the 6th year" in str(warning)
    december = replace(winter, applied=winter.applied.replace(month=12))
    assert [f.hard for f in findings(ims(), december)] == [False, False]


def test_limits_of_a_call_are_unknown_until_they_are_filled_in():
    third = stay(THIRD, "E5", *S2, country="Mexico", activity="lectures")
    (open_,) = findings(ims(), third)
    assert open_.unknown
    assert not open_.hard
    assert "years, semesters" in open_.sentence
    assert open_.phrase == "Details available in each call"
    call = Programme(
        *("E5-2026", "Call for Mexico", "E5"),
        years=Among(("5", "6")),
        source="years: only students of the 5th and 6th year",
    )
    programmes = {**ims().programmes, "E5-2026": call}
    called = replace(third, programme="E5-2026")
    (said,) = refusals(ims(), called, programmes=programmes)
    assert "not for year 3" in said
    assert "only students of the 5th and 6th year" in said
    found = findings(ims(), called, programmes=programmes)
    assert [f.unknown for f in found].count(True) == 1  # the rest of the call


def test_another_country_than_the_present_agreements_is_unusual():
    one = stay(FIFTH, "E5", *S2, country="Japan", activity="wards")
    soft = [f for f in findings(ims(), one) if not f.unknown]
    assert ["Japan" in f.sentence for f in soft] == [True]
    assert not soft[0].hard


def test_free_movers_need_a_host_of_the_list_once_there_is_one():
    one = stay(FOURTH, "E4", *FEBRUARY, **E4, host="Somewhere")
    assert [f.unknown for f in findings(ims(), one)] == [True]
    hosts = Among(("Elsewhere", "University Hospital"))
    listed = {**ims().programmes, "E4": replace(ims().programmes["E4"], hosts=hosts)}
    assert "Somewhere" in refusals(ims(), one, programmes=listed)[0]
    good = replace(one, host="university  hospital")
    assert findings(ims(), good, programmes=listed) == ()


# -- several stays, recognition ----------------------------------------------------


def test_a_student_is_in_one_place_at_a_time():
    one = stay(FIFTH, "E1", *S2, **E1)
    other = stay(FIFTH, "E2", "2027-07-01", "2027-09-30", **E2, id="M2")
    (said,) = refusals(ims(), one, other)
    assert "[M2]" in said
    assert "same time as the stay M1" in said
    withdrawn = replace(one, status=Status.WITHDRAWN)
    assert refusals(ims(), withdrawn, other) == []
    either = [replace(s, status=Status.TENTATIVE) for s in (one, other)]
    assert refusals(ims(), *either) == []
    assert any("same time" in f.sentence for f in findings(ims(), *either))


def test_study_and_traineeship_together_last_at_most_two_years():
    long_ago = stay(
        SIXTH, "E1", "2024-10-01", "2026-07-31", id="OLD", status=Status.FINISHED
    )  # 22 months
    fits = stay(SIXTH, "E2", "2027-07-01", "2027-08-31", **E2)
    assert refusals(ims(), long_ago, fits) == []
    too_long = stay(SIXTH, "E2", "2027-07-01", "2027-09-15", **E2)
    (said,) = refusals(ims(), long_ago, too_long)
    assert "24.5 months abroad" in said
    assert "24 months in total" in said


@pytest.mark.parametrize(
    ("rotation", "reason"),
    [("NONE", "there is no such"), ("PSY", "doesn't owe it")],
)
def test_only_what_the_student_owes_is_recognised(rotation, reason):
    one = stay(FOURTH, "E1", *S1, **E1, recognised=(rotation,))
    assert reason in refusals(ims(), one)[0]


def test_what_is_credited_already_is_not_credited_again():
    one = stay(FOURTH, "E1", *S1, **E1, recognised=("SU1",))
    (said,) = findings(ims(), one)
    assert "credit already" in said.sentence
    assert said.hard


def test_papers_may_follow_while_a_stay_is_tentative():
    one = stay(FOURTH, "E1", *S1, **{**E1, "papers": "visa"}, status=Status.TENTATIVE)
    (said,) = findings(ims(), one)
    assert not said.hard


def test_what_has_happened_is_not_refused_but_its_report_is_asked_for():
    one = stay(THIRD, "E4", *FEBRUARY, status=Status.FINISHED)
    assert refusals(ims(), one) == []
    elective = stay(FOURTH, "E3", *FEBRUARY, **E3, status=Status.FINISHED)
    (said,) = findings(ims(), elective)
    assert "evaluation report" in said.sentence


def test_a_placement_that_stays_as_it_was_keeps_the_student_here():
    one = stay(FOURTH, "E1", *S2, **E1)
    (start,) = [w for w in ims().calendar.weeks if w.isoformat() == "2027-03-01"]
    kept = (Placement(FOURTH, start, "CAR", "NIG-CAR"),)
    (said,) = refusals(ims(), one, frozen=kept)
    assert "CAR at NIG-CAR" in said


def test_a_longest_stay_is_kept_to():
    most = replace(ims().programmes["E2"], max_length=Length(3, Unit.MONTHS))
    programmes = {**ims().programmes, "E2": most}
    fits = stay(FIFTH, "E2", "2027-05-01", "2027-07-31", **E2)
    assert refusals(ims(), fits, programmes=programmes) == []
    long = stay(FIFTH, "E2", "2027-05-01", "2027-08-01", **E2)
    assert "more than 3 months" in refusals(ims(), long, programmes=programmes)[0]


def test_every_limit_of_the_schools_programmes_has_its_quotation():
    for programme in ims().programmes.values():
        for limit in LIMITS:
            if getattr(programme, limit) is not None:
                assert programme.phrase(limit), (programme.id, limit)


def test_twelve_months_after_graduation_include_the_last_day():
    """Who graduated on 31 August may stay until 31 August, and no day longer."""
    one = stay(SIXTH, "E2", "2027-05-01", "2027-08-30", **E2, graduated="2026-08-30")
    assert findings(ims(), one) == ()
    late = replace(one, last=one.last.replace(day=31))
    (said,) = findings(ims(), late)
    assert "after the graduation" in said.sentence


def test_a_tentative_stay_gives_way_to_a_confirmed_one():
    """The confirmed stay is accepted, though the tentative one begins before it."""
    sure = stay(FIFTH, "E2", "2027-07-05", "2027-09-30", **E2, id="M1")
    maybe = stay(
        FIFTH, "E2", "2027-07-01", "2027-09-15", **E2, id="M2", status=Status.TENTATIVE
    )
    met = [f for f in findings(ims(), maybe, sure) if "same time" in f.sentence]
    assert {f.stay for f in met} == {"M2"}


def test_a_rotation_is_not_recognised_twice():
    """Two stays can't both be worth the same rotation, unless one is an alternative."""
    one = stay(FOURTH, "E1", *S1, **E1, recognised=("CAR",), id="M1")
    two = stay(FOURTH, "E1", *S2, **{**E1, "recognised": ("CAR",)}, id="M2")
    said = [f for f in findings(ims(), one, two) if "recognised for" in f.sentence]
    assert [(f.stay, f.hard) for f in said] == [("M2", True)]
    either = replace(two, status=Status.TENTATIVE)
    said = [f for f in findings(ims(), one, either) if "recognised for" in f.sentence]
    assert [f.hard for f in said] == [False]
