import pytest

from scheduler.domain.curriculum import Credit
from scheduler.goals.variety import Variety


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
