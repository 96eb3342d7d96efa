"""The regulations that no schedule may break, one module each.

A new regulation is a new module and a line in `RULES`.
"""

from __future__ import annotations

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule, Violation
from scheduler.rules.absences import Absences
from scheduler.rules.choice import Choices
from scheduler.rules.company import Companies
from scheduler.rules.contract import Rule
from scheduler.rules.exams import Exams
from scheduler.rules.fitness import Fitness
from scheduler.rules.frozen import Frozen
from scheduler.rules.full_hours import FullHours
from scheduler.rules.hospital_limit import HospitalLimit
from scheduler.rules.italian import Italian
from scheduler.rules.known import Known
from scheduler.rules.locks import Locks
from scheduler.rules.once import Once
from scheduler.rules.one_hospital import OneHospital
from scheduler.rules.one_place import OnePlace
from scheduler.rules.order import Order
from scheduler.rules.radiation import Radiation
from scheduler.rules.restrictions import Restrictions
from scheduler.rules.safety import Safety
from scheduler.rules.seats import Seats
from scheduler.rules.start_weeks import StartWeeks
from scheduler.rules.taught import Taught
from scheduler.rules.tpv import Tpv
from scheduler.rules.ward_hours import WardHours
from scheduler.rules.ward_minimum import WardMinimum
from scheduler.rules.year_caps import YearCaps
from scheduler.rules.year_of_study import YearOfStudy

__all__ = ["GATE_RULES", "RULES", "check_all"]

GATE_RULES: tuple[Rule, ...] = (
    Italian(),
    Exams(),
    Tpv(),
    Fitness(),
    Safety(),
    Radiation(),
    Restrictions(),
)
"""What stands before the wards: whether a student may be there at all, and when."""

RULES: tuple[Rule, ...] = (
    Known(),
    Taught(),
    Seats(),
    YearCaps(),
    OnePlace(),
    WardHours(),
    FullHours(),
    StartWeeks(),
    Once(),
    Choices(),
    Order(),
    YearOfStudy(),
    Absences(),
    Locks(),
    *GATE_RULES,
    Frozen(),
    Companies(),
    OneHospital(),
    HospitalLimit(),
    WardMinimum(),
)


def check_all(instance: Instance, schedule: Schedule) -> tuple[Violation, ...]:
    """Return every breach of every rule, rule by rule; empty for a valid schedule."""
    return tuple(
        violation for rule in RULES for violation in rule.check(instance, schedule)
    )
