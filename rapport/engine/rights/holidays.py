"""Bank holidays of the four nations: a frozen table, and the library for years outside it."""

from datetime import date
from functools import cache
from importlib.resources import files

from holidays import country_holidays

PARTS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}
TABLE = "bank_holidays.csv"


@cache
def bank_holidays(nation: str, year: int) -> frozenset[date]:
    """Return the bank holidays of a nation in a year; those of England where the nation is not one of four.

    Source: Banking and Financial Dealings Act 1971 and proclamations, as the table records them.
    """
    part = nation if nation in PARTS else "england"
    frozen = _frozen()
    return frozen[part, year] if (part, year) in frozen else of_the_library(part, year)


def of_the_library(nation: str, year: int) -> frozenset[date]:
    """Return what the library `holidays` knows."""
    return frozenset(country_holidays("GB", subdiv=PARTS[nation], years=year))


@cache
def _frozen() -> dict[tuple[str, int], frozenset[date]]:
    lines = (files(__package__) / TABLE).read_text("utf-8").splitlines()[1:]
    found: dict[tuple[str, int], set[date]] = {}
    for line in lines:
        nation, day = line.split(",")
        found.setdefault((nation, int(day[:4])), set()).add(date.fromisoformat(day))
    return {key: frozenset(days) for key, days in found.items()}
