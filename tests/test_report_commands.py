"""The report and the mails as the office gets them on the command line."""

import shutil
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from tests.conftest import TINY


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def place(tmp_path):
    """A tiny instance of its own, for a ledger beside it."""
    return shutil.copytree(TINY, tmp_path / "tiny")


@pytest.fixture
def plan(tiny_schedule, tmp_path):
    return Path(shutil.copy(tiny_schedule[1], tmp_path / "schedule.csv"))


@pytest.fixture
def other(plan, tmp_path):
    """The schedule without the surgery of student 2, who then lacks it."""
    lines = plan.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path = tmp_path / "other.csv"
    left = [x for x in lines if not (x.startswith("000102") and ";SUR;" in x)]
    path.write_text("".join(left), encoding="utf-8", newline="")
    return path


def drafts(folder):
    return {
        path.name: message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(folder.glob("*.eml"))
    }


# -- the report --------------------------------------------------------------------


def test_solve_writes_the_report(tiny_schedule):
    """The report lies beside the schedule, with cost and bound of that solve."""
    text = (Path(tiny_schedule[1]).parent / "report.html").read_text(encoding="utf-8")
    assert "Proven: no plan costs less." in text
    assert "Synthetic Student 4" in text


def test_a_report_of_its_own_knows_what_the_solve_proved(tiny_schedule, tmp_path):
    """With the summary beside the schedule, bound and gap are there; the same bytes."""
    ran = run("report", *tiny_schedule, "-o", tmp_path / "a.html")
    assert ran.exit_code == 0, ran.output
    assert "for the office only" in ran.output
    run("report", *tiny_schedule, "-o", tmp_path / "b.html")
    first, second = ((tmp_path / f"{name}.html").read_bytes() for name in "ab")
    assert first == second
    assert b"Proven: no plan costs less." in first


def test_a_report_claims_no_bound_for_another_schedule(plan, tiny_schedule, tmp_path):
    """Without the solve's own summary, what was proven isn't known."""
    out = tmp_path / "r.html"
    assert run("report", tiny_schedule[0], plan, "-o", out).exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert "Proven" not in text
    assert "What each goal adds to the cost" in text


def test_an_unplaced_student_is_explained(place, other, tmp_path):
    """Exit code 3, and the report says that seats exist but are with others."""
    ran = run("report", place, other, "-o", tmp_path / "r.html")
    assert ran.exit_code == 3, ran.output
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Surgery has wards and weeks that would do" in text


def test_who_can_not_be_placed_at_all_is_told_why(place, plan, tmp_path):
    """Where no ward and week is left, the rule in the way is named."""
    absences = place / "absences.csv"
    absences.write_text("student;from;to\n000102;28/09/2026;06/12/2026\n")
    lines = plan.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    plan.write_text("".join(x for x in lines if not x.startswith("000102")))
    ran = run("report", place, plan, "-o", tmp_path / "r.html")
    assert ran.exit_code == 3, ran.output
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Surgery fits no ward and week, because of: absences." in text


def test_a_broken_schedule_can_be_looked_at(place, plan, tmp_path):
    """Exit code 1, and the report shows which rules are broken."""
    text = plan.read_text(encoding="utf-8-sig")
    moved = text.replace("SOUTH;S-MED;05/10/2026", "SOUTH;S-MED;28/09/2026")
    assert moved != text
    plan.write_text(moved, encoding="utf-8")
    ran = run("report", place, plan, "-o", tmp_path / "r.html")
    assert ran.exit_code == 1, ran.output
    assert "Rules broken: " in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_report_that_can_not_be_written_is_told(tiny_schedule, tmp_path):
    """A folder in the way (or a file open elsewhere) is named, without a traceback."""
    (tmp_path / "r.html").mkdir()
    ran = run("report", *tiny_schedule, "-o", tmp_path / "r.html")
    assert ran.exit_code == 2
    assert "r.html" in ran.output


# -- mails -------------------------------------------------------------------------


def test_mails_for_a_new_schedule(place, plan, tmp_path):
    """A draft for everybody with an address; the others are listed, exit code 0."""
    ran = run("mail", place, plan, "--out", tmp_path / "mail")
    assert ran.exit_code == 0, ran.output
    assert "3 drafts written" in ran.output
    assert "nothing was sent" in ran.output
    assert "publish it first" in ran.output
    assert "Synthetic Student 4 (000104) has no e-mail address." in ran.output
    made = drafts(tmp_path / "mail" / "new")
    assert list(made) == ["000101.eml", "000102.eml", "000103.eml"]
    assert made["000101.eml"]["To"] == "Synthetic Student 1 <student1@example.org>"


def test_mails_about_a_change(place, plan, other, tmp_path):
    """Only who is moved hears of it, and the calendar takes back what is gone."""
    out = tmp_path / "mail"
    ran = run("publish", place, plan, "--by", "Dean", "--out", tmp_path / "pub")
    assert ran.exit_code == 0, ran.output
    ran = run("mail", place, plan, "--since", 1, "--out", out)
    assert ran.exit_code == 0, ran.output
    assert "0 drafts written" in ran.output
    assert "publish it first" not in ran.output
    ran = run("publish", place, other, "--by", "Dean", "--out", tmp_path / "pub")
    assert ran.exit_code == 3, ran.output
    ran = run("mail", place, other, "--since", 1, "--out", out)
    assert ran.exit_code == 0, ran.output
    (mail,) = drafts(out / "changes-since-1").values()
    assert "Surgery is no longer planned." in mail.get_body().get_content()
    files = {a.get_filename(): a for a in mail.iter_attachments()}
    calendar = files["clerkships-000102.ics"].get_payload(decode=True)
    assert calendar.count(b"STATUS:CANCELLED") == 5
    published = (tmp_path / "pub" / "calendars" / "000102.ics").read_bytes()
    assert calendar == published


def test_old_drafts_go_and_other_files_stay(place, plan, other, tmp_path):
    """Nobody sends last week's draft by mistake; a file of one's own is left alone."""
    out = tmp_path / "mail"
    run("publish", place, plan, "--by", "Dean", "--out", tmp_path / "pub")
    assert run("mail", place, other, "--since", 1, "--out", out).exit_code == 0
    folder = out / "changes-since-1"
    (folder / "notes.txt").write_text("mine")
    assert len(drafts(folder)) == 1
    assert run("mail", place, plan, "--since", 1, "--out", out).exit_code == 0
    assert drafts(folder) == {}
    assert (folder / "notes.txt").read_text() == "mine"


def test_an_unknown_publication_is_told(place, plan, tmp_path):
    """The numbers that there are stand in the message."""
    ran = run("mail", place, plan, "--since", 7, "--out", tmp_path / "mail")
    assert ran.exit_code == 2
    assert "has no publication number 7. Its publications are: none yet" in ran.output


def test_mails_to_hospitals(place, plan, tmp_path):
    """Who starts on a Monday, in Italian unless it is asked for in English."""
    out = tmp_path / "mail"
    ran = run("mail", place, plan, "--starting", "05/10/2026", "--out", out)
    assert ran.exit_code == 0, ran.output
    made = drafts(out / "starting-2026-10-05")
    assert list(made) == ["NORTH.eml", "SOUTH.eml"]
    assert "Buongiorno" in made["NORTH.eml"].get_body().get_content()
    assert "fill in the address of the draft" in ran.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--starting", "06/10/2026"],
            "isn't a Monday; that of its week is 05/10/2026",
        ),
        (["--starting", "soon"], "soon"),
        (["--since", "1", "--starting", "05/10/2026"], "--since is for students"),
        (["--since", "0"], "0"),
    ],
)
def test_a_command_that_can_not_be_meant(arguments, words, place, plan, tmp_path):
    """Exit code 2 and what would be right, before anything is written."""
    ran = run("mail", place, plan, "--out", tmp_path / "mail", *arguments)
    assert ran.exit_code == 2
    assert words in ran.output
    assert not (tmp_path / "mail").exists()


def test_nothing_is_mailed_about_a_broken_schedule(place, plan, tmp_path):
    """A mistake doesn't reach the students."""
    text = plan.read_text(encoding="utf-8-sig")
    plan.write_text(text.replace("S-MED;05/10/2026", "S-MED;28/09/2026"))
    ran = run("mail", place, plan, "--out", tmp_path / "mail")
    assert ran.exit_code == 1
    assert "No mails were written" in ran.output
    assert not (tmp_path / "mail").exists()


def test_drafts_are_not_written_among_the_tables(place, plan):
    """A folder of tables is no place for results."""
    ran = run("mail", place, plan, "--out", place)
    assert ran.exit_code == 2
    assert "holds the tables" in ran.output
