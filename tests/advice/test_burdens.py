"""What a schedule costs whom, and whether a group fares worse than chance."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.advice.burdens import Choice, Tail, burdens, choices, gini, share
from scheduler.advice.compare import Named, compare
from scheduler.advice.fairness import fairness
from scheduler.advice.groups import groups
from scheduler.domain.ledger import LedgerLine
from scheduler.domain.people import Student
from scheduler.domain.schedule import Schedule
from scheduler.goals import GOALS, objective, own_costs, weight_of
from scheduler.solver.ideal import Ideal
from tests.advice.hospitals import START, plan, ranking, town
from tests.school import by_id

NEAREST = Ideal(plan("W4"))  # of 001 who lives in Z4; nobody else has any cost
WISHES = (*ranking("001", "H1", "H2"), *ranking("002", "H1", "H2", "H3"))


def find(lines, section, what):
    """Return the figures of the one line of a section."""
    (line,) = [x for x in lines if (x.section, x.what) == (section, what)]
    return line.figures


# -- own costs ---------------------------------------------------------------------


def test_own_costs_and_the_load_of_wards_make_the_whole_cost():
    """What the report shares out among students is what the schedule costs."""
    instance = town(seats=2, zones=("Z4", "Z3"), wishes=WISHES)
    schedule = plan("W1", "W1", "W4")
    load = next(goal for goal in GOALS if goal.name == "even_load")
    own = sum(
        sum(own_costs(instance, schedule, student).values())
        for student in instance.students
    )
    shared = weight_of(load, instance) * load.measure(instance, schedule)
    assert shared > 0
    assert own + shared == objective(instance, schedule)


def test_a_burden_is_what_it_is_whatever_the_past_was():
    """The ledger weighs the next schedule, it doesn't make a journey longer."""
    instance = town(zones=("Z4",))
    unlucky = LedgerLine("001", "S", *[START.replace(year=2025)] * 2, 9, 9, 9, 9)
    weighed = replace(instance, ledger=(unlucky,))
    assert objective(weighed, plan("W1")) > objective(instance, plan("W1"))
    assert burdens(weighed, plan("W1")) == burdens(instance, plan("W1"))


def test_visitors_and_who_owes_nothing_take_no_part():
    """Nobody's figures look better because of people who weren't to be placed."""
    guest = Student("V1", "Synthetic", "Visitor 1", 0, visitor=True)
    senior = Student("601", "Synthetic", "Student 601", 6)
    known = town(number=2).students
    everybody = {**known, **by_id(guest, senior)}
    instance = replace(town(number=2), students=everybody)
    assert set(burdens(instance, plan("W1")).costs) == {"001", "002"}


def test_the_worst_off_and_their_part():
    """One of four bears all: he is the maximum, and the tail is the whole."""
    instance, schedule = town(zones=("Z4",)), plan("W1", "W2", "W3", "W4")
    tail = Tail(NEAREST.burdens(instance, schedule))
    assert tail.worst[0] == "001"
    assert tail.maximum == burdens(instance, schedule).of("001") > 0
    assert tail.highest[1:] == (0, 0, 0)
    assert tail.share == 1.0
    assert tail.gini == pytest.approx(0.75)


def test_an_empty_school_has_figures_too():
    """Nobody to place: nothing is divided by nothing."""
    empty = replace(town(), students={})
    tail = Tail(NEAREST.burdens(empty, Schedule(())))
    assert (tail.maximum, tail.share, tail.worst) == (0, 0.0, ())
    assert gini([]) == 0.0


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=30))
def test_gini_is_the_mean_difference(values):
    """The quick formula is that of the textbook: mean difference / twice the mean."""
    count, whole = len(values), sum(values)
    expected = sum(abs(a - b) for a in values for b in values) / (
        2 * count * max(1, whole)
    )
    assert gini(values) == pytest.approx(expected)
    assert gini([7] * count) == 0


# -- choices -----------------------------------------------------------------------


def test_choices_are_counted_by_rank():
    """First, second and none: 003 has no wish and doesn't count for the parts."""
    instance = town(wishes=WISHES)
    counts = choices(instance, plan("W1", "W2", "W3"))
    assert counts == {Choice.FIRST: 1, Choice.SECOND: 1, Choice.NO_WISH: 1}
    assert share(counts, Choice.FIRST) == 0.5


def test_a_place_that_nobody_asked_for_is_no_third_choice():
    """Who listed two hospitals and got another one got none of the choices."""
    counts = choices(town(wishes=WISHES), plan("W4"))
    assert counts == {Choice.LOWER: 1}


# -- groups ------------------------------------------------------------------------


def school_of_lists(unlucky):
    """Twenty students on two lists; the ``unlucky`` of them live far from all wards."""
    people = by_id(
        *(
            Student(f"{n:03}", "Synthetic", f"Student {n}", 4, "Z4" if n in unlucky
                    else "Z1", seat="EU" if n <= 10 else "non-EU")
            for n in range(1, 21)
        )
    )  # fmt: skip
    instance = replace(town(seats=20), students=people)
    (one,) = plan("W1").placements
    return instance, Schedule.of(replace(one, student=student) for student in people)


def told(unlucky):
    instance, schedule = school_of_lists(unlucky)
    found = groups(instance, burdens(instance, schedule))
    return {(group.kind, group.name) for group in found if group.is_odd}


def test_a_list_that_always_comes_last_is_told():
    """Eight of ten on one list have the long journeys, nobody on the other has."""
    assert ("seat", "non-EU") in told(range(13, 21))
    assert ("seat", "EU") not in told(range(13, 21))


def test_long_journeys_on_both_lists_alike_are_no_fault_of_a_list():
    """The same number of long journeys, shared out evenly: nothing to tell."""
    assert not {name for kind, name in told([1, 2, 3, 4, 11, 12, 13, 14])
                if kind == "seat"}  # fmt: skip


def test_a_group_is_told_in_plain_words():
    """The report says how rarely chance does it, and says it of that group alone."""
    instance, schedule = school_of_lists(range(13, 21))
    lines = fairness(instance, schedule, NEAREST)
    odd = [line for line in lines if "SYSTEMATICALLY WORSE OFF" in line.remark]
    assert {line.what for line in odd} == {"seat non-EU", "zone Z4"}
    assert all("of 5,000 random groupings" in line.remark for line in odd)


def test_what_is_left_over_does_not_hide_the_rest():
    """A rotation without a place is told apart from what the placed ones bear."""
    instance, schedule = school_of_lists(range(13, 21))
    less = Schedule.of(p for p in schedule.placements if p.student != "001")
    lines = fairness(instance, less, NEAREST)
    sections = {x.section for x in lines if x.section.startswith("groups")}
    assert len(sections) == 2
    assert any(x.what == "seat non-EU" and "SYSTEMATICALLY" in x.remark for x in lines)


# -- comparing ---------------------------------------------------------------------


def test_two_schedules_side_by_side():
    """Costs, choices, the load of hospitals, and who fares better in the second."""
    instance = town(number=3, zones=("Z1", "Z4"), wishes=WISHES)
    one, two = plan("W4", "W1", "W2"), plan("W1", "W4", "W2")
    lines = compare(instance, (Named("a.csv", one), Named("b.csv", two)), NEAREST)
    assert find(lines, "cost", "objective") == (
        objective(instance, one),
        objective(instance, two),
    )
    assert find(lines, "choices received", "1st choice") == (0.5, 0.5)
    assert find(lines, "student-weeks", "H2") == (1, 1)
    assert find(lines, "student-weeks", "H3") == (0, 0)
    assert find(lines, "from a.csv to b.csv", "students moved") == ("", 2)
    assert find(lines, "from a.csv to b.csv", "as before") == ("", 1)
    name = "Synthetic Student 1 (001)"
    (better,) = [line for line in lines if line.what == name]
    before, after = better.figures
    assert after == 0
    assert better.remark.startswith(f"better off by {before}: preferences -")
    assert "travel -" in better.remark


def test_a_schedule_against_itself_moves_nobody():
    instance = town(wishes=WISHES)
    same = plan("W1", "W2")
    lines = compare(instance, (Named("a", same), Named("b", same)), NEAREST)
    assert find(lines, "from a to b", "students moved") == ("", 0)
    assert find(lines, "from a to b", "better off") == ("", 0)


def test_broken_rules_are_counted_by_rule():
    """Two in a ward with one seat, on one side only."""
    given = (Named("a", plan("W1", "W2")), Named("b", plan("W1", "W1")))
    lines = compare(town(number=2), given, NEAREST)
    assert find(lines, "rules", "breaches of rules") == (0, 1)
    assert find(lines, "rules", "of these: seats") == (0, 1)


def test_three_schedules_are_each_set_against_the_first():
    given = tuple(Named(f"to {ward}", plan("W1", ward)) for ward in ("W2", "W3", "W4"))
    lines = compare(town(number=2), given, NEAREST)
    assert find(lines, "from to W2 to to W4", "students moved") == ("", "", 1)
    assert all(len(line.figures) == 3 for line in lines)
