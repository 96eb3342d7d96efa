"""Synthetic schools keep what they promise: what can be placed is known beforehand."""

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from scheduler.domain.dates import DAY, monday, weeks_between
from scheduler.files import read_instance, write_instance
from scheduler.rules import check_all
from scheduler.synthetic import generate, missing_at_least

CASES = [(1, 0.9, 1), (5, 1.0, 2), (5, 0.6, 3), (20, 0.85, 4), (64, 1.0, 5)]

made = cache(generate)


def left_out(instance, schedule):
    return sum(missing for _, missing in instance.unplaced(schedule))


def used_seats(instance, schedule):
    """The seat-weeks that the schedule takes."""
    return sum(
        len(weeks_between(placement.first, instance.last_week(placement)))
        for placement in schedule.placements
    )


def offered_seats(instance):
    """The seat-weeks of all weeks in which somebody could be in a ward."""
    weeks, asked = {}, set()
    for duty in instance.requirements.values():
        kind = (instance.students[duty.student].year, duty.rotation)
        if kind in asked:
            continue
        asked.add(kind)
        for week in instance.calendar.weeks:
            last = instance.last_week_from(duty, week)
            if last and instance.may_start(duty.student, duty.rotation, week):
                weeks.setdefault(duty.rotation, set()).update(weeks_between(week, last))
    return sum(
        instance.seats(ward.id, week)
        for ward in instance.wards.values()
        for week in set().union(*(weeks.get(one, ()) for one in ward.rotations))
    )


@pytest.mark.parametrize("case", CASES)
def test_the_planted_schedule_is_complete_and_breaks_no_rule(case):
    instance, planted = made(*case)
    assert check_all(instance, planted) == ()
    assert instance.unplaced(planted) == ()
    assert len(planted.placements) >= 23 * case[0]


@pytest.mark.parametrize("case", CASES)
def test_the_seats_are_used_as_much_as_was_asked(case):
    instance, planted = made(*case)
    load = used_seats(instance, planted) / offered_seats(instance)
    assert load == pytest.approx(case[1], abs=0.02)


def test_at_load_1_every_seat_is_taken():
    """Nothing is to spare in any week in which somebody could be in the ward."""
    instance, planted = made(5, 1.0, 2)
    assert used_seats(instance, planted) == offered_seats(instance)


@pytest.mark.parametrize("case", CASES)
def test_the_twin_lacks_just_what_the_count_says(case):
    """The schedule that comes with it has as many gaps as any must have."""
    instance, planted = made(*case, infeasible=True)
    missing = missing_at_least(instance)
    assert missing >= 1
    assert f"at least {missing} rotation" in instance.title
    assert left_out(instance, planted) == missing
    assert check_all(instance, planted) == ()


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_counted_as_missing_where_all_can_be_placed(case):
    assert missing_at_least(made(*case)[0]) == 0


def test_a_closed_discipline_is_counted_as_missing_for_everybody():
    instance, _ = made(5, 0.6, 3)
    wards = {
        ward.id: replace(ward, seats=0) if "NEU" in ward.rotations else ward
        for ward in instance.wards.values()
    }
    open_ = tuple(e for e in instance.seat_exceptions if wards[e.ward].seats)
    closed = replace(instance, wards=wards, seat_exceptions=open_)
    owed = sum(d.rotation == "NEU" for d in instance.requirements.values())
    assert missing_at_least(closed) == owed >= 5


def test_the_same_seed_gives_the_same_school_in_every_run():
    """Another run of Python makes the same; another seed doesn't."""
    program = (
        "from scheduler.synthetic import generate\n"
        "print(repr(generate(3, 0.8, 7, True)))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": hashes, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for hashes in ("1", "2")
    ]
    assert told[0] == told[1]
    assert generate(3, 0.8, 7)[1] != generate(3, 0.8, 8)[1]


def test_another_load_leaves_people_and_schedule_as_they_are():
    """So that a solver can be watched as the same school gets tighter."""
    (loose, in_loose), (tight, in_tight) = generate(5, 0.5, 1), generate(5, 1.0, 1)
    assert in_loose == in_tight
    assert loose.wishes == tight.wishes
    assert loose.wards.keys() == tight.wards.keys()


def test_the_school_has_the_structure_of_the_real_one():
    """23 rotations in two-week slots and months, and 12 hospitals with small wards."""
    instance, planted = made(64, 1.0, 5)
    assert len(instance.calendar.weeks) == 53
    assert (len(instance.rotations), len(instance.hospitals)) == (23, 12)
    assert all(1 <= ward.seats <= 12 for ward in instance.wards.values())
    lengths = {
        placement.rotation[:3]: len(
            weeks_between(placement.first, instance.last_week(placement))
        )
        for placement in planted.placements
        if placement.first.month < 6
    }
    assert {rotation for rotation in lengths if lengths[rotation] != 2} == {"TPV"}
    assert lengths["TPV"] == 4


def test_slots_never_overlap_in_part():
    """Two-week slots of all years share one grid, so that none wastes a seat."""
    instance, _ = made(5, 0.6, 3)
    weeks = sorted({line.week for line in instance.starts if line.rotation is None})
    assert all(later - earlier >= 14 * DAY for earlier, later in pairwise(weeks))
    assert all(line.week == monday(line.week) for line in instance.starts)


def test_people_are_synthetic_and_differ():
    instance, _ = made(64, 1.0, 5)
    student = instance.students["0040017"]
    assert (student.surname, student.name) == ("Synthetic", "Student 4-0017")
    assert student.email.endswith("@example.org")
    assert 3 <= len(instance.absences) <= 30
    assert instance.duty_changes
    first = [w.hospital for w in instance.wishes if w.rank == 1 and w.hospital]
    assert first.count("H01") > 3 * first.count("H12")


def test_a_large_school_has_bounded_wards_and_choices():
    """800 students: more and larger wards, but no endless list for anyone."""
    instance, planted = generate(200, 0.9, 1)
    assert instance.unplaced(planted) == ()
    assert max(ward.seats for ward in instance.wards.values()) <= 12
    assert max(len(instance.wards_teaching(r)) for r in instance.rotations) <= 25


@pytest.mark.parametrize("infeasible", [False, True])
def test_a_synthetic_school_reads_back_equal(tmp_path, infeasible):
    instance, _ = generate(20, 0.85, 4, infeasible)
    write_instance(instance, tmp_path)
    back = read_instance(tmp_path, goals=frozenset(), settings=frozenset())
    assert back == instance


@pytest.mark.parametrize(("students", "load"), [(0, 0.9), (5, 0.0), (5, 1.1)])
def test_impossible_numbers_are_refused(students, load):
    with pytest.raises(ValueError, match="at least 1 student"):
        generate(students, load, 1)
