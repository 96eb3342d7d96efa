"""The worst-off first, exactly: in the model of a small instance.

First the highest burden becomes as small as can be, then the sum of the two highest
with that held, and so on up to five; in the end the cost. The sum of the k highest of
some burdens is the least k t + Σ max(0, burden − t) over all t, which is linear
(Ogryczak & Tamir, 2003). What a burden is, `scheduler.solver.ideal` says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from scheduler.solver.exact import (
    Answer,
    Builder,
    Limits,
    Run,
    Terms,
    Watcher,
    weighted,
)
from scheduler.solver.flow import Model, Raising, gives_way
from scheduler.terms import FORBIDDEN, IntArray

LEVELS = 5
"""Burdens that are lowered one after the other: as many as the reports call the tail.
"""


def raise_in_model(
    model: Model,
    limits: Limits,
    watch: Watcher | None = None,
    register: Callable[[cp_model.CpSolver], None] | None = None,
) -> Answer:
    """Solve a model whose ``raising`` and ``hint`` say how; see `solve_model`.

    Nothing is claimed about the cost: the answer's bound is 0.
    """
    if model.raising is None or model.hint is None:
        return Answer(None, None, 0)
    builder, hint, left = Builder(model), model.hint, limits.seconds
    burdens = _Burdens.of(builder, model.raising, hint)
    levels = min(LEVELS, len(burdens.variables))
    for number in range(levels + 1):
        whole = builder.foremost + builder.rest
        aim = burdens.highest(number + 1) if number < levels else whole
        builder.minimize(aim)
        run = Run(builder, limits, left / (levels + 1 - number), hint, register)
        left -= run.seconds
        if run.chosen is None:
            break
        hint = run.chosen
        builder.cp.add(weighted(aim) <= run.objective)
    return Answer(hint, None, 0)


@dataclass(frozen=True, eq=False)
class _Burdens:
    """The burdens as variables of a model, one for each member of each unit."""

    builder: Builder
    variables: list[Any]

    @classmethod
    def of(cls, builder: Builder, task: Raising, hint: IntArray) -> _Burdens:
        """Add what a schedule must keep to, and the burdens."""
        cp = builder.cp
        cp.add(weighted(builder.foremost + builder.rest) <= task.limit)
        cp.add(weighted([(x, 1) for x in builder.x]) >= len(hint))
        _hold_rules(builder, hint)
        variables = []
        for unit, terms in _own_terms(builder, task).items():
            if task.most[unit] >= 0:
                cp.add(weighted(terms) <= int(task.most[unit]))
                continue
            borne, members = cp.new_int_var(0, FORBIDDEN, ""), int(task.members[unit])
            cp.add(weighted([*terms, (borne, -members)]) <= int(task.ideal[unit]))
            variables += [borne] * members
        return cls(builder, variables)

    def highest(self, count: int) -> Terms:
        """Return terms whose least sum is that of the ``count`` highest burdens."""
        cp = self.builder.cp
        level = cp.new_int_var(0, FORBIDDEN, "")
        above = [cp.new_int_var(0, FORBIDDEN, "") for _ in self.variables]
        for borne, more in zip(self.variables, above, strict=True):
            cp.add(more >= borne - level)
        return [(level, count), *((more, 1) for more in above)]


def _hold_rules(builder: Builder, hint: IntArray) -> None:
    """Demand that rules which may give way aren't broken more than they are."""
    taken = set(hint.tolist())
    slacks, broken = [], 0
    for row, slack in builder.slacks:
        if gives_way(row):
            slacks.append((slack, 1))
            counted = zip(row.candidates.tolist(), row.weight.tolist(), strict=True)
            broken += row.breach(sum(w for i, w in counted if i in taken))
    if slacks:
        builder.cp.add(weighted(slacks) <= broken)


def _own_terms(builder: Builder, task: Raising) -> dict[int, Terms]:
    """Return what each unit's own cost is the sum of."""
    terms: dict[int, Terms] = defaultdict(list)
    for i, cost in enumerate(builder.model.cost.tolist()):
        terms[int(task.unit[i])].append((builder.x[i], cost))
    for (own, _), costs in zip(builder.model.walks, builder.of_walks, strict=True):
        if len(own):
            terms[int(task.unit[own[0]])] += costs
    for row, slack in builder.slacks:
        terms[task.of_rows.get(row.key, -1)].append((slack, row.penalty or 0))
    return {unit: own for unit, own in terms.items() if unit >= 0}
