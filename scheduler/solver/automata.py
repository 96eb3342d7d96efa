"""One automaton a unit: the product of the walks that the sweep carries for it.

Hard walks come first, then goals' walks, as long as the states fit; what doesn't fit is
left out, which keeps the dynamic programme a relaxation (its costs are never too high),
and is seen to by the exact model in neighbourhoods. Only states that can be reached are
kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.solver.problem import Problem
from scheduler.solver.units import Unit, Units
from scheduler.terms import FORBIDDEN, IntArray, Walk

HARD_CELLS = 1 << 17
"""Sets of bits x states that hard walks may need: 18 bytes each and stage, so 20 stages
are 47 MB in all. A hard walk beyond is left out; see `sweep.drop_illegal`.
"""

GOAL_STATES, GOAL_CELLS = 400, 1 << 15
"""States, and sets of bits x states, up to which goals' walks are added. More of them
make each route better but slower, so that fewer are tried: 2,000 and 2^17 gave worse
schedules of the example year in the same time.
"""


@dataclass(frozen=True, eq=False)
class Automaton:
    """A product of walks. ``letter`` [joints of the unit], ``idle`` [weeks];
    ``step`` and ``cost`` [state, letter]; ``final`` [state].
    """

    letter: IntArray
    idle: IntArray
    step: IntArray
    cost: IntArray
    final: IntArray


def automaton_of(
    problem: Problem, units: Units, unit: Unit, with_goals: bool
) -> Automaton:
    """Return the automaton of one unit; without goals it has the hard walks alone."""
    weeks = len(problem.table.weeks)
    zero = np.zeros((1, 1), dtype=np.int64)
    product = Automaton(
        letter=np.zeros(len(unit.joints), dtype=np.int64),
        idle=np.zeros(weeks, dtype=np.int64),
        step=zero,
        cost=zero,
        final=zero[0],
    )
    for walk in sorted(walks_of(problem, units, unit), key=_rank):
        if _is_hard(walk):
            room = HARD_CELLS >> unit.bits
        elif with_goals:
            room = min(GOAL_STATES, GOAL_CELLS >> unit.bits)
        else:
            continue
        larger = _times(product, walk)
        if len(larger.step) <= room:
            product = larger
    return product


def _is_hard(walk: Walk) -> bool:
    return bool((walk.step < 0).any() or (walk.final >= FORBIDDEN).any())


def _rank(walk: Walk) -> tuple[bool, int]:
    """Hard walks first, then the small ones."""
    return (not _is_hard(walk), walk.states)


def walks_of(problem: Problem, units: Units, unit: Unit) -> list[Walk]:
    """Return the members' walks, with letters over the unit's joints."""
    table = problem.table
    walks = []
    for member in unit.members:
        own = table.of_student(member)
        place = np.full(table.size, -1, dtype=np.int64)
        place[own] = np.arange(len(own))
        joint = units.candidates[unit.joints]
        spot = np.where(joint >= 0, place[joint], -1).max(axis=1, initial=-1)
        for walk in problem.walks[member]:
            letters = Walk(
                walk.key, walk.letter[spot], walk.idle, walk.step, walk.cost, walk.final
            )
            if not _says_nothing(letters):
                walks.append(letters)
    return walks


def _says_nothing(walk: Walk) -> bool:
    """Tell whether a walk can neither cost nor forbid anything, from state 0 on."""
    heard = {*walk.letter.tolist(), *walk.idle.tolist()}
    return all(walk.neutral(letter) for letter in heard) and walk.final[0] == 0


def _times(one: Automaton, walk: Walk) -> Automaton:
    """Return the product of an automaton and a walk, without unreachable states."""
    pairs = np.concatenate(
        [
            np.stack([one.letter, walk.letter], axis=1),
            np.stack([one.idle, walk.idle], axis=1),
        ]
    )
    letters, number = np.unique(pairs, axis=0, return_inverse=True)
    number = number.reshape(-1)
    a, b = letters[:, 0], letters[:, 1]
    left, right = one.step[:, a][:, None, :], walk.step[:, b][None, :, :]
    width = walk.states
    step = np.where((left < 0) | (right < 0), -1, left * width + right)
    step = step.reshape(-1, len(letters))
    cost = (one.cost[:, a][:, None, :] + walk.cost[:, b][None, :, :]).reshape(
        step.shape
    )
    final = (one.final[:, None] + walk.final[None, :]).reshape(-1)
    reached = _reachable(step)
    renumber = np.full(len(step) + 1, -1, dtype=np.int64)
    renumber[reached] = np.arange(len(reached))
    return Automaton(
        letter=number[: len(one.letter)],
        idle=number[len(one.letter) :],
        step=renumber[step[reached]],
        cost=cost[reached],
        final=np.minimum(final[reached], FORBIDDEN),
    )


def _reachable(step: IntArray) -> IntArray:
    """Return the states that can be reached from state 0, which comes first."""
    seen = np.zeros(len(step), dtype=np.bool_)
    seen[0] = True
    fringe = np.array([0])
    while len(fringe):
        following = np.unique(step[fringe])
        fringe = following[following >= 0]
        fringe = fringe[~seen[fringe]]
        seen[fringe] = True
    return np.flatnonzero(seen)
