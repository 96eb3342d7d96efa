"""The tables of an instance: the one place that says what they hold.

The reader, the writers, the template and its READ ME all go by this description. A new
column of a table is one line here and one field of the domain value it becomes.
"""

from __future__ import annotations

from scheduler.domain.calendar import Period, PeriodKind
from scheduler.domain.curriculum import Choice, Rotation, StartWeek
from scheduler.files import gate_tables as gates
from scheduler.files import mobility_tables as mobility
from scheduler.files import people_tables as people
from scheduler.files import place_tables as places
from scheduler.files.cells import (
    Day,
    Id,
    Label,
    Number,
    Ref,
    Refs,
    Text,
    Week,
    Whole,
    Word,
    YesNo,
)
from scheduler.files.layout import (
    Column,
    PeriodHours,
    Table,
    make_period,
    make_rotation,
    make_start,
    period_hours,
)

STUDY_YEAR, ANY_YEAR = Whole(1, 6), Whole(0, 6)  # 0: visitors
ROTATION = Ref(("rotations",))

PERIODS: Table[Period] = Table(
    "periods",
    "period",
    "The academic year: what the days are for, for each year of study.",
    (
        Column("period", Id(), "Name of the period.", True, "id"),
        Column("year", ANY_YEAR, "Year of study; blank: every year; 0: visitors."),
        Column("from", Day(), "First day.", True, "first"),
        Column("to", Day(), "Last day, itself included.", True, "last"),
        Column("kind", Word(PeriodKind), "What the days are for.", True),
        Column(
            "ward_hours",
            Number(0, 24),
            "Ward hours that one working day gives to a rotation; blank: none.",
        ),
        Column(
            "site",
            Ref(("zones", "hospitals")),
            "Where the lectures are held, a zone or a hospital.",
        ),
        Column("remark", Text(), "A note for people.", field=None),
    ),
    make_period,
    lambda instance: instance.calendar.periods,
    required=True,
)

WARD_HOURS: Table[PeriodHours] = Table(
    "ward_hours",
    "line of ward hours",
    "Ward hours of a period for single rotations, where they differ from the others.",
    (
        Column("period", Ref(("periods",)), "The period.", True),
        Column("rotation", ROTATION, "The rotation.", True),
        Column("hours", Number(0, 24), "Ward hours that one working day gives.", True),
    ),
    PeriodHours,
    period_hours,
    key=("period", "rotation"),
)

ROTATIONS: Table[Rotation] = Table(
    "rotations",
    "rotation",
    "The curriculum: what students do in wards in each year of study.",
    (
        Column("rotation", Id(), "Short name of the rotation.", True, "id"),
        Column("name", Text(), "Full name.", True),
        Column("name_it", Text(), "Full name in Italian."),
        Column("discipline", Text(), "The discipline it belongs to.", True),
        Column("year", STUDY_YEAR, "Year of study in which it is due.", True),
        Column("hours", Number(0, 5_000, above=True), "Ward hours it takes.", True),
        Column("cfu", Number(0, 200), "University credits."),
        Column("after", Refs("rotations"), "Rotations that must be over first."),
        Column(
            "part_of",
            Label(),
            "For halves of a split rotation: a name that both halves share.",
        ),
        Column(
            "choice",
            Ref(("choices",)),
            "The group of which a student does only some, see the table choices.",
        ),
        Column("italian", gates.LEVEL, "Italian it needs; blank: the usual level."),
        Column(
            "tpv", gates.TPV_AREA, "Area of the qualifying internship; blank: none."
        ),
        Column("preparatory", YesNo(), "A course before the wards, like safety."),
    ),
    make_rotation,
    lambda instance: instance.rotations.values(),
    required=True,
)

CHOICES: Table[Choice] = Table(
    "choices",
    "choice group",
    "Groups of rotations of which a student does only some.",
    (
        Column("choice", Id(), "Name of the group.", True, "id"),
        Column("choose", Whole(1, 100), "How many of them a student does.", True),
    ),
    Choice,
    lambda instance: instance.choices.values(),
)

STARTS: Table[StartWeek] = Table(
    "starts",
    "start week",
    "The only weeks in which rotations may start; without a line any week will do.",
    (
        Column("rotation", ROTATION, "The rotation; blank: all."),
        Column("year", ANY_YEAR, "The year of study; blank: all; 0: visitors."),
        Column("week", Week(), "Monday of the week.", True),
    ),
    make_start,
    lambda instance: instance.starts,
)

TABLES: tuple[Table[object], ...] = (
    PERIODS,
    WARD_HOURS,
    ROTATIONS,
    CHOICES,
    STARTS,
    *places.TABLES,
    *people.TABLES,
    *mobility.TABLES,
    gates.CLEARANCES,
    gates.RESTRICTIONS,
)
