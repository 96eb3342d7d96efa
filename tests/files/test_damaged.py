"""Copies of the tiny instance with one fault each: where it is, is what is told."""

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.instance import Instance
from scheduler.errors import FileError, InstanceError
from scheduler.files import write_workbook
from tests.files.tiny import TINY, copy_of_tiny, edit, read

TOML = "instance.toml"
CHOICES = "choice;choose\n"
TOGETHER = "group;kind;student;rotation\n"
STARTS = "rotation;year;week\n"
CAPS = "ward;year;seats\n"
HOURS = "period;rotation;hours\n"

# (file, old text, new text, row, column, fragment); an old text "" appends a line.
DAMAGES = [
    # instance.toml
    (TOML, "2026-09-28        #", "2026-09-29 #", 3, "first_week", "is a Tuesday"),
    (TOML, "= 2026-11-30", "= 2026-08-31", 4, "last_week", "before the first week"),
    (TOML, "= 2026-11-30", "= 2036-12-01", 4, "last_week", "years later"),
    (TOML, '"IT-MI"', '"IT-MO1"', 5, "holidays", "Did you mean 'MO'"),
    (TOML, '"IT-MI"', '"XY"', 5, "holidays", "unknown country"),
    (TOML, "holidays =", "hollidays =", 5, "hollidays", "Did you mean 'holidays'"),
    (TOML, "[settings]", "settings = 3", 14, "weights.settings", "unplaced"),
    (TOML, "[weights]", "weights = 3", 12, "semesters.1.weights", "then its name"),
    (TOML, 'title = "Tiny', "title = Tiny", 2, "", "can't be understood"),
    (TOML, "[weights]", "[weights]\ntravle = 3", 13, "weights.travle", "'travel'"),
    (TOML, "[weights]", "[weights]\ntravel = -3", 13, "weights.travel", "too small"),
    (TOML, "[weights]", "[weights]\ntravel = 0.5", 13, "weights.travel", "whole"),
    (TOML, "[settings]", "[settings]\nmax_gab = 3", 15, "settings.max_gab", "max_gap"),
    (
        *(TOML, "first = 2026-09-28\nlast = 2026-12-06"),
        "first = 2026-11-01\nlast = 2026-10-06",
        *(10, "semesters.1.last", "before the first day"),
    ),
    (
        *(TOML, "[weights]"),
        '[[semesters]]\nname = "2"\nfirst = 2026-12-01\nlast = 2026-12-02\n[weights]',
        *(14, "semesters.2.first", "overlaps the semester 'Autumn 2026'"),
    ),
    (TOML, "last = 2026-12-06", "last = 2026-12-07", 10, "semesters.1.last", "outside"),
    (TOML, "last_week = 2026-11-30", "", 0, "last_week", "is missing"),
    # periods
    ("periods.csv", "ward-1;;28/09/2026", "ward-1;;31/02/2026", 3, "from", "exist"),
    ("periods.csv", "ward-1;;28/09/2026", "ward-1;;28/09/26", 3, "from", "four digits"),
    ("periods.csv", "ward-1;;28/09/2026", "ward-1;;tomorrow", 3, "from", "not a date"),
    ("periods.csv", "06/12/2026", "06/11/2026", 6, "to", "before the first day"),
    ("periods.csv", "23/10/2026", "26/10/2026", 4, "from", "overlaps the period"),
    ("periods.csv", "06/12/2026", "07/12/2026", 6, "to", "outside the academic year"),
    ("periods.csv", "ward-2;;", "ward-2;7;", 6, "year", "too large"),
    ("periods.csv", "clinical;7,5;;Whole days in", "clinic;7,5;;In", 3, "kind", "mean"),
    (
        "periods.csv",
        "lectures;4;",
        "lectures;4 hours;",
        4,
        "ward_hours",
        "not a number",
    ),
    ("periods.csv", "lectures;4;", "lectures;-4;", 4, "ward_hours", "too small"),
    ("periods.csv", ";closed;;;", ";closed;4;;", 5, "ward_hours", "closed"),
    ("periods.csv", "4;ZN;", "4;ZM;", 4, "site", "zone or hospital"),
    ("periods.csv", "ward-2;", "ward-1;", 6, "period", "row 3 already"),
    ("periods.csv", "ward-2;", "ward 2;", 6, "period", "ward-2"),
    ("periods.csv", "ward-2;", ";", 6, "period", "is blank"),
    ("ward_hours.csv", "", HOURS + "closed;MED;4", 2, "period", "closed period"),
    ("ward_hours.csv", "", HOURS + "lectures;MED;25", 2, "hours", "too large"),
    ("ward_hours.csv", "", HOURS + "lecture;MED;4", 2, "period", "mean 'lectures'"),
    # rotations and choices
    ("rotations.csv", "5;75;3;;;", "5;75;3;PED;;", 3, "after", "MED after PED after M"),
    ("rotations.csv", "5;75;3;;;", "5;75;3;MED;;", 3, "after", "MED after MED"),
    ("rotations.csv", "1,5;MED;;", "1,5;MAD;;", 5, "after", "Did you mean 'MED'"),
    ("rotations.csv", "1,5;MED;;", "1,5;MED MED;;", 5, "after", "twice"),
    ("rotations.csv", "5;75;3", "5;0;3", 3, "hours", "too small"),
    ("rotations.csv", "medicine;5", "medicine;0", 3, "year", "too small"),
    ("rotations.csv", "medicine;5", "medicine;5,5", 3, "year", "not a whole number"),
    ("rotations.csv", "5;75;3;;;", "5;75;3;;;C", 3, "choice", "choice group"),
    ("rotations.csv", "5;75;3;;;", "5;75;3;;M;", 3, "part_of", "only half"),
    ("rotations.csv", "", "EYE;Eyes;;eyes;5;20;1;;;", 6, "rotation", "in no ward"),
    ("rotations.csv", "", "med;Twice;;m;5;20;1;;;", 6, "rotation", "row 3 already"),
    ("rotations.csv", "year;hours", "year;hour", 2, "hour", "Did you mean 'hours'"),
    ("choices.csv", "", CHOICES + "C;1", 2, "choice", "group without rotations"),
    ("starts.csv", "", STARTS + "SUR;;06/10/2026", 2, "week", "05/10/2026 if you mean"),
    ("starts.csv", "", STARTS + "SUR;;05/10/2027", 2, "week", "04/10/2027 if you mean"),
    ("starts.csv", "", STARTS + "SUR;;04/10/2027", 2, "week", "outside the academic"),
    # places
    ("hospitals.csv", "45,51;9,19", "9,19;45,51", 2, "lat", "swapped"),
    ("hospitals.csv", "45,51;9,19", "4,551;9,19", 2, "lat", "latitude near Italy"),
    ("hospitals.csv", "45,51;9,19", "45,51;91,9", 2, "lon", "longitude near Italy"),
    ("hospitals.csv", ";yes;2", ";maybe;2", 3, "ward_address_verified", "yes nor no"),
    ("hospitals.csv", ";yes;2", ";yes;0", 3, "max_per_student", "too small"),
    (
        "hospitals.csv",
        "lon;ward_address;",
        "lon;ward_adress;",
        1,
        "ward_adress",
        "mean",
    ),
    ("zones.csv", "", "NORTH;North;45,5;9,2", 4, "zone", "id of a hospital too"),
    ("wards.csv", "N-SUR;NORTH", "N-SUR;NROTH", 5, "hospital", "mean 'NORTH'"),
    ("wards.csv", "North;MED;2", "North;MED;-2", 3, "seats", "too small"),
    ("wards.csv", "North;MED;2", "North;MED;2,5", 3, "seats", "not a whole number"),
    ("wards.csv", "North;MED;2;;", "North;MED;2;3;", 3, "minimum", "ever has seats: 2"),
    ("wards.csv", "North;MED;2;;08:00", "North;MED;2;;25:00", 3, "starts_at", "time"),
    ("wards.csv", "North;MED;2", "North;#REF!;2", 3, "rotations", "error of Excel"),
    ("wards.csv", "S-MED;SOUTH", "#N/A;SOUTH", 4, "ward", "error of Excel"),
    ("wards.csv", "Main entrance", "Main\x07entrance", 3, "meeting_point", "control"),
    ("wards.csv", "Main entrance", "Main; entrance", 3, "", "without a heading"),
    ("wards.csv", ";Main entrance", ';"Main entrance', 3, "", "quotation mark"),
    ("wards.csv", ";contact", ";seats", 2, "seats", "is there twice"),
    ("year_caps.csv", "", CAPS + "N-MED;5;1\nN-MED;5;2", 3, "", "row 2 already"),
    ("year_caps.csv", "", CAPS + "N-MED;0;1", 2, "year", "too small"),
    ("year_caps.csv", "", "ward;year\nN-MED;5", 1, "seats", "missing from the heading"),
    ("seats.csv", "N-SUR", "N-SURG", 3, "ward", "Did you mean 'N-SUR'"),
    ("seats.csv", "ward;from", "ward;form", 2, "form", "Did you mean 'from'"),
    # people
    ("students.csv", "", "000101;Synthetic;Student 5;5;;;", 6, "student", "row 2"),
    ("students.csv", "Student 3;5;ZS", "Student 3;5;ZX", 4, "zone", "not a known zone"),
    ("students.csv", "Student 3;5", ";5", 4, "name", "is blank"),
    ("students.csv", "student3@example.org", "student3", 4, "email", "e-mail"),
    ("students.csv", "Student 4;5;;;", "Student 4;5;;;?", 5, "fuori_corso", "yes nor"),
    ("requirements.csv", ";add;37,5;2;", ";add;37,5;0;", 2, "occurrence", "too small"),
    ("requirements.csv", "", "000101;MED;add;;;", 3, "rotation", "owed by student"),
    ("requirements.csv", "", "000104;MED;drop;;;", 3, "rotation", "credit for it"),
    ("requirements.csv", "", "000101;SUR;drop;;2;", 3, "occurrence", "'add' only"),
    ("requirements.csv", "", "000101;SUR;drop;9;;", 3, "hours", "'add' only"),
    ("requirements.csv", ";add;", ";adding;", 2, "change", "mean 'add'"),
    ("credits.csv", "", "000104;MED;", 3, "", "row 2 already"),
    ("credits.csv", "MED;NORTH", "MED;EAST", 2, "hospital", "not a known hospital"),
    ("preferences.csv", "", "000101;1;MED;;;", 9, "", "no hospital, no ward and no"),
    ("preferences.csv", "", "000101;1;;NORTH;;", 9, "", "row 3 already"),
    ("preferences.csv", "", "000101;0;MED;NORTH;;", 9, "rank", "too small"),
    ("preferences.csv", "", "000109;1;MED;NORTH;;", 9, "student", "Did you mean"),
    ("preferences.csv", "MED;;N-MED", "SUR;;N-MED", 5, "ward", "doesn't teach SUR"),
    ("preferences.csv", "MED;;N-MED", "MED;SOUTH;N-MED", 5, "hospital", "Write NORTH"),
    ("preferences.csv", "12/10/2026", "13/10/2026", 6, "week", "12/10/2026 if you"),
    ("absences.csv", "09/10/2026", "04/10/2026", 2, "to", "before the first day"),
    ("absences.csv", "09/10/2026", "09/13/2026", 2, "to", "no month 13"),
    ("locks.csv", "", "000101;must;;NORTH;;;", 3, "rotation", "about one rotation"),
    ("locks.csv", "", "000101;must;SUR;;N-MED;;", 3, "ward", "doesn't teach SUR"),
    ("locks.csv", "", "000101;must;SUR;SOUTH;N-SUR;;", 3, "hospital", "Write NORTH"),
    ("locks.csv", "", "000101;never;SUR;;;;", 3, "", "no hospital, no ward and no"),
    ("locks.csv", "", "000101;perhaps;SUR;;N-SUR;;", 3, "kind", "must, never"),
    ("together.csv", "", TOGETHER + "A;apart;000101;", 2, "group", "one student only"),
    (
        *("together.csv", ""),
        TOGETHER + "A;apart;000101;\na;together;000102;",
        *(3, "kind", "same as in row 2"),
    ),
    (
        *("together.csv", ""),
        TOGETHER + "A;apart;000101;SUR\nA;apart;000102;",
        *(3, "rotation", "Write 'SUR' here too"),
    ),
    # whole files
    ("wrads.csv", "", "a;b", 0, "", "Did you mean 'wards'"),
    ("locks.xlsx", "", "a", 0, "", "not saved as CSV"),
]


def name_of(damage):
    return f"{damage[0]} {damage[4]} {damage[5]}"


@pytest.mark.parametrize("damage", DAMAGES, ids=name_of)
def test_one_fault_is_told_once_and_in_its_place(damage, tmp_path):
    file, old, new, row, column, fragment = damage
    folder = copy_of_tiny(tmp_path)
    edit(folder / file, old, new)
    with pytest.raises(InstanceError) as caught:
        read(folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column) == (file, row, column)
    assert fragment in str(problem)
    assert problem.remedy


# (sheet, cell, value, row, column, fragment)
SHEET_DAMAGES = [
    ("wards", "E2", -2, 2, "seats", "too small"),
    ("wards", "E2", 2.5, 2, "seats", "not a whole number"),
    ("wards", "E2", "=1+1", 2, "seats", "formula without a result"),
    ("wards", "D2", "#REF!", 2, "rotations", "error of Excel"),
    ("wards", "D2", "MED CAR", 2, "rotations", "not a known rotation"),
    ("wards", "M1", "colour", 1, "colour", "not a column"),
    ("wards", "M3", "blue", 3, "", "without a heading"),
    ("periods", "C2", "31/02/2026", 2, "from", "doesn't exist"),
    ("periods", "C2", "soon", 2, "from", "not a date"),
    ("preferences", "F5", "13/10/2026", 5, "week", "12/10/2026 if you mean"),
    ("hospitals", "D2", 9.19, 2, "lat", "not a latitude"),
    ("instance", "B3", "29/09/2026", 3, "value", "is a Tuesday"),
    ("instance", "A9", "weights.travle", 9, "key", "'travel'"),
    ("locks", "B2", None, 2, "kind", "is blank"),
    ("starts", "A1", "rotation", 1, "week", "missing from the heading"),
    ("wishes", "A1", "student", 0, "", "not a table"),
]


@pytest.mark.parametrize("damage", SHEET_DAMAGES, ids=str)
def test_a_workbook_tells_the_sheet_and_the_row(damage, tmp_path):
    sheet, cell, value, row, column, fragment = damage
    path = tmp_path / "tiny.xlsx"
    write_workbook(read(TINY), path)
    book = openpyxl.load_workbook(path)
    (book[sheet] if sheet in book else book.create_sheet(sheet))[cell] = value
    book.save(path)
    with pytest.raises(InstanceError) as caught:
        read(path)
    (problem,) = caught.value.problems
    place = (f"tiny.xlsx, sheet '{sheet}'", row, column)
    assert (problem.file, problem.row, problem.column) == place
    assert fragment in str(problem)


def test_all_faults_of_all_tables_are_told_in_one_run(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "wards.csv", "North;MED;2", "North;MED;-2")
    edit(folder / "students.csv", "Student 3;5;ZS", "Student 3;5;ZX")
    edit(folder / "absences.csv", "09/10/2026", "04/10/2026")
    edit(folder / TOML, "[weights]", "[weights]\ntravle = 3")
    with pytest.raises(InstanceError) as caught:
        read(folder)
    files = [problem.file for problem in caught.value.problems]
    assert files == [TOML, "wards.csv", "students.csv", "absences.csv"]


def test_a_number_in_place_of_a_section_is_told_how_to_write_it(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / TOML, "[settings]", "")
    edit(folder / TOML, 'title = "', 'settings = 3\ntitle = "')
    with pytest.raises(InstanceError, match=r"row 2.*Write a line \[settings\]"):
        read(folder)


@pytest.mark.parametrize("table", ["periods", "rotations", "hospitals", "wards"])
def test_a_missing_table_is_told_without_blaming_the_others(table, tmp_path):
    folder = copy_of_tiny(tmp_path)
    (folder / f"{table}.csv").unlink()
    with pytest.raises(InstanceError) as caught:
        read(folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.wrong) == (f"{table}.csv", "is missing")


@pytest.mark.parametrize("table", ["students", "wards"])
def test_a_table_without_lines_is_refused(table, tmp_path):
    folder = copy_of_tiny(tmp_path)
    lines = (folder / f"{table}.csv").read_text("utf-8").splitlines()
    heading = next(line for line in lines if not line.startswith("#"))
    (folder / f"{table}.csv").write_text(heading + "\n", "utf-8")
    with pytest.raises(InstanceError) as caught:
        read(folder)
    assert f"{table}.csv: has no lines" in str(caught.value)


def test_settings_that_lack_are_told(tmp_path):
    folder = copy_of_tiny(tmp_path)
    (folder / TOML).unlink()
    with pytest.raises(InstanceError) as caught:
        read(folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.wrong) == (TOML, "is missing")


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04not really", b"\x00\x01\x02", b"a;b\x81\x8d\x00"]
)
def test_a_file_that_is_no_text_is_refused(data, tmp_path):
    folder = copy_of_tiny(tmp_path)
    (folder / "wards.csv").write_bytes(data)
    with pytest.raises(InstanceError) as caught:
        read(folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row) == ("wards.csv", 0)
    assert "Excel" in problem.remedy


def test_the_same_table_twice_is_refused(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "seats .csv", "", "ward;from;to;seats")
    with pytest.raises(InstanceError) as caught:
        read(folder)
    (problem,) = caught.value.problems
    assert "is the table seats for the second time" in str(problem)


@pytest.mark.parametrize(
    "name", ["nowhere", "tiny.xls", "broken.xlsx", "no/where", "n" * 300]
)
def test_what_cannot_be_opened_is_a_file_error(name, tmp_path):
    (tmp_path / "tiny.xls").write_bytes(b"old")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 but no workbook")
    with pytest.raises(FileError) as caught:
        read(tmp_path / name)
    assert name in str(caught.value)


FILES = sorted(path.name for path in TINY.iterdir())
BYTES = st.binary(max_size=6) | st.sampled_from([b";", b'"', b"\n", b"#", b"\r", b"="])
CUT = st.tuples(st.integers(0, 400), st.integers(0, 5), BYTES)


def outcome(path):
    """Return what kind of answer an office gets; anything else is raised."""
    try:
        return type(read(path))
    except (InstanceError, FileError) as refusal:
        assert "\x00" not in str(refusal)  # noqa: PT017 (any refusal will do here)
        return type(refusal)


def damaged(data, cuts):
    for at, length, new in cuts:
        data = data[:at] + new + data[at + length :]
    return data


def test_damage_of_any_bytes_gives_an_instance_or_a_refusal(tmp_path_factory):
    seen = set()

    @settings(max_examples=150, deadline=None)
    @given(st.sampled_from(FILES), st.lists(CUT, min_size=1, max_size=4))
    def damage(file, cuts):
        folder = copy_of_tiny(tmp_path_factory.mktemp("damaged"))
        path = folder / file
        path.write_bytes(damaged(path.read_bytes(), cuts))
        seen.add(outcome(folder))

    damage()
    assert seen == {Instance, InstanceError}


def test_a_damaged_workbook_gives_an_instance_or_a_refusal(tmp_path):
    path = tmp_path / "tiny.xlsx"
    write_workbook(read(TINY), path)
    whole, seen = path.read_bytes(), set()

    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, len(whole)), st.binary(min_size=1, max_size=8))
    def damage(at, new):
        path.write_bytes(damaged(whole, [(at, len(new), new)]))
        seen.add(outcome(path))

    damage()
    assert FileError in seen
    assert seen <= {Instance, InstanceError, FileError}
