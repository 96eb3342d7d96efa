"""Drafts of learning agreements, read back as Excel would."""

import csv
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO, StringIO

import openpyxl
import pytest

from scheduler.domain.curriculum import Change, Choice, DutyChange
from scheduler.domain.limits import UNKNOWN, Among
from scheduler.domain.mobility import (
    Activity,
    CountsAs,
    Programme,
    Status,
    Stay,
    Visitor,
)
from scheduler.domain.schedule import Schedule
from scheduler.exports.agreement import NOT_PLANNED, agreement
from scheduler.exports.form import TO_FILL
from tests.school import (
    ADA,
    BEN,
    CLINICAL_1,
    CLINICAL_2,
    CLINICAL_3,
    LECTURES_1,
    PERIODS,
    ROTATIONS,
    STUDENTS,
    but,
    by_id,
    calendar,
    good_placements,
    period,
    place,
    school,
)

EXCHANGE = Programme(
    "EX", "Exchange", counts_as=CountsAs.ROTATIONS, papers=Among(("visa", "insurance"))
)
STAY = Stay(
    "M1",
    ADA,
    "EX",
    CLINICAL_1,
    date(2026, 10, 30),
    Status.CONFIRMED,
    host="Synthetic University",
    country="Spain",
    applied=date(2026, 9, 1),
    papers=Among(("Visa",)),
    recognised=("PNE", "OBG-1"),
    activity=Activity.WARDS,
)
VISITOR = Visitor(
    *("V1", "Synthetic", "Visitor 1", CLINICAL_1, date(2026, 11, 15)),
    rotations=("PNE",),
    university="Synthetic University",
)
YEAR_0 = calendar(*PERIODS, period("clinical", LECTURES_1, CLINICAL_3, 8, year=0))


def abroad(**changes):
    """Return the school with one stay, changed a little."""
    programme = changes.pop("programme", EXCHANGE)
    rest = {name: changes.pop(name) for name in set(changes) & set(school().__dict__)}
    return school(
        programmes=by_id(programme), stays=by_id(replace(STAY, **changes)), **rest
    )


def visited(**changes):
    return school(calendar=YEAR_0, visitors=by_id(replace(VISITOR, **changes)))


def files(instance, about, edition, *placements):
    schedule = Schedule.of(placements) if placements else None
    return dict(agreement(instance, about, schedule, edition))


def rows(instance, about, edition, *placements):
    data = files(instance, about, edition, *placements)[f"agreement-{about}.csv"]
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";"))


def fact(lines, name):
    (found,) = [line[1:] for line in lines if line and line[0] == name]
    return found


def part(lines, title):
    """Return the lines under a title, up to the next blank one."""
    start = lines.index([title]) + 1
    return lines[start : lines.index([], start)]


# -- a stay abroad -----------------------------------------------------------------


def test_it_says_who_goes_where_and_when(edition):
    lines = rows(abroad(), "M1", edition)
    assert fact(lines, "Student number") == [ADA]
    assert fact(lines, "Programme") == ["Exchange (EX)"]
    assert fact(lines, "Host") == ["Synthetic University"]
    assert fact(lines, "Country") == ["Spain"]
    assert fact(lines, "First day of the activities") == ["19/10/2026"]
    assert fact(lines, "Last day") == ["30/10/2026"]


def test_what_is_recognised_has_its_credits_and_hours(edition):
    lines = part(rows(abroad(), "M1", edition), "Recognised for the stay")
    assert lines[1:] == [
        ["PNE", "Respiratory", "1", "20", ""],
        ["OBG-1", "Obstetrics 1", "1", "20", ""],
        ["Total", "", "2", "40"],
    ]


def test_what_was_planned_instead_is_named(edition):
    """A published schedule still holds what the stay replaces."""
    lines = rows(abroad(), "M1", edition, *good_placements())
    (line,) = [line for line in lines if line[:1] == ["PNE"]]
    assert line[-1] == "replaces Medicine, Niguarda, week of 19/10/2026"


def test_what_remains_at_home_has_its_weeks(edition):
    placements = (
        place(ADA, "OBG-2", "NIG-OBG", CLINICAL_3),
        place(ADA, "CAR", "NIG-MED", LECTURES_1),
    )
    lines = part(
        rows(abroad(), "M1", edition, *placements),
        "To be done at home in this academic year",
    )
    assert lines[1:] == [
        [
            *("CAR", "Cardiology", "2", "40", "Niguarda", "Medicine"),
            *("05/10/2026", "16/10/2026", ""),
        ],
        [
            *("OBG-2", "Obstetrics 2", "1", "20", "Niguarda", "Obstetrics"),
            *("09/11/2026", "13/11/2026", ""),
        ],
        ["Total", "", "3", "60"],
    ]


def test_without_a_schedule_nothing_is_planned_yet(edition):
    lines = part(
        rows(abroad(), "M1", edition), "To be done at home in this academic year"
    )
    assert [line[0] for line in lines[1:]] == ["CAR", "OBG-2", "Total"]
    assert {line[-1] for line in lines[1:-1]} == {NOT_PLANNED}


def test_a_placement_on_days_of_the_stay_is_to_be_moved(edition):
    lines = rows(abroad(), "M1", edition, place(ADA, "CAR", "NIG-MED", CLINICAL_2))
    (line,) = [line for line in lines if line[:1] == ["CAR"]]
    assert line[-1] == "is planned on days of the stay: to be moved"


def test_a_choice_that_is_open_stays_a_choice(edition):
    rotations = but(ROTATIONS, "CAR", choice="C", after=())
    rotations = but(rotations, "PNE", choice="C", after=())
    instance = abroad(
        recognised=("OBG-1",), rotations=rotations, choices=by_id(Choice("C", 1))
    )
    lines = part(
        rows(instance, "M1", edition), "To be done at home in this academic year"
    )
    assert lines[1][:4] == ["CAR or PNE", "Cardiology or Respiratory", "", ""]
    assert lines[-1] == ["Total", "", TO_FILL, TO_FILL]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Host", "host"),
        ("Country", "country"),
        ("Day of application", "applied"),
        ("Activity", "activity"),
    ],
)
def test_what_is_not_known_is_left_blank_and_marked(name, field, edition):
    lines = rows(abroad(**{field: None}), "M1", edition)
    assert fact(lines, name) == ["", TO_FILL]


def test_no_rotation_is_invented(edition):
    """Whoever has none named yet gets a line to fill in; an absence gets none."""
    lines = rows(abroad(recognised=()), "M1", edition)
    assert part(lines, "Recognised for the stay") == [["Rotations", "", TO_FILL]]
    thesis = replace(EXCHANGE, counts_as=CountsAs.THESIS)
    lines = rows(abroad(recognised=(), programme=thesis), "M1", edition)
    assert part(lines, "Recognised for the stay") == [["No rotation is recognised."]]
    assert fact(lines, "Credits (thesis)") == ["", TO_FILL]


def test_what_the_call_has_not_told_is_to_be_filled_in(edition):
    unsure = replace(EXCHANGE, counts_as=UNKNOWN, papers=UNKNOWN)
    lines = rows(abroad(programme=unsure), "M1", edition)
    assert fact(lines, "Counts as") == ["", TO_FILL]
    assert part(lines, "Papers") == [["What the call asks for", "", TO_FILL]]


def test_other_hours_than_the_curriculum_s_have_no_credits_yet(edition):
    """10 hours of CAR are to be made up: somebody decides on their credits."""
    line = DutyChange(ADA, "CAR", Change.ADD, 10)
    lines = rows(abroad(recognised=("CAR",), duty_changes=(line,)), "M1", edition)
    named = part(lines, "Recognised for the stay")
    assert named[1] == ["CAR", "Cardiology", "", "10", ""]
    assert named[2] == ["Total", "", TO_FILL, "10"]


def test_papers_that_are_there_and_that_lack(edition):
    lines = rows(abroad(), "M1", edition)
    assert part(lines, "Papers") == [["visa", "there"], ["insurance", "missing"]]


def test_a_tentative_stay_is_drafted_as_if_it_took_place(edition):
    tentative = rows(abroad(status=Status.TENTATIVE), "M1", edition)
    withdrawn = rows(abroad(status=Status.WITHDRAWN), "M1", edition)
    title = "To be done at home in this academic year"
    assert part(tentative, title) == part(withdrawn, title)
    assert fact(tentative, "Status") == ["tentative"]


def test_the_contact_of_the_desk_stands_on_it(edition):
    lines = rows(abroad(desk_contact="Desk, desk@example.org"), "M1", edition)
    assert fact(lines, "Contact") == ["Desk, desk@example.org"]
    assert fact(rows(abroad(), "M1", edition), "Contact") == ["", TO_FILL]


# -- a visit from abroad -----------------------------------------------------------


def test_a_visitor_sees_wards_and_weeks(edition):
    lines = rows(visited(), "V1", edition, place("V1", "PNE", "NIG-MED", CLINICAL_1))
    assert fact(lines, "Home university") == ["Synthetic University"]
    assert fact(lines, "Programme") == ["", TO_FILL]
    (line,) = part(lines, "Clerkships here")[1:-1]
    assert line == [
        *("PNE", "Respiratory", "1", "20", "Niguarda", "Medicine"),
        *("19/10/2026", "23/10/2026", "08:30", "", "", ""),
    ]


def test_a_visitor_s_wishes_are_not_planned_yet(edition):
    (line,) = part(rows(visited(), "V1", edition), "Clerkships here")[1:-1]
    assert (line[0], line[-1]) == ("PNE", NOT_PLANNED)


def test_a_visitor_without_wishes_gets_a_line_to_fill_in(edition):
    lines = rows(visited(rotations=()), "V1", edition)
    assert part(lines, "Clerkships here") == [["Rotations", "", TO_FILL]]


# -- both files --------------------------------------------------------------------


def test_nothing_of_other_students_is_inside(edition):
    students = but(STUDENTS, BEN, surname="Elsewhere", email="ben@example.org")
    instance = abroad(students=students)
    for data in files(instance, "M1", edition, *good_placements()).values():
        text = data.decode("utf-8", "ignore")
        if data[:2] == b"PK":
            book = openpyxl.load_workbook(BytesIO(data))
            text = str(list(book.active.values))
        assert ADA in text
        for secret in (BEN, "Elsewhere", "ben@example.org", "POL-CAR"):
            assert secret not in text


def test_the_workbook_has_text_ids_real_dates_and_fits_a_page(edition):
    instance = abroad(host="=cmd()")
    data = files(instance, "M1", edition)["agreement-M1.xlsx"]
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    values = {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}
    assert values["Student number"] == ADA
    assert values["First day of the activities"] == datetime(2026, 10, 19)
    assert values["Host"] == "=cmd()"
    kinds = {c.value: c.data_type for row in sheet.iter_rows() for c in row}
    assert kinds["=cmd()"] != "f"
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.fitToHeight == 0
    assert "M1" in sheet.oddHeader.left.text


def test_a_visitor_s_workbook_has_real_times(edition):
    placed = place("V1", "PNE", "NIG-MED", CLINICAL_1)
    data = files(visited(), "V1", edition, placed)["agreement-V1.xlsx"]
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert time(8, 30) in [cell.value for row in sheet.iter_rows() for cell in row]


def test_no_cell_of_the_csv_is_a_formula(edition):
    lines = rows(abroad(host="=cmd()"), "M1", edition)
    assert fact(lines, "Host") == ["'=cmd()"]


def test_there_are_lines_to_sign(edition):
    lines = rows(abroad(), "M1", edition)
    at = lines.index(["Signature of", "Name", "Date", "Signature"])
    signers = [line[0] for line in lines[at + 1 :]]
    assert signers == ["Student", "For the home school", "For the host"]


def test_the_same_edition_has_the_same_bytes(edition):
    assert files(abroad(), "M1", edition) == files(abroad(), "M1", edition)


def test_an_id_that_is_no_file_name_is_mended(edition):
    instance = replace(abroad(), stays={"M/1": replace(STAY, id="M/1")})
    assert all("/" not in name for name in files(instance, "M/1", edition))


def test_an_unknown_id_is_told(edition):
    with pytest.raises(KeyError):
        files(abroad(), "M2", edition)
