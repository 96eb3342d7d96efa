"""A schedule changed by hand: breaches, costs and waivers, each told apart."""

import json

import pytest

from tests.office.conftest import lines

WAIVERS = "waiver;rule;student;ward;week;reason;by;date\n"


@pytest.fixture
def edited(school, tmp_path):
    """The schedule with student 000103's second rotation moved onto the first."""
    _, schedule = school
    heading, *rows = schedule.read_text(encoding="utf-8-sig").splitlines()
    cells = [row.split(";") for row in rows]
    own = [row for row in cells if row[0] == "000103"]
    own[1][8] = own[0][8]
    path = tmp_path / "edited.csv"
    text = "\n".join([heading, *(";".join(row) for row in cells)])
    path.write_text(text, encoding="utf-8")
    return path


def broken_rules(output):
    told = output.partition("RULES BROKEN")[2].partition("Waived")[0]
    return sorted({line.split("]")[0].strip(" [") for line in told.splitlines()[1:]
                   if line.startswith("  [")})  # fmt: skip


def waive(folder, *rules, about="000103;;"):
    text = "".join(
        f"W{n};{rule};{about};Agreed with both tutors;Synthetic Dean;01/10/2026\n"
        for n, rule in enumerate(rules)
    )
    (folder / "waivers.csv").write_text(WAIVERS + text, encoding="utf-8")


def test_a_waived_breach_is_shown_and_not_counted(run, school, edited):
    """Who waived it, when and why stands beside it; the others still count."""
    folder, _ = school
    before = broken_rules(run("verify", folder, edited).output)
    assert "one place at a time" in before
    waive(folder, "one place at a time")
    ran = run("verify", folder, edited)
    assert ran.exit_code == 1
    assert broken_rules(ran.output) == [r for r in before if r != "one place at a time"]
    assert "Waived by Synthetic Dean on 1 October 2026: Agreed with both" in ran.output


def test_when_everything_is_waived_all_is_well(run, school, edited):
    """The exit code is that of a schedule without breaches."""
    folder, _ = school
    rules = broken_rules(run("verify", folder, edited).output)
    waive(folder, *[rule for rule in rules if rule != "seats"])
    with (folder / "waivers.csv").open("a", encoding="utf-8") as file:
        file.write("W9;seats;;S-CHILD;05/10/2026;One more;Synthetic Dean;01/10/2026\n")
    ran = run("verify", folder, edited)
    assert (ran.exit_code, "No rule is broken" in ran.output) == (0, True), ran.output


def test_a_waiver_for_nothing_is_noted(run, school):
    """A stale waiver doesn't pass for an answer."""
    folder, schedule = school
    waive(folder, "order")
    ran = run("verify", folder, schedule)
    assert ran.exit_code == 0
    assert "The waiver W0 (rule order, student 000103) covers nothing" in ran.output


def test_the_summary_has_the_waivers(run, school, edited, tmp_path):
    """summary.json says what is waived apart from what is broken."""
    folder, _ = school
    waive(folder, "one place at a time", "order")
    run("export", folder, edited, "--out", tmp_path / "out")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert any("Waived by Synthetic Dean" in said for said in summary["waived"])
    assert not any("[one place" in said for said in summary["violations"])


def test_solve_keeps_the_rule_all_the_same(run, school, tmp_path):
    """A waiver is about the check: a new schedule doesn't make use of it."""
    folder, _ = school
    waive(folder, "one place at a time", "order", "seats")
    ran = run("solve", folder, "--out", tmp_path / "out")
    assert ran.exit_code == 0
    assert "covers nothing that was found" in ran.output
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert (summary["waived"], len(summary["waivers_without_effect"])) == ([], 3)


def test_costs_are_held_against_the_schedule_before(run, school, edited):
    """Cost goal by goal before and after, and who has another placement."""
    folder, schedule = school
    ran = run("verify", folder, edited, "--against", schedule)
    assert "1 student has other placements" in ran.output
    assert "  Synthetic Student 3 (000103): own cost " in ran.output
    assert "    moved: PED at Children and Surgery South" in ran.output
    assert "all together" in ran.output
    same = run("verify", folder, schedule, "--against", schedule)
    assert "Nobody's placements differ" in same.output


def test_who_bears_the_costs_is_said(run, school):
    """A cost isn't only a sum: those who bear most of it are named."""
    ran = run("verify", *school)
    told = ran.output.partition("Most of it is borne by:\n")[2]
    (wishes,) = [li for li in told.splitlines() if li.startswith("  preferences: ")]
    assert wishes == "  preferences: Synthetic Student 3 (000103) 4"


def test_until_any_day(run, school, tmp_path):
    """All that begins before the day stays; the day may be any day of a week."""
    folder, schedule = school
    settled = ("--freeze-until", "14/10/2026", "--from", schedule)
    ran = run("solve", folder, "--out", tmp_path / "out", *settled)
    assert ran.exit_code == 0, ran.output

    def before(path):
        weeks = {"28/09/2026", "05/10/2026", "12/10/2026"}
        return [row for row in lines(path) if row[8] in weeks]

    assert before(schedule)
    assert before(tmp_path / "out" / "schedule.csv") == before(schedule)


def test_verify_holds_what_is_frozen_until_a_day(run, school, edited):
    """The same day and schedule tell a hand edit to what is settled."""
    folder, schedule = school
    settled = ("--freeze-until", "2026-10-26", "--from", schedule)
    assert run("verify", folder, schedule, *settled).exit_code == 0
    assert "[frozen]" in run("verify", folder, edited, *settled).output


@pytest.mark.parametrize(
    ("options", "fragment"),
    [
        (["--freeze-until", "14/10/2026"], "Name the schedule of the earlier weeks"),
        (["--freeze-until", "31/09/2026"], "a day that doesn't exist"),
        (["--freeze-until", "5/10/26"], "four digits"),
        (["--freeze-until", "14/10/2026", "--semester", "1"], "give one"),
        (["--from", "x.csv"], "--freeze-until"),
    ],
)
def test_what_cannot_be_meant_is_said(run, school, options, fragment):
    """A date without a schedule, or one that doesn't exist, starts no search."""
    ran = run("solve", school[0], *options)
    assert ran.exit_code == 2
    assert fragment in " ".join(ran.output.split())
