"""The example school of the template: something in every table, all ids with EX."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time

from scheduler.domain.attendance import Attended
from scheduler.domain.calendar import Calendar, Period, PeriodKind, Semester
from scheduler.domain.clearances import (
    SWITCHABLE,
    Clearance,
    Gate,
    Level,
    Restriction,
)
from scheduler.domain.curriculum import (
    Change,
    Choice,
    Credit,
    DutyChange,
    Rotation,
    StartWeek,
)
from scheduler.domain.instance import Instance
from scheduler.domain.ledger import LedgerLine
from scheduler.domain.limits import UNKNOWN, Among, Length, Unit
from scheduler.domain.mobility import (
    CallYear,
    CountsAs,
    Programme,
    Status,
    Stay,
    Visitor,
)
from scheduler.domain.people import (
    Absence,
    Company,
    CompanyKind,
    Lock,
    LockKind,
    Student,
    Wish,
)
from scheduler.domain.places import Hospital, Point, SeatException, Ward, Zone
from scheduler.domain.waivers import Waiver
from scheduler.files.public_holidays import public_holidays

ONE, TWO, VISITOR = "EX-000001", "EX-000002", "EX-VISITOR"
START, END = date(2026, 9, 28), date(2027, 2, 21)


def example_school(weights: Mapping[str, int], settings: Mapping[str, int]) -> Instance:
    """Return a tiny school that can be scheduled, with something in every table."""
    return Instance(
        title="EXAMPLE school, winter semester 2026/27",
        calendar=_calendar(),
        hospitals={"EX-HOSP": _hospital()},
        wards={ward.id: ward for ward in _wards()},
        rotations={rotation.id: rotation for rotation in _rotations()},
        students={ONE: _student(ONE, 1), TWO: _student(TWO, 2)},
        zones={"EX-ZONE": Zone("EX-ZONE", "Example zone", Point(45.52, 9.21))},
        choices={"EX-CHOICE": Choice("EX-CHOICE", 1)},
        starts=tuple(
            StartWeek("EX-SUR", None, date(2026, 10, day)) for day in (5, 12, 19, 26)
        ),
        seat_exceptions=(
            SeatException("EX-W-SUR", date(2026, 10, 5), date(2026, 10, 11), 0),
        ),
        duty_changes=(DutyChange(TWO, "EX-MED", Change.ADD, 37.5, occurrence=2),),
        credits=(Credit(TWO, "EX-MED", "EX-HOSP"),),
        wishes=(
            Wish(ONE, 1, "EX-MED", hospital="EX-HOSP"),
            Wish(ONE, 1, "EX-SUR", week=date(2026, 10, 19)),
        ),
        absences=(Absence(TWO, date(2026, 11, 2), date(2026, 11, 8)),),
        locks=(Lock(ONE, LockKind.MUST, "EX-MED", ward="EX-W-MED"),),
        companies=(Company("EX-GROUP", CompanyKind.APART, (ONE, TWO), "EX-SUR"),),
        programmes={"EX-ERASMUS": _programme()},
        stays={"EX-STAY": _stay()},
        visitors={VISITOR: _visitor()},
        clearances=tuple(_clearances()),
        restrictions=(Restriction(TWO, "radiation"),),
        waivers=(_waiver(),),
        attendance=(_attended(),),
        ledger=(_ledger_line(),),
        gates=frozenset(SWITCHABLE),
        weights=weights,
        settings=settings,
    )


def _student(id_: str, number: int) -> Student:
    email = f"student{number}@example.org"
    return Student(id_, "Synthetic", f"Student {number}", 5, "EX-ZONE", email)


def _ledger_line() -> LedgerLine:
    first, last = date(2026, 3, 2), date(2026, 7, 31)
    return LedgerLine(ONE, "EX-Summer 2025/26", first, last, 12, 30, 40, 2)


def _clearances() -> Iterator[Clearance]:
    for student in (ONE, TWO, VISITOR):
        yield Clearance(student, Gate.ITALIAN, Level.B2)
        yield Clearance(student, Gate.EXAMS_1_2)
        yield Clearance(student, Gate.FITNESS, last=END)
        yield Clearance(student, Gate.SAFETY, first=START)
    yield Clearance(ONE, Gate.RADIATION, first=START)


def _waiver() -> Waiver:
    return Waiver(
        "EX-WAIVER",
        "seats",
        "The tutor takes one student more",
        "Synthetic Head of School",
        date(2026, 10, 1),
        ward="EX-W-MED",
        week=date(2026, 10, 5),
    )


def _attended() -> Attended:
    first, last = date(2026, 9, 28), date(2026, 10, 2)
    return Attended(TWO, "EX-MED", 0, 2, "EX-W-MED", first, last)


def _programme() -> Programme:
    return Programme(
        "EX-ERASMUS",
        "Example exchange",
        years=Among(("4", "5", "6")),
        call_year=CallYear.NEXT,
        call_months=Among(("1", "2")),
        min_length=Length(2, Unit.MONTHS),
        hosts=UNKNOWN,
        counts_as=CountsAs.ROTATIONS,
        usually=("call_months",),
        source="years: reserved to students of the 4th, 5th or 6th year",
    )


def _stay() -> Stay:
    return Stay(
        "EX-STAY",
        TWO,
        "EX-ERASMUS",
        date(2026, 12, 7),
        date(2027, 2, 14),
        Status.TENTATIVE,
        host="Example University",
        applied=date(2026, 2, 2),
        recognised=("EX-SUR",),
    )


def _visitor() -> Visitor:
    return Visitor(
        VISITOR,
        "Synthetic",
        "Visitor 1",
        date(2026, 10, 5),
        date(2026, 12, 6),
        disciplines=Among(("medicine",)),
        hours=37.5,
    )


def _calendar() -> Calendar:
    closure = Period(
        "EX-CLOSED", None, date(2026, 12, 21), date(2027, 1, 6), PeriodKind.CLOSED
    )
    wards = Period(
        "EX-WARDS", 5, START, END, PeriodKind.CLINICAL, 7.5, {"EX-DERM": 4.0}
    )
    visits = Period("EX-VISITS", 0, START, END, PeriodKind.CLINICAL, 7.5)
    return Calendar(
        first_week=START,
        last_week=date(2027, 2, 15),
        periods=(wards, visits, closure),
        holidays=dict(public_holidays("IT-MI", START, END)),
        semesters=(Semester("Winter 2026/27", START, END),),
        region="IT-MI",
    )


def _hospital() -> Hospital:
    return Hospital(
        "EX-HOSP", "Example Hospital", "Via Esempio 1, Milano", Point(45.51, 9.19)
    )


def _rotations() -> list[Rotation]:
    return [
        Rotation("EX-MED", "Internal Medicine", "medicine", 5, 75, 3, "Medicina"),
        Rotation(
            *("EX-SUR", "Surgery", "surgery", 5, 37.5, 1.5, "Chirurgia"),
            after=("EX-MED",),
        ),
        Rotation(
            *("EX-DERM", "Dermatology", "dermatology", 5, 20, 1, "Dermatologia"),
            choice="EX-CHOICE",
        ),
        Rotation(
            *("EX-EYES", "Ophthalmology", "ophthalmology", 5, 20, 1, "Oculistica"),
            choice="EX-CHOICE",
        ),
    ]


def _wards() -> list[Ward]:
    return [
        Ward(
            *("EX-W-MED", "EX-HOSP", "Medicine", ("EX-MED", "EX-DERM", "EX-EYES"), 2),
            caps={5: 2},
            meeting_point="Main entrance",
            contact="Synthetic Coordinator",
            bring="White coat, badge",
            hazards=("biological",),
        ),
        Ward("EX-W-SUR", "EX-HOSP", "Surgery", ("EX-SUR",), 1, starts_at=time(7, 30)),
        Ward(
            *("EX-W-THEATRE", "EX-HOSP", "Theatre", ("EX-SUR",), 1),
            radiation=True,
            hazards=("radiation", "biological"),
        ),
    ]
