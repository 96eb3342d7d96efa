"""Publication after publication, as a student's calendar program sees them."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from scheduler.domain.schedule import Schedule
from scheduler.exports.calendars import FOLDERS
from scheduler.exports.events import Kind
from scheduler.publish.feeds import read_feeds
from tests.publish.conftest import on_disk
from tests.school import ADA, BEN, STUDENTS, WARDS, WEEKS, but, place

ROME = ZoneInfo("Europe/Rome")
TIMES = 5


class Importer:
    """A calendar program into which every file is imported, one upon the other.

    By the standard (RFC 5546): of one UID the higher SEQUENCE holds, of one SEQUENCE
    the later DTSTAMP; what is cancelled is not shown.
    """

    def __init__(self):
        self.known = {}

    def take(self, data):
        for event in icalendar.Calendar.from_ical(data).events:
            rank = event["SEQUENCE"], event["DTSTAMP"].dt
            known = self.known.get(event["UID"])
            if known is None or rank >= (known["SEQUENCE"], known["DTSTAMP"].dt):
                self.known[event["UID"]] = event

    @property
    def shown(self):
        events = self.known.values()
        return sorted(seen(e) for e in events if e["STATUS"] != "CANCELLED")


def seen(event):
    """What a person sees of a timed event, in UTC."""
    return (
        event.start.astimezone(UTC),
        event.end.astimezone(UTC),
        str(event["SUMMARY"]),
        str(event["LOCATION"]),
        str(event["DESCRIPTION"]),
    )


def expected_days(instance, schedule, student):
    """When the student has to be in the ward, reckoned from the tables alone."""
    year = instance.students[student].year
    return sorted(
        (begin.astimezone(UTC), (begin + timedelta(hours=hours)).astimezone(UTC))
        for p in schedule.of_student(student)
        for day, hours in instance.calendar.ward_days(
            year, p.rotation, p.first, instance.last_week(p)
        )
        for begin in [
            datetime.combine(day, instance.wards[p.ward].starts_at, tzinfo=ROME)
        ]
    )


def some_plan(chance, instance, before, weeks=WEEKS):
    """Return a plan in which each duty may stay, move, vanish or come again."""
    kept = {p.requirement: p for p in before}
    for requirement in instance.requirements.values():
        what = chance.random()
        if what < 0.25:
            kept.pop(requirement.id, None)
        elif what < 0.6:
            options = [
                place(requirement.student, requirement.rotation, ward.id, week)
                for ward in instance.wards_teaching(requirement.rotation)
                for week in weeks
                if instance.last_week_from(requirement, week)
            ]
            kept[requirement.id] = chance.choice(options)
    return tuple(
        p for p in kept.values() if p.student in instance.students
        and instance.last_week(p)
    )  # fmt: skip


def some_tables(chance, number):
    """Return tables in which now and then a ward, a holiday or a student changes."""
    ward = but(
        WARDS,
        "NIG-MED",
        starts_at=chance.choice([time(8, 30), time(8, 0)]),
        meeting_point=chance.choice(["", "Desk; 4, left"]),
    )
    students = {n: s for n, s in STUDENTS.items() if n != BEN or number != 3}
    instance = on_disk(wards=ward, students=students)
    off = dict.fromkeys(chance.sample([date(2026, 10, 7), date(2026, 10, 20)], 1), "x")
    return replace(instance, calendar=replace(instance.calendar, holidays=off))


def files_by_owner(desk, kind):
    folder = desk.out / FOLDERS[kind]
    return {path.stem: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("seed", range(4))
def test_five_publications_end_in_exactly_the_last_one(desk, seed):
    """Imported or subscribed to: every day of the last plan, and no other."""
    chance = random.Random(seed)
    importers = {student: Importer() for student in STUDENTS}
    plan, moved = (), Counter()
    for number in range(TIMES):
        desk.change(some_tables(chance, number))
        plan = some_plan(chance, desk.instance, plan)
        publication = desk.publish(*plan)
        feeds = {f.owner: f.data for f in read_feeds(publication) if f.kind == Kind.DAY}
        files = files_by_owner(desk, Kind.DAY)
        assert files.keys() >= desk.instance.students.keys()
        for student in files:
            importers[student].take(files[student])
            feed = icalendar.Calendar.from_ical(feeds[student])
            subscribed = sorted(map(seen, feed.events))
            assert importers[student].shown == subscribed
            assert len({event["UID"] for event in feed.events}) == len(feed.events)
            moved[student] += b"CANCELLED" in files[student]
            if student in desk.instance.students:
                schedule = Schedule.of(plan)
                days = expected_days(desk.instance, schedule, student)
                assert [event[:2] for event in subscribed] == days
            else:
                assert subscribed == []
    assert moved[ADA]  # something was cancelled on the way


def test_another_library_sees_the_same_days(desk, good):
    """After a move, recurring-ical-events finds each event once, at the right time."""
    desk.publish(*good)
    later = place(ADA, "CAR", "POL-CAR", WEEKS[1])
    publication = desk.publish(later, *good[1:])
    data = next(f.data for f in read_feeds(publication) if f.owner == ADA)
    feed = icalendar.Calendar.from_ical(data)
    found = recurring_ical_events.of(feed).between(date(2026, 1, 1), date(2028, 1, 1))
    days = expected_days(desk.instance, publication.schedule, ADA)
    assert sorted(event.start.astimezone(UTC) for event in found) == [
        begin for begin, _ in days
    ]


def test_who_is_not_concerned_gets_the_same_bytes(desk, good):
    """Only ADA moves: BEN's and CLEO's files, feeds and the other ward's stay."""
    first = desk.publish(*good)
    before = {kind: files_by_owner(desk, kind) for kind in Kind}
    second = desk.publish(place(ADA, "CAR", "NIG-MED", WEEKS[1]), *good[1:])
    after = {kind: files_by_owner(desk, kind) for kind in Kind}
    changed = {
        (kind, owner)
        for kind in Kind
        for owner in before[kind]
        if before[kind][owner] != after[kind][owner]
    }
    assert changed == {
        (Kind.DAY, ADA),
        (Kind.BAR, ADA),
        (Kind.WARD, "NIG-MED"),
        (Kind.HOSPITAL, "NIG"),
    }
    old, new = (
        {(f.kind, f.owner): f.data for f in read_feeds(one)} for one in (first, second)
    )
    assert {key for key in old if old[key] != new[key]} == changed


def events_of(desk, kind, owner):
    data = files_by_owner(desk, kind)[owner]
    return {e["UID"]: e for e in icalendar.Calendar.from_ical(data).events}


def test_the_days_too_many_of_a_shorter_placement_are_cancelled(desk):
    """In the clinical weeks cardiology takes five days instead of ten."""
    first = desk.publish(place(ADA, "CAR", "POL-CAR", WEEKS[0]))
    before = events_of(desk, Kind.DAY, ADA)
    second = desk.publish(place(ADA, "CAR", "POL-CAR", WEEKS[2]))
    after = events_of(desk, Kind.DAY, ADA)
    assert before.keys() == after.keys()
    assert Counter(str(e["STATUS"]) for e in after.values()) == {
        "CONFIRMED": 5,
        "CANCELLED": 5,
    }
    assert {e["SEQUENCE"] for e in before.values()} == {0}
    assert {e["SEQUENCE"] for e in after.values()} == {1}
    for events, publication in ((before, first), (after, second)):
        stamps = {(e["DTSTAMP"].dt, e["LAST-MODIFIED"].dt) for e in events.values()}
        assert stamps == {(publication.published_at, publication.published_at)}


def test_a_cancelled_event_stays_as_it_is_until_it_comes_again(desk):
    stay = place(ADA, "CAR", "POL-CAR", WEEKS[0])
    desk.publish(stay)
    desk.publish()
    gone = files_by_owner(desk, Kind.BAR)[ADA]
    desk.publish(place(BEN, "CAR", "POL-CAR", WEEKS[0]))
    assert files_by_owner(desk, Kind.BAR)[ADA] == gone
    (event,) = events_of(desk, Kind.BAR, ADA).values()
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    assert event["SUMMARY"] == "CAR - cancelled / annullato"
    desk.publish(stay)
    (event,) = events_of(desk, Kind.BAR, ADA).values()
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 2)


def test_who_leaves_a_ward_leaves_its_calendar(desk):
    """Taken back in the old ward's file, new in the other's, under another UID."""
    desk.publish(place(ADA, "CAR", "NIG-MED", WEEKS[0]))
    desk.publish(place(ADA, "CAR", "POL-CAR", WEEKS[0]))
    (old,) = events_of(desk, Kind.WARD, "NIG-MED").values()
    (new,) = events_of(desk, Kind.WARD, "POL-CAR").values()
    assert (old["STATUS"], new["STATUS"]) == ("CANCELLED", "CONFIRMED")
    assert old["UID"] != new["UID"]
    assert old["SUMMARY"] == "000101 CAR - cancelled / annullato"


def test_a_student_who_leaves_gets_a_last_file_that_takes_all_back(desk, good):
    desk.publish(*good)
    rest = {name: STUDENTS[name] for name in STUDENTS if name != BEN}
    desk.change(on_disk(students=rest))
    publication = desk.publish(*(p for p in good if p.student != BEN))
    events = events_of(desk, Kind.DAY, BEN).values()
    assert {str(event["STATUS"]) for event in events} == {"CANCELLED"}
    feeds = {(f.kind, f.owner): f.data for f in read_feeds(publication)}
    assert icalendar.Calendar.from_ical(feeds[Kind.DAY, BEN]).events == []
