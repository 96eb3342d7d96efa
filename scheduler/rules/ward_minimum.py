"""A ward that needs a minimum of students has it in every week it can be used.

A week can be used where the ward has seats, and where at least one student who owes a
rotation taught there has ward hours for it on a day of that week without being away.

Source: office practice, agreed with the wards (a tutor is freed only for a group).
Units: students at a time, per ward and week.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from scheduler.domain.curriculum import Requirement
from scheduler.domain.dates import weekdays
from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import (
    hours_on,
    occupants,
    said_count,
    said_day,
    said_ward,
)
from scheduler.terms import Row, Table, count_row

MISSING_STUDENT = 1  # one breach of a rule: more than any goal, see solver.problem


class WardMinimum(Rule):
    """No usable week of a ward runs with too few students."""

    name = "ward minimum"

    def rows(self, table: Table) -> Iterator[Row]:
        """Return one row for each ward with a minimum and week in which it counts.

        It has a penalty, so that a minimum which nobody can meet shows as a violation
        of the schedule and doesn't leave the school without any.
        """
        needing = [w.id for w in table.instance.wards.values() if w.minimum > 0]
        numbers = [table.wards.index(ward) for ward in needing]
        there = np.flatnonzero(np.isin(table.ward, numbers))
        present = dict(table.weekly(table.ward, among=there))
        nobody = np.zeros(0, dtype=np.int64)
        attended = _attended(table.instance) if needing else {}
        for ward, number in zip(needing, numbers, strict=True):
            minimum = table.instance.wards[ward].minimum
            for index in _weeks_in_use(table, ward, attended):
                able = present.get((number, index), nobody)
                if len(np.unique(table.student[able])) < minimum:
                    able = nobody  # It can't be met: nobody is drawn there in vain.
                yield count_row(
                    (self.name, ward, str(table.weeks[index])),
                    able,
                    lower=minimum,
                    penalty=MISSING_STUDENT,
                    foremost=True,
                )

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each ward and usable week with too few students."""
        wards = [ward for ward in instance.wards.values() if ward.minimum > 0]
        if not wards:
            return
        usable = _usable_weeks(instance)
        present = occupants(instance, schedule)
        for ward in wards:
            weeks = {week for one in ward.rotations for week in usable.get(one, ())}
            for week in sorted(weeks):
                count = len(present.get((ward.id, week), ()))
                if instance.seats(ward.id, week) > 0 and count < ward.minimum:
                    yield Violation(
                        self.name,
                        f"{said_ward(instance, ward.id)} needs at least "
                        f"{said_count(ward.minimum, 'student')} but has {count} in the "
                        f"week of {said_day(week)}.",
                        ward=ward.id,
                        week=week,
                    )


def _weeks_in_use(
    table: Table, ward: str, attended: Mapping[str, set[date]]
) -> Iterator[int]:
    """Return the weeks with seats in which the calendar lets somebody come.

    ``attended``: the weeks in which somebody could do each rotation.
    """
    taught = table.instance.wards[ward].rotations
    for index, week in enumerate(table.weeks):
        if table.instance.seats(ward, week) and any(
            week in attended.get(rotation, ()) for rotation in taught
        ):
            yield index


def _attended(instance: Instance) -> dict[str, set[date]]:
    """Return the weeks in which the calendar lets somebody do each rotation."""
    kinds = {
        (
            instance.students[duty.student].year,
            duty.rotation,
            instance.absences_of(duty.student),
        ): duty
        for duty in instance.requirements.values()
    }
    attended: dict[str, set[date]] = {}
    for duty in kinds.values():
        weeks = attended.setdefault(duty.rotation, set())
        weeks |= {w for w in instance.calendar.weeks if instance.can_attend(duty, w)}
    return attended


def _usable_weeks(instance: Instance) -> dict[str, set[date]]:
    """Return the weeks in which somebody could do each rotation that is owed."""
    ward_days: dict[tuple[int, str], dict[date, list[date]]] = {}
    usable: dict[str, set[date]] = {}
    for duty in instance.requirements.values():
        key = instance.students[duty.student].year, duty.rotation
        if key not in ward_days:
            ward_days[key] = _ward_days(instance, *key)
        weeks = usable.setdefault(duty.rotation, set())
        for week, days in ward_days[key].items():
            if week not in weeks and not all(_is_away(instance, duty, d) for d in days):
                weeks.add(week)
    return usable


def _ward_days(instance: Instance, year: int, rotation: str) -> dict[date, list[date]]:
    """Return the days with ward hours, by week; weeks without any are left out."""
    by_week = {
        week: [d for d in weekdays(week) if hours_on(instance, year, rotation, d) > 0]
        for week in instance.calendar.weeks
    }
    return {week: days for week, days in by_week.items() if days}


def _is_away(instance: Instance, duty: Requirement, day: date) -> bool:
    return any(
        absence.first <= day <= absence.last
        for absence in instance.absences_of(duty.student)
    )
