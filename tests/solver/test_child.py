"""The solving process: it can be stopped, and its death is an error, not a hang."""

import os
import signal
import sys
import time

import numpy as np
import pytest

from scheduler.errors import SolverError
from scheduler.solver.child import Child
from scheduler.solver.exact import Limits, whole_model
from scheduler.solver.flow import Model
from scheduler.solver.problem import gather
from scheduler.solver.result import Clock
from scheduler.terms import Row
from tests.school import school


def endless():
    """A market split: sums to be hit exactly, which no solver does soon."""
    chance = np.random.default_rng(1)
    numbers = np.arange(60)
    weights = chance.integers(0, 100, size=(7, 60))
    rows = [
        Row(
            ("split", str(i)), numbers, weight, *[int(weight.sum() // 2)] * 2, penalty=1
        )
        for i, weight in enumerate(weights)
    ]
    zero = np.zeros(60, dtype=np.int64)
    return Model(zero, zero, zero, 1, tuple(rows), ())


def test_an_answer_comes_back_and_the_child_goes_on():
    """One child solves several models, with solutions reported on the way."""
    model = whole_model(gather(school()))
    seen = []
    with Child() as child:
        for _ in range(2):
            child.start(model, Limits(20))
            answer = child.answer(Clock(20), lambda *found: seen.append(found))
            assert answer.proven
    assert len(seen) >= 2


def test_it_stops_when_the_clock_is_over():
    """Asked to stop, the child answers soon with what it has."""
    with Child() as child:
        clock = Clock(600)
        child.start(endless(), Limits(600))
        time.sleep(2)
        clock.stop()
        begun = time.monotonic()
        answer = child.answer(clock)
        assert time.monotonic() - begun < 10
        assert answer.chosen is None or not answer.proven


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process by a signal")
def test_its_death_is_an_error():
    """If the child dies, the parent says so and can start another."""
    model = whole_model(gather(school()))
    with Child() as child:
        child.start(endless(), Limits(600))
        time.sleep(1)
        os.kill(child._process.pid, signal.SIGKILL)
        with pytest.raises(SolverError, match="ended without an answer"):
            child.answer(Clock(60))
        child.start(model, Limits(20))
        assert child.answer(Clock(20)).proven
