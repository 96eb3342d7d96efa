"""Drafts of mails: a new schedule, a change for a student, who starts on Monday.

Each draft holds what its reader may know and nothing else: a student's own schedule, a
hospital's own students.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from scheduler.domain.dates import WEEK
from scheduler.domain.difference import Change, Kind, changes
from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.domain.schedule import Placement, Schedule
from scheduler.errors import ScheduleError
from scheduler.exports.attendance import attendance
from scheduler.exports.calendars import calendar_files
from scheduler.exports.edition import Edition, Language
from scheduler.exports.eml import Attachment, Mail, addresses_in, eml, is_address
from scheduler.exports.events import Kind as CalendarKind
from scheduler.exports.mail_words import WORDS
from scheduler.exports.names import file_names, plain
from scheduler.exports.pages import (
    LANGUAGES,
    Visit,
    missing,
    rotation_name,
    student_page,
    visits_of_all,
)
from scheduler.exports.roster_book import roster_xlsx
from scheduler.exports.roster_rows import Row, rows_by_hospital
from scheduler.exports.rosters import roster_csv
from scheduler.exports.said import said_date, said_day

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BETWEEN = "\n\n- - - - -\n\n"  # the two languages of a mail


@dataclass(frozen=True)
class Drafts:
    """The drafts by file name, and sentences on whom none could be addressed to."""

    files: Mapping[str, bytes]
    notices: tuple[str, ...] = ()


# -- students ----------------------------------------------------------------------


def new_mails(instance: Instance, schedule: Schedule, edition: Edition) -> Drafts:
    """Return a draft for each student with all that is planned."""
    about: dict[str, tuple[Change, ...]] = dict.fromkeys(instance.students, ())
    return _to_students(instance, schedule, edition, "new_subject", about)


def change_mails(
    instance: Instance, before: Schedule, schedule: Schedule, edition: Edition
) -> Drafts:
    """Return a draft for each student for whom a placement differs from ``before``.

    ``before`` may hold ids that the instance doesn't know any more.
    """
    found: dict[str, list[Change]] = {}
    for change in changes(before, schedule):
        found.setdefault(change.student, []).append(change)
    gone = tuple(
        f"Student {student} has changes but isn't in the tables any more."
        for student in found
        if student not in instance.students
    )
    known = {s: tuple(c) for s, c in found.items() if s in instance.students}
    drafts = _to_students(instance, schedule, edition, "change_subject", known)
    return Drafts(drafts.files, (*drafts.notices, *gone))


def _to_students(
    instance: Instance,
    schedule: Schedule,
    edition: Edition,
    subject: str,
    about: Mapping[str, tuple[Change, ...]],
) -> Drafts:
    """Return the drafts for the students of ``about``, with their changes in words."""
    names, visits = file_names(instance.students), visits_of_all(instance, schedule)
    feeds = {
        file.owner: file.for_import
        for file in calendar_files(instance, schedule, edition)
        if file.kind == CalendarKind.DAY
    }
    files, notices = {}, []
    for student in instance.students.values():
        if student.id not in about:
            continue
        if not is_address(student.email):
            notices.append(_without_address(student))
            continue
        own, name = visits[student.id], names[student.id]
        page = student_page(instance, schedule, student, own)
        mail = Mail(
            [(student.full_name, student.email)],
            " / ".join(WORDS[language][subject] for language in LANGUAGES),
            _student_text(instance, schedule, student, own, about[student.id]),
            _own_files(name, page, feeds[student.id]),
            _sender(instance),
        )
        files[f"{name}.eml"] = eml(mail, edition.utc)
    return Drafts(files, tuple(notices))


def _own_files(name: str, page: bytes, calendar: bytes) -> tuple[Attachment, ...]:
    return (
        Attachment(f"clerkships-{name}.html", "text/html", page),
        Attachment(f"clerkships-{name}.ics", "text/calendar", calendar),
    )


def _without_address(student: Student) -> str:
    who = f"{plain(student.full_name)} ({student.id})"
    if not student.email:
        return f"{who} has no e-mail address."
    return f"{who}: '{plain(student.email)}' can't be used as an e-mail address."


def _sender(instance: Instance) -> str:
    """Return the office's address; "" where none is known, and the program fills in."""
    return next(iter(addresses_in(instance.desk_contact)), "")


def _student_text(
    instance: Instance,
    schedule: Schedule,
    student: Student,
    visits: tuple[Visit, ...],
    changed: tuple[Change, ...],
) -> str:
    """Return the same text in both languages, one under the other."""
    texts = []
    for language in LANGUAGES:
        words = WORDS[language]
        lost = missing(instance, schedule, student.id, language)
        parts = [words["dear"].format(name=plain(student.full_name))]
        if changed:
            parts += [words["change"], *_changes(instance, changed, language)]
        if visits:
            parts += [words["now" if changed else "new"]]
            parts += [_visit(visit, language) for visit in visits]
        elif not changed:
            parts += [words["nothing"]]
        if lost:
            parts += [words["missing"].format(names=", ".join(map(plain, lost)))]
        parts += [words["attached"], words["closing"]]
        texts.append("\n\n".join(parts))
    return BETWEEN.join(texts) + "\n"


def _visit(visit: Visit, language: Language) -> str:
    """Return a placement in a few lines: what, when, where, whom to ask."""
    seen, words, ward = visit.seen, WORDS[language], visit.seen.ward
    place = (ward.name, seen.hospital.name, seen.hospital.place)
    lines = [
        words["line"].format(
            what=f"{rotation_name(seen, language)} ({seen.rotation.id})",
            first=said_day(seen.first, language),
            time=f"{ward.starts_at:%H:%M}",
            last=said_day(seen.last, language),
        ),
        ", ".join(plain(part) for part in place if part),
        *(
            words[name].format(words=plain(text))
            for name, text in (
                ("meet", ward.meeting_point),
                ("contact", ward.contact),
                ("bring", ward.bring),
            )
            if text
        ),
    ]
    return "\n  ".join([f"- {plain(lines[0])}", *lines[1:]])


def _changes(
    instance: Instance, changed: Iterable[Change], language: Language
) -> Iterator[str]:
    sentences = {Kind.ADDED: "added", Kind.REMOVED: "removed", Kind.MOVED: "moved"}
    for change in changed:
        rotation = instance.rotations.get(change.placement.rotation)
        italian = language == "it" and rotation is not None and rotation.name_it
        name = rotation.name if rotation else change.placement.rotation
        said = WORDS[language][sentences[change.kind]].format(
            what=plain(rotation.name_it if rotation and italian else name),
            before=_said_placement(instance, change.before, language),
            after=_said_placement(instance, change.after, language),
        )
        yield f"* {said}"


def _said_placement(
    instance: Instance, placement: Placement | None, language: Language
) -> str:
    """Return ``Cardiology, Niguarda, 5 October 2026 to 16 October 2026``.

    Of what the tables don't know any more: the id, and the week.
    """
    if placement is None:
        return ""
    ward = instance.wards.get(placement.ward)
    place = placement.ward
    if ward is not None:
        place = f"{ward.name}, {instance.hospitals[ward.hospital].name}"
    return f"{plain(place)}, {_said_when(instance, placement, language)}"


def _said_when(instance: Instance, placement: Placement, language: Language) -> str:
    words = WORDS[language]
    try:
        seen = attendance(instance, placement)
    except (ScheduleError, KeyError):  # it was planned with other tables
        return words["week_of"].format(first=said_day(placement.first, language))
    first, last = said_date(seen.first, language), said_date(seen.last, language)
    return words["spell"].format(first=first, last=last)


# -- hospitals ---------------------------------------------------------------------


def monday_mails(
    instance: Instance, schedule: Schedule, edition: Edition, monday: date
) -> Drafts:
    """Return a draft for each hospital in which somebody starts in a week.

    It goes to the contacts of the wards that they come to, and lists that hospital's
    students alone.
    """
    names, files, notices = file_names(instance.hospitals), {}, []
    rows = rows_by_hospital(instance, schedule, edition.language)
    for hospital in instance.hospitals.values():
        own = [r for r in rows[hospital.id] if monday <= r.first < monday + WEEK]
        if not own:
            continue
        wards = dict.fromkeys(row.ward_id for row in own)
        to = [a for w in wards for a in addresses_in(instance.wards[w].contact)]
        if not to:
            notices.append(
                f"{plain(hospital.name)}: no contact of its wards is an e-mail "
                "address; fill in the address of the draft."
            )
        mail = _monday_mail(instance, hospital.id, own, to, edition, monday)
        files[f"{names[hospital.id]}.eml"] = eml(mail, edition.utc)
    return Drafts(files, tuple(notices))


def _monday_mail(
    instance: Instance,
    hospital: str,
    rows: list[Row],
    to: list[str],
    edition: Edition,
    monday: date,
) -> Mail:
    language = edition.language
    words, when = WORDS[language], said_day(monday, language)
    stem = f"{file_names(instance.hospitals)[hospital]}-{monday.isoformat()}"
    parts = [words["good_day"], words["monday"].format(monday=when)]
    by_ward = sorted(rows, key=lambda row: (row.ward, row.first, row.surname, row.name))
    for ward, group in groupby(by_ward, key=lambda row: row.ward):
        lines = [_row(instance, row, language) for row in group]
        heading = words["ward"].format(ward=plain(ward), count=len(lines))
        parts.append("\n".join([heading, *lines]))
    parts += [words["monday_attached"], words["closing"]]
    book = roster_xlsx(instance, hospital, rows, (), edition)
    return Mail(
        [("", address) for address in dict.fromkeys(to)],
        words["monday_subject"].format(
            hospital=plain(hospital), monday=f"{monday:%d/%m/%Y}"
        ),
        "\n\n".join(parts) + "\n",
        (
            Attachment(f"{stem}.csv", "text/csv", roster_csv(rows, language)),
            Attachment(f"{stem}.xlsx", XLSX, book),
        ),
        _sender(instance),
    )


def _row(instance: Instance, row: Row, language: Language) -> str:
    visitor = instance.students[row.student].visitor
    said = WORDS[language]["visitor_row" if visitor else "row"].format(
        surname=plain(row.surname),
        name=plain(row.name),
        student=row.student,
        year=row.year,
        rotation=plain(row.rotation),
        first=f"{row.first:%d/%m/%Y}",
        last=f"{row.last:%d/%m/%Y}" if row.last else "?",
        time=f"{row.starts_at:%H:%M}",
    )
    return f"- {said}"
