"""Programmes, stays and visitors as people type them, and back."""

from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain.limits import (
    UNKNOWN,
    AcademicYear,
    Among,
    DayMonth,
    Deadline,
    Event,
    Length,
    Unit,
)
from scheduler.domain.mobility import (
    LIMITS,
    Activity,
    CallYear,
    CountsAs,
    OnlyIn,
    Programme,
    Status,
    Stay,
    Visitor,
)
from scheduler.errors import InstanceError
from scheduler.files import write_instance, write_workbook
from tests.files.tiny import TINY, copy_of_tiny, edit, read

FULL = Programme(
    "EX",
    "Exchange",
    years=Among(("4", "5")),
    graduates=Length(12, Unit.MONTHS),
    semesters=Among(("1", "2")),
    only_in=OnlyIn.NO_LECTURES,
    end_by=DayMonth(30, 9),
    call_year=CallYear.NEXT,
    call_months=Among(("1", "2")),
    apply_by=Deadline(Length(1, Unit.MONTHS), Event.DEPARTURE),
    min_length=Length(50, Unit.HOURS),
    max_length=Length(90, Unit.DAYS),
    cap=Length(24, Unit.MONTHS),
    cap_with=("ASK",),
    hosts=Among(("University of One", "Second Hospital")),
    countries=Among(("China", "Mexico")),
    activities=Among(("wards", "laboratories")),
    papers=Among(("learning agreement", "visa")),
    papers_after=Among(("evaluation report",)),
    counts_as=CountsAs.ROTATIONS,
    excludes=("PED",),
    usually=("semesters", "call_months"),
    source="years: only these | cap: not for ever",
)
ASK = Programme("ASK", "Ask", **dict.fromkeys(LIMITS, UNKNOWN))
CALL = Programme("CALL", "Call of this year", call_of="ASK", years=Among(("6",)))
STAY = Stay(
    *("M1", "000101", "EX", date(2026, 2, 1), date(2027, 9, 30), Status.TENTATIVE),
    host="University of One",
    country="China",
    applied=date(2026, 1, 15),
    departure=date(2026, 1, 30),
    hours=37.5,
    papers=Among(("visa",)),
    recognised=("MED", "SUR"),
    activity=Activity.LABORATORIES,
    call_year=AcademicYear(2025),
    graduated=date(2026, 7, 1),
)
VISITOR = Visitor(
    *("V1", "Synthetic", "Visitor 1", date(2026, 10, 5), date(2026, 11, 6)),
    rotations=("MED",),
    disciplines=Among(("surgery", "paediatrics")),
    hours=20,
    programme="EX",
    university="Elsewhere",
    email="visitor1@example.org",
    status=Status.TENTATIVE,
)


def test_every_limit_known_or_not_reads_back_equal(tmp_path):
    instance = replace(
        read(TINY),
        programmes={p.id: p for p in (FULL, ASK, CALL)},
        stays={"M1": STAY},
        visitors={"V1": VISITOR},
    )
    write_instance(instance, tmp_path / "new")
    write_workbook(instance, tmp_path / "new.xlsx")
    assert read(tmp_path / "new") == instance
    assert read(tmp_path / "new.xlsx") == instance


def test_a_question_mark_is_not_a_blank(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "programmes.csv", "", "programme;name;years\nA;One;?\nB;Two;")
    programmes = read(folder).programmes
    assert programmes["A"].years is UNKNOWN
    assert programmes["A"].unknown == ("years",)
    assert programmes["B"].years is None


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("end_by", "30-set", DayMonth(30, 9)),  # as Italian Excel likes to write it
        ("end_by", "30 September", DayMonth(30, 9)),
        ("end_by", "30/09/2026", DayMonth(30, 9)),
        ("min_length", "2 mesi", Length(2, Unit.MONTHS)),
        ("min_length", "60 Giorni", Length(60, Unit.DAYS)),
        ("years", "4, 5 6", Among(("4", "5", "6"))),
        ("apply_by", "30 days before start", Deadline(Length(30, "days"), "start")),
    ],
)
def test_limits_are_understood_as_people_type_them(column, text, expected, tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "programmes.csv", "", f'programme;name;{column}\nA;One;"{text}"')
    assert getattr(read(folder).programmes["A"], column) == expected


P = "programme;name;{}\nEX;Exchange;{}"
S = "stay;student;programme;from;to;status;{}\nM1;000101;EX;{};{};confirmed;{}"
V = "visitor;surname;name;from;to;{}\n{};Synthetic;Visitor 1;05/10/2026;{};{}"
DAMAGES = [
    ("programmes", P.format("years", "4 | 9"), "years", "too large"),
    ("programmes", P.format("years", "4 | 4"), "years", "twice"),
    ("programmes", P.format("only_in", "lecture"), "only_in", "not one of"),
    ("programmes", P.format("end_by", "31/02"), "end_by", "no day of the year"),
    ("programmes", P.format("min_length", "long"), "min_length", "not a length"),
    ("programmes", P.format("cap", "24 hours"), "cap", "not a length"),
    ("programmes", P.format("apply_by", "30 days"), "apply_by", "not a deadline"),
    ("programmes", P.format("excludes", "MEDD"), "excludes", "not a known rotation"),
    ("programmes", P.format("usually", "yaers"), "usually", "yaers"),
    ("programmes", P.format("call_of", "EX"), "call_of", "is this line"),
    ("programmes", P.format("cap_with", "E9"), "cap_with", "not a known programme"),
    (
        *("stays", S.format("hours", "05/10/2026", "04/10/2026", "")),
        *("to", "before the first day"),
    ),
    (
        *("stays", S.format("departure", "05/10/2026", "04/12/2026", "06/10/2026")),
        *("departure", "after the first day"),
    ),
    (
        *("stays", S.format("recognised", "05/10/2026", "04/12/2026", "MDE")),
        *("recognised", "not a known rotation"),
    ),
    (
        *("stays", S.format("call_year", "05/10/2026", "04/12/2026", "2025/27")),
        *("call_year", "not two years in a row"),
    ),
    ("visitors", V.format("hours", "V1", "06/11/2026", "20"), "", "wishes for nothing"),
    (
        *("visitors", V.format("disciplines", "V1", "06/11/2026", "surgry")),
        *("disciplines", "not the discipline of any rotation"),
    ),
    (
        *("visitors", V.format("rotations", "000101", "06/11/2026", "MED")),
        *("visitor", "the id of a student already"),
    ),
    ("visitors", V.format("rotations", "V1", "01/10/2026", "MED"), "to", "before"),
]


@pytest.mark.parametrize(("table", "text", "column", "fragment"), DAMAGES)
def test_one_fault_is_told_once_and_in_its_place(
    table, text, column, fragment, tmp_path
):
    folder = copy_of_tiny(tmp_path)
    if table == "stays":
        edit(folder / "programmes.csv", "", "programme;name\nEX;Exchange")
    edit(folder / f"{table}.csv", "", text)
    with pytest.raises(InstanceError) as caught:
        read(folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column) == (f"{table}.csv", 2, column)
    assert fragment in str(problem)


def test_periods_may_be_for_visitors_but_rotations_may_not(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "periods.csv", "ward-2;;", "ward-2;0;")
    assert 0 in {period.year for period in read(folder).calendar.periods}
    edit(folder / "rotations.csv", "surgery;5;", "surgery;0;")
    with pytest.raises(InstanceError, match="too small"):
        read(folder)
