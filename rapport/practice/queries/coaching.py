"""What the own team finds hard in real work: refused steps, replies, promises; counted, and naming nobody."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localtime

from rapport.customers.models import Promise
from rapport.desk.models import Case, Entry, Message
from rapport.desk.queries.procedures import NOT_SAID
from rapport.desk.queries.tallies import counted_cases
from rapport.desk.rules import Direction, EntryKind
from rapport.desk.rules.checks import suggestions
from rapport.engine.marking.misconceptions import MISSING
from rapport.practice.models import Mark
from rapport.practice.rules.coaching import (
    CHECKS,
    PROMISES,
    REFUSALS,
    STEPS_TOPIC,
    Counted,
    counted,
    helping_topics,
    window,
)
from rapport.practice.rules.syllabus import read_content
from rapport.staff.models import User

MOST_REPLIES = 500  # the newest: each is read by every check
OF_A_STEP = ("evidence_missing", "step_not_next", "step_not_yours")
STEP = re.compile(r"^The step (.+?) (?:is not done yet|comes after|is done by)")
Pair = tuple[str, int | None]
Needed = tuple[str, str, int]  # a topic, what came up that it is about, and how often


@dataclass(frozen=True)
class Help:
    """A topic that would help, how often something came up that it is about, and what."""

    topic: str
    title: str
    times: int
    because: tuple[str, ...]


@dataclass(frozen=True)
class Coaching:
    """What a team finds hard, over a window; nothing in it is about one person."""

    whose: str
    since: datetime
    until: datetime
    steps: Counted[str]
    refusals: Counted[str]
    checks: Counted[str]
    replies: int  # that were read
    promises: Counted[str]
    due: int  # promises that fell due
    misconceptions: Counted[str]
    topics: tuple[Help, ...]


def coaching_for(user: User, at: datetime) -> Coaching:
    """Return what the team of a leader finds hard; of somebody without a team, what everybody does.

    There is one view for each, and no choice between them: the difference of two could be one person.
    """
    since, until = window(localtime(at))
    cases = counted_cases() if user.team is None else counted_cases().filter(team=user.team)
    refused = [*_refused(cases, since, until)]
    replies = [*_replies(cases, since, until)]
    steps = counted((step, who) for step, code, who in refused if code in OF_A_STEP and step)
    refusals = counted((_words(code), who) for _, code, who in refused)
    checks = counted((check, who) for check, who in _checks(replies))
    wrong = [*_misconceptions(user, since, until)]
    misconceptions = counted((text, who) for text, _, who in wrong)
    due = _due(user, since, until)
    promises = counted(_broken(due))
    return Coaching(
        whose=user.team.name if user.team else "everybody",
        since=since,
        until=until,
        steps=steps,
        refusals=refusals,
        checks=checks,
        replies=len(replies),
        promises=promises,
        due=due.count(),
        misconceptions=misconceptions,
        topics=_topics(
            _refusal_topics(steps, refusals),
            [(CHECKS.get(one.what, ""), f"in replies: {one.what}", one.times) for one in checks.shown],
            [(PROMISES.get(one.what, ""), f"broken: {one.what}", one.times) for one in promises.shown],
            _misconception_topics(misconceptions, {text: topic for text, topic, _ in wrong}),
        ),
    )


def _refused(
    cases: QuerySet[Case], since: datetime, until: datetime
) -> Iterator[tuple[str, str, int | None]]:
    """Yield the step, the code and the person of each refusal."""
    entries = Entry.objects.filter(case__in=cases, kind=EntryKind.REFUSED, at__gte=since, at__lt=until)
    for text, code, who in entries.order_by().values_list("text", "detail__code", "by"):
        step = STEP.match(text)
        yield step[1] if step else "", code or "", who


def _words(code: str) -> str:
    return REFUSALS[code][0] if code in REFUSALS else code.replace("_", " ")


def _replies(
    cases: QuerySet[Case], since: datetime, until: datetime
) -> Iterator[tuple[str, str, int | None]]:
    """Yield the newest replies: what was said, what the customer had said before, and who wrote it."""
    of_people = Message.objects.filter(case__in=cases, is_automatic=False)
    sent = of_people.filter(direction=Direction.OUT, at__gte=since, at__lt=until)
    sent = sent.exclude(delivery__in=NOT_SAID).order_by("-at", "-pk")
    newest = [*sent.values_list("case", "at", "text", "by")[:MOST_REPLIES]]
    heard: dict[int, list[tuple[datetime, str]]] = {}
    came = of_people.filter(direction=Direction.IN, case__in={row[0] for row in newest}).order_by("at", "pk")
    for case, at, text in came.values_list("case", "at", "text"):
        heard.setdefault(case, []).append((at, text))
    for case, at, text, who in newest:
        before = [said for then, said in heard.get(case, []) if then <= at]
        yield text, before[-1] if before else "", who


def _checks(replies: list[tuple[str, str, int | None]]) -> Iterator[Pair]:
    """Yield each check that would say something of a reply that was sent, once for each reply."""
    for text, asked, who in replies:
        yield from ((str(check), who) for check in {one.check for one in suggestions(text, asked)})


def _due(user: User, since: datetime, until: datetime) -> QuerySet[Promise]:
    """Return the promises that fell due, of the team, or of everybody."""
    due = Promise.objects.filter(due_at__gte=since, due_at__lt=until, withdrawn_at__isnull=True)
    return due if user.team is None else due.filter(team=user.team)


def _broken(due: QuerySet[Promise]) -> Iterator[Pair]:
    """Yield the kind and the person of each promise that was not kept by its time."""
    late = due.filter(Q(kept_at__isnull=True) | Q(kept_at__gt=F("due_at")))
    yield from late.order_by().values_list("kind", "made_by")


def _misconceptions(user: User, since: datetime, until: datetime) -> Iterator[tuple[str, str, int]]:
    """Yield the wrong idea, the topic and the person of each answer that came close to one."""
    marks = Mark.objects.filter(answer__answered_at__gte=since, answer__answered_at__lt=until)
    if user.team is not None:
        marks = marks.filter(answer__learner__team=user.team)
    rows = marks.exclude(misconceptions=[]).order_by()
    for topic, found, who in rows.values_list("answer__topic", "misconceptions", "answer__learner"):
        said = {str(one["text"]) for one in found if one.get("kind") != MISSING}
        yield from ((text, topic, who) for text in said)


def _refusal_topics(steps: Counted[str], refusals: Counted[str]) -> list[Needed]:
    """Return the topics of refusals; a refused step counts as a refusal, and is only named."""
    topic_of = dict(REFUSALS.values())
    named = ", ".join(one.what for one in steps.shown[:3])
    found = [(topic_of.get(one.what, ""), f"refused: {one.what}", one.times) for one in refusals.shown]
    return [*found, *([(STEPS_TOPIC, f"steps: {named}", 0)] if named else [])]


def _misconception_topics(found: Counted[str], topic_of: Mapping[str, str]) -> list[Needed]:
    return [(topic_of[one.what], f"wrong idea: {one.what}", one.times) for one in found.shown]


def _topics(*needed: list[Needed]) -> tuple[Help, ...]:
    """Return the topics about what is shown, the most needed first."""
    titles = {topic.id: topic.title for topic in read_content().topics}
    found = helping_topics(one for some in needed for one in some)
    return tuple(
        Help(topic, titles[topic], times, tuple(why)) for topic, times, why in found if topic in titles
    )
