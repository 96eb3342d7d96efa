"""The instances: generated schools, the example year, public MSS files.

A case is named by a text that a new process can make it from again: ``ims``,
``school:280:0.95``, ``school:280:0.95:short`` (the twin in which something must stay
unplaced), ``mss:path/to/file.dzn``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scheduler.files.mss import read_mss
from scheduler.goals import objective
from scheduler.mss import check
from scheduler.mss.model import model_of
from scheduler.office.reading import load
from scheduler.office.stays import Reading, planned
from scheduler.rules import check_all
from scheduler.solver.problem import gather
from scheduler.synthetic import generate

ROOT = Path(__file__).parent.parent.parent
YEARS = 4  # years of study in a generated school
SEED = 1
IMS = "ims-2026-27"
IMS_STUDENTS = 268


@dataclass(frozen=True)
class Case:
    """An instance by name. ``students`` decides which methods are run at all."""

    spec: str
    family: str
    name: str
    students: int

    def make(self):
        """Return the instance itself: a `School` or a `Public`."""
        kind, *rest = self.spec.split(":", 1)
        if kind == "school":
            size, load_, *twin = rest[0].split(":")
            return School(*generate(int(size) // YEARS, float(load_), SEED, bool(twin)))
        if kind == "ims":
            given = load(ROOT / "instances" / IMS)
            return School(planned(given, Reading(skip_refused=True)).instance)
        return Public(read_mss(Path(rest[0])))


@dataclass(frozen=True)
class Judged:
    """What the independent checker says: ``objective`` is a cost or a score."""

    objective: int
    unplaced: int
    violations: int


class School:
    """A school's year; ``planted``: a schedule that is known to be possible."""

    maximise = False

    def __init__(self, instance, planted=None):
        self.instance, self.planted = instance, planted

    @cached_property
    def problem(self):
        return gather(self.instance)

    @property
    def known(self):
        """The planted schedule's cost."""
        return None if self.planted is None else self.judge(self.planted).objective

    def solution(self, chosen):
        """Return the schedule that a set of candidates stands for."""
        return self.problem.schedule(chosen)

    def bound(self, cost):
        """Return a bound on the cost in the objective's own sense."""
        return cost

    def judge(self, schedule):
        return Judged(
            objective(self.instance, schedule),
            sum(missing for _, missing in self.instance.unplaced(schedule)),
            len(check_all(self.instance, schedule)),
        )


class Public:
    """A public MSS instance: a score to be maximised."""

    maximise = True
    known = None

    def __init__(self, instance):
        self.instance = instance

    @cached_property
    def model(self):
        return model_of(self.instance)

    @property
    def problem(self):
        return self.model.problem

    def solution(self, chosen):
        return self.model.placements(chosen)

    def bound(self, cost):
        return self.model.score(cost)

    def judge(self, placements):
        verdict = check(self.instance, placements)
        owed = sum(map(sum, self.instance.owed))
        missing = owed - len(placements)
        return Judged(verdict.score, missing, len(verdict.violations))


# -- which ones ------------------------------------------------------------------------


def schools(sizes, loads, twins):
    """Yield a school of each size at each load, and their infeasible twins."""
    for size in sizes:
        for load_ in loads:
            name = f"{size} students, load {load_:g}"
            yield Case(f"school:{size}:{load_:g}", "schools", name, size)
            if twins:
                spec = f"school:{size}:{load_:g}:short"
                yield Case(spec, "schools", f"{name}, short of seats", size)


def ims():
    """Yield the example year."""
    yield Case("ims", "ims", IMS, IMS_STUDENTS)


def mss(folder):
    """Yield the MSS files of a folder, the smaller ones first."""
    for path in sorted(folder.glob("*.dzn"), key=lambda p: (p.stat().st_size, p.name)):
        yield Case(f"mss:{path}", "mss", path.stem, read_mss(path).students)


def published(path):
    """Return the best published scores in a CSV, by name of the instance."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        row["instance"]: int(row["published_best"] or row["reference_found"])
        for row in rows
    }
