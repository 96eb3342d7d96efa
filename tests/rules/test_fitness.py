"""Cards of the rule: a valid certificate of fitness on every ward day."""

from datetime import date, timedelta

from scheduler.domain.clearances import Clearance, Gate
from scheduler.rules.fitness import Fitness
from tests.rules.cards import said
from tests.school import (
    ADA,
    BEN,
    CLINICAL_2,
    CLOSED,
    LECTURES_1,
    LECTURES_2,
    PERIODS,
    calendar,
    place,
)

CAR = place(ADA, "CAR", "NIG-MED", LECTURES_1)
LAST_DAY = LECTURES_2 + timedelta(days=4)


def certified(*spans, student=ADA):
    """The gate is switched on, and the student has certificates for these days."""
    return {
        "gates": frozenset({"fitness"}),
        "clearances": tuple(
            Clearance(student, Gate.FITNESS, first=first, last=last)
            for first, last in spans
        ),
    }


def test_valid_all_the_time():
    """A certificate that ends on the last ward day is enough."""
    assert said(Fitness(), CAR, **certified((LECTURES_1, LAST_DAY))) == []
    assert said(Fitness(), CAR, **certified((None, None))) == []


def test_expired_on_the_last_day():
    """One ward day too many; the message names it, and until when it was valid."""
    spans = (None, LAST_DAY - timedelta(days=1))
    assert said(Fitness(), CAR, **certified(spans)) == [
        "Synthetic Student 1 (000101) has no valid fitness certificate on 16 October "
        "2026 (valid until 15 October 2026), but is to do CAR at Medicine, Niguarda "
        "(NIG-MED) from 5 October 2026."
    ]


def test_a_gap_before_the_renewal():
    """Both ends of the gap are told; a gap of weekend days does no harm."""
    friday, monday = LECTURES_1 + timedelta(days=4), LECTURES_2
    weekend = certified((None, friday), (monday, None))
    assert said(Fitness(), CAR, **weekend) == []
    longer = certified((None, friday), (monday + timedelta(days=1), None))
    assert said(Fitness(), CAR, **longer) == [
        "Synthetic Student 1 (000101) has no valid fitness certificate on 12 October "
        "2026 (valid until 9 October 2026 and valid from 13 October 2026), but is to "
        "do CAR at Medicine, Niguarda (NIG-MED) from 5 October 2026."
    ]


def test_a_gap_on_a_holiday_or_in_a_closure():
    """Days without ward hours need no certificate."""
    gap = certified((None, LECTURES_1), (LECTURES_1 + timedelta(days=2), None))
    tuesday = LECTURES_1 + timedelta(days=1)
    assert len(said(Fitness(), CAR, **gap)) == 1
    year = calendar(*PERIODS, holidays=[tuesday])
    assert said(Fitness(), CAR, calendar=year, **gap) == []
    closure = certified((None, CLOSED), (CLOSED + timedelta(days=7), None))
    placement = place(ADA, "CAR", "NIG-MED", CLINICAL_2)
    assert said(Fitness(), placement, **closure) == []


def test_no_certificate_at_all():
    """Nothing recorded is not fit; a certificate of somebody else doesn't help."""
    (message,) = said(Fitness(), CAR, **certified((None, None), student=BEN))
    assert "(nothing is recorded)" in message


def test_another_gate_is_no_certificate():
    """A safety course says nothing about fitness."""
    safety = (Clearance(ADA, Gate.SAFETY),)
    gates = frozenset({"fitness"})
    assert len(said(Fitness(), CAR, gates=gates, clearances=safety)) == 1


def test_switched_off():
    """A school that doesn't ask for it needs no clearances."""
    assert said(Fitness(), CAR) == []
    late = Clearance(ADA, Gate.FITNESS, first=date(2027, 1, 1))
    assert said(Fitness(), CAR, clearances=(late,)) == []
