"""Public holidays by nation."""

from datetime import date
from functools import cache

from holidays import HolidayBase, country_holidays, list_supported_countries

from rapport.staff.rules import NationNotKnown


def read_nation(word: str) -> str:
    """Return the nation a word names, as ISO 3166 writes it: 'IE', 'GB-ENG'."""
    nation = word.strip().upper()
    country, _, part = nation.partition("-")
    parts = _countries().get(country)
    if parts is None or (part and part not in parts):
        raise NationNotKnown(nation=word)
    return nation


@cache
def _countries() -> dict[str, list[str]]:
    return list_supported_countries()


def holidays_of(nation: str) -> HolidayBase:
    """Return the public holidays of a nation; asked for a day of any year, it knows that year."""
    country, _, part = nation.partition("-")
    return country_holidays(country, subdiv=part or None)


def holidays_in(nation: str, year: int) -> list[tuple[date, str]]:
    """Return the public holidays of a nation in one year, by day."""
    country, _, part = nation.partition("-")
    return sorted(country_holidays(country, subdiv=part or None, years=year).items())
