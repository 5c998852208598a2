"""What somebody practised, as it is told to the outside: answers and role-plays."""

from collections.abc import Iterable, Iterator

from rapport.engine.marking.opinion import redacted
from rapport.practice.models import Answer, RolePlay
from rapport.practice.queries.content import question_or_none
from rapport.practice.queries.learning import answers_visible_to
from rapport.practice.queries.marking import answers_hidden_from
from rapport.practice.queries.scenes import role_plays_visible_to
from rapport.practice.rules.export.told import Practice, Practised
from rapport.staff.models import User


def practised_told(user: User, learner: User) -> tuple[Practised, ...]:
    """Return somebody's answers and ended role-plays, as far as `user` may see them, by their moment.

    What is personal by its shape is taken out of answers. A score that is hidden from a blind assessor is
    not told to them here either.
    """
    answers = answers_visible_to(user).filter(learner=learner)
    plays = role_plays_visible_to(user).filter(learner=learner, ended_at__isnull=False)
    hidden = {*answers_hidden_from(user, learner).values_list("pk", flat=True)}
    found = [*(_answer(one, is_hidden=one.pk in hidden) for one in answers), *_plays(plays)]
    return tuple(sorted(found, key=lambda one: (one.at, one.id)))


def _answer(one: Answer, *, is_hidden: bool) -> Practised:
    is_told = hasattr(one, "mark") and not is_hidden
    asked = question_or_none(one.topic, one.question)
    return Practised(
        id=f"answer-{one.pk}",
        practice=Practice.ANSWER,
        name=f"{one.topic}.{one.question}",
        title=asked[1].prompt if asked else one.question,
        at=one.answered_at,
        response=redacted(one.text).text,
        score=one.mark.score if is_told else None,
        version=one.mark.version if is_told else "",
    )


def _plays(plays: Iterable[RolePlay]) -> Iterator[Practised]:
    for one in plays:
        if one.ended_at:
            yield Practised(f"role-play-{one.pk}", Practice.ROLE_PLAY, one.scene, one.title, one.ended_at)
