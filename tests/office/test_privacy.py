"""A closed year forgets its people and keeps its statistics."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.domain.calendar import Calendar
from scheduler.domain.dates import WEEK
from scheduler.domain.people import Absence, Wish
from scheduler.domain.schedule import Schedule
from scheduler.errors import FileError
from scheduler.files import schedule_csv, write_file, write_instance, write_workbook
from scheduler.files.forgetting import personal_tables
from scheduler.files.tables import TABLES
from scheduler.office.privacy import forget, forgettable
from scheduler.office.reading import load
from tests.school import ADA, BEN, PERIODS, good_placements, school
from tests.test_privacy import readable

AGO = 520 * WEEK  # ten years and a bit: the school's year is over, whatever the clock
DAY, TODAY = date(2028, 10, 1), date(2028, 11, 1)


def year(ago=0 * WEEK):
    """The school, in a year that may be long ago."""
    periods = tuple(
        replace(p, id=f"P{n}", first=p.first - ago, last=p.last - ago)
        for n, p in enumerate(PERIODS)
    )
    weeks = PERIODS[0].first - ago, PERIODS[-1].last - 6 * (WEEK / 7) - ago
    first = PERIODS[-1].first - ago
    return school(
        calendar=Calendar(*weeks, periods, {}),
        wishes=(Wish(ADA, 1, hospital="NIG"), Wish(BEN, 1, hospital="NIG")),
        absences=(Absence(ADA, first, first),),
    )


@pytest.fixture
def folder(tmp_path):
    write_instance(year(), tmp_path / "year")
    return tmp_path / "year"


def old(tmp_path):
    """A folder of a year long ago, published."""
    place = tmp_path / "old"
    write_instance(year(AGO), place)
    placements = (replace(p, first=p.first - AGO) for p in good_placements())
    plan = tmp_path / "plan.csv"
    write_file(plan, schedule_csv(load(place), Schedule.of(placements)))
    arguments = ["publish", str(place), str(plan), "--by", "Synthetic Signer"]
    ran = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "out")])
    assert ran.exit_code == 0, ran.output
    return place


def everything(place):
    return {p: p.read_bytes() for p in Path(place).rglob("*") if p.is_file()}


def run(*arguments, answer=None):
    command = ["forget", *map(str, arguments)]
    return CliRunner().invoke(main, command, input=answer)


def test_every_table_with_a_person_is_known():
    """A new table that speaks of students is emptied too, without being listed."""
    kept = {table.name for table in TABLES} - {t.name for t in personal_tables()}
    assert kept == {
        *("periods", "ward_hours", "rotations", "choices", "starts", "hospitals"),
        *("zones", "wards", "year_caps", "seats", "programmes"),
    }
    assert personal_tables()[-1].name == "students"


def test_it_tells_what_it_will_delete_and_asks(tmp_path):
    place = old(tmp_path)
    (place / "notes.txt").write_text("mine")
    before = everything(place)
    ran = run(place, "--before", "01/10/2020", answer="n\n")
    assert "3 lines of the table students" in ran.output
    assert "2 lines of the table preferences" in ran.output
    assert "1 line of the table absences" in ran.output
    assert "in the publications 1" in ran.output
    assert "look yourself: notes.txt" in ran.output
    assert "Nothing was deleted." in ran.output
    assert ran.exit_code == 130
    assert everything(place) == before


def test_nobody_at_the_keyboard_is_a_no(tmp_path):
    place = old(tmp_path)
    before = everything(place)
    ran = run(place, "--before", "01/10/2020", answer="")
    assert (ran.exit_code, "--yes" in ran.output) == (2, True)
    assert everything(place) == before


def test_people_go_and_statistics_stay(tmp_path):
    place = old(tmp_path)
    others = {
        p: d for p, d in everything(place).items() if p.stem in ("wards", "zones")
    }
    ran = run(place, "--before", "01/10/2020", "--yes")
    assert ran.exit_code == 0, ran.output
    for path, data in everything(place).items():
        for mark in (b"Student", b"000101", b"000102", b"000103"):
            assert mark not in data.replace(b"Student number", b""), path
    assert {p: p.read_bytes() for p in others} == others
    figures = json.loads((place / "statistics.json").read_text(encoding="utf-8"))
    published = figures["publication"]
    assert published["placements"] == 9
    assert published["ranks_received"] == {"1": 4, "2": 4, "no wish": 1}
    assert published["measures"]["unplaced"] == {"units": 0}
    counts = published["students_by_ward_and_week"]
    assert sum(sum(weeks.values()) for weeks in counts.values()) == 12
    assert figures["first_choices_by_hospital"] == {"NIG": 2}
    history = CliRunner().invoke(main, ["history", str(place)])
    assert "Its people are forgotten." in history.output
    assert history.exit_code == 0
    assert "There is nothing to delete." in run(place, "--before", "01/10/2020").output


@pytest.mark.parametrize("stop", range(1, 4))
def test_a_second_run_finishes_what_a_kill_left(folder, stop, monkeypatch):
    """Whichever file was the last to be written, statistics are whole in the end."""
    found = forgettable(folder, DAY, TODAY)
    written = []

    def killed(path, data):
        if len(written) == stop:
            raise KeyboardInterrupt
        written.append(path)
        write_file(path, data)

    monkeypatch.setattr("scheduler.office.privacy.write_file", killed)
    monkeypatch.setattr("scheduler.files.forgetting.write_file", killed)
    with pytest.raises(KeyboardInterrupt):
        forget(found, TODAY)
    monkeypatch.undo()
    kept = forget(forgettable(folder, DAY, TODAY), TODAY)
    assert json.loads(kept.read_text())["first_choices_by_hospital"] == {"NIG": 2}
    assert forgettable(folder, DAY, TODAY).is_nothing


def test_a_workbook_is_emptied_to_the_last_text(tmp_path):
    """Texts of deleted lines would stay inside a workbook that is merely changed."""
    place = tmp_path / "year.xlsx"
    write_instance(year(), tmp_path / "year")
    write_workbook(load(tmp_path / "year"), place)
    forget(forgettable(place, DAY, TODAY), TODAY)
    text = readable(place.name, place.read_bytes())
    assert "Student 1" not in text
    assert "Medicine" in text
    assert (tmp_path / "year-statistics.json").is_file()
    assert forgettable(place, DAY, TODAY).is_nothing


RECORDS = {
    "ledger.csv": "student;semester;from;to;preferences;travel;mean;balance\n"
    "000101;1;{first};{first};5;5;4;6\n",
    "attendance.csv": "student;rotation;hours_done;first_day;remark\n"
    "000101;CAR;0;{first};PlantedFlu\n",
    "waivers.csv": "waiver;rule;student;reason;by;date\n"
    "W1;locks;000101;PlantedPlea;Synthetic Dean;{first}\n",
}


def test_what_grew_during_the_year_goes_too(tmp_path):
    """Ledger, attendance and waivers are emptied, the swap desk's files are gone."""
    place = old(tmp_path)
    first = f"{PERIODS[0].first - AGO:%d/%m/%Y}"
    for name, text in RECORDS.items():
        (place / name).write_text(text.format(first=first), encoding="utf-8")
    offers, log = tmp_path / "old-swaps.csv", tmp_path / "old-swaps-log.csv"
    offers.write_text("offer;student\nO1;000101\n", encoding="utf-8")
    log.write_text("time;what;swap;who;details\n;offered;;000101;O1\n", "utf-8")
    ran = run(place, "--before", "01/10/2020", "--yes")
    assert ran.exit_code == 0, ran.output
    for told in ("of the table ledger", "attendance", "waivers", str(offers), str(log)):
        assert told in ran.output
    assert not offers.exists()
    assert not log.exists()
    for name in RECORDS:
        assert not [
            mark
            for mark in ("000101", "Planted", "W1")
            if mark in (place / name).read_text(encoding="utf-8")
        ], name
    assert "There is nothing to delete." in run(place, "--before", "01/10/2020").output


def test_a_workbook_loses_its_records(tmp_path):
    """Also where all tables are sheets of one file."""
    write_instance(year(), tmp_path / "year")
    first = f"{PERIODS[0].first:%d/%m/%Y}"
    for name, text in RECORDS.items():
        (tmp_path / "year" / name).write_text(text.format(first=first), "utf-8")
    place = tmp_path / "year.xlsx"
    write_workbook(load(tmp_path / "year"), place)
    assert "PlantedPlea" in readable(place.name, place.read_bytes())
    forget(forgettable(place, DAY, TODAY), TODAY)
    text = readable(place.name, place.read_bytes())
    assert not [m for m in ("000101", "Planted", "W1") if m in text]


def test_a_day_in_the_running_year_is_refused(folder):
    with pytest.raises(FileError, match="academic year that is running"):
        forgettable(folder, date(2028, 10, 2), TODAY)
    assert forgettable(folder, date(2028, 10, 1), TODAY).lines["students"] == 3


def test_a_year_that_is_not_over_is_refused(folder):
    """The school's year ends on 29 November 2026."""
    with pytest.raises(FileError, match="ends on 29/11/2026"):
        forgettable(folder, date(2026, 11, 29), TODAY)
    assert forgettable(folder, date(2026, 11, 30), TODAY).lines


def test_somebody_elses_statistics_are_not_taken_for_ours(folder):
    (folder / "statistics.json").write_text('{"mine": 1}')
    before = everything(folder)
    with pytest.raises(FileError, match="isn't the program's own"):
        forget(forgettable(folder, DAY, TODAY), TODAY)
    assert everything(folder) == before


def test_an_unreadable_day_is_refused(folder):
    ran = run(folder, "--before", "31/02/2020")
    assert ran.exit_code == 2
    assert "doesn't exist" in ran.output
