"""What somebody practised, as a text that stands still: an answer with its question, a role-play as said."""

from dataclasses import dataclass
from datetime import date

from rapport.practice.models import Answer, RolePlay
from rapport.practice.queries.content import question_or_none
from rapport.practice.queries.learning import answers_of
from rapport.practice.queries.portfolio import ANSWERED
from rapport.practice.queries.scenes import own_role_plays
from rapport.practice.rules.portfolio import LONGEST_TITLE, EvidenceKind
from rapport.staff.models import User

MOST = 30


@dataclass(frozen=True)
class Practised:
    """One thing that may become evidence; `key` says which."""

    key: str
    kind: EvidenceKind
    title: str
    text: str
    on: date


def practised_by(user: User) -> list[Practised]:
    """Return what somebody answered and played last, the latest first."""
    answers = [_answer(one) for one in answers_of(user)[:MOST]]
    plays = [_role_play(one) for one in own_role_plays(user).prefetch_related("turns") if one.ended_at]
    return sorted([*answers, *plays], key=lambda one: (one.on, one.key), reverse=True)


def _answer(one: Answer) -> Practised:
    asked = question_or_none(one.topic, one.question)
    prompt = asked[1].prompt if asked else f"{one.topic}, {one.question}"
    text = f"Asked\n{prompt}{ANSWERED}{one.text}"
    key = f"answer-{one.pk}"
    return Practised(key, EvidenceKind.ANSWER, prompt[:LONGEST_TITLE], text, one.answered_at.date())


def _role_play(one: RolePlay) -> Practised:
    said = "\n\n".join(f"{turn.by.capitalize()}\n{turn.text}" for turn in one.turns.all())
    return Practised(
        f"role-play-{one.pk}",
        EvidenceKind.ROLE_PLAY,
        one.title[:LONGEST_TITLE],
        said,
        (one.ended_at or one.started_at).date(),
    )
