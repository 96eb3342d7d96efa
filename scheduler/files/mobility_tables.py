"""The tables of mobility: programmes with their limits, stays, and visitors."""

from __future__ import annotations

from scheduler.domain.limits import Unit
from scheduler.domain.mobility import (
    QUOTABLE,
    Activity,
    CallYear,
    CountsAs,
    OnlyIn,
    Programme,
    Status,
    Stay,
    Visitor,
)
from scheduler.files.cells import (
    Day,
    Email,
    Id,
    Number,
    Ref,
    Refs,
    Text,
    Whole,
    Word,
)
from scheduler.files.layout import Column, Table
from scheduler.files.marks import Words
from scheduler.files.mobility_cells import (
    ApplyBy,
    DayOfYear,
    Limit,
    Parts,
    Span,
    YearOfCall,
)

IN_DAYS = Span((Unit.MONTHS, Unit.DAYS))
NAMES = Parts(Text("names"), words=False)

PROGRAMMES: Table[Programme] = Table(
    "programmes",
    "programme",
    "Mobility programmes. Every limit may be blank (none) or ? (not known, ask).",
    (
        Column("programme", Id(), "Short name of the programme or call.", True, "id"),
        Column("name", Text(), "Full name.", True),
        Column(
            "call_of",
            Ref(("programmes",)),
            "For a call: the programme whose limits hold where this line is blank.",
        ),
        Column("years", Limit(Parts(Whole(1, 6))), "Years of study that may go."),
        Column(
            "graduates",
            Limit(IN_DAYS),
            "How long after graduation a stay must be over; blank: no graduates.",
        ),
        Column(
            "semesters",
            Limit(Parts(Whole(1, 9))),
            "Semesters of the calendar that a stay must lie in, 1 is the first.",
        ),
        Column(
            "only_in",
            Limit(Word(OnlyIn)),
            "free: neither lectures nor clerkships; no lectures: clerkships may be.",
        ),
        Column(
            "end_by",
            Limit(DayOfYear()),
            "Last day on which a stay may end, in the academic year of the call.",
        ),
        Column(
            "call_year",
            Limit(Word(CallYear)),
            "Whether stays are in the academic year of the call or in the next one.",
        ),
        Column(
            "call_months", Limit(Parts(Whole(1, 12))), "Months in which calls are open."
        ),
        Column("apply_by", Limit(ApplyBy()), "By when one must apply."),
        Column("min_length", Limit(Span()), "Shortest stay."),
        Column("max_length", Limit(Span()), "Longest stay."),
        Column("cap", Limit(IN_DAYS), "Most that all stays of a student add up to."),
        Column(
            "cap_with",
            Refs("programmes"),
            "Other programmes whose stays count towards that.",
        ),
        Column("hosts", Limit(NAMES), "Hosts that are allowed."),
        Column("countries", Limit(NAMES), "Countries that are allowed."),
        Column("activities", Limit(Parts(Word(Activity))), "What it is for."),
        Column("papers", Limit(NAMES), "Papers that are needed."),
        Column("papers_after", Limit(NAMES), "Papers that are due after the end."),
        Column(
            "counts_as",
            Limit(Word(CountsAs)),
            "What it is worth besides being an absence; blank: absence.",
        ),
        Column("excludes", Refs("rotations"), "Rotations never recognised."),
        Column(
            "usually",
            Words(QUOTABLE),
            "Columns of this table that are only usual: a breach is a warning.",
        ),
        Column(
            "source",
            Text(),
            "The words it rests on, like  years: only for the 6th year | cap: 24 "
            "months.",
        ),
    ),
    Programme,
    lambda instance: instance.programmes.values(),
)

STAYS: Table[Stay] = Table(
    "stays",
    "stay",
    "Students' stays abroad; before planning they become absences and credits.",
    (
        Column("stay", Id(), "Short name of the stay.", True, "id"),
        Column("student", Ref(("students",)), "The student.", True),
        Column("programme", Ref(("programmes",)), "Its programme or call.", True),
        Column("host", Text(), "The university or hospital."),
        Column("country", Text(), "The country."),
        Column("from", Day(), "First day of the activities.", True, "first"),
        Column("to", Day(), "Last day, itself included.", True, "last"),
        Column("applied", Day(), "Day of the application."),
        Column("departure", Day(), "Day of the departure."),
        Column("hours", Number(0, 5_000), "Hours of the activities."),
        Column(
            "status",
            Word(Status),
            "tentative, confirmed, withdrawn (nothing happens), finished (credits).",
            True,
        ),
        Column("papers", NAMES, "Papers that are there."),
        Column("recognised", Refs("rotations"), "Rotations that it replaces."),
        Column("activity", Word(Activity), "What the student does there."),
        Column("call_year", YearOfCall(), "Academic year of the call."),
        Column("graduated", Day(), "Day of the graduation, for graduates."),
    ),
    Stay,
    lambda instance: instance.stays.values(),
)

VISITORS: Table[Visitor] = Table(
    "visitors",
    "visitor",
    "Students of other universities who take seats; give them periods of year 0.",
    (
        Column("visitor", Id(), "Number, other than any student's.", True, "id"),
        Column("surname", Text(), "Surname.", True),
        Column("name", Text(), "Given name.", True),
        Column("university", Text(), "Where the visitor comes from."),
        Column("programme", Ref(("programmes",)), "A programme with its lengths."),
        Column("from", Day(), "First day here.", True, "first"),
        Column("to", Day(), "Last day here, itself included.", True, "last"),
        Column("rotations", Refs("rotations"), "Rotations wished for."),
        Column("disciplines", NAMES, "Disciplines wished for: one rotation of each."),
        Column(
            "hours",
            Number(0, 5_000, above=True),
            "Ward hours of each, where they aren't those of the rotation.",
        ),
        Column("email", Email(), "E-mail address."),
        Column("status", Word(Status), "As for stays; blank: confirmed."),
    ),
    Visitor,
    lambda instance: instance.visitors.values(),
)

TABLES: tuple[Table[object], ...] = (PROGRAMMES, STAYS, VISITORS)
