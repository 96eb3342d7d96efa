"""One school's year as it is given: everything a schedule is made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from scheduler.domain.attendance import Attended
from scheduler.domain.calendar import Calendar
from scheduler.domain.clearances import Clearance, Gate, Level, Restriction
from scheduler.domain.curriculum import (
    Choice,
    Credit,
    DutyChange,
    Requirement,
    Rotation,
    StartWeek,
    requirements_of,
)
from scheduler.domain.dates import weekdays
from scheduler.domain.grouping import by_key, by_student
from scheduler.domain.ledger import LedgerLine
from scheduler.domain.mobility import Programme, Stay, Visitor
from scheduler.domain.people import Absence, Company, Lock, Student, Wish, rank_of
from scheduler.domain.places import Hospital, Point, SeatException, Ward, Zone
from scheduler.domain.schedule import Placement, Schedule
from scheduler.domain.waivers import Waiver


@dataclass(frozen=True)
class Instance:
    """A validated school year. Mappings go from id to thing, in the files' order.

    ``weights`` names goals, ``settings`` rule settings; what they leave out has the
    default of its goal or rule. ``gates`` are the gates switched on, see `SWITCHABLE`;
    ``italian`` and ``italian_visitors`` the level that wards need from the school's own
    students and from visitors. ``desk_contact`` stands on learning agreements, "" where
    it isn't known. ``owed_if_here`` are requirements that a tentative stay would
    credit: they come after what is owed either way. ``frozen`` are the placements that
    stay as they are; nothing else may start before ``frozen_until``. ``attendance``
    says what was really done; once it has taken effect (see `with_attendance`) it is
    ``attended``, and ``make_ups`` are the requirements that it left. ``ledger`` is what
    earlier semesters were like for whom. Students may swap until the end of
    ``swaps_until``; ``None``: for as long as the office lets them.
    """

    title: str
    calendar: Calendar
    hospitals: Mapping[str, Hospital]
    wards: Mapping[str, Ward]
    rotations: Mapping[str, Rotation]
    students: Mapping[str, Student]
    zones: Mapping[str, Zone] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    starts: tuple[StartWeek, ...] = ()
    seat_exceptions: tuple[SeatException, ...] = ()
    duty_changes: tuple[DutyChange, ...] = ()
    credits: tuple[Credit, ...] = ()
    wishes: tuple[Wish, ...] = ()
    absences: tuple[Absence, ...] = ()
    locks: tuple[Lock, ...] = ()
    companies: tuple[Company, ...] = ()
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    stays: Mapping[str, Stay] = field(default_factory=dict)
    visitors: Mapping[str, Visitor] = field(default_factory=dict)
    clearances: tuple[Clearance, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    gates: frozenset[str] = frozenset()
    italian: Level = Level.B2
    italian_visitors: Level = Level.B1
    desk_contact: str = ""
    weights: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, int] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    attendance: tuple[Attended, ...] = ()
    attended: tuple[Attended, ...] = ()
    make_ups: frozenset[str] = frozenset()
    ledger: tuple[LedgerLine, ...] = ()
    swaps_until: date | None = None
    owed_if_here: frozenset[str] = frozenset()
    frozen: tuple[Placement, ...] = ()
    frozen_until: date | None = None

    # -- duties ------------------------------------------------------------------

    @cached_property
    def requirements(self) -> Mapping[str, Requirement]:
        """Every student's open duties, by requirement id."""
        return {
            requirement.id: requirement
            for student in self.students.values()
            for requirement in requirements_of(
                student.id,
                student.year,
                self.rotations,
                self.duty_changes,
                self.credited(student.id),
            )
        }

    @cached_property
    def _requirements_by_student(self) -> dict[str, tuple[Requirement, ...]]:
        own: dict[str, list[Requirement]] = {student: [] for student in self.students}
        for requirement in self.requirements.values():
            own[requirement.student].append(requirement)
        return {student: tuple(own[student]) for student in own}

    def requirements_of(self, student: str) -> tuple[Requirement, ...]:
        """Return one student's open duties."""
        return self._requirements_by_student[student]

    def duties_of(
        self, student: str
    ) -> tuple[tuple[tuple[Requirement, ...], int], ...]:
        """Return (requirements, how many of them) for each thing a student owes.

        A plain requirement stands alone with 1; a choice group comes as one entry.
        """
        groups: dict[str, list[Requirement]] = {}
        for requirement in self.requirements_of(student):
            group = self._choice_of(requirement)
            groups.setdefault(
                f"choice {group}" if group else requirement.id, []
            ).append(requirement)
        duties = []
        for members in groups.values():
            group = self._choice_of(members[0])
            owed = self._still_to_choose(student, group) if group else 1
            duties.append((tuple(members), min(owed, len(members))))
        return tuple(duties)

    def _choice_of(self, requirement: Requirement) -> str | None:
        """Return the choice group of a requirement; a make-up has been chosen."""
        if requirement.id in self.make_ups:
            return None
        return self.rotations[requirement.rotation].choice

    def _still_to_choose(self, student: str, group: str) -> int:
        done = sum(
            self.rotations[rotation].choice == group
            for rotation in self.credited(student)
        )
        return max(0, self.choices[group].choose - done)

    @cached_property
    def _credits_by_student(self) -> dict[str, tuple[Credit, ...]]:
        return by_student(self.credits)

    def credits_of(self, student: str) -> tuple[Credit, ...]:
        """Return what a student has done before."""
        return self._credits_by_student.get(student, ())

    def credited(self, student: str) -> frozenset[str]:
        """Return the rotations that a student has done before."""
        return frozenset(credit.rotation for credit in self.credits_of(student))

    # -- places ------------------------------------------------------------------

    @cached_property
    def _wards_by_rotation(self) -> dict[str, tuple[Ward, ...]]:
        return {
            rotation: tuple(w for w in self.wards.values() if rotation in w.rotations)
            for rotation in self.rotations
        }

    def wards_teaching(self, rotation: str) -> tuple[Ward, ...]:
        """Return the wards that teach ``rotation``."""
        return self._wards_by_rotation[rotation]

    @cached_property
    def _exceptions_by_ward(self) -> dict[str, tuple[SeatException, ...]]:
        return by_key(self.seat_exceptions, lambda line: line.ward)

    def seats(self, ward: str, week: date) -> int:
        """Return the seats of ``ward`` in ``week``: the fewest of its working days.

        Where exceptions overlap on a day, the later line of the file holds.
        """
        usual = self.wards[ward].seats
        exceptions = self._exceptions_by_ward.get(ward)
        if not exceptions:
            return usual
        by_day = [
            next(
                (e.seats for e in reversed(exceptions) if e.first <= day <= e.last),
                usual,
            )
            for day in weekdays(week)
            if day not in self.calendar.holidays
        ]
        return min(by_day, default=usual)

    def point(self, place: str) -> Point:
        """Return where a zone or hospital is."""
        if place in self.hospitals:
            return self.hospitals[place].point
        return self.zones[place].point

    # -- time --------------------------------------------------------------------

    def may_start(self, student: str, rotation: str, week: date) -> bool:
        """Tell whether the office lets ``rotation`` start in ``week`` for a student.

        Lines for the rotation come before lines for all rotations; within them, lines
        for the student's year come before lines for every year. Without a line any week
        will do.
        """
        allowed = self._allowed_starts(self.students[student].year, rotation)
        return allowed is None or week in allowed

    def _allowed_starts(self, year: int, rotation: str) -> frozenset[date] | None:
        for key in ((rotation, year), (rotation, None), (None, year), (None, None)):
            if key in self._starts_by_key:
                return self._starts_by_key[key]
        return None

    @cached_property
    def _starts_by_key(self) -> dict[tuple[str | None, int | None], frozenset[date]]:
        weeks: dict[tuple[str | None, int | None], set[date]] = {}
        for line in self.starts:
            weeks.setdefault((line.rotation, line.year), set()).add(line.week)
        return {key: frozenset(weeks[key]) for key in weeks}

    def last_week(self, placement: Placement) -> date | None:
        """Return the last week of a placement; ``None`` where it can't be completed."""
        requirement = self.requirements.get(placement.requirement)
        if requirement is None:
            return None
        return self.last_week_from(requirement, placement.first)

    def last_week_from(self, requirement: Requirement, first: date) -> date | None:
        """Return the last week of ``requirement`` done from the week ``first`` on."""
        return self.calendar.last_week_of(
            self.students[requirement.student].year,
            requirement.rotation,
            requirement.hours,
            first,
        )

    @cached_property
    def _absences_by_student(self) -> dict[str, tuple[Absence, ...]]:
        return by_student(self.absences)

    def absences_of(self, student: str) -> tuple[Absence, ...]:
        """Return when a student is away."""
        return self._absences_by_student.get(student, ())

    # -- gates -------------------------------------------------------------------

    @cached_property
    def _clearances_by_student(self) -> dict[str, tuple[Clearance, ...]]:
        return by_student(self.clearances)

    def clearances_of(self, student: str) -> tuple[Clearance, ...]:
        """Return which gates a student passes, and when."""
        return self._clearances_by_student.get(student, ())

    def holds(
        self, student: str, gate: Gate, day: date, level: Level | None = None
    ) -> bool:
        """Tell whether a student passes ``gate`` on ``day``, at ``level`` or above."""
        return any(
            clearance.gate == gate
            and clearance.covers(day)
            and clearance.reaches(level)
            for clearance in self.clearances_of(student)
        )

    @cached_property
    def _avoided_by_student(self) -> dict[str, frozenset[str]]:
        own: dict[str, set[str]] = {}
        for restriction in self.restrictions:
            own.setdefault(restriction.student, set()).add(restriction.avoids)
        return {student: frozenset(own[student]) for student in own}

    def avoided_by(self, student: str) -> frozenset[str]:
        """Return the hazards of wards that a student isn't sent to."""
        return self._avoided_by_student.get(student, frozenset())

    def can_attend(self, requirement: Requirement, week: date) -> bool:
        """Tell whether a day of ``week`` gives ward hours, with the student present."""
        year = self.students[requirement.student].year
        days = self.calendar.ward_days(year, requirement.rotation, week, week)
        absences = self.absences_of(requirement.student)
        return any(not any(a.first <= d <= a.last for a in absences) for d, _ in days)

    # -- earlier semesters -------------------------------------------------------

    @cached_property
    def _past_by_student(self) -> dict[str, tuple[LedgerLine, ...]]:
        planned_from = self.frozen_until or self.calendar.first_week
        return by_student(line for line in self.ledger if line.last < planned_from)

    def past_of(self, student: str) -> tuple[LedgerLine, ...]:
        """Return a student's lines of the ledger, of semesters before the planned."""
        return self._past_by_student.get(student, ())

    # -- wishes ------------------------------------------------------------------

    @cached_property
    def _wishes_by_student(self) -> dict[str, tuple[Wish, ...]]:
        return by_student(self.wishes)

    def wishes_of(self, student: str) -> tuple[Wish, ...]:
        """Return what a student prefers."""
        return self._wishes_by_student.get(student, ())

    def place_rank(
        self, student: str, rotation: str, ward: str, week: date
    ) -> int | None:
        """Return which choice a place is for a student; ``None``: no wish about it.

        Counted among what can be had: where a student's first two hospitals don't teach
        the rotation, the third is the first choice.
        """
        wishes = [w for w in self.wishes_of(student) if not w.is_about_time]
        ranks = {
            other.id: rank_of(wishes, rotation, other.hospital, other.id, week)
            for other in self.wards_teaching(rotation)
        }
        own = ranks[ward]
        if own is None:
            return None
        better = {rank for rank in ranks.values() if rank is not None and rank < own}
        return len(better) + 1

    def week_rank(
        self, student: str, rotation: str, ward: str, week: date
    ) -> int | None:
        """Return which choice a first week is for a student; ``None``: no wish."""
        wishes = [w for w in self.wishes_of(student) if w.is_about_time]
        hospital = self.wards[ward].hospital
        return rank_of(wishes, rotation, hospital, ward, week)

    # -- schedules ---------------------------------------------------------------

    def frozen_before(self, day: date, schedule: Schedule) -> Instance:
        """Return the instance in which what ``schedule`` starts before ``day`` stays.

        Nothing else may start before that day.
        """
        kept = tuple(p for p in schedule.placements if p.first < day)
        return replace(self, frozen=kept, frozen_until=day)

    @cached_property
    def done(self) -> frozenset[str]:
        """The requirements that somebody has done, wholly or but for a make-up."""
        return frozenset(a.requirement for a in self.attended if not a.is_absent)

    @cached_property
    def _missed(self) -> dict[str, tuple[Attended, ...]]:
        absent = (line for line in self.attended if line.is_absent)
        return by_key(absent, lambda line: line.requirement)

    def has_begun(self, placement: Placement) -> bool:
        """Tell whether a placement is settled: frozen, or attended."""
        return placement in self.frozen or placement.requirement in self.done

    def was_tried(self, requirement: str) -> bool:
        """Tell whether a student has been absent from a requirement before."""
        return requirement in self._missed

    def was_missed(self, placement: Placement) -> bool:
        """Tell whether the student was absent from a placement that is over."""
        lines = self._missed.get(placement.requirement)
        if not lines:
            return False
        last = self.last_week(placement) or placement.first
        return any(a.covers(placement.ward, placement.first, last) for a in lines)

    def unplaced(
        self, schedule: Schedule
    ) -> tuple[tuple[tuple[Requirement, ...], int], ...]:
        """Return (requirements, how many are missing) for each duty not met."""
        return tuple(
            missing
            for student in self.students
            for missing in self.unplaced_of(student, schedule)
        )

    def missing(self, schedule: Schedule) -> int:
        """Return how many placements are missing for all duties."""
        return sum(count for _, count in self.unplaced(schedule))

    def unplaced_of(
        self, student: str, schedule: Schedule
    ) -> Iterator[tuple[tuple[Requirement, ...], int]]:
        """Yield the same for one student's duties."""
        own = schedule.of_student(student)
        placed = {p.requirement for p in own if not self.was_missed(p)} | self.done
        for members, owed in self.duties_of(student):
            done = sum(requirement.id in placed for requirement in members)
            if done < owed:
                left = tuple(r for r in members if r.id not in placed)
                yield left, owed - done
