"""Dates, ordinals and lists in words, whatever the computer's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from scheduler.exports.edition import Language

DAYS: dict[Language, tuple[str, ...]] = {
    "en": (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ),
    "it": (
        "lunedì",
        "martedì",
        "mercoledì",
        "giovedì",
        "venerdì",
        "sabato",
        "domenica",
    ),
}
MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
    "it": (
        *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio"),
        *("agosto", "settembre", "ottobre", "novembre", "dicembre"),
    ),
}
OR: dict[Language, str] = {"en": " or ", "it": " oppure "}
ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def said_day(day: date, language: Language) -> str:
    """Return ``Monday 5 October 2026``, ``lunedì 5 ottobre 2026``."""
    return f"{DAYS[language][day.weekday()]} {said_date(day, language)}"


def said_date(day: date, language: Language) -> str:
    """Return ``5 October 2026``, ``5 ottobre 2026``."""
    number = "1º" if language == "it" and day.day == 1 else str(day.day)
    return f"{number} {MONTHS[language][day.month - 1]} {day.year}"


def said_rank(rank: int, language: Language) -> str:
    """Return ``1st``, ``2nd``, ``11th``; ``1ª``, ``2ª``."""
    if language == "it":
        return f"{rank}ª"
    teens = rank % 100 in (11, 12, 13)
    return f"{rank}{'th' if teens else ENDINGS.get(rank % 10, 'th')}"


def said_hours(hours: float, language: Language) -> str:
    """Return hours without needless zeros: ``40``, ``37.5``, ``37,5``."""
    words = f"{round(hours, 2):g}"
    return words.replace(".", ",") if language == "it" else words


def said_or(parts: Sequence[str], language: Language) -> str:
    """Return ``a``, ``a or b``, ``a, b or c``."""
    *most, last = parts
    return f"{', '.join(most)}{OR[language]}{last}" if most else last
