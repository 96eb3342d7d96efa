"""The words on a hospital's roster, in Italian and in English."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.difference import Kind
from scheduler.exports.edition import Language


@dataclass(frozen=True)
class Words:
    """What a roster says in one language; ``{}`` are filled in.

    ``headings`` are those of the columns of `Row.cells`, in order.
    """

    headings: tuple[str, ...]
    everybody: str
    soon: str
    nobody_soon: str
    changes: str
    no_changes: str
    change: str
    before: str
    kinds: dict[Kind, str]
    published: str
    draft: str
    nobody: str
    meeting_point: str
    contact: str


ITALIAN = Words(
    headings=(
        *("Cognome", "Nome", "Matricola", "Anno", "Tirocinio", "Reparto"),
        *("Primo giorno", "Ultimo giorno", "Ora d'inizio", "Ore", "E-mail"),
    ),
    everybody="Tirocini",
    soon="Inizi {first:%d.%m}-{last:%d.%m}",
    nobody_soon="Nessuno inizia dal {first:%d/%m/%Y} al {last:%d/%m/%Y}.",
    changes="Modifiche dalla n. {number}",
    no_changes="Nessuna modifica dalla pubblicazione n. {number}.",
    change="Modifica",
    before="Prima",
    kinds={Kind.ADDED: "aggiunto", Kind.REMOVED: "tolto", Kind.MOVED: "spostato"},
    published="Pubblicazione n. {number}, {day:%d/%m/%Y}",
    draft="Bozza, {day:%d/%m/%Y}",
    nobody="Nessuno studente.",
    meeting_point="Ritrovo",
    contact="Referente",
)
ENGLISH = Words(
    headings=(
        *("Surname", "Name", "Student number", "Year", "Clerkship", "Ward"),
        *("First day", "Last day", "Starts at", "Hours", "E-mail"),
    ),
    everybody="Clerkships",
    soon="Starting {first:%d.%m}-{last:%d.%m}",
    nobody_soon="Nobody starts from {first:%d/%m/%Y} to {last:%d/%m/%Y}.",
    changes="Changes since no. {number}",
    no_changes="No changes since publication no. {number}.",
    change="Change",
    before="Before",
    kinds={Kind.ADDED: "added", Kind.REMOVED: "removed", Kind.MOVED: "moved"},
    published="Publication no. {number}, {day:%d/%m/%Y}",
    draft="Draft, {day:%d/%m/%Y}",
    nobody="No students.",
    meeting_point="Meeting point",
    contact="Contact",
)
WORDS: dict[Language, Words] = {"it": ITALIAN, "en": ENGLISH}
