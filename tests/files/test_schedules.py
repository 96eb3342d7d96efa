"""The schedule as a file: the layout people see, and hand-edited copies read back."""

from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest

from scheduler.domain.curriculum import Choice
from scheduler.domain.schedule import Placement, Schedule
from scheduler.errors import FileError, InstanceError
from scheduler.files import read_schedule, schedule_csv
from tests.files.tiny import TINY, edit, read

INSTANCE = read(TINY)
SCHEDULE = Schedule.of(
    [
        Placement("000101", date(2026, 9, 28), "MED", "N-MED"),
        Placement("000101", date(2026, 10, 26), "SUR", "N-SUR"),
        Placement("000104", date(2026, 10, 5), "MED", "S-MED", 2),
    ]
)
HEADING = (
    "student;surname;name;year;rotation;occurrence;hospital;ward;week;"
    "first_day;last_day;hours"
)


def written(folder, instance=INSTANCE, schedule=SCHEDULE):
    path = folder / "schedule.csv"
    path.write_bytes(schedule_csv(instance, schedule))
    return path


def refused(path, instance=INSTANCE):
    with pytest.raises(InstanceError) as caught:
        read_schedule(path, instance)
    return caught.value.problems


def test_the_layout_is_for_italian_excel():
    data = schedule_csv(INSTANCE, SCHEDULE)
    lines = data.decode("utf-8-sig").split("\r\n")
    assert data.startswith(b"\xef\xbb\xbf")
    assert lines[:3] == [
        HEADING,
        "000101;Synthetic;Student 1;5;MED;1;NORTH;N-MED;"
        "28/09/2026;28/09/2026;09/10/2026;75",
        # The closed week and the lecture weeks make this one last until 13 November.
        "000101;Synthetic;Student 1;5;SUR;1;NORTH;N-SUR;"
        "26/10/2026;26/10/2026;13/11/2026;37,5",
    ]


def test_unplaced_duties_come_last_with_blank_ward_and_week():
    lines = schedule_csv(INSTANCE, SCHEDULE).decode("utf-8-sig").split("\r\n")[4:]
    assert lines[0] == "000101;Synthetic;Student 1;5;PED;1;;;;;;37,5"
    assert len(lines) == len(INSTANCE.requirements) - 3 + 1  # and a last line end


def test_what_is_written_reads_back_equal(tmp_path):
    assert read_schedule(written(tmp_path), INSTANCE) == SCHEDULE


def test_an_unmet_choice_names_all_its_rotations(tmp_path):
    rotations = {
        id_: replace(rotation, choice="C", after=())
        for id_, rotation in INSTANCE.rotations.items()
    }
    choice = replace(INSTANCE, rotations=rotations, choices={"C": Choice("C", 2)})
    path = written(tmp_path, choice)
    unplaced = [line for line in path.read_text("utf-8").split("\n") if ";;;" in line]
    assert unplaced[0].startswith("000102;Synthetic;Student 2;5;MED | SUR | PED;1;;;")
    assert sum(line.startswith("000102") for line in unplaced) == 2
    assert read_schedule(path, choice) == SCHEDULE


def test_a_hand_made_file_needs_four_columns_only(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("Week,ward,Rotation,STUDENT\n28/9/2026,n-med,internal medicine,101")
    assert read_schedule(path, INSTANCE).placements == SCHEDULE.placements[:1]


def test_columns_for_people_are_not_believed(tmp_path):
    path = written(tmp_path)
    edit(path, "Synthetic;Student 1;5;MED", "Somebody;Else;3;MED")
    edit(path, "09/10/2026;75", "whenever;many")
    edit(path, "first_day;last_day", "colour;remark")
    assert read_schedule(path, INSTANCE) == SCHEDULE


def test_a_workbook_saved_by_excel_reads_back(tmp_path):
    book = openpyxl.Workbook()
    for row in [
        ["student", "rotation", "occurrence", "ward", "week"],
        [101, "MED", 1.0, "N-MED", datetime(2026, 9, 28)],
        ["000101", "SUR", None, "N-SUR", "26/10/2026"],
        [104.0, "MED", 2, "S-MED", datetime(2026, 10, 5)],
        ["000102", "MED", None, None, None],
    ]:
        book.active.append(row)
    book.save(tmp_path / "schedule.xlsx")
    assert read_schedule(tmp_path / "schedule.xlsx", INSTANCE) == SCHEDULE


FIRST = "000101;Synthetic;Student 1;5;MED;1;NORTH;N-MED;28/09/2026"

# (old text, new text, row, column, fragment); an old text "" appends a line.
DAMAGES = [
    (FIRST, FIRST.replace("000101", "000109"), 2, "student", "Did you mean '00010"),
    (FIRST, FIRST.replace(";MED;", ";MAD;"), 2, "rotation", "Did you mean 'MED'"),
    (FIRST, FIRST.replace("N-MED", "N-MAD"), 2, "ward", "Did you mean 'N-MED'"),
    (FIRST, FIRST.replace("28/09", "30/09"), 2, "week", "28/09/2026 if you mean"),
    (FIRST, FIRST.replace("28/09", "31/09"), 2, "week", "doesn't exist"),
    (FIRST, FIRST.replace("28/09/2026", "28/09/26"), 2, "week", "four digits"),
    (FIRST, FIRST.replace("28/09/2026", "29/09/2025"), 2, "week", "outside the acad"),
    (FIRST, FIRST.replace("28/09/2026", ""), 2, "week", "but there is a ward"),
    (FIRST, FIRST.replace("N-MED", ""), 2, "ward", "but there is a week"),
    (FIRST, FIRST.replace("NORTH", "SOUTH"), 2, "hospital", "Write NORTH"),
    (FIRST, FIRST.replace("MED;1", "MED;2"), 2, "occurrence", "Write 1"),
    (FIRST, FIRST.replace("MED;1", "MED SUR;1"), 2, "rotation", "several rotations"),
    (FIRST, ";" + FIRST.partition(";")[2], 2, "student", "is blank"),
    ("S-MED;05/10/2026", "#N/A;05/10/2026", 4, "ward", "error of Excel"),
    ("", "000104;;;;MED;1;NORTH;N-MED;05/10/2026", 14, "occurrence", "Write 2"),
    ("", "000101;;;;MED;1;NORTH;N-MED;26/10/2026", 14, "rotation", "row 2"),
    ("surname;name;year;rotation;", "surname;name;year;;", 1, "rotation", "missing"),
    (";ward;week;", ";ward;weak;", 1, "weak", "Did you mean 'week'"),
    (";occurrence;", ";occurence;", 1, "occurence", "Did you mean 'occurrence'"),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage[4])
def test_one_fault_is_told_once_and_in_its_place(damage, tmp_path):
    old, new, row, column, fragment = damage
    path = written(tmp_path)
    edit(path, old, new)
    (problem,) = refused(path)
    place = ("schedule.csv", row, column)
    assert (problem.file, problem.row, problem.column) == place
    assert fragment in str(problem)


def test_a_rotation_that_is_not_owed_is_refused(tmp_path):
    dropped = replace(INSTANCE.duty_changes[0], student="000101", rotation="PED")
    without = replace(INSTANCE, duty_changes=(replace(dropped, change="drop"),))
    path = tmp_path / "mine.csv"
    path.write_text("student;rotation;ward;week\n101;PED;S-CHILD;05/10/2026")
    (problem,) = refused(path, without)
    assert "is nothing that student 000101 owes" in str(problem)
    assert "MED, SUR" in problem.remedy


def test_all_faults_are_told_in_one_run(tmp_path):
    path = written(tmp_path)
    edit(path, FIRST, FIRST.replace("000101", "000109"))
    edit(path, "S-MED;05/10/2026", "S-MED;06/10/2026")
    assert [problem.row for problem in refused(path)] == [2, 4]


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path):
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    (tmp_path / "broken.csv").write_bytes(b"PK\x03\x04")
    for name in ("nowhere.csv", "broken.xlsx", "broken.csv"):
        with pytest.raises(FileError, match=name):
            read_schedule(tmp_path / name, INSTANCE)


def test_names_that_look_like_formulas_are_not_run_by_excel():
    student = replace(INSTANCE.students["000101"], surname="=cmd|'/c calc'!A1")
    risky = replace(INSTANCE, students={**INSTANCE.students, "000101": student})
    assert b";'=cmd" in schedule_csv(risky, SCHEDULE)
