"""Schedules as people save them: understood where that is safe, and said so."""

from datetime import date, datetime

import openpyxl
import pytest

from scheduler.domain.schedule import Placement, Schedule
from scheduler.files import read_edited
from tests.files.tiny import TINY, read

INSTANCE = read(TINY)
PLAN = Schedule.of(
    [
        Placement("000101", date(2026, 10, 5), "MED", "N-MED"),
        Placement("000104", date(2026, 9, 28), "MED", "S-MED", 2),
    ]
)
ROWS = (
    ("student", "surname", "name", "rotation", "occurrence", "ward", "week", "perché"),
    ("101", "Synthetic", "Student 1", "MED", "", "N-MED", "05/10/2026", "è così"),
    ("000104", "SYNTHETIC", "student 4", "MED", "2", "S-MED", "28/09/2026", ""),
)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_any_csv_that_excel_saves(delimiter, encoding, tmp_path):
    """Separators, encodings, blank lines and more columns don't matter."""
    path = tmp_path / "mine.csv"
    lines = [delimiter.join(row) for row in (*ROWS, ("",) * 8, ("",) * 8)]
    path.write_bytes("\r\n".join([*lines, "", ""]).encode(encoding))
    edited = read_edited(path, INSTANCE)
    assert edited.schedule == PLAN
    assert edited.notices == (
        "mine.csv: not read are the columns perché",
        "mine.csv: 1 student number has lost its zeros and was understood: "
        "101 in row 2 as 000101",
    )


def test_a_workbook_with_numbers_and_true_dates(tmp_path):
    """Excel makes numbers of ids and dates of texts; both are understood."""
    book = openpyxl.Workbook()
    book.active.append([*ROWS[0][:7], None, None])
    book.active.append([101, None, None, "MED", None, "N-MED", datetime(2026, 10, 5)])
    book.active.append([104.0, None, None, "MED", 2.0, "S-MED", datetime(2026, 9, 28)])
    for _ in range(3):
        book.active.append([None, "", None])
    book.save(tmp_path / "mine.xlsx")
    edited = read_edited(tmp_path / "mine.xlsx", INSTANCE)
    assert edited.schedule == PLAN
    (notice,) = edited.notices
    assert "2 student numbers have lost their zeros" in notice


def test_a_column_sorted_alone_is_noticed(tmp_path):
    """Where the names don't fit the numbers, a row may belong to somebody else."""
    path = tmp_path / "mine.csv"
    rows = [ROWS[0], ("000102", *ROWS[1][1:])]
    path.write_text("\n".join(";".join(row) for row in rows), "utf-8")
    assert read_edited(path, INSTANCE).notices[-1] == (
        "mine.csv: in 1 row the name isn't that of the student number: Synthetic "
        "Student 1 in row 2, where 000102 is Synthetic Student 2; the number counts"
    )


def test_the_programs_own_file_needs_no_notice(tmp_path):
    """What wasn't touched has nothing to say."""
    from scheduler.files import schedule_csv

    path = tmp_path / "schedule.csv"
    path.write_bytes(schedule_csv(INSTANCE, PLAN))
    assert read_edited(path, INSTANCE).notices == ()
