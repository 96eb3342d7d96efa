"""Preference forms: offered, filled in, taken in, and a receipt for each student."""

import re
from datetime import datetime

import openpyxl
import pytest

from tests.office.conftest import lines

WISHES = {
    0: {"rank": 1, "rotation": "SUR", "hospital": "NORTH", "ward": None},
    1: {"rank": 2, "rotation": "SUR", "hospital": None, "ward": "S-CHILD"},
    2: {"rank": 1, "rotation": "MED", "week": datetime(2026, 10, 5)},
}


@pytest.fixture
def forms(run, school, tmp_path):
    """The forms of all students, by student number."""
    out = tmp_path / "forms"
    assert run("preference-form", school[0], "--out", out).exit_code == 0
    return {path.stem.partition("-")[2]: path for path in out.iterdir()}


def own(folder, student):
    return [row[1:] for row in lines(folder / "preferences.csv") if row[0] == student]


def test_a_form_offers_what_can_be_had(forms):
    """Only rotations owed, wards that teach them, and weeks in which they can start."""
    assert set(forms) == {"000101", "000102", "000103", "000104"}
    book = openpyxl.load_workbook(forms["000104"])
    rows = list(book["lists"].iter_rows(values_only=True))
    offered = [{v for v in column if v} for column in zip(*rows, strict=True)]
    assert offered[0] == {"MED", "SUR", "PED"}
    assert offered[2] == {"N-MED", "S-MED", "N-SUR", "S-CHILD"}
    assert datetime(2026, 11, 2) not in offered[3]
    assert datetime(2026, 11, 9) in offered[3]
    names = [row[2] for row in book["legend"].iter_rows(values_only=True)]
    assert "Internal Medicine / Medicina interna" in names


def test_wishes_take_the_place_of_the_old_ones(run, school, forms, fill, tmp_path):
    """The student's lines are new, the others stay, a receipt says what was read."""
    folder, _ = school
    others = [row for row in lines(folder / "preferences.csv") if row[0] != "000101"]
    fill(forms["000101"], WISHES)
    receipts = tmp_path / "receipts"
    ran = run("preferences", folder, forms["000101"], "--write", "--receipts", receipts)
    assert ran.exit_code == 0, ran.output
    assert own(folder, "000101") == [
        ["1", "SUR", "NORTH", "", ""],
        ["2", "SUR", "", "S-CHILD", ""],
        ["1", "MED", "", "", "05/10/2026"],
    ]
    kept = [row for row in lines(folder / "preferences.csv") if row[0] != "000101"]
    assert kept == others
    (receipt,) = receipts.iterdir()
    text = receipt.read_text(encoding="utf-8-sig")
    assert "2. SUR, Children and Surgery South (S-CHILD)" in text
    assert "1. MED, from / dal 05/10/2026" in text
    assert re.search(r"Check word.*: [0-9a-f]{8}\n", text)


def test_the_check_word_is_that_of_the_wishes(run, school, forms, fill, tmp_path):
    """The same wishes have the same word another day; another wish has another."""

    def word(name):
        run("preferences", school[0], forms["000101"], "--write", "--receipts",
            tmp_path / name)  # fmt: skip
        (receipt,) = (tmp_path / name).iterdir()
        return re.search(r"([0-9a-f]{8})\n", receipt.read_text("utf-8-sig"))[1]

    fill(forms["000101"], WISHES)
    first = word("a")
    assert word("b") == first
    fill(forms["000101"], {2: {"week": datetime(2026, 10, 12)}})
    assert word("c") != first


def test_nothing_is_written_unasked(run, school, forms, fill, tmp_path):
    """Without --write the table stays, and there is no receipt."""
    before = (school[0] / "preferences.csv").read_bytes()
    fill(forms["000101"], WISHES)
    ran = run("preferences", school[0], *forms.values(), "--receipts", tmp_path / "r")
    assert ran.exit_code == 0, ran.output
    assert "1 student with new wishes" in ran.output
    assert "passed over: 000104" in ran.output
    assert (school[0] / "preferences.csv").read_bytes() == before
    assert not (tmp_path / "r").exists()


FAULTS = [
    ({"rotation": "SUR", "hospital": "NORTH"}, "column 'rank': is blank"),
    ({"rank": 1, "rotation": "SUR"}, "Choose one of them, or clear the line"),
    ({"rank": 1, "rotation": "SUR", "ward": "N-MED"}, "doesn't teach SUR"),
    ({"rank": 1, "ward": "N-MED", "hospital": "SOUTH"}, "is not the hospital of N-MED"),
    ({"rank": 1, "rotation": "PED", "hospital": "NORTH"}, "Choose from: SOUTH"),
    ({"rank": 1, "week": datetime(2026, 10, 6)}, "is a Tuesday"),
    ({"rank": 1, "week": datetime(2027, 10, 4)}, "outside the academic year"),
    ({"rank": "first", "hospital": "NORTH"}, "'first' is not a number"),
    ({"rank": 1, "hospital": "NORHT"}, "Did you mean 'NORTH'?"),
]


@pytest.mark.parametrize(("cells", "fragment"), FAULTS)
def test_a_wish_that_cannot_be_meant(run, school, forms, fill, cells, fragment):
    """File, row and column are named, and nothing is written."""
    before = (school[0] / "preferences.csv").read_bytes()
    fill(forms["000104"], {0: cells})
    ran = run("preferences", school[0], forms["000104"], "--write")
    assert ran.exit_code == 2
    assert "preferences-000104.xlsx, sheet '000104', row 9" in ran.output
    assert fragment in ran.output
    assert (school[0] / "preferences.csv").read_bytes() == before


def test_two_forms_of_one_student(run, school, forms, fill, tmp_path):
    """Which one counts isn't guessed."""
    fill(forms["000104"], {0: {"rank": 1, "hospital": "NORTH"}})
    copy = tmp_path / "again.xlsx"
    copy.write_bytes(forms["000104"].read_bytes())
    ran = run("preferences", school[0], forms["000104"], copy)
    assert ran.exit_code == 2
    assert "Send one form a student" in ran.output


def test_a_year_without_students(run, school):
    """A year that owes nothing gets no forms, and that is said."""
    ran = run("preference-form", school[0], "--year", "4")
    assert ran.exit_code == 2
    assert "no student who owes a rotation in year 4" in ran.output
