"""What lines must agree on with each other; every check is one function."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.errors import Problem
from scheduler.files.lines import Draft
from scheduler.files.settings import Settings


def cross_problems(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Return every fault of lines that are sound by themselves."""
    yield from ()
