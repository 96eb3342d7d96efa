"""A drawing of the whole year: students down, weeks across, a block per placement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from scheduler.domain.dates import WEEK, monday
from scheduler.domain.instance import Instance
from scheduler.domain.people import Student
from scheduler.domain.schedule import Schedule
from scheduler.exports.attendance import Attendance, attendance
from scheduler.exports.edition import Edition, Files
from scheduler.exports.layout import (
    BANDS,
    CELL,
    HEADING,
    HEADLINE,
    MARGIN,
    MISSING,
    NAMES,
    ROW,
    TITLE,
    Layout,
)
from scheduler.exports.svg import (
    FONT,
    INK,
    element,
    rect,
    shortened,
    text,
    width_of,
)

QUIET = "#5F5F5F"
ALARM = "#A40000"
RULE = "#C8C8C8"
# strftime follows the computer's language, and the picture must not.
MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)


def pictures(instance: Instance, schedule: Schedule, _edition: Edition) -> Files:
    """Yield ``schedule.svg`` with all students."""
    yield "schedule.svg", schedule_svg(instance, schedule)


def schedule_svg(
    instance: Instance, schedule: Schedule, students: Sequence[str] | None = None
) -> bytes:
    """Return a drawing of the placements of ``students`` (``None``: of all).

    Grouped by year of study, otherwise in the order given. Behind the blocks stand the
    periods of that year of study; what isn't placed is named at the end of the row.
    """
    chosen = tuple(instance.students) if students is None else tuple(students)
    layout = Layout(instance, schedule, chosen)
    parts = (
        _patterns(layout),
        rect(0, 0, layout.width, layout.bottom + MARGIN, fill="#FFFFFF"),
        text(MARGIN, TITLE, instance.title, HEADLINE, font_weight="bold"),
        *_legend(layout),
        *_bands(layout),
        *_dates(layout),
        *_headings(layout),
        *_students(layout),
    )
    return f"{_drawing(layout, parts)}\n".encode()


def _drawing(layout: Layout, parts: Iterable[str]) -> str:
    height = layout.bottom + MARGIN
    return element(
        "svg",
        "\n".join(part for part in parts if part),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {layout.width:g} {height:g}",
        width=layout.width,
        height=height,
        font_family=FONT,
        fill=INK,
    )


def _patterns(layout: Layout) -> str:
    patterns = "".join(layout.paint_of[name].pattern for name in layout.disciplines)
    return element("defs", patterns) if patterns else ""


def _legend(layout: Layout) -> Iterator[str]:
    soft = {str(kind): (colour, RULE) for kind, colour in BANDS.items()}
    full = {name: (p.fill, p.stroke) for name, p in layout.paint_of.items()}
    bands = len(layout.legend) - len(BANDS)
    for number, (name, x, y) in enumerate(layout.legend):
        fill, stroke = (full if number < bands else soft)[name]
        yield rect(x, y, 14, 12, fill=fill, stroke=stroke, rx=2)
        yield text(x + 20, y + 10, name)


def _bands(layout: Layout) -> Iterator[str]:
    """Draw the periods of each year of study behind its rows to come."""
    for y, year, students in _places(layout):
        height = HEADING + ROW * len(students)
        for kind, first, end in layout.bands(year):
            x, width = layout.x(first), layout.x(end) - layout.x(first)
            yield rect(x, y, width, height, fill=BANDS[kind])


def _headings(layout: Layout) -> Iterator[str]:
    """Write each year of study, and the names of its periods where there is room."""
    for y, year, students in _places(layout):
        yield _line(MARGIN, y, layout.right, y, stroke="#9A9A9A")
        count = f"{len(students)} student{'s' if len(students) != 1 else ''}"
        heading = f"Year {year}" if year else "Visitors"  # they belong to no year
        yield text(MARGIN, y + 16, heading, 12, font_weight="bold")
        beside = MARGIN + max(50, width_of(heading, 12) + 12)
        yield text(beside, y + 16, count, 10, fill=QUIET)
        for kind, first, end in layout.bands(year):
            x, width = layout.x(first), layout.x(end) - layout.x(first)
            if width_of(kind, 10) < width:
                # The outline in the band's colour keeps the months' lines off.
                place = {
                    "text_anchor": "middle",
                    "fill": QUIET,
                    "paint_order": "stroke",
                }
                halo = {"stroke": BANDS[kind], "stroke_width": 4}
                yield text(x + width / 2, y + 16, kind, 10, **place, **halo)
    yield _line(MARGIN, layout.bottom, layout.right, layout.bottom, stroke="#9A9A9A")


def _places(layout: Layout) -> Iterator[tuple[float, int, tuple[Student, ...]]]:
    """Yield (top of the heading, year, students) for each year of study."""
    y = layout.top
    for year, students in layout.cohorts:
        yield y, year, students
        y += HEADING + ROW * len(students)


def _dates(layout: Layout) -> Iterator[str]:
    """Draw the months, and for each week the day of its Monday."""
    weeks = layout.instance.calendar.weeks
    for week in weeks:
        x, day = layout.x(week), str(week.day)
        middle = {"text_anchor": "middle", "fill": QUIET}
        yield text(x + CELL / 2, layout.top - 7, day, 9, **middle)
        if week == weeks[0] or week.month != (week - WEEK).month:
            yield _line(x, layout.top - 36, x, layout.bottom, stroke=RULE)
            yield _month(x + 3, layout.top - 22, week, weeks)


def _month(x: float, y: float, week: date, weeks: Sequence[date]) -> str:
    own = sum((w.year, w.month) == (week.year, week.month) for w in weeks)
    name = MONTHS[week.month - 1]
    full = f"{name} {week.year}"
    fits = width_of(full, 11) + 4 <= own * CELL
    return text(x, y, full if fits else name, 11, font_weight="bold")


def _students(layout: Layout) -> Iterator[str]:
    for top, _, students in _places(layout):
        for number, student in enumerate(students):
            y = top + HEADING + ROW * number
            yield _line(layout.left, y, layout.right, y, stroke="#000000", opacity=0.09)
            yield _name(student, y)
            for placement in layout.schedule.of_student(student.id):
                yield from _block(layout, attendance(layout.instance, placement), y)
            if student.id in layout.missing:
                words = shortened(layout.missing[student.id], MISSING - 8, 10)
                yield text(layout.right + 8, y + 17, words, 10, fill=ALARM)


def _name(student: Student, y: float) -> str:
    name = shortened(student.full_name, NAMES - 8, 11)
    return text(MARGIN, y + 17, name, 11)


def _block(layout: Layout, stay: Attendance, y: float) -> Iterator[str]:
    """Draw a placement: one block per run of weeks, joined where weeks are closed."""
    paint, runs = layout.paint_of[stay.rotation.discipline], _runs(stay)
    if len(runs) > 1:
        start, end = layout.x(runs[0][0]), layout.x(runs[-1][0])
        yield _line(
            start, y + ROW / 2, end, y + ROW / 2, stroke=paint.stroke, stroke_width=2
        )
    for first, last in runs:
        x, width = layout.x(first) + 1, layout.x(last + WEEK) - layout.x(first) - 2
        look = {"fill": paint.fill, "stroke": paint.stroke, "rx": 3}
        yield rect(x, y + 2, width, ROW - 4, _hint(stay), **look)
        yield from _label(stay, x + width / 2, y, width, paint.text)


def _runs(stay: Attendance) -> list[tuple[date, date]]:
    """Return (first week, last week) of the weeks in a row with ward days."""
    runs: list[tuple[date, date]] = []
    for week in sorted({monday(day) for day, _ in stay.days}):
        if runs and runs[-1][1] + WEEK == week:
            runs[-1] = runs[-1][0], week
        else:
            runs.append((week, week))
    return runs


def _label(
    stay: Attendance, middle: float, y: float, width: float, colour: str
) -> Iterator[str]:
    """Write the rotation, and below it the hospital where that is wide enough."""
    rotation, hospital = stay.rotation.id, stay.hospital.id
    size = min(10.0, (width - 4) / (0.68 * len(rotation)))
    if size < 5:
        return
    look = {"text_anchor": "middle", "fill": colour, "pointer_events": "none"}
    both = width_of(hospital, 7.5) <= width - 2
    yield text(middle, y + (12 if both else 17), rotation, size, **look)
    if both:
        yield text(middle, y + 20.5, hospital, 7.5, **look)


def _hint(stay: Attendance) -> str:
    when = f"{stay.first:%d/%m/%Y} - {stay.last:%d/%m/%Y}"
    place = f"{stay.ward.name}, {stay.hospital.name}"
    return f"{stay.student.full_name}: {stay.rotation.name}, {place}, {when}"


def _line(x1: float, y1: float, x2: float, y2: float, **look: object) -> str:
    return element("line", "", x1=x1, y1=y1, x2=x2, y2=y2, **look)
