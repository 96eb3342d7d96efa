"""A roster per hospital: CSV for programs, a workbook and a page to print for people.

A roster holds what a hospital needs and nothing else (see ``roster_rows``).
"""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule
from scheduler.exports.edition import Edition, Files, Language
from scheduler.exports.names import file_names
from scheduler.exports.roster_book import roster_xlsx
from scheduler.exports.roster_page import roster_page
from scheduler.exports.roster_rows import Row, changes_by_hospital, rows_by_hospital
from scheduler.exports.roster_words import WORDS
from scheduler.exports.sheets import csv_bytes


def rosters(instance: Instance, schedule: Schedule, edition: Edition) -> Files:
    """Yield ``rosters/<hospital>.csv``, ``.xlsx`` and ``.html`` for every hospital.

    Where the edition names an earlier publication, the workbook has a sheet with what
    has changed since. ScheduleError where a placement can't be completed.
    """
    language, before = edition.language, edition.before
    rows = rows_by_hospital(instance, schedule, language)
    changed = (
        changes_by_hospital(instance, before, schedule, language) if before else {}
    )
    names = file_names(instance.hospitals)
    for hospital in instance.hospitals:
        path, own = f"rosters/{names[hospital]}", rows[hospital]
        yield f"{path}.csv", roster_csv(own, language)
        book = roster_xlsx(instance, hospital, own, changed.get(hospital, ()), edition)
        yield f"{path}.xlsx", book
        yield f"{path}.html", roster_page(instance, hospital, own, edition)


def roster_csv(rows: Iterable[Row], language: Language) -> bytes:
    """Return a roster that Italian Excel opens as it is."""
    return csv_bytes([WORDS[language].headings, *(row.cells for row in rows)])
