"""A placement is where and when the office has fixed it, and not where it is barred.

A MUST lock describes what a student's placement for a rotation has to be; a NEVER lock
describes what it must not be. A lock without a rotation is about all of them.

Source: office practice (individual restrictions as plain flags without a reason, and
what has been promised to a student or a hospital). Units: none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from scheduler.domain.instance import Instance
from scheduler.domain.people import Lock, LockKind
from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.rules.contract import Rule
from scheduler.rules.words import (
    legible,
    said_day,
    said_hospital,
    said_list,
    said_place,
    said_student,
    said_ward,
)
from scheduler.terms import BoolArray, IntArray, Table


class Locks(Rule):
    """No placement goes against a lock."""

    name = "locks"

    def allows(self, table: Table) -> BoolArray:
        """Allow what every lock of the student agrees with."""
        mask = np.ones(table.size, dtype=np.bool_)
        for lock in table.instance.locks:
            if lock.student not in table.present:
                continue
            own = table.of_student(lock.student)
            about = _is_there(table.rotations, table.rotation[own], lock.rotation)
            described = (
                _is_there(table.hospitals, table.hospital[own], lock.hospital)
                & _is_there(table.wards, table.ward[own], lock.ward)
                & _is_there(table.weeks, table.first[own], lock.week)
            )
            mask[own] &= ~about | (described == (lock.kind == LockKind.MUST))
        return mask

    def check(self, instance: Instance, schedule: Schedule) -> Iterator[Violation]:
        """Return one violation for each placement and lock that contradict."""
        for placement in legible(instance, schedule):
            for lock in instance.locks:
                if _is_about(lock, placement) and _breaks(instance, lock, placement):
                    must = lock.kind == LockKind.MUST
                    verb = "must be" if must else "must never be"
                    yield Violation(
                        self.name,
                        f"{said_student(instance, placement.student)} has "
                        f"{said_place(instance, placement)} from "
                        f"{said_day(placement.first)}, but the office has locked: "
                        f"{lock.rotation or 'every rotation'} {verb} "
                        f"{_said_lock(instance, lock)}.",
                        placement.student,
                        placement.ward,
                        placement.first,
                    )


def _is_there(
    names: Sequence[str] | Sequence[date], column: IntArray, name: str | date | None
) -> BoolArray:
    """Tell where a column of indices into names has a name; ``None``: everywhere."""
    if name is None:
        return np.ones(len(column), dtype=np.bool_)
    return np.array([one == name for one in names], dtype=np.bool_)[column]


def _is_about(lock: Lock, placement: Placement) -> bool:
    same_student = lock.student == placement.student
    return same_student and lock.rotation in (None, placement.rotation)


def _breaks(instance: Instance, lock: Lock, placement: Placement) -> bool:
    hospital = instance.wards[placement.ward].hospital
    described = (
        (lock.hospital is None or lock.hospital == hospital)
        and (lock.ward is None or lock.ward == placement.ward)
        and (lock.week is None or lock.week == placement.first)
    )
    return described if lock.kind == LockKind.NEVER else not described


def _said_lock(instance: Instance, lock: Lock) -> str:
    parts = []
    if lock.hospital is not None:
        parts.append(f"in hospital {said_hospital(instance, lock.hospital)}")
    if lock.ward is not None:
        parts.append(f"at {said_ward(instance, lock.ward)}")
    if lock.week is not None:
        parts.append(f"from {said_day(lock.week)}")
    return said_list(parts) if parts else "anywhere at any time"
