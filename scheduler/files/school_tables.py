"""The tables about the school: its year, its curriculum, its places."""

from __future__ import annotations

from scheduler.domain.calendar import Period, PeriodKind
from scheduler.domain.curriculum import Choice, Rotation, StartWeek
from scheduler.domain.places import Hospital, SeatException, Ward, Zone
from scheduler.files import gate_tables as gates
from scheduler.files.cells import (
    Clock,
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
    YearCap,
    make_hospital,
    make_period,
    make_rotation,
    make_start,
    make_zone,
    period_hours,
    year_caps,
)
from scheduler.files.refs import ANY_YEAR, HOSPITAL, ROTATION, SEATS, STUDY_YEAR, WARD

LAT, LON = Number(-90, 90), Number(-180, 180)

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

HOSPITALS: Table[Hospital] = Table(
    "hospitals",
    "hospital",
    "The hospitals.",
    (
        Column("hospital", Id(), "Short name of the hospital.", True, "id"),
        Column("name", Text(), "Full name.", True),
        Column("address", Text(), "Official address.", True),
        Column(
            "lat", LAT, "Latitude in degrees, in Milan about 45,5.", True, "point.lat"
        ),
        Column(
            "lon", LON, "Longitude in degrees, in Milan about 9,2.", True, "point.lon"
        ),
        Column("ward_address", Text(), "Where the wards are, if not at the address."),
        Column(
            "ward_address_verified",
            YesNo(),
            "Whether somebody has checked that; blank: yes.",
        ),
        Column(
            "max_per_student",
            Whole(1, 100),
            "The most rotations that one student does here; blank: any number.",
        ),
        Column("kind", gates.SITE_KIND, "What it is; blank: hospital."),
    ),
    make_hospital,
    lambda instance: instance.hospitals.values(),
    required=True,
)

ZONES: Table[Zone] = Table(
    "zones",
    "zone",
    "Parts of the town where students live, and places of lectures.",
    (
        Column("zone", Id(), "Short name of the zone.", True, "id"),
        Column("name", Text(), "Full name.", True),
        Column("lat", LAT, "Latitude in degrees.", True, "point.lat"),
        Column("lon", LON, "Longitude in degrees.", True, "point.lon"),
    ),
    make_zone,
    lambda instance: instance.zones.values(),
)

WARDS: Table[Ward] = Table(
    "wards",
    "ward",
    "The wards of the hospitals, what they teach, and their seats.",
    (
        Column("ward", Id(), "Short name of the ward.", True, "id"),
        Column("hospital", HOSPITAL, "Its hospital.", True),
        Column("name", Text(), "Full name.", True),
        Column("rotations", Refs("rotations"), "What it teaches.", True),
        Column("seats", SEATS, "Students at a time.", True),
        Column("minimum", SEATS, "Fewest students at a time if any; blank: 0."),
        Column("starts_at", Clock(), "When the day begins; blank: 08:30."),
        Column("meeting_point", Text(), "Where to turn up on the first day."),
        Column("contact", Text(), "Tutor or desk, whom to ask for."),
        Column("bring", Text(), "What students are to bring along."),
        Column("radiation", YesNo(), "Whether radiation protection is asked for."),
        Column("hazards", gates.HAZARDS, "What some must avoid, like biological."),
    ),
    Ward,
    lambda instance: instance.wards.values(),
    required=True,
)

YEAR_CAPS: Table[YearCap] = Table(
    "year_caps",
    "cap",
    "The most students of one year of study in a ward at a time.",
    (
        Column("ward", WARD, "The ward.", True),
        Column("year", STUDY_YEAR, "The year of study.", True),
        Column("seats", SEATS, "The most students of that year at a time.", True),
    ),
    YearCap,
    year_caps,
    key=("ward", "year"),
)

SEAT_EXCEPTIONS: Table[SeatException] = Table(
    "seats",
    "line of seats",
    "Other seats than usual for some days: a ward closes, or takes more.",
    (
        Column("ward", WARD, "The ward.", True),
        Column("from", Day(), "First day.", True, "first"),
        Column("to", Day(), "Last day, itself included.", True, "last"),
        Column("seats", SEATS, "Students at a time on those days; 0: closed.", True),
    ),
    SeatException,
    lambda instance: instance.seat_exceptions,
    key=("ward", "from", "to"),
)
