"""A second solver says the same of a student alone as every way of placing him."""

import random
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from scheduler.domain.curriculum import Credit
from scheduler.domain.dates import DAY
from scheduler.domain.people import Absence
from scheduler.solver.problem import gather
from scheduler.solver.second import most_alone
from tests.school import ADA, HOSPITALS, ROTATIONS, WEEKS, but, school

SECONDS = 20.0


def alone(instance):
    """The problem with ADA alone in the school."""
    only = {ADA: instance.students[ADA]}
    return gather(replace(instance, students=only))


def fits(problem, chosen):
    """Whether ADA can have just these placements."""
    taken = np.zeros(problem.table.size, dtype=np.int64)
    taken[list(chosen)] = 1
    own = problem.table.of_student(ADA)
    return all(
        problem.walk_cost(walk, own, taken) < 1_000_000 for walk in problem.walks[ADA]
    ) and not any(
        row.breach(int(row.weight @ taken[row.candidates]))
        for row in problem.rows
        if row.penalty is None
    )


def tried(problem):
    """The most placements that fit, by trying all combinations, larger ones first."""
    own = problem.table.of_student(ADA).tolist()
    return next(
        count
        for count in range(4, -1, -1)
        if any(fits(problem, chosen) for chosen in combinations(own, count))
    )


def test_a_free_student_fits_whole():
    """All four rotations of ADA fit her weeks."""
    assert most_alone(gather(school()), ADA, SECONDS) == 4


@pytest.mark.parametrize("seed", range(12))
def test_as_all_combinations_say(seed):
    """With chance absences and limits: as many as any combination has."""
    chance = random.Random(seed)
    away = chance.sample(WEEKS, 4)
    instance = school(
        absences=tuple(Absence(ADA, week, week + 4 * DAY) for week in away),
        hospitals=but(HOSPITALS, "NIG", max_per_student=chance.choice([1, 2, None])),
        rotations=but(ROTATIONS, "OBG-1", after=chance.choice([("PNE",), ()])),
        credits=(Credit(ADA, "OBG-2"),) if chance.random() < 0.3 else (),
    )
    problem = alone(instance)
    assert most_alone(gather(instance), ADA, SECONDS) == tried(problem)


def test_others_take_nothing_from_who_is_alone():
    """BEN's seat is hers, too: he isn't there."""
    instance = school()
    one_seat = {w: replace(ward, seats=1) for w, ward in instance.wards.items()}
    problem = gather(replace(instance, wards=one_seat))
    assert most_alone(problem, ADA, SECONDS) == 4
