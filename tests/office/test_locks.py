"""Placements locked and set free on the command line."""

import os
import sys

import pytest

from tests.office.conftest import lines


def test_a_lock_holds_and_goes_again(run, school):
    """Locked as placed; twice is once; unlocked, the table is what it was."""
    folder, schedule = school
    before = (folder / "locks.csv").read_bytes()
    ran = run("lock", folder, schedule, "101", "internal medicine")
    assert ran.exit_code == 0, ran.output
    assert "MED at Medicine North" in ran.output
    (own,) = [row for row in lines(schedule) if row[0] == "000101" and row[4] == "MED"]
    added = ["000101", "must", "MED", "", own[7], own[8], "locked as it was placed"]
    assert lines(folder / "locks.csv")[-1] == added
    again = run("lock", folder, schedule, "000101", "MED")
    assert "locked already" in again.output
    assert "Nothing to write" in again.output
    assert run("unlock", folder, "000101").exit_code == 0
    assert (folder / "locks.csv").read_bytes() == before


def test_all_of_a_student(run, school):
    """Without a rotation every placement of the student is locked."""
    folder, schedule = school
    run("lock", folder, schedule, "000102")
    own = [row for row in lines(folder / "locks.csv") if row[0] == "000102"]
    assert len(own) == 3
    assert run("unlock", folder, "000102", "SUR").exit_code == 0
    own = [row[2] for row in lines(folder / "locks.csv") if row[0] == "000102"]
    assert sorted(own) == ["MED", "PED"]


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        (["000109"], "is not a known student"),
        (["000101", "MAD"], "Did you mean 'MED'?"),
    ],
)
def test_a_slip_changes_nothing(run, school, words, fragment):
    """An unknown name is told with what might be meant."""
    folder, schedule = school
    before = (folder / "locks.csv").read_bytes()
    ran = run("lock", folder, schedule, *words)
    assert ran.exit_code == 2
    assert fragment in ran.output
    assert (folder / "locks.csv").read_bytes() == before


def test_nothing_to_unlock_is_said(run, school):
    """What is ruled out isn't a lock that fixes something."""
    ran = run("unlock", school[0], "000103")
    assert ran.exit_code == 2
    assert "Nothing was changed" in ran.output


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="needs a folder to be closed"
)
def test_a_table_that_may_not_be_written(run, school):
    """The message names the file, and nothing is half-written."""
    folder, schedule = school
    folder.chmod(0o500)
    ran = run("lock", folder, schedule, "000101")
    folder.chmod(0o700)
    assert ran.exit_code == 2
    assert "locks.csv" in ran.output
