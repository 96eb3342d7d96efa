"""What a publication is made of, and the hashes by which a later change shows.

``publication.json`` holds figures and the digests of the other files, but no student's
name: these can be forgotten one day, and the chain of hashes still holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from scheduler.domain.schedule import Schedule
from scheduler.exports.summary import summary_json

RECORD = "publication.json"
REMARKS = "remarks.json"
SHORT = 12


@dataclass(frozen=True)
class Publication:
    """A schedule that people have seen, with what it was made from and who signed it.

    ``facts`` are all figures of ``publication.json``. ``schedule`` holds ids alone,
    whatever has become of the tables; ``names`` are its students' full names. ``note``
    and ``remarks`` (who is unplaced, what is waived) may name students. Where its
    people are ``forgotten``, schedule, names, note and remarks are empty.
    """

    facts: Mapping[str, Any]
    folder: Path
    schedule: Schedule = field(default_factory=lambda: Schedule(()))
    names: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, Any] = field(default_factory=dict)
    forgotten: bool = False

    @property
    def number(self) -> int:
        """1 for the first."""
        return int(self.facts["number"])

    @property
    def published_at(self) -> datetime:
        """When it was signed: UTC, to the second, later than the one before."""
        return datetime.fromisoformat(self.facts["published_at"])

    @property
    def by(self) -> str:
        """Who signed it."""
        return str(self.facts["by"])

    @property
    def note(self) -> str:
        """What was said with it, "" for nothing."""
        return str(self.remarks.get("note", ""))

    @property
    def hash(self) -> str:
        """The SHA-256 of everything in it and before it."""
        return str(self.facts["hash"])

    @property
    def fingerprint(self) -> str:
        """The beginning of the hash, for people to compare."""
        return self.hash[:SHORT]


def record_json(facts: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return ``publication.json``: the facts, the files' digests and its own hash."""
    digests = {name: sha256(data).hexdigest() for name, data in files.items()}
    content = {**facts, "files": digests}
    return summary_json({**content, "hash": content_hash(content)})


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256, in hex, of a record without its hash."""
    bare = {name: value for name, value in content.items() if name != "hash"}
    return sha256(summary_json(bare)).hexdigest()


def read_facts(data: bytes) -> dict[str, Any]:
    """Return the facts of a record; ValueError where a byte of it was changed."""
    facts = json.loads(data)
    if not isinstance(facts, dict) or facts.get("hash") != content_hash(facts):
        raise ValueError("the hash doesn't fit")
    if summary_json(facts) != data:
        raise ValueError("the bytes aren't those that were written")
    return facts


def utc_text(moment: datetime) -> str:
    """Return a moment as records have it."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()
