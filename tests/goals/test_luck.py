"""Who fared badly before counts more now, in the model and in the measure alike."""

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from scheduler.domain.ledger import LedgerLine
from scheduler.domain.people import Wish
from scheduler.domain.schedule import Schedule
from scheduler.goals import GOALS, own_costs
from scheduler.goals.luck import luck_factor
from scheduler.goals.preferences import Preferences
from scheduler.goals.travel import Travel
from scheduler.solver.problem import allowed_candidates
from tests.rules.test_agreement import random_school

SPRING = date(2026, 3, 2), date(2026, 7, 31)
SUMMER = date(2026, 8, 3), date(2026, 9, 25)


def line(student, balance, mean, when=SPRING):
    burden = max(0, mean + balance)
    return LedgerLine(student, "semester", *when, burden, 0, mean, balance)


@pytest.mark.parametrize(
    ("balance", "mean", "factor"),
    [(0, 0, 1), (-40, 40, 1), (3, 40, 1), (4, 40, 2), (19, 40, 2), (20, 40, 3)],
)
def test_the_factor_grows_with_the_balance(school, balance, mean, factor):
    """A tenth more than the mean counts twice, half more three times."""
    instance = school(ledger=(line("one", balance, mean),))
    assert luck_factor(instance, "one") == factor
    assert luck_factor(instance, "two") == 1


def test_semesters_add_up(school):
    """Bad luck that a good semester has made up for weighs nothing any more."""
    spring, summer = line("one", 20, 40), line("one", -18, 40, SUMMER)
    assert luck_factor(school(ledger=(spring,)), "one") == 3
    assert luck_factor(school(ledger=(spring, summer)), "one") == 1


def test_only_what_is_over_counts(school, weeks):
    """The semester that is being planned is no past, even if it was written down."""
    now = line("one", 20, 40, (weeks[0], weeks[3]))
    instance = school(ledger=(now,))
    assert luck_factor(instance, "one") == 1
    assert luck_factor(replace(instance, frozen_until=weeks[6]), "one") == 3


def test_wishes_and_journeys_count_more_and_nothing_else(school, plan):
    """Third choice and 82 minutes, three times; the rest is as for everybody."""
    wishes = [Wish("one", n, hospital=h) for n, h in enumerate(("niguarda", "sacco"))]
    plain = school(wishes=wishes)
    people = {**plain.students, "one": replace(plain.students["one"], zone="sacco")}
    plain = replace(plain, students=people)
    unlucky = replace(plain, ledger=(line("one", 20, 40),))
    bad = plan(("one", "A", "san donato", 0), ("one", "B", "policlinico", 2))
    before, after = own_costs(plain, bad, "one"), own_costs(unlucky, bad, "one")
    assert before["preferences"] > 0 < before["travel"]
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"preferences", "travel"}
    assert all(after[name] == 3 * before[name] for name in changed)


def test_the_measure_is_the_sum_over_students(school, plan):
    """But for the load of wards, every unit belongs to somebody."""
    bad = plan(("one", "A", "sacco", 0), ("one", "B", "niguarda", 1))
    for goal in GOALS:
        own = sum(goal.of_student(school(), bad, s) for s in school().students)
        assert own == goal.measure(school(), bad) or goal.name == "even_load"


def test_model_and_measure_agree_on_luck():
    """What a candidate costs in the model is what its placement measures, for all."""
    seen = 0
    for seed in range(20):
        chance = random.Random(seed)
        plain = random_school(chance)
        before = plain.calendar.first_week.replace(year=2025)
        instance = replace(
            plain,
            ledger=tuple(
                line(s, chance.choice([-5, 2, 8]), 10, (before, before))
                for s in plain.students
            ),
        )
        table = allowed_candidates(instance)
        for goal in (Preferences(), Travel()):
            costs = goal.cost(table)
            for i in chance.sample(range(table.size), min(30, table.size)):
                schedule = Schedule((table.placement(i),))
                assert costs[i] == goal.measure(instance, schedule)
            seen += int(
                np.count_nonzero(costs != goal.cost(replace(table, instance=plain)))
            )
    assert seen > 100  # the ledger had something to say
