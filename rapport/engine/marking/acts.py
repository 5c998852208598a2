"""What somebody does with a turn of a service conversation: greets, asks, listens, explains, promises.

By words and the form of sentences; acts.toml holds how they sound, forms.toml their forms. Paraphrase alone
is half sure: it is called likely, and looks at what the customer said before.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapport.engine.marking.sketch import sketch
from rapport.engine.text.embeddings import Encoder
from rapport.engine.text.moments import MOMENTS, promises
from rapport.engine.text.questions import questions
from rapport.engine.text.splitting import sentences

GREET, VERIFY, CLOSE = "greet", "verify", "close"
OPEN, CLOSED, EXPLORE = "open_question", "closed_question", "explore"
PARAPHRASE, FEELING, APOLOGISE = "paraphrase", "acknowledge_feeling", "apologise"
EXPLAIN, SUGGEST, PROMISE, ESCALATE = "explain", "suggest", "promise", "escalate"
ACTS = (
    *(GREET, VERIFY, OPEN, CLOSED, PARAPHRASE, FEELING, EXPLORE, APOLOGISE, EXPLAIN, SUGGEST, PROMISE),
    *(ESCALATE, CLOSE),
)
QUESTION_P, PROMISE_P = 0.95, 0.9  # as often right in our labelled turns, as the `p` in acts.toml
LIKELY_FROM = 0.5
BEFORE = 2  # turns of the customer that a paraphrase may take up


@dataclass(frozen=True)
class Act:
    """One thing a turn does, with the chance that it does, and whether it is no more than likely."""

    act: str
    p: float
    likely: bool = False


def acts_in(text: str, before: Sequence[str] = (), encoder: Encoder | None = None) -> list[Act]:
    """Return the acts of a turn, each once, in the order of `ACTS`; `before` is what the customer said.

    Whether they are meant is not told: an apology by rote is one, too.
    """
    found: dict[str, Act] = {}
    for act in _acts(text, before, encoder):
        if act.act not in found or found[act.act].p < act.p:
            found[act.act] = act
    if GREET in found and CLOSE in found:  # thanks for calling: at the start a welcome, later a farewell
        found.pop(GREET if before else CLOSE)
    return [found[name] for name in ACTS if name in found]


def _acts(text: str, before: Sequence[str], encoder: Encoder | None) -> Iterator[Act]:
    said = [one for _, one in sentences(text)]
    for sentence in said:
        flat = sentence.casefold().replace("’", "'")
        yield from (Act(name, one.p) for name, one in _sounds().items() if one.is_in(flat))
        yield from _paraphrase(sentence, before, encoder)
    asked = [one.text.replace("’", "'") for one in questions(text)]
    asked = [one for one in asked if "?" in one[-3:] or not has_form("told", one)]
    invited = [one for one in said if has_form("inviting", one) and one not in asked]
    for question in [*asked, *invited]:
        yield Act(OPEN if _is_open(question) else CLOSED, QUESTION_P)
    if any(_is_promise(promise.text, is_dated=dated) for promise, dated in promises(text)):
        yield Act(PROMISE, PROMISE_P)


def _is_open(question: str) -> bool:
    last = re.split(r"[,;:–—] ", question)[-1]
    return any(has_form(form, one) for form in ("opening", "inviting") for one in (question, last))


def _is_promise(sentence: str, *, is_dated: bool) -> bool:
    """Tell a promise from "I will just have a look", which names no time."""
    return not sentence.rstrip().endswith("?") and (is_dated or not has_form("looking", sentence))


def _paraphrase(sentence: str, before: Sequence[str], encoder: Encoder | None) -> Iterator[Act]:
    p = paraphrase_chance(sentence, before[-BEFORE:], encoder)
    if p >= LIKELY_FROM:
        yield Act(PARAPHRASE, round(p, 2), likely=True)


def paraphrase_chance(sentence: str, before: Sequence[str], encoder: Encoder | None = None) -> float:
    """Return how likely a sentence gives back what the customer said: its form, and words they share.

    With the encoder nearness in meaning counts where it is more than nearness in words. Without anything
    said before there is nothing to give back.
    """
    own = sketch(sentence)
    if not before or not own.stems or len(own.words) < 5:
        return 0.0
    theirs = frozenset[str]().union(*(sketch(one).stems for one in before))
    shared = len(own.stems & theirs) / len(own.stems)
    meaning = _near(sentence, before, encoder)
    near = max(shared, meaning)
    several = len(own.stems & theirs) > 1 or meaning >= LIKELY_FROM  # one word in common is chance
    takes_up = has_form("takes_up", sentence) and several and not has_form("instructs", sentence)
    speaks_of_them = bool(re.search(r"\byou(?:r|'\w+)?\b", sentence.replace("’", "'"), re.IGNORECASE))
    if takes_up:
        return min(0.9, 0.35 + 0.1 * speaks_of_them + 0.5 * near)
    is_told_again = len(own.stems & theirs) >= 3 and not sentence.rstrip().endswith("?")
    return 0.8 * shared if is_told_again else 0.3 * near


def _near(sentence: str, before: Sequence[str], encoder: Encoder | None) -> float:
    if encoder is None:
        return 0.0
    vectors = encoder.encode([sentence, *before])
    return max(0.0, float((vectors[1:] @ vectors[0]).max()))


@dataclass(frozen=True)
class Sound:
    """How an act sounds, what takes it back, and how often such words mean it."""

    says: re.Pattern[str]
    unless: re.Pattern[str] | None
    p: float

    def is_in(self, sentence: str) -> bool:
        """Tell whether a sentence in small letters sounds so."""
        return bool(self.says.search(sentence)) and not (self.unless and self.unless.search(sentence))


def has_form(name: str, sentence: str) -> bool:
    """Tell whether a sentence has one of the forms in forms.toml."""
    return bool(_forms()[name].search(sentence.replace("’", "'")))


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    told = tomllib.loads((files(__package__) / "forms.toml").read_text("utf-8"))
    start = told.pop("start")
    return {name: _any([one.replace("{start}", start) for one in says]) for name, says in told.items()}


@cache
def _sounds() -> dict[str, Sound]:
    told = tomllib.loads((files(__package__) / "acts.toml").read_text("utf-8"))
    return {
        name: Sound(_any(one["says"]), _any(one["unless"]) if one["unless"] else None, one["p"])
        for name, one in told.items()
    }


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)


def names_a_moment(text: str) -> bool:
    """Tell whether a turn names a day or time."""
    return bool(MOMENTS.search(text))
