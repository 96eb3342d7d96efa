"""Does what ``explain`` names make an infeasible school feasible? On many twins.

    python -m tests.benchmarks.twins 50

Generates infeasible twins of small schools, solves each, asks for remedies and makes
them in a copy of the tables. There the schedule that comes with them has to place
everything and to break no rule, which proves the school feasible. Not run by pytest.
"""

import sys
import time

from scheduler.advice.edits import edited
from scheduler.advice.explain import Explainer
from scheduler.rules import check_all
from scheduler.solver.result import Clock
from scheduler.solver.solve import Options, solve
from scheduler.synthetic import generate

SECONDS = 5  # for the schedule that is explained


def missing(instance, schedule):
    return sum(count for _, count in instance.unplaced(schedule))


def twin(seed):
    """(left out before, edits, left out with them, breaches with them)."""
    school, _ = generate(4 + seed % 5, 0.9, seed, infeasible=True)
    result = solve(school, Options(seed=1), Clock(SECONDS))
    with Explainer(school, result.schedule) as explainer:
        remedies = explainer.everything_placed()
    edits = [edit for _, remedy in remedies for edit in remedy.edits]
    mended = edited(school, edits)
    plan = remedies[-1][1].schedule if remedies else result.schedule
    breaches = len(check_all(mended, plan))
    return missing(school, result.schedule), len(edits), missing(mended, plan), breaches


def main(count):
    good = 0
    print("seed  left out  edits  left out then  breaches  seconds")
    for seed in range(1, count + 1):
        begun = time.monotonic()
        lost, edits, left, breaches = twin(seed)
        good += lost > 0 and not left and not breaches
        seconds = time.monotonic() - begun
        print(
            f"{seed:>4} {lost:>9} {edits:>6} {left:>14} {breaches:>9} {seconds:>8.1f}",
            flush=True,
        )
    print(f"{good} of {count} twins: the remedies named make everything placeable.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
