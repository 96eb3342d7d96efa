"""Companions whose duties differ: placed together, while there is room for both."""

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.curriculum import Credit
from scheduler.domain.people import Company, CompanyKind
from scheduler.solver.agree import agreed
from scheduler.solver.board import make_board
from scheduler.solver.pool import Pool
from scheduler.solver.problem import allowed_candidates, problem_of
from scheduler.synthetic import generate
from tests.solver.test_solve import solved

pytestmark = pytest.mark.compiled


@pytest.fixture(scope="module")
def friends():
    """Two fourth-years who go together; one has already done a rotation."""
    instance, _ = generate(24, 0.95, seed=5)
    fourth = [s.id for s in instance.students.values() if s.year == 4]
    pair = tuple([s for s in fourth if not instance.absences_of(s)][:2])
    done = instance.requirements_of(pair[1])[0].rotation
    asked = replace(
        instance,
        companies=(Company("friends", CompanyKind.TOGETHER, pair),),
        credits=(*instance.credits, Credit(pair[1], done)),
    )
    return asked, pair, done


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_friends_with_different_duties_agree_beforehand(friends, seed):
    """All that either owes is placed, what both owe at once, and nobody else is.

    A single agreement leaves something out that both owe with most seeds.
    """
    instance, pair, done = friends
    board = make_board(problem_of(allowed_candidates(instance)), threads=1)
    current = agreed(board, Pool(board), board.free, seed)
    table = board.problem.table
    places = {student: {} for student in pair}
    for candidate in board.units.chosen(current).tolist():
        student = table.students[table.student[candidate]]
        owed = instance.requirements[table.requirements[table.requirement[candidate]]]
        where = table.ward[candidate], table.first[candidate]
        places[student][owed.rotation] = where
    one, other = (places[student] for student in pair)
    assert set(one) == {r.rotation for r in instance.requirements_of(pair[0])}
    assert set(other) == set(one) - {done}
    assert all(one[rotation] == where for rotation, where in other.items())
    assert set(places) == set(pair)


def test_nobody_is_tied_where_duties_are_the_same(friends):
    """Friends who owe the same are one unit and need not agree with anybody."""
    instance, _, _ = friends
    board = make_board(
        problem_of(allowed_candidates(replace(instance, credits=()))), threads=1
    )
    assert not (agreed(board, Pool(board), board.free, seed=1) >= 0).any()
    assert np.all(board.units.partner < 0)


def test_friends_with_different_duties_get_all_they_owe(friends):
    """In the end, too, neither lacks anything, and they are together."""
    instance, pair, _ = friends
    found = solved(instance, 20, gap=0.05)
    assert found.violations == ()
    one, other = (found.schedule.of_student(student) for student in pair)
    assert len(one) == len(instance.requirements_of(pair[0]))
    assert {(p.ward, p.first) for p in other} < {(p.ward, p.first) for p in one}
