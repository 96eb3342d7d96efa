"""Forgetting: the personal data of a closed year go, its statistics stay.

Source: GDPR, Article 5(1)(e), storage limitation, and Article 17.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scheduler.domain.dates import DAY
from scheduler.domain.limits import FIRST_MONTH, academic_year
from scheduler.errors import FileError, Problem
from scheduler.exports.summary import summary_json
from scheduler.files.atomic import remove_file, write_file
from scheduler.files.forgetting import empty_tables, files_beside, personal_lines
from scheduler.files.settings import read_settings
from scheduler.files.sources import Source, is_folder, open_source, visible_files
from scheduler.files.spelling import fold_heading
from scheduler.files.tables import TABLES
from scheduler.goals import GOALS
from scheduler.office.reading import load, load_planned
from scheduler.office.statistics import statistics
from scheduler.office.stays import Reading
from scheduler.publish.ledger import forget_people, publications

MARK = "statistics_of_a_closed_year"


@dataclass(frozen=True)
class Forgettable:
    """What there is to forget at ``place``, and what will not be reached.

    ``lines`` counts lines by table; ``publications`` are the numbers of those that name
    people; ``beside`` are files of the program's own about them; ``left`` names files
    beside the tables that may name people, and aren't touched.
    """

    place: Path
    lines: dict[str, int]
    publications: tuple[int, ...]
    beside: tuple[Path, ...]
    left: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether everything is forgotten already."""
        return not self.lines and not self.publications and not self.beside


def statistics_file(place: Path) -> Path:
    """Return where the figures of a closed year are kept."""
    if is_folder(place):
        return place / "statistics.json"
    return place.with_name(f"{place.stem}-statistics.json")


def forgettable(place: Path, before: date, today: date) -> Forgettable:
    """Return what would be forgotten of the instance at ``place``.

    Raises FileError where ``before`` lies in the academic year of ``today`` or later,
    and where the instance's own year hadn't ended before that day; LedgerError where
    its publications were changed after the fact.
    """
    running = date(academic_year(today).first, FIRST_MONTH, 1)
    if before > running:
        wrong = f"{before:%d/%m/%Y} lies in the academic year that is running, or later"
        remedy = f"Give {running:%d/%m/%Y} or an earlier day"
        raise FileError("--before", wrong, remedy)
    source = open_source(place)
    last = _last_day(place, source)
    if last >= before:
        wrong = f"is a year that ends on {last:%d/%m/%Y}, not before {before:%d/%m/%Y}"
        raise FileError(str(place), wrong, "Nothing was deleted")
    named = tuple(p.number for p in publications(place) if not p.forgotten)
    lines, beside = personal_lines(source), files_beside(place)
    return Forgettable(place, lines, named, beside, _left(place))


def _last_day(place: Path, source: Source) -> date:
    problems: list[Problem] = []
    goals = frozenset(goal.name for goal in GOALS)
    last = read_settings(source, goals, frozenset(), problems).last_week
    if last is None:
        wrong = "doesn't say when its year ends"
        raise FileError(str(place), wrong, "Mend last_week in its settings")
    return last + 6 * DAY


def _left(place: Path) -> tuple[str, ...]:
    """Return the other files beside the tables: schedules, exports, older copies."""
    if not is_folder(place):
        return ()
    known = {fold_heading(table.name) for table in TABLES}
    own = ("instance.toml", statistics_file(place).name)
    return tuple(
        path.name
        for path in visible_files(place)
        if path.name.casefold() not in own
        and not (path.suffix.casefold() == ".csv" and fold_heading(path.stem) in known)
    )


def forget(found: Forgettable, today: date) -> Path:
    """Delete what was found, and return the file with the statistics.

    The statistics come first, then publications, files beside, and tables, students
    last: after a kill at any moment a second run finishes. InstanceError where the
    tables can't be read, so that there would be no statistics; nothing is deleted then.
    """
    place, kept = found.place, statistics_file(found.place)
    whole = "students" in found.lines
    if not _is_kept(kept):
        _keep(place, kept, today)
    forget_people(place, today)
    for path in found.beside:
        remove_file(path)
    if found.lines:
        needed = whole and not is_folder(place)
        empty_tables(place, load(place) if needed else None, today)
    return kept


def _is_kept(path: Path) -> bool:
    """Tell whether an earlier run has written the statistics; else raises FileError."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        said = None
    if not isinstance(said, dict) or MARK not in said:
        wrong = "is there already and isn't the program's own"
        raise FileError(str(path), wrong, "Rename it and run again")
    return True


def _keep(place: Path, path: Path, today: date) -> None:
    plan = load_planned(place, Reading(skip_refused=True))
    known = [p for p in publications(place) if not p.forgotten]
    figures = statistics(load(place), plan.instance, known[-1] if known else None)
    write_file(path, summary_json({MARK: today, **figures}))
