"""Marks with a second opinion: a point is shown where both say so, and where they differ a person looks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapport.engine.marking.calling import CallFailed, Endpoint
from rapport.engine.marking.mark import (
    LOOK,
    NOT_SHOWN,
    NOT_SHOWN_BELOW,
    SHOWN,
    SHOWN_FROM,
    Mark,
    Marker,
    PointMark,
    mark_answers,
)
from rapport.engine.marking.opinion import PROMPT_VERSION, Opinion, second_opinion
from rapport.engine.marking.questions import Question

FAILURES = 3  # in a row; then the service is left alone for the rest of the run


@dataclass(frozen=True)
class Second:
    """A mark, what gave it, the embedded mark, and the opinions it was joined with, where there were any."""

    mark: Mark
    version: str
    first: Mark
    opinions: dict[str, Opinion] | None = None


def mark_twice(marker: Marker, endpoint: Endpoint, asked: Sequence[tuple[str, str]]) -> Iterator[Second]:
    """Yield marks of (question, answer) pairs in their order, one call for each answer.

    The embedded mark stands, with a note, where the service fails. An answer that a guard voids is not sent.
    """
    failed = 0
    version = f"{marker.version}+{endpoint.model}/{PROMPT_VERSION}"
    for (name, text), mark in zip(asked, mark_answers(marker, asked), strict=True):
        if mark.guards:
            yield Second(mark, marker.version, mark)
            continue
        if failed >= FAILURES:
            yield _alone(mark, marker, f"it failed {FAILURES} times in a row and was not asked again")
            continue
        question = marker.questions[name]
        try:
            opinions = second_opinion(endpoint, question, text)
        except CallFailed as fault:
            failed += 1
            yield _alone(mark, marker, str(fault))
            continue
        failed = 0
        yield Second(joined(mark, question, opinions), version, mark, opinions)


def _alone(mark: Mark, marker: Marker, why: str) -> Second:
    note = f"Marked without a second opinion: {why}."
    return Second(replace(mark, notes=(*mark.notes, note)), marker.version, mark)


def joined(mark: Mark, question: Question, opinions: dict[str, Opinion]) -> Mark:
    """Return the mark that both give: the mean of their chances, and an outcome where they agree on it."""
    points = tuple(_joined(one, opinions[one.id]) for one in mark.points)
    weights = {point.id: point.weight for point in question.points}
    score = sum(weights[one.id] * one.p for one in points) / sum(weights.values())
    return replace(mark, score=round(score, 4), points=points)


def _joined(one: PointMark, other: Opinion) -> PointMark:
    said = outcome_of(other)
    because = [*one.because, *([other.because] if other.because else [])]
    if said != one.outcome:
        because.append(f"the second opinion is {_plain(said)}, the first {_plain(one.outcome)}")
    return replace(
        one,
        p=round((one.p + other.p) / 2, 4),
        outcome=said if said == one.outcome else LOOK,
        span=one.span or other.span,
        because=tuple(because),
    )


def outcome_of(opinion: Opinion) -> str:
    """Return what a second opinion alone comes to."""
    if opinion.p < NOT_SHOWN_BELOW:
        return NOT_SHOWN
    return SHOWN if opinion.p >= SHOWN_FROM and opinion.span else LOOK


def _plain(outcome: str) -> str:
    return {SHOWN: "that it is shown", NOT_SHOWN: "that it is not"}.get(outcome, "that a person looks")
