"""The results as a CSV for programs and as a Markdown table for people."""

from __future__ import annotations

import csv
import io
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from scheduler.files import write_file

COLUMNS = (
    "family",
    "instance",
    "students",
    "method",
    "status",
    "prepared",
    "first",
    "objective",
    "bound",
    "gap",
    "seconds",
    "memory",
    "unplaced",
    "fewest_proven",
    "violations",
    "known",
)

HEADINGS = (
    ("instance", "instance"),
    ("method", "method"),
    ("first", "first schedule, s"),
    ("objective", "objective"),
    ("bound", "bound"),
    ("gap", "gap"),
    ("seconds", "seconds"),
    ("memory", "memory, MB"),
    ("unplaced", "unplaced"),
    ("known", "planted or published"),
)

NOTES = """\
Objective and breaches are counted by the independent checker. Costs are to be
minimised, MSS scores to be maximised. Seconds count from the instance being there;
reading or generating it comes before. Memory: all processes of a run together, at its
peak. "Not run": too large for the method. Lottery: students in random order, each takes
the best free seat that the rules allow for each rotation in turn; it knows no bound.
The MIP has the same rows and walks as plain CP-SAT (walks as flows), nothing is left
out; it doesn't tell when it had its first schedule.
"""


def machine():
    """Say in a few words what all this ran on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else "?"
    cpu = _after("/proc/cpuinfo", "model name") or platform.processor() or "unknown CPU"
    memory = _after("/proc/meminfo", "MemTotal")
    size = f"{int(memory.split()[0]) / 2**20:.0f} GB" if memory else "unknown memory"
    return (
        f"{cpu}, {cores} cores, {size}, Python {platform.python_version()}, "
        f"OR-Tools {version('ortools')}, numba {version('numba')}"
    )


def _after(path, name):
    """Return what stands behind the first ``name:`` of a file, "" without it."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""
    return next(
        (
            line.partition(":")[2].strip()
            for line in text.splitlines()
            if line.startswith(name)
        ),
        "",
    )


def write_tables(lines, out, settings):
    """Write ``out`` as a CSV and, beside it, a Markdown table of the same name."""
    write_file(out, _csv(lines).encode())
    write_file(out.with_suffix(".md"), _markdown(lines, settings).encode())


def _csv(lines):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {name: "" if value is None else value for name, value in line.items()}
        for line in lines
    )
    return text.getvalue()


def _markdown(lines, settings):
    day = datetime.now(UTC).date().isoformat()
    head = [f"Run on {day}: {machine()}. {settings}", "", NOTES]
    titles = [title for _, title in HEADINGS]
    rows = [[_shown(line, name) for name, _ in HEADINGS] for line in lines]
    table = [titles, ["---"] * len(titles), *rows]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in table)]) + "\n"


def _shown(line, name):
    value = line.get(name)
    if name == "objective" and line["status"] != "ok":
        said = "" if value is None else f"{value}, "
        count = line.get("violations")
        return said + (f"{count} breaches" if count else line["status"])
    if value is None:
        return "-"
    if name == "gap":
        return f"{value:.2%}"
    if name in ("first", "seconds"):
        return f"{value:.1f}"
    if name == "unplaced":
        return (
            f"{value} (proven)" if value and line.get("fewest_proven") else f"{value}"
        )
    return str(value)
