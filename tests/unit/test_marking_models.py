"""Heads, models and agreement: what is learnt, that files are data, and figures against a slow plain way."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.engine.marking.agreement import agreement, weighted_kappa
from rapport.engine.marking.checking import NothingLeftToCheck, TooFewFolds, check_by_folds, check_model
from rapport.engine.marking.heads import chances, fit_head, head_as_data, read_head
from rapport.engine.marking.model import (
    Marked,
    ModelNotReadable,
    OneSortOfAnswers,
    TooFewMarkedAnswers,
    fit_model,
    model_as_text,
    read_model,
)  # fmt: skip
from rapport.engine.marking.questions import Point, Question

QUESTIONS = {"q1": Question("q1", "Why?", (Point("p1", "because customers trust us and come back"),))}
MARKED = [
    Marked("q1", f"{start} {end} number {place}", {"p1": worth})
    for place in range(6)
    for start, end, worth in (
        ("I think because customers trust us", "and they come back", 1.0),
        ("Good staff come early in the day", "and clean the shop", 0.0),
    )
    for _ in range(2)
]


def test_a_head_finds_what_matters_and_goes_through_json_unchanged() -> None:
    random = np.random.default_rng(1)
    features = random.normal(size=(600, 3))
    worths = (features[:, 0] * features[:, 1] > 0).astype(float)  # no straight line tells these apart

    head = fit_head(features, worths)
    again = read_head(json.loads(json.dumps(head_as_data(head))))

    assert again == head
    assert ((chances(again, features) >= 0.5) == (worths >= 0.5)).mean() > 0.75


def test_the_same_answers_give_the_same_bytes() -> None:
    one, two = (model_as_text([fit_model(QUESTIONS, MARKED, None)]) for _ in range(2))

    assert one == two
    assert read_model(one, "f", None) == fit_model(QUESTIONS, MARKED, None)


@pytest.mark.parametrize(
    "spoil", [lambda text: "{}", lambda text: "[", lambda text: text.replace("0.", "1.", 1)]
)
def test_a_model_that_was_changed_is_refused(spoil: object) -> None:
    text = model_as_text([fit_model(QUESTIONS, MARKED, None)])

    with pytest.raises(ModelNotReadable, match="Write it anew"):
        read_model(spoil(text), "m.json", None)  # type: ignore[operator]


def test_too_few_answers_and_one_sort_are_refused() -> None:
    with pytest.raises(TooFewMarkedAnswers, match="There are 19"):
        fit_model(QUESTIONS, MARKED[:19], None)
    with pytest.raises(OneSortOfAnswers, match="not worth it"):
        fit_model(QUESTIONS, [Marked("q1", str(place), {"p1": 0.0}) for place in range(30)], None)


def test_a_check_never_marks_what_its_model_has_seen() -> None:
    model = fit_model(QUESTIONS, MARKED, None)
    fresh = Marked("q1", "They trust us and so they come back again", {"p1": 1.0})

    with pytest.raises(NothingLeftToCheck):
        check_model(QUESTIONS, MARKED, model, None)
    found = check_model(QUESTIONS, [*MARKED, fresh], model, None)
    assert (found.answers.answers, found.left_out) == (1, len(MARKED))


def test_folds_are_the_same_for_a_seed_and_must_fit_the_answers() -> None:
    answers = [Marked("q1", f"{one.text} {place}", one.worths) for place, one in enumerate(MARKED * 2)]

    assert check_by_folds(QUESTIONS, answers, None, folds=2) == check_by_folds(
        QUESTIONS, answers, None, folds=2
    )
    with pytest.raises(TooFewFolds, match="over 1 questions"):
        check_by_folds(QUESTIONS, answers, None, by="question", folds=2)


def test_agreement_of_a_known_table() -> None:
    """Cohen's kappa of 20, 5, 10 and 15 answers is 0.4."""
    scores, truth = [1] * 25 + [0] * 25, [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15

    found = agreement(scores, truth)

    assert (found.accuracy, found.kappa) == (0.7, 0.4)
    assert found.coverage[-1] == (1.0, 0.7)
    assert found.bands == ((0.0, 0.4, 25), (1.0, 0.8, 25))
    assert found.brier == 0.3


def test_a_chance_told_stands_beside_what_was_so() -> None:
    found = agreement([0.1, 0.3, 0.3, 0.3, 0.3, 1.0], [0, 1, 0, 0, 0, 1])

    assert found.bands == ((0.1, 0.0, 1), (0.3, 0.25, 4), (1.0, 1.0, 1))
    assert found.brier == pytest.approx((0.01 + 0.49 + 3 * 0.09) / 6, abs=1e-4)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2))
def test_weighted_kappa_agrees_with_the_sum_over_all_pairs(pairs: list[tuple[int, int]]) -> None:
    ones, others = (np.array(side) for side in zip(*pairs, strict=True))
    apart = np.mean([(a - b) ** 2 for a, b in pairs])
    chance = np.mean([(a - b) ** 2 for a in ones for b in others])

    assert weighted_kappa(ones, others, 5) == pytest.approx(1 - apart / chance if chance else 0)
