"""What is written reads back equal, as a folder and as a workbook."""

from dataclasses import replace
from datetime import date, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.curriculum import Choice, StartWeek
from scheduler.domain.people import Company, CompanyKind
from scheduler.files import write_instance, write_workbook
from scheduler.files.example import example_school
from tests.files.tiny import TINY, read

RICH = example_school({"travel": 3}, {"max_gap": 2})


def changed(instance, table, id_, **changes):
    """Return ``instance`` with other fields of one line of a table."""
    lines = getattr(instance, table)
    line = replace(lines[id_], **changes)
    return replace(instance, **{table: {**lines, id_: line}})


@pytest.mark.parametrize("instance", [read(TINY), RICH], ids=["tiny", "rich"])
def test_a_folder_reads_back_equal(instance, tmp_path):
    write_instance(instance, tmp_path / "new")
    assert read(tmp_path / "new") == instance


@pytest.mark.parametrize("instance", [read(TINY), RICH], ids=["tiny", "rich"])
def test_a_workbook_reads_back_equal(instance, tmp_path):
    write_workbook(instance, tmp_path / "new.xlsx")
    assert read(tmp_path / "new.xlsx") == instance


TRICKY = [
    *("=1+1", "'=1+1", "+39 02 1234", "-", "@home", "a;b", 'say "aah"', "two\nlines"),
    *("Unità è già", "€ ‰ œ", "000123", "1,5", "05/10/2026", "'", "''", "N/A"),
]


@pytest.mark.parametrize("text", TRICKY)
def test_texts_that_excel_would_change_survive(text, tmp_path):
    instance = changed(read(TINY), "wards", "N-MED", contact=text, name=text)
    write_instance(instance, tmp_path / "new")
    write_workbook(instance, tmp_path / "new.xlsx")
    assert read(tmp_path / "new") == read(tmp_path / "new.xlsx") == instance


LETTERS = st.characters(exclude_categories=["C", "Z"], exclude_characters="#=")


@settings(max_examples=40, deadline=None)
@given(
    text=st.text(LETTERS, min_size=1, max_size=20),
    hours=st.integers(1, 200_000).map(lambda n: n / 100),
    seats=st.integers(0, 100),
    clock=st.times().map(lambda t: time(t.hour, t.minute)),
    day=st.dates(date(2026, 9, 28), date(2026, 12, 6)),
)
def test_any_line_reads_back_equal(tmp_path_factory, text, hours, seats, clock, day):
    tiny = read(TINY)
    tiny = changed(tiny, "wards", "N-MED", name=text, seats=seats, starts_at=clock)
    tiny = changed(tiny, "rotations", "SUR", hours=hours, name_it=text)
    absence = replace(tiny.absences[0], first=day, last=day)
    tiny = replace(tiny, title=text, absences=(absence,))
    folder = tmp_path_factory.mktemp("any")
    write_instance(tiny, folder / "new")
    write_workbook(tiny, folder / "new.xlsx")
    assert read(folder / "new") == read(folder / "new.xlsx") == tiny


def test_every_optional_table_reads_back(tmp_path):
    tiny = read(TINY)
    rotations = {r.id: replace(r, part_of="one", choice="C") for r in _two(tiny)}
    instance = replace(
        tiny,
        rotations={**tiny.rotations, **rotations},
        choices={"C": Choice("C", 2)},
        starts=(StartWeek(None, 5, date(2026, 10, 5)), StartWeek("PED", None, _week())),
        companies=(
            Company("friends", CompanyKind.TOGETHER, ("000101", "000102")),
            Company("not these", CompanyKind.APART, ("000103", "000104"), "PED"),
        ),
    )
    instance = changed(instance, "wards", "S-MED", caps={5: 1, 6: 0})
    write_instance(instance, tmp_path / "new")
    assert read(tmp_path / "new") == instance


def _two(instance):
    return [instance.rotations["MED"], instance.rotations["SUR"]]


def _week():
    return date(2026, 11, 23)


def test_only_tables_with_lines_are_written_unless_asked(tmp_path):
    write_instance(read(TINY), tmp_path / "few")
    write_instance(read(TINY), tmp_path / "all", all_tables=True)
    assert not (tmp_path / "few" / "together.csv").exists()
    assert (tmp_path / "all" / "together.csv").exists()
    assert read(tmp_path / "all") == read(TINY)


def test_an_older_table_is_emptied_rather_than_read_again(tmp_path):
    write_instance(read(TINY), tmp_path / "new")
    without = replace(read(TINY), locks=())
    write_instance(without, tmp_path / "new")
    assert read(tmp_path / "new") == without


def test_tables_open_well_in_italian_excel(tmp_path):
    write_instance(read(TINY), tmp_path)
    data = (tmp_path / "hospitals.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfhospital;name;")
    assert b"45,51;9,19" in data
    assert data.count(b"\n") == data.count(b"\r\n") == 3


def test_a_workbook_holds_text_ids_real_dates_and_a_frozen_bold_heading(tmp_path):
    write_workbook(read(TINY), tmp_path / "tiny.xlsx")
    book = openpyxl.load_workbook(tmp_path / "tiny.xlsx")
    assert book.sheetnames[:2] == ["instance", "periods"]
    students, absences = book["students"], book["absences"]
    assert students["A2"].value == "000101"
    assert students["A2"].number_format == "@"
    assert students["A1"].font.bold
    assert students.freeze_panes == "A2"
    assert absences["B2"].is_date
    assert absences["B2"].number_format == "dd/mm/yyyy"


def test_equal_instances_give_equal_bytes(tmp_path):
    for name in ("a", "b"):
        write_workbook(read(TINY), tmp_path / f"{name}.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
