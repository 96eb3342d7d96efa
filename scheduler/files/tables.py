"""The tables of an instance, all of them: what they hold is said once.

The reader, the writers, the template and its READ ME all go by this description. A new
column of a table is one line here and one field of the domain value it becomes.
"""

from __future__ import annotations

from scheduler.files import gate_tables as gates
from scheduler.files import mobility_tables as mobility
from scheduler.files import record_tables as records
from scheduler.files.layout import Table
from scheduler.files.ledger_table import LEDGER
from scheduler.files.school_tables import (
    CHOICES,
    HOSPITALS,
    PERIODS,
    ROTATIONS,
    SEAT_EXCEPTIONS,
    STARTS,
    WARD_HOURS,
    WARDS,
    YEAR_CAPS,
    ZONES,
)
from scheduler.files.student_tables import (
    ABSENCES,
    CREDITS,
    LOCKS,
    PREFERENCES,
    REQUIREMENTS,
    STUDENTS,
    TOGETHER,
)

__all__ = [
    "ABSENCES",
    "CHOICES",
    "CREDITS",
    "HOSPITALS",
    "LEDGER",
    "LOCKS",
    "PERIODS",
    "PREFERENCES",
    "REQUIREMENTS",
    "ROTATIONS",
    "SEAT_EXCEPTIONS",
    "STARTS",
    "STUDENTS",
    "TABLES",
    "TOGETHER",
    "WARDS",
    "WARD_HOURS",
    "YEAR_CAPS",
    "ZONES",
]

TABLES: tuple[Table[object], ...] = (
    PERIODS,
    WARD_HOURS,
    ROTATIONS,
    CHOICES,
    STARTS,
    HOSPITALS,
    ZONES,
    WARDS,
    YEAR_CAPS,
    SEAT_EXCEPTIONS,
    STUDENTS,
    REQUIREMENTS,
    CREDITS,
    PREFERENCES,
    ABSENCES,
    LOCKS,
    TOGETHER,
    *mobility.TABLES,
    gates.CLEARANCES,
    gates.RESTRICTIONS,
    LEDGER,
    *records.TABLES,
)
