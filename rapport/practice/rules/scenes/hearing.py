"""What a customer hears in a learner's turn: acts, tone, moves of the scene, and what is asked about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapport.engine.marking.conversation import VOIDING, Ear, TurnMark, mark_turn
from rapport.engine.marking.sketch import NEGATORS, Sketch, opposes, sketch, windows
from rapport.engine.text.phrases import phrase_pattern
from rapport.engine.text.splitting import sentences
from rapport.practice.rules.scenes.content import Fact, Move, Scene

NEAR, FEWEST_SHARED = 0.7, 3  # of an example's telling words
EAR = Ear()  # by words alone: the same words do the same on every machine, at once
REACH = 5  # words before a phrase in which a "not" turns it
INVITES = re.compile(
    r"\?|\b(?:tell me|describe|explain to me|walk me through|talk me through|let me know|i need to know"
    r"|i(?:'d| would) like to know|give me|may i (?:have|take|ask)|could i (?:have|take)|confirm)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Heard:
    """What is heard in one turn."""

    mark: TurnMark
    moves: tuple[str, ...]
    asked: tuple[str, ...]

    @property
    def is_void(self) -> bool:
        """Tell whether nothing of it counts: a heap of words, a repetition, another language."""
        return bool(VOIDING & {*self.mark.guards})

    @property
    def acts(self) -> frozenset[str]:
        """Return the acts by name."""
        return frozenset(one.act for one in self.mark.acts)


@dataclass(frozen=True)
class Talk:
    """What was said so far: by the learner, and by the customer."""

    learner: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()


def hear(scene: Scene, text: str, talk: Talk) -> Heard:
    """Return what the customer of a scene hears; nothing but tone where a guard voids the turn."""
    mark = mark_turn(text, talk.customer, EAR, talk.learner)
    heard = Heard(mark, (), ())
    if heard.is_void:
        return heard
    moves = tuple(one.id for one in scene.moves if does(text, one))
    asked = tuple(one.id for one in scene.facts if asks(text, one))
    return Heard(mark, moves, asked)


def does(text: str, move: Move) -> bool:
    """Tell whether a turn makes a move: by a phrase that is not denied, or near enough to an example.

    One that breaks a limit or is wrong is heard by its phrases alone: to be charged with it by mistake is
    worse than to get away with it.
    """
    if any(_says(text, phrase) for phrase in move.hears):
        return True
    return not (move.beyond or move.wrong) and _is_near(text, move.examples)


def asks(text: str, fact: Fact) -> bool:
    """Tell whether a turn asks about a fact."""
    asking = [one for _, one in sentences(text) if INVITES.search(_flat(one))]
    return any(_pattern(phrase).search(_flat(one)) for one in asking for phrase in fact.about)


def _says(text: str, phrase: str) -> bool:
    return any(_stands(_flat(one), phrase) for _, one in sentences(text))


def _stands(sentence: str, phrase: str) -> bool:
    denies = any(_denies(word) for word in phrase.split())
    return any(
        denies or not _is_denied(sentence[: hit.start()]) for hit in _pattern(phrase).finditer(sentence)
    )


def _is_denied(before: str) -> bool:
    words = re.split(r"[,;:.]| but ", before.casefold())[-1].split()
    return any(_denies(word) for word in words[-REACH:])


def _denies(word: str) -> bool:
    return word in NEGATORS or word.endswith("n't")


def _is_near(text: str, examples: Sequence[str]) -> bool:
    return any(_shares(one, sketch(example)) for one in windows(text) for example in examples)


def _shares(said: Sketch, example: Sketch) -> bool:
    shared = len(said.stems & example.stems)
    fewest = min(FEWEST_SHARED, len(example.stems))
    return shared >= fewest and shared >= NEAR * len(example.stems) and opposes(said, example) < 1


def _flat(text: str) -> str:
    return text.replace("’", "'")


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> re.Pattern[str]:
    return phrase_pattern(phrase)


def strange_phrases(phrases: Sequence[str]) -> Iterator[str]:
    """Yield phrases that can be heard in nothing: without a word in them."""
    yield from (one for one in phrases if not re.search(r"\w", one))
