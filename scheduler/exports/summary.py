"""The figures of a schedule, for programs: ``summary.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from scheduler.domain.instance import Instance
from scheduler.domain.schedule import Schedule
from scheduler.exports.edition import Edition, Files


def summaries(_instance: Instance, _schedule: Schedule, edition: Edition) -> Files:
    """Yield ``summary.json`` if the edition has a summary."""
    if edition.summary is not None:
        yield "summary.json", summary_json(edition.summary)


def summary_json(summary: Mapping[str, object]) -> bytes:
    """Return ``summary`` as UTF-8 JSON, sorted by key; a date as ``2026-10-05``.

    What JSON has no word for (a set, an infinite number) is refused with TypeError or
    ValueError, since it would not come out the same every time.
    """
    text = json.dumps(
        summary,
        ensure_ascii=False,
        indent=2,
        sort_keys=True,
        allow_nan=False,
        default=_as_json,
    )
    return f"{text}\n".encode()


def _as_json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no place in a summary for {type(value).__name__}")
