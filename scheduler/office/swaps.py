"""The swap desk: offers, swaps found among them, confirmations, and what comes of it.

Nobody learns another student's name before all of a swap have confirmed: offers go by
their numbers, and what a rule says of a third person is told without the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.advice.swaps import Circle, find_swaps, new_breaches, objections
from scheduler.domain.swaps import Offer, OfferStatus, around, swapped
from scheduler.errors import FileError, SwapError
from scheduler.files import read_schedule, schedule_csv, write_file
from scheduler.files.schedules import ids_of
from scheduler.files.spelling import UnreadableError
from scheduler.files.swaps import (
    append_log,
    log_file,
    read_offers,
    swaps_file,
    write_offers,
)
from scheduler.rules.words import said_count, said_day, said_place, said_student

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.schedule import Placement, Schedule

WAITING = (OfferStatus.OPEN, OfferStatus.PROPOSED)


@dataclass(frozen=True)
class Desk:
    """An instance, the schedule that holds now, and the offers made so far.

    ``until``: the last day of swaps; ``None``: none is set.
    """

    place: Path
    instance: Instance
    schedule_path: Path
    schedule: Schedule
    offers: tuple[Offer, ...]
    until: date | None = None

    def known(self, kind: str, text: str) -> str:
        """Return the id of a student, rotation or ward that somebody typed."""
        try:
            return ids_of(self.instance)[kind].find(text)
        except UnreadableError as fault:
            wrong = f"'{text}' {fault.wrong}"
            raise SwapError(wrong, fault.remedy.rstrip(".")) from fault

    def placement(self, student: str, rotation: str) -> Placement:
        """Return a student's placement; ``CAR:2`` is the second time of CAR."""
        name, _, occurrence = rotation.partition(":")
        who, what = self.known("students", student), self.known("rotations", name)
        own = self.schedule.of_student(who)
        found = [
            p
            for p in own
            if p.rotation == what and occurrence in ("", str(p.occurrence))
        ]
        if found:
            return found[0]
        names = ", ".join(p.rotation for p in own) or "none"
        wrong = f"{self.schedule_path.name} has no place of {who} for {rotation}"
        raise SwapError(wrong, f"The student's rotations there are: {names}")


def desk(
    place: Path, instance: Instance, schedule: Path, until: date | None = None
) -> Desk:
    """Open the swap desk of an instance; raises what its files are at fault with."""
    return Desk(
        place,
        instance,
        schedule,
        read_schedule(schedule, instance),
        read_offers(swaps_file(place), instance),
        until or instance.swaps_until,
    )


def _refuse_late(at: Desk) -> None:
    if at.until is not None and date.today() > at.until:
        wrong = f"Swaps have closed: the last day was {said_day(at.until)}"
        remedy = "What is planned now stays; the office may set a later day"
        raise SwapError(wrong, f"{remedy} (swaps.until in the settings, or --until)")


# -- offers ------------------------------------------------------------------------


def make_offer(at: Desk, student: str, rotation: str, wants: Iterable[str]) -> Offer:
    """Keep a student's offer of a place for one in other wards (none: any better)."""
    _refuse_late(at)
    place = at.placement(student, rotation)
    wards = tuple(dict.fromkeys(at.known("wards", ward) for ward in wants))
    _refuse_twice(at, place)
    for ward in wards:
        _refuse_foreign(at.instance, place, ward)
    offer = Offer(
        f"O{_next_number(offer.id for offer in at.offers)}",
        place.student,
        place.rotation,
        place.ward,
        place.first,
        place.occurrence,
        wards,
    )
    _keep(at, (*at.offers, offer), [("offered", "", place.student, offer.id)])
    return offer


def _refuse_twice(at: Desk, place: Placement) -> None:
    for offer in at.offers:
        if offer.status in WAITING and offer.placement.requirement == place.requirement:
            wrong = f"That place is offered already, as {offer.id}"
            raise SwapError(wrong, "Withdraw it first to offer it otherwise")


def _refuse_foreign(instance: Instance, place: Placement, ward: str) -> None:
    if place.rotation not in instance.wards[ward].rotations:
        names = [w.id for w in instance.wards_teaching(place.rotation)]
        wrong = f"The ward {ward} doesn't teach {place.rotation}"
        raise SwapError(wrong, f"Wards that do: {', '.join(names)}")


def withdraw(at: Desk, student: str, rotation: str) -> Offer:
    """Take an offer back; a swap that it was part of is off, the others are open."""
    place = at.placement(student, rotation)
    for offer in at.offers:
        if offer.status in WAITING and offer.placement.requirement == place.requirement:
            gone = replace(_reopened(offer), status=OfferStatus.WITHDRAWN)
            offers = _with(_apart(at.offers, offer.swap), [gone])
            line = ("withdrawn", offer.swap, offer.student, offer.id)
            _keep(at, offers, [line])
            return gone
    raise SwapError(f"{student} offers no place for {rotation}", "Nothing was changed")


def _apart(offers: Sequence[Offer], swap: str) -> tuple[Offer, ...]:
    """Return the offers with those of a swap open again."""
    return tuple(
        _reopened(offer) if swap and offer.swap == swap else offer for offer in offers
    )


def _reopened(offer: Offer) -> Offer:
    status = OfferStatus.OPEN
    return replace(offer, status=status, swap="", takes="", confirmed=False)


# -- finding -----------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """New swaps by their numbers, and the offers that the schedule has overtaken."""

    swaps: dict[str, Circle]
    outdated: tuple[Offer, ...]


def find(at: Desk) -> Found:
    """Find swaps among the open offers, keep and return them."""
    _refuse_late(at)
    placed = set(at.schedule.placements)
    free = [offer for offer in at.offers if offer.status == OfferStatus.OPEN]
    current = [offer for offer in free if offer.placement in placed]
    start = _next_number(offer.swap for offer in at.offers)
    circles = find_swaps(at.instance, at.schedule, current)
    swaps = {f"S{start + n}": circle for n, circle in enumerate(circles)}
    part = [
        replace(one, status=OfferStatus.PROPOSED, swap=swap, takes=other.id)
        for swap, circle in swaps.items()
        for one, other in zip(
            circle.offers, (*circle.offers[1:], circle.offers[0]), strict=True
        )
    ]
    if part:
        lines = [("found", offer.swap, offer.student, offer.id) for offer in part]
        _keep(at, _with(at.offers, part), lines)
    outdated = tuple(offer for offer in free if offer.placement not in placed)
    return Found(swaps, outdated)


def offer_words(instance: Instance, offer: Offer) -> str:
    """Say an offer without its student."""
    if offer.wants:
        wanted = f"wants {', '.join(offer.wants)}"
    else:
        wanted = "takes any better place"
    return f"{offer.id}: {_where(instance, offer.placement)}; {wanted}"


def circle_words(instance: Instance, circle: Circle) -> Iterable[str]:
    """Say what each offer of a swap gives and gets, without a name."""
    places = [offer.placement for offer in circle.offers]
    for offer, new, gain in zip(
        circle.offers, around(places), circle.gains, strict=True
    ):
        old, got = _where(instance, offer.placement), _where(instance, new)
        cost = f"own cost {abs(gain)} {'less' if gain > 0 else 'more'}" if gain else ""
        yield f"{offer.id} gives {old}"
        yield f"{' ' * len(offer.id)} gets  {got}{f' ({cost})' if cost else ''}"


# -- two students ------------------------------------------------------------------


def reasons_against(
    at: Desk, student: str, rotation: str, other: str, other_rotation: str
) -> tuple[str, ...]:
    """Say which rules two students would break in each other's places; none: may be."""
    one, two = at.placement(student, rotation), at.placement(other, other_rotation)
    if one.student == two.student:
        raise SwapError("That is one and the same student", "Name two students")
    found = objections(at.instance, at.schedule, one, two)
    both = {one.student, two.student}
    return tuple(without_names(at.instance, str(v), both) for v in found)


def without_names(instance: Instance, text: str, known: Iterable[str] = ()) -> str:
    """Return a sentence in which only students who are ``known`` are named."""
    kept = set(known)
    for student, person in instance.students.items():
        if student in kept:
            continue
        for name in (said_student(instance, student), person.full_name, student):
            if name in text:
                own = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
                text = own.sub("another student", text)
    return text


# -- confirming --------------------------------------------------------------------


@dataclass(frozen=True)
class Confirmed:
    """What a confirmation has led to: who is still to confirm, or the swap made.

    ``moved`` are the new placements once all have confirmed, in ``written``.
    """

    swap: str
    waiting: int
    moved: tuple[Placement, ...] = ()
    written: Path | None = None


def confirm(at: Desk, swap: str, student: str, out: Path | None) -> Confirmed:
    """Note that a student agrees to a swap; the last one makes it come true.

    The new schedule is written to ``out``, or beside the old one; raises SwapError
    where a rule stands in the way by now.
    """
    _refuse_late(at)
    circle = _circle(at, swap)
    who = at.known("students", student)
    if who not in [offer.student for offer in circle]:
        wrong = f"The student {who} takes no part in the swap {circle[0].swap}"
        raise SwapError(wrong, "Check the number of the swap and of the student")
    _refuse_outdated(at, circle)
    agreed = [
        replace(offer, confirmed=offer.confirmed or offer.student == who)
        for offer in circle
    ]
    line = ("confirmed", circle[0].swap, who, "")
    waiting = sum(not offer.confirmed for offer in agreed)
    if waiting:
        _keep(at, _with(at.offers, agreed), [line])
        return Confirmed(circle[0].swap, waiting)
    return _made(at, agreed, line, out)


def _made(
    at: Desk, circle: list[Offer], line: tuple[str, str, str, str], out: Path | None
) -> Confirmed:
    swap, places = circle[0].swap, [offer.placement for offer in circle]
    old = at.schedule_path
    target = out or old.with_name(f"{old.stem}-{swap}.csv")
    if target.suffix.casefold() != ".csv":
        remedy = "Choose a name that ends in .csv"
        raise FileError(str(target), "is no name for a schedule", remedy)
    write_file(target, schedule_csv(at.instance, swapped(at.schedule, places)))
    done = [replace(offer, status=OfferStatus.DONE) for offer in circle]
    moved = around(places)
    lines = [
        line,
        *(("made", swap, p.student, _where(at.instance, p)) for p in moved),
        ("written", swap, "", str(target)),
    ]
    _keep(at, _with(at.offers, done), lines)
    return Confirmed(swap, 0, moved, target)


def _where(instance: Instance, place: Placement) -> str:
    return f"{said_place(instance, place)} from {said_day(place.first)}"


def _circle(at: Desk, swap: str) -> tuple[Offer, ...]:
    """Return the offers of a swap, each before the one whose place it takes."""
    members = {o.id: o for o in at.offers if o.swap.casefold() == swap.casefold()}
    waiting = sorted(
        {o.swap for o in at.offers if o.status == OfferStatus.PROPOSED}, key=_number
    )
    if not members:
        known = ", ".join(waiting) or "none; look for some with: clerkship swap find"
        raise SwapError(f"There is no swap {swap}", f"Swaps to confirm: {known}")
    first = next(iter(members.values()))
    if first.status != OfferStatus.PROPOSED:
        raise SwapError(f"The swap {first.swap} is done already", "Nothing was changed")
    circle = [first]
    while circle[-1].takes in members and circle[-1].takes != first.id:
        following = members[circle[-1].takes]
        if following in circle:
            break
        circle.append(following)
    if len(circle) < len(members) or circle[-1].takes != first.id:
        wrong = f"The lines of {first.swap} in {swaps_file(at.place).name} don't fit"
        raise SwapError(wrong, "Withdraw one of its offers and look for swaps again")
    return tuple(circle)


def _refuse_outdated(at: Desk, circle: Sequence[Offer]) -> None:
    places = [offer.placement for offer in circle]
    remedy = "Withdraw the offer and look for swaps again"
    if not set(places) <= set(at.schedule.placements):
        wrong = f"{at.schedule_path.name} has other places than those of the swap"
        raise SwapError(wrong, f"Give the newest schedule; or: {remedy.lower()}")
    after = swapped(at.schedule, places)
    found = new_breaches(at.instance, at.schedule, after)
    if found:
        told = tuple(without_names(at.instance, str(v)) for v in found)
        wrong = f"The swap {circle[0].swap} breaks rules by now"
        raise SwapError(wrong, remedy, told)


def waiting_words(found: Confirmed) -> str:
    """Say how many are still to confirm."""
    return f"{said_count(found.waiting, 'student')} still to confirm {found.swap}."


# -- keeping -----------------------------------------------------------------------


def _with(offers: Iterable[Offer], new: Iterable[Offer]) -> tuple[Offer, ...]:
    changed = {offer.id: offer for offer in new}
    return tuple(changed.get(offer.id, offer) for offer in offers)


def _keep(
    at: Desk, offers: Sequence[Offer], lines: Iterable[tuple[str, str, str, str]]
) -> None:
    """Write the offers, and what was done into the log: both or none."""
    now = datetime.now().astimezone().isoformat(" ", "seconds")
    write_offers(swaps_file(at.place), offers)
    try:
        append_log(log_file(at.place), [(now, *line) for line in lines])
    except FileError:
        write_offers(swaps_file(at.place), at.offers)
        raise


def _next_number(ids: Iterable[str]) -> int:
    return 1 + max((_number(id_) for id_ in ids), default=0)


def _number(id_: str) -> int:
    digits = re.sub(r"\D", "", id_)
    return int(digits) if digits else 0
