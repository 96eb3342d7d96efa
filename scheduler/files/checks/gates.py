"""Gates: clearances that say something, hazards and areas that exist."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.clearances import Clearance, Gate
from scheduler.domain.curriculum import TPV_HOURS, TpvArea
from scheduler.domain.places import HospitalKind
from scheduler.errors import Problem
from scheduler.files import tables
from scheduler.files.gate_tables import CLEARANCES, RESTRICTIONS
from scheduler.files.lines import Draft, Lines
from scheduler.files.settings import Settings
from scheduler.files.spelling import did_you_mean
from scheduler.files.texts import as_text


def clearances(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse spans the wrong way round, and levels of anything but Italian."""
    lines = draft[CLEARANCES]
    for line in lines:
        yield from _span_fault(lines, line.row, line.value)
        yield from _level_fault(lines, line.row, line.value)


def _span_fault(
    lines: Lines[Clearance], row: int, clearance: Clearance
) -> Iterator[Problem]:
    first, last = clearance.first, clearance.last
    if first and last and last < first:
        wrong = f"is before the first day, {first:%d/%m/%Y}"
        remedy = "Swap the two dates, or mend one of them"
        yield lines.problem(row, "to", as_text(last), wrong, remedy)


def _level_fault(
    lines: Lines[Clearance], row: int, clearance: Clearance
) -> Iterator[Problem]:
    level = clearance.level
    if clearance.gate == Gate.ITALIAN and level is None:
        wrong = "is blank, and Italian is held at a level"
        yield lines.problem(row, "level", "", wrong, "Write the level, like B2")
    elif clearance.gate != Gate.ITALIAN and level is not None:
        wrong, remedy = "is for Italian only", "Clear the cell"
        yield lines.problem(row, "level", level, wrong, remedy)


def unheard_of(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse gates that nobody passes: a table that was forgotten, most likely."""
    lines = draft[CLEARANCES]
    passed = {clearance.gate for clearance in lines.values}
    for name in settings.gates if lines.complete else ():
        wanted = [gate for gate in Gate if gate.partition("_")[0] == name]
        needless = name == "radiation" and not _asked_for_radiation(draft)
        if passed.isdisjoint(wanted) and not needless:
            wrong = f"is a gate that no line of {lines.file} is about: nobody passes it"
            remedy = "Fill that table, or take the word out of 'gates'"
            yield Problem(settings.file, 0, "gates", name, wrong, remedy)


def _asked_for_radiation(draft: Draft) -> bool:
    wards = draft[tables.WARDS]
    return wards.complete and any(ward.radiation for ward in wards.values)


def hazards(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse a restriction that no ward meets: a slip would expose the student."""
    lines, wards = draft[RESTRICTIONS], draft[tables.WARDS]
    known = sorted({hazard for ward in wards.values for hazard in ward.hazards})
    for line in lines if wards.complete else ():
        if line.value.avoids not in known:
            wrong = f"is a hazard of no ward in {wards.file}"
            remedy = (
                did_you_mean(line.value.avoids, known)
                if known
                else ("Name it in the column 'hazards' of the wards where it is met")
            )
            yield lines.problem(line.row, "avoids", line.value.avoids, wrong, remedy)


def areas(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse areas of the qualifying internship with too few hours."""
    lines = draft[tables.ROTATIONS]
    for area in TpvArea if lines.complete else ():
        own = [line for line in lines if line.value.tpv == area]
        hours = sum(line.value.hours for line in own)
        if own and hours < TPV_HOURS:
            wrong = f"gives the area '{area}' {hours:g} ward hours in all"
            remedy = f"The qualifying internship takes {TPV_HOURS} in each area"
            said = as_text(own[-1].value.hours)
            yield lines.problem(own[-1].row, "hours", said, wrong, remedy)


def practices(draft: Draft, settings: Settings) -> Iterator[Problem]:
    """Refuse the general practitioner's month in a hospital, and others outside one."""
    wards, sites = draft[tables.WARDS], draft[tables.HOSPITALS]
    kinds = {site.id: site.kind for site in sites.values}
    tpv = {r.id: r.tpv for r in draft[tables.ROTATIONS].values if r.tpv}
    for line in wards:
        kind = kinds.get(line.value.hospital)
        for rotation in line.value.rotations if kind else ():
            area = tpv.get(rotation)
            outside = area == TpvArea.GENERAL_PRACTICE
            if area and outside != (kind == HospitalKind.PRACTICE):
                right = HospitalKind.PRACTICE if outside else HospitalKind.HOSPITAL
                wrong = f"is done in a {right}, and {line.value.hospital} is a {kind}"
                remedy = f"Move it, or mend the 'kind' in {sites.file}"
                yield wards.problem(line.row, "rotations", rotation, wrong, remedy)


CHECKS = (clearances, unheard_of, hazards, areas, practices)
