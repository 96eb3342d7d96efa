"""Windows as text for a secretary: one paragraph a programme, one line a window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import floor

from scheduler.advice.windows import Advice, Outlook, Replaced, Window
from scheduler.domain.instance import Instance
from scheduler.domain.limits import (
    AcademicYear,
    Among,
    Deadline,
    Event,
    Unknown,
    known,
)
from scheduler.domain.mobility import (
    CallYear,
    CountsAs,
    OnlyIn,
    Programme,
)
from scheduler.rules.words import (
    MONTHS,
    said_count,
    said_day,
    said_hours,
    said_list,
    said_place,
    said_student,
)

ONLY_IN = {
    OnlyIn.FREE: (
        "only on days without lectures on which no clerkship can claim the student"
    ),
    OnlyIn.NO_LECTURES: "only on days without lectures; clinical weeks may be used",
}
CALL_YEAR = {
    CallYear.SAME: "in the academic year of its call, here that of",
    CallYear.NEXT: "in the academic year after its call, here that of",
}
WORTH = {
    CountsAs.ROTATIONS: "can replace planned clerkships, which are then credited",
    CountsAs.ELECTIVE: "counts as elective credits and replaces no clerkship",
    CountsAs.THESIS: "counts for the thesis and replaces no clerkship",
    CountsAs.ABSENCE: "replaces no clerkship",
}


def advice_words(instance: Instance, advice: Advice) -> Iterator[str]:
    """Return the lines that answer where a student could go."""
    student = instance.students[advice.student]
    yield f"{said_student(instance, student.id)}, year {student.year}"
    if not advice.planned:
        yield "No schedule was given: every day counts as free of placements."
    yield "Hours are 8 for each Monday to Friday; the host's holidays aren't known."
    for outlook in advice.outlooks:
        yield ""
        yield from _paragraph(instance, outlook, advice.planned)
    if advice.closed:
        names = said_list(_title(programme) for programme in advice.closed)
        yield ""
        yield f"Not open to year {student.year}: {names}."


def _title(programme: Programme) -> str:
    return f"{programme.name} ({programme.id})"


def _paragraph(instance: Instance, outlook: Outlook, planned: bool) -> Iterator[str]:
    programme = outlook.programme
    yield _title(programme)
    for limit in _limits(outlook):
        yield f"  {limit}"
    if not planned and known(programme.counts_as) == CountsAs.ROTATIONS:
        yield "  what a stay would replace isn't known without a schedule"
    lengths = said_list(str(length) for length in outlook.asked)
    if outlook.windows:
        yield f"  Windows of at least {lengths}:"
    else:
        yield f"  NO WINDOW of at least {lengths}.{_too_short(outlook)}"
    for window in outlook.windows:
        yield from _window(instance, window, programme)
    if outlook.calm:
        yield f"  Of these, without lectures, at least {lengths}:"
    elif any(window.lecture_days for window in outlook.windows):
        yield f"  None of these is without lectures for {lengths}."
    for window in outlook.calm:
        yield from _window(instance, window, programme)


def _too_short(outlook: Outlook) -> str:
    if outlook.too_short is None:
        return " No day is allowed."
    return f" The longest run of days is {_span(outlook.too_short)}."


# -- limits ------------------------------------------------------------------------


def _limits(outlook: Outlook) -> Iterator[str]:
    """Return what the programme says about time, with the words it rests on."""
    programme, last = outlook.programme, ""
    for limit, said in _said_limits(programme, outlook.call):
        usual = ", usually" if programme.is_soft(limit) else ""
        phrase = programme.phrase(limit)
        quoted = f' ("{phrase}")' if phrase and phrase != last else ""
        last = phrase
        yield f"{said}{usual}{quoted}"
    if programme.unknown:
        names = said_list(name.replace("_", " ") for name in programme.unknown)
        yield f"NOT KNOWN, to be asked for and not checked here: {names}"


def _said_limits(programme: Programme, call: AcademicYear) -> Iterator[tuple[str, str]]:
    if only_in := known(programme.only_in):
        yield "only_in", ONLY_IN[only_in]
    elif programme.only_in is None:
        yield "", "sets no limit to the days of the calendar"
    if semesters := known(programme.semesters):
        yield "semesters", f"in semester {' or '.join(semesters)}"
    for name, than in (("min_length", "at least"), ("max_length", "at most")):
        if length := known(getattr(programme, name)):
            yield name, f"{than} {length}"
    if end_by := known(programme.end_by):
        yield "end_by", f"ends by {end_by.day} {MONTHS[end_by.month - 1]}"
    if call_year := known(programme.call_year):
        yield "call_year", f"{CALL_YEAR[call_year]} {call}"
    yield from _application(programme)
    if cap := known(programme.cap):
        others = "".join(f" and {name}" for name in programme.cap_with)
        yield "cap", f"at most {cap} in all stays of {programme.root}{others}"
    if not isinstance(programme.counts_as, Unknown):
        worth = WORTH[programme.counts_as or CountsAs.ABSENCE]
        never = f"; never {said_list(programme.excludes)}" if programme.excludes else ""
        yield "counts_as", f"{worth}{never}"


def _application(programme: Programme) -> Iterator[tuple[str, str]]:
    months: Among | None = known(programme.call_months)
    if months:
        open_ = said_list(MONTHS[int(month) - 1] for month in months)
        yield "call_months", f"call open in {open_}"
    deadline: Deadline | None = known(programme.apply_by)
    if deadline:
        yield "apply_by", f"apply {deadline}"
    elif programme.apply_by is None and not months:
        yield "", "no date for the application is set"


# -- windows -----------------------------------------------------------------------


def _span(window: Window) -> str:
    months = floor(window.months * 10 + 1e-6) / 10
    return (
        f"{said_day(window.first)} to {said_day(window.last)}: "
        f"{said_count(window.days, 'day')}, {_said_months(months)}, "
        f"{said_count(window.working_days, 'working day')}, {window.hours} hours"
    )


def _said_months(months: float) -> str:
    return "1 month" if months == 1 else f"{months:g} months"


def _window(instance: Instance, window: Window, programme: Programme) -> Iterator[str]:
    yield f"  - {_span(window)}"
    for line in (
        *_lectures(window),
        *_apply_by(window, known(programme.apply_by)),
        *(_replaced(instance, one) for one in window.replaces),
        *_edge(window),
    ):
        yield f"      {line}"


def _lectures(window: Window) -> Iterable[str]:
    if window.lecture_days:
        yield f"lectures on {said_count(window.lecture_days, 'day')} of it"


def _apply_by(window: Window, deadline: Deadline | None) -> Iterable[str]:
    start = f"latest start {said_day(window.latest_start)}"
    if window.apply_by is None or deadline is None:
        yield start
        return
    first, latest = window.apply_by
    event = "departure" if deadline.event == Event.DEPARTURE else "start"
    yield (
        f"apply by {said_day(first)} for a {event} on the first day; {start}, "
        f"apply by {said_day(latest)}"
    )


def _replaced(instance: Instance, one: Replaced) -> str:
    rotation = instance.rotations[one.placement.rotation]
    span = f"{said_day(one.first)} to {said_day(one.last)}"
    cfu = f"{rotation.cfu:g} CFU, " if one.hours == rotation.hours else ""
    worth = f"{cfu}{said_hours(one.hours)} hours"
    place = said_place(instance, one.placement)
    if one.whole:
        return f"would replace {place}, {span}: {worth} to be credited"
    return f"cuts into {place}, {span} ({worth}), which would go as a whole"


def _edge(window: Window) -> Iterable[str]:
    if window.at_edge:
        yield "the calendar ends here; what comes after it isn't known"
