"""What hospitals open in Excel."""

import csv
import subprocess
import zipfile
from dataclasses import replace
from datetime import datetime, time
from io import BytesIO, StringIO

import openpyxl
import pytest

from scheduler.domain.schedule import Schedule
from scheduler.exports.roster_rows import rows_by_hospital
from scheduler.exports.roster_words import WORDS
from scheduler.exports.rosters import roster_csv, rosters
from tests.exports.conftest import renamed
from tests.readers import need
from tests.school import (
    ADA,
    BEN,
    CLEO,
    CLINICAL_1,
    EXAMS_1,
    LECTURES_1,
    ROTATIONS,
    STUDENTS,
    WARDS,
    but,
    calendar,
    period,
    place,
    school,
)

HEADING = (
    "Cognome;Nome;Matricola;Anno;Tirocinio;Reparto;"
    "Primo giorno;Ultimo giorno;Ora d'inizio;Ore;E-mail"
)


def csv_of(rows):
    return roster_csv(rows, "it").decode("utf-8-sig")


def rows_of(instance, *placements, hospital="POL"):
    return rows_by_hospital(instance, Schedule.of(placements), "it")[hospital]


def one_cell(column, **changes):
    """Return a cell of the only row about ADA's cardiology in a changed school."""
    rows = rows_of(school(**changes), place(ADA, "CAR", "POL-CAR", LECTURES_1))
    (line,) = csv.DictReader(StringIO(csv_of(rows)), delimiter=";")
    return line[column]


def sheet_of(files, name):
    book = openpyxl.load_workbook(BytesIO(dict(files)[f"rosters/{name}.xlsx"]))
    return book.worksheets[0]


def test_a_csv_roster_is_byte_for_byte_what_italian_excel_expects(edition):
    plan = Schedule.of([place(CLEO, "TPV", "NIG-MED", EXAMS_1)])
    data = dict(rosters(school(), plan, edition))["rosters/NIG.csv"]
    assert data == (
        b"\xef\xbb\xbf"
        + HEADING.encode()
        + b"\r\nSynthetic;Student 3;000103;6;Qualifying internship;Medicine;"
        + b"16/11/2026;27/11/2026;08:30;40;\r\n"
    )


def test_a_hospital_without_students_has_a_roster_with_headings_alone(edition):
    files = dict(rosters(school(), Schedule(()), edition))
    assert sorted(files) == [
        f"rosters/{hospital}.{kind}"
        for hospital in ("NIG", "POL")
        for kind in ("csv", "html", "xlsx")
    ]
    assert files["rosters/POL.csv"].decode("utf-8-sig") == HEADING + "\r\n"
    rows = list(sheet_of(files.items(), "POL").values)
    assert rows == [tuple(HEADING.split(";")), ("Nessuno studente.", *[None] * 10)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_csv_can_be_taken_for_a_formula(start):
    students = but(STUDENTS, ADA, surname=f"{start}cmd()")
    assert one_cell("Cognome", students=students) == f"'{start}cmd()"


def test_harmless_text_is_left_alone():
    students = but(STUDENTS, ADA, surname="D'Àncona; <è-à> =", email="a@example.org")
    assert one_cell("Cognome", students=students) == "D'Àncona; <è-à> ="
    assert one_cell("E-mail", students=students) == "a@example.org"


def test_hours_have_a_decimal_comma():
    assert one_cell("Ore", rotations=but(ROTATIONS, "CAR", hours=37.5)) == "37,5"
    assert one_cell("Ore") == "40"


def test_the_first_and_last_day_are_days_in_the_ward():
    """The Monday is a holiday, so is the last Friday: nobody is to turn up there."""
    year = calendar(
        period("clinical", LECTURES_1, CLINICAL_1, hours=4),
        holidays=(LECTURES_1, LECTURES_1.replace(day=23)),
    )
    assert one_cell("Primo giorno", calendar=year) == "06/10/2026"
    assert one_cell("Ultimo giorno", calendar=year) == "22/10/2026"


def test_rows_are_sorted_by_start_then_ward_then_surname():
    students = {
        **but(STUDENTS, ADA, surname="Synthetic Z"),
        BEN: replace(STUDENTS[BEN], surname="Synthetic A"),
    }
    rows = rows_of(
        school(students=students),
        place(ADA, "CAR", "NIG-MED", LECTURES_1),
        place(BEN, "CAR", "NIG-MED", LECTURES_1),
        place(ADA, "PNE", "NIG-MED", CLINICAL_1),
        place(BEN, "OBG-1", "NIG-OBG", CLINICAL_1),
        hospital="NIG",
    )
    assert [(row.student, row.ward) for row in rows] == [
        (BEN, "Medicine"),
        (ADA, "Medicine"),
        (ADA, "Medicine"),
        (BEN, "Obstetrics"),
    ]


def test_names_of_rotations_are_italian_where_there_is_an_italian_name(edition):
    named = but(ROTATIONS, "CAR", name_it="Cardiologia")
    assert one_cell("Tirocinio", rotations=named) == "Cardiologia"
    assert one_cell("Tirocinio") == "Cardiology"
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", LECTURES_1)])
    english = replace(edition, language="en")
    data = dict(rosters(school(rotations=named), plan, english))["rosters/POL.csv"]
    text = data.decode("utf-8-sig")
    assert text.splitlines()[0].split(";") == list(WORDS["en"].headings)
    assert "Cardiology" in text
    assert "Cardiologia" not in text


def test_a_workbook_keeps_zeros_dates_and_times(edition, good):
    """A student number is text, a date is a date that Excel can sort."""
    sheet = sheet_of(rosters(school(), good, edition), "NIG")
    cells = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert cells["Matricola"].value == "000101"
    assert cells["Matricola"].data_type == "s"
    assert cells["Primo giorno"].value == datetime(2026, 10, 5)
    assert cells["Primo giorno"].number_format == "dd/mm/yyyy"
    assert cells["Ultimo giorno"].value == datetime(2026, 10, 16)
    assert cells["Ora d'inizio"].value == time(8, 30)
    assert cells["Ore"].value == 40
    assert cells["Anno"].value == 4


def test_a_workbook_holds_the_same_rows_as_the_csv(edition, good):
    files = dict(rosters(school(), good, edition))
    text = files["rosters/NIG.csv"].decode("utf-8-sig").splitlines()
    sheet = sheet_of(files.items(), "NIG")
    assert [row.split(";")[2:6] for row in text[1:]] == [
        [str(cell) for cell in row[2:6]] for row in list(sheet.values)[1:]
    ]
    assert sheet.max_row == 6


def test_a_workbook_has_no_formulas_and_no_links(edition):
    students = but(STUDENTS, ADA, surname="=1+1", email="https://example.org/x")
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", LECTURES_1)])
    sheet = sheet_of(rosters(school(students=students), plan, edition), "POL")
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert sheet["K2"].hyperlink is None


def test_a_workbook_is_ready_to_read_and_to_print(edition, good):
    sheet = sheet_of(rosters(school(), good, edition), "NIG")
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:K6"
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddHeader.left.text == "&BNiguarda"
    assert sheet.oddHeader.right.text == "Bozza, 01/09/2026"


def test_a_long_name_with_an_ampersand_heads_the_page(edition):
    name = "Synthetic & Sons " * 30
    hospitals = renamed(school().hospitals, "POL", name)
    files = rosters(school(hospitals=hospitals), Schedule(()), edition)
    header = sheet_of(files, "POL").oddHeader.left.text
    assert header.startswith("&BSynthetic && Sons Synthetic")


def test_a_roster_shows_nobody_and_nothing_of_another_hospital(edition, good):
    """ADA and CLEO are at Niguarda, BEN is at the Policlinico."""
    files = dict(rosters(school(), good, edition))
    niguarda, policlinico = (all_of(files, name) for name in ("NIG", "POL"))
    for theirs in (ADA, CLEO, "Student 1", "Student 3", "Niguarda"):
        assert theirs.encode() not in policlinico
    for theirs in (BEN, "Student 2", "Policlinico"):
        assert theirs.encode() not in niguarda
    assert b"Student 1" in niguarda
    assert b"Student 2" in policlinico


def all_of(files, hospital):
    """Return every byte that a hospital gets."""
    path = f"rosters/{hospital}"
    book = unpacked(files[f"{path}.xlsx"])
    return files[f"{path}.csv"] + files[f"{path}.html"] + book


def unpacked(book):
    """Return all that a workbook contains, hidden parts too."""
    with zipfile.ZipFile(BytesIO(book)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_the_same_edition_has_the_same_bytes(edition, good):
    turned = Schedule(good.placements[::-1])
    first = list(rosters(school(), good, edition))
    assert first == list(rosters(school(), turned, edition))
    created = sheet_of(first, "POL").parent.properties.created
    assert created == edition.stamp.replace(tzinfo=None)


def test_two_wards_of_one_name_keep_their_students(edition):
    wards = renamed(WARDS, "NIG-MED", "Obstetrics")
    plan = (
        place(ADA, "CAR", "NIG-MED", LECTURES_1),
        place(BEN, "OBG-1", "NIG-OBG", LECTURES_1),
    )
    rows = rows_of(school(wards=wards), *plan, hospital="NIG")
    assert [row.student for row in rows] == [ADA, BEN]


def test_libre_office_shows_the_workbook_as_it_is_meant(edition, good, tmp_path):
    soffice = need("soffice")
    book = dict(rosters(school(), good, edition))["rosters/NIG.xlsx"]
    (tmp_path / "NIG.xlsx").write_bytes(book)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    shown = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true"
    command = [soffice, profile, "--headless", "--convert-to", shown, "NIG.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    lines = (tmp_path / "NIG.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == HEADING
    assert lines[1] == (
        "Synthetic;Student 1;000101;4;Cardiology;Medicine;"
        "05/10/2026;16/10/2026;08:30;40;"
    )
