"""What a student's sheet says, in English and Italian."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.instance import Instance
from scheduler.domain.places import Ward
from scheduler.exports.choices import Choice, Missed, Why
from scheduler.exports.edition import Language
from scheduler.exports.said import said_day, said_or, said_rank

LONGEST = 3  # so many wards of one choice are named

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "language": "English",
        "title": "Your clerkships",
        "student": "Student number",
        "year": "Year of study",
        "visitor": "Visiting student",
        "when": "When",
        "first": "First day",
        "at": "at",
        "to": "to",
        "days": "working days in the ward",
        "hours": "hours in all",
        "a_day": "hours a day",
        "where": "Where",
        "meet": "Meeting point",
        "contact": "Contact",
        "bring": "To bring",
        "unsure": "The address isn't verified: ask the ward before you go.",
        "wish": "Your wishes",
        "nothing": "Nothing is planned for you.",
        "missing": "Not planned yet",
        "missing_help": "The office knows, and tells you as soon as there is a place.",
        "calendar": "In your calendar",
        "calendar_help": (
            "Import your calendar file into a calendar of its own, made for the "
            "clerkships. When a new plan comes, empty that calendar and import the new "
            "file: nothing is then there twice. If you were given a link to subscribe "
            "to, use that instead; it updates by itself."
        ),
        "private": (
            "This page is yours alone: it shows your wishes. Show a hospital the page "
            "only if you want to."
        ),
        "no_wish": "you had no wish",
        "place": "{rank} choice of place",
        "week": "{rank} choice of week",
        "place_unmet": "none of your choices of place",
        "week_unmet": "none of your choices of week",
        "missed_place": "{what} was your {rank} choice: {why}.",
        "missed_week": "The week of {what} was your {rank} choice: {why}.",
        "not_placed": "not placed",
    },
    "it": {
        "language": "Italiano",
        "title": "I Suoi tirocini",
        "student": "Matricola",
        "year": "Anno di corso",
        "visitor": "Studente in visita",
        "when": "Quando",
        "first": "Primo giorno",
        "at": "alle",
        "to": "a",
        "days": "giorni di presenza in reparto",
        "hours": "ore in tutto",
        "a_day": "ore al giorno",
        "where": "Dove",
        "meet": "Punto d'incontro",
        "contact": "Contatto",
        "bring": "Da portare",
        "unsure": "L'indirizzo non è verificato: chieda al reparto prima di andare.",
        "wish": "Le Sue preferenze",
        "nothing": "Per Lei non è previsto nulla.",
        "missing": "Non ancora programmato",
        "missing_help": (
            "La segreteria lo sa e La avviserà appena ci sarà un posto disponibile."
        ),
        "calendar": "Nel Suo calendario",
        "calendar_help": (
            "Importi il file del calendario in un calendario a parte, creato apposta "
            "per i tirocini. Quando arriva un nuovo piano, svuoti quel calendario e "
            "importi il nuovo file: così nulla compare due volte. Se ha ricevuto un "
            "link a cui iscriversi, usi quello: si aggiorna da solo."
        ),
        "private": (
            "Questa pagina è solo Sua: mostra le Sue preferenze. La mostri "
            "all'ospedale solo se lo desidera."
        ),
        "no_wish": "nessuna preferenza espressa",
        "place": "{rank} scelta della sede",
        "week": "{rank} scelta della settimana",
        "place_unmet": "nessuna delle sedi preferite",
        "week_unmet": "nessuna delle settimane preferite",
        "missed_place": "{what} era la Sua {rank} scelta: {why}.",
        "missed_week": (
            "La settimana che inizia {what} era la Sua {rank} scelta: {why}."
        ),
        "not_placed": "non assegnato",
    },
}

WHY_PLACE: dict[Language, dict[Why, str]] = {
    "en": {
        Why.FIXED: "this place had been fixed before",
        Why.CALENDAR: "it can't be done there in the weeks of your year",
        Why.AWAY: "you are away in every week in which it could be",
        Why.CLOSED: "it takes no students in the weeks you can attend",
        Why.FULL: "all its seats were taken in every week you can attend",
        Why.BUSY: "in the weeks with a free seat you have another of your rotations",
        Why.ORDER: "in the weeks with a free seat your rotations would be out of order",
        Why.WHOLE: (
            "the plan as a whole, with everybody's wishes, came out better this way"
        ),
    },
    "it": {
        Why.FIXED: "questa sede era già stata fissata",
        Why.CALENDAR: "lì non si può svolgere nelle settimane del Suo anno",
        Why.AWAY: "Lei è assente in tutte le settimane possibili",
        Why.CLOSED: "non accoglie studenti nelle settimane in cui Lei è presente",
        Why.FULL: (
            "tutti i posti erano occupati in ogni settimana in cui Lei è presente"
        ),
        Why.BUSY: "nelle settimane con un posto libero Lei ha un altro tirocinio",
        Why.ORDER: (
            "nelle settimane con un posto libero i Suoi tirocini non sarebbero in "
            "ordine"
        ),
        Why.WHOLE: (
            "il piano nel suo insieme, con le preferenze di tutti, è risultato "
            "migliore così"
        ),
    },
}
WHY_WEEK: dict[Language, dict[Why, str]] = {
    "en": {
        Why.FIXED: "this week had been fixed before",
        Why.CALENDAR: "the rotation can't start in that week",
        Why.AWAY: "you are away then",
        Why.CLOSED: "no ward that teaches it takes students then",
        Why.FULL: "every seat was taken then",
        Why.BUSY: "you have another of your rotations then",
        Why.ORDER: "your rotations would be out of order",
        Why.WHOLE: (
            "the plan as a whole, with everybody's wishes, came out better this way"
        ),
    },
    "it": {
        Why.FIXED: "questa settimana era già stata fissata",
        Why.CALENDAR: "il tirocinio non può iniziare in quella settimana",
        Why.AWAY: "Lei è assente in quei giorni",
        Why.CLOSED: "nessun reparto che lo offre accoglie studenti in quei giorni",
        Why.FULL: "tutti i posti erano occupati in quei giorni",
        Why.BUSY: "Lei ha un altro tirocinio in quei giorni",
        Why.ORDER: "i Suoi tirocini non sarebbero in ordine",
        Why.WHOLE: (
            "il piano nel suo insieme, con le preferenze di tutti, è risultato "
            "migliore così"
        ),
    },
}


def said_choice(place: Choice, week: Choice, language: Language) -> str:
    """Say which choice was received: ``1st choice of place, 2nd choice of week``."""
    words = WORDS[language]
    said = [
        words[about if choice.met else f"{about}_unmet"].format(
            rank=said_rank(choice.rank, language)
        )
        for about, choice in (("place", place), ("week", week))
        if choice.rank is not None
    ]
    return ", ".join(said) or words["no_wish"]


def said_missed(instance: Instance, missed: Missed, language: Language) -> str:
    """Say in one sentence why a higher choice wasn't received; nobody is named."""
    words, rank = WORDS[language], said_rank(missed.rank, language)
    if missed.week is not None:
        what, why = said_day(missed.week, language), WHY_WEEK[language][missed.why]
        return words["missed_week"].format(what=what, rank=rank, why=why)
    what = _said_wards(instance, missed.wards, language)
    why = WHY_PLACE[language][missed.why]
    return words["missed_place"].format(what=what, rank=rank, why=why)


def _said_wards(instance: Instance, wards: Sequence[Ward], language: Language) -> str:
    """Return ``Niguarda, Cardiology``; of many wards the first few and an ellipsis."""
    names = [f"{instance.hospitals[w.hospital].name}, {w.name}" for w in wards]
    more = ["…"] if len(names) > LONGEST else []
    return said_or([*names[:LONGEST], *more], language)
