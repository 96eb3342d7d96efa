"""Whether a student's rotations fit at all, as two solvers of different kinds say."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.rules.words import said_count, said_list
from scheduler.solver.alone import Unfit, unfit
from scheduler.solver.problem import Problem, problem_of
from scheduler.solver.second import most_alone

SECONDS = 10.0


def unfit_alone(problem: Problem, student: str) -> Unfit | None:
    """Return what can't be placed of a student's duties even if nobody else were there.

    ``None``: all of it can, or the two solvers don't both prove the same number.
    """
    table = problem.table
    own = problem_of(table.where(table.student == table.students.index(student)))
    found = next((one for one in unfit(own) if one.student == student), None)
    if found is None:
        return None
    most = most_alone(own, student, SECONDS)
    agreed = most is not None and _owed(own, student) - most == found.missing
    return found if agreed else None


def _owed(problem: Problem, student: str) -> int:
    """Return how many duties of a student have a possible placement."""
    table = problem.table
    able = {table.requirements[i] for i in table.requirement}
    return sum(
        min(owed, sum(duty.id in able for duty in members))
        for members, owed in table.instance.duties_of(student)
    )


def alone_words(problem: Problem, student: str) -> Iterator[str]:
    """Say what is proven of a student alone, if anything is."""
    found = unfit_alone(problem, student)
    if found is not None:
        why = f" because of: {said_list(found.because)}" if found.because else ""
        yield (
            f"Even alone in the school, {said_count(found.missing, 'rotation')} of "
            f"this student can't be placed{why}. Two solvers of different kinds have "
            "proven it."
        )
