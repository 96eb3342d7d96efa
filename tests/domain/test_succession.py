"""Next year's draft: who moves up, what is credited, what is still owed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scheduler.domain.curriculum import Change, Choice, Credit, DutyChange, StartWeek
from scheduler.domain.people import (
    Absence,
    Company,
    CompanyKind,
    Lock,
    LockKind,
    Student,
    Wish,
)
from scheduler.domain.places import SeatException
from scheduler.domain.schedule import Placement, Schedule
from scheduler.domain.succession import next_year
from scheduler.files import read_instance, write_instance
from tests.school import (
    ADA,
    BEN,
    CLEO,
    CLINICAL_1,
    CLOSED,
    EXAMS_1,
    LECTURES_1,
    ROTATIONS,
    STUDENTS,
    WARDS,
    WEEKS,
    but,
    by_id,
    good_placements,
    place,
    school,
)

INSTANCES = Path(__file__).parents[2] / "instances"
TINY = INSTANCES / "tiny"
IN_YEAR_5 = replace(ROTATIONS["CAR"], id="NEU", year=5, after=())
STAYS = place(CLEO, "TPV", "NIG-MED", EXAMS_1)


def fileable(instance):
    """The instance with periods that can be called by their ids in a file."""
    periods = [replace(p, id=f"P{n}") for n, p in enumerate(instance.calendar.periods)]
    return replace(instance, calendar=replace(instance.calendar, periods=(*periods,)))


def after(instance, *lost):
    """The year after one in which all was placed but ``lost``, as student/rotation."""
    done = [p for p in good_placements() if p.requirement not in lost]
    return next_year(fileable(instance), Schedule.of(done))


def read(folder):
    return read_instance(folder, goals=frozenset(), settings=frozenset())


def read_back(draft, folder):
    """What the reader makes of a draft, without the holidays that it looks up."""
    write_instance(draft, folder)
    back = read(folder)
    return replace(back, calendar=replace(back.calendar, holidays={}))


def duties(instance, student):
    return instance.requirements_of(student)


def owed(instance, student):
    return sorted(r.id.removeprefix(f"{student}/") for r in duties(instance, student))


# -- students --------------------------------------------------------------------


def test_students_move_up_and_those_who_have_finished_leave():
    """Ada and Ben are in year 5 now; Cleo has her internship and is gone."""
    draft = after(school())
    assert {s.id: s.year for s in draft.students.values()} == {ADA: 5, BEN: 5}
    assert not any(s.fuori_corso for s in draft.students.values())
    assert CLEO not in {credit.student for credit in draft.credits}


def test_who_lacks_something_in_year_6_stays_fuori_corso():
    """Cleo without a place stays in year 6, and owes the internship without a line."""
    draft = after(school(), f"{CLEO}/TPV")
    assert (draft.students[CLEO].year, draft.students[CLEO].fuori_corso) == (6, True)
    assert owed(draft, CLEO) == ["TPV"]
    assert draft.duty_changes == ()


def test_who_was_credited_a_year_moves_up_like_the_others():
    """Ada, who came with the whole of year 4 credited, is in year 5."""
    credits_ = tuple(Credit(ADA, one) for one in ("CAR", "PNE", "OBG-1", "OBG-2"))
    draft = next_year(school(credits=credits_), Schedule(()))
    assert draft.students[ADA].year == 5
    assert owed(draft, ADA) == []
    assert draft.credits_of(ADA) == credits_


def test_the_new_third_year_is_left_to_the_office():
    """Students of year 3 have moved up, and nobody has come after them."""
    novice = Student("000200", "Synthetic", "Student 9", 3)
    draft = after(school(students={**STUDENTS, novice.id: novice}))
    assert {s.year for s in draft.students.values()} == {4, 5}


# -- credits ---------------------------------------------------------------------


def test_what_was_placed_is_credited_where_it_was_done():
    draft = after(school())
    assert Credit(ADA, "CAR", "NIG") in draft.credits
    assert Credit(BEN, "CAR", "POL") in draft.credits
    assert len(draft.credits) == 8


def test_earlier_credits_stay_and_none_is_doubled():
    """A rotation done again keeps its first credit, with the hospital of then."""
    instance = school(
        credits=(Credit(ADA, "CAR", "POL"),),
        duty_changes=(DutyChange(ADA, "CAR", Change.ADD),),
    )
    assert [c for c in after(instance).credits if c.rotation == "CAR"] == [
        Credit(ADA, "CAR", "POL"),
        Credit(BEN, "CAR", "POL"),
    ]


def test_what_nobody_owed_is_not_credited():
    """A stray line of the schedule gives no credit."""
    draft = next_year(school(), Schedule((place(ADA, "TPV", "NIG-MED", EXAMS_1),)))
    assert draft.credits == ()


# -- duties ----------------------------------------------------------------------


def test_what_is_missing_is_carried_over():
    """Ada takes her respiratory medicine along into year 5, beside its own duties."""
    rotations = {**ROTATIONS, "NEU": IN_YEAR_5}
    draft = after(school(rotations=rotations), f"{ADA}/PNE")
    assert draft.duty_changes == (DutyChange(ADA, "PNE", Change.ADD),)
    assert owed(draft, ADA) == ["NEU", "PNE"]
    assert owed(draft, BEN) == ["NEU"]


def test_hours_and_occurrence_are_carried_over():
    """What was made up in part, or again, is owed with just these hours."""
    changes = (
        DutyChange(ADA, "PNE", Change.DROP),
        DutyChange(ADA, "PNE", Change.ADD, hours=12),
        DutyChange(ADA, "CAR", Change.ADD, hours=8, occurrence=2),
    )
    draft = after(school(duty_changes=changes), f"{ADA}/PNE", f"{ADA}/CAR#2")
    assert [r.hours for r in duties(draft, ADA)] == [12, 8]
    assert owed(draft, ADA) == ["CAR#2", "PNE"]
    assert Change.DROP not in {line.change for line in draft.duty_changes}


def test_other_hours_of_ones_own_year_are_kept_for_who_stays(tmp_path):
    """Cleo still owes 20 of the 40 hours, and the draft can be read."""
    changes = (
        DutyChange(CLEO, "TPV", Change.DROP),
        DutyChange(CLEO, "TPV", Change.ADD, hours=20),
    )
    draft = after(school(duty_changes=changes), f"{CLEO}/TPV")
    assert [r.hours for r in duties(draft, CLEO)] == [20]
    assert read_back(draft, tmp_path) == draft


def test_a_rotation_of_the_new_year_that_was_owed_in_part_is_owed_in_part(tmp_path):
    """Year 5 of Ada begins with 10 hours of neurology, not with all 40."""
    rotations = {**ROTATIONS, "NEU": IN_YEAR_5}
    wards = but(WARDS, "NIG-MED", rotations=("CAR", "PNE", "TPV", "NEU"))
    changes = (DutyChange(ADA, "NEU", Change.ADD, hours=10),)
    instance = school(rotations=rotations, wards=wards, duty_changes=changes)
    draft = after(instance)
    assert [r.hours for r in duties(draft, ADA)] == [10]
    assert [r.hours for r in duties(draft, BEN)] == [40]
    assert read_back(draft, tmp_path) == draft


@pytest.mark.parametrize("placed", [True, False])
def test_who_stays_is_still_let_off_what_the_office_dropped(placed, tmp_path):
    """A dropped rotation doesn't come back; a credited one needs no line."""
    rotations = {**ROTATIONS, "EME": replace(ROTATIONS["TPV"], id="EME")}
    wards = but(WARDS, "NIG-MED", rotations=("CAR", "PNE", "TPV", "EME"))
    changes = [DutyChange(CLEO, "TPV", Change.DROP)]
    if placed:
        changes.append(DutyChange(CLEO, "TPV", Change.ADD, hours=20))
    instance = school(rotations=rotations, wards=wards, duty_changes=tuple(changes))
    draft = next_year(fileable(instance), Schedule((STAYS,)))
    assert owed(draft, CLEO) == ["EME"]
    assert len([c for c in draft.duty_changes if c.student == CLEO]) == (not placed)
    assert read_back(draft, tmp_path) == draft


def test_the_rest_of_a_choice_is_carried_over_as_a_choice():
    """Of two out of three Ada did one: one of the other two is open."""
    group = {name: replace(ROTATIONS["CAR"], id=name, choice="X") for name in "KLM"}
    instance = school(
        rotations=group,
        choices=by_id(Choice("X", 2)),
        wards=but(WARDS, "NIG-MED", rotations=tuple(group)),
        students=by_id(STUDENTS[ADA]),
    )
    done = place(ADA, "K", "NIG-MED", LECTURES_1)
    draft = next_year(instance, Schedule((done,)))
    ((members, open_),) = draft.duties_of(ADA)
    assert ([r.rotation for r in members], open_) == (["L", "M"], 1)


# -- time and places -------------------------------------------------------------


def test_dates_move_by_52_weeks():
    """The year, its periods and its start weeks begin on Mondays again."""
    instance = school(starts=(StartWeek("CAR", None, LECTURES_1),))
    draft = after(instance)
    assert draft.calendar.first_week == date(2027, 10, 4)
    assert len(draft.calendar.weeks) == len(WEEKS)
    assert draft.starts == (StartWeek("CAR", None, date(2027, 10, 4)),)
    hours = draft.calendar.ward_hours
    assert hours(4, "CAR", date(2027, 10, 18)) == 8
    assert hours(4, "CAR", date(2027, 11, 1)) == 0


def test_holidays_given_one_by_one_keep_their_dates():
    """All Saints' is on 1 November again; what is past the year's end is left out."""
    base = school()
    days = {date(2026, 11, 1): "Ognissanti", date(2026, 11, 29): "Past the end"}
    calendar = replace(base.calendar, holidays=days)
    draft = after(replace(base, calendar=calendar))
    assert draft.calendar.holidays == {date(2027, 11, 1): "Ognissanti"}


def test_holidays_of_a_region_are_looked_up_by_the_reader(tmp_path):
    base = school()
    calendar = replace(
        base.calendar, holidays={date(2026, 11, 2): "Old"}, region="IT-MI"
    )
    draft = after(replace(base, calendar=calendar))
    assert draft.calendar.holidays == {}
    write_instance(draft, tmp_path)
    assert date(2027, 11, 1) in read(tmp_path).calendar.holidays


@pytest.mark.parametrize(
    ("title", "then"),
    [
        ("School 2026/27 (synthetic)", "School 2027/28 (synthetic)"),
        ("autumn 2026", "autumn 2027"),
        ("2099/00", "2100/01"),
        ("Tiny school", "Tiny school"),
    ],
)
def test_the_title_names_the_next_year(title, then):
    assert after(school(title=title)).title == then


def test_what_was_said_for_one_year_is_dropped_and_the_school_stays():
    instance = school(
        weights={"travel": 3},
        seat_exceptions=(SeatException("NIG-MED", CLOSED, CLOSED, 0),),
        wishes=(Wish(ADA, 1, hospital="NIG"),),
        absences=(Absence(ADA, CLOSED, CLOSED),),
        locks=(Lock(ADA, LockKind.NEVER, ward="POL-CAR"),),
        companies=(Company("C", CompanyKind.TOGETHER, (ADA, BEN)),),
        frozen=(STAYS,),
        frozen_until=CLINICAL_1,
    )
    draft = after(instance)
    for dropped in ("seat_exceptions", "wishes", "absences", "locks", "companies"):
        assert getattr(draft, dropped) == ()
    assert (draft.frozen, draft.frozen_until) == ((), None)
    for kept in ("wards", "hospitals", "rotations", "weights"):
        assert getattr(draft, kept) == getattr(instance, kept)


# -- reading back ----------------------------------------------------------------


def test_next_year_of_the_tiny_school_reads_back(tmp_path):
    """One placement made, the rest carried over: the draft has no problems."""
    tiny = read(TINY)
    done = Placement("000101", date(2026, 9, 28), "MED", "N-MED")
    draft = next_year(tiny, Schedule((done,)))
    assert read_back(draft, tmp_path) == draft
    assert draft.students["000101"].year == 6
    assert owed(draft, "000101") == ["PED", "SUR"]
    # Half a rotation that was to be repeated is owed as it was.
    assert [r.hours for r in duties(draft, "000104") if r.occurrence == 2] == [37.5]
    assert Credit("000104", "MED", "NORTH") in draft.credits


def test_next_year_of_the_whole_school_reads_back(tmp_path):
    """Nothing was placed, so everything is carried over, twice."""
    nothing = Schedule(())
    ims = read(INSTANCES / "ims-2026-27")
    draft = next_year(next_year(ims, nothing), nothing)
    assert read_back(draft, tmp_path) == draft
    of_year_3 = next(s.id for s in ims.students.values() if s.year == 3)
    assert set(owed(ims, of_year_3)) < set(owed(draft, of_year_3))
