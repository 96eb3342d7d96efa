"""What the office is told about students whom a gate keeps out all year."""

import inspect
from dataclasses import replace

from scheduler.domain.clearances import Clearance, Gate, Level, Restriction
from scheduler.rules import GATE_RULES, RULES
from scheduler.rules.blocked import LACKS, gate_words
from scheduler.terms import candidates
from tests.school import (
    ADA,
    BEN,
    CLEO,
    CLINICAL_1,
    CLINICAL_3,
    EXAMS_1,
    STUDENTS,
    WARDS,
    but,
    school,
)

FIT = tuple(Clearance(student, Gate.FITNESS) for student in STUDENTS)


def test_a_school_without_gates_keeps_nobody_out():
    """There is nothing to tell."""
    assert gate_words(school()) == ()


def test_the_student_who_is_never_cleared():
    """One sentence names all that he can't do, and what he lacks."""
    found = gate_words(school(gates=frozenset({"fitness"}), clearances=FIT[1:]))
    assert found == (
        "Synthetic Student 1 (000101) can't do CAR, PNE, OBG-1 and OBG-2 in any week "
        "of the year, for want of a valid fitness certificate.",
    )


def test_who_is_cleared_later_is_placed_later():
    """He isn't told, and the masks leave him the weeks from then on."""
    late = Clearance(ADA, Gate.FITNESS, first=CLINICAL_1)
    instance = school(gates=frozenset({"fitness"}), clearances=(late, *FIT[1:]))
    assert gate_words(instance) == ()
    table = candidates(instance, [ADA])
    for rule in RULES:
        mask = rule.allows(table)
        table = table if mask is None else table.where(mask)
    firsts = {table.weeks[first] for first in table.first}
    assert min(firsts) == CLINICAL_1
    assert CLINICAL_3 in firsts


def test_only_what_is_closed_all_year_is_told():
    """A certificate for the last two weeks is enough for TPV, one for a day isn't."""
    weeks = Clearance(CLEO, Gate.FITNESS, first=EXAMS_1)
    instance = school(gates=frozenset({"fitness"}), clearances=(*FIT[:2], weeks))
    assert gate_words(instance) == ()
    day = replace(weeks, last=EXAMS_1)
    instance = school(gates=frozenset({"fitness"}), clearances=(*FIT[:2], day))
    (message,) = gate_words(instance)
    assert message.startswith("Synthetic Student 3 (000103) can't do TPV in any week")


def test_two_gates_that_are_never_open_together():
    """Neither is closed all year, and both are named."""
    halves = (
        Clearance(ADA, Gate.FITNESS, last=CLINICAL_1),
        Clearance(ADA, Gate.SAFETY, first=CLINICAL_1),
    )
    rest = tuple(Clearance(s, gate) for s in (BEN, CLEO) for gate in Gate)
    gates = frozenset({"fitness", "safety"})
    (message,) = gate_words(school(gates=gates, clearances=(*halves, *rest)))
    assert message.endswith("a valid fitness certificate and a valid safety course.")


def test_a_hazard_in_every_ward_of_a_rotation():
    """The wards that teach it are all closed to this student."""
    wards = but(WARDS, "NIG-OBG", hazards=("radiation",))
    avoids = (Restriction(ADA, "radiation"),)
    assert gate_words(school(wards=wards, restrictions=avoids)) == ()
    wards = but(wards, "POL-OBG", hazards=("radiation",))
    (message,) = gate_words(school(wards=wards, restrictions=avoids))
    assert "can't do OBG-1 and OBG-2" in message


def test_different_lacks_are_different_sentences():
    """What is closed by Italian isn't mixed up with what is closed by a hazard."""
    wards = but(WARDS, "NIG-MED", hazards=("radiation",))
    instance = school(
        wards=but(wards, "POL-CAR", hazards=("radiation",)),
        restrictions=(Restriction(ADA, "radiation"),),
        gates=frozenset({"italian"}),
        clearances=tuple(
            Clearance(student, Gate.ITALIAN, level)
            for student, level in ((ADA, Level.B2), (BEN, Level.B1), (CLEO, Level.B2))
        ),
    )
    ada, ben = gate_words(instance)
    assert "can't do CAR and PNE" in ada
    assert ben.endswith(
        "OBG-2 in any week of the year, for want of the Italian that is needed there."
    )


def test_what_no_gate_prevents_is_not_blamed_on_gates():
    """A rotation that is taught nowhere in time is told elsewhere."""
    instance = school(wards=but(WARDS, "NIG-MED", rotations=("CAR", "PNE")))
    closed = replace(instance, gates=frozenset({"fitness"}), clearances=FIT[:2])
    assert gate_words(closed) == ()


def test_every_gate_has_its_words():
    """A new gate without words for the office is found out."""
    assert set(LACKS) == {rule.name for rule in GATE_RULES}
    for rule in GATE_RULES:
        text = inspect.getdoc(inspect.getmodule(type(rule)))
        assert "Source:" in text
