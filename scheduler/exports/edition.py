"""What an export needs to know besides the instance and the schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule

if TYPE_CHECKING:
    from scheduler.exports.register import Register

Language: TypeAlias = Literal["it", "en"]
Files: TypeAlias = Iterable[tuple[str, bytes]]


@dataclass(frozen=True)
class Earlier:
    """A publication that people have seen, to tell what has changed since.

    ``names`` are those of its students, "Surname Name" by id: some may have left.
    """

    number: int
    schedule: Schedule
    stamp: datetime | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Edition:
    """One issue of the files: when it was made, in which language, with what figures.

    ``stamp`` (with a time zone; else ValueError) stands in the files in place of the
    clock, so that the same edition always has the same bytes. ``language`` is that of
    the rosters. Without a ``summary`` no summary is written.

    ``number`` is that of a publication, ``None`` for a draft; ``before`` is what was
    published before it. ``register`` says how often each calendar entry has changed
    from publication to publication, itself included; ``None``: never.
    """

    stamp: datetime
    language: Language = "it"
    summary: Mapping[str, object] | None = None
    number: int | None = None
    before: Earlier | None = None
    register: Register | None = None

    def __post_init__(self) -> None:
        if self.stamp.tzinfo is None:
            raise ValueError("the stamp of an edition needs a time zone")

    @property
    def utc(self) -> datetime:
        """The stamp in UTC, to the second."""
        return self.stamp.astimezone(UTC).replace(microsecond=0)


Export: TypeAlias = Callable[[Instance, Schedule, Edition], Files]
