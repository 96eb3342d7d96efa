"""Views of a schedule as files: calendars, rosters, a picture, a summary.

An export is a pure function (instance, schedule, edition) -> (relative path, bytes). A
new one is a new file and a new line in `EXPORTS`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule
from scheduler.errors import FileError
from scheduler.exports.calendars import calendars
from scheduler.exports.edition import Edition, Export
from scheduler.exports.pages import pages
from scheduler.exports.picture import pictures
from scheduler.exports.rosters import rosters
from scheduler.exports.summary import summaries
from scheduler.files.atomic import write_file

__all__ = ["EXPORTS", "Edition", "make_all", "write_all", "write_made"]

EXPORTS: tuple[Export, ...] = (calendars, rosters, pages, pictures, summaries)

WRITTEN = ".clerkship-files.json"
"""What a run wrote into a folder: the next may remove that, and nothing else."""


def write_all(
    instance: Instance, schedule: Schedule, out: Path, edition: Edition
) -> tuple[Path, ...]:
    """Write all exports into the folder ``out`` and return their paths.

    Everything is made before anything is written. Then files of an earlier run go, for
    students and hospitals that aren't there any more. FileError where a file or folder
    can't be written; ScheduleError where the schedule doesn't fit the instance.
    """
    return write_made(make_all(instance, schedule, edition), out)


def make_all(
    instance: Instance, schedule: Schedule, edition: Edition
) -> dict[str, bytes]:
    """Return all exports by relative path; ScheduleError as above."""
    return {
        path: data
        for export in EXPORTS
        for path, data in export(instance, schedule, edition)
    }


def write_made(files: Mapping[str, bytes], out: Path) -> tuple[Path, ...]:
    """Write files that are made already into the folder ``out``, as `write_all`."""
    for path, data in files.items():
        write_file(out / path, data)
    _remove_stale(out, list(files))
    return tuple(out / path for path in files)


def _remove_stale(out: Path, current: list[str]) -> None:
    """Remove what an earlier run wrote and this one didn't; keep the list."""
    # Windows keeps the old spelling of a name that differs in case alone.
    kept = {name.casefold() for name in current}
    for name in _written_before(out):
        if name.casefold() not in kept:
            _remove(out / name)
    write_file(out / WRITTEN, json.dumps(sorted(current), indent=0).encode())


def _written_before(out: Path) -> list[str]:
    """Return the names of the last run's files; none where the list can't be read."""
    try:
        names = json.loads((out / WRITTEN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    own = [name for name in names if isinstance(name, str)] if names else []
    return [name for name in own if ".." not in name and not Path(name).is_absolute()]


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(
            str(path),
            "this file of an earlier run is outdated and can't be removed",
            "Close it in Excel, or remove it by hand, and run again",
        ) from error
