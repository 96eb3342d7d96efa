from dataclasses import replace

import pytest

from scheduler.domain.applied import applied
from scheduler.domain.attendance import Attended
from scheduler.domain.curriculum import Change, Credit, DutyChange
from scheduler.goals import GOALS
from scheduler.goals.variety import Variety
from scheduler.solver.problem import gather


@pytest.fixture
def at_niguarda(plan):
    """Make a schedule of one student doing these rotations at Niguarda."""

    def make(*rotations):
        lines = ((r, i) for i, r in enumerate(rotations))
        return plan(*(("one", r, "niguarda", i) for r, i in lines))

    return make


@pytest.mark.parametrize(
    ("rotations", "expected"),
    [("A", 0), ("AB", 0), ("ABC", 1), ("ABCD", 3), ("ABCDE", 6)],
)
def test_from_the_third_rotation_on_each_costs_more(
    school, at_niguarda, rotations, expected
):
    """Two at one hospital are free, the third costs 1, the fourth 2, the fifth 3."""
    assert Variety().measure(school(), at_niguarda(*rotations)) == expected


def test_two_hospitals_are_counted_apart(school, plan):
    """Four rotations at two hospitals are free."""
    placed = plan(
        ("one", "A", "niguarda", 0),
        ("one", "B", "sacco", 1),
        ("one", "C", "niguarda", 2),
        ("one", "D", "sacco", 3),
    )
    assert Variety().measure(school(), placed) == 0


def test_students_are_counted_apart(school, plan):
    """Four rotations of two students at one hospital are free."""
    placed = plan(
        *((s, r, "niguarda", i) for s in ("one", "two") for i, r in enumerate("AB"))
    )
    assert Variety().measure(school(), placed) == 0


def test_credits_come_first(school, at_niguarda):
    """After two rotations there in earlier years, this year's first costs 1."""
    done = tuple(Credit("one", r, "niguarda") for r in "AB")
    assert Variety().measure(school(credits=done), at_niguarda("C")) == 1


def test_what_credits_alone_cost_is_left_out(school, at_niguarda):
    """After four (3 by themselves), a fifth adds 3 to make 6; without it there is 0."""
    done = tuple(Credit("one", r, "niguarda") for r in "ABCD")
    instance = school(credits=done)
    assert Variety().measure(instance, at_niguarda("E")) == 3
    assert Variety().measure(instance, at_niguarda()) == 0


def test_credits_elsewhere_or_of_unknown_place_do_not_count(school, at_niguarda):
    """Only what was surely done at this hospital makes it too much."""
    done = (Credit("one", "D"), Credit("one", "E", "sacco"))
    assert Variety().measure(school(credits=done), at_niguarda("A", "B")) == 0


def test_split_rotation_counts_once(school, at_niguarda):
    """Both halves and one more are two rotations; with yet another they are three."""
    assert Variety().measure(school(), at_niguarda("P1", "P2", "A")) == 0
    assert Variety().measure(school(), at_niguarda("P1", "P2", "A", "B")) == 1


def test_first_listed_half_is_the_one_that_counts(school, at_niguarda):
    """The second half alone weighs nothing, also as a credit."""
    assert Variety().measure(school(), at_niguarda("A", "B", "P2")) == 0
    assert Variety().measure(school(), at_niguarda("A", "B", "P1")) == 1
    later, first = Credit("one", "P2", "niguarda"), Credit("one", "P1", "niguarda")
    assert Variety().measure(school(credits=(later,)), at_niguarda("A", "B")) == 0
    assert Variety().measure(school(credits=(first,)), at_niguarda("A", "B")) == 1


# -- once more ---------------------------------------------------------------------


def test_a_make_up_is_no_further_rotation(school, plan):
    """A and B at Niguarda, and 8 hours of A made up there: two rotations, no cost.

    C there as well is the third, which costs 1, with the make-up or without it.
    """
    instance = applied(school(attendance=(Attended("one", "A", 12.0),)))
    assert instance.make_ups == {"one/A#2"}
    visits = [("one", r, "niguarda", i) for i, r in enumerate("ABC")]
    made_up = ("one", "A", "niguarda", 5, 2)
    assert Variety().measure(instance, plan(*visits[:2], made_up)) == 0
    assert Variety().measure(instance, plan(*visits, made_up)) == 1
    assert Variety().measure(instance, plan(*visits)) == 1


def test_a_make_up_elsewhere_is_none_either(school, plan):
    """Made up at Sacco, A still counts where it was: Sacco has B and C alone."""
    instance = applied(school(attendance=(Attended("one", "A", 12.0),)))
    placed = plan(
        ("one", "A", "niguarda", 0),
        ("one", "B", "sacco", 1),
        ("one", "C", "sacco", 2),
        ("one", "A", "sacco", 5, 2),
    )
    assert Variety().measure(instance, placed) == 0


def test_a_repetition_counts_once(school, at_niguarda, plan):
    """A and B were done there in earlier years; A is repeated, C is new.

    The repetition adds nothing, whether it is the first occurrence or the second.
    """
    done = tuple(Credit("one", r, "niguarda") for r in "AB")
    for occurrence in (1, 2):
        again = DutyChange("one", "A", Change.ADD, occurrence=occurrence)
        instance = school(credits=done, duty_changes=(again,))
        once_more = ("one", "A", "niguarda", 0, occurrence)
        new = ("one", "C", "niguarda", 1)
        assert Variety().measure(instance, plan(once_more)) == 0
        assert Variety().measure(instance, plan(once_more, new)) == 1


def test_the_solver_counts_as_the_measure_does(school, plan):
    """After C and D, there are A, B, E, P and L; make-ups and C again are no more."""
    instance = applied(
        school(
            attendance=(Attended("one", "A", 12.0), Attended("one", "B", 5.0)),
            credits=(Credit("one", "C", "niguarda"), Credit("one", "D", "niguarda")),
            duty_changes=(DutyChange("one", "C", Change.ADD, occurrence=2),),
        )
    )
    alone = {goal.name: int(goal.name == "variety") for goal in GOALS}
    problem = gather(replace(instance, weights=alone))
    once_each = sorted(instance.requirements_of("one"), key=lambda r: r.rotation == "L")
    placed = plan(
        *(
            ("one", r.rotation, "niguarda", i, r.occurrence)
            for i, r in enumerate(once_each)
        )
    )
    assert Variety().measure(instance, placed) == 1 + 2 + 3 + 4 + 5
    assert problem.objective(problem.candidates_of(placed)) == 15
