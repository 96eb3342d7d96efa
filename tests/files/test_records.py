"""The tables waivers and attendance: what they refuse."""

import pytest

from scheduler.domain.attendance import Outcome
from scheduler.errors import InstanceError
from scheduler.files import read_instance
from tests.files.tiny import GOALS, SETTINGS, copy_of_tiny

WAIVERS = "waiver;rule;student;ward;week;reason;by;date\n"
ATTENDANCE = "student;rotation;occurrence;ward;first_day;last_day;hours_done;outcome\n"


def read(folder):
    rules = frozenset({"order", "seats", "one place at a time"})
    return read_instance(folder, goals=GOALS, settings=SETTINGS, rules=rules)


def with_table(tmp_path, name, text):
    folder = copy_of_tiny(tmp_path)
    (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "column", "fragment"),
    [
        ("W;oder;101;;;why;who;01/10/2026", "rule", "Did you mean 'order'?"),
        ("W;order;;;;why;who;01/10/2026", "", "would waive a whole rule"),
        ("W;order;101;;06/10/2026;why;who;01/10/2026", "week", "is a Tuesday"),
        ("W;order;101;;;;who;01/10/2026", "reason", "is blank"),
        ("W;order;101;;;why;;01/10/2026", "by", "is blank"),
        ("W;order;101;;;why;who;", "date", "is blank"),
        ("W;order;109;;;why;who;01/10/2026", "student", "not a known student"),
    ],
)
def test_a_waiver_says_what_whom_why_and_when(line, column, fragment, tmp_path):
    """A waiver without a name, a reason or a date isn't one."""
    folder = with_table(tmp_path, "waivers", f"{WAIVERS}{line}\n")
    with pytest.raises(InstanceError) as caught:
        read(folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column) == ("waivers.csv", 2, column)
    assert fragment in str(problem)


def test_a_rule_may_be_copied_from_the_report(tmp_path):
    """[One Place at a time] is the rule's name too."""
    line = "W;[One Place at a time];101;;;why;who;01/10/2026"
    folder = with_table(tmp_path, "waivers", f"{WAIVERS}{line}\n")
    assert read(folder).waivers[0].rule == "one place at a time"


@pytest.mark.parametrize(
    ("lines", "column", "fragment"),
    [
        (["101;PAD;;;;;3;"], "rotation", "Did you mean"),
        (["104;MED;;;;;3;"], "occurrence", "Owed are: 2"),
        (["101;MED;;;;;80;partial"], "hours_done", "is all of the 75 hours"),
        (["101;MED;;;05/10/2026;;8;absent"], "hours_done", "the outcome is absent"),
        (["101;MED;;;;;0;partial"], "hours_done", "Write absent"),
        (["101;MED;;;;;0;"], "first_day", "a later try"),
        (["101;MED;;;;;;"], "hours_done", "is blank"),
        (["101;MED;;;;;75;", "101;MED;;;05/10/2026;;70;"], "rotation", "in row 2"),
        (["101;MED;;;;;75;", "101;MED;2;;;;5;"], "occurrence", "Owed are: 1"),
    ],
)
def test_attendance_agrees_with_what_is_owed(lines, column, fragment, tmp_path):
    """Hours, outcome and duty don't contradict each other."""
    text = ATTENDANCE + "".join(f"{line}\n" for line in lines)
    folder = with_table(tmp_path, "attendance", text)
    with pytest.raises(InstanceError) as caught:
        read(folder)
    (problem,) = caught.value.problems
    assert (problem.row, problem.column) == (len(lines) + 1, column)
    assert fragment in str(problem)


def test_a_second_try_and_a_make_up_are_fine(tmp_path):
    """Absent, then done in part, then the make-up of what was missing."""
    lines = (
        "101;MED;;N-MED;05/10/2026;;0;absent\n"
        "101;MED;;N-MED;23/11/2026;;70;\n"
        "101;MED;2;S-MED;30/11/2026;;5;done\n"
    )
    folder = with_table(tmp_path, "attendance", ATTENDANCE + lines)
    read_back = read(folder).attendance
    assert [line.outcome for line in read_back] == [Outcome.ABSENT, None, Outcome.DONE]
