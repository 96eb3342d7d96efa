"""Folders appear on disk whole or not at all, whenever the power goes."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from scheduler.errors import FileError

_UNFINISHED = re.compile(r"\.(\d+)\.[0-9a-f]+\.tmp")


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder of files: under a hidden name first, then renamed.

    All bytes have reached the disk before the one rename by which the folder appears.
    Raises FileError where it is there already or can't be written; then nothing of it
    can be seen.
    """
    hidden = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.tmp")
    try:
        hidden.mkdir(parents=True)
        for name, data in files.items():
            _write_through(hidden / name, data)
        _settle(hidden)
        # Fails where the folder is there: it is never empty.
        os.rename(hidden, folder)  # noqa: PTH104 (the name says what it promises)
    except OSError as error:
        shutil.rmtree(hidden, ignore_errors=True)
        raise _file_error(folder, error) from error
    _settle(folder.parent)


def _write_through(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Have the names in a folder reach the disk, where a system can do that."""
    with suppress(OSError):  # Windows and some network disks do it by themselves
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _file_error(folder: Path, error: OSError) -> FileError:
    if folder.exists():
        wrong = "is there already: somebody has published in the meantime"
        return FileError(str(folder), wrong, "Look at it, and run again")
    wrong = f"can't be written ({error.strerror or error})"
    return FileError(str(folder), wrong, "Check the disk, close its files, run again")


def clear_unfinished(parent: Path, last: int) -> None:
    """Remove what interrupted runs left of folders up to number ``last``.

    Those can't appear any more, whoever may still be at work; what can't be removed is
    hidden, and harms nobody.
    """
    for path in parent.iterdir():
        unfinished = _UNFINISHED.fullmatch(path.name)
        if unfinished and int(unfinished[1]) <= last:
            shutil.rmtree(path, ignore_errors=True)
