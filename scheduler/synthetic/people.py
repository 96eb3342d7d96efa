"""Synthetic students, what they have done, what they wish, when they are away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from scheduler.domain.curriculum import Change, Credit, DutyChange, Rotation
from scheduler.domain.dates import DAY, WEEK
from scheduler.domain.instance import Instance
from scheduler.domain.people import Absence, Student, Wish
from scheduler.synthetic.places import popularity
from scheduler.synthetic.structure import CAMPUS

YEARS = (3, 4, 5, 6)

AWAY = 0.05  # shares of the students
CARRIED_OVER = 0.03
WISH_A_WARD = 0.3
WISH_A_WEEK = 0.2
KNOWN_HOSPITAL = 0.8  # share of the credits


def with_people(school: Instance, students_per_year: int, rng: Random) -> Instance:
    """Return ``school`` with students of the years 3 to 6 and all that is theirs."""
    zones = [zone for zone in school.zones if zone != CAMPUS]
    students = [
        _student(year, number, rng.choice(zones))
        for year in YEARS
        for number in range(1, students_per_year + 1)
    ]
    changes = tuple(_carried_over(school, students, rng))
    carried = {(line.student, line.rotation) for line in changes}
    credits_ = [
        credit
        for student in students
        for credit in _credits(school, student, rng)
        if (credit.student, credit.rotation) not in carried
    ]
    return replace(
        school,
        students={student.id: student for student in students},
        duty_changes=changes,
        credits=tuple(credits_),
        absences=tuple(_absences(school, students, rng)),
        wishes=tuple(w for student in students for w in _wishes(school, student, rng)),
    )


def _student(year: int, number: int, zone: str) -> Student:
    id_ = f"00{year}{number:04d}"
    name = f"Student {year}-{number:04d}"
    return Student(id_, "Synthetic", name, year, zone, f"s{id_}@example.org")


def _carried_over(
    school: Instance, students: list[Student], rng: Random
) -> Iterator[DutyChange]:
    """Give a few students a rotation of the year before that no other waits for."""
    before = {name for rotation in school.rotations.values() for name in rotation.after}
    for student in students:
        last_year = [
            rotation.id
            for rotation in school.rotations.values()
            if rotation.year == student.year - 1 and rotation.id not in before
        ]
        if last_year and rng.random() < CARRIED_OVER:
            yield DutyChange(student.id, rng.choice(last_year), Change.ADD)


def _credits(school: Instance, student: Student, rng: Random) -> Iterator[Credit]:
    """Credit the rotations of earlier years, split ones in one hospital."""
    hospitals: dict[str, str] = {}
    for rotation in school.rotations.values():
        if rotation.year < student.year:
            whole = rotation.part_of or rotation.id
            hospital = hospitals.setdefault(whole, _hospital(school, rotation, rng))
            known = rng.random() < KNOWN_HOSPITAL
            yield Credit(student.id, rotation.id, hospital if known else None)


def _hospital(school: Instance, rotation: Rotation, rng: Random) -> str:
    return rng.choice(school.wards_teaching(rotation.id)).hospital


def _absences(
    school: Instance, students: list[Student], rng: Random
) -> Iterator[Absence]:
    """Send a few students away for one or two working weeks around a start."""
    for student in students:
        if rng.random() < AWAY:
            first = rng.choice(
                [s.week for s in school.starts if s.year == student.year]
            )
            last = first + 4 * DAY + rng.choice((0, 1)) * WEEK
            yield Absence(student.id, first, last)


def _wishes(school: Instance, student: Student, rng: Random) -> Iterator[Wish]:
    """Rank some hospitals, the popular ones first as a rule."""
    weights = popularity(school.hospitals)
    # Keys drawn this way make a weighted sample without replacement.
    drawn = {
        hospital: rng.random() ** (1 / weight)
        for hospital, weight in zip(school.hospitals, weights, strict=True)
    }
    best = sorted(drawn, key=lambda hospital: -drawn[hospital])
    for rank, hospital in enumerate(best[: rng.randint(3, 6)], start=1):
        yield Wish(student.id, rank, hospital=hospital)
    own = [r.id for r in school.rotations.values() if r.year == student.year]
    if rng.random() < WISH_A_WARD:
        rotation = rng.choice(own)
        ward = rng.choice(school.wards_teaching(rotation)).id
        yield Wish(student.id, 1, rotation=rotation, ward=ward)
    if rng.random() < WISH_A_WEEK:
        weeks = [line.week for line in school.starts if line.year == student.year]
        yield Wish(student.id, 1, week=rng.choice(weeks))
