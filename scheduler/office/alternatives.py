"""What the office gets of several schedules that were found for the same tables.

The best is written as if it were alone, with its calendars and rosters. Each other one
is a draft: its schedule, its report and its figures, in a folder of its own. A draft is
there to be looked at and chosen or not. Calendars and rosters of a plan that nobody has
chosen would only be sent on by mistake; `export` and `publish` make them of the one
that is taken. All are set side by side in one sheet, as `compare` does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.advice.alternatives import Contrast, contrast_lines, contrasts
from scheduler.advice.compare import Named, compare
from scheduler.advice.report import rows
from scheduler.exports import WRITTEN, write_made
from scheduler.exports.summary import summary_json
from scheduler.files import schedule_csv
from scheduler.files.texts import csv_bytes
from scheduler.office.planning import (
    REPORT_FILE,
    SCHEDULE_FILE,
    summary_of,
    unplaced_words,
    write_outputs,
)
from scheduler.office.reasons import report_page

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.mobility import Stay
    from scheduler.exports.edition import Language
    from scheduler.solver.alternatives import Several
    from scheduler.solver.problem import Problem
    from scheduler.solver.result import Result

BEST, FOLDER = "best", "alternative-"
COMPARISON_FILE = "alternatives.csv"
SUMMARY_FILE = "summary.json"


@dataclass(frozen=True)
class Choice:
    """Schedules to choose from, the best first, and how they differ from it.

    There are no ``contrasts`` where there is one schedule only.
    """

    problem: Problem
    found: Several
    given: tuple[Named, ...]
    contrasts: tuple[Contrast, ...]

    @property
    def instance(self) -> Instance:
        """The school that is planned for."""
        return self.problem.table.instance

    @property
    def comparison(self) -> bytes:
        """All of them side by side, for Excel."""
        from scheduler.solver.ideal import ideal_of

        lines = (
            *contrast_lines(self.given, self.contrasts),
            *compare(self.instance, self.given, ideal_of(self.problem)),
        )
        return csv_bytes(rows(lines, tuple(one.name for one in self.given)))


def choice(problem: Problem, found: Several) -> Choice:
    """Set the schedules that a solve found against the best of them."""
    results = found.results
    names = [BEST, *(f"{FOLDER}{n}" for n in range(2, len(results) + 1))]
    given = tuple(
        Named(name, result.schedule)
        for name, result in zip(names, results, strict=True)
    )
    unavoidable = results[0].unavoidable
    differing = (
        contrasts(problem.table.instance, given, unavoidable) if len(given) > 1 else ()
    )
    return Choice(problem, found, given, differing)


def write_choice(
    made: Choice,
    stays: Mapping[str, Stay],
    path: Path,
    out: Path,
    language: Language,
) -> int:
    """Write the best schedule's files, and a folder for each of the others.

    ``stays`` are those of the instance at ``path`` before they took effect. What an
    earlier run left of other schedules is removed. Returns the number of files; raises
    FileError.
    """
    instance, best = made.instance, made.found.results[0]
    beside = {COMPARISON_FILE: made.comparison} if len(made.given) > 1 else {}
    summary = summary_of(instance, best, path)
    files = write_outputs(
        instance, best.schedule, out, language, summary, stays, beside
    )
    drafts = {
        contrast.name: _draft(instance, result, contrast, path, stays)
        for contrast, result in zip(made.contrasts, made.found.results, strict=False)
        if contrast.name != BEST
    }
    _clear_drafts(out, kept=list(drafts))
    return files + sum(len(write_made(own, out / name)) for name, own in drafts.items())


def _draft(
    instance: Instance,
    result: Result,
    contrast: Contrast,
    path: Path,
    stays: Mapping[str, Stay],
) -> dict[str, bytes]:
    schedule = result.schedule
    told: dict[str, object] = {
        **summary_of(instance, result, path),
        "schedule_sha256": schedule.fingerprint,
        "against_the_best": _figures(contrast),
    }
    unplaced = unplaced_words(instance, schedule)
    return {
        SCHEDULE_FILE: schedule_csv(instance, schedule),
        REPORT_FILE: report_page(instance, schedule, told, unplaced, stays),
        SUMMARY_FILE: summary_json(told),
    }


def _figures(contrast: Contrast) -> dict[str, object]:
    figures = asdict(contrast).items()
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in figures}


def _clear_drafts(out: Path, kept: Sequence[str]) -> None:
    """Remove the drafts that an earlier run left in ``out``, except some.

    What the program didn't write stays, and the folder with it. Raises FileError.
    """
    for folder in sorted(out.glob(f"{FOLDER}*")):
        ours = re.fullmatch(rf"{FOLDER}\d+", folder.name)
        if ours and folder.name not in kept and (folder / WRITTEN).exists():
            write_made({}, folder)
            with suppress(OSError):
                (folder / WRITTEN).unlink()
                folder.rmdir()


def choice_words(made: Choice, wanted: int, out: Path) -> tuple[str, ...]:
    """Say where the schedules are, how alike, and why there aren't more of them."""
    count, found = len(made.given), made.found
    said = []
    if count > 1:
        likest = min(one.likest for one in made.contrasts)
        if count > 2:
            said.append(f"No two of them have more than {1 - likest:.0%} in common.")
        said += [
            f"{COMPARISON_FILE} sets them side by side. The others are drafts: "
            "schedule, report and figures. To take one:",
            f"  clerkship export INSTANCE {out / made.given[1].name / SCHEDULE_FILE} "
            "--out FOLDER",
        ]
    if count < wanted and found.none_left:
        said.append(
            f"It is proven that there is no {'further' if count > 1 else 'other'} one: "
            f"every other schedule leaves out more, or costs more than {found.limit}."
        )
    elif count < wanted and found.results[0].violations:
        said.append("Where rules are broken, no alternatives are looked for.")
    elif count < wanted:
        said.append(
            f"No more were found that cost at most {found.limit}, which doesn't prove "
            "that there are none. More time (--time) or a larger share (--within) may "
            "give another."
        )
    return tuple(said)
