"""Who fared worse than others in earlier semesters counts more in this one.

    factor = 3 where balance >= 1/2 of the mean, 2 where balance >= 1/10 of it, else 1,

balance and mean being the sums over the student's lines of the ledger. Preferences and
travel count each student's units as often as the factor says, in the model's costs and
in the measure alike, so that the same wish is met first for whom luck passed over.

Source: the office wants nobody to be last every time (a ledger carries luck and travel
over the semesters). Whole numbers keep the objective exact; less than a tenth more than
the mean is no bad luck and weighs nothing. The steps were tried on simulated semesters:
finer ones (1/20, 1/3) evened out hardly more, in fewer of the schools, and cost more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.ledger import LedgerLine
    from scheduler.terms import IntArray, Table

STEPS = ((3, 2), (2, 10))  # (factor, part of the mean that the balance must reach)


def luck_factor(instance: Instance, student: str) -> int:
    """Return how often the units of a student count: 1, 2 or 3."""
    return luck_of(instance.past_of(student))


def luck_of(past: Sequence[LedgerLine]) -> int:
    """Return the factor that one student's lines of the ledger make."""
    balance = sum(line.balance for line in past)
    mean = sum(line.mean for line in past)
    if balance <= 0:
        return 1
    return next((factor for factor, part in STEPS if part * balance >= mean), 1)


def luck_factors(table: Table) -> IntArray:
    """Return the factor of each candidate's student, [candidates]."""
    own = [luck_factor(table.instance, student) for student in table.students]
    return np.array(own, dtype=np.int64)[table.student]
