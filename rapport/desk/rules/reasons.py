"""Why a case stands where it stands in the queue, in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapport.desk.rules.order import Class, Part, parts_of, score_of, waiting_points
from rapport.desk.rules.weights import Weights

TOLD = ("severity", "need", "effort", "rung", "worth", "customer", "waiting")  # in this order
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Reason:
    """Why a case stands where it stands: a sentence, or its points with what each is for."""

    words: str
    parts: Sequence[Part] = ()

    @property
    def score(self) -> int:
        """What the points add up to."""
        return score_of(self.parts)


@dataclass(frozen=True)
class Seen:
    """What the reason is made from; `standing` as it was kept when the case was last settled."""

    group: Class
    severity: str
    stated_need: str
    effort: str
    rung: str
    lying_since: datetime
    due_at: datetime | None
    due_for: str
    standing: Mapping[str, int]


def reason_for(case: Seen, weights: Weights, *, at: datetime, worth: bool) -> Reason:
    """Return why a case stands where it stands; `worth` says whether worth and rung may be named."""
    if case.group == Class.URGENT and case.due_at:
        return Reason(f"{case.due_for}, {time_left(case.due_at, at=at)}")
    if case.group == Class.FLOOR:
        waits = span_words(at - case.lying_since)
        return Reason(f"has waited {waits}: the floor is {weights.floor_hours} hours")
    waiting = waiting_points(case.lying_since, weights, at=at)
    words = _words(case, worth=worth) | {"waiting": f"waiting {span_words(at - case.lying_since)}"}
    known = {**case.standing, "waiting": waiting}
    if not worth:
        known["customer"] = known.pop("rung", 0) + known.pop("worth", 0)
    return Reason("", parts_of({name: known.get(name, 0) for name in TOLD}, words))


def _words(case: Seen, *, worth: bool) -> dict[str, str]:
    return {
        "severity": f"severity {case.severity}",
        "need": f"told us of: {case.stated_need}",
        "effort": f"{case.effort} piece of work",
        "rung": case.rung if worth else "",
        "worth": "worth",
        "customer": "what is known of the customer",
    }


def time_left(due_at: datetime, *, at: datetime) -> str:
    """Say how a due time stands against the clock: 'due in 3 hours', '2 days late'."""
    if due_at >= at:
        return f"due in {span_words(due_at - at)}"
    return f"{span_words(at - due_at)} late"


def span_words(span: timedelta) -> str:
    """Return a span of time in words, rounded down: '5 minutes', '3 hours', '2 days'."""
    for unit, word in ((DAY, "day"), (HOUR, "hour")):
        if span >= 2 * unit or (unit == HOUR and span >= HOUR):
            return _counted(span // unit, word)
    return _counted(max(span // timedelta(minutes=1), 0), "minute")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
