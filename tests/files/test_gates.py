"""Gates in the tables: read, written and refused in their places."""

from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain.clearances import Clearance, Gate, Level, Restriction
from scheduler.domain.curriculum import TpvArea
from scheduler.domain.places import HospitalKind
from scheduler.errors import InstanceError
from scheduler.files import write_instance, write_workbook
from scheduler.files.example import example_school
from tests.files.tiny import TINY, copy_of_tiny, edit, read

TOML = "instance.toml"
CLEARANCES = "student;gate;level;from;to\n"
RESTRICTIONS = "student;avoids\n"
ROTATIONS = "rotation;name;name_it;discipline;year;hours;cfu;after;part_of;choice"
MED = "MED;Internal Medicine;Medicina interna;medicine;5;75;3;;;"
WARDS = "ward;hospital;name;rotations;seats;minimum;starts_at;meeting_point;contact"
N_MED = "N-MED;NORTH;Medicine North;MED;2;;08:00;Main entrance;Synthetic Coordinator"
HOSPITALS = "ward_address_verified;max_per_student"


def gates_of(folder, *lines):
    """Give a copy of the tiny instance lines of clearances."""
    edit(folder / "clearances.csv", "", CLEARANCES + "\n".join(lines))


def with_column(folder, file, heading, line, name, cell):
    """Give one table a new column, filled in its first line alone."""
    edit(folder / file, f"{heading}\n{line}", f"{heading};{name}\n{line};{cell}")


def refused(folder):
    """Return the place and the words of the only problem."""
    with pytest.raises(InstanceError) as caught:
        read(folder)
    (problem,) = caught.value.problems
    return problem.file, problem.row, problem.column, str(problem)


def test_without_gates_nothing_is_asked():
    """A small school needs no table of clearances."""
    tiny = read(TINY)
    assert (tiny.gates, tiny.clearances, tiny.restrictions) == (frozenset(), (), ())
    assert (tiny.italian, tiny.italian_visitors) == (Level.B2, Level.B1)


def test_clearances_as_an_office_types_them(tmp_path):
    """Upper case doesn't matter, and open ends stay open."""
    folder = copy_of_tiny(tmp_path)
    gates_of(folder, "101;Italian;b2;15/01/2026;", "000102;fitness;;;30/04/2027")
    assert read(folder).clearances == (
        Clearance("000101", Gate.ITALIAN, Level.B2, date(2026, 1, 15)),
        Clearance("000102", Gate.FITNESS, last=date(2027, 4, 30)),
    )


def test_visitors_have_clearances_too(tmp_path):
    folder = copy_of_tiny(tmp_path)
    visitors = "visitor;surname;name;from;to;rotations\n"
    line = "V1;Synthetic;Visitor;05/10/2026;30/10/2026;MED"
    edit(folder / "visitors.csv", "", visitors + line)
    gates_of(folder, "v1;italian;B1;;")
    assert read(folder).clearances == (Clearance("V1", Gate.ITALIAN, Level.B1),)


def test_gates_and_levels_are_settings(tmp_path):
    folder = copy_of_tiny(tmp_path)
    said = 'gates = ["fitness", "Safety"]\nitalian = "B1"\nitalian_visitors = "a2"'
    edit(folder / TOML, 'holidays = "IT-MI"', f'{said}\nholidays = "IT-MI"')
    gates_of(folder, "000101;fitness;;;", "000101;safety;;;")
    found = read(folder)
    assert found.gates == {"fitness", "safety"}
    assert (found.italian, found.italian_visitors) == (Level.B1, Level.A2)


def test_an_empty_list_of_gates_is_none(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / TOML, 'holidays = "IT-MI"', 'gates = []\nholidays = "IT-MI"')
    assert read(folder).gates == frozenset()


# (line of clearances, column, fragment)
LINES = [
    ("000101;fittness;;;", "gate", "Did you mean 'fitness'"),
    ("000101;italian;;;", "level", "Write the level"),
    ("000101;italian;B7;;", "level", "is not one of"),
    ("000101;fitness;B2;;", "level", "for Italian only"),
    ("000101;fitness;;01/02/2027;31/01/2027", "to", "before the first day, 01/02"),
    ("000101;fitness;;;31/02/2027", "to", "doesn't exist"),
    ("000109;fitness;;;", "student", "not a known student"),
    (";fitness;;;", "student", "is blank"),
]


@pytest.mark.parametrize(("line", "column", "fragment"), LINES)
def test_a_faulty_clearance_is_told_in_its_place(line, column, fragment, tmp_path):
    folder = copy_of_tiny(tmp_path)
    gates_of(folder, "000102;fitness;;;", line)
    *place, said = refused(folder)
    assert place == ["clearances.csv", 3, column]
    assert fragment in said


# (settings, column, fragment)
SETTINGS = [
    ('gates = ["fitnes"]', "gates", "Did you mean 'fitness'"),
    ('gates = "fitness, exam"', "gates", "Did you mean 'exams'"),
    ('italian = "B3"', "italian", "is not one of: A1"),
    ('italian_visitor = "B1"', "italian_visitor", "Did you mean 'italian_visitors'"),
]


@pytest.mark.parametrize(("line", "column", "fragment"), SETTINGS)
def test_a_faulty_setting_is_told_in_its_place(line, column, fragment, tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / TOML, 'holidays = "IT-MI"', f'{line}\nholidays = "IT-MI"')
    *place, said = refused(folder)
    assert place == [TOML, 5, column]
    assert fragment in said


@pytest.mark.parametrize("gate", ["italian", "exams", "fitness", "safety"])
def test_a_gate_that_nobody_passes_is_refused(gate, tmp_path):
    """Else the forgotten table would leave every student without a place."""
    folder = copy_of_tiny(tmp_path)
    line = f'gates = ["{gate}"]\nholidays = "IT-MI"'
    edit(folder / TOML, 'holidays = "IT-MI"', line)
    *place, said = refused(folder)
    assert place == [TOML, 0, "gates"]
    assert f"'{gate}' is a gate that no line of clearances.csv is about" in said


def test_radiation_may_lack_where_no_ward_asks_for_it(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / TOML, 'holidays = "', 'gates = ["radiation"]\nholidays = "')
    assert read(folder).gates == {"radiation"}
    with_column(folder, "wards.csv", WARDS, N_MED, "radiation", "yes")
    assert "no line of clearances.csv is about" in refused(folder)[-1]


def test_hazards_and_restrictions(tmp_path):
    folder = copy_of_tiny(tmp_path)
    with_column(folder, "wards.csv", WARDS, N_MED, "hazards", "Radiation | biological")
    edit(folder / "restrictions.csv", "", RESTRICTIONS + "000103;RADIATION")
    found = read(folder)
    assert found.wards["N-MED"].hazards == ("radiation", "biological")
    assert found.restrictions == (Restriction("000103", "radiation"),)


# (hazards of a ward, restriction, column, fragment)
AVOIDED = [
    ("radiation", "000103;radiaton", "avoids", "Did you mean 'radiation'"),
    ("", "000103;radiation", "avoids", "Name it in the column 'hazards'"),
    ("radiation", "000103;", "avoids", "is blank"),
    ("radiation", "000103;radiation biological", "avoids", "is not one word"),
    ("radiation", "000109;radiation", "student", "not a known student"),
]


@pytest.mark.parametrize(("hazards", "line", "column", "fragment"), AVOIDED)
def test_a_faulty_restriction_is_told(hazards, line, column, fragment, tmp_path):
    """A mistyped hazard would send the student where he must not go."""
    folder = copy_of_tiny(tmp_path)
    with_column(folder, "wards.csv", WARDS, N_MED, "hazards", hazards)
    edit(folder / "restrictions.csv", "", RESTRICTIONS + line)
    *place, said = refused(folder)
    assert place == ["restrictions.csv", 2, column]
    assert fragment in said


# (column of rotations, cell, column told, fragment)
OF_ROTATIONS = [
    ("tpv", "medicall", "tpv", "Did you mean 'medical'"),
    ("tpv", "medical", "hours", "takes 100 in each area"),
    ("italian", "B5", "italian", "is not one of: A1"),
    ("preparatory", "perhaps", "preparatory", "yes or no"),
]


@pytest.mark.parametrize(("name", "cell", "column", "fragment"), OF_ROTATIONS)
def test_a_faulty_rotation_is_told(name, cell, column, fragment, tmp_path):
    folder = copy_of_tiny(tmp_path)
    with_column(folder, "rotations.csv", ROTATIONS, MED, name, cell)
    *place, said = refused(folder)
    assert place == ["rotations.csv", 3, column]
    assert fragment in said


@pytest.mark.parametrize(
    ("area", "kind", "fragment"),
    [
        ("general_practice", "", "is done in a practice, and NORTH is a hospital"),
        ("medical", "practice", "is done in a hospital, and NORTH is a practice"),
    ],
)
def test_a_qualifying_internship_in_the_wrong_place(area, kind, fragment, tmp_path):
    """The general practitioner's month is outside the hospitals, the others inside."""
    folder = copy_of_tiny(tmp_path)
    line = MED.replace(";75;", ";100;")
    edit(folder / "rotations.csv", MED, line)
    with_column(folder, "rotations.csv", ROTATIONS, line, "tpv", area)
    edit(folder / "hospitals.csv", HOSPITALS, f"{HOSPITALS};kind")
    edit(folder / "hospitals.csv", "9,19;;;", f"9,19;;;;{kind}")
    edit(folder / "wards.csv", "South;MED;", "South;SUR;")
    *place, said = refused(folder)
    assert place == ["wards.csv", 3, "rotations"]
    assert fragment in said


def rich():
    """Return the example school with every column about gates filled."""
    school = example_school({"travel": 3}, {"max_gap": 2})
    rotations = {
        **school.rotations,
        "EX-MED": replace(
            school.rotations["EX-MED"],
            italian=Level.C1,
            tpv=TpvArea.GENERAL_PRACTICE,
            hours=100.0,
            preparatory=True,
        ),
    }
    practice = replace(school.hospitals["EX-HOSP"], kind=HospitalKind.PRACTICE)
    return replace(
        school,
        rotations=rotations,
        hospitals={"EX-HOSP": practice},
        italian=Level.C1,
        italian_visitors=Level.A1,
    )


def test_everything_about_gates_reads_back(tmp_path):
    school = rich()
    write_instance(school, tmp_path / "new")
    write_workbook(school, tmp_path / "new.xlsx")
    assert read(tmp_path / "new") == read(tmp_path / "new.xlsx") == school


def test_gates_stand_before_single_holidays(tmp_path):
    """Holidays that are listed one by one begin a section of their own."""
    school = rich()
    one = replace(school.calendar, region="", holidays={date(2026, 11, 2): "Feast"})
    school = replace(school, calendar=one)
    write_instance(school, tmp_path / "new")
    assert read(tmp_path / "new") == school
