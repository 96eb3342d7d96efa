"""What students see in their phones."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest

from scheduler.domain.dates import WEEK
from scheduler.domain.schedule import Schedule
from scheduler.errors import ScheduleError
from scheduler.exports import Edition
from scheduler.exports.calendars import calendars, event_uid, student_calendar
from tests.exports.conftest import AUTUMN, CHRISTMAS, ROME, SPRING, renamed
from tests.school import (
    ADA,
    BEN,
    CLOSED,
    EXAMS_1,
    HOSPITALS,
    LECTURES_1,
    ROTATIONS,
    STUDENTS,
    WARDS,
    but,
    place,
    school,
)

STAMP = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)


def parsed(instance, schedule, student=ADA):
    data = student_calendar(instance, schedule, student, STAMP)
    return icalendar.Calendar.from_ical(data)


def days_of(instance, *placements):
    """Return the days on which ADA's calendar has an event."""
    feed = parsed(instance, Schedule.of(placements))
    return [event.start.date() for event in feed.events]


def one_event(**changes):
    """Return the first event of ADA's cardiology in a school with changes."""
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", LECTURES_1)])
    return parsed(school(**changes), plan).events[0]


def weekdays_from(monday, *numbers):
    return [monday + timedelta(days=number) for number in numbers]


def test_every_program_shows_the_same_days_and_local_times(
    winter, winter_placements, read
):
    """8:15 stays 8:15 after the clocks change, and holidays have no event."""
    data = student_calendar(winter, winter_placements, ADA, STAMP)
    stays = (
        ("CAR", weekdays_from(AUTUMN, 0, 1, 2, 3, 4, 7, 8, 9, 10, 11)),
        ("PNE", weekdays_from(CHRISTMAS, 2, 3, 4, 7, 8, 9, 10, 11)),
        ("OBG-1", weekdays_from(SPRING, 0, 1, 2, 3, 4)),
        ("OBG-2", weekdays_from(SPRING, 8, 9, 10, 11)),
    )
    expected = [
        (
            event_uid(place(ADA, rotation, "POL-CAR", AUTUMN), number),
            datetime.combine(day, time(8, 15), ROME),
            datetime.combine(day, time(13, 15), ROME),
        )
        for rotation, days in stays
        for number, day in enumerate(days, start=1)
    ]
    assert read(data) == sorted(expected)


def test_other_programs_see_an_hour_of_difference_between_summer_and_winter(
    winter, winter_placements, read
):
    """The time zone in the file is right: 8:15 is 6:15 UTC in summer, 7:15 after."""
    data = student_calendar(winter, winter_placements, ADA, STAMP)
    utc = {start.date(): start.astimezone(UTC).time() for _, start, _ in read(data)}
    assert utc[date(2026, 10, 23)] == time(6, 15)
    assert utc[date(2026, 10, 26)] == time(7, 15)
    assert utc[date(2027, 3, 26)] == time(7, 15)
    assert utc[date(2027, 3, 30)] == time(6, 15)


def test_no_part_of_a_calendar_is_malformed(winter, winter_placements):
    feed = parsed(winter, winter_placements)
    assert len(feed.events) == 27
    for component in feed.walk():
        assert component.errors == []


def test_each_student_has_a_calendar_even_without_placements(edition):
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", LECTURES_1)])
    files = dict(calendars(school(), plan, edition))
    assert list(files) == [f"calendars/{student}.ics" for student in STUDENTS]
    counts = [data.count(b"BEGIN:VEVENT") for data in files.values()]
    assert counts == [10, 0, 0]
    assert icalendar.Calendar.from_ical(files[f"calendars/{BEN}.ics"]).events == []


def test_the_hours_of_a_day_are_those_of_its_period():
    """Mornings of four hours in lecture weeks, eight hours in clinical weeks."""
    plan = [place(ADA, "CAR", "POL-CAR", LECTURES_1 + WEEK)]
    events = parsed(school(), Schedule.of(plan)).events
    hours = [event.duration / timedelta(hours=1) for event in events]
    assert hours == [4] * 5 + [8] * 5


def test_a_closed_week_within_a_placement_is_empty():
    before, after = CLOSED - WEEK, CLOSED + WEEK
    longer = school(rotations=but(ROTATIONS, "CAR", hours=80))
    found = days_of(longer, place(ADA, "CAR", "POL-CAR", before))
    assert found == weekdays_from(before, *range(5)) + weekdays_from(after, *range(5))


def test_half_hours_and_night_shifts_end_when_they_end():
    periods = school().calendar.periods
    nights = replace(
        school().calendar, periods=(replace(periods[0], ward_hours=7.5), *periods[1:])
    )
    event = one_event(
        calendar=nights, wards=but(WARDS, "POL-CAR", starts_at=time(20, 0))
    )
    assert event.start == datetime(2026, 10, 5, 20, 0, tzinfo=ROME)
    assert event.end == datetime(2026, 10, 6, 3, 30, tzinfo=ROME)


def test_a_moved_placement_keeps_its_uids():
    """Another ward and week: the same events move, none is doubled."""
    old = parsed(school(), Schedule.of([place(ADA, "CAR", "NIG-MED", LECTURES_1)]))
    new = parsed(school(), Schedule.of([place(ADA, "CAR", "POL-CAR", CLOSED + WEEK)]))
    old_uids = [event["UID"] for event in old.events]
    new_uids = [event["UID"] for event in new.events]
    assert (len(old_uids), len(new_uids)) == (10, 5)
    assert new_uids == old_uids[:5]
    assert old.events[0].start != new.events[0].start


def test_uids_tell_students_rotations_occurrences_and_days_apart():
    stays = (
        place(ADA, "CAR", "POL-CAR", LECTURES_1),
        place(BEN, "CAR", "POL-CAR", LECTURES_1),
        place(ADA, "PNE", "POL-CAR", LECTURES_1),
        place(ADA, "CAR", "POL-CAR", LECTURES_1, occurrence=2),
        place(ADA, "CAR", "POL-CAR", LECTURES_1, occurrence=21),
    )
    assert len({event_uid(stay, day) for stay in stays for day in range(1, 13)}) == 60


def test_uids_never_change_from_one_version_of_the_program_to_the_next():
    """Phones would show every event twice."""
    uid = event_uid(place(ADA, "CAR", "POL-CAR", LECTURES_1), 1)
    assert uid == "dcdad034-1140-5814-883a-d0ecd2ac5463"


def test_an_event_says_what_and_where():
    event = one_event(
        hospitals=but(HOSPITALS, "POL", ward_address="Via Tre 3; pad. B, Milano"),
    )
    assert event["SUMMARY"] == "CAR Cardiology - Policlinico"
    assert event["LOCATION"] == "Cardiology, Policlinico, Via Tre 3; pad. B, Milano"
    assert event["GEO"].to_ical() == "45.461;9.196"
    assert event.categories == ["CAR"]
    assert event["TRANSP"] == "OPAQUE"
    assert event["SEQUENCE"] == 0
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == STAMP


def test_the_description_is_in_english_and_italian():
    event = one_event(
        rotations=but(ROTATIONS, "CAR", name_it="Cardiologia"),
        wards=but(WARDS, "POL-CAR", meeting_point="Desk 4", contact="ward@example.org"),
        hospitals=but(HOSPITALS, "POL", ward_address_verified=False),
    )
    assert event["DESCRIPTION"].splitlines() == [
        "Cardiology: day 1 of 10",
        "Ward: Cardiology",
        "Meeting point: Desk 4",
        "Contact: ward@example.org",
        "Address not verified: ask the ward.",
        "Cardiologia: giorno 1 di 10",
        "Reparto: Cardiology",
        "Punto d'incontro: Desk 4",
        "Contatto: ward@example.org",
        "Indirizzo non verificato: chieda al reparto.",
    ]


def test_the_description_leaves_out_what_is_not_known():
    assert one_event()["DESCRIPTION"].splitlines() == [
        "Cardiology: day 1 of 10",
        "Ward: Cardiology",
        "Cardiology: giorno 1 di 10",
        "Reparto: Cardiology",
    ]


def test_lines_are_short_and_end_as_the_standard_says():
    """Accents count as two bytes; Apple refuses long lines."""
    wards = but(WARDS, "POL-CAR", meeting_point="Perché è più giù, là, così " * 20)
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", LECTURES_1)])
    data = student_calendar(school(wards=wards), plan, ADA, STAMP)
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    for line in lines:
        line.decode()


def test_text_with_control_characters_adds_no_lines_of_its_own():
    wards = renamed(WARDS, "POL-CAR", "A\r\nATTENDEE:mailto:x@example.org\x00\x07B")
    event = one_event(wards=wards)
    assert "ATTENDEE" not in event
    place_name = "A ATTENDEE:mailto:x@example.org B"
    assert event["LOCATION"] == f"{place_name}, Policlinico, Via Due 2, Milano"


def test_the_head_of_a_calendar_is_what_every_program_can_read():
    instance = school(
        title="Clerkships, 2026; \\ part\n1",
        students=but(STUDENTS, ADA, surname="Synthetic, Jr"),
    )
    data = student_calendar(instance, Schedule(()), ADA, STAMP)
    head = data.split(b"\r\nBEGIN:VTIMEZONE")[0].decode().split("\r\n")
    assert head == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//clerkship-scheduler//calendars//EN",
        "METHOD:PUBLISH",
        "NAME:Clerkships 2026 part 1 - Synthetic Jr Student 1",
        "X-WR-CALNAME:Clerkships 2026 part 1 - Synthetic Jr Student 1",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]
    assert b"RDATE" not in data
    assert b"UID" not in data


def test_the_same_edition_has_the_same_bytes(winter, winter_placements, edition):
    """No clock and no chance in the file: unchanged plans are unchanged feeds."""
    again = replace(winter)
    turned = Schedule(winter_placements.placements[::-1])
    first = list(calendars(winter, winter_placements, edition))
    assert first == list(calendars(again, turned, edition))
    later = Edition(edition.stamp + timedelta(days=1))
    assert first != list(calendars(winter, winter_placements, later))


def test_a_stamp_is_the_same_moment_in_any_time_zone(good):
    rome = Edition(datetime(2026, 9, 1, 12, 0, tzinfo=ROME))
    utc = Edition(datetime(2026, 9, 1, 10, 0, tzinfo=UTC))
    assert list(calendars(school(), good, rome)) == list(calendars(school(), good, utc))


def test_an_edition_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        Edition(datetime(2026, 9, 1))


def test_a_placement_that_can_not_be_completed_is_named():
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", EXAMS_1)])
    with pytest.raises(ScheduleError, match=f"{ADA}/CAR.*16/11/2026"):
        student_calendar(school(), plan, ADA, STAMP)
