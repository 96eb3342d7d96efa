"""The days that a placement really takes a student to the ward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.domain.curriculum import Rotation
from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.domain.places import Hospital, Ward
from scheduler.domain.schedule import Placement
from scheduler.errors import ScheduleError


@dataclass(frozen=True)
class Attendance:
    """A placement with everything that its ids name.

    ``days`` are (day, ward hours), in order and never empty: all ward days of the weeks
    that the placement covers. Weekends, holidays and closures aren't among them.
    """

    placement: Placement
    student: Student
    rotation: Rotation
    ward: Ward
    hospital: Hospital
    hours: float
    days: tuple[tuple[date, float], ...]

    @property
    def first(self) -> date:
        """The first day in the ward."""
        return self.days[0][0]

    @property
    def last(self) -> date:
        """The last day in the ward."""
        return self.days[-1][0]

    @property
    def address_is_sure(self) -> bool:
        """Whether the address is known to be that of the wards."""
        return self.hospital.ward_address_verified


def attendance(instance: Instance, placement: Placement) -> Attendance:
    """Return when and where ``placement`` is; ScheduleError if it can't be done."""
    last = instance.last_week(placement)
    if last is None:
        raise ScheduleError(
            placement.requirement,
            f"can't be completed from the week of {placement.first:%d/%m/%Y}",
            "Check the schedule first",
        )
    student = instance.students[placement.student]
    ward = instance.wards[placement.ward]
    return Attendance(
        placement,
        student,
        instance.rotations[placement.rotation],
        ward,
        instance.hospitals[ward.hospital],
        instance.requirements[placement.requirement].hours,
        instance.calendar.ward_days(
            student.year, placement.rotation, placement.first, last
        ),
    )
