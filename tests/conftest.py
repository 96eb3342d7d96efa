"""Things that many tests need: a tiny school's schedule, made once by the program."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main

ROOT = Path(__file__).parent.parent
TINY = ROOT / "instances" / "tiny"


@pytest.fixture(scope="session")
def tiny_schedule(tmp_path_factory):
    """(folder of the tiny instance, its schedule.csv), as texts."""
    out = tmp_path_factory.mktemp("tiny")
    ran = CliRunner().invoke(main, ["solve", str(TINY), "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    return str(TINY), str(out / "schedule.csv")
