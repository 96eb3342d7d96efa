"""Forms: what people may change, what comes back, and what is told about faults."""

from datetime import date

import openpyxl
import pytest

from scheduler.files.cells import Day, Number, Text, Word
from scheduler.files.forms import Field, Form, form_workbook, read_form, sheet_title
from scheduler.files.layout import Column
from scheduler.files.preview_sheet import Answer

FIELDS = (
    Field(Column("student", Text(), "Who.", True), "matricola"),
    Field(Column("day", Day(), "When.", True), "giorno"),
    Field(Column("hours", Number(0, 100), "How long."), "ore", open=True),
    Field(
        Column("answer", Word(Answer), "What."),
        "risposta",
        open=True,
        choices=("accept", "amend"),
    ),
)
ROWS = [
    {"student": "000101", "day": date(2026, 10, 5)},
    {"student": "=1+1", "day": date(2026, 10, 6), "hours": 7.5, "answer": "accept"},
]


@pytest.fixture
def sent(tmp_path):
    """A form as it is sent."""
    path = tmp_path / "form.xlsx"
    notes = ("Fill it in, please.", "Compilare, per favore.")
    form = Form("Ospedale [A]: nuovo", notes, FIELDS, ROWS)
    path.write_bytes(form_workbook([form], [("what", "id"), ("ward", "A")]))
    return path


def filled(path, *cells):
    """The form after somebody wrote (row, column, value) into it."""
    book = openpyxl.load_workbook(path)
    for row, column, value in cells:
        book.worksheets[0].cell(row, column).value = value
    book.save(path)
    return path


def answers(path):
    problems = []
    rows = read_form(path, FIELDS, {}, problems)
    return [row.values for row in rows], [str(problem) for problem in problems]


def test_a_form_reads_back_as_it_was_sent(sent):
    """Notes and the legend are passed over; ids, dates and formulas survive."""
    assert answers(sent) == (ROWS, [])


def test_only_the_coloured_cells_may_be_changed(sent):
    """The sheet is protected but for the cells that are asked for, with a list."""
    sheet = openpyxl.load_workbook(sent).worksheets[0]
    assert sheet.title == "Ospedale -A-- nuovo"
    assert sheet.protection.sheet
    locked = [[cell.protection.locked for cell in row] for row in sheet["A4:D5"]]
    assert locked == [[True, True, False, False]] * 2
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("D4:D5", "lists!$A$1:$A$2")


def test_all_faults_are_told_at_once(sent):
    """Each with sheet, row, column, value and what to write."""
    bad = filled(sent, (4, 3, "many"), (5, 4, "perhaps"), (5, 3, -1))
    rows, problems = answers(bad)
    assert rows == []
    where = "form.xlsx, sheet 'Ospedale -A-- nuovo', row"
    assert problems == [
        f"{where} 4, column 'hours': 'many' is not a number. "
        "Write a number from 0 to 100, like 1,5",
        f"{where} 5, column 'hours': '-1' is too small. Write a number from 0 to 100",
        f"{where} 5, column 'answer': 'perhaps' is not one of: accept, amend. "
        "Known are: accept, amend",
    ]


def test_a_form_saved_as_csv_is_read_too(tmp_path):
    """Italian Excel's CSV, with the notes on top and columns of the hospital's own."""
    path = tmp_path / "form.csv"
    text = "# Fill it in;;;\nnote;student / matricola;day / giorno;hours / ore\n"
    path.write_bytes(f"{text}bene;000101;05/10/2026;7,5\n;;;\n".encode("cp1252"))
    found = {"student": "000101", "day": date(2026, 10, 5), "hours": 7.5}
    assert answers(path) == ([found], [])


def test_a_heading_that_is_gone_is_told_once(sent):
    """Without its column no row is blamed."""
    rows, problems = answers(filled(sent, (3, 1, "who")))
    assert rows == []
    assert len(problems) == 1
    assert "is missing from the heading" in problems[0]


def test_an_empty_file_is_no_form(tmp_path):
    """A file without a single row isn't taken for a form without answers."""
    path = tmp_path / "form.csv"
    path.write_bytes(b"")
    assert answers(path) == (
        [],
        ["form.csv: is empty. Send the form that was filled in"],
    )


@pytest.mark.parametrize("title", ["", "'", "x" * 50, "a/b\\c?d*e[f]:g"])
def test_any_name_can_be_a_title(title):
    """Excel allows 31 characters and not all of them."""
    assert 0 < len(sheet_title(title)) <= 31
    assert not set(sheet_title(title)) & set("[]:*?/\\'")
