"""The sheets of the wards: sent, filled in, taken in, planned on from."""

import pytest

from tests.office.conftest import lines

FREEZE = "02/11/2026"
SAID = {
    "000101/MED": {"hours_done": 63, "remark": "ill"},
    "000103/MED": {"outcome": "absent"},
    "000104/PED": {"outcome": "done"},
}


@pytest.fixture
def sheets(run, school, tmp_path, fill):
    """The sheets of October, filled in by the wards."""
    out = tmp_path / "sheets"
    ran = run("attendance-form", *school, "--out", out, "--last", "31/10/2026")
    assert ran.exit_code == 0, ran.output
    paths = sorted(out.iterdir())
    for path in paths:
        fill(path, SAID)
    return paths


def test_a_hospital_gets_its_own_students_alone(run, school, tmp_path, fill):
    """One sheet a hospital, with the placements that end in the span of days."""
    out = tmp_path / "sheets"
    run("attendance-form", *school, "--out", out, "--last", "31/10/2026")
    own = {
        path.name: {(r["student"], r["rotation"], r["ward"]) for r in fill(path, {})}
        for path in out.iterdir()
    }
    planned = lines(school[1])
    for hospital in ("NORTH", "SOUTH"):
        assert own[f"attendance-{hospital}.xlsx"] == {
            (row[0], row[4], row[7])
            for row in planned
            if row[6] == hospital and row[10][3:] in ("09/2026", "10/2026")
        }


def test_what_the_sheets_mean_is_said_before_anything_is_written(run, school, sheets):
    """Done, missing hours and absences in words; the table comes with --write."""
    ran = run("attendance", *school, *sheets)
    assert ran.exit_code == 0, ran.output
    assert "1 done and credited." in ran.output
    assert (
        "Synthetic Student 1 (000101), MED: 12 of 75 hours missing: make-up "
        "requirement of 12 hours (occurrence 2)" in ran.output
    )
    assert "(000103), MED: absent, so it is owed again (75 hours)" in ran.output
    assert "Not filled in yet: " in ran.output
    assert "add --write" in ran.output
    assert not (school[0] / "attendance.csv").exists()


def test_the_next_plan_makes_up_what_is_missing(run, school, sheets, tmp_path):
    """What was done stays, 12 hours are placed, and who was absent gets a place."""
    folder, schedule = school
    assert run("attendance", *school, *sheets, "--write").exit_code == 0
    assert len(lines(folder / "attendance.csv")) == 3
    out = tmp_path / "out"
    settled = ("--freeze-until", FREEZE, "--from", schedule)
    ran = run("solve", folder, "--out", out, *settled)
    assert ran.exit_code == 0, ran.output
    after = {(r[0], r[4], r[5]): r for r in lines(out / "schedule.csv")}
    before = {(r[0], r[4], r[5]): r for r in lines(schedule)}
    first, make_up = after["000101", "MED", "1"], after["000101", "MED", "2"]
    assert first == before["000101", "MED", "1"]
    assert make_up[11] == "12"
    again = after["000103", "MED", "1"]
    assert again[8] != before["000103", "MED", "1"][8]
    assert again[8][3:] in ("11/2026", "12/2026")
    assert run("verify", folder, out / "schedule.csv", *settled).exit_code == 0


def test_sheets_may_come_twice(run, school, sheets, fill):
    """The same sheet adds nothing; a corrected one changes its line."""
    folder, _ = school
    run("attendance", *school, *sheets, "--write")
    once = (folder / "attendance.csv").read_bytes()
    again = run("attendance", *school, *sheets, "--write")
    assert "In the table already: 3 lines" in again.output
    assert (folder / "attendance.csv").read_bytes() == once
    for path in sheets:
        fill(path, {"000101/MED": {"hours_done": 75}})
    ran = run("attendance", *school, *sheets, "--write")
    assert "1 done and credited." in ran.output
    hours = {r[0]: r[6] for r in lines(folder / "attendance.csv") if r[1] == "MED"}
    assert hours == {"000101": "75", "000103": "0"}


FAULTS = [
    ({"hours_done": "many"}, "'many' is not a number"),
    ({"hours_done": 80, "outcome": "partial"}, "is all of the 75 hours"),
    ({"outcome": "partial"}, "Write the hours done"),
    ({"hours_done": 3, "outcome": "absent"}, "Write 0, or the outcome partial"),
    ({"hours_done": 3, "ward": "S-MED"}, "is not the ward of the schedule, N-MED"),
    ({"hours_done": 3, "rotation": "PAD"}, "Did you mean"),
    ({"hours_done": 3, "occurrence": 2}, "is nothing that the schedule has"),
    ({"hours_done": 3, "first_day": "01/12/2026"}, "isn't in the weeks"),
]


@pytest.mark.parametrize(("cells", "fragment"), FAULTS)
def test_a_fault_is_told_with_its_place(run, school, sheets, fill, cells, fragment):
    """Sheet, row and column are named, and nothing at all is written."""
    for path in sheets:
        fill(path, {"000101/MED": {"hours_done": None, "outcome": None, **cells}})
    ran = run("attendance", *school, *sheets, "--write")
    assert ran.exit_code == 2, ran.output
    assert "attendance-NORTH.xlsx, sheet 'North Hospital', row" in ran.output
    assert fragment in ran.output
    assert not (school[0] / "attendance.csv").exists()


def test_one_line_in_two_sheets(run, school, sheets, tmp_path):
    """A copy of a sheet contradicts it at most, so it is refused."""
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(sheets[0].read_bytes())
    ran = run("attendance", *school, sheets[0], copy, "--write")
    assert ran.exit_code == 2
    assert "already. Keep one of the two lines" in ran.output


def test_a_folder_of_sheets(run, school, sheets):
    """All sheets that came back are read by the name of their folder, each one once."""
    folder, _ = school
    ran = run("attendance", *school, sheets[0].parent, sheets[0], "--write")
    assert ran.exit_code == 0, ran.output
    assert len(lines(folder / "attendance.csv")) == 3


def test_a_new_year_plan_would_forget(run, school, sheets):
    """Solving the whole year again is refused once something is done."""
    run("attendance", *school, *sheets, "--write")
    ran = run("solve", school[0])
    assert ran.exit_code == 2
    assert "--freeze-until DATE --from SCHEDULE" in ran.output


def test_days_without_a_placement(run, school):
    """An empty span of days makes no sheets and says so."""
    ran = run("attendance-form", *school, "--last", "01/09/2026")
    assert ran.exit_code == 2
    assert "Widen the span" in ran.output


def owed(told):
    """What ``check`` says is owed, by rotation."""
    table = told.split("seats at a time\n")[1].split("\n\n")[0]
    return {line.split()[0]: int(line.split()[1]) for line in table.splitlines()}


def test_what_was_done_is_no_need(run, school, sheets):
    """``check`` counts what is still to come: make-ups and what was missed."""
    folder, _ = school
    before = run("check", folder)
    assert "12 rotations to place" in before.output
    assert owed(before.output) == {"MED": 4, "SUR": 4, "PED": 4}
    run("attendance", *school, *sheets, "--write")
    ran = run("check", folder)
    assert ran.exit_code == 0, ran.output
    assert "11 rotations to place" in ran.output
    assert owed(ran.output) == {"MED": 4, "SUR": 4, "PED": 3}


def test_a_ward_may_be_ruled_out_after_what_was_done_there(run, school, sheets):
    """Who has done it needs no other ward; who hasn't, and may not come, is named."""
    folder, _ = school
    run("attendance", *school, *sheets, "--write")
    with (folder / "locks.csv").open("a", encoding="utf-8") as file:
        file.write("000102;never;PED;;S-CHILD;;\n000104;never;PED;;S-CHILD;;\n")
    ran = run("check", folder)
    assert ran.exit_code == 3, ran.output
    assert "(000102): Paediatrics fits no ward and week" in ran.output
    assert "000104" not in ran.output
