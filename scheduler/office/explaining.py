"""The office asks why: about a student, a rotation, a place, or about seats."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.dates import monday
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Placement
from scheduler.errors import FileError
from scheduler.files import read_schedule
from scheduler.files.schedules import ids_of
from scheduler.files.spelling import UnreadableError
from scheduler.rules.words import said_day, said_place, said_student

if TYPE_CHECKING:
    from scheduler.advice.explain import Explainer

MOST_WARDS = 10
SUMMARY = "summary.json"


@dataclass(frozen=True)
class Question:
    """What is asked; ``None``: about all of them. ``ward`` and ``week`` go together."""

    student: str | None = None
    rotation: str | None = None
    ward: str | None = None
    week: date | None = None


def explained(
    instance: Instance, schedule_path: Path, question: Question, seed: int
) -> Iterator[str]:
    """Yield the answer, line by line, as it is found."""
    from scheduler.advice.explain import Explainer

    schedule = read_schedule(schedule_path, instance)
    asked = _found(instance, question)
    with Explainer(instance, schedule, seed) as explainer:
        if asked.student is None:
            yield from _for_office(explainer, schedule_path)
        elif asked.ward and asked.week and asked.rotation:
            yield from _about_place(explainer, asked, asked.ward, asked.week)
        else:
            yield from _about_student(explainer, asked.student, asked.rotation)


def _found(instance: Instance, question: Question) -> Question:
    """Return the question with ids as the tables have them; raises FileError."""
    ids = ids_of(instance)

    def find(table: str, text: str | None) -> str | None:
        if text is None:
            return None
        try:
            return ids[table].find(text)
        except UnreadableError as fault:
            raise FileError(text, fault.wrong, fault.remedy) from fault

    found = Question(
        find("students", question.student),
        find("rotations", question.rotation),
        find("wards", question.ward),
        monday(question.week) if question.week else None,
    )
    if found.student and found.rotation and not _duties(instance, found):
        owed = [duty.rotation for duty in instance.requirements_of(found.student)]
        wrong = f"isn't owed by {said_student(instance, found.student)}"
        raise FileError(found.rotation, wrong, f"Owed are: {', '.join(owed) or 'none'}")
    if found.week and found.week not in instance.calendar.weeks:
        wrong = "is outside the academic year"
        raise FileError(f"{found.week:%d/%m/%Y}", wrong, "Name another week")
    return found


def _duties(instance: Instance, asked: Question) -> list[str]:
    owed = instance.requirements_of(asked.student or "")
    return [duty.id for duty in owed if duty.rotation == asked.rotation]


# -- a student ---------------------------------------------------------------------


def _about_student(
    explainer: Explainer, student: str, rotation: str | None
) -> Iterator[str]:
    instance, schedule = explainer.instance, explainer.schedule
    yield f"{said_student(instance, student)}:"
    for members, missing in instance.unplaced_of(student, schedule):
        for duty in members:
            if rotation in (None, duty.rotation):
                count = "" if len(members) == 1 else f" (one of {missing} to choose)"
                yield f"  {duty.rotation}{count} has no place."
                for sentence in explainer.unplaced_words(duty.id):
                    yield f"    {sentence}"
    for sentence in explainer.wish_words(student, rotation):
        yield f"  {sentence}"


def _about_place(
    explainer: Explainer, asked: Question, ward: str, week: date
) -> Iterator[str]:
    instance = explainer.instance
    duty = instance.requirements[_duties(instance, asked)[0]]
    yield f"{said_student(instance, duty.student)}:"
    placement = Placement(duty.student, week, duty.rotation, ward, duty.occurrence)
    now = [
        p
        for p in explainer.schedule.of_student(duty.student)
        if p.requirement == duty.id and p != placement
    ]
    for one in now:
        yield f"  planned is {said_place(instance, one)} from {said_day(one.first)}."
    for sentence in explainer.placement_words(placement):
        yield f"  {sentence}"


# -- the office --------------------------------------------------------------------


def _for_office(explainer: Explainer, schedule_path: Path) -> Iterator[str]:
    from scheduler.advice.explain import price_words

    yield from _missing_words(explainer)
    prices = _kept_prices(explainer.instance, schedule_path.parent / SUMMARY)
    if prices is None:
        prices = explainer.prices()
        yield "Where one more seat would help most (prices of the relaxed problem):"
    else:
        yield f"Where one more seat would help most (seat prices in {SUMMARY}):"
    told = tuple(price_words(explainer.instance, prices, MOST_WARDS))
    for sentence in told or ("nowhere: no ward is short of seats.",):
        yield f"  {sentence}"


def _missing_words(explainer: Explainer) -> Iterator[str]:
    """Say how everything could be placed: the remedies one after another."""
    instance, schedule = explainer.instance, explainer.schedule
    missing = instance.missing(schedule)
    if not missing:
        yield "Everything has a place."
        return
    yield f"{missing} without a place. Remedies that were tried out together:"
    found = explainer.everything_placed()
    for requirement, remedy in found:
        who = said_student(instance, instance.requirements[requirement].student)
        rotation = instance.requirements[requirement].rotation
        yield f"  {remedy.said(instance)}: a place for {who}, {rotation}"
    left = found[-1][1].instance.missing(found[-1][1].schedule) if found else missing
    yield (
        "  With all of these everything has a place; the checker agrees."
        if not left
        else f"  {left} remain, for which no single change was found: "
        "explain INSTANCE SCHEDULE STUDENT says why."
    )


def _kept_prices(instance: Instance, path: Path) -> dict[tuple[str, date], int] | None:
    """Return the seat prices that a solve has left in its summary, if it has any."""
    try:
        lines = json.loads(path.read_text(encoding="utf-8")).get("seat_prices")
        prices = {
            (str(line["ward"]), date.fromisoformat(line["week"])): int(line["price"])
            for line in lines
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None  # it is another file, or one of an earlier version
    return {key: price for key, price in prices.items() if key[0] in instance.wards}
