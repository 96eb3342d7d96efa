"""Swaps that break no rule: two to four students, each taking the next one's place.

An offer leads to another if its student wants that ward, or (wanting any, or another
week) would have a lower own cost there, and may be there by the rules about one
student. Circles of such steps are put before all rules; of those that break none, a set
is chosen in which no student comes twice and as many as can be are helped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.domain.schedule import Placement, Schedule, Violation
from scheduler.domain.swaps import Offer, around, replaced, swapped, taking
from scheduler.domain.waivers import judged
from scheduler.goals import own_costs
from scheduler.rules import check_all
from scheduler.rules.company import Companies
from scheduler.rules.ward_minimum import WardMinimum

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance

LONGEST = 4  # students in a circle: more never manage to agree
MOST_CIRCLES = 20_000  # looked at, shorter ones first
MOST_CHECKED = 400  # put before the rules, the most useful first
EXACT = 16  # circles of which the best set is found by trying all
SHARED_RULES = (Companies.name, WardMinimum.name)  # never about one student alone


@dataclass(frozen=True)
class Circle:
    """Offers of which each takes the place of the next, the last that of the first.

    ``gains``: by how much the own cost of each gets less (below 0: more, by own wish).
    """

    offers: tuple[Offer, ...]
    gains: tuple[int, ...]

    @property
    def students(self) -> frozenset[str]:
        """The students who take part."""
        return frozenset(offer.student for offer in self.offers)

    @property
    def worth(self) -> tuple[int, int, int]:
        """How useful it is: students helped, cost saved, and shorter is better."""
        return len(self.offers), sum(self.gains), 1


def new_breaches(
    instance: Instance, before: Schedule, after: Schedule
) -> tuple[Violation, ...]:
    """Return the breaches that nobody has waived and that weren't there before."""
    known = Counter(check_all(instance, before))
    fresh = []
    for violation in check_all(instance, after):
        if known[violation]:
            known[violation] -= 1
        else:
            fresh.append(violation)
    return judged(instance.waivers, fresh).open


def find_swaps(
    instance: Instance, schedule: Schedule, offers: Sequence[Offer]
) -> tuple[Circle, ...]:
    """Return swaps among offers that are all of ``schedule``, most useful first.

    They can all be made together, without a breach of a rule that wasn't there before.
    """
    search = _Search(replace(instance, ledger=()), schedule)
    steps = search.steps(offers)
    circles = sorted(_circles(offers, steps), key=_by_worth)
    possible = [c for c in circles[:MOST_CHECKED] if search.is_legal(c)]
    return search.together(_chosen(possible))


@dataclass(frozen=True)
class _Search:
    instance: Instance
    schedule: Schedule

    def steps(self, offers: Sequence[Offer]) -> dict[str, dict[str, int]]:
        """Return, by offer, to which other offers it leads, and what that saves."""
        return {one.id: dict(self._steps_of(one, offers)) for one in offers}

    def _steps_of(
        self, one: Offer, offers: Sequence[Offer]
    ) -> Iterator[tuple[str, int]]:
        own = Schedule(self.schedule.of_student(one.student))
        before = self._cost(own, one.student)
        for other in offers:
            if not self._is_wanted(one, other):
                continue
            place = taking(one.placement, other.placement)
            moved = replaced(own, [one.placement], [place])
            gain = before - self._cost(moved, one.student)
            moves_to_wish = one.wants and other.ward != one.ward
            worthwhile = gain > 0 or moves_to_wish
            if worthwhile and not self._own_breach(own, moved):
                yield other.id, gain

    def _is_wanted(self, one: Offer, other: Offer) -> bool:
        taught = self.instance.wards[other.ward].rotations
        same = (one.ward, one.week) == (other.ward, other.week)
        if one.student == other.student or same or one.rotation not in taught:
            return False
        return not one.wants or other.ward in one.wants

    def _cost(self, own: Schedule, student: str) -> int:
        return sum(own_costs(self.instance, own, student).values())

    def _own_breach(self, own: Schedule, moved: Schedule) -> bool:
        found = new_breaches(self.instance, own, moved)
        return any(violation.rule not in SHARED_RULES for violation in found)

    def is_legal(self, circle: Circle) -> bool:
        """Tell whether a circle breaks no rule, judged by those whom it concerns.

        These are the students of the circle, their company, and who is in the wards.
        """
        places = [offer.placement for offer in circle.offers]
        wards = {place.ward for place in places}
        concerned = set(circle.students)
        for ward in wards:
            concerned |= self._students_by_ward.get(ward, set())
        for company in self.instance.companies:
            if concerned & circle.students & set(company.students):
                concerned |= set(company.students)
        part = Schedule(
            tuple(p for p in self.schedule.placements if p.student in concerned)
        )
        return not new_breaches(self.instance, part, swapped(part, places))

    @cached_property
    def _students_by_ward(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for placement in self.schedule.placements:
            found.setdefault(placement.ward, set()).add(placement.student)
        return found

    def together(self, circles: Sequence[Circle]) -> tuple[Circle, ...]:
        """Return as many of the circles, best first, as all rules let be together."""
        kept = sorted(circles, key=_by_worth)
        while kept and new_breaches(self.instance, self.schedule, self._after(kept)):
            kept.pop()
        return tuple(kept)

    def _after(self, circles: Iterable[Circle]) -> Schedule:
        schedule = self.schedule
        for circle in circles:
            places = [offer.placement for offer in circle.offers]
            schedule = replaced(schedule, places, around(places))
        return schedule


def _by_worth(circle: Circle) -> tuple[object, ...]:
    students, saved, _ = circle.worth
    return -saved / students, students, [offer.id for offer in circle.offers]


def _circles(
    offers: Sequence[Offer], steps: dict[str, dict[str, int]]
) -> Iterator[Circle]:
    """Yield the circles of two, then three, then four students, each once."""
    by_id = {offer.id: offer for offer in offers}
    order = {offer.id: number for number, offer in enumerate(offers)}
    left = MOST_CIRCLES
    for length in range(2, LONGEST + 1):
        for start in by_id:
            for path in _paths((start,), length, steps, order, by_id):
                following = (*path[1:], start)
                gains = tuple(
                    steps[one][two] for one, two in zip(path, following, strict=True)
                )
                yield Circle(tuple(by_id[offer] for offer in path), gains)
                left -= 1
                if not left:
                    return


def _paths(
    path: tuple[str, ...],
    length: int,
    steps: dict[str, dict[str, int]],
    order: dict[str, int],
    by_id: dict[str, Offer],
) -> Iterator[tuple[str, ...]]:
    """Yield the ways from the first offer of ``path`` that lead back to it.

    The first is the earliest of them all, so that no circle is found twice.
    """
    if len(path) == length:
        if path[0] in steps[path[-1]]:
            yield path
        return
    students = {by_id[offer].student for offer in path}
    for following in steps[path[-1]]:
        later = order[following] > order[path[0]]
        if later and by_id[following].student not in students:
            yield from _paths((*path, following), length, steps, order, by_id)


def _chosen(circles: Sequence[Circle]) -> tuple[Circle, ...]:
    """Return circles without a student in common: the best set, or a good one."""
    if len(circles) <= EXACT:
        return _best(tuple(circles))
    ordered = sorted(circles, key=lambda c: [-number for number in c.worth])
    good = _greedy(ordered)
    other = _greedy(circles)
    return max(good, other, key=_worth)


def _greedy(circles: Iterable[Circle]) -> tuple[Circle, ...]:
    taken: list[Circle] = []
    busy: set[str] = set()
    for circle in circles:
        if not busy & circle.students:
            taken.append(circle)
            busy |= circle.students
    return tuple(taken)


def _best(circles: tuple[Circle, ...]) -> tuple[Circle, ...]:
    if not circles:
        return ()
    first, rest = circles[0], circles[1:]
    apart = tuple(c for c in rest if not c.students & first.students)
    with_first = (first, *_best(apart))
    if len(apart) == len(rest):
        return with_first
    return max(with_first, _best(rest), key=_worth)


def _worth(circles: Iterable[Circle]) -> tuple[int, ...]:
    worths = [circle.worth for circle in circles]
    return tuple(sum(numbers) for numbers in zip(*worths, strict=True)) or (0, 0, 0)


# -- two students ------------------------------------------------------------------


def objections(
    instance: Instance, schedule: Schedule, one: Placement, other: Placement
) -> tuple[Violation, ...]:
    """Return what would break if two students took each other's places."""
    return new_breaches(instance, schedule, swapped(schedule, (one, other)))
