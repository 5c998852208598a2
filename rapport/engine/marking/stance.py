"""Whether a statement says a wrong idea or refutes it: nearer to which side, and in which manner.

Both sides share their words, so nearness alone tells little: whoever errs says it flatly (only, always, no
matter), whoever knows weighs it up (also, but, because). The lists were corrected after looking at 168 of
our statements, and left alone afterwards.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from rapport.engine.marking.bench import Floats, Lens
from rapport.engine.marking.heads import Head, chances, head_as_data, read_head
from rapport.engine.marking.sketch import NEGATORS, sketch
from rapport.engine.text.embeddings import Encoder

SHIPPED = "stance.json"
_FLAT_LIST = """
only always never all every everyone everybody nobody none nothing no anybody anyone anything whatever
whoever exactly identical same just enough certain surely sure purely completely alike already ever single
forever definitely must cannot simply anyway useless pointless
"""
FLAT = frozenset(_FLAT_LIST.split())
_WEIGHED_LIST = """
may might can could but also besides however often usually sometimes some tends tend many still even yet
depends unless although though whereas while rather
"""
WEIGHED = frozenset(_WEIGHED_LIST.split())
REASONS = frozenset({"because", "so", "since", "therefore"})
WAVED_OFF = re.compile(
    r"\b(?:does ?n.t matter|do(?:es)? not (?:matter|apply|change|have to|need|care)"
    r"|no (?:difference|matter|need|point|problem|reason|effect|harm|importance|bearing|part|role|way|figure"
    r"|use)"
    r"|nothing (?:to do|else|extra|more)|needs? (?:not|nothing)"
    r"|is (?:enough|fine|normal|useless|pointless|wasted|free)|(?:all the|the very|one and the) same"
    r"|of (?:no|course)|why (?:should|bother|spend|waste)|stop worrying|itself|anyway|that is (?:all|it)"
    r"|not worth|none of|without (?:any|discuss\w*)|can (?:wait|relax)|just (?:as|another|do|what|like)"
    r"|only have to|all there is|proof|certain|surely|bound)\b",
    re.IGNORECASE,
)
WEIGHED_UP = re.compile(
    r"\b(?:also|too|as well|besides|may|might|still|yet|even (?:if|when|with|though)|but|although|though"
    r"|however|depends?|rather than|not (?:just|only|simply|always|all)|one (?:reason|thing|factor)"
    r"|(?:I|we) (?:ask|asked|explain|told|tell|agreed|agree|check|look|count|watch|treat)|first|otherwise"
    r"|because|since|so that|different|differ|each|some|others?|matters?|costs?|more than)\b",
    re.IGNORECASE,
)
ABOUT_FROM = 0.4  # below, a text is about something else, and its stance is not looked at
TOPIC = ("nearest",)  # one alone: nearer can never mean less
FEATURES = (
    "words", "words on average", "meaning", "meaning on average", "differing words", "along the pairs",
    "along the middle", "tokens", "tokens on average", "flat", "weighed", "negators", "reasons", "waved off",
    "weighed up",
)  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """A text held against the two sides of an idea; what it is itself must not stand in them."""

    text: str
    wrong: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True)
class Heads:
    """Two heads: is it about the idea at all, and if so, does it state it."""

    topic: Head
    stance: Head


def said_chances(statements: Sequence[Statement], lens: Lens, heads: Heads) -> Floats:
    """Return the chance that each statement states its idea, 0 where it is about another; shape (n,)."""
    found = np.zeros(len(statements))
    near = nearness(statements, lens)
    about = np.flatnonzero(chances(heads.topic, topic_features(near)) >= ABOUT_FROM).tolist()
    some = [statements[at] for at in about]
    found[about] = chances(heads.stance, stance_features(some, [near[at] for at in about], lens))
    return found


@dataclass(frozen=True)
class Nearness:
    """How alike a statement is to each text of either side, by words and by meaning."""

    words: Floats
    meaning: Floats
    size: int  # of the wrong side, which comes first

    def apart(self) -> tuple[float, ...]:
        """Return how much nearer the wrong side is: its nearest text, and on average; twice."""
        both = [_apart(near[: self.size], near[self.size :]) for near in (self.words, self.meaning)]
        return (*both[0], *both[1])


def nearness(statements: Sequence[Statement], lens: Lens) -> list[Nearness]:
    """Return how near statements are to the texts of their ideas, all looked up at once."""
    if not statements:
        return []
    known = [*dict.fromkeys(text for one in statements for text in (*one.wrong, *one.right))]
    places = {text: at for at, text in enumerate(known)}
    by_words, by_meaning = lens.alike([one.text for one in statements], known)
    found = []
    for row, one in enumerate(statements):
        at = [places[text] for text in (*one.wrong, *one.right)]
        found.append(Nearness(by_words[row, at], by_meaning[row, at], len(one.wrong)))
    return found


def topic_features(near: Sequence[Nearness]) -> Floats:
    """Return how near statements come to either side of their idea; shape (n, len(TOPIC))."""
    rows = [[float((one.words + one.meaning).max())] for one in near]
    return np.array(rows).reshape(len(near), len(TOPIC))


def stance_features(statements: Sequence[Statement], near: Sequence[Nearness], lens: Lens) -> Floats:
    """Return how statements stand to the two sides; shape (n, len(FEATURES))."""
    rows = [
        [*how.apart(), _differing(one), *_meant(one, lens.encoder), *_manner(one.text)]
        for one, how in zip(statements, near, strict=True)
    ]
    return np.array(rows).reshape(len(statements), len(FEATURES))


def _meant(one: Statement, encoder: Encoder | None) -> tuple[float, ...]:
    """Return what the encoder says of the sides, zeros without it."""
    return (*_along(one, encoder), *_aligned(one, encoder)) if encoder else (0.0, 0.0, 0.0, 0.0)


def _apart(wrong: Floats, right: Floats) -> tuple[float, float]:
    """Return how far the nearest of two sides are apart, and their means."""
    return float(wrong.max() - right.max()), float(wrong.mean() - right.mean())


def _differing(one: Statement) -> float:
    """Return the share of the words that tell a wrong statement from a right one, over all pairs."""
    own = set(sketch(one.text).words)
    sides = [[set(sketch(text).words) for text in side] for side in (one.wrong, one.right)]
    shares = [_share(own, a - b) - _share(own, b - a) for a in sides[0] for b in sides[1]]
    return float(np.mean(shares))


def _share(own: set[str], of: set[str]) -> float:
    return len(own & of) / max(len(of), 1)


def _along(one: Statement, encoder: Encoder) -> tuple[float, float]:
    """Return how far the vector lies on the wrong side of each pair on average, and of the two middles."""
    said = encoder.encode([one.text])[0].astype(float)
    wrong, right = (encoder.encode(side).astype(float) for side in (one.wrong, one.right))
    ways = wrong[:, None] - right[None]
    ways /= np.maximum(np.linalg.norm(ways, axis=2, keepdims=True), 1e-9)
    places = ((said - (wrong[:, None] + right[None]) / 2) * ways).sum(2)
    middle = wrong.mean(0) - right.mean(0)
    return float(places.mean()), float(said @ middle / max(float(np.linalg.norm(middle)), 1e-9))


def _aligned(one: Statement, encoder: Encoder) -> tuple[float, float]:
    """Return how much better its tokens meet those of the wrong side, in their context."""
    said = encoder.tokens(one.text)
    sides = [
        np.array([_meeting(said, encoder.tokens(text, keep=True)) for text in side])
        for side in (one.wrong, one.right)
    ]
    return _apart(sides[0], sides[1])


def _meeting(ones: Any, others: Any) -> float:
    """Return how well tokens meet, both ways. Source: Zhang et al. (2020), BERTScore, section 3."""
    if not len(ones) or not len(others):
        return 0.0
    near = ones @ others.T
    return float(near.max(1).mean() + near.max(0).mean())


def _manner(text: str) -> list[float]:
    words = sketch(text).words
    negators = sum(word in NEGATORS or word.endswith("n't") for word in words)
    counted = [sum(word in group for word in words) for group in (FLAT, WEIGHED)]
    reasons = sum(word in REASONS for word in words)
    flat = text.replace("’", "'")
    return [*map(float, counted), float(negators), float(reasons), *map(float, (
        len(WAVED_OFF.findall(flat)), len(WEIGHED_UP.findall(flat)),
    ))]  # fmt: skip


def stance_as_text(heads: Mapping[str, Heads]) -> str:
    """Return heads by the digest of their encoder (or nothing) as a file; the same heads, the same bytes."""
    told = {name: stance_as_data(one) for name, one in heads.items()}
    return json.dumps({"features": [*TOPIC, *FEATURES], "heads": told}, sort_keys=True) + "\n"


def stance_as_data(heads: Heads) -> dict[str, Any]:
    """Return both heads as JSON can hold them."""
    return {"topic": head_as_data(heads.topic), "stance": head_as_data(heads.stance)}


@cache
def _shipped() -> dict[str, Heads]:
    told = json.loads((files(__package__) / SHIPPED).read_text("utf-8"))
    return {
        name: Heads(read_head(one["topic"]), read_head(one["stance"])) for name, one in told["heads"].items()
    }


def shipped_heads(encoder: Encoder | None) -> Heads:
    """Return the heads that come with the program, for the encoder at hand or for words alone."""
    heads = _shipped()
    return heads.get(encoder.digest, heads[""]) if encoder else heads[""]
