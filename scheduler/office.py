"""What the office does, one function each; the command line parses and prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler import __version__
from scheduler.abroad import Planned, Reading, planned, shortfall_words
from scheduler.advice.windows import Advice, advise
from scheduler.domain.applied import Tentative, applied, without
from scheduler.domain.instance import Instance
from scheduler.domain.limits import Length
from scheduler.domain.mobility import SETTINGS, Status
from scheduler.domain.schedule import Schedule, Violation
from scheduler.domain.succession import next_year
from scheduler.errors import BrokenScheduleError, FileError
from scheduler.exports import Edition, write_all
from scheduler.exports.agreement import agreement
from scheduler.exports.edition import Language
from scheduler.files import (
    instance_hash,
    read_instance,
    read_schedule,
    schedule_csv,
    write_file,
    write_instance,
    write_template,
    write_template_workbook,
    write_workbook,
)
from scheduler.files.spelling import did_you_mean
from scheduler.goals import GOALS, measure_all, objective, weight_of
from scheduler.rules import check_all
from scheduler.rules.blocked import forbidding_rules, gate_words
from scheduler.rules.stays import check_stays
from scheduler.rules.ward_minimum import WardMinimum
from scheduler.synthetic import generate

if TYPE_CHECKING:
    from scheduler.solver.result import Result
    from scheduler.terms import Table

SCHEDULE_FILE = "schedule.csv"


def load(path: Path) -> Instance:
    """Return the instance at ``path``; raises InstanceError with all its problems."""
    goals = frozenset(goal.name for goal in GOALS)
    return read_instance(path, goals=goals, settings=frozenset(SETTINGS))


def load_planned(path: Path, reading: Reading) -> Planned:
    """Return the instance at ``path`` with its stays and visits in effect."""
    return planned(load(path), reading)


def load_for_semester(
    path: Path, number: int | None, schedule_path: Path | None, reading: Reading
) -> Planned:
    """Return the instance in which everything before a semester stays as it was."""
    plan = planned(_from_semester(path, number, schedule_path), reading)
    kept = Schedule.of(plan.instance.frozen)
    _refuse_broken(plan.instance, kept, "that stays as it was")
    return plan


def _refuse_broken(instance: Instance, schedule: Schedule, which: str) -> None:
    """Raise BrokenScheduleError where placements contradict the tables as they are.

    A ward's minimum doesn't count: a part of a schedule needn't meet it.
    """
    found = check_all(instance, schedule)
    told = tuple(str(v) for v in found if v.rule != WardMinimum.name)
    if told:
        raise BrokenScheduleError(which, told)


def _from_semester(
    path: Path, number: int | None, schedule_path: Path | None
) -> Instance:
    instance = load(path)
    if number is None:
        return instance
    semesters = instance.calendar.semesters
    if not 1 <= number <= len(semesters):
        names = ", ".join(f"{i} = {s.name}" for i, s in enumerate(semesters, start=1))
        raise FileError(
            str(path),
            f"has no semester number {number}",
            f"It has: {names or 'none; name them in the instance settings'}",
        )
    if number == 1 and schedule_path is None:
        return instance
    if schedule_path is None:
        raise FileError(
            str(path),
            f"semester {number} can't be planned without what came before it",
            "Name the schedule of the earlier semesters with --from",
        )
    earlier = _earlier_schedule(schedule_path, instance)
    return instance.frozen_before(semesters[number - 1].first, earlier)


def _earlier_schedule(path: Path, given: Instance) -> Schedule:
    """Read a schedule that may be older than the stays: what they credit is in it."""
    return read_schedule(path, applied(replace(given, stays={})))


@dataclass(frozen=True)
class Audit:
    """What the independent checker says: breaches of rules, and the goals' units."""

    violations: tuple[Violation, ...]
    units: Mapping[str, int]
    objective: int
    unplaced: tuple[str, ...]


def audit(instance: Instance, schedule: Schedule) -> Audit:
    """Check a schedule, however it came about."""
    return Audit(
        check_all(instance, schedule),
        measure_all(instance, schedule),
        objective(instance, schedule),
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
) -> int:
    """Write the schedule and everything made from it; return the number of files."""
    if (out / "instance.toml").exists():
        raise FileError(
            str(out),
            "holds the tables of an instance",
            "Choose another folder for the results",
        )
    plan = schedule_csv(instance, schedule)
    edition = Edition(datetime.now(UTC), language, summary)
    files = write_all(instance, schedule, out, edition)
    write_file(out / SCHEDULE_FILE, plan)
    return 1 + len(files)


def summary_of(instance: Instance, result: Result, path: Path) -> dict[str, object]:
    """Return what summary.json says of a solve."""
    unplaced = unplaced_words(instance, result.schedule)
    return {
        "title": instance.title,
        "objective": result.objective,
        "bound": result.bound,
        "gap": round(result.gap, 6),
        "proven_optimal": result.proven,
        "unplaced": list(unplaced),
        "fewest_unplaced_proven": result.fewest_unplaced_proven,
        "violations": [str(violation) for violation in result.violations],
        "goals": {
            goal.name: {
                "units": result.units[goal.name],
                "weight": weight_of(goal, instance),
                "what": goal.label,
            }
            for goal in GOALS
        },
        "placements": len(result.schedule.placements),
        "candidates": result.candidates,
        "seconds": round(result.seconds, 2),
        "first_schedule_seconds": round(result.first_seconds, 2),
        "ended_by_limit": result.interrupted,
        "seed": result.seed,
        "inputs_sha256": instance_hash(path),
        "version": __version__,
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
        "goals": {name: {"units": units} for name, units in seen.units.items()},
        "placements": len(schedule.placements),
        "inputs_sha256": instance_hash(path),
        "version": __version__,
    }


def new_instance(place: Path) -> None:
    """Write a commented instance to be filled in: a folder, or a workbook (.xlsx)."""
    weights = {goal.name: goal.weight for goal in GOALS}
    settings = dict.fromkeys(SETTINGS, 0)
    if place.suffix.lower() == ".xlsx":
        write_template_workbook(place, weights=weights, settings=settings)
    else:
        write_template(place, weights=weights, settings=settings)


def next_instance(place: Path, old: Path, schedule: Path) -> None:
    """Write next year's instance: students moved up, what was done credited."""
    instance = applied(load(old))
    done = read_schedule(schedule, instance)
    _refuse_broken(instance, done, "that is to be credited")
    following = next_year(instance, done)
    _refuse_filled(place)
    if place.suffix.lower() == ".xlsx":
        write_workbook(following, place, all_tables=True)
    else:
        write_instance(following, place, all_tables=True)


def generate_instance(
    place: Path, students_per_year: int, fill: float, seed: int, infeasible: bool
) -> str:
    """Write a synthetic instance and its planted schedule; say what is known of it."""
    _refuse_filled(place)
    instance, planted = generate(students_per_year, fill, seed, infeasible)
    write_instance(instance, place)
    if infeasible:
        return f"{instance.title} written to {place}"
    beside = place.with_name(f"{place.name}-planted.csv")
    write_file(beside, schedule_csv(instance, planted))
    return f"{instance.title} written to {place}, a complete schedule to {beside}"


def _refuse_filled(place: Path) -> None:
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise FileError(
            str(place), "is there already", "Choose a new name, or remove it first"
        )


# -- the mobility desk -------------------------------------------------------------


def windows_for(
    path: Path,
    student: str,
    asked: Length | None,
    schedule_path: Path | None,
    tentative: str,
) -> tuple[Instance, Advice]:
    """Return when a student could go abroad, and the instance with its stays in effect.

    Refused stays are left out: they may be why somebody asks.
    """
    plan = load_planned(path, Reading(Tentative(tentative), skip_refused=True))
    if student not in plan.given.students:
        remedy = did_you_mean(student, list(plan.given.students))
        raise FileError(str(path), f"has no student {student}", remedy)
    if not plan.given.programmes:
        remedy = "Fill in the table programmes"
        raise FileError(str(path), "has no mobility programmes", remedy)
    given = plan.given
    schedule = _earlier_schedule(schedule_path, given) if schedule_path else None
    return plan.instance, advise(plan.instance, student, asked, schedule)


def write_agreement(
    path: Path, about: str, schedule_path: Path | None, out: Path
) -> tuple[Path, ...]:
    """Write the draft of a learning agreement; return the files.

    It is made also for a stay that is refused: the agreement may be what is missing.
    """
    given = load(path)
    _need_one(path, given, about)
    refused = {finding.stay for finding in check_stays(given) if finding.hard}
    known = without(given, refused - {about})
    schedule = _earlier_schedule(schedule_path, given) if schedule_path else None
    edition = Edition(datetime.now(UTC))
    files = {
        out / name: data for name, data in agreement(known, about, schedule, edition)
    }
    for place, data in files.items():
        write_file(place, data)
    return tuple(files)


def doubts_about(path: Path, about: str) -> tuple[str, ...]:
    """Say what speaks against a stay: that it is withdrawn, and what check finds."""
    given = load(path)
    stay = given.stays.get(about)
    withdrawn = stay is not None and stay.status == Status.WITHDRAWN
    found = (str(f) for f in check_stays(given) if f.stay == about and f.hard)
    return (*([f"the stay {about} is withdrawn"] if withdrawn else []), *found)


def _need_one(path: Path, given: Instance, about: str) -> None:
    found = (about in given.stays) + (about in given.visitors)
    if found != 1:
        wrong = "both a stay and a visitor" if found else "no stay or visitor"
        remedy = did_you_mean(about, [*given.stays, *given.visitors])
        remedy = "Rename one of them" if found else remedy
        raise FileError(str(path), f"has {wrong} {about}", remedy)
