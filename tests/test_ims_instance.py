"""The example year of the International Medical School, held against its sources."""

# ruff: noqa: RUF001 -- the school writes its addresses with a dash

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from scheduler.domain.calendar import PeriodKind
from scheduler.domain.clearances import SWITCHABLE, Gate, Level
from scheduler.domain.dates import WEEK, days_between
from scheduler.files import read_instance
from scheduler.rules.blocked import gate_words

FOLDER = Path(__file__).parents[1] / "instances" / "ims-2026-27"
YEARS = (3, 4, 5, 6)
TPV = ("TPV-M", "TPV-C", "TPV-G")

# Places at a time that the hospitals give, by group of disciplines.
SEATS = {
    "IM": "NIG10 POL6 SCA5 SAC4 SPA4 SDO3 SGI2",
    "SUR": "NIG7 POL4 SAC3 SPA3 SCA3 SDO2 SGI1 IEO1 INT1",
    "DIA": "NIG6 POL3 SPA2 SAC2 INT1",
    "CAR": "MON3 SDO2 NIG2 POL1 GAL1",
    "PNE": "POL2 SAC2 SPA1 NIG1 SGI1",
    "GAS": "POL2 NIG2 SAC1 SPA1 SDO1",
    "REU": "NIG2 POL2 SPA2 SCA1 SGI1",
    "MSK": "PIN4 GAL3 SDO1",
    "INF": "SAC3 NIG2 POL2 SPA1",
    "ONC": "INT4 IEO3 NIG1",
    "SEN": "SGI2 SPA2 POL2 SAC1",
    "NEU": "POL2 NIG2 SPA1 SAC1 SCA1",
    "PSY": "NIG2 SPA2 SAC1 POL1",
    "OBG": "POL6 NIG3 SPA2 SAC2 SCA1 SGI1",
    "PED": "POL5 NIG3 SPA3 SAC2 SCA1",
    "EME": "NIG4 SCA3 POL2 SPA2 SDO1 GAL1",
}

ADDRESSES = {
    "Ospedale Niguarda Ca' Granda": "piazza dell'Ospedale Maggiore, 3 – Milan",
    "Fondazione IRCCS Ca' Granda Ospedale Maggiore Policlinico": (
        "via Francesco Sforza, 35 – Milan"
    ),
    "Ospedale Luigi Sacco": "via Giovanni Battista Grassi, 74 – Milan",
    "IRCCS Centro Cardiologico Monzino": "via Privata Carlo Parea, 4 – Milan",
    "Azienda Ospedaliera San Paolo": "via Antonio di Rudinì, 8 – Milan",
    "Ospedale San Carlo Borromeo": "via Pio II, 3 – Milan",
    "Presidio Ospedaliero Gaetano Pini": (
        "via Gaetano Pini, 3 (piazza Cardinale Andrea Ferrari, 1) – Milan"
    ),
    "Fondazione IRCCS Istituto Nazionale dei Tumori": (
        "via Giacomo Venezian, 1 – Milan"
    ),
    "CAMPUS IFOM-IEO (Istituto Europeo di Oncologia)": "via Adamello, 16 – Milan",
    "IRCCS Istituto Ortopedico Galeazzi": "via R. Galeazzi, 4 – Milan",
    "IRCCS Policlinico San Donato": "via Morandi, 30 – San Donato Milanese",
    "Ospedale San Giuseppe": "via S. Vittore, 12 – Milan",
}


@pytest.fixture(scope="module")
def ims():
    return read_instance(FOLDER, goals=frozenset(), settings=frozenset())


def group_of(ward):
    return ward.id.removeprefix(f"{ward.hospital}-")


def starts_of(ims, rotation=None, year=None):
    return [
        line.week
        for line in ims.starts
        if line.rotation == rotation and line.year == year
    ]


# -- places ----------------------------------------------------------------------


def test_there_are_the_twelve_hospitals_and_fourteen_practices(ims):
    practices = [id_ for id_ in ims.hospitals if id_.startswith("GP")]
    assert len(practices) == 14
    assert len(ims.hospitals) == 12 + 14


def test_hospitals_have_the_names_and_addresses_of_the_schools_own_list(ims):
    known = {h.name: h.address for h in ims.hospitals.values() if "GP" not in h.id}
    assert known == ADDRESSES


def test_wards_that_have_moved_are_told_and_marked_as_unverified(ims):
    moved = {h.id: h.place for h in ims.hospitals.values() if h.ward_address}
    assert moved == {
        "IEO": "via Ripamonti, 435 – Milan",
        "GAL": "via C. Belgioioso, 173 (MIND) – Milan",
    }
    doubtful = {h.id for h in ims.hospitals.values() if not h.ward_address_verified}
    assert {id_ for id_ in doubtful if "GP" not in id_} == {"IEO", "GAL", "PIN"}


@pytest.mark.parametrize("group", SEATS)
def test_each_discipline_has_the_seats_that_hospitals_give(ims, group):
    wards = [ward for ward in ims.wards.values() if group_of(ward) == group]
    seats = {f"{ward.hospital}{ward.seats}" for ward in wards}
    assert seats == set(SEATS[group].split())


def test_hospitals_give_190_seats_besides_skills_and_qualifying_internship(ims):
    clerkships = [w.seats for w in ims.wards.values() if group_of(w) in SEATS]
    assert sum(clerkships) == 190


@pytest.mark.parametrize(
    ("rotation", "seats"), [("SKL", 70), ("TPV-M", 14), ("TPV-C", 12), ("TPV-G", 14)]
)
def test_skills_and_qualifying_internship_have_wards_of_their_own(ims, rotation, seats):
    wards = ims.wards_teaching(rotation)
    assert sum(ward.seats for ward in wards) == seats
    assert all(ward.rotations == (rotation,) for ward in wards)


def test_cancer_centres_teach_no_basic_surgery(ims):
    assert ims.wards["IEO-SUR"].rotations == ("SU2",)
    assert ims.wards["INT-SUR"].rotations == ("SU2",)
    assert ims.wards["NIG-SUR"].rotations == ("SU1", "SU2", "ADV")


def test_a_practice_takes_one_student_and_teaches_nothing_else(ims):
    practices = ims.wards_teaching("TPV-G")
    assert {ward.seats for ward in practices} == {1}
    assert len({ward.hospital for ward in practices}) == len(practices) == 14


# -- curriculum ------------------------------------------------------------------


def test_clinical_years_are_worth_sixty_credits(ims):
    cfu = Counter()
    for rotation in ims.rotations.values():
        cfu[rotation.id in TPV, rotation.year] += rotation.cfu
    assert cfu == {
        (False, 3): 9,
        (False, 4): 16,
        (False, 5): 16,
        (False, 6): 4,
        (True, 6): 15,
    }


def test_a_credit_is_at_least_twenty_hours_in_the_ward(ims):
    assert all(r.hours >= 20 * r.cfu for r in ims.rotations.values())
    assert sum(r.hours for r in ims.rotations.values()) == 1200


@pytest.mark.parametrize("whole", ["IM1", "OBG", "PED"])
def test_the_second_half_of_a_split_rotation_comes_after_the_first(ims, whole):
    halves = [r for r in ims.rotations.values() if r.part_of == whole]
    assert [(r.id, r.hours, r.cfu) for r in halves] == [
        (f"{whole}-A", 40, 2),
        (f"{whole}-B", 40, 2),
    ]
    assert f"{whole}-A" in halves[1].after


# -- people ----------------------------------------------------------------------


def test_each_year_of_study_has_its_students(ims):
    years = Counter(student.year for student in ims.students.values())
    assert years == {3: 68, 4: 64, 5: 60, 6: 64}
    late = [s for s in ims.students.values() if s.fuori_corso]
    assert [s.year for s in late] == [6] * 6


def test_people_are_synthetic_and_keep_the_zeros_of_their_numbers(ims):
    for student in ims.students.values():
        assert len(student.id) == 6
        assert student.id.startswith("00")
        assert student.surname == "Synthetic"
        assert student.email == f"s{student.id}@example.org"
    assert all(w.contact.endswith("@example.org") for w in ims.wards.values())


def test_earlier_years_are_either_credited_or_carried_over(ims):
    for student in ims.students.values():
        owed = {r.rotation for r in ims.requirements_of(student.id)}
        earlier = {r.id for r in ims.rotations.values() if r.year < student.year}
        assert earlier <= owed | ims.credited(student.id), student.id


def test_credits_name_hospitals_that_teach_the_rotation(ims):
    known = [credit for credit in ims.credits if credit.hospital]
    assert len(known) > 2000
    for credit in known:
        wards = ims.wards_teaching(credit.rotation)
        assert credit.hospital in {ward.hospital for ward in wards}, credit


def test_most_students_have_wishes_but_not_all(ims):
    wishing = {wish.student for wish in ims.wishes}
    assert 0.8 < len(wishing) / len(ims.students) < 0.9


def test_psychiatry_is_the_tightest_of_the_twelve_slot_disciplines(ims):
    def use(rotation):
        owed = sum(r.rotation == rotation for r in ims.requirements.values())
        slots = starts_of(ims, year=4)
        wards = ims.wards_teaching(rotation)
        return owed / sum(ims.seats(w.id, week) for w in wards for week in slots)

    shares = {
        rotation: use(rotation) for rotation in SEATS if rotation in ims.rotations
    }
    del shares["DIA"], shares["EME"]  # these have six slots only
    assert max(shares, key=shares.get) == "PSY"
    assert shares["PSY"] == 60 / 72


# -- calendar --------------------------------------------------------------------


def test_the_year_has_53_weeks_and_two_semesters(ims):
    assert len(ims.calendar.weeks) == 53
    assert [(s.name, s.first, s.last) for s in ims.calendar.semesters] == [
        ("S1", date(2026, 9, 28), date(2027, 2, 28)),
        ("S2", date(2027, 3, 1), date(2027, 10, 3)),
    ]


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 10, 4),  # San Francesco, a national holiday again since 2026
        date(2026, 11, 1),
        date(2026, 12, 7),  # Sant'Ambrogio, Milan only
        date(2026, 12, 8),
        date(2027, 1, 6),
        date(2027, 3, 29),
        date(2027, 4, 25),
        date(2027, 5, 1),
        date(2027, 6, 2),
        date(2027, 8, 15),
    ],
)
def test_public_holidays_of_milan_are_off(ims, day):
    assert day in ims.calendar.holidays
    assert all(ims.calendar.is_off(year, day) for year in YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_the_university_is_closed_for_every_year_on_the_same_days(ims, year):
    closed = [
        (date(2026, 12, 23), date(2027, 1, 7)),
        (date(2027, 2, 11), date(2027, 2, 13)),
        (date(2027, 3, 25), date(2027, 3, 31)),
        (date(2027, 8, 9), date(2027, 8, 22)),
    ]
    expected = {day for ends in closed for day in days_between(*ends)}
    periods = {
        day: ims.calendar.period(year, day)
        for day in days_between(date(2026, 9, 28), date(2027, 9, 30))
    }
    assert None not in periods.values()
    found = {d for d, p in periods.items() if p.kind == PeriodKind.CLOSED}
    assert found == expected


@pytest.mark.parametrize("year", YEARS)
def test_days_next_to_the_winter_closure_are_there_to_make_up_hours(ims, year):
    days = [date(2026, 12, 21), date(2026, 12, 22), date(2027, 1, 8)]
    assert [ims.calendar.ward_hours(year, "IM1-A", day) for day in days] == [5, 5, 5]


@pytest.mark.parametrize("year", YEARS)
def test_the_block_around_the_immaculate_has_eight_days_and_forty_hours(ims, year):
    start = date(2026, 12, 7)
    days = ims.calendar.ward_days(year, "IM1-A", start, start + WEEK)
    assert [day.day for day, _ in days] == [9, 10, 11, 14, 15, 16, 17, 18]
    assert sum(hours for _, hours in days) == 40
    assert start in starts_of(ims, year=year)


@pytest.mark.parametrize(("year", "slots"), [(3, 6), (4, 12), (5, 12), (6, 6)])
def test_every_slot_gives_forty_hours_in_two_weeks(ims, year, slots):
    weeks = starts_of(ims, year=year)
    assert len(weeks) == slots
    for week in weeks:
        last = ims.calendar.last_week_of(year, "IM1-A", 40, week)
        assert last == week + WEEK, week


def test_third_year_begins_with_a_week_of_skills_and_no_wards(ims):
    weeks = starts_of(ims, rotation="SKL")
    assert weeks == [date(2026, 9, 28), date(2026, 10, 5)]
    for week in weeks:
        assert ims.calendar.last_week_of(3, "SKL", 20, week) == week
        assert ims.calendar.ward_hours(3, "IM1-A", week) == 0


@pytest.mark.parametrize("rotation", TPV)
def test_every_month_of_the_qualifying_internship_gives_a_hundred_hours(ims, rotation):
    weeks = starts_of(ims, rotation=rotation)
    lengths = {}
    for week in weeks:
        last = ims.calendar.last_week_of(6, rotation, 100, week)
        days = ims.calendar.ward_days(6, rotation, week, last)
        assert sum(hours for _, hours in days) >= 100
        assert days[-1][0] <= date(2027, 9, 30)
        lengths[week] = (last - week).days // 7 + 1
    # Easter makes a month of five weeks, the summer closure one of six.
    long = {week: weeks for week, weeks in lengths.items() if weeks != 4}
    assert long == {date(2027, 3, 8): 5, date(2027, 7, 26): 6}
    assert len(lengths) == 9


def test_after_january_year_six_has_hours_for_the_qualifying_internship_alone(ims):
    days = [date(2027, 2, 1), date(2027, 3, 1), date(2027, 7, 5), date(2027, 9, 20)]
    for day in days:
        assert ims.calendar.ward_hours(6, "ADV", day) == 0
        assert {ims.calendar.ward_hours(6, r, day) for r in TPV} == {6}


@pytest.mark.parametrize("year", YEARS)
def test_third_year_has_lectures_at_niguarda_and_the_others_in_segrate(ims, year):
    sites = {
        period.site
        for period in ims.calendar.periods
        if period.year == year and period.kind == PeriodKind.LECTURES
    }
    assert sites == {"NIG" if year == 3 else "LITA"}


# -- gates -----------------------------------------------------------------------


def lines_of(ims, gate):
    return [clearance for clearance in ims.clearances if clearance.gate == gate]


def without(ims, gate, day, level=None):
    """Return the students who don't pass a gate on ``day``."""
    return {s for s in ims.students if not ims.holds(s, gate, day, level)}


def test_all_gates_are_switched_on(ims):
    assert ims.gates == set(SWITCHABLE)
    people = {*ims.students, *ims.visitors}
    assert {clearance.student for clearance in ims.clearances} == people


def test_the_qualifying_internship_has_three_areas_with_practices_outside(ims):
    areas = {r.id: r.tpv for r in ims.rotations.values() if r.tpv}
    assert areas == {
        "TPV-M": "medical",
        "TPV-C": "surgical",
        "TPV-G": "general_practice",
    }
    practices = {h.id for h in ims.hospitals.values() if h.kind == "practice"}
    assert practices == {ward.hospital for ward in ims.wards_teaching("TPV-G")}


def test_four_students_enter_year_three_before_they_have_reached_b2(ims):
    late = without(ims, Gate.ITALIAN, date(2026, 12, 1), Level.B2)
    assert [ims.students[student].year for student in late] == [3] * 4
    assert without(ims, Gate.ITALIAN, date(2026, 9, 28), Level.B1) == set()
    assert without(ims, Gate.ITALIAN, date(2027, 1, 11), Level.B2) == set()


def test_psychiatry_needs_b2_of_visitors_too(ims):
    needed = {r.id: r.italian for r in ims.rotations.values() if r.italian}
    assert needed == {"PSY": Level.B2, "SKL": Level.B1}
    assert ims.italian_visitors == Level.B1


def test_exams_are_missing_for_five_and_for_seven(ims):
    early = date(2026, 10, 12)
    assert len(without(ims, Gate.EXAMS_1_2, early)) == 5
    assert len(without(ims, Gate.EXAMS_1_2, date(2027, 3, 1))) == 1
    sixth = {s.id for s in ims.students.values() if s.year == 6}
    assert len(without(ims, Gate.EXAMS_1_4, early) & sixth) == 7
    assert not without(ims, Gate.EXAMS_1_4, date(2027, 6, 28)) & sixth


def test_six_certificates_of_fitness_expire_and_five_are_renewed(ims):
    start, end = date(2026, 9, 28), date(2027, 9, 30)
    lines = lines_of(ims, Gate.FITNESS)
    expiring = {line.student for line in lines if start <= line.last <= end}
    assert len(expiring) == 6
    assert len(without(ims, Gate.FITNESS, end)) == 1
    assert without(ims, Gate.FITNESS, start) == set()


def test_safety_is_learnt_in_the_week_of_skills(ims):
    assert [r.id for r in ims.rotations.values() if r.preparatory] == ["SKL"]
    third = {s.id for s in ims.students.values() if s.year == 3}
    assert without(ims, Gate.SAFETY, date(2026, 10, 9)) == third
    assert without(ims, Gate.SAFETY, date(2026, 10, 12)) == set()


def test_two_students_avoid_radiation_and_have_somewhere_to_go(ims):
    assert [line.avoids for line in ims.restrictions] == ["radiation"] * 2
    for line in ims.restrictions:
        for requirement in ims.requirements_of(line.student):
            wards = ims.wards_teaching(requirement.rotation)
            assert any("radiation" not in ward.hazards for ward in wards)


def test_the_office_sees_the_one_whom_a_gate_keeps_out(ims):
    assert gate_words(ims) == (
        "Synthetic Student 3-066 (003066) can't do IM1-A, IM1-B, SU1 and DIA in any "
        "week of the year, for want of the exams that come before.",
    )
