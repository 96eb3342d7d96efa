"""Choose: one itinerary for each unit out of the pool, so that all fit together.

Annealing (Kirkpatrick, Gelatt & Vecchi, 1983) by heat bath (Geman & Geman, 1984): one
unit after another, drawn at random, takes one of its itineraries, a cheaper one more
likely the lower the temperature. A broken hard row costs little to begin with, so that
units who must agree can find each other, and more than anything in the end.

An itinerary whose reduced cost is above the gap can be in no better schedule and isn't
looked at. The start is the mixture's largest shares. In tight schools a few rows stay
broken; made to fit (see `shake.fit`), the schedule is still far better than one that
never saw the mixture: 12,727 in 5 seconds where ruin and recreate stood at 13,014, and
CP-SAT over 6,000 itineraries at 13,333 after 90 seconds.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numba
import numpy as np

from scheduler.solver.bound import Bound
from scheduler.solver.pool import Pool
from scheduler.solver.route import breach_of
from scheduler.terms import BoolArray, FloatArray, IntArray

HOT, COLD = (6.0, 1.5), 0.3
"""Temperatures, in units of the objective: at the start, thread by thread, and at the
end."""

MILD, STRICT = 50.0, 2000.0
"""What a unit of breach of a hard row costs at the start and at the end. From 5 on the
itineraries fitted together worse; from 300 on no better."""

ENOUGH_LEFT = 2.0
"""Itineraries are kept up to the gap in reduced cost, but at least up to this much."""


class Menu(NamedTuple):
    """What each unit may choose from, flat, and the rows.

    ``first`` [units + 1] into the choices; per choice ``cost``, ``row_from`` into
    ``row`` and ``weight``. Per row: ``lower``, ``upper``, ``penalty``, ``hard``.
    """

    first: IntArray
    cost: IntArray
    row_from: IntArray
    row: IntArray
    weight: IntArray
    lower: IntArray
    upper: IntArray
    penalty: FloatArray
    hard: BoolArray


def choose(
    pool: Pool, bound: Bound, current: IntArray, cost: int, rounds: int, seed: int
) -> list[IntArray]:
    """Return itineraries [units, bits] that go well together, one set for each thread.

    A few hard rows may be broken. ``current``: the best schedule so far, whose
    itineraries are in the pool; it costs ``cost``. Nothing where some unit has no
    itinerary that is allowed.
    """
    if len(set(pool.unit)) < len(current):
        return []
    columns = _worth_a_look(pool, bound, current, cost)
    menu, start = _menu(pool, columns), _largest(pool, bound, columns)

    def chosen(thread: int) -> IntArray:
        chance = np.random.default_rng([seed, thread])
        found = anneal(menu, start, rounds, HOT[thread % len(HOT)], chance)
        return np.stack([pool.taken[column] for column in columns[found].tolist()])

    threads = pool.board.threads
    with ThreadPoolExecutor(threads) as workers:
        return list(workers.map(chosen, range(threads)))


def _worth_a_look(pool: Pool, bound: Bound, current: IntArray, cost: int) -> IntArray:
    """Return the columns that a better schedule could have, sorted by unit.

    Units tied together by a row with weights of both signs (companions whose duties
    differ) keep what they have: one alone can't move, and the mixture, which mixes
    their itineraries freely, knows few that agree.
    """
    unit, reduced = np.array(pool.unit), _reduced(pool, bound.price)
    least = np.full(len(current), np.inf)
    np.minimum.at(least, unit, reduced)
    room = max(ENOUGH_LEFT, cost - bound.total)
    tied = pool.board.units.partner >= 0
    good = (reduced - least[unit] <= room) & ~tied[unit]
    for i, taken in enumerate(current):
        column = pool.column(i, taken)
        if column is not None:
            good[column] = True
    columns = np.flatnonzero(good)
    return columns[np.argsort(unit[columns], kind="stable")]


def _reduced(pool: Pool, price: FloatArray) -> FloatArray:
    """Return [columns] what each itinerary costs at prices."""
    paid = [
        weights @ price[rows]
        for rows, weights in zip(pool.rows, pool.weights, strict=True)
    ]
    return np.array(pool.cost) + np.array(paid)


def _menu(pool: Pool, columns: IntArray) -> Menu:
    units, chosen = pool.board.units, columns.tolist()
    owner = np.array(pool.unit, dtype=np.int64)[columns]
    hard = units.penalty < 0
    lengths = [len(pool.rows[column]) for column in chosen]
    return Menu(
        first=np.searchsorted(owner, np.arange(len(units.units) + 1)),
        cost=np.array(pool.cost, dtype=np.int64)[columns],
        row_from=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        row=np.concatenate([pool.rows[column] for column in chosen]),
        weight=np.concatenate([pool.weights[column] for column in chosen]),
        lower=units.lower,
        upper=units.upper,
        penalty=np.where(hard, MILD, units.penalty).astype(np.float64),
        hard=hard,
    )


def _largest(pool: Pool, bound: Bound, columns: IntArray) -> IntArray:
    """Return each unit's choice with the largest share in the mixture."""
    share = np.zeros(len(pool))
    share[: len(bound.share)] = bound.share
    owner = np.array(pool.unit, dtype=np.int64)[columns]
    order = np.lexsort((share[columns], owner))
    last = np.append(owner[order][1:] != owner[order][:-1], True)
    largest: IntArray = order[last]
    return largest


@numba.njit(cache=True, nogil=True)
def anneal(
    menu: Menu, start: IntArray, rounds: int, hot: float, chance: np.random.Generator
) -> IntArray:
    """Return the choices of the best state without a broken hard row, or of the last.

    ``start`` [units]: choices. A round draws as many units as there are.
    """
    now, penalty = start.copy(), menu.penalty.copy()
    load = np.zeros(len(menu.lower), dtype=np.int64)
    for choice in now:
        put(menu, choice, 1, load)
    best, found = now.copy(), -1
    for done in range(rounds):
        share = done / max(1, rounds - 1)
        heat = hot * (COLD / hot) ** share
        penalty[menu.hard] = MILD * (STRICT / MILD) ** share
        cost, broken = standing(menu, now, load)
        for _ in range(len(now)):
            unit = int(chance.integers(0, len(now)))
            if menu.first[unit + 1] - menu.first[unit] < 2:
                continue
            less, mended = put(menu, now[unit], -1, load)
            now[unit] = draw(menu, unit, heat, penalty, load, chance)
            more, spoilt = put(menu, now[unit], 1, load)
            cost, broken = cost + less + more, broken + mended + spoilt
            if broken == 0 and (found < 0 or cost < found):
                found = cost
                best[:] = now
    return now if found < 0 else best


@numba.njit(cache=True, nogil=True)
def standing(menu: Menu, now: IntArray, load: IntArray) -> tuple[int, int]:
    """Return (cost, broken hard seats) of a state."""
    cost, broken = 0, 0
    for choice in now:
        cost += menu.cost[choice]
    for row in range(len(load)):
        breach = breach_of(load[row], menu.lower[row], menu.upper[row])
        if menu.hard[row]:
            broken += breach
        else:
            cost += breach * int(menu.penalty[row])
    return cost, broken


@numba.njit(cache=True, nogil=True)
def put(menu: Menu, choice: int, sign: int, load: IntArray) -> tuple[int, int]:
    """Put a choice on the rows (1) or take it off; return the change of `standing`."""
    cost, broken = sign * menu.cost[choice], 0
    for i in range(menu.row_from[choice], menu.row_from[choice + 1]):
        row = menu.row[i]
        before = breach_of(load[row], menu.lower[row], menu.upper[row])
        load[row] += sign * menu.weight[i]
        more = breach_of(load[row], menu.lower[row], menu.upper[row]) - before
        if menu.hard[row]:
            broken += more
        else:
            cost += more * int(menu.penalty[row])
    return cost, broken


@numba.njit(cache=True, nogil=True)
def draw(
    menu: Menu,
    unit: int,
    heat: float,
    penalty: FloatArray,
    load: IntArray,
    chance: np.random.Generator,
) -> int:
    """Draw one of a unit's choices with weight exp(-cost / heat) (Gumbel's trick)."""
    rows, weights, lower, upper = menu.row, menu.weight, menu.lower, menu.upper
    best, pick = -np.inf, -1
    for choice in range(menu.first[unit], menu.first[unit + 1]):
        cost = float(menu.cost[choice])
        for i in range(menu.row_from[choice], menu.row_from[choice + 1]):
            row, weight = rows[i], weights[i]
            now = breach_of(load[row], lower[row], upper[row])
            then = breach_of(load[row] + weight, lower[row], upper[row])
            cost += penalty[row] * (then - now)
        luck = -cost / heat - np.log(-np.log(chance.random()))
        if luck > best:
            best, pick = luck, choice
    return pick
