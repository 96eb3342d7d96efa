"""The folder that the office gets."""

import pkgutil
from dataclasses import replace
from time import process_time

import pytest

import scheduler.exports as exports
from scheduler.domain.schedule import Schedule
from scheduler.errors import FileError, ScheduleError
from scheduler.exports import EXPORTS, write_all
from scheduler.exports.calendars import calendars
from scheduler.exports.rosters import rosters
from scheduler.synthetic import generate
from tests.school import ADA, BEN, EXAMS_1, HOSPITALS, STUDENTS, WARDS, place, school

HELPERS = {
    "attendance",
    "audience",
    "choices",
    "edition",
    "eml",
    "entry_texts",
    "events",
    "form",
    "ics",
    "layout",
    "mail_words",
    "names",
    "occupancy",
    "register",
    "roster_book",
    "roster_page",
    "roster_rows",
    "roster_words",
    "render",
    "said",
    "seats_form",
    "sheet_words",
    "sheets",
    "svg",
}
# Made for one person at a time, or told more than a schedule.
ON_REQUEST = {"agreement", "mail", "report"}


CALENDARS = sorted(
    [
        *(f"calendars/{name}.ics" for name in STUDENTS),
        *(f"calendars-bars/{name}.ics" for name in STUDENTS),
        *(f"calendars-wards/{name}.ics" for name in WARDS),
        *(f"calendars-hospitals/{name}.ics" for name in HOSPITALS),
    ]
)


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_no_export_is_forgotten():
    modules = {module.name for module in pkgutil.iter_modules(exports.__path__)}
    listed = {export.__module__.rpartition(".")[2] for export in EXPORTS}
    assert modules - HELPERS - ON_REQUEST == listed


def test_everything_is_there(tmp_path, edition, good):
    paths = write_all(
        school(), good, tmp_path / "out", replace(edition, summary={"placed": 9})
    )
    assert sorted(contents(tmp_path / "out")) == [
        ".clerkship-files.json",
        *CALENDARS,
        *(f"pages/{student}.html" for student in STUDENTS),
        "rosters/NIG.csv",
        "rosters/NIG.html",
        "rosters/NIG.xlsx",
        "rosters/POL.csv",
        "rosters/POL.html",
        "rosters/POL.xlsx",
        "schedule.svg",
        "student-sheets.csv",
        "summary.json",
    ]
    assert all(path.is_file() for path in paths)
    assert len(paths) == 24


def test_without_figures_there_is_no_summary(tmp_path, edition, good):
    write_all(school(), good, tmp_path, edition)
    assert not (tmp_path / "summary.json").exists()


def test_two_runs_write_the_same_bytes(tmp_path, edition, good):
    write_all(school(), good, tmp_path / "one", edition)
    write_all(school(), good, tmp_path / "two", edition)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_files_of_students_and_hospitals_that_left_are_removed(tmp_path, edition):
    write_all(school(), Schedule(()), tmp_path, edition)
    fewer = school(
        students={BEN: school().students[BEN]},
        hospitals={"NIG": school().hospitals["NIG"]},
    )
    write_all(fewer, Schedule(()), tmp_path, edition)
    assert sorted(contents(tmp_path)) == [
        ".clerkship-files.json",
        "calendars-bars/000102.ics",
        "calendars-hospitals/NIG.ics",
        *(f"calendars-wards/{ward}.ics" for ward in sorted(WARDS)),
        "calendars/000102.ics",
        "pages/000102.html",
        "rosters/NIG.csv",
        "rosters/NIG.html",
        "rosters/NIG.xlsx",
        "schedule.svg",
        "student-sheets.csv",
    ]


def test_the_last_student_to_leave_takes_the_calendar_along(tmp_path, edition):
    write_all(school(), Schedule(()), tmp_path, edition)
    write_all(school(students={}), Schedule(()), tmp_path, edition)
    assert list((tmp_path / "calendars").iterdir()) == []


def test_other_peoples_files_are_left_alone(tmp_path, edition, good):
    others = (
        "calendars/notes.txt",
        "calendars/holidays.ics",
        "rosters/NIG.pdf",
        "rosters/contacts.xlsx",
        "old.ics",
        "rosters/a/b.csv",
    )
    for name in others:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("mine")
    write_all(school(), good, tmp_path, edition)
    assert set(others) < set(contents(tmp_path))


def test_a_schedule_that_does_not_fit_leaves_the_old_files(tmp_path, edition, good):
    write_all(school(), good, tmp_path, edition)
    before = contents(tmp_path)
    wrong = Schedule.of([place(ADA, "CAR", "POL-CAR", EXAMS_1)])
    with pytest.raises(ScheduleError, match="000101/CAR"):
        write_all(school(), wrong, tmp_path, edition)
    assert contents(tmp_path) == before


def test_a_folder_that_can_not_be_made_is_named(tmp_path, edition, good):
    (tmp_path / "out").write_text("a file where the folder should be")
    with pytest.raises(FileError, match="out"):
        write_all(school(), good, tmp_path / "out", edition)


def test_an_outdated_file_that_can_not_be_removed_is_named(tmp_path, edition, good):
    """Such as a roster that is open in Excel; here a folder stands in its place."""
    write_all(school(), good, tmp_path, edition)
    outdated = tmp_path / "rosters" / "POL.csv"
    outdated.unlink()
    outdated.mkdir()
    fewer = school(hospitals={"NIG": school().hospitals["NIG"]})
    with pytest.raises(FileError, match=r"POL\.csv.*outdated"):
        write_all(fewer, Schedule(()), tmp_path, edition)


def test_a_whole_school_takes_seconds(edition):
    """300 students' calendars and twelve hospitals' rosters in 5 s of one processor."""
    instance, schedule = generate(75, 0.9, 1)
    assert (len(instance.students), len(instance.hospitals)) == (300, 12)
    begun = process_time()
    files = [*calendars(instance, schedule, edition)]
    files += rosters(instance, schedule, edition)
    assert process_time() - begun <= 5
    assert len(files) > 300 + 12
