"""The sheet on which a student writes what he prefers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scheduler.domain.instance import Instance
from scheduler.files.cells import Week, Whole
from scheduler.files.forms import Field
from scheduler.files.layout import Column
from scheduler.files.refs import HOSPITAL, ROTATION, STUDENT, WARD

NOTES = (
    "Write one wish a line into the coloured cells, rank 1 for the first choice.",
    "Name a hospital, a ward or a first week; a blank rotation means all of them.",
    "Lines for one rotation take the place of your lines for all rotations.",
    "Scrivere un desiderio per riga nelle celle colorate; rank 1 = prima scelta.",
    "Indicare un ospedale, un reparto o una settimana; tirocinio vuoto = tutti.",
    "What the ids mean is on the sheet legend / le sigle: foglio legend.",
)

FIELDS: tuple[Field, ...] = (
    Field(Column("student", STUDENT, "The student number.", True), "matricola"),
    Field(Column("rank", Whole(1, 1_000), "1: first choice."), "scelta", open=True),
    Field(Column("rotation", ROTATION, "Blank: all."), "tirocinio", open=True),
    Field(Column("hospital", HOSPITAL, "The hospital."), "ospedale", open=True),
    Field(Column("ward", WARD, "The ward."), "reparto", open=True),
    Field(Column("week", Week(), "Monday of the first week."), "settimana", open=True),
)
WISHED = ("rotation", "hospital", "ward", "week")


def fields_for(instance: Instance, student: str) -> tuple[Field, ...]:
    """Return the columns with what this student can choose from."""
    offered = choices_of(instance, student)
    return tuple(replace(f, choices=offered.get(f.name, ())) for f in FIELDS)


def choices_of(instance: Instance, student: str) -> dict[str, tuple[Any, ...]]:
    """Return the rotations a student owes, where they are taught, and the weeks."""
    owed = instance.requirements_of(student)
    rotations = tuple(dict.fromkeys(requirement.rotation for requirement in owed))
    wards = {w.id: w for name in rotations for w in instance.wards_teaching(name)}
    return {
        "rotation": rotations,
        "hospital": tuple(sorted({ward.hospital for ward in wards.values()})),
        "ward": tuple(sorted(wards)),
        "week": tuple(
            week
            for week in instance.calendar.weeks
            if any(instance.can_attend(requirement, week) for requirement in owed)
        ),
    }
