"""Views of a schedule as files: calendars, rosters, a picture, a summary.

An export is a pure function (instance, schedule, edition) -> (relative path, bytes). A
new one is a new file and a new line in `EXPORTS`.
"""

from __future__ import annotations

from pathlib import Path

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule
from scheduler.errors import FileError
from scheduler.exports.calendars import calendars
from scheduler.exports.edition import Edition, Export
from scheduler.exports.picture import pictures
from scheduler.exports.rosters import rosters
from scheduler.exports.summary import summaries
from scheduler.files.atomic import write_file

__all__ = ["EXPORTS", "Edition", "write_all"]

EXPORTS: tuple[Export, ...] = (calendars, rosters, pictures, summaries)

# Folders that hold one file per student or hospital, and the endings that are ours.
OWN_FOLDERS = {"calendars": (".ics",), "rosters": (".csv", ".xlsx")}


def write_all(
    instance: Instance, schedule: Schedule, out: Path, edition: Edition
) -> tuple[Path, ...]:
    """Write all exports into the folder ``out`` and return their paths.

    Everything is made before anything is written. Then files of an earlier run go, for
    students and hospitals that aren't there any more. FileError where a file or folder
    can't be written; ScheduleError where the schedule doesn't fit the instance.
    """
    files = {
        out / path: data
        for export in EXPORTS
        for path, data in export(instance, schedule, edition)
    }
    for path, data in files.items():
        write_file(path, data)
    for name, endings in OWN_FOLDERS.items():
        _remove_stale(out / name, endings, {path.name for path in files})
    return tuple(files)


def _remove_stale(folder: Path, endings: tuple[str, ...], current: set[str]) -> None:
    # Windows keeps the old spelling of a name that differs in case alone.
    kept = {name.casefold() for name in current}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix.lower() in endings and path.name.casefold() not in kept:
            _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise FileError(
            str(path),
            "this file of an earlier run is outdated and can't be removed",
            "Close it in Excel, or remove it by hand, and run again",
        ) from error
