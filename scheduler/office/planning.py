"""What the office says of a schedule and of what stands in its way; its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler import __version__
from scheduler.domain.instance import Instance
from scheduler.domain.mobility import Stay
from scheduler.domain.schedule import Schedule, Violation
from scheduler.domain.waivers import Judged, judged
from scheduler.errors import FileError
from scheduler.exports import Edition, make_all, write_made
from scheduler.exports.edition import Language
from scheduler.files import (
    instance_hash,
    schedule_csv,
    write_file,
)
from scheduler.files.sources import SETTINGS_FILE
from scheduler.goals import GOALS, measure_all, weight_of
from scheduler.goals.unplaced import Unplaced
from scheduler.office.reasons import report_page
from scheduler.office.stays import shortfall_words, shortfalls
from scheduler.office.waivers import waiver_summary
from scheduler.publish.record import RECORD
from scheduler.rules import check_all
from scheduler.rules.blocked import forbidding_rules, gate_words
from scheduler.rules.seats import Seats
from scheduler.rules.words import said_count, said_list, said_student

if TYPE_CHECKING:
    from scheduler.solver.alone import Unfit
    from scheduler.solver.result import Result
    from scheduler.terms import Table

SCHEDULE_FILE = "schedule.csv"
REPORT_FILE = "report.html"


@dataclass(frozen=True)
class Audit:
    """What the independent checker says: breaches of rules, and the goals' units."""

    found: Judged
    units: Mapping[str, int]
    objective: int
    unplaced: tuple[str, ...]

    @property
    def violations(self) -> tuple[Violation, ...]:
        """The breaches that count: those that nobody has waived."""
        return self.found.open


def audit(instance: Instance, schedule: Schedule) -> Audit:
    """Check a schedule, however it came about."""
    units = measure_all(instance, schedule)
    return Audit(
        judged(instance.waivers, check_all(instance, schedule)),
        units,
        sum(weight_of(goal, instance) * units[goal.name] for goal in GOALS),
        unplaced_words(instance, schedule),
    )


def unplaced_words(instance: Instance, schedule: Schedule) -> tuple[str, ...]:
    """Say who is left without what, one sentence each."""
    said = []
    for members, missing in instance.unplaced(schedule):
        student = instance.students[members[0].student]
        names = " or ".join(instance.rotations[r.rotation].name for r in members)
        role = "visitor" if student.visitor else f"year {student.year}"
        count = f" ({missing} of these)" if len(members) > 1 else ""
        said.append(
            f"{student.full_name} ({student.id}), {role}, has no place for "
            f"{names}{count}"
        )
    return tuple(said)


def allowed(instance: Instance) -> Table:
    """Return every placement that the rules about single placements allow."""
    from scheduler.solver.problem import allowed_candidates

    return allowed_candidates(instance)


def hopeless_words(instance: Instance, table: Table) -> tuple[str, ...]:
    """Say which requirements have no possible placement at all, whoever else comes."""
    possible = {table.requirements[i] for i in table.requirement}
    return tuple(
        f"{instance.students[requirement.student].full_name} ({requirement.student}): "
        f"{instance.rotations[requirement.rotation].name} fits no ward and week, "
        f"because of: {', '.join(forbidding_rules(instance, name))}"
        for name, requirement in instance.requirements.items()
        if name not in possible
    )


def obstacle_words(given: Instance, planned_for: Instance) -> tuple[str, ...]:
    """Say what can't be placed whatever else is planned, and what stands in the way.

    ``given`` has the stays still in it, in ``planned_for`` they have taken effect.
    """
    table = allowed(planned_for)
    return (
        *hopeless_words(planned_for, table),
        *closed_gates(planned_for),
        *shortfall_words(given, planned_for, table),
    )


def shortage_sentences(instance: Instance) -> tuple[str, ...]:
    """Say what can't all be placed, by counting seats, and whose rotations don't fit.

    Whatever is said here is impossible; that nothing is said promises nothing.
    """
    from scheduler.advice.shortages import shortage_words, shortages
    from scheduler.solver.alone import unfit
    from scheduler.solver.problem import problem_of

    table = allowed(instance)
    short = (shortage_words(instance, one) for one in shortages(instance, table))
    known = {one.student for one in shortfalls(instance, table)}
    alone = (_unfit_words(instance, one) for one in unfit(problem_of(table)))
    return (*short, *(said for student, said in alone if student not in known))


def _unfit_words(instance: Instance, one: Unfit) -> tuple[str, str]:
    why = f"; what stands in the way: {said_list(one.because)}" if one.because else ""
    return one.student, (
        f"{said_student(instance, one.student)}: {said_count(one.missing, 'rotation')} "
        f"at least can't be placed, even alone in the school{why}."
    )


def closed_gates(instance: Instance) -> tuple[str, ...]:
    """Say which gates keep whom out of what for the whole year."""
    return gate_words(instance)


def demand_and_seats(instance: Instance) -> Sequence[tuple[str, int, int]]:
    """Return (rotation, students who owe it, seats of its wards) for each rotation."""
    owed = dict.fromkeys(instance.rotations, 0)
    for requirement in instance.requirements.values():
        owed[requirement.rotation] += 1
    return [
        (rotation, count, sum(w.seats for w in instance.wards_teaching(rotation)))
        for rotation, count in owed.items()
    ]


def write_outputs(
    instance: Instance,
    schedule: Schedule,
    out: Path,
    language: Language,
    summary: Mapping[str, object],
    stays: Mapping[str, Stay],
    beside: Mapping[str, bytes] | None = None,
) -> int:
    """Write the schedule and everything made from it; return the number of files.

    ``stays`` are those of the instance before they took effect, for the report;
    ``beside``: other files, by name, that are about this schedule.
    """
    refuse_tables(out)
    plan = schedule_csv(instance, schedule)
    told = {**summary, "schedule_sha256": schedule.fingerprint}
    edition = Edition(datetime.now(UTC), language, told)
    unplaced = unplaced_words(instance, schedule)
    report = report_page(instance, schedule, told, unplaced, stays)
    made = {**make_all(instance, schedule, edition), **(beside or {})}
    files = write_made(made, out)
    write_file(out / SCHEDULE_FILE, plan)
    write_file(out / REPORT_FILE, report)
    return 2 + len(files)


def refuse_tables(out: Path) -> None:
    """Raise FileError where results would go into tables, or into a publication."""
    for file, what in (
        (SETTINGS_FILE, "the tables of an instance"),
        (RECORD, "a publication"),
    ):
        if (out / file).exists():
            remedy = "Choose another folder for the results"
            raise FileError(str(out), f"holds {what}", remedy)


def summary_of(instance: Instance, result: Result, path: Path) -> dict[str, object]:
    """Return what summary.json says of a solve."""
    unplaced = unplaced_words(instance, result.schedule)
    found = judged(instance.waivers, result.violations)
    rest, bound, gap = without_unplaced(instance, result)
    return {
        "title": instance.title,
        "objective": result.objective,
        "bound": result.bound,
        "gap": round(result.gap, 6),
        "unavoidable": result.unavoidable,
        "without_unplaced": {"objective": rest, "bound": bound, "gap": round(gap, 6)},
        "seat_prices": _seat_prices(result),
        "proven_optimal": result.proven,
        "unplaced": list(unplaced),
        "fewest_unplaced": result.fewest_unplaced,
        "fewest_unplaced_proven": result.fewest_unplaced_proven,
        "violations": [str(violation) for violation in found.open],
        **waiver_summary(instance, found),
        "worst_off": _worst_off_figures(result),
        "goals": _goal_figures(instance, result.units),
        "placements": len(result.schedule.placements),
        "candidates": result.candidates,
        "seconds": round(result.seconds, 2),
        "first_schedule_seconds": round(result.first_seconds, 2),
        "ended_by_limit": result.interrupted,
        "seed": result.seed,
        "inputs_sha256": instance_hash(path),
        "version": __version__,
    }


def without_unplaced(instance: Instance, result: Result) -> tuple[int, int, float]:
    """Return (objective, bound, gap) of what is placed, apart from what isn't."""
    goal = next(goal for goal in GOALS if goal.name == Unplaced.name)
    return result.without(result.units[goal.name] * weight_of(goal, instance))


def _worst_off_figures(result: Result) -> dict[str, object] | None:
    """Return what was done for the worst-off, ``None`` where nothing was to be."""
    from scheduler.advice.burdens import Tail

    done = result.raised
    if done is None:
        return None
    old, new = Tail(done.old), Tail(done.new)
    return {
        "what": worst_off_words(result),
        "may_cost_share": done.share,
        "objective_before": done.cost,
        "objective": result.objective,
        "highest_before": old.maximum,
        "highest": new.maximum,
        "five_worst_before": list(old.highest),
        "five_worst": list(new.highest),
        "share_of_five_before": round(old.share, 4),
        "share_of_five": round(new.share, 4),
        "gini_before": round(old.gini, 4),
        "gini": round(new.gini, 4),
    }


def worst_off_words(result: Result) -> str:
    """Say what was done for the worst-off, and what it cost; "" where nothing was."""
    from scheduler.advice.burdens import Tail

    done = result.raised
    if done is None:
        return ""
    old, new = Tail(done.old), Tail(done.new)
    if done.old == done.new:
        return (
            f"Nothing more could be found for the worst-off, who bears {new.maximum}, "
            f"for {done.share:.1%} more in the cost."
        )
    more = result.objective - done.cost
    highest = (
        f"fell from {old.maximum} to {new.maximum}"
        if new.maximum < old.maximum
        else f"stays {new.maximum}"
    )
    return (
        f"The worst-off came first in the end: the highest burden {highest}; the five "
        f"worst-off now bear {sum(new.highest)} instead of {sum(old.highest)} "
        f"({new.share:.1%} of all burdens instead of {old.share:.1%}), for "
        f"{abs(more)} {'more' if more >= 0 else 'less'} in the cost. Cost, bound and "
        f"gap are those after it."
    )


def _seat_prices(result: Result) -> list[dict[str, object]]:
    """Return what one more seat would save, the dearest first."""
    return [
        {"ward": key[1], "week": key[2], "price": round(price, 2)}
        for key, price in sorted(result.prices.items(), key=lambda item: -item[1])
        if key[0] == Seats.name and price > 0
    ]


def _goal_figures(
    instance: Instance, units: Mapping[str, int]
) -> dict[str, dict[str, object]]:
    return {
        goal.name: {
            "units": units[goal.name],
            "weight": weight_of(goal, instance),
            "what": goal.label,
        }
        for goal in GOALS
    }


def audit_summary(
    instance: Instance, schedule: Schedule, seen: Audit, path: Path
) -> dict[str, object]:
    """Return what summary.json says of a schedule that wasn't solved just now."""
    return {
        "title": instance.title,
        "objective": seen.objective,
        "unplaced": list(seen.unplaced),
        "violations": [str(violation) for violation in seen.violations],
        **waiver_summary(instance, seen.found),
        "goals": _goal_figures(instance, seen.units),
        "placements": len(schedule.placements),
        "inputs_sha256": instance_hash(path),
        "version": __version__,
    }
