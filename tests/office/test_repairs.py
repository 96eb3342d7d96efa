"""``repair`` and ``whatif`` on the tiny school: what stays, and what is told."""

from datetime import date

import pytest

from scheduler.files import read_schedule
from scheduler.office.reading import load
from tests.office.conftest import lines


def add(folder, table, *rows):
    """Add lines to a table of an instance."""
    path = folder / f"{table}.csv"
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write("".join(f"{row}\r\n" for row in rows))


def places(path, folder):
    """The placements of a schedule file, as (student, rotation): (ward, week)."""
    placements = read_schedule(path, load(folder)).placements
    return {(p.student, p.rotation): (p.ward, p.first) for p in placements}


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def test_nothing_to_mend(school, out, run):
    """Where the tables are as they were, the same schedule comes out."""
    folder, schedule = school
    ran = run("repair", folder, schedule, "--out", out, "--from", "5/10/2026")
    assert ran.exit_code == 0, ran.output
    assert "Nobody has to move" in ran.output
    assert (out / "schedule.csv").read_bytes() == schedule.read_bytes()
    assert lines(out / "changes.csv") == []


def test_a_closed_ward_moves_those_in_it(school, out, run):
    """Who was in the ward moves, and who must make room; all others stay."""
    folder, schedule = school
    before = places(schedule, folder)
    add(folder, "seats", "S-CHILD;23/11/2026;29/11/2026;0")
    ran = run("repair", folder, schedule, "--out", out, "--from", "9/11/2026")
    assert ran.exit_code == 0, ran.output
    after = places(out / "schedule.csv", folder)
    assert after["000102", "PED"] != before["000102", "PED"]
    differing = {key[0] for key in before if after[key] != before[key]}
    assert differing == {"000101", "000102"}
    assert "2 students moved; it is proven that fewer can't" in ran.output
    verified = run("verify", folder, out / "schedule.csv")
    assert verified.exit_code == 0, verified.output


def test_the_changes_are_told_by_student_and_by_hospital(school, out, run):
    """The office finds who moves, and each hospital reads of its own place alone."""
    folder, schedule = school
    add(folder, "seats", "N-SUR;19/10/2026;25/10/2026;0")
    run("repair", folder, schedule, "--out", out, "--from", "12/10/2026")
    text = (out / "changes.txt").read_text(encoding="utf-8-sig")
    assert "STUDENT BY STUDENT" in text
    hospitals = text.split("HOSPITAL BY HOSPITAL")[1]
    assert "Synthetic Student 1 (000101)" in hospitals
    row = next(line for line in lines(out / "changes.csv") if line[0] == "000101")
    assert row[4:9] == ["SUR", "1", "moved", "NORTH", "N-SUR"]


def test_a_hospital_doesn_t_read_of_another(school, out, run):
    """Where a student goes instead is nothing for the hospital he leaves."""
    folder, schedule = school
    add(folder, "seats", "S-MED;1/10/2026;6/12/2026;0")
    run("repair", folder, schedule, "--out", out, "--from", "28/9/2026")
    text = (out / "changes.txt").read_text(encoding="utf-8-sig")
    for line in text.split("HOSPITAL BY HOSPITAL")[1].splitlines():
        if line.strip().startswith(("comes", "doesn't come")):
            assert "->" not in line


def test_what_has_begun_and_can_t_go_on_is_told(school, out, run):
    """A student who falls ill in the middle owes the rotation again, and it is said."""
    folder, schedule = school
    add(folder, "absences", "000101;12/10/2026;16/10/2026")
    ran = run("repair", folder, schedule, "--out", out, "--from", "12/10/2026")
    assert "has begun and can't go on" in ran.output
    assert places(out / "schedule.csv", folder)["000101", "MED"][1] >= date(
        2026, 10, 12
    )


def test_a_student_who_has_left_is_dropped(school, out, run):
    """A schedule of earlier tables may hold who is gone from today's."""
    folder, schedule = school
    for table in ("students", "preferences", "requirements", "credits", "absences"):
        path = folder / f"{table}.csv"
        kept = [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if not line.startswith("000104")
        ]
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    ran = run("repair", folder, schedule, "--out", out, "--from", "5/10/2026")
    assert ran.exit_code == 0, ran.output
    assert "000104: MED at Medicine South" in ran.output
    assert "isn't owed any more" in ran.output
    assert all(key[0] != "000104" for key in places(out / "schedule.csv", folder))


def test_a_new_student_is_placed(school, out, run):
    """Who is new has no placement to lose, so nobody counts as moved."""
    folder, schedule = school
    add(folder, "students", "000105;Synthetic;Student 5;5;ZN;;no")
    ran = run("repair", folder, schedule, "--out", out, "--from", "28/9/2026")
    assert ran.exit_code == 0, ran.output
    assert "Nobody has to move" in ran.output
    assert ("000105", "MED") in places(out / "schedule.csv", folder)


def test_what_has_no_place_ends_with_3(school, out, run):
    """Where somebody must be left out, the exit code says so, and the proof."""
    folder, schedule = school
    add(folder, "seats", "S-CHILD;1/10/2026;6/12/2026;0")
    ran = run("repair", folder, schedule, "--out", out, "--from", "28/9/2026")
    assert ran.exit_code == 3, ran.output
    assert "It is proven that no schedule leaves out fewer" in ran.output


def test_a_past_that_contradicts_the_tables_is_refused(school, out, run):
    """What is over can't be mended; nothing is written."""
    folder, schedule = school
    add(folder, "seats", "N-SUR;12/10/2026;18/10/2026;0")
    ran = run("repair", folder, schedule, "--out", out, "--from", "30/11/2026")
    assert ran.exit_code == 2
    assert "[seats]" in ran.output
    assert not out.exists()


def without_ward(folder, ward):
    """Take a ward out of an instance's tables."""
    for table in ("wards", "seats", "preferences"):
        path = folder / f"{table}.csv"
        text = path.read_text(encoding="utf-8").splitlines()
        kept = "\n".join(line for line in text if ward not in line)
        path.write_text(f"{kept}\n", encoding="utf-8")


def test_a_ward_that_is_lost(school, out, run):
    """Who was to come goes elsewhere; who is there and can't stay is told."""
    folder, schedule = school
    without_ward(folder, "S-MED")
    ran = run("repair", folder, schedule, "--out", out, "--from", "30/9/2026")
    assert "000104): MED at S-MED from 28 September 2026 has begun" in ran.output
    after = places(out / "schedule.csv", folder)
    assert after["000104", "MED"][0] == "N-MED"


def test_what_is_over_in_a_lost_ward_isn_t_owed_again(school, out, run):
    """A ward that was used can't just be deleted: the office is told what to do."""
    folder, schedule = school
    without_ward(folder, "S-MED")
    ran = run("repair", folder, schedule, "--out", out, "--from", "9/11/2026")
    assert ran.exit_code == 2
    assert "give it 0 seats" in ran.output
    assert not out.exists()


def test_the_mended_schedule_isn_t_written_over(school, run):
    """The schedule that was published stays there to be compared with."""
    folder, schedule = school
    ran = run("repair", folder, schedule, "--out", schedule.parent)
    assert ran.exit_code == 2
    assert "would be lost" in ran.output


# -- what if -------------------------------------------------------------------------


def stamped(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_question_touches_nothing(school, run):
    """What would happen is told; every file stays as it is."""
    folder, schedule = school
    before, planned = stamped(folder), schedule.read_bytes()
    ran = run(
        *("whatif", folder, schedule, "--ward-closed", "s-child", "23/11/2026"),
        *("29/11/2026", "--from", "9/11/2026"),
    )
    assert ran.exit_code == 0, ran.output
    assert "If Children and Surgery South" in ran.output
    assert "2 students moved" in ran.output
    assert "all together" in ran.output
    assert (stamped(folder), schedule.read_bytes()) == (before, planned)


def test_seats_may_go_from_a_day_on(school, run):
    """Fewer seats for the year don't contradict what is over."""
    folder, schedule = school
    ran = run(
        *("whatif", folder, schedule, "--seats", "N-MED", "-1"),
        *("--from", "26/10/2026"),
    )
    assert ran.exit_code == 0, ran.output


def test_questions_in_a_file(school, tmp_path, run):
    """A file holds what is asked often, and may be mixed with options."""
    folder, schedule = school
    edit = tmp_path / "edit.toml"
    edit.write_text(
        '[[student_gone]]\nstudent = "104"\n'
        '[[hospital_closed]]\nhospital = "south"\nfrom = 2026-11-23\n'
        'to = "29/11/2026"\n'
        '[[unlocked]]\nstudent = "000103"\nrotation = "MED"\n'
        '[[seats]]\nward = "N-SUR"\nchange = 1\n',
        encoding="utf-8",
    )
    ran = run(
        *("whatif", folder, schedule, "--edit", edit, "--from", "5/10/2026"),
        *("--student-away", "000101", "19/10/2026", "23/10/2026"),
    )
    assert ran.exit_code == 0, ran.output
    assert "If Synthetic Student 4 (000104) leaves" in ran.output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[ward_shut]]\n", "ward_shut"),
        ('[[ward_closed]]\nward = "N-MED"\n', "from: is missing"),
        ('[[student_gone]]\nstudent = "nobody"\n', "is not a known student"),
        ('[[seats]]\nward = "N-MED"\nchange = "many"\n', "is no number of seats"),
        ("[[seats]\n", "isn't a readable edit file"),
        ("seats = 3\n", "ward: is missing"),
    ],
)
def test_a_question_that_isn_t_understood(school, tmp_path, run, text, told):
    """Every slip in an edit file is named with its file and what would be right."""
    folder, schedule = school
    edit = tmp_path / "edit.toml"
    edit.write_text(text, encoding="utf-8")
    ran = run("whatif", folder, schedule, "--edit", edit)
    assert ran.exit_code == 2, ran.output
    assert told in ran.output


def test_a_question_needs_something_to_ask(school, run):
    """Without a change there is nothing to show."""
    folder, schedule = school
    assert run("whatif", folder, schedule).exit_code == 2
