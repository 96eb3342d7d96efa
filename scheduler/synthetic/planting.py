"""A complete schedule, drawn at random student by student before there are seats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from random import Random

from scheduler.domain.curriculum import Requirement
from scheduler.domain.dates import DAY
from scheduler.domain.instance import Instance
from scheduler.domain.places import Ward
from scheduler.domain.schedule import Placement, Schedule
from scheduler.errors import SolverError
from scheduler.synthetic.spans import Spans, Weeks

TRIES = 60  # draws for a student, before his duties are put one after the other

Plan = list[tuple[Requirement, Ward, Weeks]]


def plant(school: Instance, rooms: Mapping[str, int], rng: Random) -> Schedule:
    """Return a schedule in which every duty of ``school`` has a place.

    It keeps every rule that the school uses but that of the seats; a ward has no more
    students than its room, unless a student would go without.
    """
    planter = _Planter(school, rooms, rng)
    for student in rng.sample(tuple(school.students), len(school.students)):
        planter.place(student)
    return Schedule.of(planter.placements)


class _Planter:
    """The schedule as it grows, with the students in each ward and week."""

    def __init__(self, school: Instance, rooms: Mapping[str, int], rng: Random) -> None:
        self.school, self.rooms, self.rng = school, rooms, rng
        self.spans = Spans(school)
        self.present: Counter[tuple[str, date]] = Counter()
        self.placements: list[Placement] = []

    def place(self, student: str) -> None:
        """Place all that one student owes."""
        for ward_room in (True,) * TRIES + (False,):
            plan = self._plan(student, at_random=ward_room)
            if plan is not None:
                self._keep(plan)
                return
        raise SolverError(f"no synthetic schedule was found for student {student}")

    def _keep(self, plan: Plan) -> None:
        for duty, ward, weeks in plan:
            self.present.update((ward.id, week) for week in weeks)
            self.placements.append(
                Placement(
                    duty.student, weeks[0], duty.rotation, ward.id, duty.occurrence
                )
            )

    def _plan(self, student: str, *, at_random: bool) -> Plan | None:
        """Draw spans and wards; ``None`` where the draw has come to a dead end.

        Not at random: as early as can be, and whatever room the wards have.
        """
        plan: Plan = []
        homes = self._homes(student)
        for duty in self._in_order(student):
            whole = self.school.rotations[duty.rotation].part_of or duty.rotation
            spot = self._spot(duty, plan, homes.get(whole), at_random)
            if spot is None:
                return None
            homes[whole] = spot[0].hospital
            plan.append((duty, *spot))
        return plan

    def _homes(self, student: str) -> dict[str, str]:
        """Return the hospitals where parts of split rotations have been done."""
        rotations = self.school.rotations
        return {
            whole: credit.hospital
            for credit in self.school.credits_of(student)
            if credit.hospital and (whole := rotations[credit.rotation].part_of)
        }

    def _in_order(self, student: str) -> list[Requirement]:
        """Return a student's duties at random, but what comes first before the rest."""
        duties = list(self.school.requirements_of(student))
        self.rng.shuffle(duties)
        ordered: list[Requirement] = []
        while duties:
            waiting = {duty.rotation for duty in duties}
            ready = next(
                duty
                for duty in duties
                if waiting.isdisjoint(self.school.rotations[duty.rotation].after)
            )
            duties.remove(ready)
            ordered.append(ready)
        return ordered

    def _spot(
        self, duty: Requirement, plan: Plan, home: str | None, at_random: bool
    ) -> tuple[Ward, Weeks] | None:
        spans = self._open_spans(duty, plan)
        if at_random:
            self.rng.shuffle(spans)
        wards = [
            ward
            for ward in self.school.wards_teaching(duty.rotation)
            if home in (None, ward.hospital)
        ]
        for weeks in spans:
            ward = (
                self._roomy(wards, weeks) if at_random else self._emptiest(wards, weeks)
            )
            if ward is not None:
                return ward, weeks
        return None

    def _open_spans(self, duty: Requirement, plan: Plan) -> list[Weeks]:
        """Return the spans in which a student is there, free, and past the basics."""
        after = self.school.rotations[duty.rotation].after
        taken = {week for _, _, weeks in plan for week in weeks}
        over = [weeks[-1] for other, _, weeks in plan if other.rotation in after]
        return [
            weeks
            for weeks in self.spans.of(duty)
            if taken.isdisjoint(weeks)
            and weeks[0] > max(over, default=date.min)
            and not self._is_away(duty.student, weeks)
        ]

    def _is_away(self, student: str, weeks: Weeks) -> bool:
        last = weeks[-1] + 6 * DAY
        return any(
            absence.first <= last and weeks[0] <= absence.last
            for absence in self.school.absences_of(student)
        )

    def _roomy(self, wards: list[Ward], weeks: Weeks) -> Ward | None:
        """Return the first ward with room, from one at random on."""
        turn = self.rng.randrange(len(wards))
        for ward in (*wards[turn:], *wards[:turn]):
            if self._most(ward, weeks) < self.rooms[ward.id]:
                return ward
        return None

    def _emptiest(self, wards: list[Ward], weeks: Weeks) -> Ward:
        return min(wards, key=lambda ward: self._most(ward, weeks))

    def _most(self, ward: Ward, weeks: Weeks) -> int:
        """Return the students of a ward in its fullest week of ``weeks``."""
        return max(self.present[ward.id, week] for week in weeks)
