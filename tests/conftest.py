"""Things that many tests need: a tiny school's schedule, and the compiled engine."""

import subprocess
import sys
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


# -- compiled code -----------------------------------------------------------------

COMPILING = pytest.StashKey[subprocess.Popen]()


def needs_compiled(item):
    return item.get_closest_marker("compiled") is not None


def pytest_collection_modifyitems(items):
    """Tests of compiled code come last, and the others take up the time till then."""
    items.sort(key=needs_compiled)


def pytest_collection_finish(session):
    """Have the engine compiled beside the tests that don't need it."""
    if session.config.option.collectonly:
        return
    if {needs_compiled(item) for item in session.items} == {False, True}:
        command = [sys.executable, "-m", "tests.compiled"]
        session.config.stash[COMPILING] = subprocess.Popen(command, cwd=ROOT)


def pytest_runtest_setup(item):
    """Wait for compiled code rather than compile it twice."""
    if needs_compiled(item) and COMPILING in item.config.stash:
        item.config.stash[COMPILING].wait()


def pytest_sessionfinish(session):
    """Leave no process behind where the tests end early."""
    if COMPILING in session.config.stash:
        session.config.stash[COMPILING].kill()
        session.config.stash[COMPILING].wait()
