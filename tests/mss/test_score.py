"""The MSS checker: each breach in words, and scores as counted by hand."""

import random

import pytest

from scheduler.files.mss import MssPlacement
from scheduler.mss import check
from tests.mss.tiny import TINY, best, judged, random_instance, solutions, tiny


def at(student, discipline, hospital, start):
    """A placement, numbered from 1 as in the files."""
    return MssPlacement(student - 1, start - 1, hospital - 1, discipline - 1)


GOOD = (at(1, 1, 2, 1), at(1, 3, 2, 2), at(2, 1, 1, 1), at(2, 2, 1, 2))


def test_a_solution_scores_what_a_pencil_says():
    """Student 1: 2x1 + 3 + 0 and 2x2 + 3 + 2; student 2: 2 + 3 + 0 and 2 + 3 + 1."""
    verdict = check(TINY, GOOD)
    assert verdict.violations == ()
    assert verdict.score == (5 + 9) + (5 + 6) + 11


def test_changes_and_waiting_take_points():
    """A change costs student 2 two points; the third period instead of the 2nd, one."""
    able = (TINY.able[0], ((1, 1, 1), (1, 1, 1)))
    moved = (*GOOD[:3], at(2, 2, 2, 3))
    wish = 3 - 1  # hospital 1 instead of 2
    assert check(tiny(able=able), moved).score == 36 - 2 * (2 + 1 + wish)


@pytest.mark.parametrize(
    ("placements", "said"),
    [
        ((*GOOD[1:],), "Hospital 2, discipline 1, period 1: 0 students, not 1 to 1"),
        ((*GOOD[1:],), "Student 1: 0 disciplines of group 1, not 1"),
        ((*GOOD[:3], at(2, 2, 2, 2)), "discipline 2 in hospital 2 isn't possible"),
        ((*GOOD, at(2, 3, 1, 3)), "discipline 3 in hospital 1 isn't allowed"),
        ((*GOOD[:3], at(2, 2, 1, 4)), "but away in period 4"),
        ((*GOOD[:3], at(2, 2, 1, 5)), "lies outside the 4 periods"),
        ((*GOOD[:3], at(2, 2, 1, 1)), "Student 2: two placements in period 1"),
        ((*GOOD[:3], at(2, 1, 1, 2)), "Student 2: discipline 1 taken 2 times"),
        ((*GOOD[:2], at(2, 2, 1, 1), at(2, 1, 1, 2)), "isn't over when discipline 2"),
        ((*GOOD[:2], at(2, 2, 1, 2)), "discipline 1 isn't over when discipline 2"),
        ((*GOOD[:2], at(2, 1, 2, 1), GOOD[3]), "2 students, not 1 to 1"),
        ((*GOOD, at(2, 3, 1, 3)), "3 disciplines in hospital 1, at most 2 are allowed"),
    ],
)
def test_every_breach_is_said(placements, said):
    """The sentence names who, what and how many."""
    assert any(said in wrong for wrong in check(TINY, placements).violations)


@pytest.mark.parametrize("seed", range(30))
def test_it_agrees_with_a_second_telling_of_the_problem(seed):
    """On solutions and on random placements: the same score, the same verdict."""
    chance = random.Random(seed)
    instance = random_instance(chance)
    cases = [placements for placements, _ in solutions(instance)][:200]
    cases += [_spoilt(instance, one, chance) for one in cases]
    for placements in cases:
        verdict = check(instance, placements)
        score, fine = judged(instance, placements)
        assert fine == (not verdict.violations)
        if fine:
            assert verdict.score == score


def test_the_random_instances_are_of_both_kinds():
    """Some have a solution and some have none, or the tests would show nothing."""
    found = [best(random_instance(random.Random(seed))) for seed in range(40)]
    assert 10 < sum(score is not None for score in found) < 39


def _spoilt(instance, placements, chance):
    """Return a solution with one thing changed."""
    if not placements:
        return placements
    number = chance.randrange(len(placements))
    old = placements[number]
    new = MssPlacement(
        old.student,
        chance.randrange(instance.periods - instance.duration + 1),
        chance.randrange(instance.hospitals),
        chance.choice([old.discipline, chance.randrange(instance.disciplines)]),
    )
    return sorted([*placements[:number], new, *placements[number + 1 :]])
