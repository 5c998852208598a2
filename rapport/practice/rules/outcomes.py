"""How a point of an answer fared, and what the marker's findings say in plain words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rapport.lib.errors import Refusal
from rapport.practice.rules.content import Point


class Outcome(StrEnum):
    """How a point fared; `look` is for a person to look at."""

    SHOWN = "shown"
    NOT_SHOWN = "not_shown"
    LOOK = "look"


OUTCOME_WORDS = {
    Outcome.SHOWN: "shown",
    Outcome.NOT_SHOWN: "not shown",
    Outcome.LOOK: "for a person to look at",
}
GUARD_WORDS = {
    "empty": "There are no words in it.",
    "too_short": "It is too short to show anything. Write a sentence or two.",
    "copied_question": "It says the question again. Answer it in your own words.",
    "word_salad": "It is a string of words. Write it as sentences.",
    "repeated_text": "It says the same again and again. Once is enough; add what is missing.",
    "other_language": "It seems to be written in another language. A person looks at it.",
    "too_long": "It is longer than the marker reads. A person looks at it; a few sentences are enough.",
    "instructions": "It speaks to the marker and not to the question. A person looks at it.",
}
OFF = "the machine and assessors agreed too little on this point, so a person marks it"


class NotInContent(Refusal):
    code = "not_in_content"
    text = "There is no {what} '{name}' to practise. Go to Practice and pick one of those listed."


@dataclass(frozen=True)
class Result:
    """One point of an answer: its number on the page, what it asks for, and how it fared."""

    number: int
    point: Point
    outcome: Outcome
    chance: float
    span: tuple[int, int] | None = None
    because: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The outcome as people read it."""
        return OUTCOME_WORDS[self.outcome]

    @property
    def is_shown(self) -> bool:
        """Tell whether the point is shown."""
        return self.outcome is Outcome.SHOWN


@dataclass(frozen=True)
class Piece:
    """A piece of an answer, and the points that its words may have earned."""

    text: str
    earned: tuple[Result, ...] = ()


def pieces(text: str, results: Iterable[Result]) -> list[Piece]:
    """Cut an answer where the words that earned a point begin and end; together they are the answer."""
    earning = [one for one in results if one.span and one.outcome is not Outcome.NOT_SHOWN]
    ends = {end for one in earning if one.span for end in one.span if 0 < end < len(text)}
    cuts = [0, *sorted(ends), len(text)]
    found = []
    for start, end in pairwise(cuts):
        over = tuple(one for one in earning if one.span and one.span[0] <= start and end <= one.span[1])
        found.append(Piece(text[start:end], over))
    return [one for one in found if one.text]


def guard_words(guards: Sequence[str]) -> list[str]:
    """Say why an answer was not scored."""
    return [GUARD_WORDS.get(name, name.replace("_", " ").capitalize() + ".") for name in guards]
