"""What a newcomer gets: it reads at once, explains itself, and overwrites nothing."""

import pytest

from scheduler.errors import FileError, InstanceError
from scheduler.files import write_template, write_template_workbook
from scheduler.files.tables import TABLES
from tests.files.tiny import edit, read


def test_the_folder_reads_as_it_is(tmp_path):
    write_template(tmp_path / "new", weights={"travel": 2}, settings={"max_gap": 1})
    school = read(tmp_path / "new")
    assert school.weights == {"travel": 2}
    assert school.settings == {"max_gap": 1}
    assert {path.stem for path in (tmp_path / "new").glob("*.csv")} == {
        table.name for table in TABLES
    }


def test_the_workbook_says_the_same(tmp_path):
    write_template(tmp_path / "new")
    write_template_workbook(tmp_path / "new.xlsx")
    assert read(tmp_path / "new.xlsx") == read(tmp_path / "new")


def test_every_table_has_example_lines_that_are_marked(tmp_path):
    write_template(tmp_path / "new")
    for table in TABLES:
        lines = (tmp_path / "new" / f"{table.name}.csv").read_text("utf-8").split("\n")
        assert lines[1].startswith("# EXAMPLE")
        assert "EX-" in lines[2]


def test_the_read_me_explains_every_table_and_column(tmp_path):
    write_template(tmp_path / "new")
    text = (tmp_path / "new" / "READ ME.txt").read_text("utf-8-sig")
    for table in TABLES:
        part = text.partition(f"TABLE {table.name}")[2].partition("TABLE ")[0]
        for column in table.columns:
            assert f"    {column.name}{'*' if column.required else ''}: " in part


def test_an_example_line_left_behind_is_told(tmp_path):
    write_template(tmp_path / "new")
    students = tmp_path / "new" / "students.csv"
    edit(students, "EX-000001", "000001")
    edit(students, "EX-000002", "000002")
    with pytest.raises(InstanceError, match="'EX-000001' is not a known student"):
        read(tmp_path / "new")


def test_an_instance_that_is_there_is_never_overwritten(tmp_path):
    write_template(tmp_path / "new")
    write_template_workbook(tmp_path / "new.xlsx")
    with pytest.raises(FileError, match="already holds an instance"):
        write_template(tmp_path / "new")
    with pytest.raises(FileError, match="is there already"):
        write_template_workbook(tmp_path / "new.xlsx")
