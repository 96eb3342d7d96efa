"""``explain`` and the arithmetic of ``check`` as the office asks for them."""

import json

import pytest

from scheduler.domain.schedule import Schedule
from scheduler.files import schedule_csv
from scheduler.office.reading import load
from tests.office.conftest import planned


@pytest.fixture
def gap(school):
    """(folder, schedule) in which 000102 has no place for PED."""
    folder, schedule = school
    left = (p for p in planned() if (p.student, p.rotation) != ("000102", "PED"))
    schedule.write_bytes(schedule_csv(load(folder), Schedule.of(left)))
    return folder, schedule


def test_the_whole_school(gap, run):
    """Without a student: what it takes to place everything, and the dear seats."""
    ran = run("explain", *gap)
    assert ran.exit_code == 0, ran.output
    assert "1 without a place" in ran.output
    assert "Where one more seat would help most" in ran.output


def test_the_prices_of_a_solve_are_shown(school, run):
    """Prices that a solve has left beside the schedule are taken as they are."""
    folder, schedule = school
    lines = [
        {"ward": "N-MED", "week": "2026-10-05", "price": 7},
        {"ward": "gone", "week": "2026-10-05", "price": 9},
    ]
    beside = schedule.with_name("summary.json")
    beside.write_text(json.dumps({"seat_prices": lines}), encoding="utf-8")
    ran = run("explain", folder, schedule)
    assert "Everything has a place." in ran.output
    assert (
        "(N-MED): 7 over 1 week, most in the week of 5 October 2026 (7)" in ran.output
    )
    assert "gone" not in ran.output


@pytest.mark.parametrize("content", ["no json", "[]", '{"seat_prices": [{"ward": 1}]}'])
def test_another_file_beside_the_schedule_does_no_harm(school, run, content):
    """A summary that isn't one is passed over, and the prices are worked out."""
    folder, schedule = school
    schedule.with_name("summary.json").write_text(content, encoding="utf-8")
    ran = run("explain", folder, schedule)
    assert ran.exit_code == 0, ran.output
    assert "of the relaxed problem" in ran.output


def test_a_student_reads_of_himself_alone(gap, run):
    """What has no place and which wishes aren't met, with nobody else's name."""
    ran = run("explain", *gap, "102")
    assert ran.exit_code == 0, ran.output
    assert ran.output.startswith("Synthetic Student 2 (000102):")
    assert "PED has no place." in ran.output
    assert "Remedy, tried out: planning it in would" in ran.output
    for number in (1, 3, 4):
        assert f"Student {number}" not in ran.output


def test_one_rotation(gap, run):
    """With a rotation only that one is told."""
    ran = run("explain", *gap, "000102", "ped")
    assert "PED has no place." in ran.output
    assert "MED:" not in ran.output


def test_one_place(gap, run):
    """With a ward and a day the answer is about just that place."""
    day = ("--ward", "N-MED", "--week", "7/10/2026")
    ran = run("explain", *gap, "000102", "MED", *day)
    assert "not allowed, because of: absences" in ran.output
    assert "planned is MED at Medicine North" in ran.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nobody",), "is not a known student"),
        (("000102", "XXX"), "is not a known rotation"),
        (("000102", "--ward", "N-MED"), "go together"),
        (("000102", "MED", "--ward", "N-MED", "--week", "1/1/2020"), "outside"),
    ],
)
def test_a_question_that_can_t_be_answered(gap, run, arguments, told):
    """A slip in the question is told, with what would be right."""
    ran = run("explain", *gap, *arguments)
    assert ran.exit_code == 2, ran.output
    assert told in ran.output


def test_a_rotation_that_isn_t_owed(school, run):
    """Asking about a rotation that the student doesn't owe names those he does."""
    folder, schedule = school
    with (folder / "credits.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("000101;SUR;NORTH\r\n")
    left = (p for p in planned() if (p.student, p.rotation) != ("000101", "SUR"))
    schedule.write_bytes(schedule_csv(load(folder), Schedule.of(left)))
    ran = run("explain", folder, schedule, "000101", "SUR")
    assert ran.exit_code == 2
    assert "Owed are: MED, PED" in ran.output


def test_check_tells_a_shortage(school, run):
    """Too few seats for all are told before anything is solved, with remedies."""
    folder, _ = school
    assert run("check", folder).exit_code == 0
    wards = folder / "wards.csv"
    text = wards.read_text(encoding="utf-8").replace("N-MED;NORTH", "N-MED;SOUTH")
    lines = [line for line in text.splitlines() if not line.startswith("S-CHILD")]
    lines.append("S-CHILD;SOUTH;Children South;PED;1;;08:30;;")
    wards.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with (folder / "seats.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("S-CHILD;19/10/2026;6/12/2026;0\r\n")
    ran = run("check", folder)
    assert ran.exit_code == 3, ran.output
    assert "whatever the schedule" in ran.output
    assert "Paediatrics (PED)" in ran.output
    assert "1 seat more at Children South" in ran.output
