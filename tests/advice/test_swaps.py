"""Swaps found among offers: legal, useful to everyone in them, and apart."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.advice.swaps import (
    Circle,
    _best,
    _worth,
    find_swaps,
    new_breaches,
    objections,
)
from scheduler.domain.dates import WEEK
from scheduler.domain.people import Company, CompanyKind, Lock, LockKind
from scheduler.domain.schedule import Schedule
from scheduler.domain.swaps import Offer, swapped
from scheduler.domain.waivers import Waiver
from tests.advice.hospitals import START, plan, ranking, town
from tests.school import (
    ADA,
    BEN,
    CLINICAL_2,
    good_placements,
    place,
    school,
)


def offers(schedule, *wants):
    """Return an offer of everybody's place: the wards wanted; ``()`` is any."""
    return tuple(
        Offer(f"O{n}", p.student, p.rotation, p.ward, p.first, wants=wanted)
        for n, (p, wanted) in enumerate(
            zip(schedule.placements, wants, strict=True), start=1
        )
    )


def names(circles):
    return [[offer.id for offer in circle.offers] for circle in circles]


def test_two_who_want_each_other_s_ward_are_found():
    schedule = plan("W1", "W2")
    found = find_swaps(town(), schedule, offers(schedule, ("W2",), ("W1",)))
    assert names(found) == [["O1", "O2"]]


def test_nothing_is_found_for_a_wish_that_nobody_returns():
    schedule = plan("W1", "W2", "W3")
    wanted = (("W2",), ("W3",), ("W4",))
    assert find_swaps(town(), schedule, offers(schedule, *wanted)) == ()


def test_a_circle_of_four_is_found():
    """No two of them can swap, and all four together can."""
    schedule = plan("W1", "W2", "W3", "W4")
    wanted = (("W2",), ("W3",), ("W4",), ("W1",))
    found = find_swaps(town(), schedule, offers(schedule, *wanted))
    assert names(found) == [["O1", "O2", "O3", "O4"]]
    after = swapped(schedule, [o.placement for o in found[0].offers])
    assert after == plan("W2", "W3", "W4", "W1")


def test_five_in_a_circle_are_too_many():
    more = town(number=5, seats=2)
    schedule = plan("W1", "W2", "W3", "W4", "W4")
    wanted = (("W2",), ("W3",), ("W4",), ("W1",), ("W1",))
    late = replace(schedule.placements[4], first=START + WEEK)
    schedule = Schedule.of((*schedule.placements[:4], late))
    found = find_swaps(more, schedule, offers(schedule, *wanted))
    assert max(len(circle.offers) for circle in found) == 4


def test_any_means_a_place_that_costs_less():
    """002 takes any better place; W1 is better for him only if he likes H1."""
    schedule = plan("W1", "W2")
    wanted = offers(schedule, ("W2",), ())
    assert find_swaps(town(), schedule, wanted) == ()
    happy = town(wishes=tuple(ranking("002", "H1", "H2")))
    (found,) = find_swaps(happy, schedule, wanted)
    assert dict(zip(names([found])[0], found.gains, strict=True)) == {"O1": 0, "O2": 4}


def test_a_wish_for_the_own_ward_is_one_for_a_better_week():
    """Two at one ward in two weeks: only who gains by it swaps."""
    schedule = Schedule.of(
        (place("001", "CAR", "W1", START), place("002", "CAR", "W1", START + WEEK))
    )
    wanted = offers(schedule, ("W1",), ("W1",))
    assert find_swaps(town(), schedule, wanted) == ()


def test_a_swap_that_a_rule_forbids_is_not_found():
    """The office has locked 001 to H1."""
    lock = Lock("001", LockKind.MUST, "CAR", hospital="H1")
    schedule = plan("W1", "W2")
    wanted = offers(schedule, ("W2",), ("W1",))
    assert find_swaps(town(locks=(lock,)), schedule, wanted) == ()


def test_a_rule_about_two_students_is_kept():
    """001 and 003 go apart: 001 can't come to the ward where 003 is."""
    apart = Company("g", CompanyKind.APART, ("001", "003"))
    instance = town(seats=2, companies=(apart,))
    schedule = plan("W1", "W2", "W2")
    some = offers(schedule, ("W2",), ("W1",), ("W4",))
    assert find_swaps(instance, schedule, some) == ()
    assert find_swaps(replace(instance, companies=()), schedule, some)


def test_a_breach_that_was_there_before_forbids_nothing():
    """Two in a ward with one seat: that is for the office, not for those who swap."""
    schedule = plan("W1", "W2", "W4", "W4")
    wanted = offers(schedule, ("W2",), ("W1",), ("W3",), ("W3",))
    assert new_breaches(town(), Schedule(()), schedule)
    assert names(find_swaps(town(), schedule, wanted)) == [["O1", "O2"]]


def test_a_waived_breach_forbids_nothing():
    """What somebody answers for by name is no breach that stops a swap."""
    lock = Lock("001", LockKind.MUST, "CAR", hospital="H1")
    waiver = Waiver("w", "locks", "agreed", "Synthetic Office", START, "001")
    instance = town(locks=(lock,), waivers=(waiver,))
    schedule = plan("W1", "W2")
    assert find_swaps(instance, schedule, offers(schedule, ("W2",), ("W1",)))


def test_what_one_rule_says_of_two_swaps_together_is_seen():
    """001 and 003 each may come to W4's hospital side, but not both: they go apart."""
    apart = Company("g", CompanyKind.APART, ("001", "003"))
    instance = town(seats=2, companies=(apart,))
    schedule = plan("W1", "W4", "W2", "W4")
    wanted = offers(schedule, ("W4",), ("W1",), ("W4",), ("W2",))
    found = find_swaps(instance, schedule, wanted)
    assert len(found) == 1
    assert len(find_swaps(replace(instance, companies=()), schedule, wanted)) == 2


def test_nobody_is_in_two_swaps():
    """002 could swap with 001 or with 003; the one that saves more is proposed."""
    instance = town(wishes=(*ranking("001", "H2", "H1"), *ranking("002", "H1", "H3")))
    schedule = plan("W1", "W2", "W3")
    found = find_swaps(
        instance, schedule, offers(schedule, ("W2",), ("W1", "W3"), ("W2",))
    )
    assert names(found) == [["O1", "O2"]]


def test_objections_name_the_rule():
    """The halves of a rotation stay in one hospital, so one half can't be swapped."""
    schedule = Schedule.of(good_placements())
    ada = place(ADA, "OBG-1", "NIG-OBG", CLINICAL_2)
    ben = place(BEN, "OBG-1", "POL-OBG", CLINICAL_2)
    found = objections(school(), schedule, ada, ben)
    assert {violation.rule for violation in found} == {"one hospital"}
    assert {violation.student for violation in found} == {ADA, BEN}


# -- the best set ------------------------------------------------------------------

CIRCLES = st.lists(
    st.tuples(
        st.lists(st.integers(1, 7), min_size=2, max_size=4, unique=True),
        st.integers(-3, 9),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(CIRCLES)
def test_the_chosen_set_is_the_best_of_all_sets(given_):
    """Held against every set of circles without a student in common."""
    circles = tuple(
        Circle(
            tuple(Offer(f"O{s}", str(s), "CAR", "W1", START) for s in students),
            (gain, *[0] * (len(students) - 1)),
        )
        for students, gain in given_
    )
    every = (
        chosen
        for size in range(len(circles) + 1)
        for chosen in combinations(circles, size)
        if sum(len(c.students) for c in chosen)
        == len(set().union(*(c.students for c in chosen)))
    )
    assert _worth(_best(circles)) == max(map(_worth, every))
