"""Working memory of the compiled steps: one set for each thread."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from scheduler.solver.arena import NEVER, Arena
from scheduler.terms import IntArray

FIRST_SEARCH = 800  # labels that a unit's first search is taken to settle

LABELS = 1 << 17
"""Partial itineraries that the exact search may hold for one unit, 52 bytes each and 2
more for each of the unit's walks: 11 MB for 17 walks. Where they run out, the cheapest
estimate among those still open is the unit's bound (see `scheduler.solver.search`).
"""


class Scratch(NamedTuple):
    """What the steps write into, and find clean again.

    Per way of one unit: ``best`` and ``pick``, the cheapest joint and what it costs at
    the going prices; ``tilted``, the same with the tilts. Per arc: ``arc_best``.
    ``rest`` [stage, cell]: the cheapest way to the end, where a cell is set of bits x
    state of the core; ``cells`` [stage, :``reached`` [stage]] those that are in use.
    ``gain`` [walk, bits left, state]: what tilts may have overcharged at the most.
    ``drift`` [walk, letter], ``state`` [walk]: of the itinerary being looked at;
    ``tilt``: of one unit, the best so far.
    Per label of the search: ``spent``, ``hope`` (spent and at least to come), ``at``
    (stage), ``cell``, ``parent``, ``by`` (way), ``states`` [walks]; ``heap``, sorted by
    ``key``: hope, and ``ahead`` for each stage; ``head`` [stage, set of bits] and
    ``next`` chain the labels that are settled.
    ``taken`` [bits]: the itinerary found, -1 = none. ``settled`` [units]: how many
    labels the last search for a unit settled.
    """

    best: IntArray
    pick: IntArray
    tilted: IntArray
    arc_best: IntArray
    rest: IntArray
    seen: Any
    cells: Any
    reached: IntArray
    gain: IntArray
    drift: IntArray
    tilt: IntArray
    state: IntArray
    spent: IntArray
    hope: IntArray
    at: Any
    cell: Any
    parent: Any
    by: Any
    states: Any
    heap: IntArray
    key: IntArray
    ahead: IntArray
    head: Any
    next: Any
    taken: IntArray
    settled: IntArray


def make_scratch(a: Arena, labels: int = LABELS) -> Scratch:
    """Return working memory that is large enough for every unit of the arena."""
    stages, bits = int(a.stages.max()), int(a.bits.max())
    cells = int(((1 << a.carried) * a.core.states).max())
    ways, arcs = _most(a.ways.way_from), _most(a.ways.arc_from)
    walks = _most(a.walks.first)
    states, letters = (
        int(sizes.max(initial=1)) for sizes in (a.walks.states, a.walks.letters)
    )
    small = np.int32
    return Scratch(
        best=np.zeros(ways, dtype=np.int64),
        pick=np.zeros(ways, dtype=np.int64),
        tilted=np.zeros(ways, dtype=np.int64),
        arc_best=np.zeros(arcs, dtype=np.int64),
        rest=np.full((stages, cells), NEVER, dtype=np.int64),
        seen=np.zeros((stages, cells), dtype=np.bool_),
        cells=np.zeros((stages, cells), dtype=small),
        reached=np.zeros(stages, dtype=np.int64),
        gain=np.zeros((walks, bits + 1, states), dtype=np.int64),
        drift=np.zeros((walks, letters), dtype=np.int64),
        tilt=np.zeros(walks * letters, dtype=np.int64),
        state=np.zeros(walks, dtype=np.int64),
        spent=np.zeros(labels, dtype=np.int64),
        hope=np.zeros(labels, dtype=np.int64),
        at=np.zeros(labels, dtype=small),
        cell=np.zeros(labels, dtype=small),
        parent=np.zeros(labels, dtype=small),
        by=np.zeros(labels, dtype=small),
        states=np.zeros((labels, walks), dtype=np.int16),
        heap=np.zeros(labels, dtype=np.int64),
        key=np.zeros(labels, dtype=np.int64),
        ahead=np.zeros(1, dtype=np.int64),
        head=np.full((stages, 1 << int(a.carried.max())), -1, dtype=small),
        next=np.zeros(labels, dtype=small),
        taken=np.full(max(1, bits), -1, dtype=np.int64),
        settled=np.full(len(a.bits), FIRST_SEARCH, dtype=np.int64),
    )


def _most(starts: IntArray) -> int:
    return max(1, int(np.diff(starts).max(initial=0)))
