"""The tables of places: hospitals with their wards and seats, and zones."""

from __future__ import annotations

from scheduler.domain.places import Hospital, SeatException, Ward, Zone
from scheduler.files import gate_tables as gates
from scheduler.files.cells import (
    Clock,
    Day,
    Id,
    Number,
    Ref,
    Refs,
    Text,
    Whole,
    YesNo,
)
from scheduler.files.layout import (
    Column,
    Table,
    YearCap,
    make_hospital,
    make_zone,
    year_caps,
)

STUDY_YEAR = Whole(1, 6)
SEATS = Whole(0, 10_000)
LAT, LON = Number(-90, 90), Number(-180, 180)
HOSPITAL, WARD = Ref(("hospitals",)), Ref(("wards",))

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

TABLES: tuple[Table[object], ...] = (
    HOSPITALS,
    ZONES,
    WARDS,
    YEAR_CAPS,
    SEAT_EXCEPTIONS,
)
