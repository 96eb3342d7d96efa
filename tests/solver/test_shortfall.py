"""What must stay unplaced, proven by counting duties against seats."""

import pytest

from scheduler.solver.problem import gather
from scheduler.synthetic import generate, missing_at_least


@pytest.mark.parametrize("seed", range(6))
def test_a_twin_is_short_of_as_much_as_its_planted_schedule_lacks(seed):
    """As many as were taken away, and what the least urgent of them cost."""
    twin, planted = generate(12, 0.95, seed, infeasible=True)
    problem = gather(twin)
    assert problem.shortfall.count == missing_at_least(twin) == twin.missing(planted)
    lost = problem.objective(problem.candidates_of(planted))
    assert 0 < problem.shortfall.cost == problem.unavoidable <= lost
    assert problem.shortfall.prices


@pytest.mark.parametrize("load", [0.8, 1.0])
def test_a_school_with_a_complete_schedule_is_short_of_nothing(load):
    """Neither is anything proven that isn't so, nor has any seat a price."""
    school, _ = generate(12, load, seed=1)
    found = gather(school).shortfall
    assert (found.count, found.cost, dict(found.prices)) == (0, 0, {})
