"""Cards of the rule: placements are as the office has locked them."""

import pytest

from scheduler.domain.people import Lock, LockKind
from scheduler.rules.locks import Locks
from tests.rules.cards import said
from tests.school import ADA, BEN, CLINICAL_1, CLINICAL_2, place

CAR = place(ADA, "CAR", "NIG-MED", CLINICAL_1)


def must(**what):
    return {"locks": (Lock(ADA, LockKind.MUST, **what),)}


def never(**what):
    return {"locks": (Lock(ADA, LockKind.NEVER, **what),)}


AS_IT_IS = [
    {"hospital": "NIG"},
    {"ward": "NIG-MED"},
    {"week": CLINICAL_1},
    {"hospital": "NIG", "ward": "NIG-MED", "week": CLINICAL_1},
]
OTHERWISE = [
    {"hospital": "POL"},
    {"ward": "POL-CAR"},
    {"week": CLINICAL_2},
    {"hospital": "NIG", "ward": "NIG-MED", "week": CLINICAL_2},
]


@pytest.mark.parametrize("what", AS_IT_IS)
def test_what_must_be_is(what):
    """A placement that the lock describes agrees with MUST and breaks NEVER."""
    assert said(Locks(), CAR, **must(rotation="CAR", **what)) == []
    assert len(said(Locks(), CAR, **never(rotation="CAR", **what))) == 1


@pytest.mark.parametrize("what", OTHERWISE)
def test_what_must_be_is_not(what):
    """A placement that differs in one point breaks MUST and agrees with NEVER."""
    assert len(said(Locks(), CAR, **must(rotation="CAR", **what))) == 1
    assert said(Locks(), CAR, **never(rotation="CAR", **what)) == []


def test_a_must_lock_in_words():
    """The message says what is planned and what was locked."""
    lock = must(rotation="CAR", hospital="POL", week=CLINICAL_2)
    assert said(Locks(), CAR, **lock) == [
        "Synthetic Student 1 (000101) has CAR at Medicine, Niguarda (NIG-MED) from "
        "19 October 2026, but the office has locked: CAR must be in hospital "
        "Policlinico and from 26 October 2026."
    ]


def test_a_never_lock_for_every_rotation():
    """A lock without a rotation bars the hospital altogether."""
    assert said(Locks(), CAR, **never(hospital="NIG")) == [
        "Synthetic Student 1 (000101) has CAR at Medicine, Niguarda (NIG-MED) from "
        "19 October 2026, but the office has locked: every rotation must never be in "
        "hospital Niguarda."
    ]
    assert said(Locks(), CAR, **never(hospital="POL")) == []


def test_other_rotations_and_students_are_free():
    """A lock is about one student and the rotation that it names."""
    lock = must(rotation="CAR", hospital="POL")
    other_rotation = place(ADA, "PNE", "NIG-MED", CLINICAL_1)
    other_student = place(BEN, "CAR", "NIG-MED", CLINICAL_1)
    assert said(Locks(), other_rotation, other_student, **lock) == []


def test_a_rotation_barred_altogether():
    """NEVER with nothing but a rotation keeps the student out of it."""
    assert len(said(Locks(), CAR, **never(rotation="CAR"))) == 1


def test_a_must_lock_does_not_ask_for_a_placement():
    """A locked rotation that has no place is unplaced, not against the lock."""
    assert said(Locks(), **must(rotation="CAR", hospital="POL")) == []


def test_every_lock_counts():
    """Two locks, of which one is kept, still leave one breach."""
    locks = (
        Lock(ADA, LockKind.MUST, "CAR", hospital="NIG"),
        Lock(ADA, LockKind.NEVER, "CAR", week=CLINICAL_1),
    )
    assert len(said(Locks(), CAR, locks=locks)) == 1
