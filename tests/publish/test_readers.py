"""Programs of other people see five publications that change at random.

Some subscribe to the feed over HTTP, some import each publication's file upon the one
before. After each publication every one of them has exactly its days, at the hours of
the clock in Milan: on both sides of 25 October and of 28 March.
"""

import csv
import json
import random
import threading
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.schedule import Schedule
from scheduler.exports.calendars import FOLDERS
from scheduler.exports.events import Kind
from scheduler.publish.feeds import publish_feeds
from tests.publish.conftest import on_disk
from tests.publish.test_successive import expected_days, some_plan
from tests.readers import ICAL_JS, KHAL_CONFIG, NODE_ICAL, need, npm_package, run
from tests.school import ADA, WARDS, but, calendar, period

ROME, TIMES = ZoneInfo("Europe/Rome"), 5
AUTUMN, SPRING = date(2026, 10, 19), date(2027, 3, 22)
CLOCKS_CHANGE = tuple(
    day + timedelta(days=7 * n) for day in (AUTUMN, SPRING) for n in (0, 1)
)
# Each prints [[id, begin, end, status]], in UTC; arguments are files or addresses.
ICAL_JS_SCRIPT = """
import ICAL from "ical.js";
import { readFileSync } from "node:fs";
const known = new Map();
for (const source of process.argv.slice(1)) {
  const text = source.startsWith("http")
    ? await (await fetch(source)).text() : readFileSync(source, "utf8");
  const feed = new ICAL.Component(ICAL.parse(text));
  for (const zone of feed.getAllSubcomponents("vtimezone"))
    ICAL.TimezoneService.register(zone);
  for (const one of feed.getAllSubcomponents("vevent").map(c => new ICAL.Event(c)))
    if (!known.has(one.uid) || known.get(one.uid).sequence <= one.sequence)
      known.set(one.uid, one);
}
console.log(JSON.stringify([...known.values()].map(one => [
  one.uid, one.startDate.toJSDate().toISOString(), one.endDate.toJSDate().toISOString(),
  one.component.getFirstPropertyValue("status"),
])));
"""
NODE_ICAL_SCRIPT = """
import ical from "node-ical";
let known = {};
for (const source of process.argv.slice(1))
  known = { ...known, ...(source.startsWith("http")
    ? await ical.async.fromURL(source) : await ical.async.parseFile(source)) };
const events = Object.values(known).filter(one => one.type === "VEVENT");
console.log(JSON.stringify(events.map(one => [
  one.uid, one.start.toISOString(), one.end.toISOString(), one.status,
])));
"""
VDIRSYNCER_CONFIG = """
[general]
status_path = "{folder}/status/"
[pair feed]
a = "computer"
b = "web"
collections = null
[storage computer]
type = "filesystem"
path = "{folder}/mine/"
fileext = ".ics"
[storage web]
type = "http"
url = "{address}"
"""


def shown(rows):
    """What a person sees: [(begin, end)] of what isn't cancelled, none twice."""
    ids = [row[0] for row in rows]
    assert len(set(ids)) == len(ids)
    return sorted(
        (begin.astimezone(UTC), end.astimezone(UTC))
        for _, begin, end, status in rows
        if status != "CANCELLED"
    )


def by_node(package, script, sources, folder):
    home = npm_package(package)
    sources = [str(one) for one in sources]
    arguments = ("--input-type=module", "--eval", script, "--", *sources)
    out = run(need("node"), *arguments, folder=home)
    return [
        (uid, datetime.fromisoformat(begin), datetime.fromisoformat(end), status)
        for uid, begin, end, status in json.loads(out)
    ]


def ical_js(sources, folder):
    return by_node(ICAL_JS, ICAL_JS_SCRIPT, sources, folder)


def node_ical(sources, folder):
    return by_node(NODE_ICAL, NODE_ICAL_SCRIPT, sources, folder)


def khal(sources, folder):
    """Import the last file; what came before is in khal's folder already."""
    program = khal_at(folder)
    source = ("--batch", "-a", "mine", str(sources[-1]))
    run(*program, "import", *source, folder=folder)
    return listed(program, folder)


def khal_at(folder):
    (folder / "mine").mkdir(exist_ok=True)
    (folder / "config").write_text(KHAL_CONFIG.format(folder=folder))
    return need("khal"), "-c", str(folder / "config")


def listed(program, folder):
    form = "{uid}|{start-long}|{end-long}|{status}"
    options = ("--day-format", "", "--format", form)
    out = run(*program, "list", *options, "2026-09-01", "2027-08-01", folder=folder)
    rows = [line.split("|") for line in out.splitlines() if line]
    return [(u, local(begin), local(end), s.strip()) for u, begin, end, s in rows]


def local(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ROME)


def vdirsyncer(sources, folder):
    """Synchronise a folder with the feed, and look into it with khal."""
    program, config = need("vdirsyncer"), folder / "vdirsyncer.conf"
    is_new = not config.exists()
    config.write_text(VDIRSYNCER_CONFIG.format(folder=folder, address=sources[-1]))
    calendars = khal_at(folder)
    if is_new:
        run(program, "-c", str(config), "discover", folder=folder)
    run(program, "-c", str(config), "sync", folder=folder)
    return listed(calendars, folder)


class Quiet(SimpleHTTPRequestHandler):
    """A web server that says nothing of what it serves."""

    def log_message(self, *_):
        pass


@pytest.fixture
def web(tmp_path):
    """A folder on the web: (folder, address)."""
    folder = tmp_path / "web"
    folder.mkdir()
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def winter(chance):
    """A year from October to April in which now and then a ward starts later."""
    begin = chance.choice([time(8, 0), time(8, 30)])
    return on_disk(
        calendar=calendar(
            period("clinical", AUTUMN, SPRING + timedelta(days=14), hours=5),
            holidays=(date(2026, 12, 7), date(2026, 12, 8), date(2027, 3, 29)),
        ),
        wards=but(WARDS, "NIG-MED", starts_at=begin),
    )


def publications(desk, seed):
    """Yield the days that ADA has after each of five publications."""
    chance, plan = random.Random(seed), ()
    for _ in range(TIMES):
        desk.change(winter(chance))
        plan = some_plan(chance, desk.instance, plan, CLOCKS_CHANGE)
        desk.publish(*plan)
        yield expected_days(desk.instance, Schedule.of(plan), ADA)


def address_of(desk, folder, host):
    """Put the feeds on the web; return the address of ADA's."""
    index = publish_feeds(desk.tables, folder, address=host).index
    with index.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return next(
        row["address"]
        for row in rows
        if (row["calendar"], row["of"]) == (Kind.DAY.value, ADA)
    )


def offsets(days):
    """The hours by which the clock in Milan was ahead of UTC on these days."""
    return {begin.astimezone(ROME).utcoffset() for begin, _ in days}


BOTH = {timedelta(hours=1), timedelta(hours=2)}


@pytest.mark.parametrize("reader", [ical_js, node_ical, vdirsyncer])
def test_who_subscribes_sees_the_last_publication(desk, web, tmp_path, reader):
    """The address stays; behind it are the days of the last publication, no others."""
    home, addresses, seen = tmp_path / "reader", set(), set()
    home.mkdir()
    for days in publications(desk, 1):
        addresses.add(address_of(desk, *web))
        assert shown(reader(sorted(addresses), home)) == days
        seen |= offsets(days)
    assert len(addresses) == 1
    assert seen == offsets(days) == BOTH


@pytest.mark.parametrize("reader", [ical_js, node_ical, khal])
def test_who_imports_file_upon_file_sees_the_last_publication(desk, tmp_path, reader):
    """Moved entries have moved, those taken back are cancelled, nothing is double."""
    home, files, seen, cancelled = tmp_path / "reader", [], set(), 0
    home.mkdir()
    for number, days in enumerate(publications(desk, 7)):
        data = (desk.out / FOLDERS[Kind.DAY] / f"{ADA}.ics").read_bytes()
        files.append(tmp_path / f"{number}.ics")
        files[-1].write_bytes(data)
        assert shown(reader(files, home)) == days
        seen |= offsets(days)
        cancelled += data.count(b"STATUS:CANCELLED")
    assert shown(reader([*files, files[-1]], home)) == days  # imported once more
    assert seen == offsets(days) == BOTH
    assert cancelled
