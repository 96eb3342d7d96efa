"""One method on one instance in a process of its own, with its time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.benchmarks.cases import ROOT, Case
from tests.benchmarks.methods import METHODS

GRACE = 120.0
"""Seconds beyond the limit, for reading and modelling, after which a run is ended."""

MEGABYTE = 1 << 20


# -- in the process that solves --------------------------------------------------------


def solve_here(case, method, seconds, seed, workers, begun):
    """Solve in this process; return a line of the table as far as it is known here.

    ``begun``: when the process was started, as a Unix time.
    """
    given = case.make()
    prepared = time.time() - begun
    found = METHODS[method](given, seconds, seed, workers)
    line = {"prepared": prepared, "seconds": found.seconds, "known": given.known}
    if found.bound is not None:
        line["bound"] = found.bound
    if found.solution is None:
        return {**line, "status": "no solution"}
    judged = given.judge(found.solution)
    line |= {
        "status": "broken" if judged.violations else "ok",
        "first": found.first,
        "objective": judged.objective,
        "unplaced": judged.unplaced,
        "violations": judged.violations,
        "fewest_proven": found.fewest_proven,
    }
    if found.bound is not None and not judged.violations:
        unavoidable = 0 if given.maximise else given.problem.unavoidable
        line["gap"] = _gap(given.maximise, judged.objective, found.bound, unavoidable)
    return line


def _gap(maximise, objective, bound, unavoidable):
    """Return what could be left to gain, as a share of what isn't unavoidable."""
    missing = bound - objective if maximise else objective - bound
    return max(0, missing) / max(1, abs(objective) - unavoidable)


# -- in the process that measures ------------------------------------------------------


def measured(case: Case, method, seconds, seed, workers, *, cold=False):
    """Run a method in a new process; return its line of the table.

    ``cold``: with an empty cache of compiled code.
    """
    command = [sys.executable, "-m", "tests.benchmarks", "one", case.spec, method]
    command += [str(seconds), str(seed), str(workers), str(time.time())]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as cache:
        if cold:
            environment["NUMBA_CACHE_DIR"] = cache
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        with _Memory(process.pid) as memory:
            line = _line(process, seconds + GRACE)
    return {**line, "memory": round(memory.peak / MEGABYTE)}


def _line(process, limit):
    try:
        out, err = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        _end(process)
        return {"status": "too slow"}
    if process.returncode:
        last = (err.strip().splitlines() or ["no message"])[-1]
        return {"status": f"failed: {last}"}
    return json.loads(out.strip().splitlines()[-1])


def _end(process):
    """End a process with the children that it started."""
    for pid in _members(process.pid):
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            continue
    process.communicate()


class _Memory:
    """The most memory that a process and its children hold at a time, in bytes.

    Looked at several times a second; pages that they share count for each of them.
    """

    def __init__(self, leader):
        self.leader, self.peak = leader, 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()

    def _watch(self):
        page = os.sysconf("SC_PAGE_SIZE")
        while not self._done.wait(0.2):
            pages = sum(_pages(pid) for pid in _members(self.leader))
            self.peak = max(self.peak, pages * page)


def _members(leader):
    """Return the processes of a session, as Linux lists them."""
    numbers = [entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [int(pid) for pid in numbers if _fields(pid)[3:4] == [str(leader)]]


def _pages(pid):
    fields = _fields(pid)
    return int(fields[21]) if len(fields) > 21 else 0


def _fields(pid):
    """Return what stands in a process's line after its name: state, parent, ..."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []  # It has ended in the meantime.
    return text.rpartition(")")[2].split()
