"""A copy of the tiny school and its schedule, to be changed, and forms filled in."""

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.domain.schedule import Placement, Schedule
from scheduler.files import schedule_csv
from scheduler.office.reading import load
from tests.conftest import TINY


@pytest.fixture
def run():
    """Run a command line; return what click says of it."""

    def running(*arguments):
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return running


PLAN = """\
000101 MED 1 N-MED 2026-10-05
000101 SUR 1 N-SUR 2026-10-19
000101 PED 1 S-CHILD 2026-11-30
000102 SUR 1 N-SUR 2026-10-12
000102 MED 1 N-MED 2026-10-19
000102 PED 1 S-CHILD 2026-11-23
000103 MED 1 S-MED 2026-10-05
000103 PED 1 S-CHILD 2026-10-19
000103 SUR 1 N-SUR 2026-11-23
000104 MED 2 S-MED 2026-09-28
000104 PED 1 S-CHILD 2026-10-05
000104 SUR 1 N-SUR 2026-11-09
"""


def planned():
    """The placements of PLAN: everybody is placed, no rule is broken."""
    for line in PLAN.splitlines():
        student, rotation, occurrence, ward, week = line.split()
        first = date.fromisoformat(week)
        yield Placement(student, first, rotation, ward, int(occurrence))


@pytest.fixture
def school(tmp_path):
    """(folder, schedule): the tiny school and a plan of it, which a test may change."""
    folder = Path(shutil.copytree(TINY, tmp_path / "tiny"))
    schedule = tmp_path / "schedule.csv"
    schedule.write_bytes(schedule_csv(load(folder), Schedule.of(planned())))
    return folder, schedule


@pytest.fixture
def fill():
    """Write into a form: {student/rotation: {column: value}}, or one row after another.

    Returns the rows as they stand, by column.
    """

    def filling(path, cells):
        book = openpyxl.load_workbook(path)
        rows = list(book.worksheets[0].iter_rows())
        top = next(i for i, r in enumerate(rows) if str(r[0].value).startswith("stud"))
        names = [str(cell.value).split(" /")[0] for cell in rows[top]]
        found = [dict(zip(names, row, strict=True)) for row in rows[top + 1 :]]
        for number, row in enumerate(found):
            key = f"{row['student'].value}/{row['rotation'].value}"
            for name, value in cells.get(key, cells.get(number, {})).items():
                row[name].value = value
        book.save(path)
        return [{name: cell.value for name, cell in row.items()} for row in found]

    return filling


def lines(path):
    """The cells of a semicolon CSV, row by row, without the heading."""
    text = path.read_text(encoding="utf-8-sig").splitlines()
    return [line.split(";") for line in text if not line.startswith("#")][1:]
