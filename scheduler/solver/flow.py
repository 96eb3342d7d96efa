"""What the exact model is made from: plain arrays, and walks unrolled in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scheduler.rules import RULES
from scheduler.solver.problem import Problem
from scheduler.terms import FORBIDDEN, BoolArray, IntArray, Row, Walk, grouped

Node = tuple[int, int]  # (week, state)

SMALL = 1500  # candidates up to which the exact model takes the whole instance

RULE_NAMES = frozenset(rule.name for rule in RULES)


def goes_whole(problem: Problem) -> bool:
    """Tell whether a problem is so small that the exact model takes it as a whole."""
    return problem.table.size <= SMALL


@dataclass(frozen=True, eq=False)
class Raising:
    """What raising the worst-off needs to know (see `leximin`).

    ``unit`` [candidates]: whose each is, -1 = nobody's; ``of_rows``: whose rows are,
    by key, where they are about one unit. Per unit: ``members``; ``ideal``, what the
    ideal costs; ``most``, what a unit of visitors may cost, who aren't raised, -1 = no
    visitors. ``limit``: what all may cost.
    """

    unit: IntArray
    of_rows: Mapping[tuple[str, ...], int]
    members: IntArray
    ideal: IntArray
    most: IntArray
    limit: int


@dataclass(frozen=True, eq=False)
class Model:
    """What is sent to the solving process: plain arrays, no instance.

    ``cost``, ``first``, ``last``: [candidates]; ``walks``: (the candidates that the
    walk's letters belong to, walk); ``hint``: candidates of a known solution. Where
    ``worst`` isn't 0, it is the weight of the costliest owner's cost; ``owner``
    [candidates] and ``walk_owner`` [walks] say whose each is. ``raising``: what is
    asked for is the worst-off's gain, not the least cost.
    """

    cost: IntArray
    first: IntArray
    last: IntArray
    weeks: int
    rows: tuple[Row, ...]
    walks: tuple[tuple[IntArray, Walk], ...]
    hint: IntArray | None = None
    in_two_stages: bool = True
    worst: int = 0
    owner: IntArray | None = None
    walk_owner: tuple[int, ...] = ()
    raising: Raising | None = None


def gives_way(row: Row) -> bool:
    """Tell whether a row is a rule's that can be broken where it can't be kept."""
    return row.penalty is not None and row.key[0] in RULE_NAMES


def counting_letter(walk: Walk) -> int | None:
    """Return the one letter that a walk counts, if counting is all that it does.

    State n is reached by n such letters, all others change nothing, the cost of the
    n-th doesn't fall with n, and it may end anywhere at no cost.
    """
    active = np.flatnonzero(walk.moving).tolist()
    if len(active) != 1 or walk.final.any() or active[0] in walk.idle:
        return None
    step, cost = walk.step[:, active[0]], walk.cost[:, active[0]]
    if (step[:-1] != np.arange(1, walk.states)).any():
        return None
    if step[-1] not in (-1, walk.states - 1):
        return None
    costs = cost if step[-1] >= 0 else cost[:-1]
    return active[0] if (np.diff(costs) >= 0).all() else None


@dataclass(frozen=True)
class Arc:
    """From one (week, state) to another, idle (group -1) or by one of a group."""

    tail: Node
    head: Node
    cost: int
    group: int


class Flow:
    """The time-expanded graph of a walk; letters that change nothing are left out.

    ``groups``: candidates that are alike to the walk (same weeks, same letter).
    """

    def __init__(self, model: Model, own: IntArray, walk: Walk) -> None:
        self.walk, self.weeks = walk, model.weeks
        neutral: BoolArray = ~walk.moving
        self._idle_matters = not neutral[walk.idle].all()
        heard = np.ones(len(own), dtype=np.bool_)
        if not self._idle_matters:
            heard = ~neutral[walk.letter]
        letter, mine = walk.letter[heard], own[heard]
        first, end = model.first[mine], model.last[mine] + 1
        parts = list(grouped(mine, first, end, letter))
        self._keys = [key for key, _ in parts]
        self.groups = [part.tolist() for _, part in parts]
        self.source, self.sink = (0, 0), (model.weeks + 1, 0)
        stops = {0, model.weeks, *first.tolist(), *end.tolist()}
        self._stops = (
            list(range(model.weeks + 1)) if self._idle_matters else sorted(stops)
        )

    def arcs(self) -> list[Arc]:
        """Return all arcs that can be reached from the first state."""
        reached: dict[int, set[int]] = defaultdict(set)
        reached[0].add(0)
        starting: dict[int, list[int]] = defaultdict(list)
        for group, (first, _, _) in enumerate(self._keys):
            starting[first].append(group)
        found = []
        for week, following in pairwise([*self._stops, self.weeks + 1]):
            for state in sorted(reached[week]):
                for arc in self._leaving((week, state), following, starting[week]):
                    reached[arc.head[0]].add(arc.head[1])
                    found.append(arc)
        return found

    def _leaving(self, node: Node, following: int, groups: list[int]) -> list[Arc]:
        """Return the arcs out of a node: the end, or idling, or one of each group."""
        (week, state), walk = node, self.walk
        if week == self.weeks:
            cost = int(walk.final[state])
            return [] if cost >= FORBIDDEN else [Arc(node, self.sink, cost, -1)]
        arcs = []
        if not self._idle_matters:
            arcs.append(Arc(node, (following, state), 0, -1))
        moves = [(following, int(walk.idle[week]), -1)] if self._idle_matters else []
        for group in groups:
            _, end, letter = self._keys[group]
            moves.append((end, letter, group))
        for end, letter, group in moves:
            target, cost = int(walk.step[state, letter]), int(walk.cost[state, letter])
            if target >= 0:
                arcs.append(Arc(node, (end, target), cost, group))
        return arcs

    def path(self, taken: frozenset[int], arcs: list[Arc]) -> set[Arc]:
        """Return the arcs that a set of candidates walks along, as far as it gets."""
        ways = {(arc.tail, arc.group): arc for arc in arcs}
        starts = {
            self._keys[group][0]: group
            for group, members in enumerate(self.groups)
            if taken.intersection(members)
        }
        found: set[Arc] = set()
        node = self.source
        while node != self.sink:
            arc = ways.get((node, starts.get(node[0], -1)))
            if arc is None:
                break
            found.add(arc)
            node = arc.head
        return found
