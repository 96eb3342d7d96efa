"""Feeds: the calendars of the latest publication under names that nobody can guess.

Whoever knows the address reads the calendar, so the name of the file is a password: 40
letters of chance, and nothing of the student. Which name is whose stands in the ledger
alone, never in the folder that goes onto the web.
"""

from __future__ import annotations

import json
import secrets
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from scheduler.errors import FileError
from scheduler.exports.calendars import CalendarFile
from scheduler.exports.events import Kind
from scheduler.exports.sheets import csv_bytes
from scheduler.exports.summary import summary_json
from scheduler.files.atomic import remove_file, write_file
from scheduler.files.sources import read_bytes
from scheduler.files.spelling import did_you_mean
from scheduler.publish.hosting import READ_ME
from scheduler.publish.ledger import (
    INDEX,
    TOKENS,
    ledger_folder,
    read_feed_files,
    some_publications,
)
from scheduler.publish.record import Publication

# Nobody finds one by trying. Written in hexadecimal: no capitals that Windows confuses,
# no dash in front that a spreadsheet takes for a formula.
TOKEN_BYTES = 20
CONTENTS = "contents.json"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the archive's files have no dates of their own
PERSON = "student"
AUDIENCES = {
    Kind.DAY: PERSON,
    Kind.BAR: PERSON,
    Kind.WARD: Kind.WARD.value,
    Kind.HOSPITAL: Kind.HOSPITAL.value,
}
ENDINGS = {Kind.BAR: "-bars"}
PAGE = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">
<title>Calendars</title></head>
<body><p>Nothing to see here: use the address you were given.</p>
<p lang="it">Qui non c'&egrave; nulla: usi l'indirizzo che ha ricevuto.</p>
</body></html>
"""


@dataclass(frozen=True)
class Feed:
    """One calendar of a publication: whose it is, and its bytes."""

    kind: Kind
    owner: str
    name: str
    data: bytes

    @property
    def audience(self) -> tuple[str, str]:
        """Who reads it: both calendars of a student have one token."""
        return AUDIENCES[self.kind], self.owner


# -- the archive in a publication --------------------------------------------------


def feed_archive(files: Iterable[CalendarFile]) -> bytes:
    """Return the .zip in which a publication keeps its feeds as they are served."""
    data, contents = BytesIO(), []
    with zipfile.ZipFile(data, "w") as archive:
        for file in files:
            contents.append([file.kind, file.owner, file.name, file.path])
            _put(archive, file.path, file.for_feed)
        _put(archive, CONTENTS, summary_json({"calendars": contents}))
    return data.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    about = zipfile.ZipInfo(name, EPOCH)
    archive.writestr(about, data, zipfile.ZIP_DEFLATED)


def read_feeds(publication: Publication) -> Iterator[Feed]:
    """Yield the feeds of a publication as they were made for it."""
    with zipfile.ZipFile(BytesIO(read_feed_files(publication))) as archive:
        contents = json.loads(archive.read(CONTENTS))["calendars"]
        for kind, owner, name, path in contents:
            yield Feed(Kind(kind), owner, name, archive.read(path))


# -- tokens ------------------------------------------------------------------------


@dataclass(frozen=True)
class Tokens:
    """Who has which token, and which ones are good no more."""

    of: Mapping[tuple[str, str], str]
    revoked: tuple[str, ...] = ()

    def renewed(self, owner: str) -> Tokens:
        """Return the tokens with a new one for a student, ward or hospital."""
        known = {whose: token for whose, token in self.of.items() if whose[1] != owner}
        old = (token for whose, token in self.of.items() if whose[1] == owner)
        return Tokens(known, (*self.revoked, *old))

    def with_all(self, audiences: Iterable[tuple[str, str]]) -> Tokens:
        """Return the tokens with one for everybody."""
        missing = (whose for whose in audiences if whose not in self.of)
        new = {whose: secrets.token_hex(TOKEN_BYTES) for whose in missing}
        return Tokens({**self.of, **new}, self.revoked)


def read_tokens(place: Path) -> Tokens:
    """Return the tokens of an instance's feeds; none before there were any."""
    path = ledger_folder(place) / TOKENS
    if not path.exists():
        return Tokens({})
    try:
        content = json.loads(read_bytes(path))
        known = {(kind, owner): token for kind, owner, token in content["tokens"]}
        return Tokens(known, tuple(content["revoked"]))
    except (ValueError, KeyError, TypeError) as error:
        remedy = "Put it back from a backup; without it all addresses change"
        raise FileError(str(path), "isn't what was written", remedy) from error


def write_tokens(place: Path, tokens: Tokens) -> None:
    """Keep the tokens in the ledger, for the office's eyes alone."""
    triples = sorted((*whose, token) for whose, token in tokens.of.items())
    content = {"tokens": triples, "revoked": tokens.revoked}
    write_file(ledger_folder(place) / TOKENS, summary_json(content), private=True)


# -- the folder for the web --------------------------------------------------------


@dataclass(frozen=True)
class Published:
    """What was written: how many calendars, for whom, and where the office looks."""

    publication: Publication
    files: int
    removed: int
    index: Path


def publish_feeds(
    place: Path, out: Path, renew: Iterable[str] = (), address: str = ""
) -> Published:
    """Write the feeds of the latest publication into ``out``, ready for any host.

    ``renew``: whose addresses are to change; the old ones go. ``address`` is where the
    folder will be found, for the office's index. FileError where there is nothing to
    publish, or the ledger would go onto the web with it.
    """
    _keep_private(place, out)
    publication = _latest(place)
    feeds = list(read_feeds(publication))
    tokens = _tokens_for(place, feeds, renew)
    write_tokens(place, tokens)  # before the feeds: no address is given away twice
    files = dict(_named(feeds, tokens))
    for name, data in files.items():
        write_file(out / name, data)
    write_file(out / "index.html", PAGE)
    removed = _remove_revoked(out, tokens)
    index = ledger_folder(place) / INDEX
    write_file(index, _index(feeds, tokens, address), private=True)
    write_file(index.with_name("READ ME.txt"), READ_ME.replace("\n", "\r\n").encode())
    return Published(publication, len(files), removed, index)


def _keep_private(place: Path, out: Path) -> None:
    ledger = ledger_folder(place).resolve()
    if ledger.is_relative_to(out.resolve()) or out.resolve().is_relative_to(ledger):
        wrong = "would put the private ledger onto the web"
        raise FileError(str(out), wrong, "Choose a folder of its own with --out")


def _latest(place: Path) -> Publication:
    last = some_publications(place)[-1]
    if last.forgotten:
        remedy = "There is nothing left to show; empty the folder on the web"
        raise FileError(str(place), "has forgotten its people", remedy)
    return last


def _tokens_for(place: Path, feeds: Iterable[Feed], renew: Iterable[str]) -> Tokens:
    tokens = read_tokens(place)
    audiences = dict.fromkeys(feed.audience for feed in feeds)
    owners = [owner for _, owner in (*tokens.of, *audiences)]
    for owner in renew:
        if owner not in owners:
            remedy = did_you_mean(owner, owners)
            raise FileError(str(place), f"has no feed of {owner}", remedy)
        tokens = tokens.renewed(owner)
    return tokens.with_all(audiences)


def _named(feeds: Iterable[Feed], tokens: Tokens) -> Iterator[tuple[str, bytes]]:
    for feed in feeds:
        yield _file_name(feed, tokens), feed.data


def _file_name(feed: Feed, tokens: Tokens) -> str:
    return f"{tokens.of[feed.audience]}{ENDINGS.get(feed.kind, '')}.ics"


def _remove_revoked(out: Path, tokens: Tokens) -> int:
    endings = ("", *ENDINGS.values())
    paths = [out / f"{old}{end}.ics" for old in tokens.revoked for end in endings]
    there = [path for path in paths if path.exists()]
    for path in there:
        remove_file(path)
    return len(there)


def _index(feeds: Iterable[Feed], tokens: Tokens, address: str) -> bytes:
    base = f"{address.rstrip('/')}/" if address else ""
    rows = (
        (feed.kind, feed.owner, feed.name, f"{base}{_file_name(feed, tokens)}")
        for feed in feeds
    )
    return csv_bytes([("calendar", "of", "name", "address"), *rows])
