"""A school on disk that is published, changed and published again."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from scheduler.domain.schedule import Schedule
from scheduler.domain.waivers import Waiver
from scheduler.files import schedule_csv, write_file, write_instance
from scheduler.office.publishing import Signature, draft, publish
from scheduler.office.stays import Reading
from scheduler.rules import RULES
from tests.school import good_placements, school

NOON = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


def on_disk(**changes):
    """Return the tests' school with periods named as tables have them."""
    instance = school(**changes)
    periods = tuple(
        replace(period, id=f"P{number}")
        for number, period in enumerate(instance.calendar.periods)
    )
    named = replace(instance, calendar=replace(instance.calendar, periods=periods))
    return replace(named, waivers=all_waived(named))


def all_waived(instance):
    """Return waivers for whatever rule is broken, by whom and where."""
    about = [
        *({"student": student} for student in instance.students),
        *({"ward": ward} for ward in instance.wards),
    ]
    return tuple(
        Waiver(f"W{number}", rule.name, "a test", "Synthetic Dean", NOON.date(), **one)
        for number, (rule, one) in enumerate(product(RULES, about))
    )


@dataclass
class Desk:
    """The office's desk: an instance folder, and the folder that people get."""

    folder: Path
    now: datetime = NOON
    instance: object = field(default_factory=on_disk)

    def __post_init__(self):
        self.tables = self.folder / "tables"
        self.out = self.folder / "published"
        self.schedule_file = self.folder / "schedule.csv"
        self.ledger = self.tables / "publications"
        write_instance(self.instance, self.tables)

    def change(self, instance):
        """Change the tables; rewriting them leaves the ledger alone."""
        self.instance = instance
        write_instance(instance, self.tables, all_tables=True)

    def publish(self, *placements, note=""):
        """Sign a schedule, an hour after the one before."""
        self.now += timedelta(hours=1)
        plan = Schedule.of(placements)
        write_file(self.schedule_file, schedule_csv(self.instance, plan))
        ready, _ = draft(self.tables, self.schedule_file, Reading())
        sign = Signature("Synthetic Dean", note, self.now)
        return publish(ready, sign, self.out, "it").publication


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture
def good():
    return good_placements()
