"""A published ``schedule.csv``, read without the tables that it was made for.

Students, wards and rotations may have gone from the tables since; what was published
stays what it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from scheduler.domain.schedule import Placement, Schedule
from scheduler.files.grids import csv_grid

NAME = "schedule.csv"


def read_published(data: bytes) -> tuple[Schedule, Mapping[str, str]]:
    """Return a schedule, and its students' full names by number.

    ``data`` is what `schedule_csv` wrote; ValueError or KeyError where it isn't.
    """
    rows = list(_rows(data))
    placements = [_placement(row) for row in rows if row["ward"]]
    names = {row["student"]: f"{row['surname']} {row['name']}".strip() for row in rows}
    return Schedule.of(placements), names


def _rows(data: bytes) -> Iterator[dict[str, str]]:
    heading, *lines = csv_grid(NAME, data).rows
    for line in lines:
        yield dict(zip(heading.cells, line.cells, strict=False))


def _placement(row: Mapping[str, str]) -> Placement:
    return Placement(
        row["student"],
        datetime.strptime(row["week"], "%d/%m/%Y").date(),
        row["rotation"],
        row["ward"],
        int(row["occurrence"]),
    )
