"""What a team finds hard, counted so that no person can be told from it, and the topic that would help."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

FEWEST_PEOPLE, FEWEST_TIMES = 5, 10
LARGEST_SHARE = 0.5  # of one person: else a figure is mostly about them
WEEKS = 13

What = TypeVar("What", bound=Hashable)


@dataclass(frozen=True)
class Often(Generic[What]):
    """How often something came up, and with how many people."""

    what: What
    times: int
    people: int


@dataclass(frozen=True)
class Counted(Generic[What]):
    """What came up, the most frequent first; `held_back` is how many things too few people make up.

    `times` and `people` are of all together, and nothing where even those are too few.
    """

    shown: tuple[Often[What], ...]
    held_back: int
    times: int | None
    people: int | None


def counted(pairs: Iterable[tuple[What, Hashable]]) -> Counted[What]:
    """Count things by how often they came up; each pair is what came up, and with whom.

    A thing is shown with at least five people and ten times, and where nobody makes up more than half of
    it. Pairs without a person say nothing of anybody's work and are left out.
    """
    by_thing: dict[What, Counter[Hashable]] = defaultdict(Counter)
    for what, who in pairs:
        if who is not None:
            by_thing[what][who] += 1
    shown = [
        Often(what, people.total(), len(people)) for what, people in by_thing.items() if is_crowd(people)
    ]
    everybody = sum(by_thing.values(), Counter[Hashable]())
    whole = (everybody.total(), len(everybody)) if is_crowd(everybody) else (None, None)
    ordered = sorted(shown, key=lambda one: (-one.times, str(one.what)))
    return Counted(tuple(ordered), len(by_thing) - len(shown), *whole)


def is_crowd(people: Mapping[Hashable, int]) -> bool:
    """Tell whether counts by person are of so many that a sum of them points at nobody."""
    times = sum(people.values())
    return (
        len(people) >= FEWEST_PEOPLE
        and times >= FEWEST_TIMES
        and max(people.values()) <= LARGEST_SHARE * times
    )


def window(now: datetime) -> tuple[datetime, datetime]:
    """Return the last thirteen whole weeks: from Monday to Monday, midnight.

    It moves once a week, so that the same figures a day apart do not tell of one person's day.
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    return monday - timedelta(weeks=WEEKS), monday


# What the desk declined, in words, and the topic that is about it.
REFUSALS: dict[str, tuple[str, str]] = {
    "evidence_missing": ("a step without its evidence", "complaints"),
    "step_not_next": ("a step before the one that comes first", "complaints"),
    "step_not_yours": ("a step of another role", "limits-and-growth"),
    "steps_not_done": ("a case ended before its steps were done", "complaints"),
    "complaint_without_procedure": ("a complaint ended without a procedure", "complaints"),
    "cause_actions_open": ("a case closed with actions about its cause open", "insight"),
    "procedure_under_way": ("another procedure half way", "complaints"),
    "other_persons_data": ("another customer's data in a reply", "law"),
    "nobody_may_sign": ("redress that nobody may sign", "limits-and-growth"),
    "signed_by_oneself": ("a signature under one's own redress", "limits-and-growth"),
    "signature_beyond_limit": ("a signature beyond one's limit", "limits-and-growth"),
    "redress_not_in_state": ("redress that was settled already", "complaints"),
    "decision_beyond_authority": ("a decision on a right beyond one's authority", "limits-and-growth"),
    "decision_signed_by_oneself": ("a signature under one's own decision", "limits-and-growth"),
    "decision_not_in_state": ("a decision that was settled already", "law"),
    "extension_not_possible": ("more time than the law gives", "law"),
}
CHECKS: dict[str, str] = {
    "promise without a date": "confidence-and-trust",
    "question without an answer": "communication",
    "blame": "communication",
    "dismissive words": "communication",
    "shouting": "communication",
    "hard to read": "communication",
}
PROMISES: dict[str, str] = {
    "reply": "confidence-and-trust",
    "call": "confidence-and-trust",
    "delivery": "promises-in-making",
    "repair": "promises-in-making",
    "refund": "law",
    "other": "confidence-and-trust",
}
STEPS_TOPIC = "complaints"


def helping_topics(found: Iterable[tuple[str, str, int]]) -> list[tuple[str, int, list[str]]]:
    """Return the topics that would help, the most needed first: how often, and what for.

    Each of `found` is a topic, what came up, and how often.
    """
    times: Counter[str] = Counter()
    because: dict[str, list[str]] = defaultdict(list)
    for topic, what, often in found:
        if topic:
            times[topic] += often
            because[topic].append(what)
    return [(topic, often, because[topic]) for topic, often in times.most_common()]
