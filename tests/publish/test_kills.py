"""The power goes at any moment: the old publication stands, or the new one."""

import os
import signal
import subprocess
import sys
import time

import pytest

from scheduler.publish.disk import write_folder
from scheduler.publish.ledger import issue, publications, read_ledger
from tests.publish.conftest import NOON

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")

FILES = 4
# Dies of a real SIGKILL at the n-th call that touches the ledger, for each n until a
# run gets through: once for every file opened, folder made, file renamed or removed.
# Prints how many publications there are then, and after one more run.
AT_EVERY_STEP = """
import itertools, os, shutil, signal, sys
from pathlib import Path
from tests.publish.test_kills import check_sound, publish_next

base, place = Path(sys.argv[1]), Path(sys.argv[1] + "-copy")

def die_at(last):
    calls = itertools.count(1)
    def hook(event, arguments):
        if event.split(".")[0] in ("open", "os", "shutil") and arguments:
            if str(place) in str(arguments[0]) and next(calls) == last:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)

for last in itertools.count(1):
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(base, place)
    child = os.fork()
    if not child:
        die_at(last)
        publish_next(place)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        sys.exit(status)
    count = check_sound(place)
    publish_next(place)
    print(count, check_sound(place))
"""
WITHOUT_END = """
import sys
from pathlib import Path
from tests.publish.test_kills import publish_next

print("ready", flush=True)
while True:
    publish_next(Path(sys.argv[1]))
"""


def publish_next(place):
    """Add the next publication to the ledger, large enough to take a while."""
    found = publications(place)
    before = found[-1] if found else None
    place.mkdir(exist_ok=True)
    heading = "student;surname;name;rotation;occurrence;ward;week\n"
    line = "000101;Synthetic;Student 1;CAR;1;POL-CAR;05/10/2026\n"
    files = {
        "schedule.csv": f"{heading}{line}".encode(),
        "events.csv": b"x" * 3_000_000,
        "remarks.json": b"{}",
    }
    issue(place, before, {"by": "Synthetic Dean"}, files, NOON)


def check_sound(place):
    """Return how many publications there are; each one is whole."""
    ledger = read_ledger(place)
    assert ledger.faults == ()
    for one in ledger.publications:
        assert {path.name for path in one.folder.iterdir()} == {
            *one.facts["files"],
            "publication.json",
        }
    return len(ledger.publications)


def started(program, place):
    return subprocess.Popen(
        [sys.executable, "-c", program, str(place)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_a_kill_at_any_step_leaves_the_old_or_the_new_publication(tmp_path):
    """At every call that touches the disk; the next run goes on from there."""
    publish_next(tmp_path / "school")
    run = started(AT_EVERY_STEP, tmp_path / "school")
    out, _ = run.communicate(timeout=100)
    assert run.returncode == 0
    counts = [tuple(map(int, line.split())) for line in out.splitlines()]
    assert len(counts) > 3 * FILES  # reading the first, writing the second, and more
    assert counts == sorted(counts)
    assert set(counts) == {(1, 2), (2, 3)}  # the old one, then the new one


@pytest.mark.parametrize("milliseconds", [3, 17, 31, 59])
def test_a_kill_in_the_middle_of_writing_leaves_whole_publications(
    tmp_path, milliseconds
):
    """At moments that nobody chose, also within a file."""
    run = started(WITHOUT_END, tmp_path)
    assert run.stdout.readline() == "ready\n"
    time.sleep(milliseconds / 1000)
    os.kill(run.pid, signal.SIGKILL)
    run.communicate()
    before = check_sound(tmp_path)
    publish_next(tmp_path)
    assert check_sound(tmp_path) == before + 1


def test_a_folder_that_is_there_is_never_touched(tmp_path):
    (tmp_path / "0001").mkdir()
    (tmp_path / "0001" / "old").write_text("old")
    with pytest.raises(Exception, match="is there already"):
        write_folder(tmp_path / "0001", {"new": b"new"})
    assert [path.name for path in tmp_path.iterdir()] == ["0001"]
    assert [path.name for path in (tmp_path / "0001").iterdir()] == ["old"]
