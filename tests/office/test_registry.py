"""The registry's list against the table: shown first, written when asked for."""

import openpyxl
import pytest

from tests.office.conftest import lines

EXPORT = (
    "Matricola;COGNOME;Nome;Anno di corso;E-mail\n"
    "101;SYNTHETIC;STUDENT 1;6;\n"
    "000102;Synthetic;Other 2;5;new@example.org\n"
    "104;Synthetic;Student 4;5;\n"
    "105;Synthetic;Student 5;5;student5@example.org\n"
    "201;Synthetic;Student 6;1;\n"
)


@pytest.fixture
def export(tmp_path):
    """An export as the registry sends it: Italian headings, zeros lost."""
    path = tmp_path / "registry.csv"
    path.write_text(EXPORT, encoding="cp1252")
    return path


def test_what_differs_is_shown(run, school, export):
    """New, promoted, withdrawn, renamed; capitals are no other name."""
    folder, _ = school
    before = (folder / "students.csv").read_bytes()
    ran = run("registry", folder, export)
    assert "New: 1\n  Synthetic Student 5 (000105), year 5" in ran.output
    assert "Promoted: 1\n  Synthetic Student 1 (000101): year 5 -> 6" in ran.output
    assert "Withdrawn: 1\n  Synthetic Student 3 (000103)" in ran.output
    assert "Renamed: 1\n  Synthetic Student 2 (000102) is now Synthetic Other 2" in (
        ran.output
    )
    assert "1 student of year 1," in ran.output
    assert "like 101, read as 000101" in ran.output
    assert (folder / "students.csv").read_bytes() == before


def test_what_speaks_of_the_withdrawn_is_listed(run, school, export):
    """Nothing is deleted elsewhere: the lines are named, and the student stays."""
    folder, _ = school
    ran = run("registry", folder, export, "--write")
    assert ran.exit_code == 3
    assert "Synthetic Student 3 (000103): locks.csv, row 2 (lock)" in ran.output
    rows = {row[0]: row for row in lines(folder / "students.csv")}
    assert rows["000101"][3] == "6"
    assert rows["000102"][2] == "Other 2"
    assert rows["000102"][5] == "new@example.org"
    assert rows["000105"][:4] == ["000105", "Synthetic", "Student 5", "5"]
    assert "000103" in rows


def test_who_is_spoken_of_nowhere_leaves(run, school, export):
    """Once the office has looked through the other tables, the student goes."""
    folder, _ = school
    for table in ("preferences", "locks", "absences"):
        path = folder / f"{table}.csv"
        text = path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in text if not line.startswith("000103")]
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    ran = run("registry", folder, export, "--write")
    assert ran.exit_code == 0, ran.output
    assert "000103" not in {row[0] for row in lines(folder / "students.csv")}
    assert "Nothing to write." in run("registry", folder, export, "--write").output


def test_one_year_alone_withdraws_nobody_else(run, school, tmp_path):
    """An export of the new third year says nothing about the fifth."""
    path = tmp_path / "third.csv"
    path.write_text("student,surname,name,year\n000301,Synthetic,New,3\n", "utf-8")
    ran = run("registry", school[0], path)
    assert "Withdrawn" not in ran.output
    assert "4 students of the table, in years that the export leaves out" in (
        ran.output
    )


def test_a_workbook_of_the_registry(run, school, tmp_path):
    """Numbers for student numbers and a title nobody needs are understood."""
    book = openpyxl.Workbook()
    book.active.append(["Matricola", "Cognome", "Nome", "Anno corso", "Sesso"])
    book.active.append([102, "Synthetic", "Student 2", 6.0, "-"])
    book.save(tmp_path / "registry.xlsx")
    ran = run("registry", school[0], tmp_path / "registry.xlsx")
    assert "(000102): year 5 -> 6" in ran.output


def test_all_faults_of_an_export_at_once(run, school, tmp_path):
    """With row, column, value and remedy; nothing is written."""
    path = tmp_path / "bad.csv"
    path.write_text(
        "Matricola;Cognome;Nome;Anno;E-mail;Zona\n101;A;B;7;;\n102;A;;5;foo;\n"
        "104;Synthetic;Student 4;5;;ZZ\n104;Synthetic;Student 4;5;;\n",
        encoding="utf-8",
    )
    ran = run("registry", school[0], path, "--write")
    assert ran.exit_code == 2
    for fragment in (
        "row 2, column 'year': '7' is too large",
        "row 3, column 'name': is blank",
        "row 3, column 'email': 'foo' isn't an e-mail address",
        "row 4, column 'zone': 'ZZ' is not a known zone",
        "row 5, column 'student': '104' is in row 4 already",
    ):
        assert fragment in ran.output


def test_what_the_tables_cannot_take_is_not_written(run, school, tmp_path):
    """A change that contradicts another table is told, and nothing has changed."""
    folder, _ = school
    with (folder / "requirements.csv").open("a", encoding="utf-8") as file:
        file.write("000102;SUR;drop;;;\n")
    before = (folder / "students.csv").read_bytes()
    path = tmp_path / "registry.csv"
    path.write_text("student;surname;name;year\n102;Synthetic;Student 2;6\n", "utf-8")
    ran = run("registry", folder, path, "--write")
    assert ran.exit_code == 2
    assert "requirements.csv, row 3" in ran.output
    assert (folder / "students.csv").read_bytes() == before
