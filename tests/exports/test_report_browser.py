"""The pages in a real browser: Chromium without a window."""

from dataclasses import replace

import pytest

from scheduler.domain.people import Wish
from scheduler.exports.pages import pages
from scheduler.exports.report import Notes, Unplaced, report_html
from tests.exports.browser import Browser
from tests.exports.test_report import HOSTILE, SUMMARY
from tests.school import ADA, BEN, STUDENTS, school

DESKTOP, PHONE = (1400, 900), (390, 844)
SHOWN = 'Array.from(document.querySelectorAll("#grid tbody.s")).filter(b => !b.hidden)'


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    opened = Browser(tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


@pytest.fixture
def nasty():
    """A school in which every student has a name that means mischief."""
    students = {
        number: replace(STUDENTS[number], surname=name)
        for number, name in zip(STUDENTS, HOSTILE, strict=False)
    }
    wishes = (Wish(ADA, 1, hospital="POL"), Wish(BEN, 1, hospital="NIG"))
    return school(students=students, wishes=wishes)


@pytest.fixture
def file(tmp_path, good, nasty):
    gaps = [Unplaced(name, name) for name in HOSTILE]
    path = tmp_path / "report.html"
    path.write_bytes(report_html(nasty, good, Notes(SUMMARY, gaps)))
    return path


def pick(page, field, value):
    page.run(
        f'(() => {{ const f = document.getElementById("{field}"); f.value = "{value}";'
        ' f.dispatchEvent(new Event("input", {bubbles: true})); })()'
    )


def test_the_browser_would_complain(browser, tmp_path):
    """A fault in a script, a blocked picture and a page too wide are all noticed."""
    path = tmp_path / "bad.html"
    path.write_text(
        """<!doctype html>
        <meta http-equiv="Content-Security-Policy" content="img-src 'none'">
        <img src="https://example.org/x.png" alt=""><p style="width:999px">wide
        <script>nothing.there</script>"""
    )
    page = browser.open(path, *PHONE)
    assert len(page.faults) == 2
    assert page.run("document.documentElement.scrollWidth") > PHONE[0]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_it_opens_without_complaint_and_fits(browser, file, size):
    """No error in the console, nothing fetched, and the page is as wide as the window.

    Tables wider than that scroll within themselves.
    """
    page = browser.open(file, *size)
    assert page.faults == []
    assert page.requests == [file.as_uri()]
    assert page.run("document.documentElement.scrollWidth") == size[0]
    assert page.run('document.querySelectorAll("script").length') == 1


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_long_sentence_leaves_room_for_the_goals(browser, tmp_path, good, size):
    """What was done for the worst-off stands beside the goals, not in their place."""
    summary = {**SUMMARY, "worst_off": {"what": "The worst-off came first. " * 12}}
    path = tmp_path / "report.html"
    path.write_bytes(report_html(school(), good, Notes(summary)))
    page = browser.open(path, *size)
    wide = "document.querySelector('.goals').parentElement.clientWidth"
    assert page.run(wide) > size[0] / 2


def test_students_are_found_by_name_year_hospital_and_rotation(browser, file):
    """Filters combine, count what is left, and dim the blocks that don't fit."""
    page = browser.open(file, *DESKTOP)
    assert page.run(f"{SHOWN}.length") == 3
    pick(page, "f-year", "6")
    assert page.run(f"{SHOWN}.length") == 1
    assert page.run('document.getElementById("shown").textContent') == (
        "1 of 3 students"
    )
    page.run('document.querySelector("#filter button").click()')
    page.run("new Promise(r => setTimeout(r, 50))")
    pick(page, "f-name", "000102")
    assert page.run(f"{SHOWN}.length") == 1
    pick(page, "f-name", "")
    pick(page, "f-hospital", "POL")
    pick(page, "f-rotation", "CAR")
    assert page.run(
        f"{SHOWN}.map(b => b.querySelectorAll('td.b:not(.dim)').length)"
    ) == [1]
    pick(page, "f-name", "unicode")
    assert page.run(f"{SHOWN}.length") == 0
    assert page.faults == []


def test_blocks_can_be_reached_with_the_keyboard(browser, file):
    """One stop for the tabulator, then arrows; what is under the focus is told."""
    page = browser.open(file, *DESKTOP)
    stops = 'document.querySelectorAll("#grid td[tabindex=\\"0\\"]").length'
    assert page.run(stops) == 1
    page.run('document.querySelector("#grid td[tabindex=\\"0\\"]").focus()')
    page.press("ArrowRight")
    assert page.run("document.activeElement.dataset.r") == "PNE"
    page.press("ArrowDown")
    assert page.run("document.activeElement.dataset.h") == "POL"
    assert page.run(stops) == 1
    told = page.run('document.getElementById("told").textContent')
    assert "Respiratory; Policlinico, Cardiology; 19/10/2026 to 23/10/2026" in told


def test_a_hospitals_ways_light_up_on_the_map(browser, file):
    """Choosing a hospital in the table leaves only its ways bright."""
    page = browser.open(file, *DESKTOP)
    page.run('document.querySelector("#ways button[data-h=POL]").click()')
    assert page.run('document.querySelectorAll("#map .site.off").length') == 1
    page.run('document.querySelector("#ways button[data-h=POL]").click()')
    assert page.run('document.querySelectorAll("#map .off").length') == 0
    assert page.faults == []


def test_a_students_page_fits_and_turns_italian(
    browser, tmp_path, good, nasty, edition
):
    """The personal page works on a phone, and one touch changes the language."""
    made = dict(pages(nasty, good, edition))
    for number in nasty.students:
        path = tmp_path / f"{number}.html"
        path.write_bytes(made[f"pages/{number}.html"])
        page = browser.open(path, *PHONE)
        assert page.faults == []
        assert page.requests == [path.as_uri()]
        assert page.run("document.documentElement.scrollWidth") == PHONE[0]
        assert "First day" in page.run("document.body.innerText")
        page.run('document.querySelector("label[for=lang-it]").click()')
        words = page.run("document.body.innerText")
        assert "Primo giorno" in words
        assert "First day" not in words
