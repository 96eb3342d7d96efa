"""An MSS solution, checked and scored from the problem's text in plain Python.

To be maximised: the sum of the students' scores, plus the worst student's score once.
A student's score is the sum over the placements of

    w1 x wish for the discipline + w2 x wish for the hospital + value of the discipline

plus w3 x changes of hospital between consecutive placements, plus w4 x idle periods
before the end of the last placement, counted from the first period on; w3 and w4 are
negative. Source: Akbarzadeh & Maenhout (Computers & Operations Research 129, 2021).
Shares nothing with the model that the solver is given, and has the last word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from scheduler.files.mss import Mss, MssPlacement

Stays = list[MssPlacement]


@dataclass(frozen=True)
class Verdict:
    """What a solution scores, and what it breaks: one sentence each."""

    score: int
    violations: tuple[str, ...]


def check(instance: Mss, placements: Iterable[MssPlacement]) -> Verdict:
    """Return the score and every breach of a solution."""
    own: dict[int, Stays] = {student: [] for student in range(instance.students)}
    for placement in sorted(placements):
        own[placement.student].append(placement)
    scores = [_score(instance, student, own[student]) for student in own]
    broken = [*_staffing(instance, own)]
    for student, stays in own.items():
        broken += [
            f"Student {student + 1}: {wrong}."
            for wrong in _broken(instance, student, stays)
        ]
    return Verdict(sum(scores) + min(scores), tuple(broken))


def _score(instance: Mss, student: int, stays: Stays) -> int:
    if not stays:
        return 0
    of_discipline, of_hospital, of_change, of_wait = instance.weights[student]
    total = 0
    for stay in stays:
        total += of_discipline * instance.discipline_wish[student][stay.discipline]
        total += of_hospital * instance.hospital_wish[student][stay.hospital]
        total += instance.value[stay.discipline]
    changes = sum(a.hospital != b.hospital for a, b in pairwise(stays))
    end = stays[-1].start + instance.duration
    idle = end - len(stays) * instance.duration
    return total + of_change * changes + of_wait * idle


def _broken(instance: Mss, student: int, stays: Stays) -> Iterator[str]:
    """Yield what one student's placements break."""
    for stay in stays:
        yield from _misplaced(instance, stay)
    for one, other in pairwise(stays):
        if one.start + instance.duration > other.start:
            yield f"two placements in period {other.start + 1}"
    times = Counter(stay.discipline for stay in stays)
    for discipline, count in times.items():
        if count > 1:
            yield f"discipline {discipline + 1} taken {count} times"
    visits = Counter(stay.hospital for stay in stays)
    for hospital, count in visits.items():
        if count > instance.most_per_hospital:
            yield (
                f"{count} disciplines in hospital {hospital + 1}, at most "
                f"{instance.most_per_hospital} are allowed"
            )
    taken = Counter(instance.group_of[stay.discipline] for stay in stays)
    for group, owed in enumerate(instance.owed[student]):
        if taken[group] != owed:
            yield f"{taken[group]} disciplines of group {group + 1}, not {owed}"
    yield from _out_of_order(instance, stays)


def _misplaced(instance: Mss, stay: MssPlacement) -> Iterator[str]:
    """Yield what one placement breaks by itself."""
    told = f"discipline {stay.discipline + 1} in hospital {stay.hospital + 1}"
    if not instance.allowed[stay.student][stay.discipline]:
        yield f"{told} isn't allowed"
    if not instance.able[stay.student][stay.hospital][stay.discipline]:
        yield f"{told} isn't possible"
    if stay.start < 0 or stay.start + instance.duration > instance.periods:
        yield f"{told} lies outside the {instance.periods} periods"
        return
    for period in _periods(instance, stay):
        if not instance.present[stay.student][period]:
            yield f"{told}, but away in period {period + 1}"


def _out_of_order(instance: Mss, stays: Stays) -> Iterator[str]:
    """Yield each discipline that starts before another that must be over."""
    end = {stay.discipline: stay.start + instance.duration for stay in stays}
    for stay in stays:
        for earlier, needed in enumerate(instance.before[stay.discipline]):
            if needed and end.get(earlier, stay.start + 1) > stay.start:
                yield (
                    f"discipline {earlier + 1} isn't over when discipline "
                    f"{stay.discipline + 1} starts"
                )


def _staffing(instance: Mss, own: dict[int, Stays]) -> Iterator[str]:
    """Yield each hospital, discipline and period with too many or too few."""
    present = Counter(
        (stay.hospital, stay.discipline, period)
        for stays in own.values()
        for stay in stays
        for period in _periods(instance, stay)
    )
    for hospital in range(instance.hospitals):
        for discipline in range(instance.disciplines):
            for period in range(instance.periods):
                count = present[hospital, discipline, period]
                least = instance.least[hospital][discipline][period]
                most = instance.most[hospital][discipline][period]
                if not least <= count <= most:
                    yield (
                        f"Hospital {hospital + 1}, discipline {discipline + 1}, "
                        f"period {period + 1}: {count} students, not {least} to {most}."
                    )


def _periods(instance: Mss, stay: MssPlacement) -> range:
    return range(stay.start, stay.start + instance.duration)
