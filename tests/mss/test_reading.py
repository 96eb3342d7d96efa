"""MSS files: read as they are meant, refused with the name and what it should be."""

import pytest

from scheduler.errors import FileError, InstanceError
from scheduler.files.mss import MssPlacement, placements_csv, read_mss
from tests.mss.tiny import TINY, dzn


@pytest.fixture
def refused(tmp_path):
    """Reads a text as a file and returns what is wrong with it."""

    def read(text):
        path = tmp_path / "tiny.dzn"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InstanceError) as error:
            read_mss(path)
        return str(error.value)

    return read


def test_a_file_reads_as_the_instance_that_it_was_written_from(tmp_path):
    """Numbers, lists, tables and cubes all end up where they belong."""
    path = tmp_path / "tiny.dzn"
    path.write_text(dzn(TINY), encoding="utf-8")
    assert read_mss(path) == TINY


def test_comments_blanks_and_words_for_numbers_are_understood(tmp_path):
    """A file that a person has edited reads the same."""
    text = dzn(TINY).replace("Students=2;", "/* two;\n */ Students\n =\t2 ; % three")
    text = text.replace("[|\n1, 1, 1 |", "[| true, 1, true |", 1)
    path = tmp_path / "tiny.dzn"
    path.write_text(text, encoding="utf-8-sig")
    assert read_mss(path) == TINY


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Groups=2;", "", "column 'Groups': is missing. Add one whole number"),
        ("Groups=2;", "Groups=two;", "row 7, column 'Groups': 'two' is no whole"),
        ("Groups=2;", "Groups=2;Groups=3;", "is there already, in row 7"),
        ("Groups=2;", "Groups=2;Gruops=3;", "'Gruops' is no 'Name = value'"),
        ("Groups=2;", "Groups=0;", "'0' is out of range. Write one whole number, 1 or"),
        ("Groups=2;", "Groups=1;", "'DiscGroup': '2' is out of range"),
        ("Students=2;", "Students=3;", "'AllowedDisc': has 6 numbers, not 9"),
        ("[1, 1, 2];", "[1, 1, 2;", "'DiscGroup': has a bracket without its partner"),
        ("[1, 1, 2];", "[1, 1.5, 2];", "'DiscGroup': '1.5' is no whole number"),
        ("1, 1, 1 |\n1, 1, 0", "1, 1 |\n1, 1, 1, 0", "has rows of 2 and of 4 numbers"),
        ("Duration=1;", "Duration=5;", "'Duration': '5' is more than the Horizon, 4"),
        ("2, 1, -1, -1", "2, 1, -1, 1", "'1' would reward student 1 for changing or"),
        ("0, 0, 0 |\n1, 0, 0", "1, 0, 0 |\n1, 0, 0", "puts discipline 1 before itself"),
        ("1, 1, 1, 0 |", "1, 1, 1, 2 |", "'Availability': '2' is out of range"),
    ],
)
def test_what_is_wrong_is_said_with_its_name(refused, old, new, said):
    """File, row, name, value and remedy; no half-read instance."""
    text = dzn(TINY)
    assert old in text
    told = refused(text.replace(old, new, 1))
    assert "tiny.dzn" in told
    assert said in told


def test_all_problems_are_said_at_once(refused):
    """Somebody who mends a file need not run it once for each problem."""
    text = dzn(TINY).replace("Groups=2;", "").replace("Horizon=4;", "Horizon=x;")
    told = refused(text)
    assert "2 problems" in told
    assert "'Groups': is missing" in told
    assert "'Horizon': 'x'" in told


@pytest.mark.parametrize("text", ["", "Dear office; 3 = 4;", "a;b;c\n1;2;3\n"])
def test_another_kind_of_file_is_refused(tmp_path, text):
    """In one sentence, not in one for each name that is missing."""
    path = tmp_path / "letter.dzn"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match="holds none of the names of an MSS file"):
        read_mss(path)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path):
    """The message says which of the two, and what to do."""
    with pytest.raises(FileError, match="doesn't exist"):
        read_mss(tmp_path / "none.dzn")
    path = tmp_path / "book.dzn"
    path.write_bytes(b"PK\x03\x04" + bytes(range(256)))
    with pytest.raises(FileError, match="workbook or document under another name"):
        read_mss(path)


def test_a_solution_is_numbered_from_1():
    """One placement a line, sorted by student and time, as the scorer reads it."""
    late = MssPlacement(student=0, start=3, hospital=1, discipline=0)
    early = MssPlacement(student=0, start=0, hospital=0, discipline=2)
    written = b"student,discipline,hospital,start\n1,3,1,1\n1,1,2,4\n"
    assert placements_csv([late, early]) == written
