"""Each student's own page, and one table of them all for the office.

A page says what, where, when, whom to ask, and which of the student's wishes was met.
It names no other student. It is in English and in Italian, without any script.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.domain.schedule import Schedule
from scheduler.exports.attendance import Attendance, attendance
from scheduler.exports.choices import Choice, Choices, Missed
from scheduler.exports.edition import Edition, Files, Language
from scheduler.exports.names import file_names
from scheduler.exports.render import policy, render
from scheduler.exports.said import said_day, said_hours, said_or
from scheduler.exports.sheet_words import WORDS, said_choice, said_missed
from scheduler.exports.sheets import Cell, csv_bytes

LANGUAGES: tuple[Language, ...] = ("en", "it")
TABLE = "student-sheets.csv"
HEADINGS: dict[Language, tuple[str, ...]] = {
    "en": (
        *("Student number", "Surname", "Name", "Year", "E-mail", "Rotation", "Name"),
        *("Hospital", "Ward", "Address", "Meeting point", "First day", "Last day"),
        *("Starts at", "Hours", "Contact", "Wishes", "Why not a higher choice"),
    ),
    "it": (
        *("Matricola", "Cognome", "Nome", "Anno", "E-mail", "Tirocinio", "Nome"),
        *("Ospedale", "Reparto", "Indirizzo", "Punto d'incontro", "Primo giorno"),
        *("Ultimo giorno", "Ora d'inizio", "Ore", "Contatto", "Preferenze"),
        "Perché non una scelta più alta",
    ),
}


@dataclass(frozen=True)
class Visit:
    """One placement with what its student wants to know of it."""

    seen: Attendance
    place: Choice
    week: Choice
    missed: tuple[Missed, ...]


def pages(instance: Instance, schedule: Schedule, edition: Edition) -> Files:
    """Yield ``pages/<student>.html`` for each student, and ``student-sheets.csv``."""
    names = file_names(instance.students)
    visits = visits_of_all(instance, schedule)
    for student in instance.students.values():
        page = student_page(instance, schedule, student, visits[student.id])
        yield f"pages/{names[student.id]}.html", page
    yield TABLE, students_csv(instance, schedule, visits, edition.language)


def visits_of_all(
    instance: Instance, schedule: Schedule
) -> dict[str, tuple[Visit, ...]]:
    """Return every student's visits, in order of time."""
    choices = Choices(instance, schedule)
    return {
        student: tuple(_visits(instance, schedule, student, choices))
        for student in instance.students
    }


def _visits(
    instance: Instance, schedule: Schedule, student: str, choices: Choices
) -> Iterator[Visit]:
    for placement in schedule.of_student(student):
        missed = choices.missed_places(placement) + choices.missed_weeks(placement)
        yield Visit(
            attendance(instance, placement),
            choices.place(placement),
            choices.week(placement),
            missed,
        )


# -- the page ----------------------------------------------------------------------


def student_page(
    instance: Instance,
    schedule: Schedule,
    student: Student,
    visits: tuple[Visit, ...],
) -> bytes:
    """Return one student's page, the same bytes as long as nothing changes for him."""
    return render(
        "page.html",
        policy=policy(),
        title=instance.title,
        student=student,
        parts=[
            {
                "language": language,
                "words": WORDS[language],
                "visits": [_told(instance, visit, language) for visit in visits],
                "missing": missing(instance, schedule, student.id, language),
            }
            for language in LANGUAGES
        ],
    )


def _told(instance: Instance, visit: Visit, language: Language) -> dict[str, object]:
    """Return the texts of one visit, as the template shows them."""
    seen, ward = visit.seen, visit.seen.ward
    daily = dict.fromkeys(said_hours(hours, language) for _, hours in seen.days)
    return {
        "rotation": rotation_name(seen, language),
        "id": seen.rotation.id,
        "first": said_day(seen.first, language),
        "last": said_day(seen.last, language),
        "iso": (seen.first.isoformat(), seen.last.isoformat()),
        "days": len(seen.days),
        "hours": said_hours(seen.hours, language),
        "daily": said_or(list(daily), language),
        "time": f"{ward.starts_at:%H:%M}",
        "hospital": seen.hospital.name,
        "ward": ward.name,
        "address": seen.hospital.place,
        "sure": seen.address_is_sure,
        "meet": ward.meeting_point,
        "contact": ward.contact,
        "bring": ward.bring,
        "choice": said_choice(visit.place, visit.week, language),
        "missed": [said_missed(instance, one, language) for one in visit.missed],
    }


def rotation_name(seen: Attendance, language: Language) -> str:
    """Return the rotation's name in a language; English where it has no other."""
    italian = language == "it" and seen.rotation.name_it
    return seen.rotation.name_it if italian else seen.rotation.name


def missing(
    instance: Instance, schedule: Schedule, student: str, language: Language
) -> tuple[str, ...]:
    """Return the names of what a student owes and has no place for."""
    placed = {placement.requirement for placement in schedule.of_student(student)}
    told = []
    for members, owed in instance.duties_of(student):
        left = [r for r in members if r.id not in placed]
        if owed > len(members) - len(left):
            rotations = [instance.rotations[r.rotation] for r in left]
            names = [
                r.name_it if language == "it" and r.name_it else r.name
                for r in rotations
            ]
            told.append(said_or(names, language))
    return tuple(told)


# -- the office's table ------------------------------------------------------------


def students_csv(
    instance: Instance,
    schedule: Schedule,
    visits: dict[str, tuple[Visit, ...]],
    language: Language,
) -> bytes:
    """Return a row for each placement, and one for each duty without a place."""
    rows: list[tuple[Cell, ...]] = [HEADINGS[language]]
    for student in instance.students.values():
        who = (student.id, student.surname, student.name, student.year, student.email)
        rows += [
            (*who, *_cells(instance, visit, language)) for visit in visits[student.id]
        ]
        rows += [
            (*who, "", name, WORDS[language]["not_placed"], *[""] * 10)
            for name in missing(instance, schedule, student.id, language)
        ]
    return csv_bytes(rows)


def _cells(instance: Instance, visit: Visit, language: Language) -> tuple[Cell, ...]:
    seen, ward = visit.seen, visit.seen.ward
    return (
        seen.rotation.id,
        rotation_name(seen, language),
        seen.hospital.name,
        ward.name,
        seen.hospital.place,
        ward.meeting_point,
        seen.first,
        seen.last,
        ward.starts_at,
        seen.hours,
        ward.contact,
        said_choice(visit.place, visit.week, language),
        " ".join(said_missed(instance, one, language) for one in visit.missed),
    )
