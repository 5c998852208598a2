"""Answers marked by point: shown, not shown or for a person to look at, and the words that earned it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from rapport.engine.marking.bench import Bench, Floats, Laid, Lens, lay, lens_of
from rapport.engine.marking.guards import FOR_A_PERSON, guards, known_of
from rapport.engine.marking.heads import head_as_data
from rapport.engine.marking.misconceptions import CONTRADICTION, Misconception, missing, stated
from rapport.engine.marking.model import Model, chances_of, digest_of, texts_of
from rapport.engine.marking.questions import Question
from rapport.engine.marking.sketch import Sketch, opposes, sketch
from rapport.engine.marking.stance import shipped_heads, stance_as_data
from rapport.engine.marking.structure import lacking
from rapport.engine.text.embeddings import Encoder

SHOWN, NOT_SHOWN, LOOK = "shown", "not_shown", "look"
SHOWN_FROM, NOT_SHOWN_BELOW = 0.62, 0.38  # chosen by hand: between them a person looks
WITHOUT_FORM, OPPOSING, CONTRADICTING = 0.6, 0.45, 0.2  # factor, and the most a chance may be
CONTENT_VERSION = 2
DOUBTED = "the words that earn it may state a wrong idea"
TOO_FEW = "it has fewer than three good and three insufficient examples, so a person marks it"


@dataclass(frozen=True)
class PointMark:
    """How one point fared: chance, outcome, where in the answer, and what stood against it."""

    id: str
    p: float
    outcome: str
    span: tuple[int, int] | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """An answer's mark; where a guard voids it the score is 0."""

    question: str
    score: float
    points: tuple[PointMark, ...]
    guards: tuple[str, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Marker:
    """Everything that marks are made from: questions, model and encoder."""

    questions: Mapping[str, Question]
    model: Model
    encoder: Encoder | None = None

    @cached_property
    def lens(self) -> Lens:
        """Return the lens of these questions and of the bank."""
        bank = [one.text for points in self.model.bank.values() for known in points.values() for one in known]
        return lens_of([*texts_of(self.questions), *bank], self.encoder if self.model.encoder else None)

    @cached_property
    def version(self) -> str:
        """Return what a mark depends on beside the answer, as one short name."""
        content = [repr(self.questions[name]) for name in sorted(self.questions)]
        heads = [head_as_data(self.model.bare), head_as_data(self.model.full)]
        bank = sorted((name, repr(points)) for name, points in self.model.bank.items())
        stances = stance_as_data(shipped_heads(self.lens.encoder))
        return digest_of([CONTENT_VERSION, content, heads, stances, self.model.encoder, bank])[:16]

    @property
    def says(self) -> str:
        """Return how it marks, in a sentence."""
        if self.model.encoder:
            return "Marked with the sentence encoder."
        return "Marked by words alone: the sentence encoder is not installed or not asked for."


def mark_answers(marker: Marker, asked: Sequence[tuple[str, str]]) -> list[Mark]:
    """Return the marks of (question, answer) pairs, in their order."""
    made: dict[int, Mark] = {}
    for name in dict.fromkeys(question for question, _ in asked):
        places = [place for place, (question, _) in enumerate(asked) if question == name]
        marks = _mark_question(marker, marker.questions[name], [asked[place][1] for place in places])
        made.update(zip(places, marks, strict=True))
    return [made[place] for place in range(len(asked))]


def _mark_question(marker: Marker, question: Question, texts: Sequence[str]) -> list[Mark]:
    known = known_of(question)
    stopped = [guards(text, known) for text in texts]
    scored = [text for text, why in zip(texts, stopped, strict=True) if not why]
    laid = lay(scored)
    columns = [_mark_point(marker, question, place, laid) for place in range(len(question.points))]
    said = iter(stated(laid, question, marker.lens))
    rows = iter(zip(*columns, strict=True) if scored else ())
    return [_voided(question, why) if why else _scored(question, next(rows), next(said)) for why in stopped]


def _voided(question: Question, why: Sequence[str]) -> Mark:
    outcome = LOOK if FOR_A_PERSON & set(why) else NOT_SHOWN
    points = tuple(PointMark(point.id, 0.0, outcome) for point in question.points)
    return Mark(question.id, 0.0, points, tuple(why))


def _scored(
    question: Question,
    found: Iterable[tuple[PointMark, Misconception | None]],
    said: Sequence[Misconception],
) -> Mark:
    pairs = [*found]
    points = tuple(_doubted(one, said) for one, _ in pairs)
    weights = np.array([point.weight for point in question.points])
    score = float(weights @ [one.p for one in points] / weights.sum())
    absent = {one.id: one.p for one in points if one.outcome == NOT_SHOWN}
    held = {one.id for one in said}
    hidden = (one for one in missing(question, absent) if one.id not in held)
    crossed = (wrong for _, wrong in pairs if wrong)
    return Mark(question.id, round(score, 4), points, misconceptions=(*said, *crossed, *hidden))


def _doubted(one: PointMark, said: Sequence[Misconception]) -> PointMark:
    """Return a point that is not called shown for the words that state a wrong idea."""
    spans = [wrong.span for wrong in said if wrong.span]
    if one.span is None or not any(one.span[0] < end and start < one.span[1] for start, end in spans):
        return one
    outcome = LOOK if one.outcome == SHOWN else one.outcome
    return replace(one, outcome=outcome, because=(*one.because, DOUBTED))


def _mark_point(
    marker: Marker, question: Question, place: int, laid: Laid
) -> list[tuple[PointMark, Misconception | None]]:
    if not laid.answers:
        return []
    bench = marker.model.bench(question, question.points[place], marker.lens)
    chances = chances_of(marker.model, laid, bench)
    near = _nearness(laid, bench)
    return [
        _judge(pieces, float(chance), near[start : start + len(pieces)], bench)
        for pieces, chance, start in zip(laid.pieces, chances, laid.starts.tolist(), strict=True)
    ]


def _nearness(laid: Laid, bench: Bench) -> Floats:
    """Return how near each window is to wording, good examples and contradictions; (windows, texts)."""
    texts = [bench.point.text, *_good(bench), *bench.point.contradictions]
    by_words, by_meaning = bench.lens.alike(laid.flat, texts)
    return by_words + by_meaning


def _good(bench: Bench) -> list[str]:
    return [one.text for one in bench.examples if one.worth >= 0.5]


def _judge(
    pieces: Sequence[Sketch], chance: float, near: Floats, bench: Bench
) -> tuple[PointMark, Misconception | None]:
    good = _good(bench)
    right, wrong = near[:, : 1 + len(good)], near[:, 1 + len(good) :]
    at = _earning(pieces, right)
    because = []
    lack = lacking(bench.point, pieces[0].text)
    if lack:
        chance *= WITHOUT_FORM
        because.append(lack)
    if _is_turned(pieces, right, good):
        chance = min(chance, OPPOSING)
        because.append("it says the opposite of an example that shows the point")
    misconception = _misconception(pieces, right, wrong, bench)
    if misconception:
        chance = min(chance, CONTRADICTING)
        because.append("it comes close to a known contradiction")
    if not bench.is_enough:
        because.append(TOO_FEW)
    p = round(chance, 4)
    outcome = _outcome(p, is_sure=not because)
    span = (pieces[at].start, pieces[at].end) if p >= NOT_SHOWN_BELOW else None
    mark = PointMark(bench.point.id, p, outcome, span, tuple(because))
    return (mark if bench.is_enough else replace(mark, outcome=LOOK)), misconception


def _outcome(p: float, *, is_sure: bool) -> str:
    if p < NOT_SHOWN_BELOW:
        return NOT_SHOWN
    return SHOWN if is_sure and p >= SHOWN_FROM else LOOK


def _earning(pieces: Sequence[Sketch], right: Floats) -> int:
    """Return which window earned the point: the shortest of those that come about as near as the nearest."""
    nearest = right.max(1)
    close = np.flatnonzero(nearest >= nearest.max() - 0.08).tolist()
    return int(min(close, key=lambda place: (len(pieces[place].text), place)))


def _is_turned(pieces: Sequence[Sketch], right: Floats, good: Sequence[str]) -> bool:
    """Tell whether the answer turns the good example it comes nearest to into its opposite.

    Asked of the whole answer and of the part that comes nearest, each with its nearest example.
    """
    if not good:
        return False
    near = right[:, 1:]
    places = {0, int(near.max(1).argmax())}
    return any(opposes(pieces[at], sketch(good[int(near[at].argmax())])) >= 0.99 for at in sorted(places))


def _misconception(
    pieces: Sequence[Sketch], right: Floats, wrong: Floats, bench: Bench
) -> Misconception | None:
    if not wrong.size:
        return None
    at, which = divmod(int(wrong.argmax()), wrong.shape[1])
    text = bench.point.contradictions[which]
    floor = 0.9 if bench.lens.encoder else 0.45
    if wrong.max() < floor or wrong.max() <= right.max() or opposes(pieces[at], sketch(text)) >= 0.99:
        return None
    span = (pieces[at].start, pieces[at].end)
    first = text[0] if text[:2] in {"I ", "I'"} else text[0].lower()
    ask = f"Do you mean that {first}{text[1:].rstrip('.')}?"
    name = f"{bench.point.id}, contradiction {which + 1}"
    p = round(min(1.0, float(wrong.max()) / (2 if bench.lens.encoder else 1)), 4)
    return Misconception(name, CONTRADICTION, p, ask, span, bench.point.id, text)
