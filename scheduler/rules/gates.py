"""Masks that the gates share: is something held on every ward day of a placement?

Clearances become days of the academic year, ward days too, so that each student and
rotation is one look into an array. The checks share nothing of this.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from scheduler.domain.clearances import Gate, Level
from scheduler.domain.curriculum import Rotation
from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.terms import BoolArray, IntArray, Table

Held = Callable[[Student, Rotation], BoolArray | None]
"""Which [days] something is held that a rotation asks of a student; None: nothing."""


def held_throughout(table: Table, held: Held) -> BoolArray:
    """Return [candidates] whether all ward days are among the days held."""
    mask = np.ones(table.size, dtype=np.bool_)
    students = tuple(table.instance.students.values())
    rotations = tuple(table.instance.rotations.values())
    ward_days: dict[tuple[int, str], IntArray] = {}
    for (one, other), own in table.groups(table.student, table.rotation):
        student, rotation = students[one], rotations[other]
        days = held(student, rotation)
        if days is None:
            continue
        key = student.year, rotation.id
        if key not in ward_days:
            ward_days[key] = _ward_days(table.instance, *key)
        lapsed = ward_days[key][~days[ward_days[key]]]
        until = _lapsed_before(lapsed, len(table.weeks))
        mask[own] = until[table.last[own] + 1] <= until[table.first[own]]
    return mask


def days_held(
    instance: Instance, student: str, gate: Gate, level: Level | None = None
) -> BoolArray:
    """Return [days of the academic year] on which a student passes a gate."""
    calendar = instance.calendar
    days = np.zeros(7 * len(calendar.weeks), dtype=np.bool_)
    for clearance in instance.clearances_of(student):
        if clearance.gate == gate and clearance.reaches(level):
            first = _day(instance, clearance.first or calendar.first_week)
            last = _day(instance, clearance.last or date.max)
            days[max(0, first) : max(0, last + 1)] = True
    return days


def _lapsed_before(lapsed: IntArray, weeks: int) -> IntArray:
    """Return [weeks + 1] how many of the days ``lapsed`` come before each week."""
    by_week = np.bincount(lapsed // 7, minlength=weeks)
    return np.concatenate([[0], np.cumsum(by_week)])


def _ward_days(instance: Instance, year: int, rotation: str) -> IntArray:
    calendar = instance.calendar
    ends = calendar.first_week, calendar.last_week
    days = calendar.ward_days(year, rotation, *ends)
    return np.array([_day(instance, day) for day, _ in days], dtype=np.int64)


def _day(instance: Instance, day: date) -> int:
    return (day - instance.calendar.first_week).days
