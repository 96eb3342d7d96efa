"""A hospital's roster as a page to print: A4 landscape, each ward on a page of its own.

The file needs nothing else: no script, no font, no address on the network.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from html import escape

from scheduler.domain.instance import Instance
from scheduler.domain.places import Ward
from scheduler.exports.edition import Edition
from scheduler.exports.names import plain
from scheduler.exports.roster_book import issued
from scheduler.exports.roster_rows import Row
from scheduler.exports.roster_words import WORDS, Words
from scheduler.exports.sheets import Cell

WARD_COLUMN = 5  # told once, above the table
STYLE = """
@page { size: A4 landscape; margin: 12mm 12mm 14mm;
  @bottom-right { content: counter(page) " / " counter(pages);
    font: 8pt sans-serif } }
* { box-sizing: border-box }
body { font: 11pt "Segoe UI", Helvetica, Arial, sans-serif; color: #111;
  margin: 0 auto; padding: 1rem; max-width: 72rem }
section { break-before: page; margin-top: 2.5rem }
section:first-of-type { break-before: auto; margin-top: 0 }
header { display: flex; justify-content: space-between; gap: 2rem;
  border-bottom: 2px solid #111; padding-bottom: .3rem }
header p, h1, h2 { margin: 0 }
h1 { font-size: 1rem; font-weight: 600 }
h2 { font-size: 1.6rem; margin: .8rem 0 .2rem }
.facts { margin: 0 0 .8rem; color: #333 }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: start; padding: .3rem .5rem; vertical-align: top;
  border-bottom: 1px solid #999; unicode-bidi: plaintext }
th { border-bottom: 2px solid #111 }
td.n { white-space: nowrap }
tr { break-inside: avoid }
thead { display: table-header-group }
@media print { body { font-size: 9.5pt; max-width: none; padding: 0 }
  section { margin-top: 0 } .scroll { overflow: visible } }
"""


def roster_page(
    instance: Instance, hospital: str, rows: Sequence[Row], edition: Edition
) -> bytes:
    """Return the page of one hospital as UTF-8."""
    words, name = WORDS[edition.language], instance.hospitals[hospital].name
    head = (
        f'<header><h1>{_text(name)}</h1><p class="issue">{_text(instance.title)}<br>'
        f"{_text(issued(edition))}</p></header>"
    )
    wards = [ward for ward in instance.wards.values() if ward.hospital == hospital]
    body = "\n".join(
        f"<section>{head}\n{_ward(ward, rows, words)}</section>" for ward in wards
    )
    nobody = f"<section>{head}<p>{_text(words.nobody)}</p></section>"
    page = (
        f'<!doctype html>\n<html lang="{edition.language}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{_text(name)}: {_text(issued(edition))}</title>\n"
        f"<style>{STYLE}</style>\n{body or nobody}\n</html>\n"
    )
    return page.encode()


def _ward(ward: Ward, rows: Sequence[Row], words: Words) -> str:
    own = [row for row in rows if row.ward_id == ward.id]
    return "\n".join(
        [f"<h2>{_text(ward.name)}</h2>", *_facts(ward, words), _table(own, words)]
    )


def _facts(ward: Ward, words: Words) -> Iterator[str]:
    said = (
        (words.meeting_point, ward.meeting_point),
        (words.contact, ward.contact),
    )
    facts = [f"{name}: <b>{_text(value)}</b>" for name, value in said if value]
    if facts:
        yield f'<p class="facts">{" · ".join(facts)}</p>'


def _table(rows: Sequence[Row], words: Words) -> str:
    if not rows:
        return f"<p>{_text(words.nobody)}</p>"
    heading = "".join(
        f'<th scope="col">{_text(name)}</th>' for name in _shown(words.headings)
    )
    lines = "\n".join(
        f"<tr>{''.join(_cell(cell) for cell in _shown(row.cells))}</tr>" for row in rows
    )
    return (
        f'<div class="scroll"><table><thead><tr>{heading}</tr></thead>\n'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _shown(cells: Sequence[Cell]) -> Sequence[Cell]:
    return [*cells[:WARD_COLUMN], *cells[WARD_COLUMN + 1 :]]


def _cell(cell: Cell) -> str:
    if isinstance(cell, date):
        return f'<td class="n">{cell:%d/%m/%Y}</td>'
    if isinstance(cell, time):
        return f'<td class="n">{cell:%H:%M}</td>'
    if isinstance(cell, str):
        return f"<td>{_text(cell)}</td>"
    return f'<td class="n">{f"{cell:g}".replace(".", ",")}</td>'


def _text(cell: Cell) -> str:
    return escape(plain(str(cell)))
