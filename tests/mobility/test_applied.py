"""What stays do to a plan: days away, credits, seats given back; and visitors."""

from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain.applied import Tentative, applied
from scheduler.domain.curriculum import Change, Credit, DutyChange
from scheduler.domain.limits import Among, Length, Unit
from scheduler.domain.mobility import (
    VISITORS_LAST,
    CountsAs,
    Programme,
    Status,
    Stay,
    Visitor,
)
from scheduler.domain.people import Absence
from scheduler.domain.schedule import Schedule
from scheduler.errors import StayError
from scheduler.goals.unplaced import Unplaced
from scheduler.office.stays import (
    Reading,
    only_if_words,
    planned,
    shortfall_words,
    shortfalls,
)
from scheduler.rules import check_all
from scheduler.rules.stays import check_stays
from scheduler.solver.problem import allowed_candidates
from scheduler.solver.result import Clock
from scheduler.solver.solve import Options, solve
from tests.exact import cheapest
from tests.mobility.stays import FOURTH, ims, with_stays
from tests.school import (
    ADA,
    BEN,
    CLINICAL_1,
    CLINICAL_2,
    CLINICAL_3,
    CLOSED,
    EXAMS_1,
    LECTURES_1,
    LECTURES_2,
    PERIODS,
    WARDS,
    but,
    calendar,
    good_placements,
    period,
    place,
    school,
)

EXCHANGE = Programme("EX", "Exchange", counts_as=CountsAs.ROTATIONS)
SUNDAY = date(2026, 10, 18)


def away(student=ADA, first=LECTURES_1, last=SUNDAY, **fields):
    """Return a confirmed stay; by default ADA's two lecture weeks."""
    status = fields.pop("status", Status.CONFIRMED)
    return Stay(fields.pop("id", "M1"), student, "EX", first, last, status, **fields)


def abroad(*stays, **changes):
    return school(
        programmes={"EX": EXCHANGE}, stays={s.id: s for s in stays}, **changes
    )


def missing(instance):
    """Return the rotations that a solved plan of the instance leaves unplaced."""
    unplaced = instance.unplaced(cheapest(instance))
    return sorted(duty.id for members, _ in unplaced for duty in members)


# -- stays -------------------------------------------------------------------------


def test_a_confirmed_stay_is_an_absence_and_a_credit():
    result = applied(abroad(away(recognised=("CAR",))))
    assert result.absences == (Absence(ADA, LECTURES_1, SUNDAY),)
    assert result.credits == (Credit(ADA, "CAR", None),)
    assert f"{ADA}/CAR" not in result.requirements
    assert applied(result) == result


@pytest.mark.parametrize(
    ("status", "tentative", "absent", "credited"),
    [
        (Status.CONFIRMED, Tentative.HERE, True, True),
        (Status.WITHDRAWN, Tentative.AWAY, False, False),
        (Status.FINISHED, Tentative.AWAY, False, True),
        (Status.TENTATIVE, Tentative.AWAY, True, True),
        (Status.TENTATIVE, Tentative.HERE, False, False),
        (Status.TENTATIVE, Tentative.BOTH, True, False),
    ],
)
def test_what_a_stay_does_depends_on_how_far_it_has_come(
    status, tentative, absent, credited
):
    stays = abroad(away(status=status, recognised=("CAR",)))
    result = applied(stays, tentative)
    assert (bool(result.absences), bool(result.credits)) == (absent, credited)


def test_only_the_days_of_the_planned_year_are_absences():
    early, late = date(2026, 2, 1), date(2027, 9, 1)
    result = applied(abroad(away(first=early, last=late)))
    last = result.calendar.last_week
    assert result.absences[0].first == result.calendar.first_week
    assert (result.absences[0].last - last).days == 6
    gone = applied(abroad(away(first=early, last=date(2026, 7, 1))))
    assert gone.absences == ()


def test_a_rotation_carried_over_is_credited_too():
    carried = DutyChange("000103", "PNE", Change.ADD)
    again = DutyChange(ADA, "CAR", Change.ADD, 20, occurrence=2)
    stays = [away("000103", recognised=("PNE",)), away(id="M2", recognised=("CAR",))]
    result = applied(abroad(*stays, duty_changes=(carried, again)))
    assert "000103/PNE" not in result.requirements
    assert f"{ADA}/CAR" not in result.requirements
    assert f"{ADA}/CAR#2" in result.requirements  # the repetition is still owed


def test_withdrawing_gives_the_seats_back():
    """One cardiology seat in one week: who has it depends on who is here."""
    car_weeks = (period("lectures", LECTURES_1, LECTURES_2, hours=4),)
    small = {
        "calendar": calendar(*car_weeks),
        "wards": but({"POL-CAR": WARDS["POL-CAR"]}, "POL-CAR", rotations=("CAR",)),
        "rotations": {"CAR": school().rotations["CAR"]},
        "students": {s: school().students[s] for s in (ADA, BEN)},
    }
    trip = {"first": date(2027, 3, 1), "last": date(2027, 6, 30)}
    recognised = away(recognised=("CAR",), **trip)
    assert missing(applied(abroad(recognised, **small))) == []
    withdrawn = replace(recognised, status=Status.WITHDRAWN)
    assert len(missing(applied(abroad(withdrawn, **small)))) == 1
    tentative = replace(recognised, status=Status.TENTATIVE)
    assert missing(applied(abroad(tentative, **small))) == []
    assert len(missing(applied(abroad(tentative, **small), "here"))) == 1


def test_a_plan_for_both_ends_leaves_the_days_of_the_stay_free():
    given = abroad(away(first=CLINICAL_3, last=CLINICAL_3, status=Status.TENTATIVE))
    both = applied(given, "both")
    schedule = cheapest(both)
    assert both.unplaced(schedule) == ()
    for reading in Tentative:
        assert check_all(applied(given, reading), schedule) == ()


def test_what_hangs_on_a_tentative_stay_is_said():
    week = {"first": LECTURES_1, "last": date(2026, 11, 1)}
    stay = away(status=Status.TENTATIVE, recognised=("CAR",), **week)
    given = abroad(stay)
    both = applied(given, "both")
    said = list(only_if_words(given, both, cheapest(both)))
    assert any("only if the stay M1 takes place and CAR" in s for s in said)
    assert any("only if the stay M1 doesn't take place" in s for s in said)


# -- refusals and arithmetic -------------------------------------------------------


def test_a_refused_stay_stops_the_plan_or_is_left_out():
    given = abroad(away(recognised=("TPV",)))
    with pytest.raises(StayError, match="doesn't owe it"):
        planned(given, Reading())
    result = planned(given, Reading(skip_refused=True))
    assert "TPV" in result.left_out[0]
    assert result.instance.absences == ()
    tentative = replace(given.stays["M1"], status=Status.TENTATIVE)
    here = replace(given, stays={"M1": tentative})
    assert planned(here, Reading(Tentative.HERE)).left_out == ()


SEMESTER = ("2026-10-01", "2027-02-26")


@pytest.mark.compiled
@pytest.mark.parametrize("recognised", [(), ("CAR", "PNE", "GAS", "REU")])
def test_a_semester_abroad_needs_recognised_rotations(recognised):
    first, last = map(date.fromisoformat, SEMESTER)
    one = Stay("M1", FOURTH, "E1", first, last, Status.CONFIRMED, recognised=recognised)
    given = with_stays(ims(), one)
    given = replace(given, students={FOURTH: ims().students[FOURTH]}, **NOBODY)
    result = applied(given)
    table = allowed_candidates(result)
    if recognised:
        assert shortfalls(result, table) == ()
        found = solve(result, Options(workers=1), Clock(20)).schedule
        assert check_all(result, found) == ()
        assert result.unplaced(found) == ()
    else:
        (said,) = shortfall_words(given, result, table)
        assert f"({FOURTH}): 6 slots, 8 rotations" in said
        assert "beside the stay M1, for which 0 rotations" in said


NOBODY = {
    "duty_changes": (),
    "wishes": (),
    "absences": (),
    "locks": (),
    "companies": (),
    "clearances": (),
    "restrictions": (),
    "gates": frozenset(),
}


def test_placements_of_two_weeks_fill_three_weeks_only_once():
    rotations = but(school().rotations, "CAR", hours=40)
    rotations = but(rotations, "PNE", hours=40, after=())
    weeks = (period("lectures", LECTURES_1, CLINICAL_1, hours=4),)
    instance = school(
        calendar=calendar(*weeks),
        rotations={name: rotations[name] for name in ("CAR", "PNE")},
        students={ADA: school().students[ADA]},
    )
    (short,) = shortfalls(instance, allowed_candidates(instance))
    assert (short.owed, short.slots) == (2, 1)


def test_a_year_without_stays_is_not_said_to_be_impossible():
    assert shortfalls(school(), allowed_candidates(school())) == ()


# -- visitors ----------------------------------------------------------------------

VISIT = Visitor(
    *("V1", "Synthetic", "Visitor 1", LECTURES_1, date(2026, 11, 1)),
    rotations=("CAR",),
    hours=20,
)
VISITS = period("clinical", LECTURES_1, EXAMS_1, hours=4, year=0)
YEAR_4 = tuple(replace(p, year=4) for p in PERIODS)


def visited(*visitors, **changes):
    changes.setdefault("calendar", calendar(*YEAR_4, VISITS))
    return school(visitors={v.id: v for v in visitors}, **changes)


def test_a_visitor_owes_what_he_wishes_for_and_nothing_else():
    result = applied(visited(VISIT))
    assert result.students["V1"].visitor
    assert result.students["V1"].year == 0
    (duty,) = result.requirements_of("V1")
    assert (duty.rotation, duty.hours) == ("CAR", 20)


def test_a_visitor_is_placed_on_days_when_he_is_here_and_takes_a_seat():
    result = applied(visited(VISIT))
    schedule = cheapest(result)
    (placement,) = schedule.of_student("V1")
    assert placement.first <= CLINICAL_2
    late = Schedule.of([place("V1", "CAR", "POL-CAR", CLOSED)])
    assert {v.rule for v in check_all(result, late)} == {"absences"}
    crowd = [*good_placements()[:6], place("V1", "CAR", "POL-CAR", LECTURES_1)]
    broken = check_all(result, Schedule.of(crowd))
    assert "seats" in {v.rule for v in broken}


def test_rules_about_years_of_study_are_not_for_visitors():
    result = applied(visited(replace(VISIT, rotations=("PNE",))))
    schedule = Schedule.of([place("V1", "PNE", "POL-CAR", CLINICAL_1)])
    assert check_all(result, schedule) == ()


def test_of_a_discipline_a_visitor_gets_the_rotation_with_most_room():
    wards = but(WARDS, "NIG-OBG", rotations=("OBG-2",))
    obstetrics = replace(VISIT, rotations=(), disciplines=Among(("obg",)))
    result = applied(visited(obstetrics, wards=wards))
    assert [duty.rotation for duty in result.requirements_of("V1")] == ["OBG-2"]


def test_own_students_can_come_first():
    first = applied(visited(VISIT))
    last = replace(first, settings={VISITORS_LAST: 1})
    nothing = Schedule.of(())
    units = [Unplaced().measure(school_, nothing) for school_ in (first, last)]
    assert units[0] - units[1] == 2
    assert units[1] - Unplaced().measure(school(), nothing) == 1


@pytest.mark.parametrize(
    ("changes", "reason", "hard"),
    [
        ({"last": date(2026, 10, 9)}, "less than 1 month", True),
        ({"first": date(2025, 1, 1), "last": date(2025, 6, 1)}, "not here", True),
        ({"last": date(2027, 6, 1)}, "beyond the planned year", False),
        ({"disciplines": Among(("magic",))}, "no rotation teaches magic", True),
    ],
)
def test_dates_and_wishes_of_visitors_are_checked(changes, reason, hard):
    programme = Programme("IN", "Trainee", min_length=Length(1, Unit.MONTHS))
    one = replace(VISIT, programme="IN", last=date(2026, 11, 29))
    one = replace(one, **changes)
    (said,) = check_stays(visited(one, programmes={"IN": programme}))
    assert reason in said.sentence
    assert said.hard == hard


def test_visitors_who_withdrew_take_no_seat():
    result = applied(visited(replace(VISIT, status=Status.WITHDRAWN)))
    assert "V1" not in result.students


def test_planned_both_ways_what_is_owed_either_way_comes_first():
    """What the stay would credit is worth less than what is owed if it takes place."""
    tentative = replace(
        next(iter(ims().stays.values())),
        status=Status.TENTATIVE,
        recognised=("CAR",),
    )
    given = replace(ims(), stays={tentative.id: tentative})
    both = applied(given, "both")
    assert both.owed_if_here == {f"{tentative.student}/CAR"}
    assert f"{tentative.student}/CAR" in both.requirements
    assert applied(given, "away").owed_if_here == frozenset()
    assert applied(given, "here").owed_if_here == frozenset()
