"""Students who are alike share walks, and nobody gets one that isn't his."""

import random

import numpy as np
import pytest

from scheduler.goals import GOALS, weight_of
from scheduler.rules import RULES
from scheduler.solver.board import make_board
from scheduler.solver.problem import gather
from scheduler.synthetic import generate
from tests.rules.test_agreement import random_school, with_attended, with_gates


def own_walks(table, student):
    """What rules and goals say of one student alone, weighted."""
    for rule in RULES:
        yield from ((walk, 1) for walk in rule.walks(table, student))
    for goal in GOALS:
        weight = weight_of(goal, table.instance)
        yield from ((walk, weight) for walk in goal.walks(table, student) if weight)


def assert_same(problem):
    """Everybody's walks are those that he would have by himself."""
    for student, walks in problem.walks.items():
        expected = list(own_walks(problem.table, student))
        assert [walk.key for walk in walks] == [walk.key for walk, _ in expected]
        for walk, (own, weight) in zip(walks, expected, strict=True):
            assert np.array_equal(walk.cost, weight * own.cost)
            assert np.array_equal(walk.final, weight * own.final)
            for name in ("letter", "idle", "step"):
                assert np.array_equal(getattr(walk, name), getattr(own, name)), name


@pytest.fixture(scope="module")
def problem():
    """A generated school: students of one year are alike but for some of them."""
    instance, _ = generate(12, 0.9, 3, False)
    return gather(instance)


def test_alike_students_share_their_walks(problem):
    """Most students of a year have the very same walks, and some don't."""
    assert_same(problem)
    different = len(set(problem.walks.values()))
    assert 1 < different < len(problem.walks)


@pytest.mark.parametrize("seed", range(12))
def test_nobody_gets_another_ones_walks(seed):
    """Absences, credits and what was attended keep students apart who are not alike."""
    instance = with_gates(random_school(random.Random(seed)), random.Random(seed))
    assert_same(gather(with_attended(instance, random.Random(seed))))


def test_units_are_laid_out_as_if_alone(problem):
    """A unit's part of the arena hangs on its own joints, whoever is like it."""
    board = make_board(problem, threads=1)
    ways = board.quick.ways
    spans = zip(ways.way_from[:-1].tolist(), ways.way_from[1:].tolist(), strict=True)
    for unit, (start, end) in zip(board.units.units, spans, strict=True):
        own = ways.joint[ways.joint_from[start] : ways.joint_from[end]]
        assert sorted(own.tolist()) == unit.joints.tolist()
        counts = np.bincount(ways.of[unit.joints], minlength=end - start)
        assert np.array_equal(counts, np.diff(ways.joint_from[start : end + 1]))
