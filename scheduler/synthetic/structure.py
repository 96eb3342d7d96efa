"""The parts of a synthetic year that don't depend on its size.

Calendar, rotations and start weeks follow the International Medical School's year
2026/27: two-week slots of 40 ward hours, and months of the qualifying internship (TPV)
in year 6. All slots stand on one grid, so that years of study share wards evenly.
"""

from __future__ import annotations

from datetime import date

from scheduler.domain.calendar import Calendar, Period, PeriodKind, Semester
from scheduler.domain.curriculum import Rotation, StartWeek

CAMPUS = "CAMPUS"

_IM1_SU1 = ("IM1-A", "IM1-B", "SU1")
_TPV = ("TPV-M", "TPV-C", "TPV-G")

ROTATIONS = tuple(
    Rotation(id_, name, discipline, year, hours, hours / 20, "", after, part_of)
    for id_, name, discipline, year, hours, after, part_of in (
        ("IM1-A", "Internal medicine 1, part A", "medicine", 3, 40, (), "IM1"),
        ("IM1-B", "Internal medicine 1, part B", "medicine", 3, 40, ("IM1-A",), "IM1"),
        ("SU1", "General surgery basics", "surgery", 3, 40, (), None),
        ("DIA", "Diagnostics", "diagnostics", 3, 40, (), None),
        ("CAR", "Cardiology", "cardiology", 4, 40, _IM1_SU1, None),
        ("PNE", "Respiratory medicine", "lungs", 4, 40, _IM1_SU1, None),
        ("GAS", "Gastroenterology", "digestion", 4, 40, _IM1_SU1, None),
        ("MSK", "Orthopaedics", "bones", 4, 40, _IM1_SU1, None),
        ("INF", "Infectious diseases", "infections", 4, 40, _IM1_SU1, None),
        ("ONC", "Oncology", "oncology", 4, 40, _IM1_SU1, None),
        ("SEN", "ENT and ophthalmology", "senses", 4, 40, _IM1_SU1, None),
        ("IM2", "Internal medicine 2", "medicine", 5, 40, _IM1_SU1, None),
        ("SU2", "Surgery 2", "surgery", 5, 40, _IM1_SU1, None),
        ("NEU", "Neurology", "neurology", 5, 40, _IM1_SU1, None),
        ("PSY", "Psychiatry", "psychiatry", 5, 40, _IM1_SU1, None),
        ("OBG-A", "Obstetrics, part A", "obstetrics", 5, 40, _IM1_SU1, "OBG"),
        ("OBG-B", "Gynaecology, part B", "obstetrics", 5, 40, ("OBG-A",), "OBG"),
        ("PED-A", "Paediatrics, part A", "paediatrics", 5, 40, _IM1_SU1, "PED"),
        ("PED-B", "Neonatology, part B", "paediatrics", 5, 40, ("PED-A",), "PED"),
        ("EME", "Emergency medicine", "emergency", 6, 40, (), None),
        ("TPV-M", "Qualifying internship, medical area", "TPV", 6, 100, (), None),
        ("TPV-C", "Qualifying internship, surgical area", "TPV", 6, 100, (), None),
        ("TPV-G", "Qualifying internship, general practice", "TPV", 6, 100, (), None),
    )
)

# Wards by what they are called in their id: (name, rotations that they teach).
SERVICES = {
    "IM": ("Internal Medicine", ("IM1-A", "IM1-B", "IM2")),
    "SUR": ("General Surgery", ("SU1", "SU2")),
    "OBG": ("Obstetrics and Gynaecology", ("OBG-A", "OBG-B")),
    "PED": ("Paediatrics", ("PED-A", "PED-B")),
    **{
        rotation.id: (rotation.name, (rotation.id,))
        for rotation in ROTATIONS
        if rotation.id[:2] not in ("IM", "SU", "OB", "PE")
    },
}

SEMESTERS = (
    Semester("S1", date(2026, 9, 28), date(2027, 2, 28)),
    Semester("S2", date(2027, 3, 1), date(2027, 10, 3)),
)

# One by one, so that a synthetic school reads the same wherever it is read.
HOLIDAYS = {
    date(2026, 12, 7): "Sant'Ambrogio",
    date(2026, 12, 8): "Immacolata Concezione",
    date(2026, 12, 25): "Natale",
    date(2026, 12, 26): "Santo Stefano",
    date(2027, 1, 1): "Capodanno",
    date(2027, 1, 6): "Epifania",
    date(2027, 3, 29): "Lunedì dell'Angelo",
    date(2027, 6, 2): "Festa della Repubblica",
}

# (name, first and last day, kind, ward hours per working day)
_CLOSURES = (
    ("Z1", "2026-12-21", "2027-01-10", "closed", 0),
    ("Z2", "2027-02-11", "2027-02-13", "closed", 0),
    ("Z3", "2027-03-27", "2027-03-30", "closed", 0),
    ("Z4", "2027-08-09", "2027-08-22", "closed", 0),
)
_LATE_YEAR = (
    ("C3", "2027-05-24", "2027-06-20", "clinical", 5),
    ("X2", "2027-06-21", "2027-08-01", "exams", 0),
    ("F1", "2027-08-02", "2027-08-08", "free", 0),
    ("F2", "2027-08-23", "2027-08-29", "free", 0),
    ("X3", "2027-08-30", "2027-09-19", "exams", 0),
    ("F3", "2027-09-20", "2027-10-03", "free", 0),
)
_WINTER = (
    ("C1", "2026-12-07", "2026-12-20", "clinical", 5),
    ("C2", "2027-01-11", "2027-01-24", "clinical", 5),
)
_FIRST_SEMESTER = (  # from the fourth year on
    ("L1", "2026-09-28", "2026-10-11", "lectures", 0),
    ("L2", "2026-10-12", "2026-12-06", "lectures", 4),
    *_WINTER,
    ("X1", "2027-01-25", "2027-02-28", "exams", 0),
)
_YEAR_3 = (
    ("L1", "2026-09-28", "2026-11-08", "lectures", 0),
    ("L2", "2026-11-09", "2026-12-06", "lectures", 4),
    *_WINTER,
    ("X1", "2027-01-25", "2027-02-28", "exams", 0),
    ("L3", "2027-03-01", "2027-04-18", "lectures", 0),
    ("L4", "2027-04-19", "2027-05-16", "lectures", 4),
    ("L5", "2027-05-17", "2027-05-23", "lectures", 0),
    *_LATE_YEAR,
)
_YEARS_4_AND_5 = (
    *_FIRST_SEMESTER,
    ("L3", "2027-03-01", "2027-03-14", "lectures", 4),
    ("L4", "2027-03-15", "2027-04-04", "lectures", 0),
    ("L5", "2027-04-05", "2027-05-16", "lectures", 4),
    ("L6", "2027-05-17", "2027-05-23", "lectures", 0),
    *_LATE_YEAR,
)
_YEAR_6 = (
    *_FIRST_SEMESTER,
    ("F1", "2027-03-01", "2027-06-20", "free", 0),
    ("X2", "2027-06-21", "2027-08-01", "exams", 0),
    ("F2", "2027-08-02", "2027-08-08", "free", 0),
    ("F3", "2027-08-23", "2027-08-29", "free", 0),
    ("X3", "2027-08-30", "2027-09-19", "exams", 0),
    ("F4", "2027-09-20", "2027-10-03", "free", 0),
)
_TPV_HOURS = 6.0  # a working day of the internship, from January on

_AUTUMN = ("2026-10-12", "2026-10-26", "2026-11-09", "2026-11-23", "2026-12-07")
_SPRING = ("2027-04-19", "2027-05-03", "2027-05-24", "2027-06-07")
_SLOTS = {
    3: (*_AUTUMN[2:], "2027-01-11", *_SPRING),
    4: (*_AUTUMN, "2027-01-11", "2027-03-01", "2027-04-05", *_SPRING),
    5: (*_AUTUMN, "2027-01-11", "2027-03-01", "2027-04-05", *_SPRING),
    6: (*_AUTUMN, "2027-01-11"),
}
_MONTHS = (
    *("2027-01-11", "2027-02-08", "2027-03-08", "2027-04-05", "2027-05-03"),
    *("2027-05-31", "2027-06-28", "2027-07-26", "2027-09-06"),
)

STARTS = (
    *(
        StartWeek(None, year, date.fromisoformat(week))
        for year, weeks in _SLOTS.items()
        for week in weeks
    ),
    *(
        StartWeek(rotation, None, date.fromisoformat(week))
        for rotation in _TPV
        for week in _MONTHS
    ),
)


def starts_of(rotation: Rotation) -> int:
    """Return in how many weeks of its own year a rotation may start."""
    return len(_MONTHS if rotation.id in _TPV else _SLOTS[rotation.year])


def calendar() -> Calendar:
    """Return the year: 53 weeks from Monday, 28 September 2026."""
    tables = {3: _YEAR_3, 4: _YEARS_4_AND_5, 5: _YEARS_4_AND_5, 6: _YEAR_6}
    periods = [_period(None, *line) for line in _CLOSURES]
    periods += [_period(year, *line) for year in tables for line in tables[year]]
    return Calendar(
        first_week=date(2026, 9, 28),
        last_week=date(2027, 9, 27),
        periods=tuple(periods),
        holidays=HOLIDAYS,
        semesters=SEMESTERS,
    )


def _period(
    year: int | None, name: str, first: str, last: str, kind: str, hours: float
) -> Period:
    internship = year == 6 and first >= "2027"
    return Period(
        id=f"{year}-{name}" if year else name,
        year=year,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        kind=PeriodKind(kind),
        ward_hours=float(hours),
        hours_of=dict.fromkeys(_TPV, _TPV_HOURS) if internship else {},
        site=CAMPUS if kind == "lectures" else None,
    )
