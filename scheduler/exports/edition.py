"""What an export needs to know besides the instance and the schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule

Language: TypeAlias = Literal["it", "en"]
Files: TypeAlias = Iterable[tuple[str, bytes]]


@dataclass(frozen=True)
class Edition:
    """One issue of the files: when it was made, in which language, with what figures.

    ``stamp`` (with a time zone; else ValueError) stands in the files in place of the
    clock, so that the same edition always has the same bytes. ``language`` is that of
    the rosters. Without a ``summary`` no summary is written.
    """

    stamp: datetime
    language: Language = "it"
    summary: Mapping[str, object] | None = None

    def __post_init__(self) -> None:
        if self.stamp.tzinfo is None:
            raise ValueError("the stamp of an edition needs a time zone")

    @property
    def utc(self) -> datetime:
        """The stamp in UTC, to the second."""
        return self.stamp.astimezone(UTC).replace(microsecond=0)


Export: TypeAlias = Callable[[Instance, Schedule, Edition], Files]
