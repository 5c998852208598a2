"""When a point of a question comes back: spaced by how it went, one card for each learner and point."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from fsrs import Card, Rating, Scheduler

from rapport.practice.rules.outcomes import Outcome

# Without steps of minutes: an answer takes a while to write, so the shortest return is the next day.
SCHEDULER = Scheduler(desired_retention=0.9, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
LOOKED_AT_AGAIN_AFTER = timedelta(days=1)
RATINGS = {Outcome.SHOWN: Rating.Good, Outcome.NOT_SHOWN: Rating.Again}

Kept = dict[str, Any]  # a card as plain data


def new_card(at: datetime) -> Kept:
    """Return a card that was never rated."""
    return dict(Card(card_id=0, due=at.astimezone(UTC)).to_dict())


def rated(card: Kept, outcome: Outcome, *, at: datetime) -> tuple[Kept, date]:
    """Return a card after an outcome, and the day it is due; `at` is in the learner's zone.

    Shown is Good, not shown is Again. What a person is to look at is neither: the card stays as it is, and
    comes back the next day. The first rating of a day counts: to write the model answer down once it was
    read does not make one know it.
    """
    if outcome is Outcome.LOOK:
        return card, (at + LOOKED_AT_AGAIN_AFTER).date()
    if _was_rated_by(card, at):
        return card, _due_on(card, at)
    return overruled(card, outcome, at=at)


def overruled(card: Kept, outcome: Outcome, *, at: datetime) -> tuple[Kept, date]:
    """Return a card after a rating that counts whatever was rated before, as a person's does."""
    after, _ = SCHEDULER.review_card(Card.from_dict(card), RATINGS[outcome], at.astimezone(UTC))  # type: ignore[arg-type]
    kept = dict(after.to_dict())
    return kept, _due_on(kept, at)


def _was_rated_by(card: Kept, at: datetime) -> bool:
    last = card["last_review"]
    return bool(last) and datetime.fromisoformat(last).astimezone(at.tzinfo).date() >= at.date()


def _due_on(card: Kept, at: datetime) -> date:
    return datetime.fromisoformat(card["due"]).astimezone(at.tzinfo).date()
