"""The office's report: one page that holds the whole plan, to look at, filter, print.

It is a single file that fetches nothing. It shows everything without its script, which
only filters, tells about a cell, and walks by keyboard. It has names, wishes and stays
in it: for the office only. It holds no clock: the same plan has the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scheduler.domain.instance import Instance
from scheduler.domain.mobility import Stay
from scheduler.domain.places import HospitalKind
from scheduler.domain.schedule import Schedule
from scheduler.exports.layout import Layout
from scheduler.exports.render import asset, policy, render
from scheduler.exports.report.grid import Maker, months
from scheduler.exports.report.head import head
from scheduler.exports.report.look import band_style, paint_style
from scheduler.exports.report.ranks import LONG_WAY, ranks, tail
from scheduler.exports.report.seats import DEAREST, seat_prices, sites
from scheduler.exports.report.town import Town, town_svg
from scheduler.exports.said import said_date

__all__ = ["Notes", "Unplaced", "report_html"]

FILE = "report.html"


@dataclass(frozen=True)
class Unplaced:
    """Who has no place for what, and why, in two sentences."""

    who: str
    why: str


@dataclass(frozen=True)
class Notes:
    """What the office knows beside the plan: figures, reasons, and stays abroad.

    ``summary`` is what stands in summary.json; what it hasn't isn't shown.
    """

    summary: Mapping[str, object] = field(default_factory=dict)
    unplaced: Sequence[Unplaced] = ()
    stays: Mapping[str, Stay] = field(default_factory=dict)


def report_html(instance: Instance, schedule: Schedule, notes: Notes) -> bytes:
    """Return the report; ScheduleError where a placement can't be completed."""
    script = asset("report.js")
    cohorts = Maker(instance, schedule, notes.stays).cohorts()
    layout = Layout(instance, schedule, tuple(instance.students))
    weeks = instance.calendar.weeks
    prices = seat_prices(instance, notes.summary)
    town = Town(instance, schedule)
    return render(
        "report.html",
        policy=policy(script),
        css=asset("report.css"),
        script=script,
        looks=[band_style(cohort) for cohort in cohorts] + paint_style(layout.paint_of),
        title=instance.title,
        head=head(instance, schedule, notes.summary),
        unplaced=notes.unplaced,
        cohorts=cohorts,
        months=months(weeks),
        weeks=[(week.day, said_date(week, "en"), f"{week:%d/%m}") for week in weeks],
        disciplines=_disciplines(instance, layout),
        hospitals=list(instance.hospitals.values()),
        rotations=list(instance.rotations.values()),
        sites=sites(instance, schedule, prices),
        prices=[(price, said_date(price.week, "en")) for price in prices[:DEAREST]],
        ranks=ranks(instance, schedule),
        fates=tail(instance, schedule),
        long_way=LONG_WAY,
        map=town_svg(town),
        travels=town.travels(),
        practices=any(
            h.kind == HospitalKind.PRACTICE for h in instance.hospitals.values()
        ),
        homeless=sum(s.zone is None for s in instance.students.values()),
    )


def _disciplines(
    instance: Instance, layout: Layout
) -> list[tuple[int, str, tuple[str, ...]]]:
    """Return (number of the paint, discipline, its rotations) of what is placed."""
    return [
        (
            number,
            name,
            tuple(r.id for r in instance.rotations.values() if r.discipline == name),
        )
        for number, name in enumerate(layout.paint_of)
        if name in layout.disciplines
    ]
