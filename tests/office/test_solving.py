"""``solve`` from a schedule, and for several to choose from, as it is typed."""

import csv
import json
import shutil

import openpyxl
import pytest

from tests.office.conftest import lines


def as_workbook(schedule, path):
    """Save a schedule as Excel does after somebody looked at it."""
    book = openpyxl.Workbook()
    text = schedule.read_text(encoding="utf-8-sig")
    for row in csv.reader(text.splitlines(), delimiter=";"):
        book.active.append(row)
    book.save(path)
    return path


def moved(schedule, path, old, new):
    """Write a schedule with some text replaced."""
    text = schedule.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def of_student(path, student):
    return {(p[4], p[7], p[8]) for p in lines(path) if p[0] == student}


def test_from_a_workbook_all_of_it_is_taken_up(run, school, tmp_path):
    """CSV or XLSX, as `verify` reads it."""
    folder, schedule = school
    start = as_workbook(schedule, tmp_path / "start.xlsx")
    ran = run("solve", folder, "--start", start, "--out", tmp_path / "out")
    assert ran.exit_code == 0, ran.output
    assert "12 of 12 placements can be taken up" in ran.output
    assert "proven best" in ran.output


def test_what_breaks_rules_is_named_with_the_rule(run, school, tmp_path):
    """What couldn't be taken up, in the words of `verify`."""
    folder, schedule = school
    edited = moved(
        schedule, tmp_path / "edited.csv", "S-CHILD;19/10/2026", "S-CHILD;05/10/2026"
    )
    ran = run("solve", folder, "--start", edited, "--out", tmp_path / "out")
    assert ran.exit_code == 0, ran.output
    assert "11 of 12 placements can be taken up" in ran.output
    assert "Synthetic Student 3 (000103): not PED at Children" in ran.output
    assert "[one place at a time]" in ran.output
    assert "[seats]" in ran.output


def test_an_incomplete_schedule_of_earlier_tables_will_do(run, school, tmp_path):
    """A ward that is gone, and a line that was deleted, are told and no more."""
    folder, schedule = school
    kept = schedule.read_text(encoding="utf-8-sig").splitlines()[:-1]
    start = tmp_path / "start.csv"
    start.write_text("\n".join(kept).replace("S-CHILD", "S-GONE"), encoding="utf-8")
    ran = run("solve", folder, "--start", start, "--out", tmp_path / "out")
    assert ran.exit_code == 0, ran.output
    assert "7 of 11 placements can be taken up" in ran.output
    assert "It leaves 1 rotation without a place" in ran.output
    assert "a ward 'S-GONE' that is not in the list of wards" in ran.output


def test_what_can_not_be_read_stops_it(run, school, tmp_path):
    """A row without its week is told with its number, and nothing is written."""
    folder, schedule = school
    broken = moved(schedule, tmp_path / "broken.csv", "S-CHILD;19/10/2026", "S-CHILD;")
    ran = run("solve", folder, "--start", broken, "--out", tmp_path / "out")
    assert ran.exit_code == 2, ran.output
    assert "row 9" in ran.output
    assert not (tmp_path / "out").exists()


def test_a_start_goes_with_locks_and_with_a_freeze(run, school, tmp_path):
    """What is frozen or locked stays, whatever the start says."""
    folder, schedule = school
    start = moved(
        schedule, tmp_path / "start.csv", "N-SUR;12/10/2026", "N-SUR;26/10/2026"
    )
    assert run("lock", folder, schedule, "000101", "PED").exit_code == 0
    ran = run(
        *("solve", folder, "--start", start, "--out", tmp_path / "out"),
        *("--freeze-until", "19/10/2026", "--from", schedule),
    )
    assert ran.exit_code == 0, ran.output
    assert "11 of 12 placements can be taken up" in ran.output
    assert "Synthetic Student 2 (000102): not SUR at" in ran.output
    after = tmp_path / "out" / "schedule.csv"
    assert ("SUR", "N-SUR", "12/10/2026") in of_student(after, "000102")
    assert ("PED", "S-CHILD", "30/11/2026") in of_student(after, "000101")
    assert run("verify", folder, after).exit_code == 0


@pytest.fixture
def choice(run, school, tmp_path):
    """(folder, out, what was printed): the tiny school with two schedules."""
    folder, _ = school
    out = tmp_path / "out"
    ran = run(
        *("solve", folder, "--out", out),
        *("--alternatives", 2, "--within", 0.2),
    )
    assert ran.exit_code == 0, ran.output
    return folder, out, ran.output


def test_alternatives_are_drafts_beside_the_best(run, choice):
    """Each can be checked and taken; no calendar of one that nobody has chosen."""
    folder, out, said = choice
    assert (out / "calendars").is_dir()
    draft = out / "alternative-2"
    files = {p.name for p in draft.iterdir() if p.name[0] != "."}
    assert files == {"schedule.csv", "report.html", "summary.json"}
    ran = run("verify", folder, draft / "schedule.csv")
    assert ran.exit_code == 0, ran.output
    figures = json.loads((draft / "summary.json").read_text("utf-8"))
    assert f"Cost {figures['objective']}." in ran.output
    assert figures["against_the_best"]["placements"] > 0.3
    assert str(out / "alternative-2" / "schedule.csv") in said


def test_they_are_set_side_by_side_for_excel(run, choice):
    """The sheet is that of `compare`, under the measures of how they differ."""
    folder, out, _ = choice
    text = (out / "alternatives.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert rows[0] == ["about", "what", "best", "alternative-2", "remark"]
    assert rows[1][:2] == ["alternatives", "dearer than the best"]
    compared = run(
        "compare", folder, out / "schedule.csv", out / "alternative-2/schedule.csv"
    ).output
    cost = next(row for row in rows if row[:2] == ["cost", "objective"])
    line = next(li for li in compared.splitlines() if li.startswith("  objective"))
    assert line.split()[1:3] == cost[2:4]


def test_drafts_of_an_earlier_run_go(run, choice):
    """Who asks for one schedule finds one; a file of one's own stays."""
    folder, out, _ = choice
    shutil.copytree(out / "alternative-2", out / "alternative-3")
    own = out / "alternative-3" / "my notes.txt"
    own.write_text("for the board")
    assert run("solve", folder, "--out", out).exit_code == 0
    assert not (out / "alternative-2").exists()
    assert not (out / "alternatives.csv").exists()
    assert own.exists()
    assert not (out / "alternative-3" / "schedule.csv").exists()


def test_that_there_is_no_other_is_said_and_proven(run, school, tmp_path):
    """Everything is locked where it is."""
    folder, schedule = school
    for student in ("000101", "000102", "000103", "000104"):
        assert run("lock", folder, schedule, student).exit_code == 0
    ran = run("solve", folder, "--out", tmp_path / "out", "--alternatives", 2)
    assert ran.exit_code == 0, ran.output
    assert "It is proven that there is no other one" in ran.output
    assert not (tmp_path / "out" / "alternatives.csv").exists()
