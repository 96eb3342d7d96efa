"""What students see in their phones."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from time import process_time

import icalendar
import pytest

from scheduler.domain.clearances import Restriction
from scheduler.domain.dates import WEEK
from scheduler.domain.people import Absence, Student, Wish
from scheduler.domain.places import Point, Zone
from scheduler.domain.schedule import Schedule
from scheduler.errors import ScheduleError
from scheduler.exports import Edition
from scheduler.exports.calendars import calendar_files, calendars
from scheduler.exports.events import Key, Kind
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
    by_id,
    good_placements,
    place,
    school,
)

STAMP = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)


def student_calendar(instance, schedule, owner=ADA, kind=Kind.DAY):
    """Return the bytes of one calendar of a draft."""
    files = calendar_files(instance, schedule, Edition(STAMP))
    return next(f.for_import for f in files if (f.kind, f.owner) == (kind, owner))


def parsed(instance, schedule, owner=ADA, kind=Kind.DAY):
    data = student_calendar(instance, schedule, owner, kind)
    return icalendar.Calendar.from_ical(data)


def event_uid(stay, number):
    key = (stay.student, stay.rotation, stay.occurrence, number)
    return Key(Kind.DAY, "", *key).uid


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
    data = student_calendar(winter, winter_placements)
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
    data = student_calendar(winter, winter_placements)
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
    every = dict(calendars(school(), plan, edition))
    files = {name: every[name] for name in every if name.startswith("calendars/")}
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
        wards=but(
            WARDS,
            "POL-CAR",
            meeting_point="Desk 4",
            contact="ward@example.org",
            bring="White coat, badge",
        ),
        hospitals=but(HOSPITALS, "POL", ward_address_verified=False),
    )
    assert event["DESCRIPTION"].splitlines() == [
        "Cardiology: day 1 of 10",
        "Ward: Cardiology",
        "First day: 05/10/2026 at 08:30, Desk 4",
        "Bring: White coat, badge",
        "Contact: ward@example.org",
        "Address not verified: ask the ward.",
        "Cardiologia: giorno 1 di 10",
        "Reparto: Cardiology",
        "Primo giorno: 05/10/2026 alle 08:30, Desk 4",
        "Da portare: White coat, badge",
        "Contatto: ward@example.org",
        "Indirizzo non verificato: chieda al reparto.",
    ]


def test_the_description_leaves_out_what_is_not_known():
    """On the first day also where to turn up; on the others only what is new."""
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", LECTURES_1)])
    first, second, *_ = parsed(school(), plan).events
    assert first["DESCRIPTION"].splitlines() == [
        "Cardiology: day 1 of 10",
        "Ward: Cardiology",
        "First day: 05/10/2026 at 08:30",
        "Cardiology: giorno 1 di 10",
        "Reparto: Cardiology",
        "Primo giorno: 05/10/2026 alle 08:30",
    ]
    assert second["DESCRIPTION"].splitlines() == [
        "Cardiology: day 2 of 10",
        "Ward: Cardiology",
        "Cardiology: giorno 2 di 10",
        "Reparto: Cardiology",
    ]


def test_lines_are_short_and_end_as_the_standard_says():
    """Accents count as two bytes; Apple refuses long lines."""
    wards = but(WARDS, "POL-CAR", meeting_point="Perché è più giù, là, così " * 20)
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", LECTURES_1)])
    data = student_calendar(school(wards=wards), plan)
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
    data = student_calendar(instance, Schedule(()))
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


def test_a_bar_runs_from_the_first_day_to_the_last_and_makes_nobody_busy():
    """DTEND is the day after; the closed week within it is told."""
    before = CLOSED - WEEK
    longer = school(rotations=but(ROTATIONS, "CAR", hours=80, name_it="Cardiologia"))
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", before)])
    (bar,) = parsed(longer, plan, kind=Kind.BAR).events
    assert (bar.start, bar.end) == (before, CLOSED + timedelta(days=12))
    assert bar["TRANSP"] == "TRANSPARENT"
    assert bar["DESCRIPTION"].splitlines() == [
        "Cardiology: 10 days, 80 hours",
        "Not on: 02/11/2026-06/11/2026",
        "Ward: Cardiology",
        "First day: 26/10/2026 at 08:30",
        "Cardiologia: 10 giorni, 80 ore",
        "Escluso: 02/11/2026-06/11/2026",
        "Reparto: Cardiology",
        "Primo giorno: 26/10/2026 alle 08:30",
    ]


def test_days_off_pass_over_weekends_and_stand_alone_otherwise():
    """Friday and Monday are one span, a single day is one date."""
    friday, monday, wednesday = (LECTURES_1 + timedelta(days=n) for n in (4, 7, 9))
    days = replace(
        school().calendar, holidays=dict.fromkeys((friday, monday, wednesday), "x")
    )
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", LECTURES_1)])
    (bar,) = parsed(school(calendar=days), plan, kind=Kind.BAR).events
    assert "Not on: 09/10/2026-12/10/2026, 14/10/2026" in bar["DESCRIPTION"]


def test_coordinators_see_who_comes_and_nothing_else_of_them(good):
    """One bar for each student of the ward or hospital, with name and number."""
    ward = parsed(school(), good, "NIG-MED", Kind.WARD)
    hospital = parsed(school(), good, "NIG", Kind.HOSPITAL)
    assert [event["SUMMARY"] for event in ward.events] == [
        "Synthetic Student 1 (000101)",
        "Synthetic Student 1 (000101)",
        "Synthetic Student 3 (000103)",
    ]
    assert [event["SUMMARY"] for event in hospital.events] == [
        "Medicine: Synthetic Student 1 (000101)",
        "Medicine: Synthetic Student 1 (000101)",
        "Obstetrics: Synthetic Student 1 (000101)",
        "Obstetrics: Synthetic Student 1 (000101)",
        "Medicine: Synthetic Student 3 (000103)",
    ]
    assert ward.events[0]["DESCRIPTION"] == "Cardiology"
    assert BEN not in str(student_calendar(school(), good, "NIG", Kind.HOSPITAL))


def test_nothing_private_stands_in_any_calendar(good, edition):
    """No absence, wish, restriction, home or e-mail address of a student."""
    secret = but(STUDENTS, ADA, email="planted-mail@example.org", zone="PLANTED")
    told = school(
        students=secret,
        zones={"PLANTED": Zone("PLANTED", "Planted zone", Point(45.4, 9.1))},
        absences=(Absence(ADA, CLOSED, CLOSED),),
        wishes=(Wish(ADA, 1, hospital="POL"),),
        restrictions=(Restriction(ADA, "planted-hazard"),),
    )
    assert dict(calendars(told, good, edition)) == dict(
        calendars(school(), good, edition)
    )


def unfolded(data):
    return data.replace(b"\r\n ", b"")


def test_the_writer_and_the_library_agree_on_every_line(winter, winter_placements):
    """Reading a calendar with icalendar and writing it again changes nothing.

    But where long lines are folded: the library leaves a little room.
    """
    odd = 'Pediatria, "Città"; così\\là 👩‍⚕️ שלום ' * 4
    wards = but(renamed(winter.wards, "POL-CAR", odd), "POL-CAR", meeting_point=odd)
    odd_ward = replace(winter, wards=wards)
    for kind in Kind:
        owner = {Kind.WARD: "POL-CAR", Kind.HOSPITAL: "POL"}.get(kind, ADA)
        data = student_calendar(odd_ward, winter_placements, owner, kind)
        feed = icalendar.Calendar.from_ical(data)
        assert unfolded(feed.to_ical(sorted=False)) == unfolded(data)
        assert all(component.errors == [] for component in feed.walk())
        assert odd.strip() in feed.events[0]["LOCATION"]


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
        student_calendar(school(), plan)


def test_a_whole_schools_calendars_take_seconds():
    """300 students with all their calendars: well under the five seconds allowed."""
    students = by_id(
        *(Student(f"{n:06}", "Synthetic", f"Student {n}", 4) for n in range(300))
    )
    plan = Schedule.of(
        place(student, stay.rotation, stay.ward, stay.first)
        for student in students
        for stay in good_placements()[:4]
    )
    begin = process_time()
    files = dict(calendars(school(students=students), plan, Edition(STAMP)))
    assert process_time() - begin < 4
    assert len(files) == 2 * 300 + 4 + 2
