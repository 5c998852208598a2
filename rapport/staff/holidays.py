"""Public holidays by nation."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from holidays import country_holidays, list_supported_countries

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


@dataclass(frozen=True)
class PublicHolidays:
    """The public holidays of a nation in any year; each is worked out once, for it takes milliseconds."""

    nation: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _days_of(self.nation, day.year)


@cache
def _days_of(nation: str, year: int) -> frozenset[date]:
    return frozenset(day for day, _ in holidays_in(nation, year))


def holidays_of(nation: str) -> PublicHolidays:
    """Return the public holidays of a nation; asked for a day of any year, it knows that year."""
    return PublicHolidays(nation)


def holidays_in(nation: str, year: int) -> list[tuple[date, str]]:
    """Return the public holidays of a nation in one year, by day."""
    country, _, part = nation.partition("-")
    return sorted(country_holidays(country, subdiv=part or None, years=year).items())
