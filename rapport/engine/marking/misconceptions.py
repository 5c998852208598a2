"""Wrong ideas that an answer states, topic first and then stance; and those that its gaps hint at.

Each is a question to the learner and nothing else: no mark rests on it alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rapport.engine.marking.bench import Laid, Lens
from rapport.engine.marking.questions import Belief, Question
from rapport.engine.marking.sketch import Sketch
from rapport.engine.marking.stance import Heads, Statement, nearness, said_chances, shipped_heads

STATED, MISSING, CONTRADICTION = "stated", "missing", "contradiction"
SAID_FROM = 0.7


@dataclass(frozen=True)
class Misconception:
    """A wrong idea that an answer may hold, as a question to the learner.

    `kind` is "stated" (`span` says where), "missing" (no point that it hides is shown, and there is no span)
    or "contradiction" (a known one, of `point`). `text` is how the idea sounds.
    """

    id: str
    kind: str
    p: float
    ask: str
    span: tuple[int, int] | None = None
    point: str = ""
    text: str = ""


def stated(
    laid: Laid, question: Question, lens: Lens, heads: Heads | None = None
) -> list[tuple[Misconception, ...]]:
    """Return for each answer the wrong ideas that it states, the surest first, each at its surest place."""
    if not question.misconceptions or not laid.answers:
        return [() for _ in laid.answers]
    near = nearest(laid.flat, question.misconceptions, lens)
    held = [
        Statement(text, question.misconceptions[at].wrong, question.misconceptions[at].right)
        for text, at in zip(laid.flat, near, strict=True)
    ]
    asked = np.flatnonzero(~_are_right(held, question, lens) & _are_statements(laid)).tolist()
    chances = np.zeros(len(held))
    some = [held[at] for at in asked]
    chances[asked] = said_chances(some, lens, heads or shipped_heads(lens.encoder))
    found = []
    for pieces, start in zip(laid.pieces, laid.starts.tolist(), strict=True):
        rows = slice(start, start + len(pieces))
        found.append(tuple(_surest(pieces, near[rows], chances[rows], question.misconceptions)))
    return found


def _are_statements(laid: Laid) -> NDArray[np.bool_]:
    """Return which texts are a sentence or two: an answer as a whole is none, unless it is all there is."""
    found = np.ones(len(laid.flat), bool)
    several = [len(pieces) > 1 for pieces in laid.pieces]
    found[laid.starts[several]] = False
    return found


def _are_right(held: Sequence[Statement], question: Question, lens: Lens) -> NDArray[np.bool_]:
    """Return which texts come nearer to an example that shows a point than to any wrong statement; (n,)."""
    good = [text for point in question.points for text in point.good]
    if not good:
        return np.zeros(len(held), bool)
    by_words, by_meaning = lens.alike([one.text for one in held], good)
    wrong = np.array([(one.words + one.meaning)[: one.size].max() for one in nearness(held, lens)])
    return np.asarray((by_words + by_meaning).max(1) > wrong)


def nearest(texts: Sequence[str], known: Sequence[Belief], lens: Lens) -> NDArray[np.int64]:
    """Return which idea each text comes nearest to, on either side of it; shape (n,)."""
    by_words, by_meaning = lens.alike(
        texts, [one for belief in known for one in (*belief.wrong, *belief.right)]
    )
    starts = np.cumsum([0, *(len(one.wrong) + len(one.right) for one in known)])[:-1]
    near = np.maximum.reduceat(by_words + by_meaning, starts, axis=1)
    return np.asarray(near.argmax(1))


def _surest(
    pieces: Sequence[Sketch],
    near: NDArray[np.int64],
    chances: NDArray[np.float64],
    known: Sequence[Belief],
) -> Iterator[Misconception]:
    taken: set[int] = set()
    for at in np.argsort(-chances, kind="stable").tolist():
        p, which = round(float(chances[at]), 4), int(near[at])
        if p < SAID_FROM:
            return
        if which not in taken:
            taken.add(which)
            belief, span = known[which], (pieces[at].start, pieces[at].end)
            yield Misconception(belief.id, STATED, p, belief.ask, span, text=belief.wrong[0])


def missing(question: Question, absent: dict[str, float]) -> Iterator[Misconception]:
    """Yield the ideas that hide behind gaps: each point that an idea names is absent.

    `absent` gives the chance of every point that was not shown.
    """
    for belief in question.misconceptions:
        if belief.missing and absent.keys() >= set(belief.missing):
            p = round(1 - max(absent[name] for name in belief.missing), 4)
            yield Misconception(belief.id, MISSING, p, belief.ask, text=belief.wrong[0])
