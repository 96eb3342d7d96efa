"""Ids as file names, and text without control characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

# Windows keeps these for devices, whatever the extension (Microsoft, "Naming files").
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
LONGEST = 80


def plain(text: str) -> str:
    """Return ``text`` on one line, without control characters."""
    return CONTROLS.sub(" ", text).strip()


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """Return a file name without extension for each id, no two alike.

    An id that is a safe name on Windows and in a URL stays as it is. Any other is
    mended and marked with a hash of the id; so are ids that differ in case alone, since
    Windows would write them into one file.
    """
    every = list(ids)
    alike = Counter(name.casefold() for name in every)
    return {
        name: name if _is_safe(name) and alike[name.casefold()] == 1 else _mended(name)
        for name in every
    }


def _is_safe(name: str) -> bool:
    return (
        0 < len(name) <= LONGEST
        and not UNSAFE.search(name)
        and not RESERVED.fullmatch(name)
        and name == name.strip(".")
    )


def _mended(name: str) -> str:
    stem = UNSAFE.sub("_", name)[:LONGEST].strip(".")
    if RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    mark = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{stem}-{mark}"
