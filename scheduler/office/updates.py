"""Tables of an instance changed by the program, never into something unreadable."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from scheduler.files.atomic import write_file
from scheduler.files.layout import Table
from scheduler.files.sources import is_folder, read_bytes, visible_files
from scheduler.files.updating import Edits, update_table
from scheduler.office.reading import load


def update_safely(path: Path, table: Table[object], edits: Edits) -> Path:
    """Change a table of the instance at ``path``; return the file that was written.

    It is rehearsed on a copy first: where the tables would contradict each other
    afterwards, InstanceError says how and nothing changes. Raises FileError too.
    """
    with TemporaryDirectory(prefix="clerkship-") as folder:
        copy = Path(folder) / path.name
        if is_folder(path):
            for file in visible_files(path):
                write_file(copy / file.name, read_bytes(file))
        else:
            write_file(copy, read_bytes(path))
        update_table(copy, table, edits)
        load(copy)
    return update_table(path, table, edits)
