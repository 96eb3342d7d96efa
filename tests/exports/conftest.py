"""Other people's calendar programs, and a winter with both clock changes."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from scheduler.domain.schedule import Schedule
from scheduler.exports import Edition
from tests.readers import ICAL_JS, KHAL_CONFIG, need, npm_package, run
from tests.school import (
    ADA,
    WARDS,
    but,
    calendar,
    good_placements,
    period,
    place,
    school,
)

ROME = ZoneInfo("Europe/Rome")
AUTUMN, CHRISTMAS, SPRING = date(2026, 10, 19), date(2026, 12, 7), date(2027, 3, 22)
ICAL_JS_SCRIPT = """
import ICAL from "ical.js";
import { readFileSync } from "node:fs";
const file = process.argv[1];
const feed = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
for (const zone of feed.getAllSubcomponents("vtimezone"))
  ICAL.TimezoneService.register(zone);
const events = feed.getAllSubcomponents("vevent").map(c => new ICAL.Event(c));
console.log(JSON.stringify(events.map(event => [
  event.uid,
  event.startDate.toJSDate().toISOString(),
  event.endDate.toJSDate().toISOString(),
])));
"""


@pytest.fixture
def edition():
    return Edition(datetime(2026, 9, 1, 10, 0, tzinfo=UTC))


@pytest.fixture
def good():
    """A complete plan of the tiny school."""
    return Schedule.of(good_placements())


@pytest.fixture
def winter():
    """A school from October to April with holidays; cardiology starts at 8:15."""
    return school(
        calendar=calendar(
            period("clinical", AUTUMN, SPRING + timedelta(days=7), hours=5),
            holidays=(date(2026, 12, 7), date(2026, 12, 8), date(2027, 3, 29)),
        ),
        wards=but(WARDS, "POL-CAR", starts_at=time(8, 15)),
    )


@pytest.fixture
def winter_placements():
    """40 h of cardiology across each clock change, and 20 h in a week with holidays."""
    return Schedule.of(
        (
            place(ADA, "CAR", "POL-CAR", AUTUMN),
            place(ADA, "PNE", "POL-CAR", CHRISTMAS),
            place(ADA, "OBG-1", "POL-CAR", SPRING),
            place(ADA, "OBG-2", "POL-CAR", SPRING + timedelta(days=7)),
        )
    )


def renamed(things, key, name):
    """Return ``things`` with another name for one of them."""
    return {**things, key: replace(things[key], name=name)}


@pytest.fixture(scope="session")
def ical_js():
    """The folder in which node finds ical.js."""
    return npm_package(ICAL_JS)


def by_icalendar(data, tmp_path, request):
    feed = icalendar.Calendar.from_ical(data)
    return [(str(e["UID"]), e.start, e.end) for e in feed.events]


def by_recurring_ical_events(data, tmp_path, request):
    feed = icalendar.Calendar.from_ical(data)
    found = recurring_ical_events.of(feed).between(date(2026, 1, 1), date(2028, 1, 1))
    return [(str(e["UID"]), e.start, e.end) for e in found]


def by_ical_js(data, tmp_path, request):
    folder = request.getfixturevalue("ical_js")
    file = tmp_path / "feed.ics"
    file.write_bytes(data)
    script = ("--input-type=module", "--eval", ICAL_JS_SCRIPT)
    out = run(need("node"), *script, "--", str(file), folder=folder)
    return [
        (uid, datetime.fromisoformat(start), datetime.fromisoformat(end))
        for uid, start, end in json.loads(out)
    ]


def by_khal(data, tmp_path, request):
    khal = (need("khal"), "-c", str(tmp_path / "config"))
    (tmp_path / "mine").mkdir()
    (tmp_path / "config").write_text(KHAL_CONFIG.format(folder=tmp_path))
    (tmp_path / "feed.ics").write_bytes(data)
    run(*khal, "import", "--batch", "-a", "mine", "feed.ics", folder=tmp_path)
    form = ("--day-format", "", "--format", "{uid}|{start-long}|{end-long}")
    listed = run(*khal, "list", *form, "2026-01-01", "2028-01-01", folder=tmp_path)
    rows = [line.split("|") for line in listed.splitlines() if line]
    return [(uid, local(start), local(end)) for uid, start, end in rows]


def local(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ROME)


READERS = (by_icalendar, by_recurring_ical_events, by_ical_js, by_khal)


@pytest.fixture(params=READERS, ids=lambda reader: reader.__name__)
def read(request, tmp_path):
    """Read a calendar with another program: [(UID, local start, local end)]."""

    def reading(data):
        events = request.param(data, tmp_path, request)
        return sorted((u, s.astimezone(ROME), e.astimezone(ROME)) for u, s, e in events)

    return reading
