"""Forms go out to hospitals, and what they offer comes back into the tables."""

import csv
import io
import zipfile
from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from scheduler.cli import main
from scheduler.domain.places import SeatException
from scheduler.errors import FileError, InstanceError
from scheduler.files import write_workbook
from scheduler.files.csv_editing import edited_csv
from scheduler.files.grids import csv_grid
from scheduler.office import hospitals as office
from scheduler.office.reading import load
from scheduler.office.updates import write_together
from tests.conftest import TINY

WARDS, DATES = "Posti - Seats", "Date"
ODD = "atrium; \"B\", '=1' 🩺"


@pytest.fixture
def folder(tmp_path):
    """The tiny instance with a remark, a comment and a closure."""
    place = tmp_path / "tiny"
    place.mkdir()
    for path in TINY.iterdir():
        (place / path.name).write_bytes(path.read_bytes())
    wards = place / "wards.csv"
    wards.write_bytes(wards.read_bytes() + b"# asked on the phone; 5 March\n")
    seats = "ward;from;to;seats\n# closures\nN-MED;12/10/2026;18/10/2026;0\n"
    (place / "seats.csv").write_text(seats, encoding="cp1252", newline="")
    return place


@pytest.fixture
def form(folder, tmp_path):
    """Fill in a form: cells by (sheet, row, column), rows and columns from 1."""
    office.write_seats_forms(folder, tmp_path / "forms")

    def fill(hospital, cells, name="back.xlsx"):
        path = tmp_path / "forms" / f"seats-{hospital}.xlsx"
        book = openpyxl.load_workbook(path)
        for (sheet, row, column), value in cells.items():
            book[sheet].cell(row, column).value = value
        book.save(tmp_path / name)
        return tmp_path / name

    return fill


def rows_by_ward(form_path):
    sheet = openpyxl.load_workbook(form_path)[WARDS]
    return {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}


def problems_of(folder, *forms):
    with pytest.raises(InstanceError) as caught:
        office.import_offers(folder, forms, write=True)
    return caught.value.problems


def files_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_form_shows_the_hospitals_own_wards_and_asks_for_what_changes(folder, form):
    book = openpyxl.load_workbook(form("NORTH", {}))
    assert book.sheetnames == ["Leggimi - Read me", WARDS, DATES]
    known = [[cell.value for cell in row] for row in book[WARDS].iter_rows(min_row=2)]
    assert {row[0] for row in known} == {"N-MED", "N-SUR"}
    assert all(row[4] is row[6] is row[8] is row[10] is None for row in known)
    assert [cell.value for cell in book[DATES][2]][:4] == [
        "N-MED",
        datetime(2026, 10, 12),
        datetime(2026, 10, 18),
        0,
    ]
    assert book[WARDS].protection.sheet
    assert not book[WARDS]["E2"].protection.locked
    assert book[WARDS]["D2"].protection.locked
    kinds = {rule.type for rule in book[DATES].data_validations.dataValidation}
    assert kinds == {"list", "date", "whole"}


def test_a_form_that_comes_back_blank_changes_nothing(folder, form):
    before = files_of(folder)
    found = office.import_offers(folder, [form("NORTH", {})], write=True)
    assert (found.changes, found.same) == ((), ("North Hospital",))
    assert files_of(folder) == before


def test_what_is_offered_is_told_and_written_and_nothing_else(folder, form):
    """Only the cells that differ change; comments, order and the rest stay."""
    back = form("NORTH", {})
    row = rows_by_ward(back)["N-MED"]
    cells = {
        (WARDS, row, 5): 4,
        (WARDS, row, 7): time(8, 0),
        (WARDS, row, 9): ODD,
        (DATES, 3, 1): "N-MED",
        (DATES, 3, 5): date(2026, 11, 2),
        (DATES, 3, 6): "08/11/2026",
        (DATES, 3, 7): 3,
    }
    back, before = form("NORTH", cells), load(folder)
    told = office.import_offers(folder, [back], write=False)
    seats = before.wards["N-MED"].seats
    place = f"North Hospital, {before.wards['N-MED'].name}"
    assert told.changes[0] == f"{place}: {seats} -> 4 seats"
    assert told.changes[-1] == f"{place}: 4 -> 3 seats from 02/11/2026 to 08/11/2026"
    assert load(folder) == before
    lines = (folder / "wards.csv").read_bytes().split(b"\n")
    office.import_offers(folder, [back], write=True)
    after = load(folder)
    ward = after.wards["N-MED"]
    assert (ward.seats, ward.starts_at, ward.meeting_point) == (4, time(8), ODD)
    assert after.seat_exceptions[-1] == SeatException(
        "N-MED", date(2026, 11, 2), date(2026, 11, 8), 3
    )
    new = (folder / "wards.csv").read_bytes().split(b"\n")
    changed = [i for i, line in enumerate(lines) if new[i] != line]
    assert len(new) == len(lines)
    assert len(changed) == 1
    assert b"N-MED" in new[changed[0]]
    assert b"# asked on the phone; 5 March" in new
    text = (folder / "seats.csv").read_bytes()
    assert text == (
        b"ward;from;to;seats\n# closures\nN-MED;12/10/2026;18/10/2026;0\n"
        b"N-MED;02/11/2026;08/11/2026;3\n"
    )


def test_a_second_import_changes_nothing(folder, form):
    cells = {(DATES, 2, 6): date(2026, 10, 25), (DATES, 2, 7): 1}
    back = form("NORTH", cells)
    first = office.import_offers(folder, [back], write=True)
    assert first.changes[0].endswith(
        "0 seats from 12/10/2026 to 18/10/2026 -> 1 seat from 12/10/2026 to 25/10/2026"
    )
    before = files_of(folder)
    assert office.import_offers(folder, [back], write=True).changes == ()
    assert files_of(folder) == before


def test_every_fault_is_told_at_once_with_its_place(folder, form):
    cells = {
        (WARDS, 2, 5): "three",
        (WARDS, 3, 7): "25:00",
        (DATES, 3, 1): "N-MED",
        (DATES, 3, 5): "31/11/2026",
        (DATES, 4, 1): "N-SUR",
        (DATES, 4, 5): date(2026, 11, 9),
        (DATES, 4, 6): date(2026, 11, 2),
        (DATES, 4, 7): 0,
        (DATES, 5, 1): "N-MAD",
        (DATES, 6, 1): "N-SUR",
        (DATES, 6, 5): date(2031, 1, 1),
    }
    before = files_of(folder)
    found = problems_of(folder, form("NORTH", cells))
    places = [(p.file, p.row, p.column, p.value) for p in found]
    wards, dates = (f"back.xlsx, sheet '{title}'" for title in (WARDS, DATES))
    assert places[:4] == [
        (wards, 2, "Posti offerti / Seats offered", "three"),
        (wards, 3, "Nuovo inizio / New start", "25:00"),
        (dates, 3, "Dal / From", "31/11/2026"),
        (dates, 4, "Al / To", "2026-11-02"),
    ]
    told = [str(p) for p in found]
    assert any("Did you mean 'N-MED'?" in one for one in told)
    assert any("'2031-01-01' is outside the academic year" in one for one in told)
    assert any("row 6, column 'Posti / Seats': is blank" in one for one in told)
    assert files_of(folder) == before


def test_another_hospitals_ward_is_refused(folder, form):
    """A form speaks for its own hospital alone, even if the ward exists."""
    back = form("NORTH", {(WARDS, 2, 1): "S-MED", (WARDS, 2, 5): 99})
    (problem,) = problems_of(folder, back)
    assert (problem.row, problem.value) == (2, "S-MED")
    assert "another hospital" in problem.wrong


def test_two_forms_of_one_hospital_are_refused(folder, form):
    one = form("NORTH", {(WARDS, 2, 5): 3}, "one.xlsx")
    two = form("NORTH", {(WARDS, 2, 5): 4}, "two.xlsx")
    (problem,) = problems_of(folder, one, two)
    assert "second form" in problem.wrong


def test_last_years_form_is_refused(folder, form):
    back = form("NORTH", {("Leggimi - Read me", 3, 2): date(2025, 9, 29)})
    (problem,) = problems_of(folder, back)
    assert "another year" in problem.wrong


def test_days_that_are_said_twice_are_refused(folder, form):
    row = {1: "N-MED", 5: date(2026, 11, 2), 6: date(2026, 11, 8), 7: 1}
    cells = {(DATES, n, at): v for n in (3, 4) for at, v in row.items()}
    (problem,) = problems_of(folder, form("NORTH", cells))
    assert "shares days with row 3" in problem.wrong


def test_dates_that_have_changed_meanwhile_are_refused(folder, form):
    """The office has moved the closure since it sent the form."""
    back = form("NORTH", {(DATES, 2, 7): 2})
    seats = folder / "seats.csv"
    seats.write_text(seats.read_text().replace("18/10/2026", "19/10/2026"))
    (problem,) = problems_of(folder, back)
    assert "isn't in the tables any more" in problem.wrong


def test_seats_that_break_another_table_are_refused(folder, form):
    """A ward can't need more students than it ever has seats."""
    wards = folder / "wards.csv"
    said = wards.read_bytes()
    wards.write_bytes(said.replace(b"MED;2;;08:00", b"MED;2;2;08:00"))
    assert load(folder).wards["N-MED"].minimum == 2
    row = rows_by_ward(form("NORTH", {}))["N-MED"]
    before = files_of(folder)
    told = problems_of(folder, form("NORTH", {(WARDS, row, 5): 1}))
    assert any("minimum" in str(problem) for problem in told)
    assert files_of(folder) == before


def test_a_locked_table_leaves_both_as_they_were(folder, form, monkeypatch):
    """Excel holds one of the two tables: neither is changed."""
    cells = {(WARDS, 2, 5): 4, (DATES, 2, 7): 1}
    back, before = form("NORTH", cells), files_of(folder)
    (folder / "seats.csv").unlink()
    (folder / "seats.csv").mkdir()
    files = {folder / "wards.csv": b"new", folder / "seats.csv": b"new"}
    with pytest.raises(FileError, match=r"seats\.csv"):
        write_together({folder / "wards.csv": b"new"} | files)
    assert (folder / "wards.csv").read_bytes() == before["wards.csv"]
    assert back.exists()


def test_a_workbook_keeps_its_other_parts_byte_for_byte(folder, form, tmp_path):
    """Comments, colours and other sheets are what they were."""
    place = tmp_path / "tiny.xlsx"
    write_workbook(load(folder), place)
    book = openpyxl.load_workbook(place)
    book["wards"]["A2"].comment = openpyxl.comments.Comment("ask again", "office")
    book["wards"]["A2"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
    book.save(place)
    before, ward = place.read_bytes(), load(place).wards["N-MED"]
    back = form("NORTH", {})
    cells = {
        (WARDS, rows_by_ward(back)["N-MED"], 5): ward.seats + 1,
        (WARDS, rows_by_ward(back)["N-MED"], 9): ODD,
        (DATES, 3, 1): "N-SUR",
        (DATES, 3, 5): date(2026, 11, 2),
        (DATES, 3, 6): date(2026, 11, 8),
        (DATES, 3, 7): 0,
    }
    office.import_offers(place, [form("NORTH", cells)], write=True)
    after = load(place)
    assert after.wards["N-MED"].seats == ward.seats + 1
    assert after.wards["N-MED"].meeting_point == ODD
    closure = SeatException("N-SUR", date(2026, 11, 2), date(2026, 11, 8), 0)
    assert after.seat_exceptions[-1] == closure
    with zipfile.ZipFile(BytesIO(before)) as old, zipfile.ZipFile(place) as new:
        assert old.namelist() == new.namelist()
        changed = [n for n in old.namelist() if old.read(n) != new.read(n)]
    assert len(changed) == 2
    sheet = openpyxl.load_workbook(place)["wards"]
    assert sheet["A2"].comment.text == "ask again"
    assert sheet["A2"].fill.fgColor.rgb == "00FFFF00"
    dates = openpyxl.load_workbook(place)["seats"]
    assert [cell.value for cell in dates[3]] == [
        "N-SUR",
        datetime(2026, 11, 2),
        datetime(2026, 11, 8),
        0,
    ]
    assert dates["B3"].number_format == "dd/mm/yyyy"


def test_a_formula_is_never_overwritten(folder, form, tmp_path):
    place = tmp_path / "tiny.xlsx"
    write_workbook(load(folder), place)
    with zipfile.ZipFile(place) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    number = openpyxl.load_workbook(place).sheetnames.index("wards") + 1
    wards = f"xl/worksheets/sheet{number}.xml"
    parts[wards] = parts[wards].replace(
        b'<c r="E2" s="4"><v>', b'<c r="E2" s="4"><f>1+1</f><v>'
    )
    with zipfile.ZipFile(place, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    first = next(iter(load(place).wards.values()))
    back = form(first.hospital, {})
    row = rows_by_ward(back)[first.id]
    back = form(first.hospital, {(WARDS, row, 5): first.seats + 5})
    before = place.read_bytes()
    with pytest.raises(FileError, match="formula in row 2"):
        office.import_offers(place, [back], write=True)
    assert place.read_bytes() == before


def test_the_commands_say_what_they_do(folder, tmp_path, form):
    ran = CliRunner().invoke(
        main, ["seats-form", str(folder), "--out", str(tmp_path / "f")]
    )
    assert ran.output == f"2 forms written to {tmp_path / 'f'}\n"
    back = form("SOUTH", {(WARDS, 2, 5): 9})
    ran = CliRunner().invoke(main, ["seats-import", str(folder), str(back)])
    assert "-> 9 seats" in ran.output
    assert "Nothing is written yet" in ran.output
    arguments = ["seats-import", str(folder), str(back), "--write"]
    assert "Written to wards.csv" in CliRunner().invoke(main, arguments).output
    assert "as it is now" in CliRunner().invoke(main, arguments).output
    ran = CliRunner().invoke(main, ["seats-import", str(folder), str(TINY / "x.xlsx")])
    assert ran.exit_code == 2
    ran = CliRunner().invoke(main, ["seats-import", str(folder), __file__])
    assert ran.exit_code == 2
    ran = CliRunner().invoke(main, ["seats-form", str(folder), "--out", str(folder)])
    assert ran.exit_code == 2


def test_no_form_names_a_student(folder, tmp_path):
    office.write_seats_forms(folder, tmp_path / "forms")
    for path in (tmp_path / "forms").iterdir():
        with zipfile.ZipFile(path) as book:
            text = b"".join(book.read(name) for name in book.namelist())
        assert not [mark for mark in (b"Student ", b"0001") if mark in text]


# -- cells of a CSV --------------------------------------------------------------------

CELL = st.text(alphabet="ab ;,\"\n\r'=#è", max_size=6)


@given(
    rows=st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=5),
    delimiter=st.sampled_from(";,"),
    value=st.text(alphabet='xy;,"\n=é', max_size=5),
    where=st.tuples(st.integers(0, 4), st.sampled_from("abcd")),
)
def test_one_cell_of_any_csv_changes_and_no_other(rows, delimiter, value, where):
    """Quotes, line ends and blank lines elsewhere are kept to the byte."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([list("abcd"), *rows])
    data = text.getvalue().encode()
    read = list(
        csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=delimiter)
    )
    row, column = where[0] % len(read), where[1]
    if row == 0 or csv_grid("x", data).delimiter != delimiter:
        return
    new = edited_csv("x", data, {row + 1: {column: value}})
    again = list(csv.reader(io.StringIO(new.decode(), newline=""), delimiter=delimiter))
    at = "abcd".index(column)
    wanted = [list(cells) for cells in read]
    wanted[row] += [""] * (at + 1 - len(wanted[row]))
    wanted[row][at] = f"'{value}" if value.lstrip("'").startswith("=") else value
    assert [_filled(cells) for cells in again] == [_filled(cells) for cells in wanted]


def _filled(cells):
    """A row without blank cells at its end: a lone one is no cell at all."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_keeps_its_encoding(encoding):
    data = "a;b\r\nè;1\r\n".encode(encoding)
    assert edited_csv("x", data, {2: {"b": 2}}) == "a;b\r\nè;2\r\n".encode(encoding)


def test_a_letter_that_windows_does_not_have_makes_it_utf_8():
    data = "a;b\r\nè;1\r\n".encode("cp1252")
    new = edited_csv("x", data, {2: {"b": "مها"}})
    assert new.decode("utf-8-sig") == "a;b\r\nè;مها\r\n"


def test_a_column_that_is_missing_is_added_at_the_right():
    data = b"sep=;\r\na;b\r\n1\r\n\r\n2;3"
    new = edited_csv("x", data, {2: {"c": "x"}}, add=[{"a": 9, "c": "y"}])
    assert new == b"sep=;\r\na;b;c\r\n1;;x\r\n\r\n2;3\r\n9;;y\r\n"
