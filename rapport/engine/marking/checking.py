"""The marker held against people, on answers that it was not fitted on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import TypeVar

import numpy as np

from rapport.engine.marking.agreement import Agreement, agreement
from rapport.engine.marking.mark import LOOK, SHOWN, Mark, Marker, mark_answers
from rapport.engine.marking.model import Marked, Model, fit_model
from rapport.engine.marking.questions import Question
from rapport.engine.text.embeddings import Encoder
from rapport.lib.errors import Refusal

T = TypeVar("T")


class TooFewFolds(Refusal):
    code = "too_few_folds"
    text = (
        "{folds} folds were asked for over {count} {by}s. It takes 2 folds at least, and no more than {by}s."
    )


class NothingLeftToCheck(Refusal):
    code = "nothing_left_to_check"
    text = (
        "The model was fitted on all {count} answers, and on those it proves nothing. Check it on others, or "
        "leave --model out to check by folds."
    )


@dataclass(frozen=True)
class Checked:
    """Agreement of answers and of points, and how the three outcomes fared."""

    answers: Agreement
    points: Agreement
    shown: int
    shown_right: float
    look: int
    left_out: int
    marker: str

    def as_data(self) -> dict[str, object]:
        """Return it as JSON can hold it."""
        return asdict(self)


def check_by_folds(
    questions: Mapping[str, Question],
    marked: Sequence[Marked],
    encoder: Encoder | None,
    *,
    by: str = "answer",
    folds: int = 5,
    seed: int = 0,
) -> Checked:
    """Return the agreement where each answer is marked by a model fitted on the other folds alone.

    By "answer" the other answers of its question are known; by "question" no answer of it is.
    """
    marks, says = by_folds(questions, marked, encoder, _marks, by=by, folds=folds, seed=seed)
    return checked(questions, marked, marks, says=says)


def by_folds(
    questions: Mapping[str, Question],
    marked: Sequence[Marked],
    encoder: Encoder | None,
    mark: Callable[[Marker, Sequence[Marked]], Sequence[T]],
    *,
    by: str = "answer",
    folds: int = 5,
    seed: int = 0,
) -> tuple[list[T], str]:
    """Return what `mark` makes of each answer with a model fitted on the other folds, and how it marked."""
    groups = _groups(marked, by, folds, seed)
    marks: dict[int, T] = {}
    says = ""
    for fold in range(folds):
        asked = [place for place, group in enumerate(groups) if group == fold]
        learnt = [one for one, group in zip(marked, groups, strict=True) if group != fold]
        learnt = _unlike(learnt, {(marked[place].question, marked[place].text) for place in asked})
        marker = Marker(questions, fit_model(questions, learnt, encoder), encoder)
        marks.update(zip(asked, mark(marker, [marked[place] for place in asked]), strict=True))
        says = marker.says
    return [marks[place] for place in range(len(marked))], says


def _groups(marked: Sequence[Marked], by: str, folds: int, seed: int) -> list[int]:
    """Return the fold of each answer: dealt out evenly, whole questions where `by` says so."""
    names = [one.question if by == "question" else (one.question, one.text) for one in marked]
    units = sorted(set(names), key=repr)
    if not 2 <= folds <= len(units):
        raise TooFewFolds(folds=folds, count=len(units), by=by)
    Random(seed).shuffle(units)  # noqa: S311 - parts of a check, nothing secret
    fold_of = {unit: place % folds for place, unit in enumerate(units)}
    return [fold_of[name] for name in names]


def check_model(
    questions: Mapping[str, Question], marked: Sequence[Marked], model: Model, encoder: Encoder | None
) -> Checked:
    """Return a model's agreement on the answers that it was not fitted on; the others are left out."""
    fresh = fresh_of(model, marked)
    marker = Marker(questions, model, encoder)
    left = len(marked) - len(fresh)
    return checked(questions, fresh, _marks(marker, fresh), says=marker.says, left_out=left)


def fresh_of(model: Model, marked: Sequence[Marked]) -> list[Marked]:
    """Return the answers that a model was not fitted on; where there are none, nothing can be checked."""
    known = {
        (question, example.text)
        for question, points in model.bank.items()
        for examples in points.values()
        for example in examples
    }
    fresh = _unlike(marked, known)
    if not fresh:
        raise NothingLeftToCheck(count=len(marked))
    return fresh


def _unlike(marked: Sequence[Marked], known: set[tuple[str, str]]) -> list[Marked]:
    return [one for one in marked if (one.question, one.text) not in known]


def _marks(marker: Marker, marked: Sequence[Marked]) -> list[Mark]:
    return mark_answers(marker, [(one.question, one.text) for one in marked])


def checked(
    questions: Mapping[str, Question],
    marked: Sequence[Marked],
    marks: Sequence[Mark],
    *,
    says: str,
    left_out: int = 0,
) -> Checked:
    """Return the figures of marks against what people gave."""
    truth = [_score(questions[one.question], one) for one in marked]
    pairs = [
        (point.p, one.worths[point.id], point.outcome)
        for one, mark in zip(marked, marks, strict=True)
        for point in mark.points
        if point.id in one.worths
    ]
    shown = [worth >= 0.5 for _, worth, outcome in pairs if outcome == SHOWN]
    return Checked(
        answers=agreement([mark.score for mark in marks], truth),
        points=agreement([p for p, _, _ in pairs], [worth for _, worth, _ in pairs]),
        shown=len(shown),
        shown_right=round(float(np.mean(shown)), 4) if shown else 0.0,
        look=sum(outcome == LOOK for _, _, outcome in pairs),
        left_out=left_out,
        marker=says,
    )


def _score(question: Question, one: Marked) -> float:
    weights = {point.id: point.weight for point in question.points if point.id in one.worths}
    return sum(weights[name] * one.worths[name] for name in weights) / sum(weights.values())


def in_words(found: Checked) -> Iterator[str]:
    """Yield the figures of a check, line by line."""
    yield found.marker
    if found.left_out:
        yield f"{found.left_out} answers were left out: the model was fitted on them."
    for name, one in (("Answers", found.answers), ("Points", found.points)):
        yield (
            f"{name}: {one.answers}   accuracy {one.accuracy:.2f}   macro-F1 {one.macro_f1:.2f}   "
            f"kappa {one.kappa:.2f}   weighted kappa on five steps {one.qwk:.2f}"
        )
        surest = ", ".join(f"{share:.0%} {right:.2f}" for share, right in one.coverage)
        yield f"  accuracy on the surest: {surest}"
        told = ", ".join(f"{said:.2f} {so:.2f} ({count})" for said, so, count in one.bands)
        yield f"  chance told and share that was so, by fifths: {told}; Brier score {one.brier:.3f}"
    yield f"Called shown: {found.shown}, of them right {found.shown_right:.2f}; for a person: {found.look}"
