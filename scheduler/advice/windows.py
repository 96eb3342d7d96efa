"""When a student could go abroad, programme by programme.

Two notions, kept apart. *Teaching is suspended* on days without lectures; full-time
clinical weeks count where the programme says so. That is what the checks of stays say:
each day is held against them as a stay of one day, so that no limit is written twice.
A student is *unassigned* on a day on which no placement of the schedule expects him.
Programmes that are worth rotations replace planned placements instead, except those
that they never recognise.

Source: the programmes' limits, which are data. Units: days, calendar months (or days,
by the setting), and hours: 8 for each Monday to Friday, since neither the holidays nor
the hours of a host are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from scheduler.domain.attendance import without_done
from scheduler.domain.calendar import PeriodKind
from scheduler.domain.dates import DAY, days_between
from scheduler.domain.instance import Instance
from scheduler.domain.limits import AcademicYear, Length, Unit, known, months_of
from scheduler.domain.mobility import (
    MONTH_IN_DAYS,
    CallYear,
    CountsAs,
    Programme,
    Status,
    Stay,
    programme_of,
)
from scheduler.domain.schedule import Placement, Schedule
from scheduler.rules.stays import calendar, dates, eligibility
from scheduler.rules.stays.case import Case, Check

HOURS_A_DAY = 8
A_WEEK = Length(7, Unit.DAYS)  # where neither the student nor the programme asks
DAY_CHECKS: tuple[Check, ...] = (*calendar.CHECKS, dates.call_year, dates.end_by)


@dataclass(frozen=True)
class Replaced:
    """A planned placement with a ward day in a window.

    ``first`` and ``last`` are its ward days; ``whole``: all of them are in the window.
    """

    placement: Placement
    first: date
    last: date
    hours: float
    whole: bool


@dataclass(frozen=True)
class Window:
    """A run of days in which a stay would be allowed, as long as it goes.

    ``hours`` are those of ``working_days``, Monday to Friday. ``lecture_days`` would be
    missed. ``latest_start``: the last day on which a stay that is long enough begins.
    ``apply_by``: for a start (or departure) on the first day, and on the latest start;
    ``None`` without a known deadline. ``at_edge``: it ends with the calendar, and may
    go on after it.
    """

    first: date
    last: date
    months: float
    working_days: int
    lecture_days: int
    latest_start: date
    apply_by: tuple[date, date] | None = None
    replaces: tuple[Replaced, ...] = ()
    at_edge: bool = False

    @property
    def days(self) -> int:
        """The number of days, first and last included."""
        return (self.last - self.first).days + 1

    @property
    def hours(self) -> int:
        """The hours of its working days."""
        return self.working_days * HOURS_A_DAY


@dataclass(frozen=True)
class Outlook:
    """What a programme, with its call's limits, holds for a student.

    ``asked`` are the lengths that every window has, ``call`` the academic year of the
    call that these windows are for. ``calm`` are the parts of the windows without
    lectures, where the windows have lectures. ``too_short``: the longest run of days
    where there is no window.
    """

    programme: Programme
    asked: tuple[Length, ...]
    call: AcademicYear
    windows: tuple[Window, ...]
    calm: tuple[Window, ...] = ()
    too_short: Window | None = None


@dataclass(frozen=True)
class Advice:
    """All programmes that the student's year may use, and those that it may not."""

    student: str
    planned: bool
    outlooks: tuple[Outlook, ...]
    closed: tuple[Programme, ...]

    @property
    def found(self) -> bool:
        """Tell whether there is any window."""
        return any(outlook.windows for outlook in self.outlooks)


def advise(
    instance: Instance,
    student: str,
    asked: Length | None = None,
    schedule: Schedule | None = None,
) -> Advice:
    """Return a student's windows in every programme.

    Stays of ``instance`` must have taken effect: they block days as absences do.
    ``asked`` comes on top of the programmes' shortest stays. Without a ``schedule``
    every day counts as unassigned. What was done claims no day to come, and nothing
    replaces it.
    """
    busy = tuple(_busy(instance, student, schedule)) if schedule else ()
    instance = without_done(instance)
    open_, closed = [], []
    for id_ in instance.programmes:
        programme = programme_of(instance.programmes, id_)
        seeker = _Seeker(instance, student, programme, busy)
        if seeker.may_go():
            open_.append(seeker.outlook(asked))
        else:
            closed.append(programme)
    return Advice(student, schedule is not None, tuple(open_), tuple(closed))


def working_days(first: date, last: date) -> int:
    """Return how many days from Monday to Friday there are."""
    return sum(day.weekday() < 5 for day in days_between(first, last))


def is_long_enough(
    first: date, last: date, length: Length, days_per_month: int = 0
) -> bool:
    """Tell whether a stay on these days reaches a length."""
    if length.unit == Unit.HOURS:
        return working_days(first, last) * HOURS_A_DAY >= length.number
    return length.after(first, days_per_month) <= last + DAY


@dataclass(frozen=True)
class _Busy:
    """A placement with its ward days, never empty."""

    placement: Placement
    days: tuple[date, ...]
    hours: float
    done: bool


def _busy(instance: Instance, student: str, schedule: Schedule) -> Iterator[_Busy]:
    year = instance.students[student].year
    for placement in schedule.of_student(student):
        last = instance.last_week(placement)
        if last is not None:
            hours = instance.requirements[placement.requirement].hours
            days = instance.calendar.ward_days(
                year, placement.rotation, placement.first, last
            )
            done = placement.requirement in instance.done
            yield _Busy(placement, tuple(day for day, _ in days), hours, done)


def _runs(
    days: Iterable[date], wanted: Callable[[date], bool]
) -> Iterator[tuple[date, date]]:
    """Return (first, last) of each run of wanted days among consecutive ``days``."""
    for is_wanted, run in groupby(days, key=wanted):
        if is_wanted:
            spell = tuple(run)
            yield spell[0], spell[-1]


@dataclass(frozen=True)
class _Seeker:
    """One student and one programme, on the way to windows."""

    instance: Instance
    student: str
    programme: Programme
    busy: tuple[_Busy, ...]

    def may_go(self) -> bool:
        """Tell whether the programme is open to the student's year."""
        case = self._case(self._days[0])
        return not any(finding.hard for finding in eligibility.years(case))

    def outlook(self, asked: Length | None) -> Outlook:
        """Return the programme's windows that are as long as asked, and as it asks."""
        lengths = self._lengths(asked)
        runs = list(_runs(self._days, self._is_allowed))
        windows = self._windows(runs, lengths)
        calm: tuple[Window, ...] = ()
        if any(window.lecture_days for window in windows):
            calm = self._windows(_runs(self._days, self._is_calm), lengths)
        longest = max(runs, key=lambda run: run[1] - run[0], default=None)
        missed = None if windows or longest is None else self._window(*longest, ())
        return Outlook(self.programme, lengths, self._call, windows, calm, missed)

    def _lengths(self, asked: Length | None) -> tuple[Length, ...]:
        least = known(self.programme.min_length)
        if least is not None and asked is not None:
            usual = self.programme.is_soft("min_length")
            return (asked,) if usual or asked == least else (asked, least)
        return (asked or least or A_WEEK,)

    # -- days --------------------------------------------------------------------

    @cached_property
    def _days(self) -> tuple[date, ...]:
        year = self.instance.calendar
        return days_between(year.first_week, year.last_week + 6 * DAY)

    @cached_property
    def _call(self) -> AcademicYear:
        """The academic year of a call for stays in the instance's year."""
        day = self._days[0]
        probe = Stay("", self.student, self.programme.id, day, day, Status.CONFIRMED)
        now = Case.of(self.instance, probe).year_now
        return now.plus(-1 if self.programme.call_year == CallYear.NEXT else 0)

    def _case(self, day: date) -> Case:
        """Return a stay of one day."""
        who = self.student, self.programme.id
        stay = Stay("", *who, day, day, Status.CONFIRMED, call_year=self._call)
        return Case.of(self.instance, stay)

    def _is_allowed(self, day: date) -> bool:
        return self._verdicts[day]

    def _is_calm(self, day: date) -> bool:
        return self._is_allowed(day) and not self._taught(day)

    @cached_property
    def _verdicts(self) -> dict[date, bool]:
        taken = self._taken
        return {day: day not in taken and self._passes(day) for day in self._days}

    def _passes(self, day: date) -> bool:
        case = self._case(day)
        return not any(f.hard for check in DAY_CHECKS for f in check(case))

    @cached_property
    def _taken(self) -> frozenset[date]:
        """The days on which the student is away, or in a ward that nothing replaces."""
        away = [
            day
            for absence in self.instance.absences_of(self.student)
            for day in days_between(absence.first, absence.last)
        ]
        fixed = [one.days for one in self.busy if not self._replaces(one)]
        return frozenset(away).union(*fixed)

    def _replaces(self, one: _Busy) -> bool:
        counts = known(self.programme.counts_as) == CountsAs.ROTATIONS
        excluded = one.placement.rotation in self.programme.excludes
        return counts and not excluded and not one.done

    def _taught(self, day: date) -> bool:
        year, own = self.instance.calendar, self.instance.students[self.student].year
        period = year.period(own, day)
        lectures = period is not None and period.kind == PeriodKind.LECTURES
        return lectures and not year.is_off(own, day)

    # -- windows -----------------------------------------------------------------

    def _fits(self, first: date, last: date, lengths: Iterable[Length]) -> bool:
        month = self.instance.settings.get(MONTH_IN_DAYS, 0)
        return all(is_long_enough(first, last, length, month) for length in lengths)

    def _windows(
        self, runs: Iterable[tuple[date, date]], lengths: tuple[Length, ...]
    ) -> tuple[Window, ...]:
        return tuple(
            self._window(first, last, lengths)
            for first, last in runs
            if self._fits(first, last, lengths)
        )

    def _window(self, first: date, last: date, lengths: tuple[Length, ...]) -> Window:
        days = days_between(first, last)
        starts = (day for day in reversed(days) if self._fits(day, last, lengths))
        latest = next(starts, last) if lengths else first
        month = self.instance.settings.get(MONTH_IN_DAYS, 0)
        return Window(
            first,
            last,
            months_of(first, last, month),
            working_days(first, last),
            sum(self._taught(day) for day in days),
            latest,
            self._apply_by(first, latest),
            tuple(self._replaced(first, last)),
            last == self.instance.calendar.last_week + 6 * DAY,
        )

    def _apply_by(self, first: date, latest: date) -> tuple[date, date] | None:
        deadline = known(self.programme.apply_by)
        if deadline is None:
            return None
        return deadline.length.before(first), deadline.length.before(latest)

    def _replaced(self, first: date, last: date) -> Iterator[Replaced]:
        for one in self.busy:
            inside = [day for day in one.days if first <= day <= last]
            if inside and self._replaces(one):
                whole = len(inside) == len(one.days)
                days = one.days[0], one.days[-1]
                yield Replaced(one.placement, *days, one.hours, whole)
