"""Drafts of mails, read back as a mail program reads them."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import icalendar
import pytest

from scheduler.domain.schedule import Schedule
from scheduler.exports.eml import Mail, addresses_in, eml, is_address
from scheduler.exports.mail import change_mails, monday_mails, new_mails
from tests.exports.conftest import renamed
from tests.exports.test_report import HOSTILE
from tests.school import (
    ADA,
    BEN,
    CLEO,
    CLINICAL_1,
    EXAMS_1,
    LECTURES_1,
    LECTURES_2,
    STUDENTS,
    WARDS,
    but,
    place,
    school,
)

REACHABLE = {
    number: replace(student, email=f"s{number}@example.org")
    for number, student in STUDENTS.items()
}


def read(data):
    message = message_from_bytes(data, policy=policy.default)
    assert message.defects == []
    assert all(part.defects == [] for part in message.walk())
    return message


def text(message):
    return message.get_body(("plain",)).get_content()


def files(message):
    return {a.get_filename(): a for a in message.iter_attachments()}


def test_each_student_gets_page_and_calendar(good, edition):
    """The draft is addressed, opens as a draft, and holds both files."""
    made = new_mails(school(students=REACHABLE), good, edition)
    assert list(made.files) == ["000101.eml", "000102.eml", "000103.eml"]
    assert made.notices == ()
    mail = read(made.files["000101.eml"])
    assert mail["To"] == "Synthetic Student 1 <s000101@example.org>"
    assert mail["X-Unsent"] == "1"
    assert mail["Subject"] == "Your clerkships / I Suoi tirocini"
    assert mail["Date"].datetime == edition.utc
    assert mail["Bcc"] is None
    attached = files(mail)
    assert list(attached) == ["clerkships-000101.html", "clerkships-000101.ics"]
    calendar = attached["clerkships-000101.ics"].get_payload(decode=True)
    assert b"\r\n" in calendar
    events = icalendar.Calendar.from_ical(calendar).events
    assert len(events) == 25  # 10 days of CAR and 5 of each other rotation
    page = attached["clerkships-000101.html"].get_content()
    assert "Student number" in page


def test_the_mail_says_it_in_words_and_in_both_languages(good, edition):
    """Who opens no attachment still knows where to be, and how to import."""
    said = text(read(new_mails(school(students=REACHABLE), good, edition)
                     .files["000101.eml"]))  # fmt: skip
    for words in (
        "Dear Synthetic Student 1,",
        "Cardiology (CAR): Monday 5 October 2026, at 08:30, to Friday 16 October 2026",
        "Medicine, Niguarda, Via Uno 1, Milano",
        "into a calendar of its own",
        "Gentile Synthetic Student 1,",
        "lunedì 5 ottobre 2026, alle 08:30",
        "in un calendario a parte",
    ):
        assert words in said, words


def test_nobody_reads_of_anybody_else(good, edition):
    """No other student's name or number is in a student's mail, files included."""
    students = {
        number: replace(student, surname=f"Surname-{number}")
        for number, student in REACHABLE.items()
    }
    made = new_mails(school(students=students), good, edition)
    for own in STUDENTS:
        mail = read(made.files[f"{own}.eml"])
        parts = [part.get_payload(decode=True) or b"" for part in mail.walk()]
        everything = b"".join(parts).replace(b"\r\n ", b"").decode() + str(mail.items())
        assert f"Surname-{own}" in everything
        assert not [n for n in STUDENTS if n != own and n in everything]


def test_only_moved_students_get_a_change(good, edition):
    """The diff is told in words, before and after; the others hear nothing."""
    moved = [p for p in good.placements if p.requirement != "000102/CAR"]
    after = Schedule.of([*moved, place(BEN, "CAR", "NIG-MED", LECTURES_1)])
    made = change_mails(school(students=REACHABLE), good, after, edition)
    assert list(made.files) == ["000102.eml"]
    said = text(read(made.files["000102.eml"]))
    assert (
        "* Cardiology has been moved.\n"
        "  Before: Cardiology, Policlinico, 5 October 2026 - 16 October 2026\n"
        "  Now: Medicine, Niguarda, 5 October 2026 - 16 October 2026"
    ) in said.replace("\r\n", "\n")
    assert "Prima: Cardiology, Policlinico, 5 ottobre 2026 - 16 ottobre 2026" in said


def test_what_is_new_and_what_is_gone(good, edition):
    """Added and removed placements are told as such."""
    without = Schedule.of(p for p in good.placements if p.student != CLEO)
    instance = school(students=REACHABLE)
    added = change_mails(instance, without, good, edition).files["000103.eml"]
    removed = change_mails(instance, good, without, edition).files["000103.eml"]
    assert "Qualifying internship is new: Medicine, Niguarda" in text(read(added))
    gone = text(read(removed))
    assert "Qualifying internship is no longer planned. Before: Medicine" in gone
    assert "Not planned yet: Qualifying internship." in gone


def test_what_the_tables_no_longer_know_is_told_by_its_short_name(good, edition):
    """A publication outlives the tables: wards, rotations and students may be gone."""
    old = [
        place("999999", "CAR", "POL-CAR", LECTURES_1),
        place(ADA, "OLD", "OLD-WARD", CLINICAL_1),
    ]
    before = Schedule.of([*good.placements, *old])
    made = change_mails(school(students=REACHABLE), before, good, edition)
    assert list(made.files) == ["000101.eml"]
    assert (
        "OLD is no longer planned. Before: OLD-WARD, in the week of Monday 19 October "
        "2026"
    ) in text(read(made.files["000101.eml"]))
    assert made.notices == (
        "Student 999999 has changes but isn't in the tables any more.",
    )


def test_without_a_change_there_is_no_mail(good, edition):
    """Publishing the same plan again bothers nobody."""
    made = change_mails(school(students=REACHABLE), good, good, edition)
    assert made.files == {}


def test_who_can_not_be_reached_is_listed(good, edition):
    """Missing and impossible addresses are told by name, the others are written."""
    students = {**REACHABLE}
    students[ADA] = replace(students[ADA], email="")
    students[BEN] = replace(students[BEN], email="ben at example.org")
    made = new_mails(school(students=students), good, edition)
    assert list(made.files) == ["000103.eml"]
    assert made.notices == (
        "Synthetic Student 1 (000101) has no e-mail address.",
        "Synthetic Student 2 (000102): 'ben at example.org' can't be used as an e-mail "
        "address.",
    )


def starting(instance, schedule, edition, monday=LECTURES_1):
    made = monday_mails(instance, schedule, edition, monday)
    return {name: read(data) for name, data in made.files.items()}, made.notices


def test_a_hospital_reads_who_starts_on_monday(good, edition):
    """Its own students of that week, to the contacts of their wards."""
    wards = but(WARDS, "NIG-MED", contact="Dr. Synthetic <med@example.org>, desk 3")
    mails, notices = starting(school(wards=wards), good, edition)
    assert list(mails) == ["NIG.eml", "POL.eml"]
    mail = mails["NIG.eml"]
    assert mail["To"] == "med@example.org"
    assert mail["Subject"] == "Tirocini: chi inizia dal 05/10/2026 (NIG)"
    said = text(mail)
    assert "Medicine (1)" in said
    assert (
        "- Synthetic Student 1, matricola 000101, anno 4: Cardiology, dal 05/10/2026 "
        "al 16/10/2026, ore 08:30"
    ) in said
    assert "000102" not in said
    assert "Policlinico" not in said
    assert list(files(mail)) == ["NIG-2026-10-05.csv", "NIG-2026-10-05.xlsx"]
    table = (
        files(mail)["NIG-2026-10-05.csv"].get_payload(decode=True).decode("utf-8-sig")
    )
    assert len(table.splitlines()) == 2
    assert mails["POL.eml"]["To"] is None
    assert len(notices) == 1
    assert "Policlinico" in notices[0]


def test_the_same_in_english(good, edition):
    """A flag changes the language."""
    english = replace(edition, language="en")
    mails, _ = starting(school(), good, english)
    assert (
        "these students start in your wards in the week of Monday 5 October 2026"
        in (text(mails["NIG.eml"]))
    )


def test_who_starts_later_in_the_week_is_listed_too(edition):
    """After a holiday on Monday, the first day is a Tuesday of the same week."""
    instance = school()
    holiday = {LECTURES_2: "Holiday"}
    instance = replace(instance, calendar=replace(instance.calendar, holidays=holiday))
    plan = Schedule.of([place(ADA, "CAR", "NIG-MED", LECTURES_2)])
    mails, _ = starting(instance, plan, edition, LECTURES_2)
    assert "dal 13/10/2026" in text(mails["NIG.eml"])
    assert starting(instance, plan, edition, LECTURES_2 + timedelta(days=7))[0] == {}


def test_a_week_without_starters_has_no_mail(good, edition):
    """No empty mails to hospitals."""
    assert starting(school(), Schedule(()), edition, EXAMS_1) == ({}, ())


def test_the_office_is_the_sender_where_it_is_known(good, edition):
    """With an address among the settings, an answer comes back to the office."""
    instance = school(students=REACHABLE, desk_contact="Desk, desk@example.org")
    mail = read(new_mails(instance, good, edition).files["000101.eml"])
    assert mail["From"] == "desk@example.org"


@pytest.mark.parametrize(
    "name",
    [
        *HOSTILE,
        "Eve\r\nBcc: everybody@example.org",
        "Eve\nX-Bad: 1\n\n<script>",
        '"Eve" <eve@example.org>, Bob',
        "Eve\u2028Bcc: everybody@example.org",
        "e" * 300,
        "=?utf-8?q?Eve=0D=0ABcc:_x@example.org?=",
    ],
)
def test_no_name_adds_a_header_or_a_reader(name, good, edition):
    """A line end in a name doesn't become a header; the mail goes to one address."""
    students = {**REACHABLE, ADA: replace(REACHABLE[ADA], surname=name)}
    wards = but(WARDS, "NIG-MED", contact=f"{name} med@example.org")
    wards = renamed(wards, "NIG-MED", name)
    instance = school(students=students, wards=wards, title=name)
    data = new_mails(instance, good, edition).files["000101.eml"]
    mail = read(data)
    assert list(mail.keys()) == [
        *("X-Unsent", "To", "Subject", "Date", "MIME-Version", "Content-Type"),
    ]
    assert [a.addr_spec for a in mail["To"].addresses] == ["s000101@example.org"]
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    assert not re.search(rb"[^\r]\n", data)
    data.decode("ascii")
    starting(instance, good, edition)


@pytest.mark.parametrize(
    "subject", ["a\r\nBcc: x@example.org", "=?utf-8?q?a=0D=0ABcc:_x?=", "\u202e🩺" * 60]
)
def test_no_subject_adds_a_header(subject, edition):
    """Nor does a title."""
    mail = read(eml(Mail([("", "a@example.org")], subject, "text\n"), edition.utc))
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]


def test_the_same_mail_has_the_same_bytes(good, edition):
    """Two runs write the same files: no random boundary, no clock."""
    instance = school(students=REACHABLE)
    assert new_mails(instance, good, edition) == new_mails(instance, good, edition)


@pytest.mark.parametrize(
    ("words", "good_one"),
    [
        ("a@example.org", True),
        ("o'neil+x@mail.example.org", True),
        ("a@localhost", False),
        ("a b@example.org", False),
        ("a@example.org, b@example.org", False),
        ("a@example.org\n", False),
        ("<a@example.org>", False),
        ("ä@example.org", False),
        ("a..b@example.org", False),
        (f"{'a' * 300}@example.org", False),
        ("", False),
    ],
)
def test_what_is_an_address(words, good_one):
    """Only one plain address is written into a draft."""
    assert is_address(words) is good_one


def test_addresses_are_found_in_a_contact():
    """A ward's contact is free text; each address in it counts once."""
    contact = "Dr. A <a@example.org>; b@example.org, tel. 02 55; a@example.org."
    assert addresses_in(contact) == ("a@example.org", "b@example.org")
