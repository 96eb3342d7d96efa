"""What offices do to tables in Excel, and what is understood all the same."""

from datetime import date, datetime, time

import openpyxl
import pytest

from scheduler.errors import InstanceError
from scheduler.files import instance_hash, write_instance, write_workbook
from tests.files.tiny import TINY, copy_of_tiny, edit, read

WARDS = "wards.csv"


def rewritten(path, change):
    """Pass the text of a file through ``change``."""
    path.write_text(change(path.read_text("utf-8")), "utf-8", newline="")


def test_the_tiny_school_is_what_its_files_say():
    tiny = read(TINY)
    assert list(tiny.students) == ["000101", "000102", "000103", "000104"]
    assert len(tiny.calendar.weeks) == 10
    assert tiny.wards["N-MED"].starts_at == time(8, 0)
    assert tiny.wards["S-CHILD"].rotations == ("PED", "SUR")
    assert tiny.hospitals["NORTH"].point.lat == 45.51
    assert tiny.hospitals["NORTH"].ward_address_verified
    assert tiny.seats("N-SUR", date(2026, 9, 28)) == 0
    assert tiny.requirements["000104/MED#2"].hours == 37.5
    assert date(2026, 11, 1) in tiny.calendar.holidays


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_survive_every_encoding_of_excel(encoding, tmp_path):
    folder = copy_of_tiny(tmp_path)
    text = (folder / WARDS).read_text("utf-8").replace("Main entrance", "Unità à")
    (folder / WARDS).write_bytes(text.encode(encoding))
    assert read(folder).wards["N-MED"].meeting_point == "Unità à"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_delimiters_and_line_ends_do_not_matter(delimiter, newline, tmp_path):
    folder = copy_of_tiny(tmp_path)
    for path in folder.glob("*.csv"):
        rewritten(path, lambda t: t.replace(";", delimiter).replace("\n", newline))
    assert read(folder) == read(TINY)


def test_commas_delimit_where_the_heading_has_them(tmp_path):
    folder = copy_of_tiny(tmp_path)
    text = "zone,name,lat,lon\nZN,North of the town,45.52,9.18\n"
    (folder / "zones.csv").write_text(text + 'ZS,"South of the town","45,42",9.21')
    assert read(folder).zones == read(TINY).zones


def test_a_line_that_tells_excel_the_delimiter_is_no_row(tmp_path):
    folder = copy_of_tiny(tmp_path)
    rewritten(folder / "locks.csv", lambda t: "sep=;\n" + t.replace("000103", "9"))
    with pytest.raises(InstanceError) as caught:
        read(folder)
    assert caught.value.problems[0].row == 2


def test_headings_match_up_to_case_spaces_accents_and_order(tmp_path):
    folder = copy_of_tiny(tmp_path)
    lines = ["  SEATS ;Fróm;to;Ward", "0;28/09/2026;04/10/2026;N-SUR"]
    (folder / "seats.csv").write_text("\n".join(lines), "utf-8")
    rewritten(folder / WARDS, lambda t: t.replace("meeting_point", "Meeting Point"))
    assert read(folder) == read(TINY)


def test_ids_match_up_to_case_accents_and_space(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "locks.csv", "MED;NORTH", " méd ; north ")
    assert read(folder).locks == read(TINY).locks


@pytest.mark.parametrize("name", ["North Hospital", "NORTH HOSPITAL", "north hospìtal"])
def test_hospitals_may_be_named_in_full(name, tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "locks.csv", "MED;NORTH", f"Internal medicine;{name}")
    assert read(folder).locks == read(TINY).locks


def test_lists_may_hold_full_names_with_spaces(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / WARDS, "PED SUR", "Pediatria | surgery")
    edit(folder / "rotations.csv", "MED;Internal Medicine", "MED;Internal  Medicine")
    edit(folder / WARDS, "South;MED;", "South;internal medicine;")
    assert read(folder).wards == read(TINY).wards


def test_a_name_of_two_wards_asks_for_the_id(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / WARDS, "Medicine South", "Medicine North")
    edit(folder / "preferences.csv", "N-MED", "Medicine North")
    with pytest.raises(InstanceError, match=r"name of 2 wards.*N-MED or S-MED"):
        read(folder)


def test_student_numbers_are_found_without_the_zeros_that_excel_eats(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "locks.csv", "000103", "103")
    edit(folder / "absences.csv", "000102", "102.0")
    assert read(folder) == read(TINY)


def test_numbers_of_excel_become_plain_ids(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "students.csv", "", "12.0;Synthetic;Student 12;6;;;")
    assert "12" in read(folder).students


@pytest.mark.parametrize(
    "text", ["5/10/2026", "05/10/2026", "2026-10-05", "05.10.2026", "5-10-2026"]
)
def test_dates_are_read_day_first_or_year_first(text, tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "absences.csv", "05/10/2026", text)
    assert read(folder).absences[0].first == date(2026, 10, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(t, True) for t in ["yes", "Y", "sì", "SI", "true", "VERO", "1", "x", "1.0"]]
    + [(t, False) for t in ["no", "N", "false", "FALSO", "0", ""]],
)
def test_yes_and_no_in_english_and_italian(text, expected, tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "students.csv", "Student 4;5;;;", f"Student 4;5;;;{text}")
    assert read(folder).students["000104"].fuori_corso is expected


@pytest.mark.parametrize("text", ["8:00", "08:00", "8.00", "08:00:00"])
def test_times_of_day_in_the_usual_spellings(text, tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / WARDS, "08:00", text)
    assert read(folder).wards["N-MED"].starts_at == time(8, 0)


def test_blank_rows_and_comments_are_passed_over_but_counted(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(
        folder / "locks.csv", "", '\n;;;;;;\n"# a note; with a delimiter"\n000109;must'
    )
    with pytest.raises(InstanceError) as caught:
        read(folder)
    assert {problem.row for problem in caught.value.problems} == {6}


def test_a_cell_with_two_lines_is_one_row_as_in_excel(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / WARDS, "Main entrance", '"Main entrance\nsecond floor"')
    assert read(folder).wards["N-MED"].meeting_point == "Main entrance\nsecond floor"
    edit(folder / WARDS, "Medicine South;MED;1", "Medicine South;MED;-1")
    with pytest.raises(InstanceError) as caught:
        read(folder)
    assert caught.value.problems[0].row == 4


def test_files_of_open_programs_and_other_files_are_passed_over(tmp_path):
    folder = copy_of_tiny(tmp_path)
    before = instance_hash(folder)
    for name in ["~$wards.csv", ".hidden.csv", "notes.txt", "plan.pdf"]:
        (folder / name).write_bytes(b"\x00")
    assert read(folder) == read(TINY)
    assert instance_hash(folder) == before


def test_the_hash_follows_every_table_and_the_settings(tmp_path):
    folder = copy_of_tiny(tmp_path)
    hashes = {instance_hash(folder)}
    for path in [folder / WARDS, folder / "instance.toml"]:
        path.write_bytes(path.read_bytes() + b"\n")
        hashes.add(instance_hash(folder))
    (folder / "credits.csv").unlink()
    hashes.add(instance_hash(folder))
    assert len(hashes) == 4


def test_a_workbook_typed_by_hand_is_understood(tmp_path):
    path = tmp_path / "tiny.xlsx"
    write_workbook(read(TINY), path)
    book = openpyxl.load_workbook(path)
    book["students"]["A2"] = 101  # Excel has eaten the zeros
    book["locks"]["A2"] = "000103"
    book["instance"]["A3"] = "First Week"
    book["instance"]["B3"] = datetime(2026, 9, 28)
    book["absences"]["B2"] = datetime(2026, 10, 5)
    book["absences"]["C2"] = "9/10/2026"
    book["wards"]["G2"] = time(8, 0)
    book["wards"]["E2"] = 2.0
    book["wards"]["I2"] = None
    book["preferences"]["A2"] = book["preferences"]["A3"] = 101.0
    book.create_sheet("Foglio1")
    book.move_sheet("students", -3)
    book.save(path)
    found, tiny = read(path), read(TINY)
    assert found.students["101"].surname == "Synthetic"
    assert found.absences == tiny.absences
    assert found.wards["N-MED"].seats == 2
    assert found.wards["N-MED"].contact == ""
    assert found.wishes[0].student == "101"


def test_holidays_may_be_left_out_or_listed_one_by_one(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "instance.toml", '"IT-MI"', '""')
    assert read(folder).calendar.holidays == {}
    edit(folder / "instance.toml", 'holidays = ""', "")
    edit(folder / "instance.toml", "", '[holidays]\n2026-11-02 = "Founders\' day"')
    found = read(folder)
    assert found.calendar.holidays == {date(2026, 11, 2): "Founders' day"}
    write_instance(found, tmp_path / "again")
    assert read(tmp_path / "again") == found


def test_a_single_semester_may_stand_in_single_brackets(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "instance.toml", "[[semesters]]", "[semesters]")
    assert read(folder) == read(TINY)


def test_weights_and_settings_reach_the_instance(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "instance.toml", "[weights]", "[weights]\ntravel = 3\ngaps = 0")
    edit(folder / "instance.toml", "[settings]", "[settings]\nmax_gap = 4")
    found = read(folder)
    assert (found.weights, found.settings) == ({"travel": 3, "gaps": 0}, {"max_gap": 4})


def test_closures_may_overlap_and_hours_may_be_replaced_after_a_drop(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "periods.csv", "", "strike;5;05/11/2026;10/11/2026;closed;;;")
    edit(folder / "requirements.csv", "", "000101;SUR;drop;;;\n000101;SUR;add;20;;")
    found = read(folder)
    assert found.requirements["000101/SUR"].hours == 20


def test_halves_share_the_first_spelling_of_their_name(tmp_path):
    folder = copy_of_tiny(tmp_path)
    edit(folder / "rotations.csv", "5;75;3;;;", "5;75;3;;Whole;")
    edit(folder / "rotations.csv", "5;37,5;1,5;;;", "5;37,5;1,5;;whole;")
    rotations = read(folder).rotations
    assert rotations["MED"].part_of == rotations["SUR"].part_of == "Whole"
