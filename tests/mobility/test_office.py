"""The command line about stays: what is said, what stops, and what is left out."""

import shutil

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from tests.files.tiny import TINY, edit

PROGRAMMES = "programme;name;years;countries;counts_as;source\n"
EXCHANGE = "EX;Exchange;4 | 5;?;rotations;years: for the 4th and 5th year only\n"
STAYS = "stay;student;programme;from;to;status;recognised\n"
MONTH = "28/09/2026;25/10/2026"


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the tiny instance with a programme of exchange."""
    copy = shutil.copytree(TINY, tmp_path / "tiny")
    (copy / "programmes.csv").write_text(PROGRAMMES + EXCHANGE, "utf-8")
    return copy


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def add_stay(folder, line):
    (folder / "stays.csv").write_text(f"{STAYS}{line}\n", "utf-8")


def test_check_says_what_is_not_known(folder):
    add_stay(folder, f"M1;000101;EX;{MONTH};confirmed;MED")
    result = run("check", folder)
    assert "Not known yet, and not checked:" in result.output
    assert "not known are countries" in result.output
    assert result.exit_code == 0


def test_check_and_solve_stop_at_a_refused_stay_and_name_it(folder):
    edit(folder / "programmes.csv", "4 | 5", "4")
    add_stay(folder, f"M1;000101;EX;{MONTH};confirmed;MED")
    for result in (run("check", folder), run("solve", folder, "--time", 1)):
        assert result.exit_code == 2
        assert "is for years 4, not for year 5" in result.output
        assert "for the 4th and 5th year only" in result.output
    assert not (folder / "out").exists()


def test_a_semester_abroad_without_recognition_is_told_with_its_arithmetic(folder):
    add_stay(folder, "M1;000101;EX;28/09/2026;29/11/2026;confirmed;")
    result = run("check", folder)
    assert "1 slot, 3 rotations" in result.output
    assert "0 rotations would be recognised" in result.output
    assert result.exit_code == 3


def test_what_was_done_at_home_isn_t_recognised_for_a_stay(folder):
    """MED is attended; a stay that is still to come can't stand in for it."""
    add_stay(folder, "M1;000101;EX;26/10/2026;29/11/2026;confirmed;MED")
    assert run("check", folder).exit_code != 2
    (folder / "attendance.csv").write_text(
        "student;rotation;hours_done\n000101;MED;75\n", "utf-8"
    )
    result = run("check", folder)
    assert result.exit_code == 2
    assert "MED is recognised, but the student has credit already" in result.output


def test_solving_verifying_and_exporting_read_stays_the_same_way(folder, tmp_path):
    add_stay(folder, f"M1;000101;EX;{MONTH};tentative;MED PED")
    plan = tmp_path / "out" / "schedule.csv"
    made = run("solve", folder, "--time", 60, "--out", tmp_path / "out")
    assert made.exit_code == 0, made.output
    assert "000101;Synthetic;Student 1;5;MED" not in plan.read_text("utf-8-sig")
    assert run("verify", folder, plan).exit_code == 0
    here = run("verify", folder, plan, "--tentative", "here")
    assert "has no place for Internal Medicine" in here.output
    assert here.exit_code == 3
    out = tmp_path / "published"
    assert run("export", folder, plan, "--out", out).exit_code == 0


def test_a_refused_stay_can_be_left_out_and_that_is_said(folder, tmp_path):
    edit(folder / "programmes.csv", "4 | 5", "4")
    add_stay(folder, f"M1;000101;EX;{MONTH};confirmed;MED PED")
    out = tmp_path / "out"
    made = run("solve", folder, "--time", 60, "--out", out, "--skip-refused-stays")
    assert "Left out" in made.output
    assert "[M1]" in made.output
    assert "000101;Synthetic;Student 1;5;MED" in (out / "schedule.csv").read_text(
        "utf-8-sig"
    )
    plan = out / "schedule.csv"
    assert run("verify", folder, plan).exit_code == 2
    assert run("verify", folder, plan, "--skip-refused-stays").exit_code == 0


def test_a_plan_for_both_ends_says_what_hangs_on_the_stay(folder, tmp_path):
    add_stay(folder, "M1;000101;EX;28/09/2026;29/11/2026;tentative;MED SUR")
    out = tmp_path / "out"
    made = run("solve", folder, "--time", 60, "--out", out, "--tentative", "both")
    assert "holds only if the stay M1" in made.output
    assert made.exit_code == 3


def test_a_visitor_is_planned_written_and_read_again(folder, tmp_path):
    edit(folder / "periods.csv", "ward-1;;", "ward-0;0;")
    edit(folder / "periods.csv", "", "ward-1;5;28/09/2026;23/10/2026;clinical;7,5;;")
    visitors = "visitor;surname;name;from;to;disciplines;hours\n"
    line = "V1;Synthetic;Visitor 1;28/09/2026;25/10/2026;surgery;20\n"
    (folder / "visitors.csv").write_text(visitors + line, "utf-8")
    out = tmp_path / "out"
    made = run("solve", folder, "--time", 60, "--out", out)
    assert "V1;Synthetic;Visitor 1;0;SUR" in (out / "schedule.csv").read_text(
        "utf-8-sig"
    ), made.output
    assert run("verify", folder, out / "schedule.csv").exit_code == made.exit_code


def test_from_the_second_semester_on_the_first_stays_as_it_was(folder, tmp_path):
    toml = folder / "instance.toml"
    edit(toml, "last = 2026-12-06", "last = 2026-10-25")
    second = '[[semesters]]\nname = "Later"\nfirst = 2026-10-26\nlast = 2026-12-06\n'
    edit(toml, "[weights]", f"{second}[weights]")
    visitors = "visitor;surname;name;from;to;rotations;hours\n"
    line = "V1;Synthetic;Visitor 1;28/09/2026;25/10/2026;SUR;20\n"
    (folder / "visitors.csv").write_text(visitors + line, "utf-8")
    plan = tmp_path / "first" / "schedule.csv"
    assert run("solve", folder, "--time", 60, "--out", plan.parent).exit_code == 0
    lines = plan.read_text("utf-8-sig").split("\n")
    (done,) = [line for line in lines if line.startswith("000101") and ";MED;" in line]
    assert "/10/2026" in done
    again = ("solve", folder, "--time", 60, "--semester", 2, "--from", plan)
    add_stay(folder, "M1;000101;EX;05/10/2026;18/10/2026;confirmed;")
    stopped = run(*again, "--out", tmp_path / "stopped")
    assert "that can't be changed any more" in stopped.output
    assert stopped.exit_code == 2
    add_stay(folder, "M1;000101;EX;23/11/2026;29/11/2026;confirmed;")
    made = run(*again, "--out", tmp_path / "second")
    assert made.exit_code == 0, made.output
    assert done in (tmp_path / "second" / "schedule.csv").read_text("utf-8-sig")
