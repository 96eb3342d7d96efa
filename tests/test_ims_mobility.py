"""Stays abroad and visits in the example year: a desk's usual load, and it fits."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from scheduler.domain.limits import months_of
from scheduler.domain.mobility import Status
from scheduler.files import read_instance
from scheduler.office.planning import allowed
from scheduler.office.stays import Reading, planned, shortfalls
from scheduler.rules.stays import check_stays

FOLDER = Path(__file__).parents[1] / "instances" / "ims-2026-27"
TPV = {"TPV-M", "TPV-C", "TPV-G"}
WITHOUT_EXAMS = "003066"  # exams of years 1 and 2 are missing the whole year
FIRST = date(2026, 9, 28)
END_OF_S1, START_OF_S2 = date(2027, 2, 28), date(2027, 3, 1)


@pytest.fixture(scope="module")
def ims():
    return read_instance(FOLDER, goals=frozenset(), settings=frozenset())


@pytest.fixture(scope="module")
def plan(ims):
    return planned(ims, Reading())


def stays_of(ims, programme):
    return [stay for stay in ims.stays.values() if stay.programme == programme]


def year_of(ims, stay):
    return ims.students[stay.student].year


# -- stays -------------------------------------------------------------------------


def test_each_programme_has_its_usual_number_of_stays(ims):
    programmes = Counter(stay.programme for stay in ims.stays.values())
    assert programmes == {
        "E1": 14,
        "E2": 5,
        "E3": 8,
        "E4": 7,
        "E5": 1,
        "E6": 2,
        "E7": 2,
    }


def test_most_stays_are_confirmed_and_some_still_open(ims):
    statuses = Counter(stay.status for stay in ims.stays.values())
    assert statuses == {
        Status.CONFIRMED: 31,
        Status.TENTATIVE: 6,
        Status.WITHDRAWN: 1,
        Status.FINISHED: 1,
    }


def test_nobody_has_two_stays(ims):
    students = [stay.student for stay in ims.stays.values()]
    assert len(students) == len(set(students))


def test_no_stay_and_no_visit_is_refused(ims):
    assert [str(finding) for finding in check_stays(ims) if finding.hard] == []


def test_what_is_open_about_stays_is_usual(ims):
    open_ = {finding.stay for finding in check_stays(ims) if not finding.unknown}
    assert all(ims.stays[stay].status == Status.TENTATIVE for stay in open_)
    unsure = {finding.stay for finding in check_stays(ims) if finding.unknown}
    assert {ims.stays[stay].programme for stay in unsure} == {"E4", "E5"}


def test_hosts_are_named_as_synthetic(ims):
    assert all(stay.host.endswith("(synthetic)") for stay in ims.stays.values())


def test_studies_abroad_take_a_semester_and_one_the_whole_year(ims):
    half = Counter()
    for stay in stays_of(ims, "E1"):
        half[stay.first <= END_OF_S1, stay.last >= START_OF_S2] += 1
    assert half == {(True, False): 7, (False, True): 6, (True, True): 1}


def semester_stays(ims):
    return [s for s in stays_of(ims, "E1") if months_of(s.first, s.last) < 6]


def test_studies_abroad_of_a_semester_are_of_years_four_to_six(ims):
    years = Counter(year_of(ims, stay) for stay in semester_stays(ims))
    assert years == {4: 6, 5: 5, 6: 2}


def test_a_semester_abroad_replaces_four_rotations(ims):
    for stay in semester_stays(ims):
        if year_of(ims, stay) < 6:
            assert len(stay.recognised) == 4, stay.id


def test_a_semester_abroad_in_year_six_replaces_all_but_the_internship(ims):
    sixth = [s for s in semester_stays(ims) if year_of(ims, s) == 6]
    for stay in sixth:
        owed = {duty.rotation for duty in ims.requirements_of(stay.student)}
        assert set(stay.recognised) == owed - TPV == {"ADV", "EME"}


def test_the_whole_year_abroad_replaces_the_whole_year(ims, plan):
    (stay,) = [s for s in stays_of(ims, "E1") if s not in semester_stays(ims)]
    owed = [duty.rotation for duty in ims.requirements_of(stay.student)]
    assert sorted(stay.recognised) == sorted(owed)
    assert plan.instance.requirements_of(stay.student) == ()


def test_traineeships_are_in_summer(ims):
    for stay in stays_of(ims, "E2"):
        assert year_of(ims, stay) in (5, 6)
        assert date(2027, 7, 1) <= stay.first < stay.last <= date(2027, 9, 30)
    assert sum(stay.graduated is not None for stay in stays_of(ims, "E2")) == 1


def test_a_free_mover_replaces_one_clerkship_and_never_the_internship(ims):
    for stay in stays_of(ims, "E4"):
        assert len(stay.recognised) == 1
        assert TPV.isdisjoint(stay.recognised)
        assert stay.first.month in (1, 2, 6, 7, 8, 9)


def test_what_a_finished_stay_was_worth_is_owed_no_more(ims, plan):
    (stay,) = [s for s in ims.stays.values() if s.status == Status.FINISHED]
    assert stay.last < FIRST
    (rotation,) = stay.recognised
    open_ = {duty.rotation for duty in plan.instance.requirements_of(stay.student)}
    assert rotation not in open_
    assert rotation in {duty.rotation for duty in ims.requirements_of(stay.student)}


def test_theses_abroad_leave_time_for_the_qualifying_internship(ims, plan):
    for stay in [*stays_of(ims, "E6"), *stays_of(ims, "E7")]:
        assert year_of(ims, stay) == 6
        assert START_OF_S2 <= stay.first < stay.last <= date(2027, 6, 30)
        owed = {duty.rotation for duty in plan.instance.requirements_of(stay.student)}
        assert owed >= TPV


# -- visitors ----------------------------------------------------------------------


def test_twelve_visitors_come_for_a_semester_a_traineeship_or_some_weeks(ims):
    programmes = Counter(visitor.programme for visitor in ims.visitors.values())
    assert programmes == {"E1": 4, "E2": 5, None: 3}
    for visitor in ims.visitors.values():
        months = months_of(visitor.first, visitor.last)
        days = (visitor.last - visitor.first).days + 1
        if visitor.programme == "E1":
            assert 4 <= months <= 5
        elif visitor.programme == "E2":
            assert visitor.first >= date(2027, 4, 1)
            assert 2 <= months <= 3
        else:
            assert 12 <= days <= 28  # from Monday of the first to Friday of the last


def test_visitors_wish_for_six_disciplines(ims, plan):
    wished = Counter(
        plan.instance.rotations[duty.rotation].discipline
        for visitor in ims.visitors
        for duty in plan.instance.requirements_of(visitor)
    )
    assert set(wished) == {
        "infectious diseases",
        "obstetrics and gynaecology",
        "cardiology",
        "oncology",
        "general surgery",
        "paediatrics",
    }


def test_visitors_are_synthetic_too(ims):
    for number, visitor in enumerate(ims.visitors.values(), start=1):
        assert (visitor.surname, visitor.name) == ("Synthetic", f"Visitor {number:02d}")
        assert visitor.university.endswith("(synthetic)")
        assert visitor.email == f"visitor{number:02d}@example.org"


# -- what can be planned -----------------------------------------------------------


def test_only_whoever_a_gate_keeps_out_the_whole_year_finds_no_place(plan):
    table = allowed(plan.instance)
    possible = {table.requirements[i] for i in table.requirement}
    stuck = [
        (duty.student, duty.rotation)
        for name, duty in plan.instance.requirements.items()
        if name not in possible
    ]
    kept_out = ["IM1-A", "IM1-B", "SU1", "DIA"]
    assert stuck == [(WITHOUT_EXAMS, rotation) for rotation in kept_out]
    short = [shortfall.student for shortfall in shortfalls(plan.instance, table)]
    assert short == [WITHOUT_EXAMS]
