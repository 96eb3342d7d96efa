"""The public problem of medical student scheduling (MSS), solved by the same engine."""

from scheduler.mss.score import Verdict, check
from scheduler.mss.solve import Outcome, solve_mss

__all__ = ["Outcome", "Verdict", "check", "solve_mss"]
