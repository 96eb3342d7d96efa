"""The tables of an instance: the one place that says what they hold.

The reader, the writers, the template and its READ ME all go by this description. A new
column of a table is one line here and one field of the domain value it becomes.
"""

from __future__ import annotations

from scheduler.domain.calendar import Period, PeriodKind
from scheduler.domain.curriculum import (
    Change,
    Choice,
    Credit,
    DutyChange,
    Rotation,
    StartWeek,
)
from scheduler.domain.people import (
    Absence,
    CompanyKind,
    Lock,
    LockKind,
    Student,
    Wish,
)
from scheduler.domain.places import Hospital, SeatException, Ward, Zone
from scheduler.files import gate_tables as gates
from scheduler.files import mobility_tables as mobility
from scheduler.files.cells import (
    Clock,
    Day,
    Email,
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
    Companion,
    PeriodHours,
    Table,
    YearCap,
    companions,
    make_hospital,
    make_period,
    make_rotation,
    make_start,
    make_zone,
    period_hours,
    year_caps,
)

STUDY_YEAR, ANY_YEAR = Whole(1, 6), Whole(0, 6)  # 0: visitors
SEATS = Whole(0, 10_000)
LAT, LON = Number(-90, 90), Number(-180, 180)
ROTATION, HOSPITAL, WARD = Ref(("rotations",)), Ref(("hospitals",)), Ref(("wards",))
STUDENT, ZONE = Ref(("students",)), Ref(("zones",))
PERSON = Ref(("students", "visitors"))

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
        Column("contact", Text(), "Whom to ask for."),
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

TABLES: tuple[Table[object], ...] = (
    PERIODS,
    WARD_HOURS,
    ROTATIONS,
    CHOICES,
    STARTS,
    HOSPITALS,
    ZONES,
    WARDS,
    YEAR_CAPS,
    SEAT_EXCEPTIONS,
    STUDENTS,
    REQUIREMENTS,
    CREDITS,
    PREFERENCES,
    ABSENCES,
    LOCKS,
    TOGETHER,
    *mobility.TABLES,
    gates.CLEARANCES,
    gates.RESTRICTIONS,
)
