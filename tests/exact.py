"""The best schedule of a school that fits in the head, found in this process.

`solve` finds the same in a process of its own, which takes most of a second to start:
for tests that need a good schedule and aren't about how it is found.
"""

from scheduler.rules import check_all
from scheduler.solver.exact import Limits, solve_model, whole_model
from scheduler.solver.problem import gather


def cheapest(instance, seed=1):
    """Return a schedule that breaks no rule and than which no other is cheaper."""
    problem = gather(instance)
    answer = solve_model(whole_model(problem), Limits(60, workers=1, seed=seed))
    assert answer.proven
    schedule = problem.schedule(answer.chosen)
    assert check_all(instance, schedule) == ()
    return schedule
