"""Imports run one way, and what must start fast or run without a solver does."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "scheduler"

# What each part may import of the rest of the package, beside itself.
ALLOWED = {
    "errors": set(),
    "domain": {"errors"},
    "terms": {"domain", "errors"},
    "walks": {"terms"},
    "rules": {"walks", "terms", "domain", "errors"},
    "goals": {"walks", "terms", "domain", "errors"},
    "synthetic": {"domain", "errors"},
    "files": {"domain", "errors"},
    "exports": {"files", "domain", "errors"},
    "solver": {"rules", "goals", "walks", "terms", "domain", "errors"},
    "publish": {"exports", "files", "domain", "errors"},
    "advice": {"solver", "rules", "goals", "terms", "domain", "errors"},
    "mss": {"solver", "files", "walks", "terms", "domain", "errors"},
    "office": {
        "publish", "advice", "solver", "exports", "files", "synthetic", "rules",
        "goals", "terms", "domain", "errors",
    },
    "commands": {
        "office", "mss", "publish", "advice", "solver", "exports", "files", "synthetic",
        "rules", "goals", "domain", "errors",
    },
    "cli": {"commands", "errors"},
    "__main__": {"cli"},
}  # fmt: skip


def imports_of(path):
    """(module, line) for each import of the package's own modules."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.lineno


def parts():
    return sorted(
        {path.relative_to(PACKAGE).parts[0].removesuffix(".py")
         for path in PACKAGE.rglob("*.py")}
        - {"__init__"}
    )  # fmt: skip


@pytest.mark.parametrize("part", parts())
def test_imports_run_one_way(part):
    """A part of the package imports only what stands below it."""
    allowed = ALLOWED[part] | {part}
    folder = PACKAGE / part
    files = folder.rglob("*.py") if folder.is_dir() else [PACKAGE / f"{part}.py"]
    for path in files:
        for module, line in imports_of(path):
            if module.startswith("scheduler."):
                below = module.split(".")[1]
                assert below in allowed, f"{path}:{line} imports {module}"


@pytest.mark.parametrize("library", ["ortools", "numba"])
def test_only_the_solver_knows_the_solvers(library):
    """OR-Tools and numba are imported in the solver package and nowhere else."""
    users = {
        path.relative_to(PACKAGE).parts[0]
        for path in PACKAGE.rglob("*.py")
        for module, _ in imports_of(path)
        if module.split(".")[0] == library
    }
    assert users == {"solver"}


def test_the_domain_is_plain_python():
    """What is given and decided needs the standard library alone."""
    for path in (PACKAGE / "domain").glob("*.py"):
        for module, line in imports_of(path):
            root = module.split(".")[0]
            assert root == "scheduler" or root in sys.stdlib_module_names, (path, line)


def test_what_is_imported_is_what_is_installed():
    """The package asks for what it imports, and for nothing else."""
    told = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf-8"))
    asked = {re.split(r"[<>=]", one)[0] for one in told["project"]["dependencies"]}
    imported = {
        module.split(".")[0]
        for path in PACKAGE.rglob("*.py")
        for module, _ in imports_of(path)
    }
    others = imported - sys.stdlib_module_names - {"scheduler", "__future__"}
    assert others == asked - {"tzdata"}  # which the standard library reads on Windows


def loaded_by(*arguments):
    """The modules in memory after a command line."""
    program = (
        "import sys\n"
        "from scheduler.cli import main\n"
        f"main({list(arguments)!r}, standalone_mode=False)\n"
        "print(chr(10).join(sys.modules), file=sys.stderr)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    return set(ran.stderr.split())


def test_help_loads_nothing_heavy():
    """``--help`` answers at once: no solver, no numbers, no spreadsheets."""
    heavy = {"ortools", "numba", "pandas", "numpy", "icalendar", "openpyxl", "rich"}
    assert not heavy & loaded_by("--help")


def test_checking_and_exporting_need_no_solver(tmp_path, tiny_schedule):
    """``verify`` and ``export`` run where OR-Tools and numba are missing."""
    instance, schedule = tiny_schedule
    for command in (
        ("verify", instance, schedule),
        ("export", instance, schedule, "--out", str(tmp_path / "out")),
    ):
        assert not {"ortools", "numba"} & loaded_by(*command)
