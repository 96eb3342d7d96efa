"""The commands of the mobility desk as a secretary types them."""

import csv
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.domain.limits import UNKNOWN, Length, Unit
from scheduler.domain.mobility import CountsAs, OnlyIn, Programme, Status, Stay
from scheduler.domain.schedule import Schedule
from scheduler.files import read_instance, schedule_csv, write_instance
from tests.school import (
    ADA,
    BEN,
    CLINICAL_1,
    LECTURES_1,
    PERIODS,
    by_id,
    calendar,
    good_placements,
    school,
)

ELECTIVE = Programme(
    "EL",
    "Elective",
    only_in=OnlyIn.FREE,
    min_length=Length(50, Unit.HOURS),
    counts_as=CountsAs.ELECTIVE,
    source="only_in: only during free periods",
)
FREE_MOVER = Programme(
    "FM",
    "Free Mover",
    only_in=OnlyIn.NO_LECTURES,
    hosts=UNKNOWN,
    counts_as=CountsAs.ROTATIONS,
)
STAY = Stay(
    *("M1", ADA, "FM", CLINICAL_1, date(2026, 10, 25), Status.CONFIRMED),
    recognised=("PNE",),
)
REFUSED = Stay(
    *("M2", BEN, "FM", LECTURES_1, date(2026, 10, 11), Status.CONFIRMED),
    recognised=("PNE",),
)


def write(folder, **changes):
    """Write the school with some fields replaced; its periods get ids for files."""
    periods = [replace(p, id=p.id.replace(" ", "-")) for p in PERIODS]
    instance = school(calendar=calendar(*periods), **changes)
    write_instance(instance, folder)


@pytest.fixture
def folder(tmp_path):
    """A school with two programmes, a stay, a refused stay and a contact."""
    write(
        tmp_path / "school",
        programmes=by_id(ELECTIVE, FREE_MOVER),
        stays=by_id(STAY, REFUSED),
        desk_contact="Desk, desk@example.org",
    )
    return tmp_path / "school"


@pytest.fixture
def schedule(tmp_path):
    """A schedule that was made before there were any stays."""
    path = tmp_path / "schedule.csv"
    path.write_bytes(schedule_csv(school(), Schedule.of(good_placements())))
    return path


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


# -- windows -----------------------------------------------------------------------


def test_windows_are_told_with_the_words_they_rest_on(folder):
    ran = run("windows", folder, BEN, "--hours", 50)
    assert ran.exit_code == 0, ran.output
    assert "Synthetic Student 2 (000102), year 4" in ran.output
    assert "No schedule was given" in ran.output
    assert '("only during free periods")' in ran.output
    assert "14 November 2026 to 29 November 2026: 16 days" in ran.output
    assert "NOT KNOWN, to be asked for and not checked here: hosts" in ran.output


def test_with_a_schedule_it_says_what_would_be_replaced(folder, schedule):
    ran = run("windows", folder, BEN, schedule, "--days", 14)
    assert ran.exit_code == 0, ran.output
    assert "No schedule was given" not in ran.output
    line = (
        "would replace PNE at Cardiology, Policlinico (POL-CAR), 19 October 2026 to "
        "23 October 2026: 1 CFU, 20 hours to be credited"
    )
    assert line in ran.output


def test_no_window_is_exit_code_3(folder):
    ran = run("windows", folder, ADA, "--months", 2)
    assert ran.exit_code == 3, ran.output
    assert "NO WINDOW of at least 2 months" in ran.output
    assert "The longest run of days is 14 November 2026 to" in ran.output


def test_a_student_s_own_stay_uses_up_its_days(folder):
    """ADA is away for one week; a tentative stay can be taken as not taking place."""
    ran = run("windows", folder, ADA, "--days", 30)
    assert "26 October 2026 to 29 November 2026" in ran.output
    ran = run("windows", folder, BEN, "--days", 30)
    assert "17 October 2026 to 29 November 2026" in ran.output


def test_tentative_stays_may_be_passed_over(tmp_path):
    tentative = Stay(
        *("M1", ADA, "FM", CLINICAL_1, date(2026, 10, 25), Status.TENTATIVE)
    )
    write(tmp_path, programmes=by_id(FREE_MOVER), stays=by_id(tentative))
    away = run("windows", tmp_path, ADA)
    here = run("windows", tmp_path, ADA, "--tentative", "here")
    assert "26 October 2026 to" in away.output
    assert "17 October 2026 to" in here.output


def test_lengths_exclude_each_other(folder):
    ran = run("windows", folder, ADA, "--hours", 50, "--days", 3)
    assert ran.exit_code == 2
    assert "one of the three" in ran.output


def test_an_unknown_student_is_told(folder):
    ran = run("windows", folder, "00101")
    assert ran.exit_code == 2
    assert "Did you mean '000101'" in ran.output


def test_a_school_without_programmes_is_told(tmp_path):
    write(tmp_path)
    ran = run("windows", tmp_path, ADA)
    assert ran.exit_code == 2
    assert "Fill in the table programmes" in ran.output


# -- agreement ---------------------------------------------------------------------


def test_an_agreement_is_written_twice(folder, schedule, tmp_path):
    """The schedule is older than the stay; what the stay replaces is in it."""
    ran = run("agreement", folder, "M1", schedule, "--out", tmp_path / "out")
    assert ran.exit_code == 0, ran.output
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["agreement-M1.csv", "agreement-M1.xlsx"]
    text = (tmp_path / "out" / "agreement-M1.csv").read_text("utf-8-sig")
    lines = {
        line[0]: line for line in csv.reader(text.splitlines(), delimiter=";") if line
    }
    assert lines["Contact"] == ["Contact", "Desk, desk@example.org"]
    assert lines["PNE"][-1] == "replaces Medicine, Niguarda, week of 19/10/2026"
    assert lines["CAR"][6:] == ["05/10/2026", "16/10/2026", ""]


def test_a_refused_stay_can_still_be_drafted(folder, tmp_path):
    """The agreement may be the very paper that is missing."""
    ran = run("agreement", folder, "M2", "--out", tmp_path / "out")
    assert ran.exit_code == 0, ran.output
    assert (tmp_path / "out" / "agreement-M2.xlsx").is_file()


def test_an_unknown_stay_is_told(folder, tmp_path):
    ran = run("agreement", folder, "M9", "--out", tmp_path / "out")
    assert ran.exit_code == 2
    assert "has no stay or visitor M9" in ran.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["windows", "agreement"])
def test_help_shows_an_example(command):
    ran = run(command, "--help")
    assert f"clerkship {command} " in ran.output


# -- the setting -------------------------------------------------------------------


def test_the_contact_survives_writing_and_reading(folder):
    found = read_instance(folder, goals=frozenset(), settings=frozenset())
    assert found.desk_contact == "Desk, desk@example.org"
    toml = (folder / "instance.toml").read_text("utf-8")
    assert '[desk]\ncontact = "Desk, desk@example.org"' in toml


def test_a_blank_contact_is_none(folder):
    toml = folder / "instance.toml"
    text = toml.read_text("utf-8").replace("Desk, desk@example.org", "")
    toml.write_text(text, "utf-8")
    found = read_instance(folder, goals=frozenset(), settings=frozenset())
    assert found.desk_contact == ""
