"""Whatever an explanation says is possible was planned; nobody else is named."""

from dataclasses import replace

import pytest

from scheduler.advice.edits import (
    CapRaised,
    GatePassed,
    SeatsChanged,
    StudentGone,
    StudentThere,
    Unlocked,
    edited,
)
from scheduler.advice.explain import Explainer, forbidding, price_words
from scheduler.advice.remedies import possible
from scheduler.domain.clearances import Gate
from scheduler.domain.curriculum import Credit
from scheduler.domain.dates import DAY
from scheduler.domain.people import Absence, Lock, LockKind, Wish
from scheduler.domain.schedule import Schedule
from scheduler.rules import check_all
from scheduler.synthetic import generate
from tests.school import (
    ADA,
    BEN,
    CLEO,
    CLINICAL_1,
    CLINICAL_3,
    EXAMS_1,
    LECTURES_1,
    LECTURES_2,
    WARDS,
    but,
    good_placements,
    place,
    school,
)

PLAN = Schedule.of(good_placements())


def without(student, rotation):
    """The good plan without one placement."""
    return Schedule.of(
        p for p in good_placements() if (p.student, p.rotation) != (student, rotation)
    )


def said(instance, schedule, what):
    with Explainer(instance, schedule) as explainer:
        return " ".join(what(explainer))


def test_the_rule_that_forbids_a_place_is_named():
    """A placement that rules exclude says which of them, without any search."""
    away = Absence(ADA, CLINICAL_1, CLINICAL_1 + 4 * DAY)
    instance = school(absences=(away,))
    assert forbidding(instance, place(ADA, "PNE", "NIG-MED", CLINICAL_1)) == (
        "absences",
    )
    told = said(
        instance,
        without(ADA, "PNE"),
        lambda e: e.placement_words(place(ADA, "PNE", "NIG-MED", CLINICAL_1)),
    )
    assert "not allowed, because of: absences" in told


def test_a_place_has_a_price():
    """A place that others sit in says how many would move and what it costs."""
    told = said(
        school(),
        PLAN,
        lambda e: e.placement_words(place(ADA, "CAR", "POL-CAR", LECTURES_1)),
    )
    assert "of its weeks are full" in told
    assert "move 1 other student" in told
    assert "Student 2" not in told


@pytest.mark.parametrize(
    ("placement", "told"),
    [
        (place(ADA, "CAR", "NIG-MED", LECTURES_1), "that is how it is planned"),
        (place(ADA, "CAR", "NIG-OBG", LECTURES_1), "doesn't teach CAR"),
        (place(ADA, "CAR", "NIG-MED", EXAMS_1), "not allowed"),
    ],
)
def test_places_that_need_no_search(placement, told):
    """What is planned, not taught or not allowed is said at once."""
    assert told in said(school(), PLAN, lambda e: e.placement_words(placement))


def test_a_wish_not_met_has_one_sentence_with_its_price():
    """A student reads why not, and what it would cost, and nobody else's name."""
    wishes = (
        Wish(ADA, 1, hospital="POL"),
        Wish(ADA, 2, hospital="NIG"),
    )
    told = said(school(wishes=wishes), PLAN, lambda e: e.wish_words(ADA, "CAR"))
    assert "your choice number 2" in told
    assert "Cardiology, Policlinico (POL-CAR), your first," in told
    assert "giving it to you would cost" in told
    for other in (BEN, CLEO, "Student 2", "Student 3"):
        assert other not in told


def test_a_met_wish_is_counted():
    """Where the first choice was given, there is nothing to explain."""
    told = said(
        school(wishes=(Wish(ADA, 1, hospital="NIG"),)),
        PLAN,
        lambda e: e.wish_words(ADA, None),
    )
    assert told == "4 placements where the first choice was met."


def full_wards():
    """CAR has one seat in one ward, taken by ADA in the only weeks BEN can have."""
    instance = school(
        wards=but(but(WARDS, "NIG-MED", seats=1), "POL-CAR", rotations=("PNE",)),
        absences=(
            Absence(ADA, CLINICAL_1, CLINICAL_3 + 4 * DAY),
            Absence(BEN, CLINICAL_1, CLINICAL_3 + 4 * DAY),
        ),
        credits=tuple(
            Credit(who, name)
            for who in (ADA, BEN)
            for name in ("PNE", "OBG-1", "OBG-2")
        ),
        students={s: school().students[s] for s in (ADA, BEN)},
    )
    return instance, Schedule.of([place(ADA, "CAR", "NIG-MED", LECTURES_1)])


def test_what_can_t_be_even_alone_is_proven_twice():
    """Of four rotations two fit into ADA's weeks; nobody else is in her way."""
    away = Absence(ADA, CLINICAL_1, CLINICAL_3 + 4 * DAY)
    instance = school(absences=(away,), students={ADA: school().students[ADA]})
    halves = Schedule.of(
        [
            place(ADA, "OBG-1", "NIG-OBG", LECTURES_1),
            place(ADA, "OBG-2", "NIG-OBG", LECTURES_2),
        ]
    )
    told = said(instance, halves, lambda e: e.unplaced_words(f"{ADA}/CAR"))
    assert "Even alone in the school, 2 rotations of this student can't be" in told
    assert "Two solvers of different kinds have proven it." in told


def test_what_others_keep_from_a_student_isn_t_called_impossible():
    """Alone it would fit, so only what was searched is said."""
    instance, schedule = full_wards()
    told = said(instance, schedule, lambda e: e.unplaced_words(f"{BEN}/CAR"))
    assert "Two searches found no plan" in told
    assert "can't be placed" not in told


def test_a_seat_more_is_the_remedy():
    """What has no place because of seats gets the seats and the weeks it takes."""
    instance, schedule = full_wards()
    told = said(instance, schedule, lambda e: e.unplaced_words(f"{BEN}/CAR"))
    assert "without leaving out another" in told
    assert "1 seat more at Medicine, Niguarda (NIG-MED)" in told
    assert "from 5 October 2026 to 18 October 2026" in told
    with Explainer(instance, schedule) as explainer:
        ((requirement, remedy),) = explainer.everything_placed()
    assert requirement == f"{BEN}/CAR"
    assert remedy.seat_weeks == 2
    changed = edited(instance, remedy.edits)
    assert not check_all(changed, remedy.schedule)
    assert not changed.unplaced(remedy.schedule)


def test_a_cap_is_raised_with_the_seat():
    """Where a cap per year of study binds as well, the remedy names it too."""
    instance, schedule = full_wards()
    wards = but(instance.wards, "NIG-MED", caps={4: 1})
    with Explainer(replace(instance, wards=wards), schedule) as explainer:
        ((_, remedy),) = explainer.everything_placed()
    assert CapRaised("NIG-MED", 4, 1) in remedy.edits


def test_room_that_is_there_is_the_remedy():
    """What simply was left out is planned in, and no table has to change."""
    told = said(school(), without(ADA, "OBG-2"), lambda e: e.unplaced_words(
        f"{ADA}/OBG-2"))  # fmt: skip
    assert "Remedy, tried out: planning it in would cost" in told


def test_a_lock_that_stands_alone_is_the_remedy():
    """Where the office's own lock leaves nothing, dropping it is named."""
    lock = Lock(CLEO, LockKind.MUST, "TPV", week=LECTURES_2, ward="POL-CAR")
    instance = school(locks=(lock,))
    assert not possible(instance, f"{CLEO}/TPV")
    told = said(
        instance, without(CLEO, "TPV"), lambda e: e.unplaced_words(f"{CLEO}/TPV")
    )
    assert "because" not in told
    assert "locks" in told
    assert "no lock about TPV" in told


def test_an_absence_is_the_remedy():
    """Where a student is away all year, coming after all is named."""
    away = Absence(CLEO, LECTURES_1, EXAMS_1 + 40 * DAY)
    told = said(
        school(absences=(away,)),
        without(CLEO, "TPV"),
        lambda e: e.unplaced_words(f"{CLEO}/TPV"),
    )
    assert "comes after all" in told


def test_the_dearest_seats_come_first():
    """The office sees where one more seat saves most, with the weeks."""
    prices = {
        ("NIG-MED", LECTURES_1): 5,
        ("NIG-MED", LECTURES_2): 9,
        ("POL-CAR", LECTURES_1): 3,
    }
    first, second = price_words(school(), prices, 5)
    assert first.startswith("Medicine, Niguarda (NIG-MED): 14 over 2 weeks")
    assert second.startswith("Cardiology, Policlinico (POL-CAR): 3 over 1 week")


def test_a_full_ward_has_a_price():
    """A seat that would place somebody is worth what leaving out costs."""
    instance, schedule = full_wards()
    with Explainer(instance, schedule) as explainer:
        prices = explainer.prices()
    assert {ward for ward, _ in prices} == {"NIG-MED"}
    assert sum(prices.values()) >= 1200  # a student of year 4 without a place


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_remedies_of_an_infeasible_twin_make_it_feasible(seed):
    """With what is named, everything has a place and no rule is broken."""
    twin, schedule = generate(4 + seed, 0.9, seed, infeasible=True)
    assert twin.unplaced(schedule)
    with Explainer(twin, schedule) as explainer:
        found = explainer.everything_placed()
    mended = edited(twin, [edit for _, remedy in found for edit in remedy.edits])
    assert not mended.unplaced(found[-1][1].schedule)
    assert not check_all(mended, found[-1][1].schedule)


# -- edits -----------------------------------------------------------------------------


def test_seats_for_some_weeks_are_added_to_what_is_there():
    """Each week gets more than it had, and no other week."""
    more = SeatsChanged("NIG-MED", 2, LECTURES_1, LECTURES_1 + 6 * DAY)
    changed = more.made(school())
    assert changed.seats("NIG-MED", LECTURES_1) == 4
    assert changed.seats("NIG-MED", LECTURES_2) == 2


def test_seats_for_the_year_don_t_open_a_closed_week():
    """A ward that is closed in a week stays closed with more seats."""
    closed = SeatsChanged("NIG-MED", -9, LECTURES_1, LECTURES_1).made(school())
    changed = SeatsChanged("NIG-MED", 1).made(closed)
    assert changed.seats("NIG-MED", LECTURES_1) == 0
    assert changed.seats("NIG-MED", LECTURES_2) == 3


def test_who_is_gone_is_nowhere():
    """No table keeps a line about a student who has left."""
    given = school(wishes=(Wish(ADA, 1, hospital="NIG"),), credits=(Credit(ADA, "X"),))
    changed = StudentGone(ADA).made(given)
    assert ADA not in changed.students
    assert not changed.wishes
    assert not changed.credits


def test_edits_say_what_they_are():
    """Each edit has words for the office."""
    instance = school()
    told = [
        edit.said(instance)
        for edit in (
            CapRaised("NIG-MED", 4, 1),
            GatePassed(ADA, Gate.SAFETY),
            StudentThere(Absence(ADA, LECTURES_1, LECTURES_2)),
            Unlocked(ADA, "CAR"),
            SeatsChanged("NIG-MED", -1),
        )
    ]
    assert told[0] == "1 more of year 4 at a time at Medicine, Niguarda (NIG-MED)"
    assert told[1].startswith("the clearance safety for")
    assert "comes after all" in told[2]
    assert told[3].startswith("no lock about CAR")
    assert told[4].startswith("1 seat fewer")
