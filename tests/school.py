"""A school that fits in the head, to be changed a little in each test.

Eight weeks, for every year of study (hours are ward hours per working day):

====================  ===========  ==================================================
LECTURES_1, _2        4 h          5 and 12 October 2026; mornings only, 20 h a week
CLINICAL_1, _2        8 h          19 and 26 October; 40 h a week
CLOSED                0 h          2 November
CLINICAL_3            8 h          9 November
EXAMS_1, _2           0 h          16 and 23 November; 5 h for TPV alone
====================  ===========  ==================================================

ADA and BEN (year 4) owe CAR (40 h), PNE (20 h, after CAR), OBG-1 and OBG-2 (20 h each,
the halves of OBG). CLEO (year 6) owes TPV (40 h).

    school()                                          the school as it is
    school(wards=but(WARDS, "NIG-MED", seats=1))      with one seat in one ward
    school(absences=(Absence(ADA, LECTURES_1, LECTURES_1),))
    place(ADA, "CAR", "POL-CAR", LECTURES_1)          a placement
"""

from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.calendar import Calendar, Period, PeriodKind
from scheduler.domain.curriculum import Rotation
from scheduler.domain.dates import WEEK
from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.domain.places import Hospital, Point, Ward
from scheduler.domain.schedule import Placement

ADA, BEN, CLEO = "000101", "000102", "000103"

WEEKS = tuple(date(2026, 10, 5) + WEEK * number for number in range(8))
LECTURES_1, LECTURES_2, CLINICAL_1, CLINICAL_2, CLOSED, CLINICAL_3, *_EXAMS = WEEKS
EXAMS_1, EXAMS_2 = _EXAMS


def period(kind, first, last, hours=0.0, year=None, **hours_of):
    """Return a period of whole weeks, from the week ``first`` to the week ``last``.

    ``hours`` are ward hours per working day; further keywords are those of single
    rotations: ``period("exams", EXAMS_1, EXAMS_2, TPV=5)``.
    """
    return Period(
        id=f"{kind} {first} {year or 'all'}",
        year=year,
        first=first,
        last=last + timedelta(days=6),
        kind=PeriodKind(kind),
        ward_hours=hours,
        hours_of=hours_of,
    )


def calendar(*periods, holidays=()):
    """Return a year that lasts from its first period to its last; holidays are days."""
    first = min(p.first for p in periods)
    last = max(p.last for p in periods) - timedelta(days=6)
    return Calendar(first, last, periods, dict.fromkeys(holidays, "Holiday"))


def by_id(*things):
    """Return the mapping from id to thing that an instance holds."""
    return {thing.id: thing for thing in things}


def but(things, name, **changes):
    """Return ``things`` with some fields of the one called ``name`` changed."""
    return {**things, name: replace(things[name], **changes)}


PERIODS = (
    period("lectures", LECTURES_1, LECTURES_2, hours=4),
    period("clinical", CLINICAL_1, CLINICAL_2, hours=8),
    period("closed", CLOSED, CLOSED),
    period("clinical", CLINICAL_3, CLINICAL_3, hours=8),
    period("exams", EXAMS_1, EXAMS_2, TPV=5),
)

HOSPITALS = by_id(
    Hospital("NIG", "Niguarda", "Via Uno 1, Milano", Point(45.509, 9.189)),
    Hospital("POL", "Policlinico", "Via Due 2, Milano", Point(45.461, 9.196)),
)

WARDS = by_id(
    Ward("NIG-MED", "NIG", "Medicine", ("CAR", "PNE", "TPV"), seats=2),
    Ward("NIG-OBG", "NIG", "Obstetrics", ("OBG-1", "OBG-2"), seats=2),
    Ward("POL-CAR", "POL", "Cardiology", ("CAR", "PNE"), seats=1),
    Ward("POL-OBG", "POL", "Obstetrics", ("OBG-1", "OBG-2"), seats=1),
)

ROTATIONS = by_id(
    Rotation("CAR", "Cardiology", "CAR", 4, hours=40, cfu=2),
    Rotation("PNE", "Respiratory", "PNE", 4, hours=20, cfu=1, after=("CAR",)),
    Rotation("OBG-1", "Obstetrics 1", "OBG", 4, hours=20, cfu=1, part_of="OBG"),
    Rotation("OBG-2", "Obstetrics 2", "OBG", 4, hours=20, cfu=1, part_of="OBG"),
    Rotation("TPV", "Qualifying internship", "TPV", 6, hours=40, cfu=2),
)

STUDENTS = by_id(
    Student(ADA, "Synthetic", "Student 1", 4),
    Student(BEN, "Synthetic", "Student 2", 4),
    Student(CLEO, "Synthetic", "Student 3", 6),
)


def school(**changes) -> Instance:
    """Return the school, with any fields of the instance replaced."""
    fields = {
        "title": "Tiny school",
        "calendar": calendar(*PERIODS),
        "hospitals": HOSPITALS,
        "wards": WARDS,
        "rotations": ROTATIONS,
        "students": STUDENTS,
    }
    return Instance(**{**fields, **changes})


def place(student, rotation, ward, week, occurrence=1) -> Placement:
    """Return a placement that starts in the week of ``week``'s Monday."""
    return Placement(student, week, rotation, ward, occurrence)


def good_placements() -> tuple[Placement, ...]:
    """Return a complete plan of the school that breaks no rule."""
    return (
        place(ADA, "CAR", "NIG-MED", LECTURES_1),
        place(ADA, "PNE", "NIG-MED", CLINICAL_1),
        place(ADA, "OBG-1", "NIG-OBG", CLINICAL_2),
        place(ADA, "OBG-2", "NIG-OBG", CLINICAL_3),
        place(BEN, "CAR", "POL-CAR", LECTURES_1),
        place(BEN, "PNE", "POL-CAR", CLINICAL_1),
        place(BEN, "OBG-1", "POL-OBG", CLINICAL_2),
        place(BEN, "OBG-2", "POL-OBG", CLINICAL_3),
        place(CLEO, "TPV", "NIG-MED", EXAMS_1),
    )
