"""Believable names for the demo shop's customers, put together from the lists in names.toml."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

import numpy as np


@dataclass(frozen=True)
class NameList:
    """Given and family names that go together, and the share of people who bear them."""

    share: float
    given: tuple[str, ...]
    family: tuple[str, ...]


def people(count: int, rng: np.random.Generator) -> list[str]:
    """Name `count` people; no full name comes twice until the lists run out."""
    sizes = rng.multinomial(count, [names.share for names in _people()])
    named: list[str] = []
    for size, names in zip(sizes, _people(), strict=True):
        named += _pairs(names.given, names.family, count=int(size), rng=rng)
    return [named[i] for i in rng.permutation(len(named))]


def firms(count: int, rng: np.random.Generator) -> list[str]:
    """Name `count` trade customers: a family, two partners or a place, and what they do."""
    families = [name for names in _people() for name in names.family]
    partners = [f"{one} & {two}" for one, two in zip(families[::3], families[2::3], strict=False)]
    return _pairs([*families, *partners, *_words("places")], _phrases("firms"), count=count, rng=rng)


def teams(count: int, rng: np.random.Generator) -> list[str]:
    """Name `count` internal teams; past the list the same teams come again at a further site."""
    known = _phrases("teams")
    rounds = [rng.permutation(len(known)) for _ in range(count // len(known) + 1)]
    sites = ["", *(f", site {number}" for number in range(2, len(rounds) + 1))]
    return [known[i] + site for site, order in zip(sites, rounds, strict=True) for i in order][:count]


def bodies(count: int, rng: np.random.Generator) -> list[str]:
    """Name `count` stakeholders: councils, colleges, lenders and neighbours."""
    return _pairs(_words("places"), _phrases("bodies"), count=count, rng=rng)


def towns(count: int, rng: np.random.Generator) -> list[str]:
    """Draw `count` towns."""
    known = _words("towns")
    return [known[i] for i in rng.integers(0, len(known), count)]


def _pairs(
    firsts: Sequence[str], seconds: Sequence[str], *, count: int, rng: np.random.Generator
) -> list[str]:
    """Join firsts and seconds in every way, shuffle, and take `count` of them, round and round."""
    every = [f"{first} {second}" for first, second in product(firsts, seconds)]
    order = rng.permutation(len(every))
    return [every[order[i % len(every)]] for i in range(count)]


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "names.toml").read_text("utf-8"))


@cache
def _people() -> tuple[NameList, ...]:
    return tuple(
        NameList(names["share"], tuple(names["given"].split()), tuple(names["family"].split()))
        for names in _lists()["people"]
    )


def _words(key: str) -> tuple[str, ...]:
    return tuple(_lists()[key].split())


def _phrases(key: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in _lists()[key].split(";"))
