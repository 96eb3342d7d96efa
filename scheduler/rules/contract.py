"""What a rule is: one regulation, said twice.

Once as data about candidates (``allows``, ``rows``, ``walks``), from which the engine
derives every model it needs; and once as ``check``, written from the regulation's text
in plain Python, which shares nothing with the first and has the last word.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Schedule, Violation
    from scheduler.terms import BoolArray, Row, Table, Walk


class Rule:
    """A regulation that a schedule must not break.

    Say in ``allows`` what is about one placement, in ``rows`` what is about sums, in
    ``walks`` what is about one student's sequence; leave out what doesn't apply.
    """

    name: str

    def allows(self, table: Table) -> BoolArray | None:
        """Return a mask [candidates] of what may be chosen; ``None``: all of it."""
        return None

    def rows(self, table: Table) -> Iterable[Row]:
        """Return bounds on weighted sums of chosen candidates."""
        return ()

    def walks(self, table: Table, student: str) -> Iterable[Walk]:
        """Return automata that read one student's placements in order of start."""
        return ()

    def alike(self, instance: Instance, student: str) -> Hashable:
        """Return what the walks hang on beside the candidates; by default on who it is.

        Students who are like here, and have like candidates (`Table.likeness`), share
        the walks, keys included, and all that the solver finds out about them.
        """
        return student

    def check(self, instance: Instance, schedule: Schedule) -> Iterable[Violation]:
        """Return every breach of the regulation in ``schedule``."""
        raise NotImplementedError
