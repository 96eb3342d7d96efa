"""What passes between the office and the hospitals: forms out, offered seats in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from scheduler.domain.instance import Instance
from scheduler.domain.places import SeatException, Ward
from scheduler.errors import FileError
from scheduler.exports import Edition
from scheduler.exports.seats_form import seats_forms
from scheduler.files.atomic import write_file
from scheduler.files.editing import Edits, edited, table_lines
from scheduler.files.forms import forms_in
from scheduler.files.offers import Dates, Offer, read_offers
from scheduler.files.tables import SEAT_EXCEPTIONS, WARDS
from scheduler.files.texts import as_text
from scheduler.office.reading import load
from scheduler.office.updates import rehearsed, write_together
from scheduler.rules.words import said_count

NAMES = {
    "seats": "seats",
    "starts_at": "starts at",
    "meeting_point": "meeting point",
    "contact": "contact",
}


@dataclass(frozen=True)
class Imported:
    """What the forms of some hospitals say: a sentence for every change.

    ``same`` names hospitals whose form changes nothing; ``files`` are those written.
    """

    changes: tuple[str, ...]
    same: tuple[str, ...]
    files: tuple[Path, ...] = ()


def write_seats_forms(place: Path, out: Path) -> tuple[Path, ...]:
    """Write a form for each hospital into the folder ``out``; return the files."""
    instance = load(place)
    if (out / "instance.toml").exists():
        wrong = "holds the tables of an instance"
        raise FileError(str(out), wrong, "Choose another folder for the forms")
    edition = Edition(datetime.now(UTC))
    files = {out / name: data for name, data in seats_forms(instance, edition)}
    for path, data in files.items():
        write_file(path, data)
    return tuple(files)


def import_offers(place: Path, forms: Sequence[Path], write: bool) -> Imported:
    """Say what the forms change in an instance, and with ``write`` change its tables.

    Only the cells that differ are written. Before, the tables as they would be are read
    again: InstanceError where they could not be used. A second import of the same forms
    changes nothing.
    """
    instance = load(place)
    offers = read_offers(forms_in(forms), instance)
    changes = tuple(s for offer in offers for s in change_words(instance, offer))
    same = tuple(
        instance.hospitals[offer.hospital].name
        for offer in offers
        if not any(change_words(instance, offer))
    )
    files = edited(place, _edits(place, offers))
    if files and rehearsed(place, files) != offered(instance, offers):
        wrong = "would not come out as the forms say"
        raise FileError(str(place), wrong, "Write the changes in by hand")
    if write:
        write_together(files)
    return Imported(changes, same, tuple(files) if write else ())


def offered(instance: Instance, offers: Iterable[Offer]) -> Instance:
    """Return the instance with what hospitals offer."""
    wards, lines = dict(instance.wards), list(instance.seat_exceptions)
    for offer in offers:
        for ward, values in offer.wards.items():
            wards[ward] = replace(wards[ward], **values)
        for dates in offer.dates:
            if dates.known in lines:
                lines[lines.index(dates.known)] = dates.offered
            else:
                lines.append(dates.offered)
    return replace(instance, wards=wards, seat_exceptions=tuple(lines))


# -- in words ----------------------------------------------------------------------


def change_words(instance: Instance, offer: Offer) -> Iterator[str]:
    """Say what one form changes, one sentence each."""
    for id_, values in offer.wards.items():
        ward = instance.wards[id_]
        for name, new in values.items():
            yield f"{_place(instance, id_)}: {_ward_change(name, ward, new)}"
    for dates in offer.dates:
        usual = offer.wards.get(dates.offered.ward, {}).get("seats")
        if usual is None:
            usual = instance.wards[dates.offered.ward].seats
        said = _dates_change(dates, usual)
        yield f"{_place(instance, dates.offered.ward)}: {said}"


def _place(instance: Instance, ward: str) -> str:
    own = instance.wards[ward]
    return f"{instance.hospitals[own.hospital].name}, {own.name}"


def _ward_change(name: str, ward: Ward, new: Any) -> str:
    old = getattr(ward, name)
    if name == "seats":
        return f"{old} -> {said_count(new, 'seat')}"
    if isinstance(new, time):
        return f"{NAMES[name]} {as_text(old)} -> {as_text(new)}"
    return f"{NAMES[name]} '{old}' -> '{new}'"


def _dates_change(dates: Dates, usual: int) -> str:
    new, old = dates.offered, dates.known
    said = f"{said_count(new.seats, 'seat')} {_span(new)}"
    if old is None:
        return f"{usual} -> {said}"
    if (old.first, old.last) == (new.first, new.last):
        return f"{old.seats} -> {said}"
    return f"{said_count(old.seats, 'seat')} {_span(old)} -> {said}"


def _span(line: SeatException) -> str:
    return f"from {line.first:%d/%m/%Y} to {line.last:%d/%m/%Y}"


# -- into the tables ---------------------------------------------------------------


def _edits(place: Path, offers: Iterable[Offer]) -> dict[str, Edits]:
    """Return what is to be written where; rows as Excel shows them."""
    ward_rows = {line.value.id: line.row for line in table_lines(place, WARDS)}
    known_dates = table_lines(place, SEAT_EXCEPTIONS)
    date_rows = {line.value: line.row for line in known_dates}
    wards: dict[int, Mapping[str, object]] = {}
    cells: dict[int, Mapping[str, object]] = {}
    lines: list[Mapping[str, object]] = []
    for offer in offers:
        for ward, values in offer.wards.items():
            if values:
                wards[ward_rows[ward]] = values
        for dates in offer.dates:
            new, old = _columns(dates.offered), dates.known
            if old is None:
                lines.append(new)
                continue
            different = {k: v for k, v in new.items() if _columns(old)[k] != v}
            if different:
                cells[date_rows[old]] = different
    return {
        WARDS.name: Edits(change=wards),
        SEAT_EXCEPTIONS.name: Edits(lines, cells),
    }


def _columns(line: SeatException) -> dict[str, object]:
    return {column.name: column.of(line) for column in SEAT_EXCEPTIONS.columns}
