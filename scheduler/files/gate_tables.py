"""The tables about gates: what students are cleared for, and what they must avoid."""

from __future__ import annotations

from scheduler.domain.clearances import Clearance, Gate, Level, Restriction
from scheduler.domain.curriculum import TpvArea
from scheduler.domain.places import HospitalKind
from scheduler.files.cells import Day, Ref, Word
from scheduler.files.layout import Column, Table
from scheduler.files.marks import Mark, Marks

STUDENT = Ref(("students", "visitors"))
LEVEL, TPV_AREA, SITE_KIND = Word(Level), Word(TpvArea), Word(HospitalKind)
HAZARDS = Marks()

CLEARANCES: Table[Clearance] = Table(
    "clearances",
    "clearance",
    "Which gates before the wards a student has passed, and on which days that holds.",
    (
        Column("student", STUDENT, "The student.", True),
        Column(
            "gate",
            Word(Gate),
            "italian, all exams of years 1 and 2, all exams of years 1 to 4, "
            "certificate of fitness, safety course, radiation protection.",
            True,
        ),
        Column("level", LEVEL, "The level, for italian alone."),
        Column("from", Day(), "First valid day; blank: since ever.", field="first"),
        Column("to", Day(), "Last valid day; blank: without end.", field="last"),
    ),
    Clearance,
    lambda instance: instance.clearances,
)

RESTRICTIONS: Table[Restriction] = Table(
    "restrictions",
    "restriction",
    "Hazards that a student isn't exposed to; the reason isn't asked for.",
    (
        Column("student", STUDENT, "The student.", True),
        Column("avoids", Mark(), "A hazard of the table wards.", True),
    ),
    Restriction,
    lambda instance: instance.restrictions,
)
