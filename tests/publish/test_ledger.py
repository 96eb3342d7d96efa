"""What the ledger keeps, and what it notices."""

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.domain.schedule import Schedule
from scheduler.errors import FileError, LedgerError
from scheduler.exports.summary import summary_json
from scheduler.publish import disk
from scheduler.publish.ledger import (
    PEOPLE,
    forget_people,
    issue,
    latest,
    ledger_folder,
    publications,
    read_ledger,
    read_register,
)
from scheduler.publish.record import content_hash
from tests.publish.conftest import NOON, on_disk
from tests.school import ADA, BEN, LECTURES_1, STUDENTS, WARDS, but, place


@pytest.fixture
def thrice(desk, good):
    """A desk with three publications."""
    for kept in (8, 7, 9):
        desk.publish(*good[:kept], note=f"first {kept}")
    return desk


def files_of(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


def test_there_is_nothing_at_first(desk):
    assert publications(desk.tables) == ()
    assert latest(desk.tables) is None


def test_publications_come_back_as_they_were_signed(thrice, good):
    """Number, date, signature, note and schedule, without the tables' help."""
    shutil.rmtree(thrice.folder / "published")
    for table in thrice.tables.glob("*.csv"):
        table.unlink()
    found = publications(thrice.tables)
    assert [one.number for one in found] == [1, 2, 3]
    assert [one.schedule for one in found] == [
        Schedule.of(good[:kept]) for kept in (8, 7, 9)
    ]
    assert [one.note for one in found] == ["first 8", "first 7", "first 9"]
    assert {one.by for one in found} == {"Synthetic Dean"}
    assert found[0].published_at == NOON + timedelta(hours=1)
    assert found[0].names[ADA] == "Synthetic Student 1"
    assert found[1].facts["previous"] == found[0].hash
    assert latest(thrice.tables) == found[2]


def test_figures_say_what_it_was_made_from_and_how_fair_it_is(thrice):
    facts = latest(thrice.tables).facts
    assert facts["placements"] == 9
    assert facts["unplaced"] == 0
    assert facts["bound"] is None
    assert len(facts["inputs_sha256"]) == len(facts["rules_sha256"]) == 64
    assert facts["fairness"]["travel"] == {"median": 0, "worst": [0, 0, 0]}
    assert facts["reading"] == {"skip_refused_stays": False, "tentative": "away"}


def test_the_figures_name_no_student(thrice):
    """Who is unplaced stands in another file, which can be forgotten."""
    record = (thrice.ledger / "0001" / "publication.json").read_text(encoding="utf-8")
    remarks = (thrice.ledger / "0002" / "remarks.json").read_text(encoding="utf-8")
    for secret in (*STUDENTS, "Student", "first 8"):
        assert secret not in record
    assert ADA in remarks or BEN in remarks


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("name", ["publication.json", *PEOPLE])
def test_any_changed_byte_shows(thrice, number, name):
    """One bit, anywhere in any file of any publication."""
    path = thrice.ledger / f"{number:04d}" / name
    data = path.read_bytes()
    for at in {0, len(data) // 3, len(data) // 2, len(data) - 1}:
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        faults = read_ledger(thrice.tables).faults
        assert any(f"{number:04d}" in fault and name in fault for fault in faults)
        with pytest.raises(LedgerError, match=f"{number:04d}"):
            publications(thrice.tables)
    path.write_bytes(data)
    assert read_ledger(thrice.tables).faults == ()


def test_a_record_that_was_only_laid_out_anew_shows(thrice):
    """The same figures with other spaces: somebody has had it in an editor."""
    path = thrice.ledger / "0003" / "publication.json"
    path.write_bytes(json.dumps(json.loads(path.read_bytes())).encode())
    (fault,) = read_ledger(thrice.tables).faults
    assert "0003: publication.json was changed" in fault


def test_a_record_of_another_program_is_refused_in_words(thrice):
    path = thrice.ledger / "0003" / "publication.json"
    path.write_bytes(summary_json({"hash": content_hash({})}))
    (fault,) = read_ledger(thrice.tables).faults
    assert "0003: was written by another version" in fault


def test_a_record_with_a_new_hash_of_its_own_breaks_the_chain(thrice):
    """Who changes the signature and reckons the hash again is found out by the next."""
    path = thrice.ledger / "0002" / "publication.json"
    facts = {**json.loads(path.read_bytes()), "by": "Somebody else"}
    path.write_bytes(summary_json({**facts, "hash": content_hash(facts)}))
    (fault,) = read_ledger(thrice.tables).faults
    assert "0003" in fault
    assert "doesn't follow" in fault


@pytest.mark.parametrize("number", [1, 2])
def test_a_publication_that_was_taken_out_is_missed(thrice, number):
    shutil.rmtree(thrice.ledger / f"{number:04d}")
    faults = read_ledger(thrice.tables).faults
    assert any("missing" in fault for fault in faults)


def test_publications_that_changed_places_are_noticed(thrice):
    first, second, aside = (thrice.ledger / n for n in ("0001", "0002", "aside"))
    first.rename(aside)
    second.rename(first)
    aside.rename(second)
    assert len(read_ledger(thrice.tables).faults) >= 2


def test_nothing_is_built_on_a_changed_ledger(thrice, good):
    (thrice.ledger / "0001" / "schedule.csv").write_bytes(b"student;ward\r\n")
    before = files_of(thrice.ledger / "0003")
    with pytest.raises(LedgerError, match=r"0001.*schedule\.csv was changed"):
        thrice.publish(*good[:5])
    assert sorted(p.name for p in thrice.ledger.iterdir()) == ["0001", "0002", "0003"]
    assert files_of(thrice.ledger / "0003") == before


def test_who_is_slower_publishes_nothing(desk, good):
    """Two people publish at once: one publication, one clear message."""
    desk.publish(*good[:3])
    before = latest(desk.tables)
    desk.publish(*good[:4])
    with pytest.raises(FileError, match="somebody has published in the meantime"):
        issue(desk.tables, before, {}, files_of(desk.ledger / "0002"), NOON)
    assert [one.number for one in publications(desk.tables)] == [1, 2]
    assert not list(desk.ledger.glob(".*"))


def test_a_clock_that_goes_back_does_not_turn_time_around(desk, good):
    desk.publish(*good[:3])
    desk.now -= timedelta(days=400)
    second = desk.publish(*good[:4])
    assert second.published_at == NOON + timedelta(hours=1, seconds=1)


def test_leftovers_of_killed_runs_are_ignored_and_then_removed(desk, good):
    desk.publish(*good[:3])
    (desk.ledger / ".0002.0123abcd.tmp").mkdir()
    (desk.ledger / ".0002.0123abcd.tmp" / "schedule.csv").write_bytes(b"half of i")
    (desk.ledger / ".0007.0123abcd.tmp").mkdir()
    assert [one.number for one in publications(desk.tables)] == [1]
    desk.publish(*good[:4])
    assert sorted(p.name for p in desk.ledger.iterdir()) == [
        ".0007.0123abcd.tmp",  # somebody may still be at work on it
        "0001",
        "0002",
    ]


def test_a_ledger_that_can_not_be_written_is_named(desk, good):
    """Here a file stands where the folder should be."""
    desk.ledger.write_text("not a folder")
    with pytest.raises(FileError, match="publications"):
        desk.publish(*good[:3])
    assert not desk.out.exists()


def test_a_full_disk_leaves_no_trace(tmp_path):
    """Here a file's name is too long for the disk."""
    with pytest.raises(FileError, match="0001"):
        disk.write_folder(tmp_path / "0001", {"a": b"1", "b" * 300: b"2"})
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_has_its_ledger_beside_it(tmp_path):
    book = tmp_path / "my school.xlsx"
    book.write_bytes(b"")
    assert ledger_folder(book) == tmp_path / "my school-publications"


def test_people_can_be_forgotten_and_the_figures_stay(thrice):
    """The chain still holds; names, schedules, notes and tokens are gone."""
    hashes = [one.hash for one in publications(thrice.tables)]
    assert forget_people(thrice.tables, date(2027, 10, 1)) == (1, 2, 3)
    found = publications(thrice.tables)
    assert [one.hash for one in found] == hashes
    assert all(one.forgotten and not one.schedule.placements for one in found)
    assert [one.facts["placements"] for one in found] == [8, 7, 9]
    left = b"".join(
        path.read_bytes() for path in thrice.ledger.rglob("*") if path.is_file()
    )
    for secret in (*STUDENTS, "Student", "first 8"):
        assert secret.encode() not in left
    assert forget_people(thrice.tables, date(2027, 10, 2)) == ()
    with pytest.raises(FileError, match="closed year"):
        thrice.publish()


def test_a_publication_outlives_its_students_and_wards(desk, good):
    """A later table without a student leaves the earlier publication as it was."""
    desk.publish(*good)
    rest = {name: STUDENTS[name] for name in STUDENTS if name != BEN}
    desk.change(on_disk(students=rest))
    desk.publish(*(p for p in good if p.student != BEN))
    assert publications(desk.tables)[0].schedule == Schedule.of(good)


def test_the_register_of_events_is_kept(desk):
    first = desk.publish(place(ADA, "CAR", "POL-CAR", LECTURES_1))
    desk.change(replace(desk.instance, wards=but(WARDS, "POL-CAR", contact="New")))
    second = desk.publish(place(ADA, "CAR", "POL-CAR", LECTURES_1))
    counts = [
        {entry.sequence for entry in read_register(one).entries.values()}
        for one in (first, second)
    ]
    assert counts == [{0}, {0, 1}]
