"""The commands as a secretary types them: what they print, write and return."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from tests.conftest import ROOT, TINY

SCHOOL_YEAR = ROOT / "instances" / "ims-2026-27"


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_the_package_runs_as_a_module():
    """``python -m scheduler`` is the same command."""
    ran = subprocess.run(
        [sys.executable, "-m", "scheduler", "--version"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert ran.returncode == 0
    assert "clerkship" in ran.stdout


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_shows_an_example(command):
    """``--help`` of each command says what to type."""
    ran = run(command, "--help")
    assert ran.exit_code == 0
    assert f"clerkship {command} " in ran.output


def test_tiny_is_solved_to_the_proven_best(tmp_path):
    """The tiny school gets its proven best, with every file that people need."""
    ran = run("solve", TINY, "--out", tmp_path)
    assert ran.exit_code == 0, ran.output
    assert "proven best" in ran.output
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert summary["objective"] == summary["bound"]
    assert summary["unplaced"] == []
    assert summary["gap"] == 0
    students = {"000101", "000102", "000103", "000104"}
    assert {p.stem for p in (tmp_path / "calendars").glob("*.ics")} == students
    assert {p.name for p in (tmp_path / "rosters").iterdir()} == {
        "NORTH.csv", "NORTH.html", "NORTH.xlsx",
        "SOUTH.csv", "SOUTH.html", "SOUTH.xlsx",
    }  # fmt: skip


def test_the_same_seed_gives_the_same_schedule(tmp_path):
    """Two runs with one seed write the same schedule, byte for byte."""
    for name in ("a", "b"):
        assert run("solve", TINY, "--out", tmp_path / name).exit_code == 0
    first, second = (tmp_path / name / "schedule.csv" for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_verify_accepts_what_solve_wrote(tiny_schedule):
    """The independent checker has nothing to say about the program's own schedule."""
    ran = run("verify", *tiny_schedule)
    assert ran.exit_code == 0, ran.output
    assert "No rule is broken" in ran.output


def test_verify_tells_breaches_of_a_changed_schedule(tiny_schedule, tmp_path):
    """A schedule changed by hand is refused with the rule and the names."""
    instance, schedule = tiny_schedule
    lines = Path(schedule).read_text(encoding="utf-8-sig").splitlines()
    heading = lines[0].split(";")
    rows = [line.split(";") for line in lines[1:]]
    place = heading.index("week")
    own = [row for row in rows if row[0] == "000103"]
    own[1][place] = own[0][place]
    text = "\n".join(";".join(row) for row in [heading, *rows])
    changed = tmp_path / "changed.csv"
    changed.write_text(text, encoding="utf-8")
    ran = run("verify", instance, changed)
    assert ran.exit_code == 1
    assert "RULES BROKEN" in ran.output
    assert "one place at a time" in ran.output
    assert "000103" in ran.output


def test_a_missing_rotation_is_said_loudly(tiny_schedule, tmp_path):
    """A schedule that leaves somebody out isn't taken for a complete one."""
    instance, schedule = tiny_schedule
    lines = Path(schedule).read_text(encoding="utf-8-sig").splitlines()
    short = tmp_path / "short.csv"
    short.write_text("\n".join(lines[:-1]), encoding="utf-8")
    ran = run("verify", instance, short)
    assert ran.exit_code == 3
    assert "NOT PLACED: 1" in ran.output


def shortened(tmp_path):
    """A copy of tiny in which the one paediatric ward is closed nearly all year."""
    folder = tmp_path / "short"
    shutil.copytree(TINY, folder)
    with (folder / "seats.csv").open("a", encoding="utf-8") as seats:
        seats.write("S-CHILD;05/10/2026;06/12/2026;0\n")
    return folder


def test_what_cannot_be_placed_is_named(tmp_path):
    """Where seats are missing, the rest is placed and the missing are said by name."""
    ran = run("solve", shortened(tmp_path), "--out", tmp_path / "out")
    assert ran.exit_code == 3, ran.output
    assert "NOT PLACED" in ran.output
    summary = json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))
    assert summary["fewest_unplaced_proven"] is True
    assert len(summary["unplaced"]) >= 3
    assert summary["placements"] >= 8
    assert summary["violations"] == []


def test_the_first_semester_is_frozen(tmp_path, tiny_schedule):
    """Planning from the second semester on keeps all that began before it."""
    folder = two_semesters(tmp_path)
    _, schedule = tiny_schedule
    ran = run(
        "solve", folder, "--out", tmp_path / "out", "--semester", "2",
        "--from", schedule,
    )  # fmt: skip
    assert ran.exit_code == 0, ran.output

    def before(path):
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()[1:]
        cells = [line.split(";") for line in lines]
        return {tuple(c) for c in cells if c[8][3:] in ("09/2026", "10/2026")}

    assert before(schedule)
    assert before(tmp_path / "out" / "schedule.csv") == before(schedule)


def test_planning_a_later_semester_needs_the_earlier_one():
    """Without the earlier schedule the command says what is missing."""
    ran = run("solve", SCHOOL_YEAR, "--semester", "2")
    assert ran.exit_code == 2
    assert "--from" in ran.output


def two_semesters(tmp_path):
    """A copy of tiny in which the second semester begins on 2 November."""
    folder = tmp_path / "two"
    shutil.copytree(TINY, folder)
    toml = folder / "instance.toml"
    text = re.sub(
        r"\[\[semesters\]\].*?(?=\n\[|\Z)",
        "",
        toml.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    text += (
        '\n[[semesters]]\nname = "one"\nfirst = 2026-09-28\nlast = 2026-11-01\n'
        '[[semesters]]\nname = "two"\nfirst = 2026-11-02\nlast = 2026-12-06\n'
    )
    toml.write_text(text, encoding="utf-8")
    return folder


def test_what_is_frozen_must_agree_with_the_tables(tmp_path, tiny_schedule):
    """A past placement that the tables now forbid is named, not silently dropped."""
    folder, schedule = two_semesters(tmp_path), tiny_schedule[1]
    with (folder / "absences.csv").open("a", encoding="utf-8") as absences:
        absences.write("000101;05/10/2026;09/10/2026\n")
    settled = ("--semester", "2", "--from", schedule)
    ran = run("solve", folder, "--out", tmp_path / "out", *settled)
    assert ran.exit_code == 2, ran.output
    assert "contradicts the tables" in ran.output
    assert "000101" in ran.output
    assert not (tmp_path / "out").exists()


def test_verify_holds_the_frozen_semester(tmp_path, tiny_schedule):
    """A hand edit to what is frozen is a breach, if the earlier schedule is named."""
    folder, schedule = two_semesters(tmp_path), Path(tiny_schedule[1])
    lines = schedule.read_text(encoding="utf-8-sig").splitlines()
    edited = tmp_path / "edited.csv"
    edited.write_text("\n".join([lines[0], *lines[2:]]), encoding="utf-8")
    settled = ("--semester", "2", "--from", schedule)
    assert run("verify", folder, schedule, *settled).exit_code == 0
    ran = run("verify", folder, edited, *settled)
    assert ran.exit_code == 1
    assert "[frozen]" in ran.output


def test_from_needs_a_semester(tiny_schedule):
    """An earlier schedule alone doesn't say what of it is settled."""
    ran = run("solve", TINY, "--from", tiny_schedule[1])
    assert ran.exit_code == 2
    assert "--semester" in ran.output


def test_export_says_what_is_wrong(tiny_schedule, tmp_path):
    """Files of an incomplete schedule are written, and the command says so."""
    instance, schedule = tiny_schedule
    lines = Path(schedule).read_text(encoding="utf-8-sig").splitlines()
    short = tmp_path / "short.csv"
    short.write_text("\n".join(lines[:-1]), encoding="utf-8")
    ran = run("export", instance, short, "--out", tmp_path / "out")
    assert ran.exit_code == 3
    assert "NOT PLACED: 1" in ran.output


def test_results_do_not_go_among_the_tables(tmp_path):
    """An instance's own folder is refused as a place for results."""
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    ran = run("solve", folder, "--out", folder)
    assert ran.exit_code == 2
    assert "Choose another folder" in ran.output
    assert not (folder / "schedule.csv").exists()


def test_a_minimum_that_cannot_be_met_proves_nothing(tmp_path):
    """Everybody is placed all the same, the breach is said, and nothing is claimed."""
    folder = tmp_path / "minimum"
    shutil.copytree(TINY, folder)
    wards = (folder / "wards.csv").read_text(encoding="utf-8-sig")
    assert ";MED;2;;" in wards
    text = wards.replace(";MED;2;;", ";MED;9;8;", 1)
    (folder / "wards.csv").write_text(text, encoding="utf-8")
    ran = run("solve", folder, "--out", tmp_path / "out")
    assert ran.exit_code == 1, ran.output
    assert "nothing is proven" in ran.output
    assert "NOT PLACED" not in ran.output
    summary = json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))
    assert summary["bound"] == 0
    assert summary["proven_optimal"] is False


def test_bad_input_is_refused_before_anything_is_written(tmp_path):
    """All problems at once, exit code 2, and no results folder."""
    folder = tmp_path / "bad"
    shutil.copytree(TINY, folder)
    wards = (folder / "wards.csv").read_text(encoding="utf-8-sig")
    (folder / "wards.csv").write_text(wards.replace("NORTH", "NORHT", 1))
    ran = run("solve", folder, "--out", tmp_path / "out")
    assert ran.exit_code == 2
    assert "wards.csv, row" in ran.output
    assert "NORHT" in ran.output
    assert "NORTH" in ran.output
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_there(tmp_path):
    """A wrong path gets a sentence, not a traceback."""
    ran = run("check", tmp_path / "nowhere")
    assert ran.exit_code == 2
    assert "nowhere" in ran.output
    assert "Traceback" not in ran.output


def test_a_new_instance_can_be_solved_at_once(tmp_path):
    """The template is a working school, as a folder and as a workbook."""
    for name in ("school", "school.xlsx"):
        assert run("new", tmp_path / name).exit_code == 0
        assert run("check", tmp_path / name).exit_code == 0
        out = tmp_path / f"out-{name}"
        ran = run("solve", tmp_path / name, "--out", out)
        assert ran.exit_code == 0, ran.output


def test_new_does_not_overwrite(tmp_path):
    """An instance that is there already is left alone."""
    assert run("new", tmp_path / "school").exit_code == 0
    ran = run("new", tmp_path / "school")
    assert ran.exit_code == 2


def test_next_year_from_this_one(tmp_path, tiny_schedule):
    """Next year's draft reads, and what was done is credited in it."""
    instance, schedule = tiny_schedule
    ran = run("new", tmp_path / "next", "--from", instance, "--schedule", schedule)
    assert ran.exit_code == 0, ran.output
    credited = (tmp_path / "next" / "credits.csv").read_text(encoding="utf-8-sig")
    assert "000101;MED;NORTH" in credited
    assert run("check", tmp_path / "next").exit_code == 0


def test_generated_schools_keep_their_promise(tmp_path):
    """A generated school comes with a complete schedule that the checker accepts."""
    ran = run("generate", tmp_path / "gen", "--students-per-year", 5, "--seed", 3)
    assert ran.exit_code == 0, ran.output
    ran = run("verify", tmp_path / "gen", tmp_path / "gen-planted.csv")
    assert ran.exit_code == 0, ran.output


@pytest.mark.compiled
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a child on Windows")
def test_ctrl_c_keeps_the_best_found(tmp_path):
    """Ctrl-C in the middle of a long solve writes the best schedule so far."""
    command = [sys.executable, "-m", "scheduler", "solve", str(SCHOOL_YEAR)]
    command += ["--out", str(tmp_path / "out"), "--time", "300"]
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env,
        cwd=ROOT,
    )  # fmt: skip
    for line in process.stderr:
        if "cost" in line:
            break
    time.sleep(1)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=120)
    assert process.returncode in (0, 3), output
    assert time.monotonic() - begun < 60
    summary = json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))
    assert summary["ended_by_limit"] is True
    assert summary["violations"] == []


@pytest.mark.compiled
def test_the_school_year_is_solved_and_verified(tmp_path):
    """The real year, in 40 seconds: nothing broken, and who can't be placed is known.

    Student 003066 lacks the exams of the first two years all year long.
    """
    ran = run("solve", SCHOOL_YEAR, "--out", tmp_path, "--time", 40)
    assert ran.exit_code == 3, ran.output
    assert "want of the exams" in ran.output
    told = run("check", SCHOOL_YEAR)
    assert told.exit_code == 3
    assert "fits no ward and week, because of: exams" in told.output
    assert "proven that no schedule leaves out fewer" in ran.output
    ran = run("verify", SCHOOL_YEAR, tmp_path / "schedule.csv")
    assert ran.exit_code == 3, ran.output
    assert "No rule is broken" in ran.output
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert len(summary["unplaced"]) == 4
    assert all("003066" in sentence for sentence in summary["unplaced"])
    assert summary["fewest_unplaced_proven"] is True
    assert 0 < summary["bound"] <= summary["objective"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise on Windows")
def test_a_reader_that_has_seen_enough_is_no_fault():
    """``clerkship check ... | head -1`` ends quietly."""
    command = f"{sys.executable} -m scheduler check {SCHOOL_YEAR} | head -1"
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT)
    assert "fault" not in ran.stderr
    assert "Traceback" not in ran.stderr
