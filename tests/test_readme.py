"""The README is true: its commands run, its tables and rules are the program's."""

import re
import shlex
import shutil

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.exports import EXPORTS
from scheduler.files.tables import TABLES
from tests.conftest import ROOT

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)


def test_two_commands_are_all_it_takes():
    """The quick start has exactly two one-line commands."""
    lines = [line for block in blocks("sh") for line in block.splitlines() if line]
    assert len(lines) == 2
    assert lines[0].endswith("clerkship solve instances/ims-2026-27 --out out")
    assert lines[1].endswith(".venv/bin/pytest")


def test_ci_runs_the_same_two_commands():
    """What is tested is what the README says."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "readme_command '--out out'" in script
    assert "readme_command 'pytest'" in script


def test_the_examples_run(tmp_path, monkeypatch):
    """Every line of the README's console examples does what it should."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "instances" / "tiny", tmp_path / "instances" / "tiny")
    text = "student;surname;name;year\nEX-000001;Synthetic;Student 1;5\n"
    (tmp_path / "registry.csv").write_text(f"{text}EX-000002;Synthetic;Student 2;5\n")
    lines = [line for block in blocks("console") for line in block.splitlines()]
    assert len(lines) >= 5
    for line in lines:
        program, *arguments = shlex.split(line)
        assert program == "clerkship"
        ran = CliRunner().invoke(main, arguments)
        assert ran.exit_code == 0, (line, ran.output)


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_described(command):
    """The README lists each command."""
    assert f"| `clerkship {command} " in TEXT


@pytest.mark.parametrize("table", sorted(table.name for table in TABLES))
def test_every_table_is_described(table):
    """The README lists each table of an instance."""
    assert f"`{table}`" in TEXT


def test_what_it_links_to_is_there():
    """Files and folders that the README names exist."""
    for path in re.findall(r"\]\(([^)]+)\)", TEXT):
        assert (ROOT / path).exists(), path
    assert EXPORTS
