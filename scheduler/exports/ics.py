"""iCalendar text (RFC 5545): content lines, and the frame around the entries.

Written by hand, since a school's calendars hold tens of thousands of entries; the
tests hold it against other people's readers. No UID on the VCALENDAR (sync clients take
the whole feed for one item), a compact VTIMEZONE with RRULEs (readers differ on RDATE
lists), no ``,`` or ``;`` in the calendar's name (they differ on escapes), and
``VALUE=DURATION`` as RFC 7986, section 5.7, asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from scheduler.exports.names import plain

LONGEST = 75  # octets in a line, without its end (RFC 5545, section 3.1)
TIME_ZONE = "Europe/Rome"
PRODID = "-//clerkship-scheduler//calendars//EN"
# Summer time in the European Union since 1996: directive 2000/84/EC.
VTIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Rome
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def line(name: str, value: str) -> bytes:
    """Return a content line, folded at 75 octets on the borders of characters."""
    return _folded(f"{name}:{value}".encode()) + b"\r\n"


def text_line(name: str, text: str) -> bytes:
    """Return a line of text; of control characters only ends of lines may be in it."""
    return line(name, text.translate(_ESCAPED))


def _folded(octets: bytes) -> bytes:
    parts, start, room = [], 0, LONGEST
    while len(octets) - start > room:
        end = _border(octets, start, start + room)
        parts.append(octets[start:end])
        start, room = end, LONGEST - 1  # the space that begins a line counts too
    return b"\r\n ".join([*parts, octets[start:]])


def _border(octets: bytes, start: int, end: int) -> int:
    """Return where to fold: not within a character, nor within what is escaped.

    The second isn't asked for by the standard, but some readers unfold too late.
    """
    while octets[end] & 0xC0 == 0x80:
        end -= 1
    line = octets[start:end]
    escapes = len(line) - len(line.rstrip(b"\\"))
    return end - escapes % 2


def when_line(name: str, moment: date | datetime) -> bytes:
    """Return a line with a day, or with a moment on the clocks of Rome."""
    if isinstance(moment, datetime):
        return line(f"{name};TZID={TIME_ZONE}", f"{moment:%Y%m%dT%H%M%S}")
    return line(f"{name};VALUE=DATE", f"{moment:%Y%m%d}")


def stamp_line(name: str, moment: datetime) -> bytes:
    """Return a line with a moment in UTC."""
    return line(name, f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}")


def calendar(name: str, entries: Iterable[bytes]) -> bytes:
    """Return a whole calendar; ``entries`` are VEVENTs. Readers come every 6 hours."""
    shown = re.sub(r"[,;\\\s]+", " ", plain(name)).strip()
    head = (
        line("BEGIN", "VCALENDAR"),
        line("VERSION", "2.0"),
        line("PRODID", PRODID),
        line("METHOD", "PUBLISH"),
        line("NAME", shown),
        line("X-WR-CALNAME", shown),
        line("REFRESH-INTERVAL;VALUE=DURATION", "PT6H"),
        line("X-PUBLISHED-TTL", "PT6H"),
        VTIMEZONE.replace("\n", "\r\n").encode(),
    )
    return b"".join((*head, *entries, line("END", "VCALENDAR")))
