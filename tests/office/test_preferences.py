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


# -- a folder of what came back ------------------------------------------------------


def test_a_folder_is_read_in_one_go(run, school, forms, fill, tmp_path):
    """Sound forms are taken in with a receipt each; bad ones are named and refused.

    Whose form is refused keeps the wishes of before, and the files stay as they are.
    """
    folder, _ = school
    returned, receipts = forms["000101"].parent, tmp_path / "receipts"
    fill(forms["000101"], WISHES)
    fill(forms["000102"], {0: {"rank": 1, "hospital": "NORHT"}})
    fill(forms["000103"], {0: {"rank": "first", "hospital": "SOUTH"}})
    (returned / "preferences-000104.xlsx").unlink()
    (returned / "damaged.xlsx").write_bytes(b"PK nothing else")
    (returned / "photo.pdf").write_bytes(b"%PDF")
    (returned / "~$preferences-000101.xlsx").write_bytes(b"held by Excel")
    kept = {s: own(folder, s) for s in ("000102", "000103", "000104")}
    before = {path: path.read_bytes() for path in returned.iterdir()}
    ran = run("preferences", folder, returned, "--write", "--receipts", receipts)
    assert ran.exit_code == 3, ran.output
    assert len(own(folder, "000101")) == 3
    assert {s: own(folder, s) for s in kept} == kept
    assert [path.name for path in receipts.iterdir()] == ["receipt-000101.txt"]
    assert "4 forms refused; nothing of them was taken over:" in ran.output
    for told in (
        "preferences-000102.xlsx, sheet '000102', row 9, column 'hospital': 'NORHT'",
        "preferences-000103.xlsx, sheet '000103', row 9, column 'rank': 'first'",
        "damaged.xlsx: is no workbook that can be read",
        "photo.pdf: is no workbook or CSV. Save it as .xlsx",
    ):
        assert told in ran.output
    assert {path: path.read_bytes() for path in returned.iterdir()} == before


def test_a_corrected_form_comes_later(run, school, forms, fill, tmp_path):
    """The same folder is read again: the receipts of before are written once more."""
    folder, _ = school
    fill(forms["000101"], WISHES)
    fill(forms["000102"], {0: {"rank": 1, "hospital": "NORHT"}})
    again = ("preferences", folder, forms["000101"].parent, "--write", "--receipts")
    assert run(*again, tmp_path / "r").exit_code == 3
    fill(forms["000102"], {0: {"rank": 1, "hospital": "NORTH"}})
    ran = run(*again, tmp_path / "r")
    assert ran.exit_code == 0, ran.output
    assert own(folder, "000102")[0][:3] == ["1", "MED", "NORTH"]
    names = {path.name for path in (tmp_path / "r").iterdir()}
    assert {"receipt-000101.txt", "receipt-000102.txt"} <= names


def test_two_forms_of_one_student_stop_nobody_else(run, school, forms, fill, tmp_path):
    """Both are refused, the others are taken in."""
    folder, _ = school
    fill(forms["000101"], WISHES)
    fill(forms["000104"], {0: {"rank": 1, "hospital": "NORTH"}})
    copy = tmp_path / "again.xlsx"
    copy.write_bytes(forms["000104"].read_bytes())
    ran = run("preferences", folder, *forms.values(), copy, "--write", "--receipts",
              tmp_path / "r")  # fmt: skip
    assert ran.exit_code == 3, ran.output
    assert ran.output.count("Send one form a student") == 2
    assert len(own(folder, "000101")) == 3
    assert own(folder, "000104") == []


def test_a_blank_copy_takes_nothing_back(run, school, forms, fill, tmp_path):
    """The form as it was sent lies beside the one that came back."""
    folder, _ = school
    blank = tmp_path / "z-blank.xlsx"
    blank.write_bytes(forms["000104"].read_bytes())
    fill(forms["000104"], {0: {"rank": 1, "hospital": "NORTH"}})
    ran = run("preferences", folder, forms["000104"], blank, "--write", "--receipts",
              tmp_path / "r")  # fmt: skip
    assert ran.exit_code == 0, ran.output
    assert own(folder, "000104") == [["1", "", "NORTH", "", ""]]


def test_an_empty_folder_is_told(run, school, tmp_path):
    (tmp_path / "nothing").mkdir()
    ran = run("preferences", school[0], tmp_path / "nothing", "--write")
    assert ran.exit_code == 2
    assert "is a folder without a form. Put the forms that came back" in ran.output


def test_a_year_without_students(run, school):
    """A year that owes nothing gets no forms, and that is said."""
    ran = run("preference-form", school[0], "--year", "4")
    assert ran.exit_code == 2
    assert "no student who owes a rotation in year 4" in ran.output
