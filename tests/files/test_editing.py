"""Tables changed in place: the lines asked for, and not one cell more."""

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from scheduler.files import write_workbook
from scheduler.files.editing import Edits, edited, table_lines
from scheduler.files.tables import LOCKS, STUDENTS
from tests.files.tiny import copy_of_tiny, read

NEW = {
    "student": "000101",
    "kind": "must",
    "rotation": "MED",
    "ward": "N-MED",
    "week": date(2026, 10, 5),
    "remark": "=agreed",
}


def update_table(place, table, edits):
    """Write what the edits make of a table; return the file."""
    ((file, data),) = edited(place, {table.name: edits}).items()
    file.write_bytes(data)
    return file


def rows_of(path, table, **fields):
    """The rows, as Excel counts them, of lines with these values."""
    return {
        line.row
        for line in table_lines(path, table)
        if all(getattr(line.value, k) == v for k, v in fields.items())
    }


def test_a_line_is_added_and_nothing_else_changes(tmp_path):
    """Notes, spelling and the rest of the file stay byte for byte."""
    folder = copy_of_tiny(tmp_path)
    before = (folder / "locks.csv").read_bytes()
    update_table(folder, LOCKS, Edits(add=[NEW]))
    after = (folder / "locks.csv").read_bytes()
    assert after.startswith(before)
    added = after.removeprefix(before).decode().strip()
    assert added == "000101;must;MED;;N-MED;05/10/2026;'=agreed"
    assert read(folder).locks[-1].week == date(2026, 10, 5)


SHAPES = {
    "excel": "\ufeffstudent;kind;rotation;ward;week;remark\r\n"
    '000103;never;MED;N-MED;;"works; there"\r\n;;;;;\r\n',
    "comma": "student,kind,rotation,ward,week,remark\n# a note\n103,never,MED,N-MED,,x",
    "sep": "sep=;\r\nstudent;kind;rotation;ward;week;remark\r\n103;never;MED;N-MED;;",
    "tab": "week\tstudent\tKind\trotation\tward\tremark\n\t103\tnever\tmed\tn-med\t\n",
    "two": 'student;kind;rotation;ward;week;remark\n103;never;MED;N-MED;;"a\nb"\n',
}


@pytest.mark.parametrize("shape", SHAPES)
def test_however_the_file_was_saved(shape, tmp_path):
    """Adding and taking out the same line gives the file there was, in every form."""
    folder = copy_of_tiny(tmp_path)
    file = folder / "locks.csv"
    file.write_bytes(SHAPES[shape].encode())
    old = read(folder).locks
    update_table(folder, LOCKS, Edits(add=[NEW]))
    assert len(read(folder).locks) == 2
    rows = rows_of(folder, LOCKS, student="000101")
    update_table(folder, LOCKS, Edits(remove=frozenset(rows)))
    assert read(folder).locks == old
    end = "" if SHAPES[shape].endswith("\n") else SHAPES[shape][-20:].count("\r") * "\r"
    assert (
        file.read_bytes().decode().rstrip("\r\n") == SHAPES[shape].rstrip("\r\n") + end
    )


def test_an_old_encoding_is_kept_as_long_as_it_can_be(tmp_path):
    """A cp1252 file stays one, until a letter comes that it has no room for."""
    folder = copy_of_tiny(tmp_path)
    file = folder / "locks.csv"
    file.write_bytes(
        "student;kind;ward;remark\n103;never;N-MED;perché\n".encode("cp1252")
    )
    update_table(folder, LOCKS, Edits(add=[{**NEW, "remark": "già"}]))
    assert "perché" in file.read_bytes().decode("cp1252")
    update_table(
        folder, LOCKS, Edits(add=[{**NEW, "rotation": "SUR", "remark": "Łódź"}])
    )
    assert "perché" in file.read_bytes().decode("utf-8-sig")
    assert "Łódź" in file.read_bytes().decode("utf-8-sig")


def test_a_cell_is_changed_and_the_others_stay(tmp_path):
    """A student's year changes; his e-mail and everybody else don't."""
    folder = copy_of_tiny(tmp_path)
    before = (folder / "students.csv").read_text("utf-8")
    (row,) = rows_of(folder, STUDENTS, id="000102")
    update_table(folder, STUDENTS, Edits(change={row: {"year": 6}}))
    line = "000102;Synthetic;Student 2;{};ZN;student2@example.org;no"
    expected = before.replace(line.format(5), line.format(6))
    assert (folder / "students.csv").read_text("utf-8") == expected


def test_a_column_that_lacks_is_added(tmp_path):
    """The heading gets the column; the other lines stay as short as they were."""
    folder = copy_of_tiny(tmp_path)
    (folder / "locks.csv").write_text("student;kind;ward\n103;never;N-MED\n", "utf-8")
    update_table(folder, LOCKS, Edits(add=[NEW]))
    lines = (folder / "locks.csv").read_text("utf-8").splitlines()
    assert lines[0] == "student;kind;ward;rotation;week;remark"
    assert lines[1] == "103;never;N-MED"
    assert [lock.week for lock in read(folder).locks] == [None, date(2026, 10, 5)]


def test_a_table_that_isnt_there_is_made(tmp_path):
    """The first lock of a school makes the table."""
    folder = copy_of_tiny(tmp_path)
    (folder / "locks.csv").unlink()
    file = update_table(folder, LOCKS, Edits(add=[NEW]))
    assert file == folder / "locks.csv"
    assert [lock.student for lock in read(folder).locks] == ["000101"]


def workbook(tmp_path) -> Path:
    write_workbook(read(copy_of_tiny(tmp_path)), tmp_path / "tiny.xlsx")
    return tmp_path / "tiny.xlsx"


def test_a_sheet_of_a_workbook(tmp_path):
    """In a workbook the one sheet changes; dates are dates, a formula stays text."""
    path = workbook(tmp_path)
    before = read(path)
    update_table(path, LOCKS, Edits(add=[NEW]))
    cells = list(openpyxl.load_workbook(path)["locks"].iter_rows())[-1]
    assert cells[0].value == "000101"
    assert cells[5].is_date
    assert (cells[6].value, cells[6].data_type) == ("=agreed", "s")
    rows = rows_of(path, LOCKS, student="000101")
    update_table(path, LOCKS, Edits(remove=frozenset(rows)))
    assert read(path) == before


def test_a_workbook_without_the_sheet_gets_it(tmp_path):
    """The table's sheet is made with its heading."""
    path = workbook(tmp_path)
    book = openpyxl.load_workbook(path)
    del book["locks"]
    book.save(path)
    update_table(path, LOCKS, Edits(add=[NEW]))
    assert [lock.ward for lock in read(path).locks] == ["N-MED"]


def test_formulas_and_looks_elsewhere_stay(tmp_path):
    """Only the part of the one sheet changes; a formula keeps its result."""
    path = workbook(tmp_path)
    book = openpyxl.load_workbook(path)
    book["wards"]["N2"] = "=1+1"
    book["wards"]["E2"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
    book.save(path)
    with zipfile.ZipFile(path) as parts:
        before = {name: parts.read(name) for name in parts.namelist()}
    update_table(path, LOCKS, Edits(add=[NEW]))
    with zipfile.ZipFile(path) as parts:
        after = {name: parts.read(name) for name in parts.namelist()}
    assert before.keys() == after.keys()
    assert len([name for name in before if before[name] != after[name]]) == 1


def test_a_line_that_is_taken_out_of_a_sheet_leaves_no_text(tmp_path):
    """Its cells are blank, and the rows below keep their numbers."""
    path = workbook(tmp_path)
    (row,) = rows_of(path, STUDENTS, id="000102")
    below = rows_of(path, STUDENTS, id="000103")
    update_table(path, STUDENTS, Edits(remove=frozenset({row})))
    cells = openpyxl.load_workbook(path)["students"][row]
    assert {cell.value for cell in cells} == {None}
    assert rows_of(path, STUDENTS, id="000103") == below


def test_a_sheet_gets_the_column_that_lacks(tmp_path):
    """The new heading stands at the right, and looks like the others."""
    path = workbook(tmp_path)
    book = openpyxl.load_workbook(path)
    book["students"].delete_cols(8)
    book.save(path)
    (row,) = rows_of(path, STUDENTS, id="000102")
    update_table(path, STUDENTS, Edits(change={row: {"seat": "non-EU"}}))
    sheet = openpyxl.load_workbook(path)["students"]
    assert [sheet.cell(1, 8).value, sheet.cell(row, 8).value] == ["seat", "non-EU"]
    assert sheet.cell(1, 8).font.bold
    assert read(path).students["000102"].seat == "non-EU"
