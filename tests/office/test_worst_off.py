"""What was done for the worst-off is told: on the screen and in the files."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.files import write_instance
from tests.solver.test_tail import chain_of_four


def solved(folder, percent):
    """Solve four students' town where so much may be spent; return what is told."""
    town = chain_of_four()
    periods = tuple(replace(one, id="clinical") for one in town.calendar.periods)
    instance = replace(
        town,
        calendar=replace(town.calendar, periods=periods),
        settings={"worst_off_percent": percent},
    )
    write_instance(instance, folder / "school")
    arguments = ["solve", str(folder / "school"), "--out", str(folder / "out")]
    ran = CliRunner().invoke(main, arguments)
    assert ran.exit_code == 0, ran.output
    summary = json.loads((folder / "out" / "summary.json").read_text("utf-8"))
    page = (folder / "out" / "report.html").read_text("utf-8")
    return ran.output, summary, page


def test_what_was_done_and_what_it_cost_is_told(tmp_path):
    """Half of the cost may be spent: one who bore 36 of 36 is helped, for 8 more."""
    said, summary, page = solved(tmp_path, 50)
    words = "the highest burden fell from 36 to 20"
    assert words in said
    assert words in page
    assert "for 8 more in the cost" in said
    told = summary["worst_off"]
    assert (told["highest_before"], told["highest"]) == (36, 20)
    assert (told["five_worst_before"], told["five_worst"]) == (
        [36, 0, 0, 0],
        [20, 12, 12, 0],
    )
    assert (told["objective_before"], told["objective"]) == (36, 44)
    assert summary["objective"] == 44
    assert summary["bound"] == 36
    assert summary["gap"] == pytest.approx(8 / 44, abs=1e-6)


def test_it_is_told_that_nothing_was_found(tmp_path):
    """A hundredth of the cost is too little here."""
    said, summary, _ = solved(tmp_path, 1)
    assert "Nothing more could be found for the worst-off, who bears 36" in said
    assert summary["worst_off"]["highest"] == 36
    assert summary["proven_optimal"]


def test_the_office_can_switch_it_off(tmp_path):
    """With the setting 0 the sum alone counts, and nothing is said of the worst-off."""
    said, summary, page = solved(tmp_path, 0)
    assert "worst-off" not in said
    assert summary["worst_off"] is None
    assert "highest burden" not in page
