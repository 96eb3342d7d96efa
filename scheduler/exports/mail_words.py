"""What the drafts of mails say, in English and Italian."""

from __future__ import annotations

from scheduler.exports.edition import Language

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "dear": "Dear {name},",
        "new_subject": "Your clerkships",
        "change_subject": "Your clerkships: changes",
        "new": "this is your schedule of clerkships:",
        "nothing": "nothing is planned for you at present.",
        "change": "your schedule of clerkships has changed:",
        "moved": "{what} has been moved.\n  Before: {before}\n  Now: {after}",
        "added": "{what} is new: {after}",
        "removed": "{what} is no longer planned. Before: {before}",
        "now": "Everything that is planned for you now:",
        "line": "{what}: {first}, at {time}, to {last}",
        "meet": "Meeting point: {words}",
        "contact": "Contact: {words}",
        "bring": "To bring: {words}",
        "week_of": "in the week of {first}",
        "spell": "{first} - {last}",
        "missing": "Not planned yet: {names}. The office knows.",
        "attached": (
            "Attached are a page with all details and a calendar file. Import the "
            "file into a calendar of its own, made for the clerkships; when a new one "
            "comes, empty that calendar and import it: nothing is then there twice. "
            "If you were given a link to subscribe to, use that instead of the file."
        ),
        "closing": "The clerkships office",
        "monday_subject": "Clerkships: who starts in the week of {monday} ({hospital})",
        "monday": "these students start in your wards in the week of {monday}:",
        "good_day": "Good morning,",
        "ward": "{ward} ({count})",
        "row": (
            "{surname} {name}, number {student}, year {year}: {rotation}, "
            "{first} to {last}, at {time}"
        ),
        "visitor_row": (
            "{surname} {name}, number {student}, visiting: {rotation}, "
            "{first} to {last}, at {time}"
        ),
        "monday_attached": "The same list is attached, for Excel and to print.",
    },
    "it": {
        "dear": "Gentile {name},",
        "new_subject": "I Suoi tirocini",
        "change_subject": "I Suoi tirocini: modifiche",
        "new": "questo è il calendario dei Suoi tirocini:",
        "nothing": "al momento per Lei non è previsto nulla.",
        "change": "il calendario dei Suoi tirocini è cambiato:",
        "moved": "{what} è stato spostato.\n  Prima: {before}\n  Ora: {after}",
        "added": "{what} è nuovo: {after}",
        "removed": "{what} non è più previsto. Prima: {before}",
        "now": "Tutto ciò che ora è previsto per Lei:",
        "line": "{what}: {first}, alle {time}, fino a {last}",
        "meet": "Punto d'incontro: {words}",
        "contact": "Contatto: {words}",
        "bring": "Da portare: {words}",
        "week_of": "nella settimana che inizia {first}",
        "spell": "{first} - {last}",
        "missing": "Non ancora programmato: {names}. La segreteria lo sa.",
        "attached": (
            "In allegato trova una pagina con tutti i dettagli e un file per il "
            "calendario. Importi il file in un calendario a parte, creato apposta per "
            "i tirocini; quando ne arriva uno nuovo, svuoti quel calendario e lo "
            "importi: così nulla compare due volte. Se ha ricevuto un link a cui "
            "iscriversi, usi quello al posto del file."
        ),
        "closing": "La segreteria dei tirocini",
        "monday_subject": "Tirocini: chi inizia dal {monday} ({hospital})",
        "monday": "nella settimana che inizia {monday} arrivano nei Vostri reparti:",
        "good_day": "Buongiorno,",
        "ward": "{ward} ({count})",
        "row": (
            "{surname} {name}, matricola {student}, anno {year}: {rotation}, "
            "dal {first} al {last}, ore {time}"
        ),
        "visitor_row": (
            "{surname} {name}, matricola {student}, in visita: {rotation}, "
            "dal {first} al {last}, ore {time}"
        ),
        "monday_attached": "In allegato lo stesso elenco, per Excel e da stampare.",
    },
}
