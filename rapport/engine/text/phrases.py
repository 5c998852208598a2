"""Phrases that put the blame on the customer or wave them away, and shouting; the list is phrases.toml."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from rapport.engine.text.finding import Finding

BLAME, DISMISSAL, SHOUTING = "blame", "dismissal", "shouting"
GAP = r"(?:\S+\s+){0,4}?"
SHOUTED = re.compile(r"\b[A-Z]{4,}(?:[ ,]+[A-Z]{2,})+\b|[!?]{3,}|!{2}")
LOWER_VOICE = "Write it in small letters and with one mark at the end."


def unkind_phrases(text: str) -> list[Finding]:
    """Return where a text blames, dismisses or shouts, in order, each with something kinder to say.

    The list is of words and knows no tone: irony and a friendly "you'll have to try the cake" are beyond it.
    """
    flat = text.replace("’", "'")  # of the same length, so that places stay
    found = [
        Finding(kind, text[hit.start() : hit.end()], hit.start(), hit.end(), kinder)
        for kind, pattern, kinder in _patterns()
        for hit in pattern.finditer(flat)
    ]
    return sorted([*_widest(found), *_shouted(text)], key=lambda one: (one.start, one.end))


def _shouted(text: str) -> Iterator[Finding]:
    for hit in SHOUTED.finditer(text):
        yield Finding(SHOUTING, hit[0], hit.start(), hit.end(), LOWER_VOICE)


def _widest(found: list[Finding]) -> list[Finding]:
    """Leave out what lies inside another finding."""
    wide = sorted(found, key=lambda one: (one.start, -one.end))
    kept: list[Finding] = []
    for one in wide:
        if not kept or one.end > kept[-1].end:
            kept.append(one)
    return kept


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    lists = tomllib.loads((files(__package__) / "phrases.toml").read_text("utf-8"))
    return tuple(
        (kind, phrase_pattern(says), row["kinder"])
        for kind in (BLAME, DISMISSAL)
        for row in lists[kind]
        for says in row["says"]
    )


def phrase_pattern(says: str) -> re.Pattern[str]:
    """Return what finds a phrase on word borders in any case; "..." stands for up to four words."""
    words = (GAP if word == "..." else re.escape(word) + r"\s+" for word in says.split())
    return re.compile(r"\b" + "".join(words).removesuffix(r"\s+") + r"\b", re.IGNORECASE)
