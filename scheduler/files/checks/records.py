"""Waivers say what they are about; attendance agrees with what students owe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scheduler.domain.attendance import TOLERANCE, Attended, Outcome, make_ups
from scheduler.domain.curriculum import Requirement
from scheduler.errors import Problem
from scheduler.files import tables
from scheduler.files.checks.duties import Duties
from scheduler.files.lines import Draft, Lines
from scheduler.files.record_tables import ATTENDANCE, WAIVERS
from scheduler.files.settings import Settings


def waivers(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse a waiver for a whole rule."""
    lines = draft[WAIVERS]
    for line in lines:
        if line.value.student is None and line.value.ward is None:
            wrong = "names neither a student nor a ward, so it would waive a whole rule"
            remedy = "Write whom or which ward it is about"
            yield lines.problem(line.row, "", line.value.id, wrong, remedy)


def attendance(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse attendance at what isn't owed, twice, or with hours that contradict it."""
    lines, duties = draft[ATTENDANCE], Duties(draft)
    owed = _owed(draft, duties) if lines.lines else {}
    counted: dict[str, int] = {}
    for line in lines:
        said = line.value
        if duties.knows(said.student, said.rotation) and _sound(draft):
            yield from _duty_faults(lines, line.row, said, owed)
        yield from _outcome_faults(lines, line.row, said)
        first = counted.setdefault(said.requirement, line.row)
        if said.is_absent:
            counted.pop(said.requirement) if first == line.row else None
        elif first != line.row:
            wrong = f"is said to be done in row {first} already"
            remedy = "Keep one line, or write the occurrence of the make-up"
            yield lines.problem(line.row, "rotation", said.rotation, wrong, remedy)


def _sound(draft: Draft) -> bool:
    needed = tables.REQUIREMENTS, tables.CREDITS
    return all(draft[table].complete for table in needed)


def _owed(draft: Draft, duties: Duties) -> Mapping[str, Requirement]:
    """Return what the students with attendance owe, make-ups included."""
    lines = [
        line
        for line in draft[ATTENDANCE].values
        if duties.knows(line.student, line.rotation)
    ]
    owed: dict[str, Requirement] = {}
    for student in {line.student for line in lines}:
        owed.update(duties.owed(student))
    extra = make_ups(lines, owed).values()
    return {**owed, **{requirement.id: requirement for requirement in extra}}


def _duty_faults(
    lines: Lines[Attended], row: int, said: Attended, owed: Mapping[str, Requirement]
) -> Iterator[Problem]:
    duty = owed.get(said.requirement)
    if duty is None:
        own = [d for d in owed.values() if d.student == said.student]
        same = [str(d.occurrence) for d in own if d.rotation == said.rotation]
        column = "occurrence" if same else "rotation"
        value: object = said.occurrence if same else said.rotation
        wrong = f"is nothing that student {said.student} owes"
        known = same or list(dict.fromkeys(d.rotation for d in own))
        remedy = f"Owed are: {', '.join(known) or 'none'}"
        yield lines.problem(row, column, value, wrong, remedy)
    elif said.outcome == Outcome.PARTIAL and said.hours_done + TOLERANCE >= duty.hours:
        wrong = f"is all of the {duty.hours:g} hours, but the outcome is partial"
        remedy = "Mend the hours, or write done"
        yield lines.problem(row, "hours_done", f"{said.hours_done:g}", wrong, remedy)


def _outcome_faults(
    lines: Lines[Attended], row: int, said: Attended
) -> Iterator[Problem]:
    none = said.hours_done <= TOLERANCE
    value = f"{said.hours_done:g}"
    if said.outcome == Outcome.ABSENT and not none:
        wrong, remedy = "are hours, but the outcome is absent", "Write 0, or partial"
        yield lines.problem(row, "hours_done", value, wrong, remedy)
    elif said.outcome == Outcome.PARTIAL and none:
        wrong, remedy = "is nothing, but the outcome is partial", "Write absent"
        yield lines.problem(row, "hours_done", value, wrong, remedy)
    if said.is_absent and said.first_day is None:
        wrong = "is blank, and a later try could be taken for this one"
        remedy = "Write the first day of what was missed"
        yield lines.problem(row, "first_day", "", wrong, remedy)


CHECKS = (waivers, attendance)
