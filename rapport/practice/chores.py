"""What the clock does in practice: marks, agreement, goals to look at again, portfolios that go."""

import logging
from datetime import datetime

from rapport.practice.actions.enrolling import let_go
from rapport.practice.actions.goals import tell_of_reviews
from rapport.practice.actions.learning import mark_answer
from rapport.practice.actions.marking import count_agreement
from rapport.practice.queries.learning import asked_in, unmarked_answers

AT_ONCE = 50
logger = logging.getLogger(__name__)


def mark_waiting(at: datetime) -> str:
    """Mark the answers that could not be marked when they were given; one that fails stops no other."""
    marked = 0
    waiting = [one for one in unmarked_answers() if asked_in(one)][:AT_ONCE]
    for answer in waiting:
        try:
            mark_answer(answer, at=at)
            marked += 1
        except Exception:
            logger.exception("Answer %s could not be marked", answer.pk)
    return f"{marked} of {len(waiting)} marked" if waiting else "nothing waits"


def count_nightly(at: datetime) -> str:
    """Count how far the machine agrees with assessors, and switch points off where it is too little."""
    off = count_agreement(at=at)
    return f"{off} points are left to people"


def tell_reviews(at: datetime) -> str:
    """Tell everybody of their goals whose day of review has come."""
    told = tell_of_reviews(at=at)
    return f"{told} goals to look at" if told else ""


def let_portfolios_go(at: datetime) -> str:
    """Delete the portfolios whose day has come."""
    gone = let_go(at=at)
    return f"Deleted {gone} evidence{'' if gone == 1 else 's'} of people who left." if gone else ""
