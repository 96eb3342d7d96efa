"""``clerkship mss``: from a file to a solution, with an exit code for each ending."""

import csv

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.files.mss import MssPlacement
from scheduler.mss import check
from tests.mss.tiny import TINY, best, dzn, tiny


@pytest.fixture
def run(tmp_path):
    """Solves an instance; returns what was printed, the exit code, the solution."""

    def solve(text):
        path, out = tmp_path / "tiny.dzn", tmp_path / "placements.csv"
        path.write_text(text, encoding="utf-8")
        arguments = ["mss", str(path), "--out", str(out), "--time", "20"]
        ran = CliRunner().invoke(main, [*arguments, "--workers", "1"])
        return ran.output, ran.exit_code, out

    return solve


def read(path):
    """The placements in a solution file."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            MssPlacement(*(int(row[name]) - 1 for name in NAMES))
            for row in csv.DictReader(file)
        ]


NAMES = ("student", "start", "hospital", "discipline")


def test_the_best_solution_is_written(run):
    """The file holds a solution without violations, of the score that is printed."""
    said, code, out = run(dzn(TINY))
    assert code == 0, said
    verdict = check(TINY, read(out))
    assert verdict.violations == ()
    assert verdict.score == best(TINY)
    assert "2 students, 3 disciplines, 2 hospitals, 4 periods" in said
    told = f"Score {verdict.score}, no solution can score more than {verdict.score}"
    assert f"{told} (gap 0.00%), proven best." in said


@pytest.mark.parametrize(
    "changes",
    [{"present": ((0,) * 4,) * 2}, {"most_per_hospital": 1, "able": ((((1,) * 3),) * 2,
     ((1, 1, 1), (0, 0, 1)))}],
    ids=["plainly impossible", "proven impossible"],
)  # fmt: skip
def test_nothing_is_written_where_there_is_no_solution(run, changes):
    """The message says so, and the exit code is the one for a missing schedule."""
    instance = tiny(**changes)
    assert best(instance) is None
    said, code, out = run(dzn(instance))
    assert code == 3, said
    assert "No solution without violations was found" in said
    assert not out.exists()


def test_an_unreadable_file_is_refused(run):
    """Exit code 2, the problem in words, and no traceback."""
    said, code, out = run(dzn(TINY).replace("Groups=2;", ""))
    assert code == 2
    assert "column 'Groups': is missing" in said
    assert "Traceback" not in said
    assert not out.exists()
