"""One stay with what it is checked against, and what a check has to say about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from scheduler.domain.instance import Instance
from scheduler.domain.limits import AcademicYear, Deadline, academic_year, known
from scheduler.domain.mobility import (
    MONTH_IN_DAYS,
    YEAR_AT_CALL,
    Programme,
    Status,
    Stay,
    programme_of,
)
from scheduler.domain.people import Student
from scheduler.rules.words import said_day

LAST_YEAR = 6  # who is enrolled beyond it stays in it


@dataclass(frozen=True)
class StayFinding:
    """One thing against a stay: hard (it can't be planned), soft, or unknown.

    ``stay`` is the id of the stay or visitor, ``phrase`` the words of the programme
    that the finding rests on ("" for what goes without saying).
    """

    stay: str
    hard: bool
    sentence: str
    phrase: str = ""
    unknown: bool = False

    def __str__(self) -> str:
        quoted = f' ("{self.phrase}")' if self.phrase else ""
        return f"[{self.stay}] {self.sentence}{quoted}"


@dataclass(frozen=True)
class Case:
    """A stay, its student, and its programme with the limits of its call."""

    instance: Instance
    stay: Stay
    programme: Programme
    student: Student

    @classmethod
    def of(cls, instance: Instance, stay: Stay) -> Case:
        """Look up what a stay names."""
        programme = programme_of(instance.programmes, stay.programme)
        return cls(instance, stay, programme, instance.students[stay.student])

    @property
    def who(self) -> str:
        """The student and the stay, for the beginning of a sentence."""
        abroad = self.stay.host or self.stay.country or "abroad"
        return (
            f"{self.student.full_name} ({self.student.id}), "
            f"{self.programme.name} ({self.programme.id}), {abroad}, "
            f"{said_day(self.stay.first)} to {said_day(self.stay.last)}"
        )

    def against(self, limit: str, wrong: str, soft: bool = False) -> StayFinding:
        """Return that a stay breaks a limit, as hard as the limit is."""
        lenient = soft or self.programme.is_soft(limit)
        hard = not lenient and self.stay.status != Status.FINISHED
        usual = ", and that is usual" if self.programme.is_soft(limit) else ""
        return StayFinding(
            self.stay.id,
            hard,
            f"{self.who}: {wrong}{usual}.",
            self.programme.phrase(limit),
        )

    def unsure(self, limit: str, open_: str) -> StayFinding:
        """Return that something isn't known that a limit would need."""
        sentence = f"{self.who}: {open_}."
        phrase = self.programme.phrase(limit)
        return StayFinding(self.stay.id, False, sentence, phrase, unknown=True)

    # -- academic years ----------------------------------------------------------

    @property
    def year_now(self) -> AcademicYear:
        """The academic year of the instance, in which students have their year."""
        calendar = self.instance.calendar
        middle = calendar.first_week + (calendar.last_week - calendar.first_week) / 2
        return academic_year(middle)

    def year_of(self, day: date) -> AcademicYear:
        """Return the academic year of a day; the calendar may begin in September."""
        usual = academic_year(day)
        begun = day >= self.instance.calendar.first_week
        return max(usual, self.year_now) if begun else usual

    @property
    def call_year(self) -> AcademicYear | None:
        """The academic year of the call: as given, or else that of the application."""
        if self.stay.call_year:
            return self.stay.call_year
        return academic_year(self.stay.applied) if self.stay.applied else None

    @property
    def year_of_study(self) -> int:
        """The student's year of study during the stay (a setting: at its call)."""
        year = self.year_of(self.stay.first)
        if self.instance.settings.get(YEAR_AT_CALL):
            year = self.call_year or year
        return min(LAST_YEAR, self.student.year + year.first - self.year_now.first)

    @property
    def days_per_month(self) -> int:
        """How many days a month of a stay counts for; 0: calendar months."""
        return self.instance.settings.get(MONTH_IN_DAYS, 0)

    @property
    def deadline(self) -> Deadline | None:
        """By when the application must be made, if that is known."""
        return known(self.programme.apply_by)


Check = Callable[[Case], Iterator[StayFinding]]
