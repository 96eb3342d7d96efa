"""Public holidays of a country or province, from the `holidays` library."""

from __future__ import annotations

import warnings
from datetime import date
from typing import TYPE_CHECKING

from scheduler.files.spelling import UnreadableError, did_you_mean

if TYPE_CHECKING:
    import holidays

LANGUAGES = {"IT": "it_IT"}  # "it" would fall back to English in silence


def public_holidays(
    region: str, first: date, last: date
) -> tuple[tuple[date, str], ...]:
    """Return (day, name) for the holidays of ``region`` from ``first`` to ``last``.

    ``region`` is a country with or without a subdivision, like ``IT-MI``. Raises
    UnreadableError for one that isn't known.
    """
    country, _, subdivision = region.partition("-")
    _check_known(country, subdivision)
    found = _look_up(country, subdivision or None, range(first.year, last.year + 1))
    return tuple((day, found[day]) for day in sorted(found) if first <= day <= last)


def _check_known(country: str, subdivision: str) -> None:
    import holidays

    countries = holidays.list_supported_countries(include_aliases=False)
    if country not in countries:
        remedy = did_you_mean(country, ["IT", *countries])
        raise UnreadableError(
            f"has an unknown country '{country}'",
            f'{remedy} (Milan is IT-MI; "" is for no holidays)',
        )
    if subdivision and subdivision not in countries[country]:
        raise UnreadableError(
            f"has an unknown part '{subdivision}' of {country}",
            did_you_mean(subdivision, countries[country]),
        )


def _look_up(
    country: str, subdivision: str | None, years: range
) -> holidays.HolidayBase:
    import holidays

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the library's own plans
        return holidays.country_holidays(
            country,
            subdiv=subdivision,
            years=list(years),
            language=LANGUAGES.get(country),
            expand=False,
        )
