"""Comparing, fairness, the ledger and the swap desk as a secretary types them."""

import csv
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.styles import PatternFill

from scheduler.cli import main
from scheduler.domain.calendar import Semester
from scheduler.domain.people import Company, CompanyKind, Student
from scheduler.domain.schedule import Schedule
from scheduler.files import (
    read_instance,
    read_schedule,
    schedule_csv,
    write_instance,
    write_workbook,
)
from scheduler.goals import GOALS
from tests.advice.hospitals import START, plan, ranking, town
from tests.school import by_id

NAMES = frozenset(goal.name for goal in GOALS)
YESTERDAY, LATER = date(2020, 1, 1), date(2099, 12, 31)
WISHES = (*ranking("001", "H2", "H1"), *ranking("002", "H1", "H2"))


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def read(folder):
    return read_instance(folder, goals=NAMES, settings=frozenset())


def rows(path):
    text = path.read_text("utf-8-sig").splitlines()
    return list(csv.reader(text, delimiter=";"))


def made(folder, *wards, **changes):
    """Write the town and a schedule; return both paths as arguments."""
    instance = town(wishes=WISHES, **changes)
    (one,) = instance.calendar.periods
    semester = Semester("autumn", START, date(2026, 10, 18))
    year = replace(
        instance.calendar, periods=(replace(one, id="P"),), semesters=(semester,)
    )
    instance = replace(instance, calendar=year)
    write_instance(instance, folder / "school")
    return folder / "school", write_plan(folder / "plan.csv", instance, plan(*wards))


def write_plan(path, instance, schedule):
    path.write_bytes(schedule_csv(instance, schedule))
    return path


@pytest.fixture
def desk(tmp_path):
    """001 and 002 sit in each other's first choice, 003 and 004 elsewhere."""
    return made(tmp_path, "W1", "W2", "W3", "W4")


# -- compare and fairness ----------------------------------------------------------


def test_compare_prints_and_writes_the_same(desk, tmp_path):
    """A file for Excel with a column for each schedule, and who is better off."""
    other = write_plan(tmp_path / "b.csv", read(desk[0]), plan("W2", "W1", "W3", "W4"))
    ran = run("compare", *desk, other, "--out", tmp_path / "c.csv")
    assert ran.exit_code == 0, ran.output
    written = rows(tmp_path / "c.csv")
    assert written[0] == ["about", "what", "plan.csv", "b.csv", "remark"]
    (line,) = [r for r in written if r[1] == "Synthetic Student 1 (001)"]
    assert line == [
        *("from plan.csv to b.csv", "Synthetic Student 1 (001)", "4", "0"),
        "better off by 4: preferences -4",
    ]
    assert "better off by 4: preferences -4" in ran.output
    assert "1st choice" in ran.output
    assert "100.0 %" in ran.output
    assert ["choices received", "1st choice", "0", "1", ""] in written


def test_files_of_one_name_are_told_apart(desk, tmp_path):
    (tmp_path / "b").mkdir()
    other = write_plan(tmp_path / "b" / "plan.csv", read(desk[0]), plan("W2"))
    ran = run("compare", *desk, other, "--out", tmp_path / "c.csv")
    assert rows(tmp_path / "c.csv")[0][2:4] == [str(desk[1]), str(other)], ran.output


def test_a_comparison_needs_two(desk):
    ran = run("compare", *desk)
    assert ran.exit_code == 2
    assert "at least two" in ran.output


@pytest.mark.parametrize("name", ["plan.csv", "report.xlsx"])
def test_a_report_overwrites_no_schedule_and_is_a_csv(desk, tmp_path, name):
    before = desk[1].read_bytes()
    ran = run("fairness", *desk, "--out", tmp_path / name)
    assert ran.exit_code == 2
    assert "Choose" in ran.output
    assert desk[1].read_bytes() == before
    assert not (tmp_path / "report.xlsx").exists()


def test_a_name_that_looks_like_a_formula_is_defused(tmp_path):
    """Excel shows the name and reckons nothing."""
    odd = Student("001", '=1+1;"x"', "😀 שלום", 4)
    other = Student("002", "Synthetic", "Student 2", 4)
    school, schedule = made(tmp_path, "W1", students=by_id(odd, other))
    ran = run("fairness", school, schedule, "--out", tmp_path / "f.csv")
    assert ran.exit_code == 0, ran.output
    assert any(r[1] == """'=1+1;"x" 😀 שלום (001)""" for r in rows(tmp_path / "f.csv"))


def test_an_empty_schedule_can_be_looked_at(tmp_path):
    school, schedule = made(tmp_path)
    assert run("fairness", school, schedule).exit_code == 0
    assert run("ledger", school, schedule).exit_code == 0
    assert run("compare", school, schedule, schedule).exit_code == 0


def test_the_admission_list_is_a_column_of_the_students(tmp_path):
    """It is read, written again, and compared as a group."""
    people = [
        Student(f"00{n}", "Synthetic", f"Student {n}", 4, seat=seat)
        for n, seat in enumerate(("EU", "EU", "non-EU"), start=1)
    ]
    school, schedule = made(tmp_path, "W1", "W2", "W3", students=by_id(*people))
    assert [s.seat for s in read(school).students.values()] == ["EU", "EU", "non-EU"]
    ran = run("fairness", school, schedule)
    assert "seat non-EU" in ran.output
    assert "too few to say" in ran.output


# -- ledger ------------------------------------------------------------------------


def test_the_ledger_is_kept_when_asked(desk):
    """Without --write nothing changes; with it the table is there and is read."""
    before = read(desk[0])
    ran = run("ledger", *desk)
    assert ran.exit_code == 0, ran.output
    assert "Nothing was written" in ran.output
    assert read(desk[0]) == before
    ran = run("ledger", *desk, "--write")
    assert ran.exit_code == 0, ran.output
    lines = read(desk[0]).ledger
    assert [(x.student, x.preferences, x.mean, x.balance) for x in lines] == [
        *(("001", 4, 2, 2), ("002", 4, 2, 2), ("003", 0, 2, -2), ("004", 0, 2, -2)),
    ]
    assert run("ledger", *desk, "--write", "--semester", 1).exit_code == 0
    assert read(desk[0]).ledger == lines
    assert run("check", desk[0]).exit_code == 0


@pytest.fixture
def book(desk, tmp_path):
    """The school as one workbook, with a note and a coloured cell of the office."""
    path = tmp_path / "book.xlsx"
    write_workbook(read(desk[0]), path)
    workbook = openpyxl.load_workbook(path)
    workbook["students"].append(["# ask the registry again"])
    workbook["students"]["B2"].fill = PatternFill("solid", fgColor="FFFF00")
    workbook.save(path)
    return path


def test_in_a_workbook_the_ledger_is_a_sheet(desk, book, tmp_path):
    """The sheet is made and read; nothing lies beside, the office's marks stay."""
    ran = run("ledger", book, desk[1], "--write")
    assert ran.exit_code == 0, ran.output
    assert f"4 lines written to {book}" in ran.output
    assert [(x.student, x.balance) for x in read(book).ledger] == [
        *(("001", 2), ("002", 2), ("003", -2), ("004", -2)),
    ]
    made = openpyxl.load_workbook(book)
    assert made["ledger"]["A2"].value == "001"
    assert made["ledger"]["C2"].is_date
    assert made["ledger"]["H4"].value == -2
    assert made["students"]["A6"].value == "# ask the registry again"
    assert made["students"]["B2"].fill.fgColor.rgb == "00FFFF00"
    assert not list(tmp_path.glob("*ledger*"))
    assert run("check", book).exit_code == 0


def test_the_ledger_of_a_workbook_is_brought_up_to_date(desk, book):
    """A line keeps its row and colour; only the figures that differ change."""
    run("ledger", book, desk[1], "--write")
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["ledger"]
    sheet["H2"], sheet["A6"] = 7, "# agreed by the board"
    sheet["A2"].fill = PatternFill("solid", fgColor="FF0000")
    workbook.save(book)
    assert read(book).ledger[0].balance == 7
    ran = run("ledger", book, desk[1], "--write")
    assert ran.exit_code == 0, ran.output
    sheet = openpyxl.load_workbook(book)["ledger"]
    assert [sheet["A2"].value, sheet["H2"].value] == ["001", 2]
    assert sheet["A6"].value == "# agreed by the board"
    assert sheet["A2"].fill.fgColor.rgb == "00FF0000"
    assert sheet.max_row == 6
    before = book.read_bytes()
    ran = run("ledger", book, desk[1], "--write")
    assert "says so already" in ran.output
    assert book.read_bytes() == before


def test_a_workbook_that_is_open_keeps_what_it_had(desk, book, monkeypatch):
    """Windows lets nobody replace a file that Excel holds: the message says so."""
    before = book.read_bytes()
    replace_file = os.replace

    def held(source, target):
        if Path(target) == book:
            raise PermissionError(13, "The process cannot access the file", str(book))
        replace_file(source, target)

    monkeypatch.setattr(os, "replace", held)
    ran = run("ledger", book, desk[1], "--write")
    assert ran.exit_code == 2, ran.output
    assert "is open in another program" in ran.output
    assert "Close it (in Excel, for instance) and run again" in ran.output
    assert book.read_bytes() == before
    assert not list(book.parent.glob(".*tmp"))


def test_a_note_in_the_ledger_s_file_stays(desk):
    """A folder's table is changed in place as well."""
    run("ledger", *desk, "--write")
    path = desk[0] / "ledger.csv"
    note = "# agreed by the board"
    path.write_text(f"{path.read_text('utf-8-sig')}{note}\n", "utf-8")
    text = path.read_text("utf-8")
    path.write_text(text.replace(";2;2\n", ";2;1\n", 1), "utf-8")
    ran = run("ledger", *desk, "--write")
    assert ran.exit_code == 0, ran.output
    assert path.read_text("utf-8") == text


def test_a_semester_that_is_not_there(desk):
    ran = run("ledger", *desk, "--semester", 3)
    assert ran.exit_code == 2
    assert "1 = autumn" in ran.output


def test_a_wrong_line_of_the_ledger_is_told(desk):
    run("ledger", *desk, "--write")
    path = desk[0] / "ledger.csv"
    path.write_text(path.read_text("utf-8-sig").replace(";2;2\n", ";2;much\n"), "utf-8")
    text = path.read_text("utf-8").replace("001;autumn", "099;autumn")
    path.write_text(text, "utf-8")
    ran = run("check", desk[0])
    assert ran.exit_code == 2
    assert "ledger.csv, row 2, column 'student': '099' is not a known" in ran.output
    assert "ledger.csv, row 3, column 'balance': 'much' is not a number" in ran.output


# -- swaps -------------------------------------------------------------------------


def offered(desk):
    for student, ward in (("001", "W2"), ("002", "W1")):
        ran = run("swap", "offer", *desk, student, "CAR", "--for", ward)
        assert ran.exit_code == 0, ran.output
        assert "Synthetic" not in ran.output


def test_a_swap_from_the_offers_to_the_new_schedule(desk, tmp_path):
    """Nobody is named before both have confirmed; then the new schedule is written."""
    offered(desk)
    found = run("swap", "find", *desk)
    assert found.exit_code == 0, found.output
    assert "S1, 2 students, breaks no rule" in found.output
    board = run("swap", "board", *desk)
    first = run("swap", "confirm", *desk, "S1", "001")
    assert first.exit_code == 0, first.output
    assert "1 student still to confirm S1" in first.output
    for ran in (found, board, first):
        assert "Synthetic" not in ran.output
        assert "002" not in ran.output
    assert not list(tmp_path.glob("plan-*.csv"))
    last = run("swap", "confirm", *desk, "s1", "002")
    assert last.exit_code == 0, last.output
    assert "Synthetic Student 1 (001): CAR at Ward 2, H2 (W2)" in last.output
    new = read_schedule(tmp_path / "plan-S1.csv", read(desk[0]))
    assert new == plan("W2", "W1", "W3", "W4")
    assert read_schedule(desk[1], read(desk[0])) == plan("W1", "W2", "W3", "W4")


def test_the_log_says_who_did_what(desk, tmp_path):
    offered(desk)
    run("swap", "find", *desk)
    run("swap", "confirm", *desk, "S1", "002")
    run("swap", "confirm", *desk, "S1", "001", "--out", tmp_path / "new.csv")
    heading, *lines = rows(tmp_path / "school-swaps-log.csv")
    assert heading == ["time", "what", "swap", "who", "details"]
    done = [(what, swap, who) for _, what, swap, who, _ in lines]
    assert done == [
        *(("offered", "", "001"), ("offered", "", "002")),
        *(("found", "S1", "001"), ("found", "S1", "002")),
        *(("confirmed", "S1", "002"), ("confirmed", "S1", "001")),
        *(("made", "S1", "001"), ("made", "S1", "002"), ("written", "S1", "")),
    ]
    assert all(time for time, *_ in lines)


def test_a_swap_is_made_once(desk):
    offered(desk)
    run("swap", "find", *desk)
    run("swap", "confirm", *desk, "S1", "001")
    run("swap", "confirm", *desk, "S1", "002")
    again = run("swap", "confirm", *desk, "S1", "002")
    assert again.exit_code == 2
    assert "S1 is done already" in again.output


def test_who_takes_no_part_cannot_confirm(desk):
    offered(desk)
    run("swap", "find", *desk)
    ran = run("swap", "confirm", *desk, "S1", "003")
    assert ran.exit_code == 2
    assert "takes no part in the swap S1" in ran.output
    ran = run("swap", "confirm", *desk, "S7", "001")
    assert ran.exit_code == 2
    assert "Swaps to confirm: S1" in ran.output


def test_a_swap_that_a_rule_forbids_by_now_is_not_made(desk, tmp_path):
    """The office has locked somebody out meanwhile; nobody learns whom."""
    offered(desk)
    run("swap", "find", *desk)
    run("swap", "confirm", *desk, "S1", "001")
    (desk[0] / "locks.csv").write_text(
        "student;kind;rotation;hospital;ward;week\n002;never;CAR;H1;;\n", "utf-8"
    )
    ran = run("swap", "confirm", *desk, "S1", "002")
    assert ran.exit_code == 2
    assert "[locks] another student has CAR" in ran.output
    assert "Synthetic" not in ran.output
    assert not list(tmp_path.glob("plan-*.csv"))


def test_an_older_schedule_is_noticed(desk, tmp_path):
    """The offers were made for other places than those of the schedule given."""
    offered(desk)
    run("swap", "find", *desk)
    other = write_plan(tmp_path / "b.csv", read(desk[0]), plan("W3", "W2", "W1", "W4"))
    ran = run("swap", "confirm", desk[0], other, "S1", "001")
    assert ran.exit_code == 2
    assert "other places than those of the swap" in ran.output
    run("swap", "withdraw", *desk, "001", "CAR")
    ran = run("swap", "find", desk[0], other)
    assert ran.exit_code == 3
    assert "No swap was found" in ran.output


def test_who_withdraws_ends_the_swap_and_frees_the_other(desk, tmp_path):
    offered(desk)
    run("swap", "find", *desk)
    run("swap", "confirm", *desk, "S1", "002")
    ran = run("swap", "withdraw", *desk, "001", "CAR")
    assert "O1 is withdrawn" in ran.output
    _, one, two = rows(tmp_path / "school-swaps.csv")
    assert one[7:] == ["withdrawn", "", "", "no"]
    assert two[7:] == ["open", "", "", "no"]
    assert run("swap", "offer", *desk, "001", "CAR", "--any").exit_code == 0
    assert "S1, 2 students" in run("swap", "find", *desk).output


def test_after_the_closing_date_nothing_more_is_taken(desk):
    """Offers, searches and confirmations are refused, with the day."""
    offered(desk)
    run("swap", "find", *desk)
    toml = desk[0] / "instance.toml"
    toml.write_text(f"{toml.read_text()}\n[swaps]\nuntil = {YESTERDAY}\n", "utf-8")
    for command in (
        ("offer", *desk, "003", "CAR", "--any"),
        ("find", *desk),
        ("confirm", *desk, "S1", "001"),
    ):
        ran = run("swap", *command)
        assert ran.exit_code == 2
        assert "Swaps have closed: the last day was 1 January 2020" in ran.output
    later = run("swap", "confirm", *desk, "S1", "001", "--until", LATER)
    assert later.exit_code == 0, later.output


def test_the_closing_date_survives_writing_and_reading(desk, tmp_path):
    instance = replace(read(desk[0]), swaps_until=LATER)
    write_instance(instance, tmp_path / "again")
    write_workbook(instance, tmp_path / "again.xlsx")
    assert read(tmp_path / "again") == read(tmp_path / "again.xlsx") == instance


def test_check_says_yes_or_which_rule(tmp_path):
    """A third person whom the rule is about isn't named."""
    apart = Company("g", CompanyKind.APART, ("001", "003"))
    desk = made(tmp_path, "W1", "W2", "W2", seats=2, companies=(apart,))
    yes = run("swap", "check", *desk, "002", "CAR", "003", "CAR")
    assert (yes.exit_code, yes.output[:13]) == (0, "They may swap")
    self_ = run("swap", "check", *desk, "001", "CAR", "001", "CAR")
    assert (self_.exit_code, "one and the same" in self_.output) == (2, True)
    no = run("swap", "check", *desk, "001", "CAR", "002", "CAR")
    assert no.exit_code == 1
    assert "[together and apart]" in no.output
    assert "another student must stay apart" in no.output
    assert "Student 3" not in no.output
    assert "003" not in no.output
    assert not (tmp_path / "school-swaps.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("001", "CAR", "--for", "W9"), "'W9' is not a known ward"),
        (("0O1", "CAR", "--any"), "Did you mean '001'"),
        (("001", "CAR:2", "--any"), "plan.csv has no place of 001 for CAR:2"),
        (("001", "CAR"), "Say --for WARD (once or more), or --any"),
    ],
)
def test_offers_that_cannot_be_taken(desk, tmp_path, arguments, said):
    ran = run("swap", "offer", *desk, *arguments)
    assert ran.exit_code == 2
    assert said in ran.output
    assert not (tmp_path / "school-swaps.csv").exists()


def test_a_place_is_offered_once(desk):
    offered(desk)
    ran = run("swap", "offer", *desk, "001", "CAR", "--any")
    assert ran.exit_code == 2
    assert "offered already, as O1" in ran.output


def test_offers_that_excel_has_spoilt_are_told(desk, tmp_path):
    offered(desk)
    path = tmp_path / "school-swaps.csv"
    text = path.read_text("utf-8-sig").replace("O2;002;CAR", "O1;2x;CAR")
    path.write_text(text, "utf-8")
    ran = run("swap", "find", *desk)
    assert ran.exit_code == 2
    assert "school-swaps.csv, row 3, column 'student': '2x'" in ran.output


def test_a_log_that_cannot_be_written_takes_the_offer_back(desk, tmp_path):
    """Both files or none: the log is a folder here, as good as open in Excel."""
    (tmp_path / "school-swaps-log.csv").mkdir()
    ran = run("swap", "offer", *desk, "001", "CAR", "--any")
    assert ran.exit_code == 2
    assert "O1" not in (tmp_path / "school-swaps.csv").read_text("utf-8-sig")


def test_an_empty_schedule_has_nothing_to_offer(tmp_path):
    school, schedule = made(tmp_path)
    assert read_schedule(schedule, read(school)) == Schedule(())
    ran = run("swap", "find", school, schedule)
    assert ran.exit_code == 3
    assert "There are no offers" in run("swap", "board", school, schedule).output
