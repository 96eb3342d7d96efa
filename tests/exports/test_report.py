"""The office's report: one page with the whole plan."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest

from scheduler.domain.applied import applied
from scheduler.domain.mobility import Programme, Status, Stay
from scheduler.domain.people import Absence, Wish
from scheduler.domain.places import Zone
from scheduler.domain.schedule import Placement, Schedule
from scheduler.exports.report import Notes, Unplaced, report_html
from scheduler.exports.report.town import Frame, Spot, _boxes, _labels
from scheduler.office.reading import load
from tests.conftest import ROOT
from tests.exports.conftest import renamed
from tests.school import (
    ADA,
    BEN,
    CLINICAL_1,
    CLINICAL_2,
    CLINICAL_3,
    EXAMS_1,
    HOSPITALS,
    LECTURES_1,
    LECTURES_2,
    ROTATIONS,
    STUDENTS,
    WARDS,
    but,
    place,
    school,
)

LIMIT = 1_000_000  # bytes
SUMMARY = {
    "objective": 1234,
    "bound": 1000,
    "gap": 0.1896,
    "goals": {
        "unplaced": {"units": 2, "weight": 300, "what": "rotations left unplaced"},
        "travel": {"units": 77, "weight": 3, "what": "long journeys"},
    },
    "seed": 7,
}
HOSTILE = (
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "Ünïcödé 🏥, ; = \u202e",
    "ناصر محمد",
    "{{ 7 * 7 }} {% raw %}",
    "\x00\x1b[31m \x85",
)


class Seen(HTMLParser):
    """What a browser would make of a page: tags, and the texts in it."""

    def __init__(self, data):
        super().__init__()
        self.tags, self.texts, self.silent = [], [], False
        self.feed(data.decode("utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.silent = tag in ("script", "style")

    def handle_endtag(self, tag):
        self.silent = False

    def handle_data(self, data):
        if not self.silent and data.strip():
            self.texts.append(" ".join(data.split()))

    @property
    def text(self):
        return " | ".join(self.texts)

    def all(self, tag, **wanted):
        return [
            attrs
            for name, attrs in self.tags
            if name == tag and wanted.items() <= attrs.items()
        ]


def report(instance, schedule, **notes):
    return Seen(report_html(instance, schedule, Notes(**notes)))


def blocks(seen):
    return [attrs for attrs in seen.all("td") if "data-r" in attrs]


def test_each_placement_is_a_block_that_tells_all_about_it(good):
    """Pointing at a block says rotation, hospital, ward, dates and the choice met."""
    wishes = (Wish(ADA, 1, hospital="POL"), Wish(ADA, 2, hospital="NIG"))
    found = blocks(report(school(wishes=wishes), good))
    assert len(found) == len(good.placements)
    assert found[0]["title"] == (
        "Cardiology; Niguarda, Medicine; 05/10/2026 to 16/10/2026; 2nd choice of place"
    )
    assert (found[0]["data-r"], found[0]["data-h"], found[0]["colspan"]) == (
        *("CAR", "NIG"),
        "2",
    )


def test_every_row_of_the_grid_is_as_long_as_the_year(good):
    """No block slips into a wrong week: the columns of each row add up."""
    data = report_html(school(), good, Notes()).decode()
    grid = data[data.index('id="grid"') : data.index('id="told"')]
    bodies = re.findall(r'<tbody class="s.*?</tbody>', grid, flags=re.DOTALL)
    assert len(bodies) == 3
    for body in bodies:
        cells = re.findall(r"<td([^>]*)>", body)
        spans = [re.search(r'colspan="(\d+)"', cell) for cell in cells]
        assert sum(int(span.group(1)) if span else 1 for span in spans) == 8


def test_placements_at_the_same_time_are_both_shown():
    """A schedule that breaks rules can be looked at, to see what is wrong."""
    plan = Schedule.of(
        [
            place(ADA, "CAR", "POL-CAR", LECTURES_1),
            place(ADA, "OBG-1", "POL-OBG", LECTURES_2),
        ]
    )
    seen = report(school(), plan, summary={"violations": ["[one place] Both at once."]})
    assert {block["data-r"] for block in blocks(seen)} == {"CAR", "OBG-1"}
    assert seen.all("th", scope="row", rowspan="2")
    assert "Rules broken: 1" in seen.text
    assert "[one place] Both at once." in seen.text


def test_a_placement_over_a_closed_week_shows_both_parts():
    """The closed week in the middle isn't coloured as if somebody were there."""
    longer = school(rotations=but(ROTATIONS, "CAR", hours=80))
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", CLINICAL_2)])
    seen = report(longer, plan)
    parts = [a["style"] for a in seen.all("i") if a.get("style", "").startswith("left")]
    assert [re.match(r"left:([\d.]+)%", part).group(1) for part in parts] == [
        "0.0",
        "66.67",
    ]


def test_cost_bound_and_gap_stand_at_the_head(good):
    """The office reads what the plan costs, also without what has no place."""
    seen = report(school(), good, summary=SUMMARY).text
    for words in ("1,234", "1,000", "19.0 %", "634", "travel", "231", "Seed: 7"):
        assert words in seen, words
    assert "\N{MULTIPLICATION SIGN} 300" in seen


def test_figures_of_the_engine_without_what_is_unplaced_are_shown(good):
    """Where the summary has cost, bound and gap of what is placed, they are told."""
    rest = {"objective": 634, "bound": 600, "gap": 0.0536}
    seen = report(school(), good, summary={**SUMMARY, "without_unplaced": rest}).text
    assert "600" in seen
    assert "5.4 %" in seen


@pytest.mark.parametrize(
    ("proven", "fewest", "words"),
    [
        (True, 1, "no plan leaves out fewer"),
        (False, 1, "every plan leaves out at least 1."),
        (False, 0, None),
    ],
)
def test_what_no_plan_can_place_is_said_as_a_count(good, proven, fewest, words):
    """Under the costs, where something is left out and something is proven of it."""
    known = {"fewest_unplaced_proven": proven, "fewest_unplaced": fewest}
    left = [Unplaced(ADA, "OBG-1"), Unplaced(ADA, "OBG-2")]
    seen = report(school(), good, summary={**SUMMARY, **known}, unplaced=left).text
    assert ("Proven" in seen) == (words is not None)
    assert words is None or words in seen


def test_what_the_summary_has_not_is_not_shown(good):
    """No empty table and no invented figure where nothing was solved."""
    seen = report(school(), good).text
    for words in ("No plan below", "Gap", "Where one more seat", "Seed", "None"):
        assert words not in seen.replace("Bound, gap", ""), words


def test_seat_prices_are_listed_and_stand_in_the_grid(good):
    """Where one more seat would help most is said; nonsense in the list is skipped."""
    prices = [
        {"ward": "POL-CAR", "week": "2026-10-05", "price": 12},
        {"ward": "NIG-MED", "week": date(2026, 10, 12), "price": 40.5},
        {"ward": "GONE", "week": "2026-10-05", "price": 5},
        {"ward": "POL-CAR", "week": "soon", "price": 5},
        {"ward": "POL-CAR", "week": "2026-10-19", "price": 0},
        "nothing",
    ]
    seen = report(school(), good, summary={"seat_prices": prices})
    assert "Where one more seat would help most" in seen.text
    assert [text for text in seen.texts if text.startswith("+")][:2] == ["+40.5", "+12"]
    listed = seen.texts[seen.texts.index("Where one more seat would help most") :]
    assert listed.index("40.5") < listed.index("12")


def test_who_has_no_place_stands_there_with_the_reason():
    """Names and reasons come from the office, and everybody else from the plan."""
    gap = Unplaced("Synthetic Student 1 (000101) has no place for X", "No ward has it.")
    seen = report(school(), Schedule(()), unplaced=[gap]).text
    assert "Synthetic Student 1 (000101) has no place for X | No ward has it." in seen
    assert "not placed: CAR, PNE, OBG-1, OBG-2" in seen


def test_a_complete_plan_says_so(good):
    """An empty list could be a mistake; a sentence isn't."""
    assert "Everybody has a place for everything." in report(school(), good).text


def test_stays_abroad_and_other_absences_are_told_apart():
    """The office sees who is abroad with which programme, and who is just away."""
    stays = {
        "M1": Stay(
            *("M1", ADA, "E1", CLINICAL_1, CLINICAL_2 + timedelta(days=6)),
            *(Status.CONFIRMED, "Partner university, Spain"),
        )
    }
    given = school(
        programmes={"E1": Programme("E1", "Erasmus")},
        stays=stays,
        absences=(Absence(BEN, EXAMS_1, EXAMS_1 + timedelta(days=12)),),
    )
    seen = report(applied(given), Schedule(()), stays=stays)
    away = {a["title"]: a for a in seen.all("td", **{"class": "a"})}
    assert list(away) == [
        "Abroad (confirmed): E1, Partner university, Spain; 19/10/2026 to 01/11/2026",
        "Away; 16/11/2026 to 28/11/2026",
    ]
    assert "E1" in seen.texts


def test_periods_stand_behind_each_year(good):
    """Lectures, exams and closures are named in the heading of every year of study."""
    seen = report(school(), good)
    kinds = [a["class"] for a in seen.all("span") if "left:calc" in a.get("style", "")]
    assert set(kinds) == {"lectures", "clinical", "closed", "exams"}
    assert (
        "background:repeating-linear-gradient"
        in report_html(school(), good, Notes()).decode()
    )


def test_wards_show_students_of_seats_week_by_week():
    """A full ward is dark, an overfull one has a mark, a closed one a dash."""
    plan = Schedule.of(
        place(student, "CAR", "POL-CAR", LECTURES_1) for student in (ADA, BEN)
    )
    seen = report(school(wards=but(WARDS, "NIG-OBG", seats=0)), plan)
    assert len(seen.all("td", **{"class": "h5"})) == 2
    assert "2 | /1!" in seen.text
    assert len(seen.all("td", **{"class": "h6"})) == 8


def test_choices_and_who_came_off_worst(good):
    """Who got which choice, and by name who fared worst."""
    wishes = (
        Wish(ADA, 1, hospital="POL"),
        Wish(ADA, 2, hospital="NIG"),
        Wish(BEN, 1, hospital="POL"),
    )
    seen = report(school(wishes=wishes), good).text
    assert "Year 4 | 4 | 50 % | 4 | 50 % | 0" in seen.replace("| 0 %", "")
    worst = seen[seen.index("Who came off worst") :]
    assert "Synthetic Student 1 | 000101 | 4 | 4 | 4 x 2nd" in worst
    assert "Synthetic Student 2" not in worst[: worst.index("Travel")]


def test_without_wishes_nothing_is_counted(good):
    """A school that collects no preferences isn't told that nobody's was met."""
    assert "No student has named a wish." in report(school(), good).text


def test_travel_is_a_map_and_a_table(good):
    """The map has every hospital that somebody goes to; the table has the minutes."""
    homes = {
        "Z1": Zone("Z1", "North", replace(HOSPITALS["NIG"].point, lat=45.53)),
        "Z2": Zone("Z2", "Nobody's", replace(HOSPITALS["NIG"].point, lat=46.53)),
    }
    living = but(STUDENTS, ADA, zone="Z1")
    seen = report(school(zones=homes, students=living), good)
    circles = [a for a in seen.all("circle") if "data-h" in a]
    assert {a["data-h"] for a in circles} == {"NIG", "POL"}
    assert len(seen.all("rect", **{"class": "home"})) == 1
    assert len(seen.all("path", **{"class": "flow"})) == 1
    assert "2 | students | without a known home" in seen.text.replace(
        "2 students without", "2 | students | without"
    )
    assert "24 min" in seen.text


def test_labels_of_the_map_never_overlap():
    """Forty hospitals in one street: labels give way, none is written over another."""
    spots = [Spot(300 + 9 * n, 300 + 3 * n, 6, f"HOSP-{n}", 12) for n in range(40)]
    drawn = "".join(_labels(spots))
    places = {
        (float(x), float(y), label)
        for x, y, label in re.findall(r'x="([\d.]+)" y="([\d.]+)".*?>([^<]+)<', drawn)
    }
    assert 5 < len(places) < 40
    boxes = []
    for x, y, label in places:
        spot = next(s for s in spots if s.label == label)
        boxes += [b for b in _boxes(spot) if abs((b[0] + b[2]) / 2 - x) < 0.01
                  and abs(b[3] - 3 - y) < 0.01]  # fmt: skip
    assert len(boxes) == len(places)
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_one_hospital_alone_has_a_map():
    """A single point has no width; the map is drawn all the same."""
    x, y = Frame((HOSPITALS["NIG"].point,)).xy(HOSPITALS["NIG"].point)
    assert (x, y) == (380, 320)


def test_it_says_that_it_is_for_the_office_only(good):
    """Whoever opens it knows at once that it isn't to be sent on."""
    assert report(school(), good).text.index("For the office only.") < 200


def test_the_same_plan_has_the_same_bytes(good):
    """Two reports of one plan can be compared by their hash."""
    again = Schedule.of(reversed(good.placements))
    first = report_html(school(), good, Notes(SUMMARY))
    assert first == report_html(school(), again, Notes(SUMMARY))


def test_nothing_is_fetched_from_anywhere(good):
    """It works without a network, and nobody learns that it was opened."""
    data = report_html(school(), good, Notes(SUMMARY))
    fetching = r"https?://|@import|<link|<iframe|<img|\bsrc=|url\("
    assert not re.search(fetching, data.decode())
    policy = Seen(data).all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert policy[0]["content"].startswith("default-src 'none';")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_a_name(name, good):
    """Whatever a name contains, it stays text: in names, titles, lists and reasons."""
    nasty = school(
        title=f"School {name}",
        students=but(STUDENTS, ADA, surname=name),
        hospitals=renamed(HOSPITALS, "NIG", name),
        wards=renamed(WARDS, "NIG-MED", name),
        rotations=renamed(but(ROTATIONS, "CAR", discipline=name), "CAR", name),
    )
    notes = {"unplaced": [Unplaced(name, name)], "summary": {"violations": [name]}}
    seen, usual = report(nasty, good, **notes), report(school(), good)
    assert len(seen.all("script")) == 1
    assert seen.all("img") == []
    assert not [
        attrs for _, attrs in seen.tags if any(a.startswith("on") for a in attrs)
    ]
    # As many blocks, rows and options as ever.
    for tag in ("tbody", "option", "td", "i"):
        assert len(seen.all(tag)) == len(usual.all(tag)), tag
    shown = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", name).split())
    assert any(shown in text for text in seen.texts), shown


@pytest.mark.parametrize("changes", [{}, {"students": {}}, {"zones": {}}])
def test_an_empty_plan_is_no_mistake(changes):
    """Before the first solve, or for a school without students, there is a page."""
    seen = report(school(**changes), Schedule(()))
    assert blocks(seen) == []
    assert "Students and weeks" in seen.text


def first_fit(instance):
    """Place everybody wherever it first fits in time, whatever the seats."""
    for student in instance.students.values():
        free = set(instance.calendar.weeks)
        for requirement in instance.requirements_of(student.id):
            wards = instance.wards_teaching(requirement.rotation)
            for week in sorted(free):
                last = instance.last_week_from(requirement, week)
                if last is None or not wards:
                    continue
                covered = {w for w in instance.calendar.weeks if week <= w <= last}
                if covered <= free:
                    free -= covered
                    ward = wards[int(student.id[-2:]) % len(wards)]
                    yield Placement(
                        *(student.id, week, requirement.rotation, ward.id),
                        requirement.occurrence,
                    )
                    break


def test_a_whole_school_stays_under_a_megabyte():
    """256 students, 12 visitors, 112 wards and 53 weeks can be sent by mail."""
    given = load(ROOT / "instances" / "ims-2026-27")
    instance = applied(given)
    plan = Schedule.of(first_fit(instance))
    assert len(plan.placements) > 1400
    data = report_html(instance, plan, Notes(SUMMARY, stays=given.stays))
    assert len(data) < LIMIT
    assert len(blocks(Seen(data))) == len(plan.placements)


def test_a_placement_that_can_not_be_completed_is_refused():
    """As in every other file: nothing is shown that can't be."""
    from scheduler.errors import ScheduleError

    wrong = Schedule.of([place(ADA, "CAR", "POL-CAR", CLINICAL_3 + timedelta(days=7))])
    with pytest.raises(ScheduleError, match="000101/CAR"):
        report_html(school(), wrong, Notes())
