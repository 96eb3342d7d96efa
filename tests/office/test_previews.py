"""A plan shown to hospitals: each sees its own, and answers."""

import pytest

from tests.office.conftest import lines


@pytest.fixture
def previews(run, school, tmp_path):
    """The sheets of both hospitals."""
    out = tmp_path / "previews"
    assert run("preview", *school, "--out", out).exit_code == 0
    return {path.stem.partition("-")[2]: path for path in out.iterdir()}


def test_a_hospital_sees_its_own_students_and_agreed_columns(school, previews, fill):
    """No e-mail, no preferences, nobody else's students."""
    planned = lines(school[1])
    for hospital, path in previews.items():
        rows = fill(path, {})
        assert set(rows[0]) == {
            *("student", "surname", "name", "year", "rotation", "occurrence", "ward"),
            *("week", "first_day", "last_day", "hours", "answer", "remark"),
        }
        assert sorted((r["student"], r["rotation"]) for r in rows) == sorted(
            (r[0], r[4]) for r in planned if r[6] == hospital
        )


def test_answers_become_a_list_and_proposals(run, school, previews, fill):
    """Accepted are counted, amended listed with remarks; --write rules them out."""
    folder, _ = school
    before = lines(folder / "locks.csv")
    first, second, *rest = fill(previews["NORTH"], {})
    key = f"{first['student']}/{first['rotation']}"
    fill(previews["NORTH"], {
        key: {"answer": "amend", "remark": "the ward is being painted"},
        f"{second['student']}/{second['rotation']}": {"answer": "accept"},
    })  # fmt: skip
    ran = run("preview-import", *school, previews["NORTH"])
    assert ran.exit_code == 0, ran.output
    assert f"1 placement accepted, {len(rest)} not answered yet" in ran.output
    assert "the ward is being painted" in ran.output
    assert lines(folder / "locks.csv") == before
    run("preview-import", *school, previews["NORTH"], "--write")
    *_, added = lines(folder / "locks.csv")
    assert added[:3] == [first["student"], "never", first["rotation"]]
    assert added[4:] == [
        first["ward"], f"{first['week']:%d/%m/%Y}", "the ward is being painted",
    ]  # fmt: skip
    again = run("preview-import", *school, previews["NORTH"], "--write")
    assert "Nothing to write" in again.output


def test_answers_to_an_old_plan_are_refused(run, school, previews, fill):
    """Where the schedule has changed since, the answer isn't about it any more."""
    first, *_ = fill(previews["SOUTH"], {})
    fill(previews["SOUTH"], {0: {"week": "23/11/2026", "answer": "accept"}})
    ran = run("preview-import", *school, previews["SOUTH"])
    assert ran.exit_code == 2
    assert "send this hospital a new preview" in ran.output
    assert str(first["student"]) in ran.output


def test_an_answer_that_is_none(run, school, previews, fill):
    """Only accept and amend are answers."""
    fill(previews["SOUTH"], {0: {"answer": "maybe"}})
    ran = run("preview-import", *school, previews["SOUTH"])
    assert ran.exit_code == 2
    assert "'maybe' is not one of: accept, amend" in ran.output
