"""The weeks that placements cover, as the measures of several goals read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from scheduler.domain.dates import weeks_between

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Placement


@dataclass(frozen=True)
class Span:
    """A placement with what follows from it: its hospital and its last week."""

    placement: Placement
    hospital: str
    last: date

    @property
    def weeks(self) -> tuple[date, ...]:
        """The weeks from first to last, those passed over included."""
        return weeks_between(self.placement.first, self.last)


def spans(instance: Instance, placements: Iterable[Placement]) -> Iterator[Span]:
    """Yield the spans of ``placements``, in their order.

    Left out, because a rule reports them: what isn't a requirement, has an unknown
    ward, or can't be completed.
    """
    for placement in placements:
        last = instance.last_week(placement)
        ward = instance.wards.get(placement.ward)
        if last is not None and ward is not None:
            yield Span(placement, ward.hospital, last)
