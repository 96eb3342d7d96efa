"""The drawing of the year."""

from dataclasses import replace
from xml.etree import ElementTree

from scheduler.domain.schedule import Schedule
from scheduler.exports.picture import schedule_svg
from scheduler.exports.svg import MUTED, paints, shortened, width_of
from tests.exports.conftest import renamed
from tests.school import (
    ADA,
    BEN,
    CLEO,
    CLINICAL_2,
    HOSPITALS,
    ROTATIONS,
    STUDENTS,
    but,
    place,
    school,
)

SVG = "{http://www.w3.org/2000/svg}"


def drawn(instance, schedule, students=None):
    return ElementTree.fromstring(schedule_svg(instance, schedule, students))


def blocks(drawing):
    """Return {hint: [(x, width, fill)]} of the blocks of placements."""
    found = {}
    for block in drawing.iter(f"{SVG}rect"):
        hint = block.find(f"{SVG}title")
        if hint is not None:
            look = float(block.get("x")), float(block.get("width")), block.get("fill")
            found.setdefault(hint.text, []).append(look)
    return found


def words(drawing):
    return [text.text for text in drawing.iter(f"{SVG}text")]


def test_each_placement_has_a_block_that_says_all_about_it(good):
    found = blocks(drawn(school(), good))
    assert len(found) == len(good.placements)
    assert (
        "Synthetic Student 1: Cardiology, Medicine, Niguarda, 05/10/2026 - 16/10/2026"
    ) in found


def test_blocks_are_as_wide_as_their_weeks_and_never_overlap(good):
    found = blocks(drawn(school(), good, [ADA]))
    spans = sorted((x, x + width) for ((x, width, _),) in found.values())
    assert [round((end - start + 2) / 24) for start, end in spans] == [2, 1, 1, 1]
    assert all(spans[i][1] < spans[i + 1][0] for i in range(3))


def test_a_placement_over_a_closed_week_is_drawn_in_two_blocks():
    longer = school(rotations=but(ROTATIONS, "CAR", hours=80))
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", CLINICAL_2)])
    (pieces,) = blocks(drawn(longer, plan)).values()
    assert [piece[1] for piece in pieces] == [22, 22]
    assert pieces[1][0] - pieces[0][0] == 48


def test_disciplines_keep_their_colour_whoever_is_drawn(good):
    def colour(students):
        found = blocks(drawn(school(), good, students))
        return {fill for hint in found for *_, fill in found[hint] if "Qualif" in hint}

    assert colour([CLEO]) == colour(None)
    assert len(colour(None)) == 1


def test_the_students_asked_for_are_drawn_and_no_others(good):
    shown = words(drawn(school(), good, [CLEO, BEN]))
    assert "Synthetic Student 3" in shown
    assert "Synthetic Student 1" not in shown
    assert shown.index("Year 4") < shown.index("Synthetic Student 2")
    assert shown.count("1 student") == 2


def test_the_legend_names_what_is_drawn_and_the_kinds_of_period(good):
    shown = words(drawn(school(), good, [CLEO]))
    assert {"TPV", "lectures", "clinical", "exams", "free", "closed"} <= set(shown)
    assert "OBG" not in shown


def test_months_and_mondays_head_the_columns(good):
    shown = words(drawn(school(), good))
    assert {"Oct 2026", "Nov 2026", "5", "26", "23"} <= set(shown)


def test_what_is_not_placed_is_named_in_the_row():
    plan = Schedule.of([place(CLEO, "TPV", "NIG-MED", CLINICAL_2)])
    shown = words(drawn(school(), plan))
    assert shown.count("not placed: CAR, PNE, OBG-1, OBG-2") == 2


def test_names_with_signs_of_xml_are_shown_as_they_are():
    students = but(STUDENTS, ADA, surname="<b>&\x00Syn")
    hospitals = renamed(HOSPITALS, "POL", '"A" & <B>')
    plan = Schedule.of([place(ADA, "CAR", "POL-CAR", CLINICAL_2)])
    drawing = drawn(school(students=students, hospitals=hospitals), plan)
    assert "<b>& Syn Student 1" in words(drawing)
    assert any('"A" & <B>' in hint for hint in blocks(drawing))


def test_an_empty_school_is_drawn_too():
    assert "Tiny school" in words(drawn(school(students={}), Schedule(())))


def test_twenty_seven_disciplines_look_different_and_text_can_be_read_on_each():
    looks = paints(27)
    assert len(set(looks)) == 27
    assert paints(30)[27:] == looks[:3]
    white = {paint.fill for paint in looks if paint.text == "#FFFFFF"}
    assert white == {MUTED[i] for i in (0, 3, 6, 8)}


def test_many_disciplines_bring_the_patterns_that_they_need(good):
    rotations = {
        f"R{i}": replace(ROTATIONS["CAR"], id=f"R{i}", discipline=f"D{i}", year=4)
        for i in range(20)
    }
    plan = Schedule.of([place(ADA, "R19", "POL-CAR", CLINICAL_2)])
    drawing = drawn(school(rotations=rotations), plan)
    (((_, _, fill),),) = blocks(drawing).values()
    patterns = [pattern.get("id") for pattern in drawing.iter(f"{SVG}pattern")]
    assert [fill] == [f"url(#{name})" for name in patterns]


def test_long_names_are_cut_to_fit():
    cut = shortened("Synthetic " * 10, 100, 10)
    assert cut.endswith("…")
    assert width_of(cut, 10) <= 100
    assert shortened("Synthetic", 100, 10) == "Synthetic"


def test_the_same_schedule_has_the_same_bytes(good):
    turned = Schedule(good.placements[::-1])
    assert schedule_svg(school(), good) == schedule_svg(school(), turned)
