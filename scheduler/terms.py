"""The three forms in which rules and goals speak: candidates, rows and walks.

A rule or goal is data, never a model. It is given the `Table` of candidates (every
conceivable placement) and answers with a mask or a cost per candidate, with `Row`s
(bounds on sums, across students) and with `Walk`s (small automata that read one
student's placements in order of start). The engine derives everything else from these.

Inside this module and the solver, things are indices into the table's tuples of ids;
outside, only the ids exist.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.schedule import Placement

if TYPE_CHECKING:
    from scheduler.domain.curriculum import Requirement
    from scheduler.domain.instance import Instance
    from scheduler.domain.people import Student
    from scheduler.domain.places import Ward

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

FORBIDDEN = 1 << 40
"""A final cost that says: the walk must not end in this state."""

FEW = 1 << 12
"""So few items are sorted as quickly by comparing them."""

ONES = np.ones(FEW, dtype=np.int64)
"""What rows weigh in which every candidate counts once; there are very many of them."""
ONES.flags.writeable = False


@dataclass(frozen=True, eq=False)
class Table:
    """Placements side by side: one candidate an index, one fact an array.

    All arrays are int64 [candidates]. ``student``, ``requirement``, ``ward``,
    ``hospital`` and ``rotation`` are indices into the tuples of ids; ``first`` and
    ``last`` are indices into ``weeks``, both included. ``last`` is -1 where the
    placement can't be completed within the year.
    """

    instance: Instance
    requirements: tuple[str, ...]
    student: IntArray
    requirement: IntArray
    rotation: IntArray
    ward: IntArray
    hospital: IntArray
    first: IntArray
    last: IntArray

    # -- ids ---------------------------------------------------------------------

    @cached_property
    def students(self) -> tuple[str, ...]:
        """Ids that ``student`` points into."""
        return tuple(self.instance.students)

    @cached_property
    def rotations(self) -> tuple[str, ...]:
        """Ids that ``rotation`` points into."""
        return tuple(self.instance.rotations)

    @cached_property
    def wards(self) -> tuple[str, ...]:
        """Ids that ``ward`` points into."""
        return tuple(self.instance.wards)

    @cached_property
    def hospitals(self) -> tuple[str, ...]:
        """Ids that ``hospital`` points into."""
        return tuple(self.instance.hospitals)

    @property
    def weeks(self) -> tuple[date, ...]:
        """Mondays that ``first`` and ``last`` point into."""
        return self.instance.calendar.weeks

    @cached_property
    def requirement_numbers(self) -> Mapping[str, int]:
        """The index of each requirement, by its id."""
        return {name: i for i, name in enumerate(self.requirements)}

    @property
    def size(self) -> int:
        """The number of candidates."""
        return len(self.student)

    # -- one candidate -----------------------------------------------------------

    def placement(self, candidate: int) -> Placement:
        """Return a candidate as the placement that it stands for."""
        requirement = self.requirement_at(candidate)
        return Placement(
            student=requirement.student,
            first=self.weeks[self.first[candidate]],
            rotation=requirement.rotation,
            ward=self.wards[self.ward[candidate]],
            occurrence=requirement.occurrence,
        )

    def requirement_at(self, candidate: int) -> Requirement:
        """Return the requirement that a candidate is for."""
        return self.instance.requirements[
            self.requirements[self.requirement[candidate]]
        ]

    def student_at(self, candidate: int) -> Student:
        """Return the student that a candidate is for."""
        return self.instance.students[self.students[self.student[candidate]]]

    def ward_at(self, candidate: int) -> Ward:
        """Return the ward that a candidate is in."""
        return self.instance.wards[self.wards[self.ward[candidate]]]

    # -- many candidates ---------------------------------------------------------

    def where(self, mask: BoolArray) -> Table:
        """Return the table of the candidates that ``mask`` keeps."""
        if mask.all():
            return self
        return replace(self, **{name: getattr(self, name)[mask] for name in ARRAYS})

    @cached_property
    def _by_student(self) -> dict[str, IntArray]:
        return {
            self.students[student]: own for (student,), own in self.groups(self.student)
        }

    @property
    def present(self) -> Collection[str]:
        """Ids of the students who have any candidates."""
        return self._by_student

    def of_student(self, student: str) -> IntArray:
        """Return a student's candidates, in the order of the table."""
        return self._by_student.get(student, np.zeros(0, dtype=np.int64))

    @cached_property
    def _likeness(self) -> dict[str, int]:
        seen: dict[bytes, int] = {}
        found, duties = {}, 0
        for student in self.students:
            own = self.of_student(student)
            facts = (self.rotation, self.ward, self.first, self.last)
            parts = [self.requirement[own] - duties, *(fact[own] for fact in facts)]
            candidates = b"".join(part.tobytes() for part in parts)
            found[student] = seen.setdefault(candidates, len(seen))
            duties += len(self.instance.requirements_of(student))
        return found

    def likeness(self, student: str) -> int:
        """Return a number that students have in common whose candidates are alike.

        Alike: one by one the same rotation, ward and weeks, for a duty that has the
        same place among the student's own.
        """
        return self._likeness[student]

    def groups(self, *keys: IntArray) -> Iterator[tuple[tuple[int, ...], IntArray]]:
        """Return (values of the keys, candidates that share them), sorted by key."""
        yield from grouped(np.arange(self.size), *keys)

    def weekly(
        self, *keys: IntArray, among: IntArray | None = None
    ) -> Iterator[tuple[tuple[int, ...], IntArray]]:
        """Like `groups`, by the keys and each week that a candidate covers (last).

        ``among`` limits it to some candidates.
        """
        candidate, week = (
            self._covered if among is None else self._covered_by(np.sort(among))
        )
        yield from grouped(candidate, *(key[candidate] for key in keys), week)

    @cached_property
    def by_ward(self) -> Mapping[tuple[int, ...], IntArray]:
        """The candidates in each ward and week that has any, sorted by both."""
        return dict(self.weekly(self.ward))

    @cached_property
    def _covered(self) -> tuple[IntArray, IntArray]:
        return self._covered_by(np.arange(self.size))

    def _covered_by(self, among: IntArray) -> tuple[IntArray, IntArray]:
        """Return (candidate, week) for every week that each of some covers."""
        length = np.maximum(self.last[among] - self.first[among] + 1, 0)
        # What has to be added to a running number, so that it is the week.
        shift = self.first[among] - (np.cumsum(length) - length)
        week = np.arange(length.sum()) + np.repeat(shift, length)
        return np.repeat(among, length), week


ARRAYS = tuple(
    field.name
    for field in fields(Table)
    if field.name not in ("instance", "requirements")
)


def grouped(
    items: IntArray, *keys: IntArray
) -> Iterator[tuple[tuple[int, ...], IntArray]]:
    """Return (values of the keys, items that share them), sorted by key, stable."""
    if not len(items):
        return
    order = sorted_by(*keys)
    changed = np.zeros(len(items), dtype=np.bool_)
    changed[0] = True
    heads = []
    for key in keys:
        column = key[order]
        changed[1:] |= column[1:] != column[:-1]
        heads.append(column)
    starts = np.flatnonzero(changed)
    ends = [*starts[1:].tolist(), len(items)]
    values = zip(*(column[starts].tolist() for column in heads), strict=True)
    parts = items[order]
    for value, start, end in zip(values, starts.tolist(), ends, strict=True):
        yield value, parts[start:end]


def sorted_by(*keys: IntArray) -> IntArray:
    """Return the order by the first key, then by the second and so on, stable.

    Long keys are sorted sixteen bits at a time, which numpy does in linear time.
    """
    if len(keys[0]) < FEW:
        return np.lexsort(keys[::-1])
    order = np.arange(len(keys[0]))
    for key in reversed(keys):
        rest = key - key.min()
        for shift in range(0, int(rest.max()).bit_length(), 16):
            digit = (rest >> shift).astype(np.uint16)[order]
            order = order[np.argsort(digit, kind="stable")]
    return order


def candidates(instance: Instance, students: Iterable[str] | None = None) -> Table:
    """Return every conceivable placement: requirement x ward that teaches it x week.

    No rule has spoken yet; ``students`` limits the table to some of them.
    """
    requirements = tuple(instance.requirements)
    index = {requirement: i for i, requirement in enumerate(requirements)}
    student_index = {student: i for i, student in enumerate(instance.students)}
    chosen = instance.students if students is None else tuple(students)
    maker = _Maker(instance)
    duties = [duty for student in chosen for duty in instance.requirements_of(student)]
    blocks = [maker.block(duty) for duty in duties]
    sizes = [block.shape[1] for block in blocks]
    student = np.array([student_index[duty.student] for duty in duties], dtype=np.int64)
    number = np.array([index[duty.id] for duty in duties], dtype=np.int64)
    rotation, ward, hospital, first, last = np.concatenate(
        [np.zeros((5, 0), dtype=np.int64), *blocks], axis=1
    )
    return Table(
        instance,
        requirements,
        student=np.repeat(student, sizes),
        requirement=np.repeat(number, sizes),
        rotation=rotation,
        ward=ward,
        hospital=hospital,
        first=first,
        last=last,
    )


def joined(tables: Iterable[Table]) -> Table:
    """Return one table of the candidates of several tables of one instance."""
    parts = list(tables)
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in ARRAYS
    }
    return replace(parts[0], **columns)


class _Maker:
    """Makes the facts of the table, remembering what students have in common."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.ward_index = {ward: i for i, ward in enumerate(instance.wards)}
        self.hospital_index = {h: i for i, h in enumerate(instance.hospitals)}
        self.rotation_index = {r: i for i, r in enumerate(instance.rotations)}
        self.weeks = instance.calendar.weeks
        self._blocks: dict[tuple[int, str, float], IntArray] = {}

    def block(self, facts: Requirement) -> IntArray:
        """Return rotation, ward, hospital, first and last, [5, wards x weeks]."""
        year = self.instance.students[facts.student].year
        key = (year, facts.rotation, facts.hours)
        if key not in self._blocks:
            self._blocks[key] = self._block(facts)
        return self._blocks[key]

    def _block(self, facts: Requirement) -> IntArray:
        wards = self.instance.wards_teaching(facts.rotation)
        ward = [self.ward_index[w.id] for w in wards]
        hospital = [self.hospital_index[w.hospital] for w in wards]
        count = len(self.weeks)
        block = np.zeros((5, len(wards), count), dtype=np.int64)
        block[0] = self.rotation_index[facts.rotation]
        block[1] = np.array(ward, dtype=np.int64)[:, None]
        block[2] = np.array(hospital, dtype=np.int64)[:, None]
        block[3] = np.arange(count)
        block[4] = self._last_weeks(facts)
        return block.reshape(5, -1)

    def _last_weeks(self, facts: Requirement) -> IntArray:
        """Return [weeks] the last week of a placement that starts in each; -1: none."""
        index = {week: i for i, week in enumerate(self.weeks)}
        lasts = (self.instance.last_week_from(facts, week) for week in self.weeks)
        return np.array(
            [-1 if last is None else index[last] for last in lasts], dtype=np.int64
        )


@dataclass(frozen=True, eq=False)
class Row:
    """lower <= sum(weight x chosen) <= upper; ``None`` is no bound.

    ``penalty``: units per unit of breach; ``None``: hard. ``foremost``: its breach is
    decided before everything else (as many placed as can be), and counts in the sum.
    """

    key: tuple[str, ...]
    candidates: IntArray
    weight: IntArray
    lower: int | None = None
    upper: int | None = None
    penalty: int | None = None
    foremost: bool = False

    def breach(self, total: int) -> int:
        """Return by how much a sum misses the bounds."""
        over = 0 if self.upper is None else max(0, total - self.upper)
        under = 0 if self.lower is None else max(0, self.lower - total)
        return over + under


def count_row(key: tuple[str, ...], chosen: IntArray, **bounds: Any) -> Row:
    """Return a row in which every candidate counts once."""
    count = len(chosen)
    ones = ONES[:count] if count <= FEW else np.ones(count, dtype=np.int64)
    return Row(key, chosen, ones, **bounds)


@dataclass(frozen=True, eq=False)
class Walk:
    """A small automaton that reads one student's weeks in order, from state 0.

    A placement is read once, at its first week, and its other weeks are not read; a
    week without a placement is read as its idle letter.

    ``letter`` [student's candidates], ``idle`` [weeks]: letters. ``step`` [state,
    letter]: the next state, -1 = forbidden. ``cost`` [state, letter] >= 0: units.
    ``final`` [state] >= 0: units at the end, `FORBIDDEN` = must not end here.
    """

    key: tuple[str, ...]
    letter: IntArray
    idle: IntArray
    step: IntArray
    cost: IntArray
    final: IntArray

    @property
    def states(self) -> int:
        """The number of states."""
        return len(self.step)

    @cached_property
    def moving(self) -> BoolArray:
        """Return [letters] which change anything, or cost anything, in some state."""
        still = self.step == np.arange(self.states)[:, None]
        return np.asarray(~still.all(axis=0) | self.cost.any(axis=0))
