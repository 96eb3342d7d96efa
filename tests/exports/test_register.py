"""What rises from publication to publication, and what stays."""

from datetime import UTC, date, datetime, timedelta

from scheduler.exports.events import Event, Key, Kind
from scheduler.exports.register import Register, advanced

FIRST = datetime(2026, 9, 1, tzinfo=UTC)
LATER, LATEST = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
DAY = date(2026, 10, 5)


def event(number, body=b"as it was", student="000101"):
    key = Key(Kind.DAY, "", student, "CAR", 1, number)
    return Event(key, DAY, DAY + timedelta(days=1), body)


def states(register):
    return [
        (e.key.number, e.sequence, e.modified, e.cancelled)
        for e in register.entries.values()
    ]


def test_new_events_begin_at_zero():
    register = advanced(Register(), [event(1)], FIRST)
    assert states(register) == [(1, 0, FIRST, False)]


def test_only_what_changed_rises():
    before = advanced(Register(), [event(1), event(2)], FIRST)
    after = advanced(before, [event(1), event(2, b"otherwise")], LATER)
    assert states(after) == [(1, 0, FIRST, False), (2, 1, LATER, False)]
    assert advanced(after, [event(1), event(2, b"otherwise")], LATEST) == after


def test_what_is_gone_is_taken_back_once_and_stays_so():
    before = advanced(Register(), [event(1), event(2)], FIRST)
    gone = advanced(before, [event(1)], LATER)
    assert states(gone) == [(1, 0, FIRST, False), (2, 1, LATER, True)]
    assert states(advanced(gone, [event(1)], LATEST)) == states(gone)
    (entry,) = gone.cancelled(Kind.DAY, "000101")
    assert (entry.start, entry.sequence) == (DAY, 1)


def test_what_comes_again_rises_even_if_it_is_as_before():
    """A calendar program has seen the cancellation; the same number would be old."""
    register = Register()
    for now, there in ((FIRST, [event(1)]), (LATER, []), (LATEST, [event(1)])):
        register = advanced(register, there, now)
    assert states(register) == [(1, 2, LATEST, False)]
    assert register.cancelled(Kind.DAY, "000101") == ()


def test_the_order_of_events_does_not_matter():
    one, two = event(1), event(2, student="000100")
    assert list(advanced(Register(), [one, two], FIRST).entries) == list(
        advanced(Register(), [two, one], FIRST).entries
    )


def test_calendars_are_remembered_by_whose_they_were():
    register = advanced(Register(), [event(1)], FIRST)
    assert register.owners(Kind.DAY) == ("000101",)
    assert register.owners(Kind.WARD) == ()
    assert advanced(register, [], LATER).owners(Kind.DAY) == ("000101",)
