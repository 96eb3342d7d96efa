"""Calendars for the web, under names that nobody can guess."""

import csv
import os
import re
from dataclasses import replace
from datetime import date

import icalendar
import pytest

from scheduler.errors import FileError
from scheduler.exports.events import Kind
from scheduler.publish.feeds import publish_feeds, read_tokens
from scheduler.publish.ledger import forget_people
from tests.publish.conftest import on_disk
from tests.school import ADA, BEN, HOSPITALS, STUDENTS, WARDS, WEEKS, but, place

ADDRESS = "https://example.org/feeds"


@pytest.fixture
def web(tmp_path):
    return tmp_path / "web"


def index_of(desk, kind=Kind.DAY):
    """{owner: file name} of the office's index."""
    path = desk.ledger / "feeds" / "index.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    rows = csv.DictReader(lines, delimiter=";")
    return {r["of"]: r["address"] for r in rows if r["calendar"] == kind}


def test_everybody_has_a_feed_of_the_latest_publication(desk, good, web):
    desk.publish(*good[:3])
    desk.publish(*good)
    done = publish_feeds(desk.tables, web)
    names = {path.name for path in web.iterdir()}
    assert len(names) == 2 * len(STUDENTS) + len(WARDS) + len(HOSPITALS) + 1
    assert (done.files, done.removed) == (len(names) - 1, 0)
    for kind in Kind:
        for owner, name in index_of(desk, kind).items():
            feed = icalendar.Calendar.from_ical((web / name).read_bytes())
            assert all(event["STATUS"] == "CONFIRMED" for event in feed.events)
            assert feed.events or owner.startswith("POL") or owner in WARDS
    ada = icalendar.Calendar.from_ical((web / index_of(desk)[ADA]).read_bytes())
    assert "Synthetic Student 1" in ada["NAME"]


def test_the_names_tell_nothing_and_the_folder_has_no_list(desk, good, web):
    """No number, name or list of names in the public folder outside the calendars."""
    desk.publish(*good)
    publish_feeds(desk.tables, web, address=ADDRESS)
    for path in web.iterdir():
        if path.suffix == ".ics":
            assert re.fullmatch(r"[0-9a-f]{40}(-bars)?\.ics", path.name)
        else:
            assert path.name == "index.html"
            assert b".ics" not in path.read_bytes()
    assert index_of(desk)[ADA].startswith(f"{ADDRESS}/")


def test_addresses_stay_from_publication_to_publication(desk, good, web):
    desk.publish(*good)
    publish_feeds(desk.tables, web)
    names, bytes_ = index_of(desk), {p.name: p.read_bytes() for p in web.iterdir()}
    desk.publish(place(ADA, "CAR", "POL-CAR", WEEKS[1]), *good[1:])
    publish_feeds(desk.tables, web)
    assert index_of(desk) == names
    changed = {p.name for p in web.iterdir() if p.read_bytes() != bytes_[p.name]}
    assert names[ADA] in changed
    assert names[BEN] not in changed


def test_a_new_address_revokes_the_old_one(desk, good, web):
    """Both files of the student go, everybody else's stay; twice gives two names."""
    desk.publish(*good)
    publish_feeds(desk.tables, web)
    old, all_old = index_of(desk), {path.name for path in web.iterdir()}
    done = publish_feeds(desk.tables, web, renew=[ADA])
    new, all_new = index_of(desk), {path.name for path in web.iterdir()}
    assert done.removed == 2
    assert old[ADA] != new[ADA]
    assert {n for n in old if old[n] != new[n]} == {ADA}
    token = old[ADA].removesuffix(".ics")
    assert all_old - all_new == {f"{token}.ics", f"{token}-bars.ics"}
    (web / old[ADA]).write_bytes(b"put back from a backup")
    assert publish_feeds(desk.tables, web).removed == 1


def test_feeds_are_as_published_whatever_has_become_of_the_tables(desk, good, web):
    """The office is already at work on the next plan; nobody is to see it."""
    desk.publish(*good)
    publish_feeds(desk.tables, web)
    before = {path.name: path.read_bytes() for path in web.iterdir()}
    desk.change(replace(desk.instance, wards=but(WARDS, "NIG-MED", contact="New")))
    publish_feeds(desk.tables, web)
    assert {path.name: path.read_bytes() for path in web.iterdir()} == before


def test_who_has_left_gets_an_empty_feed(desk, good, web):
    desk.publish(*good)
    publish_feeds(desk.tables, web)
    name = index_of(desk)[BEN]
    rest = {student: STUDENTS[student] for student in STUDENTS if student != BEN}
    desk.change(on_disk(students=rest))
    desk.publish(*(p for p in good if p.student != BEN))
    publish_feeds(desk.tables, web)
    assert icalendar.Calendar.from_ical((web / name).read_bytes()).events == []


def test_other_files_of_the_folder_are_left_alone(desk, good, web):
    web.mkdir()
    (web / "holidays.ics").write_text("mine")
    desk.publish(*good)
    publish_feeds(desk.tables, web, renew=[ADA])
    assert (web / "holidays.ics").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_the_tokens_are_for_the_offices_eyes(desk, good, web):
    desk.publish(*good)
    publish_feeds(desk.tables, web)
    for name in ("tokens.json", "index.csv"):
        assert (desk.ledger / "feeds" / name).stat().st_mode & 0o077 == 0
    assert "Google Calendar" in (desk.ledger / "feeds" / "READ ME.txt").read_text()


def test_the_ledger_never_goes_onto_the_web(desk, good):
    desk.publish(*good)
    for out in (desk.tables, desk.folder, desk.ledger, desk.ledger / "feeds"):
        with pytest.raises(FileError, match="private ledger"):
            publish_feeds(desk.tables, out)


def test_what_can_not_be_is_said(desk, good, web):
    with pytest.raises(FileError, match=r"no publications yet.*clerkship publish"):
        publish_feeds(desk.tables, web)
    with pytest.raises(FileError, match="doesn't exist"):
        publish_feeds(desk.folder / "nothing", web)
    desk.publish(*good)
    with pytest.raises(FileError, match=r"no feed of 000109.*000101"):
        publish_feeds(desk.tables, web, renew=["000109"])
    assert read_tokens(desk.tables).of == {}
    forget_people(desk.tables, date(2027, 10, 1))
    with pytest.raises(FileError, match="forgotten its people"):
        publish_feeds(desk.tables, web)
    assert not web.exists()


def test_damaged_tokens_are_not_replaced_in_silence(desk, good, web):
    desk.publish(*good)
    publish_feeds(desk.tables, web)
    (desk.ledger / "feeds" / "tokens.json").write_text("[]")
    with pytest.raises(FileError, match=r"tokens\.json.*backup"):
        publish_feeds(desk.tables, web)
