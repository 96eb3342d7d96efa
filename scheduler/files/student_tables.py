"""The tables about students: who they are, what they owe, wish and are bound to."""

from __future__ import annotations

from scheduler.domain.curriculum import Change, Credit, DutyChange
from scheduler.domain.people import (
    Absence,
    CompanyKind,
    Lock,
    LockKind,
    Student,
    Wish,
)
from scheduler.files.cells import (
    Day,
    Email,
    Id,
    Label,
    Number,
    Text,
    Week,
    Whole,
    Word,
    YesNo,
)
from scheduler.files.layout import Column, Companion, Table, companions
from scheduler.files.refs import (
    HOSPITAL,
    PERSON,
    ROTATION,
    STUDENT,
    STUDY_YEAR,
    WARD,
    ZONE,
)

STUDENTS: Table[Student] = Table(
    "students",
    "student",
    "The students.",
    (
        Column("student", Id(), "Student number, with its zeros.", True, "id"),
        Column("surname", Text(), "Surname.", True),
        Column("name", Text(), "Given name.", True),
        Column("year", STUDY_YEAR, "Year of study.", True),
        Column("zone", ZONE, "Where the student lives; blank: not known."),
        Column("email", Email(), "E-mail address."),
        Column("fuori_corso", YesNo(), "Enrolled beyond the regular six years."),
        Column(
            "seat",
            Label("like EU or non-EU"),
            "The list on which the student was admitted; used for fairness figures.",
        ),
    ),
    Student,
    lambda instance: instance.students.values(),
    required=True,
)

REQUIREMENTS: Table[DutyChange] = Table(
    "requirements",
    "line of requirements",
    "Where one student's duties differ from the curriculum of the year.",
    (
        Column("student", STUDENT, "The student.", True),
        Column("rotation", ROTATION, "The rotation.", True),
        Column("change", Word(Change), "add: owes it too; drop: doesn't owe it.", True),
        Column(
            "hours",
            Number(0, 5_000, above=True),
            "For add: hours, where they aren't those of the rotation.",
        ),
        Column("occurrence", Whole(1, 9), "For add: 2 for a repetition; blank: 1."),
        Column("remark", Text(), "A note for people.", field=None),
    ),
    DutyChange,
    lambda instance: instance.duty_changes,
    key=("student", "rotation", "change", "occurrence"),
)

CREDITS: Table[Credit] = Table(
    "credits",
    "credit",
    "Rotations that students have already done.",
    (
        Column("student", STUDENT, "The student.", True),
        Column("rotation", ROTATION, "The rotation.", True),
        Column("hospital", HOSPITAL, "Where it was done, if that is known."),
    ),
    Credit,
    lambda instance: instance.credits,
    key=("student", "rotation"),
)

PREFERENCES: Table[Wish] = Table(
    "preferences",
    "preference",
    "What students wish for: a hospital, a ward or a first week, with a rank.",
    (
        Column("student", PERSON, "The student.", True),
        Column("rank", Whole(1, 1_000), "1 for the first choice.", True),
        Column("rotation", ROTATION, "For which rotation; blank: all."),
        Column("hospital", HOSPITAL, "The hospital wished for."),
        Column("ward", WARD, "The ward wished for."),
        Column("week", Week(), "Monday of the first week wished for."),
    ),
    Wish,
    lambda instance: instance.wishes,
)

ABSENCES: Table[Absence] = Table(
    "absences",
    "absence",
    "Days on which students are away; the reason isn't asked for.",
    (
        Column("student", PERSON, "The student.", True),
        Column("from", Day(), "First day away.", True, "first"),
        Column("to", Day(), "Last day away, itself included.", True, "last"),
    ),
    Absence,
    lambda instance: instance.absences,
)

LOCKS: Table[Lock] = Table(
    "locks",
    "lock",
    "What the office fixes (must) or rules out (never) for a student.",
    (
        Column("student", PERSON, "The student.", True),
        Column("kind", Word(LockKind), "must: so and not otherwise; never.", True),
        Column("rotation", ROTATION, "The rotation; blank with never: all."),
        Column("hospital", HOSPITAL, "The hospital."),
        Column("ward", WARD, "The ward."),
        Column("week", Week(), "Monday of the first week."),
        Column("remark", Text(), "A note for people.", field=None),
    ),
    Lock,
    lambda instance: instance.locks,
)

TOGETHER: Table[Companion] = Table(
    "together",
    "line of a group",
    "Students who go together, or who never meet in a ward; one line a student.",
    (
        Column("group", Label(), "Name of the group, the same for its lines.", True),
        Column("kind", Word(CompanyKind), "The same for all lines of a group.", True),
        Column("student", STUDENT, "One student of the group.", True),
        Column("rotation", ROTATION, "For which rotation; blank: all they share."),
    ),
    Companion,
    companions,
    key=("group", "student"),
)
