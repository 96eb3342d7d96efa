"""Lines of a table sorted out by what they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar


class _Personal(Protocol):
    @property
    def student(self) -> str: ...


T = TypeVar("T")
P = TypeVar("P", bound=_Personal)


def by_key(lines: Iterable[T], key: Callable[[T], str]) -> dict[str, tuple[T, ...]]:
    """Return the lines of each key that has any, in their order."""
    own: dict[str, list[T]] = {}
    for line in lines:
        own.setdefault(key(line), []).append(line)
    return {name: tuple(own[name]) for name in own}


def by_student(lines: Iterable[P]) -> dict[str, tuple[P, ...]]:
    """Return the lines of each student who has any, in their order."""
    return by_key(lines, lambda line: line.student)
