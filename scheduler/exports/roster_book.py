"""A hospital's roster as a workbook: everybody, who starts soon, changes, each ward."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from scheduler.domain.difference import Kind
from scheduler.domain.instance import Instance
from scheduler.exports.edition import Edition
from scheduler.exports.roster_rows import Changed, Row, starting
from scheduler.exports.roster_words import WORDS, Words
from scheduler.exports.sheets import (
    Cell,
    day_and_time,
    new_workbook,
    set_up_page,
    sheet_titles,
    write_row,
)

SOON = timedelta(days=20)  # with the day of the edition three weeks
# Tints of Okabe and Ito's palette, which differ for every kind of colour vision; the
# word stands beside.
TINTS: dict[Kind, dict[str, object]] = {
    Kind.ADDED: {"bg_color": "#CFE8F7"},
    Kind.REMOVED: {"bg_color": "#F6D5BE"},
    Kind.MOVED: {"bg_color": "#FBF3B4"},
}


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows under a heading, or ``otherwise`` if there are none.

    ``kinds`` are what the rows are coloured by, if they are.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    otherwise: str
    kinds: Sequence[Kind | None] = ()


def roster_xlsx(
    instance: Instance,
    hospital: str,
    rows: Sequence[Row],
    changed: Sequence[Changed],
    edition: Edition,
) -> bytes:
    """Return the workbook of one hospital, each sheet ready to read and to print."""
    heading, issue = instance.hospitals[hospital].name, issued(edition)
    sheets = tuple(_sheets(instance, hospital, rows, changed, edition))
    titles = sheet_titles(sheet.title for sheet in sheets)
    data = BytesIO()
    with new_workbook(data, edition) as workbook:
        looks = _Looks(workbook)
        for title, sheet in zip(titles, sheets, strict=True):
            _write(workbook, title, sheet, looks, (heading, issue))
    return data.getvalue()


def issued(edition: Edition) -> str:
    """Say which publication this is, or that it is a draft, and of which day."""
    words, day = WORDS[edition.language], edition.utc.date()
    if edition.number is None:
        return words.draft.format(day=day)
    return words.published.format(number=edition.number, day=day)


def _sheets(
    instance: Instance,
    hospital: str,
    rows: Sequence[Row],
    changed: Sequence[Changed],
    edition: Edition,
) -> Iterator[Sheet]:
    words = WORDS[edition.language]
    yield _listed(words.everybody, words, rows, words.nobody)
    first = edition.utc.date()
    span = {"first": first, "last": first + SOON}
    soon = starting(rows, first, first + SOON)
    title, otherwise = words.soon.format(**span), words.nobody_soon.format(**span)
    yield _listed(title, words, soon, otherwise)
    if edition.before is not None:
        yield _changes(words, changed, edition.before.number)
    for ward in instance.wards.values():
        if ward.hospital == hospital:
            own = [row for row in rows if row.ward_id == ward.id]
            yield _listed(ward.name, words, own, words.nobody)


def _listed(title: str, words: Words, rows: Iterable[Row], otherwise: str) -> Sheet:
    return Sheet(title, words.headings, [row.cells for row in rows], otherwise)


def _changes(words: Words, changed: Sequence[Changed], number: int) -> Sheet:
    return Sheet(
        words.changes.format(number=number),
        (words.change, *words.headings, words.before),
        [(words.kinds[c.kind], *c.row.cells, _before(c)) for c in changed],
        words.no_changes.format(number=number),
        [change.kind for change in changed],
    )


def _before(change: Changed) -> str:
    if change.before is None:
        return ""
    last = f"-{change.before.last:%d/%m/%Y}" if change.before.last else ""
    return f"{change.before.ward}, {change.before.first:%d/%m/%Y}{last}"


class _Looks:
    """The formats of a workbook, plain and tinted."""

    def __init__(self, workbook: Workbook) -> None:
        self.heading: Format = workbook.add_format({"bold": True, "bottom": 1})
        self._plain = day_and_time(workbook)
        self._tinted = {
            kind: day_and_time(workbook, tint) for kind, tint in TINTS.items()
        }

    def of(self, kind: Kind | None) -> Mapping[type[Cell], Format]:
        """Return the formats of a row about a change, or of any other row."""
        return self._plain if kind is None else self._tinted[kind]


def _write(
    workbook: Workbook, title: str, sheet: Sheet, looks: _Looks, page: tuple[str, str]
) -> None:
    target = workbook.add_worksheet(title)
    target.write_row(0, 0, sheet.headings, looks.heading)
    kinds: Sequence[Kind | None] = sheet.kinds or [None] * len(sheet.rows)
    for number, (row, kind) in enumerate(zip(sheet.rows, kinds, strict=True), start=1):
        write_row(target, number, row, looks.of(kind))
    target.freeze_panes(1, 0)
    target.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)
    target.repeat_rows(0)
    set_up_page(target, *page)
    if not sheet.rows:
        target.write_string(1, 0, sheet.otherwise)  # after the widths are set
