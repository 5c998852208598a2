"""A model: heads fitted on marked answers, and those answers as a bank of examples; a file of data."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import numpy as np

from rapport.engine.marking.bench import (
    BARE,
    FULL,
    Bench,
    Example,
    Floats,
    Laid,
    Lens,
    authored,
    bare_features,
    full_features,
    lay,
    lens_of,
)  # fmt: skip
from rapport.engine.marking.heads import Head, chances, fit_head, head_as_data, log_odds, read_head
from rapport.engine.marking.questions import Point, Question
from rapport.engine.text.embeddings import Encoder
from rapport.lib.errors import Refusal

VERSION = 1
FEWEST_ANSWERS = 20
SHIPPED = "head.json"


class TooFewMarkedAnswers(Refusal):
    code = "too_few_marked_answers"
    text = "There are {count} marked answers to learn from. It takes {fewest} at least; mark more of them."


class OneSortOfAnswers(Refusal):
    code = "one_sort_of_answers"
    text = (
        "All {count} marked answers are {sort}. It takes answers that show their point and answers that do "
        "not, three of each at least; add the other sort."
    )


class ModelNotReadable(Refusal):
    code = "model_not_readable"
    text = "The model {file} {why}. Write it anew with `rapport mark fit`."


class ModelNeedsEncoder(Refusal):
    code = "model_needs_encoder"
    text = (
        "The model {file} was fitted with the sentence encoder, which is not installed. Install it (see "
        "docs/reference/marking.md), or fit the model again without it."
    )


@dataclass(frozen=True)
class Marked:
    """An answer to a question with what it is worth, by point."""

    question: str
    text: str
    worths: Mapping[str, float]


@dataclass(frozen=True)
class Model:
    """Heads and bank; `encoder` is the digest of the encoder they were fitted with, or nothing."""

    bare: Head
    full: Head
    encoder: str = ""
    bank: Mapping[str, Mapping[str, tuple[Example, ...]]] = field(default_factory=dict)

    def bench(self, question: Question, point: Point, lens: Lens) -> Bench:
        """Return a point with the examples written for it and those of the bank."""
        known = self.bank.get(question.id, {}).get(point.id, ())
        return Bench(question, point, (*authored(point), *known), lens)


def chances_of(model: Model, laid: Laid, bench: Bench) -> Floats:
    """Return the chance that each answer shows a point; shape (n,)."""
    bare = bare_features(laid, bench)
    if not bench.is_comparable:
        return chances(model.bare, bare)
    shift = log_odds(model.bare, bare) - _threshold(model.bare, bench)
    return chances(model.full, np.hstack([bare, full_features(laid, bench, shift)]))


def _threshold(bare: Head, bench: Bench) -> float:
    """Return the log odds between good and weak examples, drawn towards 0 where there are few of them."""
    odds = log_odds(bare, bare_features(lay(bench.texts), bench))
    good, weak = odds[bench.worths >= 0.5], odds[bench.worths < 0.5]
    fewer = min(len(good), len(weak))
    return float((good.mean() + weak.mean()) / 2 * fewer / (fewer + 2))


def fit_model(
    questions: Mapping[str, Question],
    marked: Sequence[Marked],
    encoder: Encoder | None,
    *,
    keep_bank: bool = True,
) -> Model:
    """Return the model fitted on marked answers; an answer never sees itself among the examples.

    With `keep_bank` the answers join the examples of their points, in fitting and in the model.
    Too few answers, or answers of one sort alone, are refused.
    """
    _refuse_too_few(marked)
    bank = bank_of(marked) if keep_bank else {}
    lens = lens_of(texts_of(questions, marked), encoder)
    learnt = [*_lessons(questions, marked, bank, lens)]
    worths = np.concatenate([one.worths for one in learnt])
    bare = fit_head(np.vstack([one.bare for one in learnt]), worths)
    poorer = _lessons(questions, marked, {}, lens) if bank else ()  # as new questions are: few examples
    rich = [one for one in (*learnt, *poorer) if one.bench.is_comparable]
    if not rich:
        return Model(bare, bare, encoder.digest if encoder else "", bank)
    wide = [one.wide(log_odds(bare, one.bare) - _threshold(bare, one.bench)) for one in rich]
    full = fit_head(np.vstack(wide), np.concatenate([one.worths for one in rich]))
    return Model(bare, full, encoder.digest if encoder else "", bank)


@dataclass(frozen=True)
class _Lesson:
    bench: Bench
    laid: Laid
    own: Mapping[int, int]
    bare: Floats
    worths: Floats

    def wide(self, shift: Floats) -> Floats:
        return np.hstack([self.bare, full_features(self.laid, self.bench, shift, own=self.own)])


def _lessons(
    questions: Mapping[str, Question],
    marked: Sequence[Marked],
    bank: Mapping[str, Mapping[str, tuple[Example, ...]]],
    lens: Lens,
) -> Iterator[_Lesson]:
    for question in questions.values():
        for point in question.points:
            here = [one for one in marked if one.question == question.id and point.id in one.worths]
            if not here:
                continue
            known = bank.get(question.id, {}).get(point.id, ())
            examples = (*authored(point), *known)
            bench, laid = Bench(question, point, examples, lens), lay([one.text for one in here])
            first = len(examples) - len(known)
            own = {place: first + place for place in range(len(known))}
            worths = np.array([one.worths[point.id] for one in here])
            yield _Lesson(bench, laid, own, bare_features(laid, bench), worths)


def bank_of(marked: Sequence[Marked]) -> dict[str, dict[str, tuple[Example, ...]]]:
    """Return marked answers as examples, by question and point, in their order."""
    bank: dict[str, dict[str, tuple[Example, ...]]] = {}
    for one in marked:
        for point, worth in one.worths.items():
            points = bank.setdefault(one.question, {})
            points[point] = (*points.get(point, ()), Example(one.text, worth))
    return bank


def texts_of(questions: Mapping[str, Question], marked: Sequence[Marked] = ()) -> list[str]:
    """Return the texts that tell which words are rare: those of the questions and of marked answers."""
    written = [
        text
        for question in questions.values()
        for text in (
            question.prompt,
            *(one for point in question.points for one in (point.text, *point.good, *point.insufficient)),
        )
    ]
    return [*written, *(one.text for one in marked)]


def _refuse_too_few(marked: Sequence[Marked]) -> None:
    if len(marked) < FEWEST_ANSWERS:
        raise TooFewMarkedAnswers(count=len(marked), fewest=FEWEST_ANSWERS)
    worths = [worth for one in marked for worth in one.worths.values()]
    shown = sum(worth >= 0.5 for worth in worths)
    if min(shown, len(worths) - shown) < 3:
        raise OneSortOfAnswers(count=len(marked), sort="worth their point" if shown else "not worth it")


def model_as_text(models: Sequence[Model]) -> str:
    """Return models (by words, and with the encoder) as one file; the same models give the same bytes."""
    bank = {
        question: {point: [[one.text, one.worth] for one in examples] for point, examples in points.items()}
        for question, points in models[0].bank.items()
    }
    body = {
        "rapport_marking_model": VERSION,
        "features": [*BARE, *FULL],
        "heads": {
            one.encoder: {"bare": head_as_data(one.bare), "full": head_as_data(one.full)} for one in models
        },
        "bank": bank,
    }
    return json.dumps({"digest": digest_of(body), **body}, ensure_ascii=True, sort_keys=True) + "\n"


def digest_of(body: Any) -> str:
    """Return the SHA-256 digest of data, written the one way."""
    return hashlib.sha256(json.dumps(body, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def read_model(text: str, file: str, encoder: Encoder | None) -> Model:
    """Return the model in a file that suits the encoder at hand, or marks by words."""
    try:
        told = json.loads(text)
        digest = told.pop("digest")
        heads = told["heads"]
    except (ValueError, RecursionError, KeyError, AttributeError, TypeError):
        raise ModelNotReadable(file=file, why="is not one that this program wrote") from None
    if digest_of(told) != digest:
        raise ModelNotReadable(
            file=file, why="was changed after it was written: its digest differs"
        ) from None
    if told["rapport_marking_model"] != VERSION or told["features"] != [*BARE, *FULL]:
        raise ModelNotReadable(file=file, why="comes from another version of this program")
    wanted = encoder.digest if encoder and encoder.digest in heads else ""
    if wanted not in heads:
        raise ModelNeedsEncoder(file=file)
    bank = {
        question: {point: tuple(Example(*one) for one in examples) for point, examples in points.items()}
        for question, points in told["bank"].items()
    }
    return Model(read_head(heads[wanted]["bare"]), read_head(heads[wanted]["full"]), wanted, bank)


def shipped_model(encoder: Encoder | None) -> Model:
    """Return the model that comes with the program: fitted on our own answers, without a bank."""
    return read_model((files(__package__) / SHIPPED).read_text("utf-8"), SHIPPED, encoder)
