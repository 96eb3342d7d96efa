"""What a student reads about himself, and the office's table of it."""

import csv
import io
from dataclasses import replace
from datetime import time

import pytest

from scheduler.domain.people import Wish
from scheduler.domain.schedule import Schedule
from scheduler.exports.pages import pages
from tests.exports.test_report import HOSTILE, Seen
from tests.school import (
    ADA,
    BEN,
    CLEO,
    HOSPITALS,
    LECTURES_1,
    ROTATIONS,
    STUDENTS,
    WARDS,
    but,
    place,
    school,
)

WISHES = (Wish(ADA, 1, hospital="POL"), Wish(ADA, 2, hospital="NIG"))


def page(instance, schedule, edition, student=ADA):
    return Seen(dict(pages(instance, schedule, edition))[f"pages/{student}.html"])


def rows(instance, schedule, edition):
    data = dict(pages(instance, schedule, edition))["student-sheets.csv"]
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_it_says_what_where_when_and_whom_to_ask(good, edition):
    """Everything that a student needs on the first day stands on the page."""
    wards = but(
        *(WARDS, "NIG-MED"),
        meeting_point="Block 3, desk",
        contact="ward@example.org",
        bring="white coat",
        starts_at=time(8, 15),
    )
    seen = page(school(wards=wards, wishes=WISHES), good, edition).text
    for words in (
        *("Synthetic Student 1", "Student number: 000101", "Year of study: 4"),
        *("Cardiology | CAR", "Monday 5 October 2026, at 08:15"),
        "Friday 16 October 2026",
        "10 working days in the ward, 4 hours a day; 40 hours in all",
        *("Niguarda, Medicine | Via Uno 1, Milano", "Block 3, desk"),
        *("ward@example.org", "white coat", "2nd choice of place"),
        "Policlinico, Cardiology was your 1st choice: ",
    ):
        assert words in seen, words


def test_it_says_the_same_in_italian(good, edition):
    """One page holds both languages; the rotation has its Italian name there."""
    rotations = but(ROTATIONS, "CAR", name_it="Cardiologia")
    seen = page(school(wishes=WISHES, rotations=rotations), good, edition).text
    for words in (
        *("Cardiologia | CAR", "lunedì 5 ottobre 2026, alle 08:30"),
        *("Matricola: 000101", "2ª scelta della sede", "Nel Suo calendario"),
    ):
        assert words in seen, words


def test_the_address_is_that_of_the_wards_and_doubts_are_told(good, edition):
    """Nobody is sent to the official seat of a hospital whose wards are elsewhere."""
    moved = but(
        *(HOSPITALS, "NIG"), ward_address="Via Nuova 9", ward_address_verified=False
    )
    seen = page(school(hospitals=moved), good, edition).text
    assert "Via Nuova 9 | The address isn't verified" in seen
    assert "Via Uno 1" not in seen


def test_what_is_missing_is_named(edition):
    """A student without a place reads that the office knows."""
    seen = page(school(), Schedule(()), edition).text
    assert "Not planned yet | Cardiology | Respiratory | Obstetrics 1" in seen


def test_nothing_planned_and_nothing_owed(edition):
    """An empty page says that it is meant to be empty."""
    instance = school(rotations={})
    assert "Nothing is planned for you." in page(instance, Schedule(()), edition).text


def test_it_names_no_other_student(good, edition):
    """Not by name, not by number."""
    students = {
        number: replace(student, surname=f"Surname-{number}", name=f"Name-{number}")
        for number, student in STUDENTS.items()
    }
    made = dict(pages(school(students=students, wishes=WISHES), good, edition))
    for own in STUDENTS:
        text = made[f"pages/{own}.html"].decode()
        assert f"Surname-{own}" in text
        for other in STUDENTS.keys() - {own}:
            assert other not in text


def test_a_page_changes_only_with_its_students_plan(good, edition):
    """Who isn't moved needn't read anything again: the same bytes, whenever made."""
    later = replace(edition, stamp=edition.stamp.replace(year=2027), number=7)
    others = [p for p in good.placements if p.student != CLEO]
    before = dict(pages(school(), good, edition))
    after = dict(pages(school(), Schedule.of(others), later))
    assert before[f"pages/{ADA}.html"] == after[f"pages/{ADA}.html"]
    assert before[f"pages/{CLEO}.html"] != after[f"pages/{CLEO}.html"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(name, good, edition):
    """There is no script in a page, and nobody's name makes one."""
    nasty = school(
        title=name,
        students=but(STUDENTS, ADA, surname=name),
        wards=but(WARDS, "NIG-MED", meeting_point=name, contact=name, bring=name),
    )
    seen, usual = page(nasty, good, edition), page(school(), good, edition)
    assert seen.all("script") == []
    assert seen.all("img") == []
    for tag in ("li", "section", "input"):
        assert len(seen.all(tag)) == len(usual.all(tag))


def test_the_table_has_a_row_for_each_placement(good, edition):
    """The office filters it in Excel: real columns, one row a placement."""
    english = replace(edition, language="en")
    heading, *lines = rows(school(wishes=WISHES), good, english)
    assert len(lines) == len(good.placements)
    assert all(len(line) == len(heading) for line in lines)
    first = dict(zip(heading, lines[0], strict=True))
    assert first["Student number"] == "000101"
    assert first["First day"] == "05/10/2026"
    assert first["Wishes"] == "2nd choice of place"
    assert "was your 1st choice" in first["Why not a higher choice"]


def test_the_table_lists_what_has_no_place(edition):
    """Nobody is dropped silently, and no formula gets into Excel."""
    plan = Schedule.of([place(BEN, "CAR", "POL-CAR", LECTURES_1)])
    students = but(STUDENTS, ADA, surname="=1+1")
    heading, *lines = rows(school(students=students), plan, edition)
    assert heading[0] == "Matricola"
    assert all(len(line) == len(heading) for line in lines)
    assert sum("non assegnato" in line for line in lines) == 8
    assert lines[0][1] == "'=1+1"
