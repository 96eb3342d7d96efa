"""Who may get which of the files that the program writes; the office may have them all.

A file that isn't listed stays in the office. A new one that leaves it needs its line
here, and then a test reads every byte of it for what its audience must not know.
"""

from __future__ import annotations

from enum import StrEnum
from fnmatch import fnmatchcase


class Audience(StrEnum):
    """For whom a file is.

    HOSPITAL: for one hospital, with its own students only. STUDENT: for one student.
    SUBSCRIBER: for the one student, ward or hospital that knows the file's secret name.
    """

    OFFICE = "office"
    HOSPITAL = "hospital"
    STUDENT = "student"
    SUBSCRIBER = "subscriber"


AUDIENCES: tuple[tuple[str, Audience], ...] = (
    ("agreement-*", Audience.STUDENT),
    ("attendance-*.xlsx", Audience.HOSPITAL),
    ("calendars/*", Audience.STUDENT),
    ("calendars-bars/*", Audience.STUDENT),
    ("calendars-hospitals/*", Audience.HOSPITAL),
    ("calendars-wards/*", Audience.HOSPITAL),
    ("changes-since-*/*.eml", Audience.STUDENT),
    ("new/*.eml", Audience.STUDENT),
    ("pages/*", Audience.STUDENT),
    ("preferences-*.xlsx", Audience.STUDENT),
    ("preview-*.xlsx", Audience.HOSPITAL),
    ("receipt-*.txt", Audience.STUDENT),
    ("rosters/*", Audience.HOSPITAL),
    ("seats-*.xlsx", Audience.HOSPITAL),
    ("starting-*/*.eml", Audience.HOSPITAL),
    ("*.ics", Audience.SUBSCRIBER),
    ("alternative-*/*", Audience.OFFICE),
    ("alternatives.csv", Audience.OFFICE),
    ("changes.csv", Audience.OFFICE),
    ("changes.txt", Audience.OFFICE),
    ("compare.csv", Audience.OFFICE),
    ("fairness.csv", Audience.OFFICE),
    ("report.html", Audience.OFFICE),
    ("schedule.csv", Audience.OFFICE),
    ("schedule.svg", Audience.OFFICE),
    ("student-sheets.csv", Audience.OFFICE),
    ("summary.json", Audience.OFFICE),
)
"""Path within the folder of results, with ``/``, and for whom it is; first match."""


def audience_of(path: str) -> Audience:
    """Return for whom a file is, by its path within the folder of results."""
    return listed_audience(path) or Audience.OFFICE


def listed_audience(path: str) -> Audience | None:
    """Return for whom a file is; ``None`` where nobody has said so."""
    for pattern, audience in AUDIENCES:
        if pattern.count("/") == path.count("/") and fnmatchcase(path, pattern):
            return audience
    return None
