"""Conversations marked by criterion over all their turns: a level, how sure, and the turns to look at.

What can be told by words is marked; what is half real is called likely; what is not real yet (how deep and
sincere empathy is) is left to a person, with the turns to look at.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from rapport.engine.marking import acts as act
from rapport.engine.marking.guards import (
    EMPTY,
    FOR_A_PERSON,
    FOREIGN,
    LONG,
    REPEATED,
    SALAD,
    SHORT,
    Known,
    guards,
)  # fmt: skip
from rapport.engine.marking.mark import LOOK, NOT_SHOWN, SHOWN
from rapport.engine.marking.model import digest_of
from rapport.engine.marking.sketch import sketch
from rapport.engine.text.embeddings import Encoder
from rapport.engine.text.finding import Finding
from rapport.engine.text.moments import moments, promises
from rapport.engine.text.phrases import BLAME, unkind_phrases
from rapport.engine.text.reading import PLAIN, reading_ease

ADVISER, CUSTOMER = "adviser", "customer"
LIKELY, NO_OCCASION = "likely", "no_occasion"
EVEN = 0.5
GREETING, QUESTIONING, LISTENING, EMPATHY = "greeting_and_close", "questioning", "listening", "empathy"
DEPTH, EXPLANATION, TONE, PROMISES = "empathy_depth", "explanation", "tone", "promises"
ESCALATION = "escalation"
CRITERIA = (*(GREETING, QUESTIONING, LISTENING, EMPATHY, DEPTH, EXPLANATION, TONE, PROMISES, ESCALATION),)
NO_ADVISER, COPIED = "no_adviser_turn", "copied_customer"
HARD = 50.0  # Flesch: below it a text is hard to follow when heard
OPEN_SHARE = 0.34  # of the questions: a third open is what good sessions had at least
FEWEST_WORDS = 4  # that tell something, over all turns of the adviser
ENDS = 2  # turns at either end that may greet or take leave
SUREST = 0.99
LOOSE = Known(sketch(""), (), 0, frozenset(), 99)
LISTS = (("marking", "acts.toml"), ("marking", "forms.toml"), ("text", "phrases.toml"))
VOIDING = frozenset({EMPTY, SALAD, REPEATED, FOREIGN, LONG, COPIED})


@dataclass(frozen=True)
class Turn:
    """What one side said; `turn` is its number in the conversation."""

    turn: int
    by: str
    text: str


@dataclass(frozen=True)
class TurnMark:
    """What an adviser's turn does and how it sounds; why it does not count, where a guard voids it."""

    turn: int
    acts: tuple[act.Act, ...]
    tone: tuple[Finding, ...]
    guards: tuple[str, ...] = ()

    def has(self, *names: str) -> bool:
        """Tell whether the turn does one of these."""
        return any(one.act in names for one in self.acts)


@dataclass(frozen=True)
class CriterionMark:
    """One criterion: level 0 to 2, how sure it is that the level is 1 or more, and the turns it rests on.

    Where a person has to look, nothing is known: no level, and even odds. Without an occasion it is 0.
    """

    id: str
    level: int | None
    p: float
    turns: tuple[int, ...]
    outcome: str


@dataclass(frozen=True)
class Frame:
    """What a conversation's setting knows: turns that promised too much, and whether to pass it on."""

    beyond: tuple[int, ...] = ()
    must_escalate: bool | None = None


@dataclass(frozen=True)
class ConversationMark:
    """A conversation's marks."""

    turns: tuple[TurnMark, ...]
    criteria: tuple[CriterionMark, ...]
    guards: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ear:
    """What conversations are marked with: by words, and with the encoder where there is one."""

    encoder: Encoder | None = None

    @cached_property
    def version(self) -> str:
        """Return what a mark depends on beside the conversation: content, head, encoder and examples.

        The examples are the sounds and phrases of the lists; there is no bank that grows.
        """
        lists = [(files(f"rapport.engine.{one}") / two).read_text("utf-8") for one, two in LISTS]
        head = [OPEN_SHARE, HARD, PLAIN, act.LIKELY_FROM]
        return digest_of([1, lists, head, self.encoder.digest if self.encoder else None])[:16]

    @property
    def says(self) -> str:
        """Return how it marks, in a sentence."""
        if self.encoder:
            return "Marked by words, and likely paraphrase with the sentence encoder."
        return "Marked by words alone: the sentence encoder is not installed or not asked for."


def mark_conversation(turns: Sequence[Turn], ear: Ear, frame: Frame | None = None) -> ConversationMark:
    """Return the marks of a conversation, its turns in order; the same one always has the same."""
    marks = tuple(_mark_turn(turns, place, ear) for place, one in enumerate(turns) if one.by == ADVISER)
    said = {one.turn: one.text for one in turns}
    counting = [one for one in marks if not VOIDING & set(one.guards)]
    found = _guards(marks, counting, said)
    if not counting or SHORT in found:
        return ConversationMark(marks, tuple(_voided(name, found) for name in CRITERIA), found)
    script = Script(tuple(counting), said, frame or Frame())
    return ConversationMark(marks, tuple(RULES[name](script) for name in CRITERIA), found)


def mark_turn(text: str, before: Sequence[str], ear: Ear, earlier: Sequence[str] = ()) -> TurnMark:
    """Return the mark of one turn; `before` is what the customer said, `earlier` the adviser."""
    found = tuple(_turn_guards(text, before, earlier))
    if VOIDING & set(found):
        return TurnMark(0, (), tuple(unkind_phrases(text)) if LONG not in found else (), found)
    return TurnMark(0, tuple(act.acts_in(text, before, ear.encoder)), tuple(unkind_phrases(text)), found)


def _mark_turn(turns: Sequence[Turn], place: int, ear: Ear) -> TurnMark:
    before = [one.text for one in turns[:place] if one.by == CUSTOMER]
    earlier = [one.text for one in turns[:place] if one.by == ADVISER]
    made = mark_turn(turns[place].text, before, ear, earlier)
    return TurnMark(turns[place].turn, made.acts, made.tone, made.guards)


def _turn_guards(text: str, before: Sequence[str], earlier: Sequence[str]) -> list[str]:
    found = guards(text, LOOSE)
    if found in ([LONG], [EMPTY]):
        return found
    own = " ".join(sketch(text).words)
    long_enough = len(own.split()) >= FEWEST_WORDS
    if long_enough and any(own in " ".join(sketch(one).words) for one in before):
        found.append(COPIED)
    if long_enough and REPEATED not in found and any(own == " ".join(sketch(one).words) for one in earlier):
        found.append(REPEATED)
    return found


def _guards(
    marks: Sequence[TurnMark], counting: Sequence[TurnMark], said: Mapping[int, str]
) -> tuple[str, ...]:
    if not marks:
        return (NO_ADVISER,)
    found = list(dict.fromkeys(name for one in marks for name in one.guards))
    stems = frozenset[str]().union(*(sketch(said[one.turn]).stems for one in counting))
    if counting and len(stems) < FEWEST_WORDS:
        found.append(SHORT)
    return tuple(found)


def _voided(name: str, found: Sequence[str]) -> CriterionMark:
    if FOR_A_PERSON & set(found):
        return CriterionMark(name, None, EVEN, (), LOOK)
    return CriterionMark(name, 0, 0.0, (), NOT_SHOWN)


@dataclass(frozen=True)
class Script:
    """The adviser's turns that count, what was said, and the setting."""

    turns: tuple[TurnMark, ...]
    said: Mapping[int, str]
    frame: Frame

    def with_(self, *names: str) -> tuple[int, ...]:
        """Return the turns that do one of these."""
        return tuple(one.turn for one in self.turns if one.has(*names))

    def chance(self, *names: str) -> float:
        """Return the chance that some turn does one of these."""
        missing = math.prod(1 - one.p for turn in self.turns for one in turn.acts if one.act in names)
        return round(min(SUREST, 1 - missing), 2)

    def count(self, *names: str) -> int:
        """Return how often these are done, once for each turn and act."""
        return sum(one.act in names for turn in self.turns for one in turn.acts)


def _level(name: str, level: int, p: float, turns: tuple[int, ...]) -> CriterionMark:
    return CriterionMark(name, level, p, turns, SHOWN if level else NOT_SHOWN)


def _greeting(script: Script) -> CriterionMark:
    first = [one.turn for one in script.turns[:ENDS] if one.has(act.GREET)]
    last = [one.turn for one in script.turns[-ENDS:] if one.has(act.CLOSE)]
    turns = tuple(dict.fromkeys(first[:1] + last[-1:]))
    return _level(GREETING, bool(first) + bool(last), script.chance(act.GREET, act.CLOSE), turns)


def _questioning(script: Script) -> CriterionMark:
    """Level 1 for any question, 2 where open ones are a third and one explores or two are open."""
    open_ones, closed = script.count(act.OPEN), script.count(act.CLOSED)
    turns = script.with_(act.OPEN, act.EXPLORE) or script.with_(act.CLOSED)
    asked = open_ones + closed
    is_good = bool(asked) and open_ones / asked >= OPEN_SHARE and (
        open_ones >= 2 or bool(script.count(act.EXPLORE))
    )  # fmt: skip
    return _level(QUESTIONING, 2 if is_good else int(asked > 0), script.chance(act.OPEN, act.CLOSED), turns)


def _listening(script: Script) -> CriterionMark:
    turns = script.with_(act.PARAPHRASE)
    level = min(2, len(turns))
    outcome = LIKELY if turns else NOT_SHOWN
    return CriterionMark(LISTENING, level, script.chance(act.PARAPHRASE), turns, outcome)


def _empathy(script: Script) -> CriterionMark:
    """Level 1 for feelings named or an apology for the thing, 2 for feelings named and explored, or twice."""
    named = script.with_(act.FEELING)
    told = script.with_(act.FEELING, act.APOLOGISE)
    level = 2 if len(named) > 1 or (named and script.with_(act.EXPLORE)) else int(bool(told))
    return _level(EMPATHY, level, script.chance(act.FEELING, act.APOLOGISE), told)


def _depth(script: Script) -> CriterionMark:
    return CriterionMark(DEPTH, None, EVEN, script.with_(act.FEELING, act.PARAPHRASE), LOOK)


def _explanation(script: Script) -> CriterionMark:
    """By Flesch's reading ease of what explains, suggests or promises, taken together."""
    turns = script.with_(act.EXPLAIN)
    told = script.with_(act.EXPLAIN, act.SUGGEST, act.PROMISE)
    ease = reading_ease(" ".join(script.said[turn] for turn in told)).score
    if not turns:
        return _level(EXPLANATION, 0, script.chance(act.EXPLAIN), ())
    if ease is None:
        return _level(EXPLANATION, 1, script.chance(act.EXPLAIN), turns)
    level = 2 if ease >= PLAIN else int(ease >= HARD)
    return _level(EXPLANATION, level, script.chance(act.EXPLAIN), turns)


def _tone(script: Script) -> CriterionMark:
    found = [(one.turn, tone.kind) for one in script.turns for tone in one.tone]
    blames = any(kind == BLAME for _, kind in found)
    level = 2 if not found else int(len(found) == 1 and not blames)
    return _level(TONE, level, (0.1, 0.5, 0.9)[level], tuple(dict.fromkeys(turn for turn, _ in found)))


def _promises(script: Script) -> CriterionMark:
    """Level 2 where each names a day, 1 where some do, 0 where none does or one goes beyond the limits."""
    made = [(turn, dated) for turn, dated in _promised(script)]
    if script.frame.beyond:
        return _level(PROMISES, 0, 0.05, script.frame.beyond)
    if not made:
        return CriterionMark(PROMISES, None, 0.0, (), NO_OCCASION)
    dated = sum(dated for _, dated in made)
    level = 2 if dated == len(made) else int(dated > 0)
    turns = tuple(dict.fromkeys(turn for turn, _ in made))
    return _level(PROMISES, level, script.chance(act.PROMISE) if level else 0.1, turns)


def _promised(script: Script) -> list[tuple[int, bool]]:
    return [
        (one.turn, dated)
        for one in script.turns if one.has(act.PROMISE)
        for dated in _dated(script.said[one.turn])
    ]  # fmt: skip


def _dated(text: str) -> list[bool]:
    """Return for each promise in a text whether it names a moment; a text of no known form counts as one."""
    return [dated for _, dated in promises(text)] or [bool(moments(text))]


def _escalation(script: Script) -> CriterionMark:
    """Where the setting does not say whether to pass it on, a person looks at whether it was right."""
    turns, p = script.with_(act.ESCALATE), script.chance(act.ESCALATE)
    must = script.frame.must_escalate
    if must is None:
        return CriterionMark(ESCALATION, None, p, turns, LOOK if turns else NO_OCCASION)
    if must:
        return _level(ESCALATION, 2 if turns else 0, p, turns)
    return CriterionMark(ESCALATION, 1 if turns else None, p, turns, LOOK if turns else NO_OCCASION)


RULES: Mapping[str, Callable[[Script], CriterionMark]] = {
    GREETING: _greeting,
    QUESTIONING: _questioning,
    LISTENING: _listening,
    EMPATHY: _empathy,
    DEPTH: _depth,
    EXPLANATION: _explanation,
    TONE: _tone,
    PROMISES: _promises,
    ESCALATION: _escalation,
}
