"""The ledger carries luck and travel over, and the next schedules make up for it."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from statistics import pvariance

import pytest

from scheduler.advice.ledger import balances, carried, ledger_lines, semesters_of
from scheduler.domain.calendar import Semester
from scheduler.domain.curriculum import Rotation
from scheduler.domain.dates import WEEK
from scheduler.domain.ledger import LedgerLine
from scheduler.domain.people import Student
from scheduler.domain.places import Ward
from scheduler.domain.schedule import Schedule
from scheduler.domain.succession import next_year
from scheduler.goals import own_costs
from tests.advice.hospitals import START, plan, ranking, town
from tests.exact import cheapest
from tests.school import by_id, calendar, period, place

AUTUMN = Semester("autumn", START, START + timedelta(days=6))
WINTER = Semester("winter", START + WEEK, START + timedelta(days=13))
WISHES = (*ranking("001", "H1", "H2"), *ranking("002", "H1", "H2"))


def two_semesters(**changes):
    instance = town(seats=2, weeks=2, wishes=WISHES, **changes)
    halves = replace(instance.calendar, semesters=(AUTUMN, WINTER))
    return replace(instance, calendar=halves)


# -- lines -------------------------------------------------------------------------


def test_a_semester_is_set_against_the_mean_of_the_year():
    """001 has the first choice (0), 002 the second (4): mean 2, balances -2 and 2."""
    instance = two_semesters(number=2)
    lines = ledger_lines(instance, plan("W1", "W2"), AUTUMN)
    assert lines == (
        LedgerLine("001", "autumn", AUTUMN.first, AUTUMN.last, 0, 0, 2, -2),
        LedgerLine("002", "autumn", AUTUMN.first, AUTUMN.last, 4, 0, 2, 2),
    )


def test_a_placement_belongs_to_the_semester_in_which_it_starts():
    instance = two_semesters()
    both = Schedule.of(
        (place("001", "CAR", "W1", START), place("002", "CAR", "W2", START + WEEK))
    )
    assert [x.student for x in ledger_lines(instance, both, AUTUMN)] == ["001"]
    assert [x.student for x in ledger_lines(instance, both, WINTER)] == ["002"]


def test_who_is_not_placed_in_a_semester_is_not_lucky():
    """Somebody abroad has no line and doesn't lower the mean."""
    lines = ledger_lines(two_semesters(number=3), plan("W1", "W2"), AUTUMN)
    assert {line.student for line in lines} == {"001", "002"}
    assert lines[0].mean == 2


def test_bad_luck_is_not_carried_twice():
    """What the ledger adds to the cost of this semester isn't a burden of it."""
    plain = two_semesters(number=2)
    past = LedgerLine("002", "S", date(2026, 3, 2), date(2026, 7, 31), 9, 0, 4, 5)
    unlucky = replace(plain, ledger=(past,))
    assert own_costs(unlucky, plan("W1", "W2"), "002")["preferences"] == 12
    schedule = plan("W1", "W2")
    assert ledger_lines(unlucky, schedule, AUTUMN) == ledger_lines(
        plain, schedule, AUTUMN
    )


def test_a_semester_written_again_replaces_its_lines():
    instance = two_semesters(number=2)
    first = ledger_lines(instance, plan("W1", "W2"), AUTUMN)
    again = ledger_lines(instance, plan("W2", "W1"), AUTUMN)
    winter = ledger_lines(instance, plan("W1", "W2", week=1), WINTER)
    assert carried(carried(first, winter), again) == (*winter, *again)
    assert balances((*winter, *again)) == {"001": (0, 1), "002": (0, 1)}


def test_a_year_without_semesters_is_one():
    (whole,) = semesters_of(town(weeks=3))
    assert (whole.first, whole.last) == (START, START + timedelta(days=20))


def test_the_next_year_keeps_the_ledger_of_who_stays():
    """Students who have left take their lines with them."""
    leaver = Student("601", "Synthetic", "Student 601", 6)
    instance = two_semesters(number=2)
    known = {**instance.students, "601": leaver}
    lines = ledger_lines(instance, plan("W1", "W2"), AUTUMN)
    gone = replace(lines[0], student="601")
    old = replace(instance, students=known, ledger=(*lines, gone))
    assert next_year(old, plan("W1", "W2")).ledger == lines


# -- six semesters -----------------------------------------------------------------

YEARS = (3, 4, 5, 6)
STUDENTS_EACH = 5
SEMESTERS = 6


def semester(number, seed, ledger):
    """Return the school of one semester: in every year, five students want two seats.

    Homes stay as they are; two thirds of the wishes are the same each time, the others
    are new. Years of study share no seat, so each is a school of its own.
    """
    first = START + 26 * WEEK * number
    last = first + timedelta(days=6)
    homes, moods = random.Random(seed), random.Random(1000 * seed + number)
    people, wishes = [], []
    for year in YEARS:
        for n in range(STUDENTS_EACH):
            id_, home = f"{year}{n}", homes.choice(["Z1", "Z2", "Z3"])
            people.append(Student(id_, "Synthetic", f"Student {id_}", year, home))
            order = ["H1", "H2", "H3"]
            if moods.random() < 1 / 3:
                moods.shuffle(order)
            wishes += ranking(id_, *order)
    weeks = calendar(period("clinical", first, first, hours=8))
    return town(
        calendar=replace(weeks, semesters=(Semester(f"S{number}", first, last),)),
        students=by_id(*people),
        wishes=tuple(wishes),
        rotations=by_id(
            *(Rotation(f"R{y}", f"Rotation {y}", f"R{y}", y, 40, 2) for y in YEARS)
        ),
        wards=by_id(
            *(
                Ward(f"W{h}-{y}", f"H{h}", f"Ward {h}", (f"R{y}",), 2)
                for y in YEARS
                for h in (1, 2, 3)
            )
        ),
        ledger=ledger,
    )


def burdens_after(seed, compensate):
    """Return what each student has borne after six semesters, solved to the best."""
    ledger = ()
    for number in range(SEMESTERS):
        instance = semester(number, seed, ledger if compensate else ())
        schedule = cheapest(instance, seed)
        (only,) = semesters_of(instance)
        ledger = carried(ledger, ledger_lines(instance, schedule, only))
    borne = Counter()
    for line in ledger:
        borne[line.student] += line.preferences + line.travel
    return {year: [borne[f"{year}{n}"] for n in range(STUDENTS_EACH)] for year in YEARS}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_over_six_semesters_burdens_are_more_even_with_the_ledger(seed):
    """Four schools a seed: none is more uneven than without, most are less so."""
    without, with_it = burdens_after(seed, False), burdens_after(seed, True)

    def spread(borne):
        return [max(borne[year]) - min(borne[year]) for year in YEARS]

    before, after = spread(without), spread(with_it)
    assert all(b >= a for b, a in zip(before, after, strict=True))
    assert sum(b > a for b, a in zip(before, after, strict=True)) >= 3
    variances = [
        sum(pvariance(borne[year]) for year in YEARS) for borne in (without, with_it)
    ]
    assert variances[1] < 0.8 * variances[0]
