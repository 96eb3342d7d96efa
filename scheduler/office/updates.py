"""Tables of an instance changed by the program, never into something unreadable."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from scheduler.domain.instance import Instance
from scheduler.errors import FileError
from scheduler.files.atomic import write_file
from scheduler.files.editing import Edits, edited
from scheduler.files.layout import Table
from scheduler.files.sources import is_folder, read_bytes, visible_files
from scheduler.office.reading import load


def update_safely(path: Path, table: Table[object], edits: Edits) -> Path:
    """Change a table of the instance at ``path``; return the file that was written.

    It is rehearsed on a copy first: where the tables would contradict each other
    afterwards, InstanceError says how and nothing changes. Raises FileError too.
    """
    files = edited(path, {table.name: edits})
    rehearsed(path, files)
    (file,) = files
    write_together(files)
    return file


def rehearsed(path: Path, files: Mapping[Path, bytes]) -> Instance:
    """Return the instance as it would be; InstanceError if it could not be used."""
    with TemporaryDirectory(prefix="clerkship-") as folder:
        copy = Path(folder) / path.name
        if is_folder(path):
            for file in visible_files(path):
                write_file(copy / file.name, read_bytes(file))
        else:
            write_file(copy, read_bytes(path))
        for file, data in files.items():
            write_file(copy / file.name if is_folder(path) else copy, data)
        return load(copy)


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write all files or none: where one is locked, those before it are put back."""
    old = {path: read_bytes(path) if path.exists() else None for path in files}
    done: list[Path] = []
    try:
        for path, data in files.items():
            write_file(path, data)
            done.append(path)
    except FileError:
        for path in done:
            before = old[path]
            if before is None:
                path.unlink(missing_ok=True)
            else:
                write_file(path, before)
        raise
