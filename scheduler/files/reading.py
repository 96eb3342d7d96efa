"""A folder of tables or a workbook -> an Instance, or every problem that is in it."""

from __future__ import annotations

from pathlib import Path

from scheduler.domain.instance import Instance
from scheduler.errors import InstanceError, Problem
from scheduler.files.assemble import assemble
from scheduler.files.checks import cross_problems
from scheduler.files.lines import draft_of
from scheduler.files.record_tables import RULES
from scheduler.files.settings import read_settings
from scheduler.files.sources import Source, open_source
from scheduler.files.tables import TABLES


def read_instance(
    path: Path,
    *,
    goals: frozenset[str],
    settings: frozenset[str],
    rules: frozenset[str] = frozenset(),
) -> Instance:
    """Read the instance in a folder of tables or in an .xlsx workbook.

    ``goals`` and ``settings`` are the names that ``[weights]`` and ``[settings]`` may
    use, ``rules`` those that waivers may name (none: any). Raises InstanceError with
    every problem of all tables, and FileError where there is nothing that can be
    opened.
    """
    source = open_source(path)
    problems: list[Problem] = []
    said = read_settings(source, goals, settings, problems)
    draft = draft_of(source, {RULES: rules} if rules else {})
    problems += [*draft.problems, *cross_problems(draft, said)]
    if problems or said.first_week is None or said.last_week is None:
        raise InstanceError(_in_order(problems, source))
    return assemble(draft, said, said.first_week, said.last_week)


def _in_order(problems: list[Problem], source: Source) -> tuple[Problem, ...]:
    files = [source.settings_file, *(source.file_of(table.name) for table in TABLES)]
    order = {file: place for place, file in enumerate(files)}
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (order.get(p.file, len(order)), p.row)))
