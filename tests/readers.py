"""Programs of other people that read what we write: where they are, how they are run.

A test that can't have one skips and says so; `.ci/run` installs what it can.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ICAL_JS, NODE_ICAL = "ical.js@2.2.1", "node-ical@0.20.1"
KHAL_CONFIG = """
[calendars]
[[mine]]
path = {folder}/mine
type = calendar
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = Europe/Rome
default_timezone = Europe/Rome
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = mine
"""


def cache():
    """Return the folder for programs that are fetched once per computer."""
    home = os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")
    return Path(home) / "clerkship-tests"


def need(program):
    """Return the path of ``program``, or skip the test and say what is missing."""
    own = cache() / program / "bin" / program  # a Python program in its own venv
    path = shutil.which(program) or (str(own) if own.is_file() else None)
    if path is None:
        pytest.skip(f"NOT CHECKED: the program '{program}' is missing on this computer")
    return path


def run(*command, folder):
    """Run a command at home in ``folder``; return what it prints."""
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "LC_ALL": "C.UTF-8"}
    direct = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **home, **direct},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def npm_package(package):
    """Return the folder in which node finds a package (name@version)."""
    npm, _ = need("npm"), need("node")
    folder = cache() / package
    if not (folder / "node_modules" / package.partition("@")[0]).is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        install = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder)]
        done = subprocess.run([*install, package], capture_output=True, check=False)
        if done.returncode:
            pytest.skip(f"NOT CHECKED: npm can't install {package} (no network?)")
    return folder
