"""Texts that are alike: a sign for a person to look at, never a verdict."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

SHINGLE = 5  # words that follow each other
LEAST_SHINGLES = 8  # a text shorter than a dozen words says nothing
SHARE_TO_TELL = 0.35  # of a text's shingles that stand in another
MACHINE = (
    "as an ai",
    "as a large language model",
    "language model",
    "my last update",
    "my knowledge cutoff",
    "i hope this helps",
    "certainly! here",
    "here is a revised version",
    "feel free to adjust",
    "[insert",
)


@dataclass(frozen=True)
class Alike:
    """How much of a text stands in another."""

    where: str
    share: float

    @property
    def percent(self) -> int:
        """The share in per cent, rounded down: never more than it is."""
        return int(self.share * 100)


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return every five words in a row of a text; tokens, signs and case do not count."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"\[[\w -]+\]", " ", text).casefold())
    return frozenset(tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1))


def alike_in(text: str, others: Mapping[str, str]) -> list[Alike]:
    """Return the texts that hold much of this one, most alike first; a few words in common are none."""
    own = shingles(text)
    if len(own) < LEAST_SHINGLES:
        return []
    found = (Alike(where, len(own & shingles(other)) / len(own)) for where, other in others.items())
    return sorted((one for one in found if one.share >= SHARE_TO_TELL), key=lambda one: -one.share)


def machine_signs(text: str) -> list[str]:
    """Return phrases that machines leave in what they write; a person may have written them too."""
    lowered = " ".join(text.casefold().split())
    return [phrase for phrase in MACHINE if phrase in lowered]


def sentences(alike: Iterable[Alike], signs: Iterable[str]) -> Iterator[str]:
    """Yield what a person is told of a text, in sentences."""
    for one in alike:
        yield f"{one.percent}% of its phrases also stand in {one.where}."
    for sign in signs:
        yield f"It holds '{sign}', which machines often write."
