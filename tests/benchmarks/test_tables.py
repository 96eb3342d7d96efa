"""The benchmark runs: a small school, every method, a table with a line for each."""

import csv

import pytest

from scheduler.solver.exact import Limits, solve_model, whole_model
from tests.benchmarks.__main__ import main
from tests.benchmarks.cases import Case, Public, School
from tests.benchmarks.measure import solve_here
from tests.benchmarks.methods import METHODS
from tests.benchmarks.table import COLUMNS
from tests.mss.tiny import TINY, best, dzn
from tests.school import school


@pytest.mark.compiled
def test_a_run_leaves_a_table(tmp_path):
    """One line a method: figures where there is a schedule, in a CSV and for people."""
    out = tmp_path / "results.csv"
    arguments = ["--sizes", "16", "--loads", "0.9", "--no-twins", "--only", "schools"]
    main(["run", "--out", str(out), *arguments, "--time", "5", "--methods", "ours"])
    with out.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert tuple(lines[0]) == COLUMNS
    assert [line["method"] for line in lines] == ["ours"]
    assert lines[0]["status"] == "ok", lines[0]
    assert int(lines[0]["bound"]) <= int(lines[0]["objective"])
    assert float(lines[0]["memory"]) > 10
    assert int(lines[0]["known"]) > 0
    text = out.with_suffix(".md").read_text(encoding="utf-8")
    assert "| 16 students, load 0.9 | ours |" in text
    assert "cores" in text


def test_large_schools_are_not_run_by_slow_methods(tmp_path):
    """The table says so instead of leaving a gap."""
    out = tmp_path / "results.csv"
    arguments = ["--sizes", "2800", "--loads", "1", "--methods", "MIP,plain CP-SAT"]
    main(["run", "--out", str(out), "--only", "schools", *arguments])
    text = out.with_suffix(".md").read_text(encoding="utf-8")
    assert text.count("not run |") == 4


@pytest.fixture(scope="module")
def cheapest():
    """What the tiny school costs at the least."""
    model = whole_model(School(school()).problem)
    return solve_model(model, Limits(20)).objective


@pytest.mark.parametrize("method", METHODS)
def test_every_method_solves_the_tiny_school(method, cheapest):
    """The exact ones find the best; the lottery something that breaks no rule."""
    given = School(school())
    found = METHODS[method](given, 10, 1, 1)
    judged = given.judge(found.solution)
    assert judged.violations == 0
    if method == "lottery":
        assert judged.objective >= cheapest
    else:
        assert (judged.objective, found.bound) == (cheapest, cheapest)


@pytest.mark.parametrize("method", ["ours", "plain CP-SAT", "MIP"])
def test_every_method_solves_the_tiny_public_instance(method):
    """Scores are to be maximised, and the worst student counts twice."""
    given = Public(TINY)
    found = METHODS[method](given, 10, 1, 1)
    assert given.judge(found.solution).objective == found.bound == best(TINY)


def test_a_line_of_a_public_instance(tmp_path):
    """A run on a file: score, bound and gap in the published sense."""
    path = tmp_path / "tiny.dzn"
    path.write_text(dzn(TINY), encoding="utf-8")
    line = solve_here(Case(f"mss:{path}", "mss", "tiny", 2), "ours", 10, 1, 1, 0.0)
    assert line["status"] == "ok"
    assert (line["objective"], line["gap"]) == (best(TINY), 0)
