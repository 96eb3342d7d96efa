"""Lines of a calendar file, as the standard asks for them."""

from datetime import UTC, date, datetime, timedelta, timezone

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.exports.ics import (
    calendar,
    line,
    stamp_line,
    text_line,
    when_line,
)
from scheduler.exports.names import plain

HARD = st.text(st.sampled_from('a\\;,\nè€👩‍⚕"שق: '), max_size=200)


@given(HARD)
def test_any_text_comes_out_as_it_went_in(text):
    """Folded and escaped text is read back by icalendar without loss."""
    folded = text_line("DESCRIPTION", text)
    data = b"BEGIN:VEVENT\r\n" + folded + b"END:VEVENT\r\n"
    read = icalendar.Event.from_ical(data)
    assert str(read["DESCRIPTION"]) == text
    assert read.errors == []


@pytest.mark.parametrize("before", range(55, 80))
def test_what_is_escaped_is_never_folded_in_two(before):
    """Some readers take a backslash at the end of a line by itself."""
    for text in (";" * 50, "\\" * 50, "è;" * 50):
        first, *_ = text_line("SUMMARY", "a" * before + text).split(b"\r\n")
        assert (len(first) - len(first.rstrip(b"\\"))) % 2 == 0
        assert len(first) >= 73


@given(HARD)
def test_lines_have_75_octets_at_most_and_break_between_characters(text):
    """No line is longer, none breaks a character or a pair like \\; in two."""
    lines = text_line("DESCRIPTION", text).removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for part in lines:
        part.decode()
    for part in lines[:-1]:
        escapes = len(part) - len(part.rstrip(b"\\"))
        assert escapes % 2 == 0


def test_a_line_of_75_octets_is_not_folded():
    assert line("X", "a" * 73) == b"X:" + b"a" * 73 + b"\r\n"
    assert line("X", "a" * 74) == b"X:" + b"a" * 73 + b"\r\n a\r\n"


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (date(2026, 10, 5), b"DTSTART;VALUE=DATE:20261005\r\n"),
        (
            datetime(2026, 10, 5, 8, 30),
            b"DTSTART;TZID=Europe/Rome:20261005T083000\r\n",
        ),
    ],
)
def test_days_and_moments_are_told_apart(moment, written):
    assert when_line("DTSTART", moment) == written


def test_stamps_are_in_utc():
    rome = timezone(timedelta(hours=2))
    noon = datetime(2026, 9, 1, 12, 0, tzinfo=rome)
    for moment in (noon, noon.astimezone(UTC)):
        assert stamp_line("DTSTAMP", moment) == b"DTSTAMP:20260901T100000Z\r\n"


@given(HARD)
def test_any_name_makes_a_calendar_that_can_be_read(name):
    feed = icalendar.Calendar.from_ical(calendar(name, ()))
    assert feed.errors == []
    assert not set(",;\\") & set(str(feed["NAME"]))
    assert plain(str(feed["NAME"])) == str(feed["NAME"])
