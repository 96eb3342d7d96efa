"""The instance in ``instances/tiny``, and copies of it to be damaged."""

import shutil
from pathlib import Path

from scheduler.files import read_instance

TINY = Path(__file__).parents[2] / "instances" / "tiny"
GOALS = frozenset({"unplaced", "travel", "gaps"})
SETTINGS = frozenset({"max_gap", "longest_order"})


def read(path):
    """Read an instance with a few known goals and settings."""
    return read_instance(path, goals=GOALS, settings=SETTINGS)


def copy_of_tiny(folder):
    """Copy the tiny instance into ``folder`` and return the copy."""
    return Path(shutil.copytree(TINY, folder / "tiny"))


def edit(path, old, new):
    """Replace ``old`` by ``new``, which must change the file; "" appends a line."""
    text = path.read_text("utf-8") if path.exists() else ""
    if not old:
        path.write_text(f"{text}{new}\n", "utf-8")
        return
    assert text.count(old) == 1, f"{old!r} is in {path.name} {text.count(old)} times"
    path.write_text(text.replace(old, new), "utf-8")
