"""Files appear on disk whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from scheduler.errors import FileError


def write_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write ``data`` under a temporary name beside ``path``, then rename it.

    The folder is made if need be. A reader sees the old file or the new one, never
    half of it. A ``private`` file is for its owner's eyes alone, where the system knows
    owners. Raises FileError, for instance while Excel holds the file.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if private:
            temporary.unlink(missing_ok=True)
            temporary.touch(mode=0o600)
        temporary.write_bytes(data)
        os.replace(temporary, path)  # noqa: PTH105 (the name says what it promises)
    except OSError as error:
        _forget(temporary)
        raise _file_error(path, error) from error


def remove_file(path: Path) -> None:
    """Remove a file if it is there; raises FileError where that can't be done."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        wrong = f"can't be removed ({error.strerror or error})"
        remedy = "Close it in other programs and run again"
        raise FileError(str(path), wrong, remedy) from error


def _file_error(path: Path, error: OSError) -> FileError:
    if os.path.isdir(path):  # noqa: PTH112 (unlike Path.is_dir it never raises)
        return FileError(str(path), "is a folder", "Choose another name for the file")
    if isinstance(error, PermissionError):
        return FileError(
            str(path),
            "is open in another program, or may not be changed",
            "Close it (in Excel, for instance) and run again",
        )
    return FileError(
        str(path),
        f"can't be written ({error.strerror or error})",
        "Check the disk and the name of the folder, and run again",
    )


def _forget(temporary: Path) -> None:
    try:
        temporary.unlink(missing_ok=True)
    except OSError:
        return  # A leftover under a hidden name harms nobody; the first error counts.
