"""What a hospital sees in its workbook and on its page, sheet by sheet."""

import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest

from scheduler.domain.schedule import Schedule
from scheduler.exports import Edition
from scheduler.exports.edition import Earlier
from scheduler.exports.rosters import rosters
from scheduler.exports.sheets import sheet_titles
from tests.exports.conftest import renamed
from tests.readers import need
from tests.school import (
    ADA,
    BEN,
    CLEO,
    CLINICAL_1,
    CLINICAL_2,
    EXAMS_1,
    HOSPITALS,
    LECTURES_1,
    STUDENTS,
    WARDS,
    place,
    school,
)

AUTUMN = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
ODD = "=1+1; \"q\", 'è' 🩺 مها\tx"


def book_of(schedule, edition, hospital="NIG", **changes):
    files = dict(rosters(school(**changes), schedule, edition))
    return openpyxl.load_workbook(BytesIO(files[f"rosters/{hospital}.xlsx"]))


def since(number, *placements, names=()):
    before = Earlier(number, Schedule.of(placements), names=dict(names))
    return Edition(AUTUMN, number=number + 1, before=before)


def changes_of(book):
    sheet = book["Modifiche dalla n. 1"]
    heading, *rows = sheet.values
    return sheet, [dict(zip(heading, row, strict=True)) for row in rows]


def test_there_is_a_sheet_for_all_for_who_starts_soon_and_for_each_ward(good):
    book = book_of(good, Edition(AUTUMN))
    titles = ["Tirocini", "Inizi 01.10-21.10", "Medicine", "Obstetrics"]
    assert book.sheetnames == titles
    students = {title: [row[2] for row in book[title].values][1:] for title in titles}
    assert students["Medicine"] == [ADA, ADA, CLEO]
    assert students["Obstetrics"] == [ADA, ADA]
    assert students["Inizi 01.10-21.10"] == [ADA, ADA]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.auto_filter.ref.startswith("A1:K")


def test_soon_means_the_day_itself_and_the_twenty_days_after_it(good):
    """Cardiology starts on 5 October."""
    for day, count in ((date(2026, 9, 14), 0), (date(2026, 9, 15), 1)):
        stamp = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        sheet = book_of(good, Edition(stamp)).worksheets[1]
        assert sum(row[2] is not None for row in list(sheet.values)[1:]) == count
    book = book_of(good, Edition(datetime(2027, 1, 1, tzinfo=UTC), "en"))
    said = book["Starting 01.01-21.01"]["A2"].value
    assert said == "Nobody starts from 01/01/2027 to 21/01/2027."


def test_changes_are_said_in_words_and_coloured():
    """ADA moves within Niguarda, BEN leaves it, CLEO is new."""
    now = Schedule.of(
        [
            place(ADA, "CAR", "NIG-MED", CLINICAL_1),
            place(BEN, "CAR", "POL-CAR", LECTURES_1),
            place(CLEO, "TPV", "NIG-MED", EXAMS_1),
        ]
    )
    then = (
        place(ADA, "CAR", "NIG-MED", LECTURES_1),
        place(BEN, "CAR", "NIG-MED", LECTURES_1),
    )
    sheet, rows = changes_of(book_of(now, since(1, *then)))
    said = [(row["Matricola"], row["Modifica"], row["Prima"] or "") for row in rows]
    assert said == [
        (BEN, "tolto", ""),
        (ADA, "spostato", "Medicine, 05/10/2026-16/10/2026"),
        (CLEO, "aggiunto", ""),
    ]
    assert len({sheet.cell(n, 1).fill.fgColor.rgb for n in (2, 3, 4)}) == 3
    _, theirs = changes_of(book_of(now, since(1, *then), "POL"))
    assert [(row["Matricola"], row["Modifica"]) for row in theirs] == [
        (BEN, "aggiunto")
    ]


def test_without_changes_the_sheet_says_so(good):
    book = book_of(good, since(1, *good.placements))
    said = book["Modifiche dalla n. 1"]["A2"].value
    assert said == "Nessuna modifica dalla pubblicazione n. 1."
    assert book["Tirocini"].oddHeader.right.text == "Pubblicazione n. 2, 01/10/2026"


def test_somebody_who_left_the_school_is_still_named_as_gone():
    """The tables don't know BEN any more; the publication before does."""
    then = place(BEN, "CAR", "NIG-MED", LECTURES_1)
    left = {ADA: STUDENTS[ADA]}
    edition = since(1, then, names={BEN: "Synthetic Student 2"})
    _, (row,) = changes_of(book_of(Schedule(()), edition, students=left))
    assert (row["Modifica"], row["Cognome"]) == ("tolto", "Synthetic Student 2")
    assert row["Primo giorno"] == datetime(2026, 10, 5)
    assert not row["Ultimo giorno"]


def test_a_ward_that_is_gone_does_not_stop_the_roster():
    then = place(BEN, "CAR", "GONE", LECTURES_1)
    _, rows = changes_of(book_of(Schedule(()), since(1, then)))
    assert [row["Matricola"] for row in rows] == [None]


@pytest.mark.parametrize(
    ("names", "titles"),
    [
        (["A/B: [c]*?\\d"], ["A B   c    d"]),
        (["Ward", "ward"], ["Ward", "ward (2)"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 27 + " (2)"]),
        (["'", "History", ""], ["-", "History (2)", "- (2)"]),
        (["🩺" * 16], ["🩺" * 15]),
    ],
)
def test_sheets_have_titles_that_excel_takes(names, titles):
    assert list(sheet_titles(names)) == titles


def test_odd_names_survive_in_the_workbook_and_on_the_page(edition):
    students = {ADA: replace(STUDENTS[ADA], surname=ODD, name="<b>Zoë</b>")}
    wards = renamed(WARDS, "POL-CAR", "A/B [x] " + ODD)
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", LECTURES_1)])
    files = dict(rosters(school(students=students, wards=wards), plan, edition))
    book = openpyxl.load_workbook(BytesIO(files["rosters/POL.xlsx"]))
    for sheet in (book.worksheets[0], book.worksheets[2]):
        assert (sheet["A2"].value, sheet["A2"].data_type) == (ODD, "s")
    page = files["rosters/POL.html"].decode()
    assert "&lt;b&gt;Zoë&lt;/b&gt;" in page
    assert "🩺 مها x" in page


def test_libre_office_opens_odd_names_in_workbook_and_csv(edition, tmp_path):
    """Formulas stay text, zeros and dates stay as they are, also right-to-left."""
    soffice = need("soffice")
    person = replace(STUDENTS[ADA], surname="=1+1;a", name='"q", è 🩺 مها')
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", LECTURES_1)])
    files = dict(rosters(school(students={ADA: person}), plan, edition))
    for kind in ("xlsx", "csv"):
        (tmp_path / f"POL.{kind}").write_bytes(files[f"rosters/POL.{kind}"])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    shown = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true"
    read = "--infilter=Text - txt - csv (StarCalc):59,34,76,1,,0,false,false"
    for kind, options in (("xlsx", []), ("csv", [read])):
        out = tmp_path / kind
        command = [soffice, profile, "--headless", *options, "--convert-to", shown]
        command += ["--outdir", str(out), f"POL.{kind}"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=180)
        assert done.returncode == 0, done.stderr
        line = (out / "POL.csv").read_text(encoding="utf-8-sig").splitlines()[1]
        surname = "'=1+1;a" if kind == "csv" else "=1+1;a"
        assert line.startswith(f'"{surname}";"""q"", è 🩺 مها";'), line
        assert "05/10/2026;16/10/2026;08:30;40" in line
        assert kind == "csv" or ";000101;" in line


def test_the_page_has_one_ward_a_sheet_of_paper(edition, good, tmp_path):
    """Headless Chromium prints Niguarda's two wards on two landscape pages."""
    chromium = need("chromium")
    page = dict(rosters(school(), good, edition))["rosters/NIG.html"]
    (tmp_path / "NIG.html").write_bytes(page)
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer"]
    command += ["--print-to-pdf=NIG.pdf", (tmp_path / "NIG.html").as_uri()]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    printed = (tmp_path / "NIG.pdf").read_bytes()
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page/") == 2
    box = printed.partition(b"/MediaBox [")[2].partition(b"]")[0].split()
    assert [round(float(side)) for side in box] == [0, 0, 842, 595]


def test_a_hospital_without_wards_and_students_has_a_page(edition):
    hospitals = {**HOSPITALS, "NEW": replace(HOSPITALS["NIG"], id="NEW")}
    files = dict(rosters(school(hospitals=hospitals), Schedule(()), edition))
    assert "Nessuno studente." in files["rosters/NEW.html"].decode()
    assert CLINICAL_2.isoformat() not in files["rosters/NEW.html"].decode()


def test_a_page_fetches_nothing(edition, good):
    """It opens offline, and no address on the network learns that it was opened."""
    page = dict(rosters(school(), good, edition))["rosters/NIG.html"].decode()
    assert "http" not in page
    assert "<script" not in page
