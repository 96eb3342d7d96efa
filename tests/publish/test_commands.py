"""``publish``, ``history``, ``diff`` and ``feeds`` as a secretary types them."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.files import read_schedule
from scheduler.office.reading import load
from scheduler.publish.ledger import latest
from scheduler.rules import check_all


@pytest.fixture
def school(tiny_schedule, tmp_path):
    """A copy of the tiny school and of its solved plan, in one folder."""
    instance, schedule = tiny_schedule
    shutil.copytree(instance, tmp_path / "tiny")
    shutil.copytree(Path(schedule).parent, tmp_path / "plan")
    return tmp_path


@pytest.fixture
def run(school, monkeypatch):
    monkeypatch.chdir(school)

    def run(*arguments):
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return run


def publish(run, *more):
    return run("publish", "tiny", "plan/schedule.csv", "--by", "Dean Synthetic", *more)


def without_one(school):
    """Take a student's paediatrics out of the plan, which nothing comes after."""
    path = school / "plan" / "schedule.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    lines.remove(next(line for line in lines if b";PED;" in line))
    path.write_bytes(b"".join(lines))


def contents(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_schedule_is_signed_and_its_files_go_out(run, school):
    """What the solve had said of it is kept with it."""
    ran = publish(run, "--note", "Approved by the board")
    assert ran.exit_code == 0, ran.output
    assert "Publication 1, signed by Dean Synthetic on" in ran.output
    solved = json.loads((school / "plan" / "summary.json").read_text(encoding="utf-8"))
    facts = latest(school / "tiny").facts
    for figure in ("objective", "bound", "seed", "inputs_sha256", "proven_optimal"):
        assert facts[figure] == solved[figure]
    told = json.loads((school / "published" / "summary.json").read_text("utf-8"))
    assert told["publication"] == facts
    names = contents(school / "published")
    assert names.keys() >= {
        "schedule.csv",
        "calendars/000101.ics",
        "calendars-bars/000101.ics",
        "calendars-wards/N-MED.ics",
        "calendars-hospitals/NORTH.ics",
        "rosters/NORTH.xlsx",
        "report.html",
    }
    report = (school / "published" / "report.html").read_text(encoding="utf-8")
    assert "Publication: 1, signed by Dean Synthetic" in report


@pytest.mark.parametrize("about", ["schedule_sha256", "inputs_sha256", "objective"])
def test_the_figures_of_another_solve_are_not_taken(run, school, about):
    """A summary beside the schedule that is about another one, or other tables."""
    path = school / "plan" / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**summary, about: "other"}), encoding="utf-8")
    assert publish(run).exit_code == 0
    facts = latest(school / "tiny").facts
    assert facts["bound"] is facts["seed"] is None
    assert facts["objective"] == summary["objective"]


def test_a_schedule_without_its_summary_can_be_published(run, school):
    (school / "plan" / "summary.json").unlink()
    assert publish(run).exit_code == 0
    assert "no bound" in run("history", "tiny").output


def test_publishing_twice_is_one_publication(run, school):
    """The files are written again, byte for byte: some may have been lost."""
    publish(run)
    before = contents(school / "published")
    (school / "published" / "calendars" / "000101.ics").unlink()
    ran = publish(run, "--note", "again")
    assert ran.exit_code == 0
    assert "Nothing has changed since publication 1" in ran.output
    assert contents(school / "published") == before
    assert latest(school / "tiny").number == 1


def test_a_published_schedule_can_be_published_from_its_own_folder(run, school):
    """What goes out is what came in, figures of the solve included."""
    publish(run)
    ran = run("publish", "tiny", "published/schedule.csv", "--by", "Dean Synthetic")
    assert "Nothing has changed since publication 1" in ran.output
    told = json.loads((school / "published" / "summary.json").read_text("utf-8"))
    assert told["bound"] == told["objective"]


def test_a_schedule_that_breaks_rules_is_refused(run, school):
    """Exit code 1, the rules are named, and nothing is written."""
    path = school / "plan" / "schedule.csv"
    text = path.read_text(encoding="utf-8-sig").replace("28/09/2026", "05/10/2026")
    path.write_text(text, encoding="utf-8-sig", newline="")
    ran = publish(run)
    assert ran.exit_code == 1
    assert "RULES BROKEN" in ran.output
    assert "Nothing was published" in ran.output
    assert not (school / "tiny" / "publications").exists()
    assert not (school / "published").exists()


def waive(school):
    """Accept every breach of the plan, each by its rule and whom it is about."""
    instance = load(school / "tiny")
    plan = read_schedule(school / "plan" / "schedule.csv", instance)
    broken = dict.fromkeys(
        (breach.rule, breach.student or "", breach.ward or "")
        for breach in check_all(instance, plan)
    )
    lines = [
        f"W{number};{rule};{student};{ward};A reason;Synthetic Deputy;10/09/2026"
        for number, (rule, student, ward) in enumerate(broken)
    ]
    text = "\n".join(["waiver;rule;student;ward;reason;by;date", *lines, ""])
    (school / "tiny" / "waivers.csv").write_text(text, encoding="utf-8")
    return len(check_all(instance, plan))


def test_what_somebody_answers_for_is_published_with_the_name(run, school):
    """The breach is waived in the tables; history, report and mails go by that."""
    path = school / "plan" / "schedule.csv"
    text = path.read_text(encoding="utf-8-sig").replace("28/09/2026", "05/10/2026")
    path.write_text(text, encoding="utf-8-sig", newline="")
    assert run("mail", "tiny", "plan/schedule.csv").exit_code == 1
    count, by = waive(school), "Waived by Synthetic Deputy on "
    ran = publish(run)
    assert ran.exit_code in (0, 3), ran.output
    assert by in ran.output
    assert latest(school / "tiny").facts["waived"] == count
    assert by in run("history", "tiny").output
    report = (school / "published" / "report.html").read_text(encoding="utf-8")
    assert "that somebody answers for: " in report
    assert by in report
    assert run("mail", "tiny", "plan/schedule.csv").exit_code == 0


def test_what_is_unplaced_is_published_and_told(run, school):
    """Exit code 3; who it is stays with the publication; the old bound is dropped."""
    without_one(school)
    ran = publish(run)
    assert ran.exit_code == 3
    assert "NOT PLACED: 1" in ran.output
    publication = latest(school / "tiny")
    assert len(publication.remarks["unplaced"]) == publication.facts["unplaced"] == 1
    assert publication.facts["bound"] is None
    assert publication.facts["seed"] is None


def test_history_and_diff_tell_what_happened(run, school):
    publish(run, "--note", "First of the year")
    complete = school / "complete.csv"
    shutil.copy(school / "plan" / "schedule.csv", complete)
    without_one(school)
    second = publish(run)
    assert "Since publication 1: 0 added, 1 removed, 0 moved" in second.output
    told = run("history", "tiny")
    assert told.exit_code == 0
    assert "First of the year" in told.output
    assert "for 1 student." in told.output
    assert latest(school / "tiny").fingerprint in told.output
    removed = run("diff", "tiny", "1", "2")
    assert removed.exit_code == 0
    assert "From publication 1 to publication 2:" in removed.output
    assert "(000101): " in removed.output
    assert " removed: " in removed.output
    added = run("diff", "tiny", "2", complete)
    assert " added: " in added.output
    same = run("diff", "tiny", "1", complete)
    assert "no placement has changed" in same.output


def test_history_says_which_publication_was_changed(run, school):
    publish(run)
    path = school / "tiny" / "publications" / "0001" / "remarks.json"
    path.write_bytes(path.read_bytes().replace(b"}", b"}\n"))
    told = run("history", "tiny")
    assert told.exit_code == 2
    assert "CHANGED AFTER THE FACT: Publication 0001: remarks.json" in told.output
    refused = publish(run)
    assert refused.exit_code == 2
    assert "Publication 0001: remarks.json was changed" in refused.output


def test_there_may_be_nothing_to_tell(run, school):
    assert "no publications yet" in run("history", "tiny").output
    for arguments in (("diff", "tiny", "1", "2"), ("feeds", "tiny", "--out", "web")):
        ran = run(*arguments)
        assert ran.exit_code == 2
        assert "has no publications yet" in ran.output
    for command in ("history", "diff", "feeds"):
        more = {"diff": ("1", "2"), "feeds": ("--out", "web")}.get(command, ())
        ran = run(command, "tyni", *more)
        assert ran.exit_code == 2
        assert "tiny" in ran.output


def test_a_number_that_is_not_there_is_named_with_those_that_are(run, school):
    publish(run)
    ran = run("diff", "tiny", "1", "7")
    assert ran.exit_code == 2
    assert "has no publication 7" in ran.output
    assert "There are: 1" in ran.output


def test_a_publication_needs_a_name_under_it(run, school):
    assert run("publish", "tiny", "plan/schedule.csv").exit_code == 2
    ran = run("publish", "tiny", "plan/schedule.csv", "--by", "  ")
    assert ran.exit_code == 2
    assert "--by needs the name" in ran.output


def test_results_never_go_into_the_tables(run, school):
    ran = publish(run, "--out", "tiny")
    assert ran.exit_code == 2
    assert "holds the tables" in ran.output
    assert not (school / "tiny" / "publications").exists()


def test_results_never_go_into_a_publication(run, school):
    publish(run)
    before = contents(school / "tiny" / "publications")
    for command in ("publish", "export"):
        arguments = (command, "tiny", "plan/schedule.csv")
        signed = ("--by", "Dean Synthetic") if command == "publish" else ()
        ran = run(*arguments, *signed, "--out", "tiny/publications/0001")
        assert ran.exit_code == 2
        assert "holds a publication" in ran.output
    assert contents(school / "tiny" / "publications") == before


def test_feeds_are_ready_for_the_web(run, school):
    publish(run)
    ran = run("feeds", "tiny", "--out", "web", "--renew", "000101")
    assert ran.exit_code == 0, ran.output
    assert "calendars of publication 1 written to web" in ran.output
    assert (school / "tiny" / "publications" / "feeds" / "index.csv").exists()


def test_the_ledger_is_no_table(run, school):
    """The instance reads as before with publications beside its tables."""
    publish(run)
    assert run("check", "tiny").exit_code == 0
