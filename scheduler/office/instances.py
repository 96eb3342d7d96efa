"""Making instances: blank ones, next year's, synthetic ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.applied import applied
from scheduler.domain.settings import DEFAULTS
from scheduler.domain.succession import next_year
from scheduler.errors import FileError
from scheduler.files import (
    read_schedule,
    schedule_csv,
    write_file,
    write_instance,
    write_template,
    write_template_workbook,
    write_workbook,
)
from scheduler.goals import GOALS
from scheduler.office.reading import load, refuse_broken
from scheduler.synthetic import generate

if TYPE_CHECKING:
    pass


def new_instance(place: Path) -> None:
    """Write a commented instance to be filled in: a folder, or a workbook (.xlsx)."""
    weights = {goal.name: goal.weight for goal in GOALS}
    settings = DEFAULTS
    if place.suffix.lower() == ".xlsx":
        write_template_workbook(place, weights=weights, settings=settings)
    else:
        write_template(place, weights=weights, settings=settings)


def next_instance(place: Path, old: Path, schedule: Path) -> None:
    """Write next year's instance: students moved up, what was done credited."""
    instance = applied(load(old))
    done = read_schedule(schedule, instance)
    refuse_broken(instance, done, "that is to be credited")
    following = next_year(instance, done)
    _refuse_filled(place)
    if place.suffix.lower() == ".xlsx":
        write_workbook(following, place, all_tables=True)
    else:
        write_instance(following, place, all_tables=True)


def generate_instance(
    place: Path, students_per_year: int, fill: float, seed: int, infeasible: bool
) -> str:
    """Write a synthetic instance and its planted schedule; say what is known of it."""
    _refuse_filled(place)
    instance, planted = generate(students_per_year, fill, seed, infeasible)
    write_instance(instance, place)
    if infeasible:
        return f"{instance.title} written to {place}"
    beside = place.with_name(f"{place.name}-planted.csv")
    write_file(beside, schedule_csv(instance, planted))
    return f"{instance.title} written to {place}, a complete schedule to {beside}"


def _refuse_filled(place: Path) -> None:
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise FileError(
            str(place), "is there already", "Choose a new name, or remove it first"
        )
