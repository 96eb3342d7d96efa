"""Duties: nothing is added that is owed already, or dropped that isn't owed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.curriculum import (
    Change,
    DutyChange,
    Requirement,
    Rotation,
    requirement_id,
    requirements_of,
)
from scheduler.domain.people import LockKind, Student
from scheduler.errors import Problem
from scheduler.files import tables
from scheduler.files.lines import Draft, Lines
from scheduler.files.settings import Settings


@dataclass(frozen=True)
class Duties:
    """What students owe, as far as the tables are sound."""

    draft: Draft

    @cached_property
    def students(self) -> Mapping[str, Student]:
        """The students by id."""
        return {s.id: s for s in self.draft[tables.STUDENTS].values}

    @cached_property
    def rotations(self) -> Mapping[str, Rotation]:
        """The rotations by id."""
        return {r.id: r for r in self.draft[tables.ROTATIONS].values}

    @cached_property
    def _changes(self) -> Mapping[str, list[DutyChange]]:
        own: dict[str, list[DutyChange]] = {}
        for line in self.draft[tables.REQUIREMENTS].values:
            own.setdefault(line.student, []).append(line)
        return own

    @cached_property
    def _credited(self) -> Mapping[str, frozenset[str]]:
        own: dict[str, set[str]] = {}
        for line in self.draft[tables.CREDITS].values:
            own.setdefault(line.student, set()).add(line.rotation)
        return {student: frozenset(own[student]) for student in own}

    def credited(self, student: str) -> frozenset[str]:
        """Return the rotations that a student has done before."""
        return self._credited.get(student, frozenset())

    def owed(
        self, student: str, without: Change | None = None
    ) -> Mapping[str, Requirement]:
        """Return a student's duties by id, leaving out all changes of one sort."""
        changes = [
            line
            for line in self._changes.get(student, ())
            if line.rotation in self.rotations and line.change != without
        ]
        year, credited = self.students[student].year, self.credited(student)
        owed = requirements_of(student, year, self.rotations, changes, credited)
        return {requirement.id: requirement for requirement in owed}

    def knows(self, student: str, rotation: str | None) -> bool:
        """Tell whether the lines of both are sound."""
        return student in self.students and rotation in self.rotations


def changes(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse to add what is owed already, and to drop what isn't owed."""
    lines, duties = draft[tables.REQUIREMENTS], Duties(draft)
    for line in lines:
        if duties.knows(line.value.student, line.value.rotation):
            if line.value.change == Change.ADD:
                yield from _add_faults(lines, line.row, line.value, duties)
            else:
                yield from _drop_faults(lines, line.row, line.value, duties)


def _add_faults(
    lines: Lines[DutyChange], row: int, change: DutyChange, duties: Duties
) -> Iterator[Problem]:
    id_ = requirement_id(change.student, change.rotation, change.occurrence)
    if id_ in duties.owed(change.student, without=Change.ADD):
        wrong = f"is owed by student {change.student} already"
        remedy = (
            "Delete the line; or write occurrence 2 for a repetition, or add a line "
            "that drops it if these hours replace the usual ones"
        )
        yield lines.problem(row, "rotation", change.rotation, wrong, remedy)


def _drop_faults(
    lines: Lines[DutyChange], row: int, change: DutyChange, duties: Duties
) -> Iterator[Problem]:
    year = duties.students[change.student].year
    if duties.rotations[change.rotation].year != year:
        wrong = f"isn't owed: student {change.student} is in year {year}"
        remedy = "Delete the line, or mend the rotation"
        yield lines.problem(row, "rotation", change.rotation, wrong, remedy)
    elif change.rotation in duties.credited(change.student):
        wrong = f"isn't owed: student {change.student} has credit for it"
        yield lines.problem(row, "rotation", change.rotation, wrong, "Delete the line")
    if change.occurrence != 1:
        wrong, remedy = "is for lines with 'add' only", "Clear the cell"
        yield lines.problem(row, "occurrence", change.occurrence, wrong, remedy)
    if change.hours is not None:
        wrong, remedy = "is for lines with 'add' only", "Clear the cell"
        yield lines.problem(row, "hours", f"{change.hours:g}", wrong, remedy)


def fixed(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse a must for a rotation that the student doesn't owe."""
    lines, duties = draft[tables.LOCKS], Duties(draft)
    changes_known = draft[tables.REQUIREMENTS].complete
    for line in lines if changes_known else ():
        lock = line.value
        if lock.kind != LockKind.MUST or not duties.knows(lock.student, lock.rotation):
            continue
        owed = {duty.rotation for duty in duties.owed(lock.student).values()}
        if lock.rotation not in owed:
            wrong = f"isn't owed by student {lock.student}, so nothing can be fixed"
            remedy = f"Delete the line, or choose from: {', '.join(sorted(owed))}"
            yield lines.problem(line.row, "rotation", lock.rotation, wrong, remedy)


CHECKS = (changes, fixed)
