"""What leaves the office tells nobody what isn't theirs to know.

Facts are planted in an instance: a reason of an absence, a stay and its programme, a
restriction, wishes, remarks, other students' names. Then every command that writes
files is run, and every byte of what it wrote is read: inside workbooks and mails too.
"""

import email
import json
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from email import policy
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.domain.clearances import Clearance, Gate, Restriction
from scheduler.domain.mobility import Programme, Status, Stay
from scheduler.domain.people import Absence, Student, Wish
from scheduler.domain.places import Hospital, Point, Ward, Zone
from scheduler.domain.schedule import Schedule
from scheduler.exports.audience import Audience, audience_of, listed_audience
from scheduler.exports.names import file_names
from scheduler.files import schedule_csv, write_file, write_instance
from scheduler.office.privacy import forget, forgettable
from scheduler.office.reading import load
from tests.school import (
    CLINICAL_1,
    CLINICAL_2,
    CLINICAL_3,
    EXAMS_1,
    EXAMS_2,
    LECTURES_1,
    PERIODS,
    by_id,
    calendar,
    place,
    school,
)

ADA, BEN, CLEO = "009911", "009922", "009933"
STUDENTS = by_id(
    Student(ADA, "Synthetic Adalia", "One", 4, "ZONE", "ada.private@example.org"),
    Student(BEN, "Synthetic Benno", "Two", 4, None, "ben.private@example.org"),
    Student(CLEO, "Synthetic Cleofe", "Three", 6, None, "cleo.private@example.org"),
)
HOSPITALS = by_id(
    Hospital("NIGX", "Hospital Nigella", "Via Uno 1", Point(45.509, 9.189)),
    Hospital("POLX", "Hospital Polenta", "Via Due 2", Point(45.461, 9.196)),
    Hospital("WSHX", "Hospital Wishbone", "Via Tre 3", Point(45.47, 9.2)),
)
CONTACT = "ward@example.org"
WARDS = by_id(
    Ward("NIGX-MED", "NIGX", "Medicine", ("CAR", "PNE", "TPV"), 3, contact=CONTACT),
    Ward("NIGX-OBG", "NIGX", "Obstetrics", ("OBG-1", "OBG-2"), 2, contact=CONTACT),
    Ward("POLX-CAR", "POLX", "Cardiology", ("CAR", "PNE"), 1, contact=CONTACT),
    Ward("POLX-OBG", "POLX", "Obstetrics", ("OBG-1", "OBG-2"), 1, contact=CONTACT),
    Ward(
        *("WSHX-CAR", "WSHX", "Cardiology", ("CAR",), 1),
        hazards=("plantedhazard",),
        contact=CONTACT,
    ),
)
SECRETS = {
    "the reason of an absence": "PlantedReason",
    "a remark on a lock": "PlantedRemark",
    "a remark on a duty": "PlantedDutyRemark",
    "a programme": "PlantedProgramme",
    "a programme's short name": "ZPROG",
    "a host": "PlantedHost",
    "a country": "PlantedLand",
    "a restriction": "plantedhazard",
    "a zone": "PlantedZone",
    "a wish": "Wishbone",
}
OF_STUDENTS = {
    ADA: (ADA, "Adalia", "ada.private"),
    BEN: (BEN, "Benno", "ben.private"),
    CLEO: (CLEO, "Cleofe", "cleo.private"),
}
OF_HOSPITALS = {"NIGX": "Nigella", "POLX": "Polenta", "WSHX": "Wishbone"}
SECOND = (
    place(ADA, "CAR", "NIGX-MED", LECTURES_1),
    place(ADA, "PNE", "NIGX-MED", CLINICAL_1),
    place(ADA, "OBG-1", "NIGX-OBG", CLINICAL_2),
    place(ADA, "OBG-2", "NIGX-OBG", CLINICAL_3),
    place(BEN, "CAR", "NIGX-MED", LECTURES_1),
    place(BEN, "PNE", "POLX-CAR", CLINICAL_1),
    place(BEN, "OBG-1", "POLX-OBG", CLINICAL_2),
    place(BEN, "OBG-2", "POLX-OBG", CLINICAL_3),
    place(CLEO, "TPV", "NIGX-MED", EXAMS_1),
)
MOVED = {(BEN, "CAR"), (ADA, "OBG-1"), (ADA, "OBG-2")}
FIRST = (
    *(p for p in SECOND if (p.student, p.rotation) not in MOVED),
    place(BEN, "CAR", "POLX-CAR", LECTURES_1),
    place(ADA, "OBG-1", "NIGX-OBG", CLINICAL_3),
    place(ADA, "OBG-2", "NIGX-OBG", CLINICAL_2),
)


def planted():
    """A school with facts that nobody outside is to learn, all of them ADA's."""
    periods = (replace(p, id=f"P{n}") for n, p in enumerate(PERIODS))
    return school(
        calendar=calendar(*periods),
        students=STUDENTS,
        hospitals=HOSPITALS,
        wards=WARDS,
        zones=by_id(Zone("ZONE", "PlantedZone", Point(45.47, 9.19))),
        wishes=(Wish(ADA, 1, hospital="WSHX"),),
        absences=(Absence(ADA, EXAMS_1, EXAMS_1),),
        programmes=by_id(Programme("ZPROG", "PlantedProgramme")),
        stays=by_id(
            Stay(
                *("S1", ADA, "ZPROG", EXAMS_2, EXAMS_2.replace(day=27)),
                status=Status.CONFIRMED,
                host="PlantedHost",
                country="PlantedLand",
            )
        ),
        clearances=(Clearance(ADA, Gate.FITNESS),),
        restrictions=(Restriction(ADA, "plantedhazard"),),
    )


def plant(folder):
    """Write the school, with remarks and comments that only files can hold."""
    write_instance(planted(), folder, all_tables=True)
    for table, line in (
        ("absences", "# PlantedReason"),
        ("locks", f"{ADA};must;CAR;NIGX;;;PlantedRemark"),
        ("requirements", f"{CLEO};CAR;add;;;PlantedDutyRemark"),
    ):
        with (folder / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{line}\r\n")


# How each command that writes files is run; {0} and {1} are schedules, one published.
RUNS = {
    "export": [["{school}", "{second}"], ["{school}", "{second}", "--language", "en"]],
    "publish": [["{school}", "{second}", "--by", "Synthetic Signer"]],
    "feeds": [["{school}"]],
    "mail": [
        ["{school}", "{second}"],
        ["{school}", "{second}", "--since", "1"],
        ["{school}", "{second}", "--starting", "05/10/2026"],
    ],
    "seats-form": [["{school}"]],
    "preference-form": [["{school}"]],
    "preferences": [["{school}", "{form}", "--write"]],
    "preview": [["{school}", "{second}"]],
    "attendance-form": [["{school}", "{second}"]],
    "repair": [["{school}", "{second}"]],
    "whatif": [["{school}", "{second}", "--student-gone", ADA]],
    "compare": [["{school}", "{first}", "{second}"]],
    "fairness": [["{school}", "{second}"]],
    "agreement": [["{school}", "S1", "{second}"]],
    "report": [["{school}", "{second}"]],
}
WRITE_THE_SAME = {"solve"}  # as `export`; what there is beside has a test of its own
NO_SCHOOL = {"mss"}  # reads a public instance, which has numbers for people
INTO_A_FILE = {
    "report": "report.html",
    "compare": "compare.csv",
    "fairness": "fairness.csv",
}
OPTION = {"preferences": "--receipts"}
PREFIXES = ("seats-", "preview-", "attendance-", "preferences-", "receipt-")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """[(command, path in its folder, bytes)] of every file, and the school's folder."""
    root = tmp_path_factory.mktemp("privacy")
    folder = root / "school"
    plant(folder)
    given = load(folder)
    words = {"school": str(folder)}
    for name, placements in (("first", FIRST), ("second", SECOND)):
        data = schedule_csv(given, Schedule.of(placements))
        write_file(root / f"{name}.csv", data)
        words[name] = str(root / f"{name}.csv")
    run("publish", [words["school"], words["first"], "--by", "S"], root / "before")
    run("preference-form", [words["school"]], root / "forms")
    words["form"] = str(root / "forms" / f"preferences-{ADA}.xlsx")  # as it went out
    found = []
    for command in ("publish", *sorted(writing_commands() - {"publish"})):
        for number, arguments in enumerate(RUNS[command]):
            out = root / command / str(number)
            run(command, [word.format(**words) for word in arguments], out)
            found += [
                (command, path.relative_to(out).as_posix(), path.read_bytes())
                for path in sorted(out.rglob("*"))
                if path.is_file() and not path.name.startswith(".")
            ]
    return found, folder


def writing_commands():
    """The commands that write results into a folder or file of the user's choice."""
    return (
        {
            name
            for name, command in main.commands.items()
            if any(option.name in ("out", "receipts") for option in command.params)
        }
        - WRITE_THE_SAME
        - NO_SCHOOL
    )


def run(command, arguments, out):
    target = out / INTO_A_FILE[command] if command in INTO_A_FILE else out
    target.parent.mkdir(parents=True, exist_ok=True)
    option = OPTION.get(command, "--out")
    ran = CliRunner().invoke(main, [command, *arguments, option, str(target)])
    assert ran.exit_code in (0, 3), ran.output
    return ran


def readable(name, data):
    """Everything that a file says: members of workbooks, parts of mails, long lines."""
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            return "".join(f"{n} {readable(n, archive.read(n))}" for n in names)
    if name.endswith(".eml"):
        mail = email.message_from_bytes(data, policy=policy.default)
        said = [f"{key}: {value}" for key, value in mail.items()]
        for part in mail.walk():
            content = part.get_payload(decode=True)
            if content is not None:
                said.append(readable(part.get_filename() or "", content))
        return "\n".join(said)
    text = data.decode("utf-8", "replace")
    return text.replace("\r\n ", "") if text.startswith("BEGIN:VCALENDAR") else text


def owners(found, folder):
    """[(audience, whose, name, text)] of each file that leaves the office."""
    given = load(folder)
    names = {
        Audience.STUDENT: file_names(given.students),
        Audience.HOSPITAL: {**file_names(given.hospitals), **file_names(given.wards)},
    }
    tokens = json.loads((folder / "publications/feeds/tokens.json").read_bytes())
    feeds = {token: (kind, whose) for kind, whose, token in tokens["tokens"]}
    for command, path, data in found:
        audience, stem = audience_of(path), Path(path).stem
        for prefix in PREFIXES:
            stem = stem.removeprefix(prefix)
        if audience == Audience.OFFICE or path == "index.html":
            continue
        if audience == Audience.SUBSCRIBER:
            kind, whose = feeds[stem.removesuffix("-bars")]
            audience = Audience.STUDENT if kind == "student" else Audience.HOSPITAL
        elif command == "agreement":
            whose = given.stays[stem.removeprefix("agreement-")].student
        else:
            whose = {v: k for k, v in names[audience].items()}[stem]
        whose = given.wards[whose].hospital if whose in given.wards else whose
        yield audience, whose, f"{command}: {path}", readable(path, data)


def test_every_command_that_writes_files_is_looked_at():
    """A new command with ``--out`` must say here how it is run."""
    assert writing_commands() == set(RUNS)


def test_every_file_says_for_whom_it_is(written):
    """A new export must be listed, be it for the office alone."""
    found, _ = written
    unlisted = {path for _, path, _ in found if listed_audience(path) is None}
    assert unlisted == {"index.html"}  # an empty page that keeps a folder from listing


def test_what_solve_writes_beside_is_for_the_office(written, tmp_path):
    """Drafts of other schedules, and their comparison, leave the office nowhere."""
    found, folder = written
    run("solve", [str(folder), "--alternatives", "2"], tmp_path / "out")
    paths = {
        path.relative_to(tmp_path / "out").as_posix()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    beside = paths - {path for command, path, _ in found if command == "export"}
    assert beside == {
        "alternatives.csv",
        *(f"alternative-2/{name}" for name in ("report.html", "schedule.csv")),
        "alternative-2/summary.json",
    }
    assert {listed_audience(path) for path in beside} == {Audience.OFFICE}


def test_what_is_planted_is_found_where_it_belongs(written):
    """The search isn't blind: the office's and the student's own files have it."""
    found, folder = written
    said = "".join(readable(path, data) for _, path, data in found)
    for what in ("PlantedHost", "PlantedProgramme", "Wishbone"):
        assert what in said
    assert "PlantedReason" in (folder / "absences.csv").read_text(encoding="utf-8")
    kinds = {audience for audience, *_ in owners(found, folder)}
    assert kinds == {Audience.STUDENT, Audience.HOSPITAL}


@pytest.mark.parametrize("what", SECRETS)
def test_no_hospital_learns(written, what):
    """Hospitals get no reasons, stays, restrictions, remarks, wishes or homes."""
    for audience, whose, name, text in owners(*written):
        own = whose == "WSHX" and what == "a wish"  # its own name
        if audience == Audience.HOSPITAL and not own:
            assert SECRETS[what] not in text, name


@pytest.mark.parametrize("what", SECRETS)
def test_no_other_student_learns(written, what):
    """All secrets are ADA's: BEN and CLEO find none of them in their files."""
    for audience, whose, name, text in owners(*written):
        # A form names all places that can be chosen; see the test after this.
        offered = name.startswith("preference-form") and what == "a wish"
        if audience == Audience.STUDENT and whose != ADA and not offered:
            assert SECRETS[what] not in text, name


def test_a_form_for_preferences_holds_nobody_elses(written):
    """ADA's form has her wish in it; the forms of the others are blank."""
    ranks = {
        path: [row[1].value for row in book.worksheets[0].iter_rows(min_row=9)]
        for command, path, data in written[0]
        if command == "preference-form"
        for book in [openpyxl.load_workbook(BytesIO(data))]
    }
    filled = {path for path, cells in ranks.items() if any(cells)}
    assert filled == {f"preferences-{ADA}.xlsx"}
    assert len(ranks) == len(STUDENTS)


@pytest.mark.parametrize("what", ["the reason of an absence", "a remark on a lock"])
def test_what_is_for_the_office_alone_is_nowhere(written, what):
    """Reasons and remarks aren't in any file that the program writes."""
    found, _ = written
    for _, path, data in found:
        assert SECRETS[what] not in readable(path, data), path


def test_a_hospital_gets_its_own_students_only(written):
    """Also what was there before and left: in the changes, and by nothing else."""
    there = {
        hospital: {
            p.student for p in (*FIRST, *SECOND) if WARDS[p.ward].hospital == hospital
        }
        for hospital in HOSPITALS
    }
    for audience, whose, name, text in owners(*written):
        if audience == Audience.HOSPITAL:
            for student in STUDENTS.keys() - there[whose]:
                for mark in OF_STUDENTS[student]:
                    assert mark not in text, (name, mark)


def test_a_hospital_reads_of_no_other_hospital(written):
    """Who moved there from another one is simply new."""
    for audience, whose, name, text in owners(*written):
        if audience == Audience.HOSPITAL:
            for hospital in HOSPITALS.keys() - {whose}:
                assert OF_HOSPITALS[hospital] not in text, name
                assert hospital not in text, name


def test_a_student_reads_of_no_other_student(written):
    """Pages, calendars and mails name their owner and nobody else."""
    for audience, whose, name, text in owners(*written):
        if audience == Audience.STUDENT:
            for student in STUDENTS.keys() - {whose}:
                for mark in OF_STUDENTS[student]:
                    assert mark not in text, (name, mark)


AGREED = {
    *("student", "surname", "name", "year", "rotation", "occurrence", "ward", "week"),
    *("first_day", "last_day", "hours"),
}
ASKED = {"hours_done", "outcome", "answer", "remark"}


def test_a_hospitals_sheets_hold_the_agreed_columns(written):
    """What it fills in is asked for; what it reads is what rosters have, no more."""
    headings = {
        command: {
            str(cell).split(" / ")[0]
            for row in openpyxl.load_workbook(BytesIO(data)).worksheets[0].values
            for cell in row
            if str(row[0]).startswith("student / ")
        }
        for command, _, data in written[0]
        if command in ("preview", "attendance-form")
    }
    assert set(headings) == {"preview", "attendance-form"}
    for columns in headings.values():
        assert {"student", "ward", "remark"} <= columns <= AGREED | ASKED


def test_the_changes_were_really_told(written):
    """BEN left Polenta for Nigella: one hospital reads of it as gone, one as new."""
    texts = {
        whose: text
        for _, whose, name, text in owners(*written)
        if name == f"publish: rosters/{whose}.xlsx"
    }
    assert "tolto" in texts["POLX"]
    assert "aggiunto" in texts["NIGX"]
    assert "spostato" in texts["NIGX"]
    assert "aggiunto" not in texts["POLX"]


def test_forgetting_leaves_no_name_behind(written, tmp_path):
    """After the year is closed no byte of the folder names a student."""
    folder = tmp_path / "school"
    shutil.copytree(written[1], folder)
    today = date(2028, 11, 1)
    kept = forget(forgettable(folder, date(2028, 10, 1), today), today)
    marks = [mark for own in OF_STUDENTS.values() for mark in own]
    secrets = [SECRETS[w] for w in SECRETS if "remark" in w or "reason" in w]
    for path in folder.rglob("*"):
        if path.is_file():
            text = readable(path.name, path.read_bytes())
            assert not [mark for mark in (*marks, *secrets) if mark in text], path
    figures = json.loads(kept.read_text(encoding="utf-8"))
    assert figures["students_by_year"] == {"4": 2, "6": 1}
    assert figures["publication"]["ranks_received"] == {
        "1": 3,
        "2": 1,
        "no wish": 5,
    }
    assert (
        figures["publication"]["students_by_ward_and_week"]["NIGX-MED"][
            LECTURES_1.isoformat()
        ]
        == 2
    )
