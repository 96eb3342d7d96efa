"""The draft of a learning agreement, for one stay abroad or one visit from abroad.

It says what the tables know and nothing else: who, where, when, which rotations are
recognised, and what remains to be done at home. What isn't known is left blank and
marked. It is in English, since the host reads it too.

Source: the school's page for outgoing students (the desk "assists both incoming and
outgoing students in the drafting of learning agreements").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.applied import applied
from scheduler.domain.curriculum import Requirement
from scheduler.domain.instance import Instance
from scheduler.domain.limits import Unknown, known
from scheduler.domain.mobility import (
    CountsAs,
    Programme,
    Status,
    Stay,
    Visitor,
    programme_of,
)
from scheduler.domain.schedule import Schedule
from scheduler.exports.attendance import Attendance, attendance
from scheduler.exports.edition import Edition, Files
from scheduler.exports.form import TO_FILL, Line, Style, facts, form_xlsx, part
from scheduler.exports.names import file_names
from scheduler.exports.sheets import Cell, csv_bytes

NOT_PLANNED = "not planned yet"
TITLE = "Learning agreement (draft)"
RECOGNISED = ("Rotation", "Name", "CFU", "Ward hours", "Remark")
AT_HOME = (
    *("Rotation", "Name", "CFU", "Ward hours", "Hospital", "Ward"),
    *("First day", "Last day", "Remark"),
)
HERE = (*AT_HOME[:-1], "Starts at", "Meeting point", "Contact", "Remark")
SIGNATURES = ("Signature of", "Name", "Date", "Signature")


def agreement(
    instance: Instance, about: str, schedule: Schedule | None, edition: Edition
) -> Files:
    """Yield ``agreement-<id>.csv`` and ``.xlsx`` for a stay or a visitor.

    ``instance`` still has its stays and visitors; ``about`` is the id of one of them,
    else KeyError. The draft is made as if it took place, whatever its status.
    ScheduleError where a placement can't be completed.
    """
    planned = schedule or Schedule(())
    if about in instance.stays:
        lines = tuple(_of_stay(instance, instance.stays[about], planned, edition))
    else:
        visitor = instance.visitors[about]
        lines = tuple(_of_visitor(instance, visitor, planned, edition))
    name = file_names([*instance.stays, *instance.visitors])[about]
    yield f"agreement-{name}.csv", csv_bytes(line.cells for line in lines)
    yield f"agreement-{name}.xlsx", form_xlsx(lines, f"{TITLE}: {about}", edition)


# -- a stay abroad -----------------------------------------------------------------


def _of_stay(
    instance: Instance, stay: Stay, schedule: Schedule, edition: Edition
) -> Iterator[Line]:
    student = instance.students[stay.student]
    programme = programme_of(instance.programmes, stay.programme)
    yield from _head(instance, edition)
    yield from part("Student")
    yield from facts(
        ("Surname", student.surname),
        ("Name", student.name),
        ("Student number", student.id),
        ("Year of study", student.year),
        ("E-mail", student.email),
    )
    yield from part("Stay abroad")
    yield from _stay_facts(stay, programme)
    yield from _recognised(instance, stay, programme, schedule)
    yield from _at_home(_home(instance, stay), stay, schedule)
    yield from _papers(stay, programme)
    yield from _foot(instance, ("Student", "For the home school", "For the host"))


def _stay_facts(stay: Stay, programme: Programme) -> Iterator[Line]:
    counts = programme.counts_as
    yield from facts(
        ("Stay", stay.id),
        ("Status", stay.status),
        ("Programme", f"{programme.name} ({programme.id})"),
        ("Host", stay.host),
        ("Country", stay.country),
        ("Supervisor at the host", ""),
        ("Day of departure", stay.departure),
        ("First day of the activities", stay.first),
        ("Last day", stay.last),
        ("Activity", stay.activity),
        ("Hours", stay.hours),
        ("Day of application", stay.applied),
        ("Counts as", "" if isinstance(counts, Unknown) else counts or "absence"),
    )
    if known(counts) in (CountsAs.ELECTIVE, CountsAs.THESIS):
        yield from facts((f"Credits ({counts})", ""))


def _home(instance: Instance, stay: Stay) -> Instance:
    """Return the year at home if the stay takes place."""
    confirmed = replace(stay, status=Status.CONFIRMED)
    return applied(
        replace(instance, stays={**instance.stays, stay.id: confirmed}, visitors={})
    )


def _recognised(
    instance: Instance, stay: Stay, programme: Programme, schedule: Schedule
) -> Iterator[Line]:
    yield from part("Recognised for the stay")
    if not stay.recognised:
        may = isinstance(programme.counts_as, Unknown)
        if may or programme.counts_as == CountsAs.ROTATIONS:
            yield Line(("Rotations", "", TO_FILL))
        else:
            yield Line(("No rotation is recognised.",))
        return
    yield Line(RECOGNISED, Style.HEADING)
    worth = []
    for rotation in stay.recognised:
        duty = _duty(instance, stay.student, rotation)
        cells = _worth(instance, [duty])
        worth.append(cells)
        planned = _planned(instance, schedule, duty)
        yield Line((rotation, instance.rotations[rotation].name, *cells, planned))
    yield _total(worth)


def _duty(instance: Instance, student: str, rotation: str) -> Requirement:
    """Return what a stay fulfils: the first open occurrence, as it is owed."""
    owed = [r for r in instance.requirements_of(student) if r.rotation == rotation]
    usual = Requirement(student, rotation, instance.rotations[rotation].hours)
    return min(owed, key=lambda duty: duty.occurrence, default=usual)


def _planned(instance: Instance, schedule: Schedule, duty: Requirement) -> str:
    for placement in schedule.of_student(duty.student):
        if placement.requirement == duty.id:
            ward = instance.wards[placement.ward]
            where = f"{ward.name}, {instance.hospitals[ward.hospital].name}"
            return f"replaces {where}, week of {placement.first:%d/%m/%Y}"
    return ""


def _at_home(home: Instance, stay: Stay, schedule: Schedule) -> Iterator[Line]:
    yield from part("To be done at home in this academic year")
    duties = home.duties_of(stay.student)
    if not duties:
        yield Line(("Nothing remains to be done.",))
        return
    yield Line(AT_HOME, Style.HEADING)
    worth = []
    for row in _duties(home, stay.student, schedule):
        cells = _worth(home, row.members)
        worth.append(cells)
        where: tuple[Cell, ...] = ("", "", "", "", NOT_PLANNED)
        if row.seen is not None:
            where = (*_where(row.seen), _clash(row.seen, stay))
        yield Line((*_names(home, row.members), *cells, *where))
    yield _total(worth)


def _clash(seen: Attendance, stay: Stay) -> str:
    away = any(stay.first <= day <= stay.last for day, _ in seen.days)
    return "is planned on days of the stay: to be moved" if away else ""


def _papers(stay: Stay, programme: Programme) -> Iterator[Line]:
    yield from part("Papers")
    held = stay.papers
    if isinstance(programme.papers, Unknown):
        yield Line(("What the call asks for", "", TO_FILL))
    for paper in known(programme.papers) or ():
        there = held is not None and held.has(paper)
        yield Line((paper, "there" if there else "missing"))
    for paper in known(programme.papers_after) or ():
        yield Line((paper, "due after the stay"))
    if programme.papers is None and programme.papers_after is None:
        yield Line(("The programme names none.",))


# -- a visit from abroad -----------------------------------------------------------


def _of_visitor(
    instance: Instance, visitor: Visitor, schedule: Schedule, edition: Edition
) -> Iterator[Line]:
    programme = "" if visitor.programme is None else _programme(instance, visitor)
    yield from _head(instance, edition)
    yield from part("Visiting student")
    yield from facts(
        ("Surname", visitor.surname),
        ("Name", visitor.name),
        ("Number", visitor.id),
        ("Home university", visitor.university),
        ("Country", ""),
        ("E-mail", visitor.email),
        ("Supervisor at home", ""),
    )
    yield from part("Stay here")
    yield from facts(
        ("Status", visitor.status),
        ("Programme", programme),
        ("First day", visitor.first),
        ("Last day", visitor.last),
    )
    yield from _here(_with_visit(instance, visitor), visitor, schedule)
    yield from _foot(
        instance, ("Student", "For the home university", "For the receiving school")
    )


def _programme(instance: Instance, visitor: Visitor) -> str:
    programme = programme_of(instance.programmes, visitor.programme or "")
    return f"{programme.name} ({programme.id})"


def _with_visit(instance: Instance, visitor: Visitor) -> Instance:
    confirmed = replace(visitor, status=Status.CONFIRMED)
    return applied(
        replace(instance, visitors={**instance.visitors, visitor.id: confirmed})
    )


def _here(home: Instance, visitor: Visitor, schedule: Schedule) -> Iterator[Line]:
    yield from part("Clerkships here")
    if not home.duties_of(visitor.id):
        yield Line(("Rotations", "", TO_FILL))
        return
    yield Line(HERE, Style.HEADING)
    worth = []
    for row in _duties(home, visitor.id, schedule):
        cells = _worth(home, row.members)
        worth.append(cells)
        where: tuple[Cell, ...] = ("", "", "", "", "", "", "", NOT_PLANNED)
        if row.seen is not None:
            ward = row.seen.ward
            meet = (ward.starts_at, ward.meeting_point, ward.contact, "")
            where = (*_where(row.seen), *meet)
        yield Line((*_names(home, row.members), *cells, *where))
    yield _total(worth)


# -- what both share ---------------------------------------------------------------


@dataclass(frozen=True)
class _Duty:
    """One thing to be done: one of ``members``, and when, if that is planned."""

    members: tuple[Requirement, ...]
    seen: Attendance | None = None


def _duties(home: Instance, student: str, schedule: Schedule) -> Iterator[_Duty]:
    """Return what a student owes: what is planned in order of time, then the rest."""
    placed = {p.requirement: p for p in schedule.of_student(student)}
    seen, missing = [], []
    for members, owed in home.duties_of(student):
        own = [duty for duty in members if duty.id in placed]
        rest = tuple(duty for duty in members if duty.id not in placed)
        seen += [(attendance(home, placed[duty.id]), duty) for duty in own]
        missing += [_Duty(rest)] * max(0, owed - len(own))
    for when, duty in sorted(seen, key=lambda pair: pair[0].first):
        yield _Duty((duty,), when)
    yield from missing


def _names(home: Instance, members: Sequence[Requirement]) -> tuple[str, str]:
    ids = [duty.rotation for duty in members]
    names = [home.rotations[name].name for name in ids]
    return " or ".join(ids), " or ".join(names)


def _worth(instance: Instance, members: Sequence[Requirement]) -> tuple[Cell, Cell]:
    """Return (CFU, ward hours); "" where they aren't known.

    Other hours than the curriculum's are worth credits that somebody must decide on.
    """
    hours = {duty.hours for duty in members}
    cfu = {
        rotation.cfu if duty.hours == rotation.hours else None
        for duty in members
        for rotation in [instance.rotations[duty.rotation]]
    }
    credits_ = cfu.pop() if len(cfu) == 1 else None
    return "" if credits_ is None else credits_, hours.pop() if len(hours) == 1 else ""


def _total(worth: Iterable[tuple[Cell, Cell]]) -> Line:
    sums = [_sum(column) for column in zip(*worth, strict=True)]
    return Line(("Total", "", *sums), Style.HEADING)


def _sum(column: Sequence[Cell]) -> Cell:
    numbers = [cell for cell in column if isinstance(cell, int | float)]
    return sum(numbers) if len(numbers) == len(column) else TO_FILL


def _where(seen: Attendance) -> tuple[Cell, ...]:
    return seen.hospital.name, seen.ward.name, seen.first, seen.last


def _head(instance: Instance, edition: Edition) -> Iterator[Line]:
    yield Line((TITLE,), Style.TITLE)
    yield Line(("Not valid without all signatures.",))
    yield from facts(
        ("School and year", instance.title), ("Drafted on", edition.utc.date())
    )


def _foot(instance: Instance, signers: Iterable[str]) -> Iterator[Line]:
    yield from part("Contact of the desk")
    yield from facts(("Contact", instance.desk_contact))
    yield from part("Signatures")
    yield Line(SIGNATURES, Style.HEADING)
    for signer in signers:
        yield Line((signer, "", "", ""), Style.SIGNATURE)
