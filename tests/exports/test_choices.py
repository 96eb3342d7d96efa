"""Why a student didn't get a higher choice, read from the schedule alone."""

from dataclasses import replace

import pytest

from scheduler.domain.curriculum import Change, DutyChange
from scheduler.domain.people import Absence, Lock, LockKind, Wish
from scheduler.domain.places import SeatException
from scheduler.domain.schedule import Schedule
from scheduler.exports.choices import Choice, Choices, Why
from scheduler.exports.sheet_words import said_choice, said_missed
from tests.school import (
    ADA,
    BEN,
    CLINICAL_1,
    CLINICAL_2,
    CLINICAL_3,
    CLOSED,
    LECTURES_1,
    LECTURES_2,
    WARDS,
    WEEKS,
    but,
    place,
    school,
)

FIRST, SECOND = Wish(ADA, 1, hospital="POL"), Wish(ADA, 2, hospital="NIG")
OWN = place(ADA, "CAR", "NIG-MED", LECTURES_1)


def missed(*others, placement=OWN, wishes=(FIRST, SECOND), **changes):
    """Return what ADA missed for a placement, beside others."""
    choices = Choices(
        school(wishes=wishes, **changes), Schedule.of([placement, *others])
    )
    return choices.missed_places(placement) + choices.missed_weeks(placement)


def why(*others, **changes):
    (one,) = missed(*others, **changes)
    return one.why


def taken(*weeks, rotation="PNE"):
    """Return BEN's placements that take the only seat of POL-CAR, a week each."""
    return [
        place(BEN, rotation, "POL-CAR", week, occurrence)
        for occurrence, week in enumerate(weeks, start=1)
    ]


def full_everywhere():
    """Return the duties that let BEN do PNE again and again."""
    return {
        "duty_changes": tuple(
            DutyChange(BEN, "PNE", Change.ADD, None, number)
            for number in range(2, len(WEEKS) + 1)
        )
    }


def test_the_first_choice_misses_nothing():
    """Who got the first choice reads no excuses."""
    assert missed(placement=place(ADA, "CAR", "POL-CAR", LECTURES_1)) == ()


def test_who_wished_nothing_misses_nothing():
    """Without a wish there is no choice, and nothing to explain."""
    choices = Choices(school(), Schedule.of([OWN]))
    assert choices.place(OWN) == Choice()
    assert missed(wishes=()) == ()


def test_every_seat_was_taken():
    """A ward whose seat is taken in every possible week is full, not just unlucky."""
    weeks = (LECTURES_1, LECTURES_2, CLINICAL_1, CLINICAL_2, CLINICAL_3)
    assert why(*taken(*weeks), **full_everywhere()) == Why.FULL


def test_a_single_free_seat_is_not_hidden():
    """It isn't called full where a week had a seat: then the whole plan decided."""
    weeks = (LECTURES_1, LECTURES_2, CLINICAL_1, CLINICAL_2)
    assert why(*taken(*weeks), **full_everywhere()) == Why.WHOLE


def test_the_seats_of_a_year_of_study_are_taken():
    """A ward with a seat left, but none for this year, is full for the student."""
    wards = but(WARDS, "POL-CAR", seats=5, caps={4: 1})
    weeks = (LECTURES_1, LECTURES_2, CLINICAL_1, CLINICAL_2, CLINICAL_3)
    assert why(*taken(*weeks), wards=wards, **full_everywhere()) == Why.FULL


def test_my_own_seat_is_not_in_my_way():
    """What the student takes there already doesn't count against him."""
    own_there = place(ADA, "PNE", "POL-CAR", CLINICAL_1)
    assert why(own_there) != Why.FULL


def test_the_ward_takes_nobody():
    """A closed ward is said to be closed."""
    closed = SeatException("POL-CAR", WEEKS[0], WEEKS[-1], 0)
    assert why(seat_exceptions=(closed,)) == Why.CLOSED


def test_away_comes_first():
    """Who is away in all possible weeks but the own one isn't told of full wards."""
    absences = (
        Absence(ADA, LECTURES_2, WEEKS[-1]),
        Absence(ADA, LECTURES_1, LECTURES_1),
    )
    assert why(absences=absences) == Why.AWAY


def test_another_own_rotation_is_then():
    """Where the free weeks are taken by own rotations, that is the reason."""
    others = [
        place(ADA, "OBG-1", "NIG-OBG", CLINICAL_1),
        place(ADA, "OBG-2", "NIG-OBG", CLINICAL_2),
        place(ADA, "PNE", "NIG-MED", CLINICAL_3),
        *taken(LECTURES_1, LECTURES_2),
    ]
    assert why(*others, **full_everywhere()) == Why.BUSY


def test_the_order_of_the_rotations_forbids_it():
    """A seat that is free only after what must come later doesn't help."""
    others = [
        place(ADA, "PNE", "NIG-MED", CLINICAL_1),
        *taken(LECTURES_1, LECTURES_2),
    ]
    assert why(*others, **full_everywhere()) == Why.ORDER


def test_what_the_office_fixed_is_fixed():
    """A lock on the place explains the place, and no wish for a week."""
    lock = Lock(ADA, LockKind.MUST, "CAR", hospital="NIG")
    assert why(locks=(lock,)) == Why.FIXED
    week = Wish(ADA, 1, week=LECTURES_2)
    assert why(locks=(lock,), wishes=(week,)) != Why.FIXED


def test_what_was_frozen_is_fixed():
    """A placement of an earlier semester stays as it was."""
    assert why(frozen=(OWN,)) == Why.FIXED


def test_a_week_that_can_not_be():
    """A wish for a closed week is answered by the calendar."""
    assert why(wishes=(Wish(ADA, 1, week=CLOSED),)) == Why.CALENDAR


def test_a_week_in_which_everything_was_full():
    """A wish for a week looks at every ward that teaches the rotation."""
    wards = but(WARDS, "NIG-MED", rotations=("TPV",))
    plan = [*taken(LECTURES_2), place(ADA, "CAR", "POL-CAR", CLINICAL_2)]
    choices = Choices(
        school(wards=wards, wishes=(Wish(ADA, 1, week=LECTURES_2),)), Schedule.of(plan)
    )
    (one,) = choices.missed_weeks(plan[-1])
    assert one.why == Why.FULL


def test_each_higher_choice_has_its_sentence():
    """The second choice missed is explained as well as the first."""
    named = (Wish(ADA, 1, ward="A"), Wish(ADA, 2, ward="POL-CAR"))
    wards = {**WARDS, "A": replace(WARDS["POL-CAR"], id="A", name="Alpha")}
    wishes = (*named, Wish(ADA, 3, hospital="NIG"))
    found = missed(wards=wards, wishes=wishes)
    assert [(one.rank, [w.id for w in one.wards]) for one in found] == [
        (1, ["A"]),
        (2, ["POL-CAR"]),
    ]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "Policlinico, Cardiology was your 1st choice: all its seats were taken in "
            "every week you can attend.",
        ),
        (
            "it",
            "Policlinico, Cardiology era la Sua 1ª scelta: tutti i posti erano "
            "occupati in ogni settimana in cui Lei è presente.",
        ),
    ],
)
def test_the_sentence_names_nobody(language, sentence):
    """The student reads what happened, and never whose wish came first."""
    weeks = (LECTURES_1, LECTURES_2, CLINICAL_1, CLINICAL_2, CLINICAL_3)
    changes = {"wishes": (FIRST, SECOND), **full_everywhere()}
    instance = school(**changes)
    (one,) = missed(*taken(*weeks), **changes)
    assert said_missed(instance, one, language) == sentence


def test_every_reason_has_words_in_both_languages():
    """No reason ends in a blank."""
    (one,) = missed()
    for reason in Why:
        for about in (one, replace(one, week=LECTURES_2)):
            said = [
                said_missed(school(), replace(about, why=reason), language)
                for language in ("en", "it")
            ]
            assert said[0] != said[1]
            assert all(words.endswith(".") and len(words) > 40 for words in said)


def test_a_choice_in_words():
    """First, none of them, and no wish read differently."""
    assert said_choice(Choice(1), Choice(12), "en") == (
        "1st choice of place, 12th choice of week"
    )
    assert said_choice(Choice(3, met=False), Choice(), "en") == (
        "none of your choices of place"
    )
    assert said_choice(Choice(), Choice(), "it") == "nessuna preferenza espressa"
