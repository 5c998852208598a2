"""What to ask next, and why a conclusion was reached."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import cache
from math import log2
from typing import Any

from rapport.engine.rights.assess import assess, day_of, rules_for
from rapport.engine.rights.facts import Facts
from rapport.engine.rights.findings import Finding
from rapport.engine.rights.kinds import BOOLEAN, DATE, DATE_OR_BOOLEAN, INTEGER, MOMENT, MONEY, Kind
from rapport.engine.rights.matter import matter_of
from rapport.engine.rights.reading import vocabulary
from rapport.engine.rights.rules import Rule

FAR = timedelta(days=400)


@dataclass(frozen=True)
class Step:
    """One rule that was asked: the day it was chosen by, and what it found."""

    rule: Rule
    by: date | None
    found: tuple[Finding, ...]


def explain(facts: Facts, on: date | None = None) -> list[Step]:
    """Return the chain of reasoning: every rule that found something, in the order in which it was asked."""
    matter = matter_of(facts, on)
    steps = (Step(rule, day_of(rule, matter), tuple(rule.judge(matter))) for rule in rules_for(matter))
    return [step for step in steps if step.found]


def next_question(
    facts: Facts, on: date | None = None, *, without: Collection[str] = frozenset()
) -> str | None:
    """Return the fact that splits the open conclusions best: whose answers differ most in what they lead to.

    Every asked fact is tried with the values it may have; the one with the greatest entropy over sets of
    conclusions and deadlines wins, the first of equals. None where nothing is open. What stands in `without`
    was asked before and nobody knows it.
    """
    asked = [ask.fact for ask, _ in assess(facts, on).asked if ask.fact not in without]
    return max(asked, key=lambda fact: _entropy(facts, fact, on), default=None)


def _entropy(facts: Facts, fact: str, on: date | None) -> float:
    outcomes = [_outcome(told, on) for told in _answers(facts, fact, on)]
    shares = [outcomes.count(one) / len(outcomes) for one in set(outcomes)]
    return -sum(share * log2(share) for share in shares)


def _outcome(facts: Facts, on: date | None) -> tuple[object, ...]:
    found = assess(facts, on)
    return (*sorted(found.entitled), *sorted({one.name for one in found.deadlines}))


def _answers(facts: Facts, fact: str, on: date | None) -> Iterator[Facts]:
    """Yield the facts with each value that one more fact may have."""
    kind = _kinds().get(fact)
    if kind is None or "[]" in fact:
        yield facts
        return
    for value in _values(kind, matter_of(facts, on).on):
        yield _with(facts, fact.split("."), value)


@cache
def _kinds() -> dict[str, Kind]:
    return {name.removesuffix("[]"): kind for name, kind, _ in vocabulary()}


def _values(kind: Kind, on: date | None) -> list[Any]:
    day = on or date(2026, 1, 1)
    days = [day, day - FAR, None]
    if kind.choices and not kind.is_list:
        return [*kind.choices, None]
    by_kind: dict[str, list[Any]] = {
        BOOLEAN.words: [True, False],
        DATE.words: days,
        MOMENT.words: days,
        DATE_OR_BOOLEAN.words: [True, False, day],
        INTEGER.words: [0, 1, 30],
        MONEY.words: [0.0, 50.0, 5_000.0],
    }
    return by_kind.get(kind.words, [None])


def _with(part: Any, path: list[str], value: Any) -> Any:
    """Return facts with one more told, however deep; parts that are not there are begun."""
    name, *rest = path
    if not rest:
        return replace(part, **{name: value})
    inner = getattr(part, name) or _begun(part, name)
    return replace(part, **{name: _with(inner, rest, value)})


def _begun(part: Any, name: str) -> Any:
    kind: Kind = next(one.metadata["kind"] for one in fields(part) if one.name == name)
    assert kind.part  # noqa: S101 - only a fact with facts of its own has a longer path
    return kind.part()
