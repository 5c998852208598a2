"""An assessment: the rules that hold for a matter are asked in turn, and what they find is put together."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from rapport.engine.rights.bodies import BODIES
from rapport.engine.rights.codes import CODES, Code
from rapport.engine.rights.facts import Facts
from rapport.engine.rights.findings import Ask, Assessment, Conclusion, Decide, Denied, Due, Pays, Stated
from rapport.engine.rights.matter import Matter, matter_of
from rapport.engine.rights.reading import as_day, vocabulary
from rapport.engine.rights.rules import Rule
from rapport.engine.rights.time import spoken


def assess(facts: Facts, on: date | None = None, *, own_days: Collection[date] = frozenset()) -> Assessment:
    """Return what follows from facts: conclusions, deadlines, sums, what a person decides, what to ask.

    `on` is the day of the question: without it `today`, else `as_at`, else the latest day in the facts,
    never the clock. `own_days` are days on which the operator's office does not work.
    """
    matter = matter_of(facts, on, own_days)
    found = _Found(matter)
    for rule in rules_for(matter):
        for finding in rule.judge(matter):
            found.take(finding, rule)
    return found.assessment()


def rules_for(matter: Matter) -> Iterator[Rule]:
    """Yield the rules that are the law of a matter, in the order in which they are asked.

    For an office outside the United Kingdom that is the one rule that says so.
    """
    bodies = BODIES[:1] if matter.facts.nation == "other" else BODIES
    days = days_of(matter)
    for body in bodies:
        if body.concerns(matter):
            yield from _rules_of(body.name, days)


@lru_cache(maxsize=10_000)
def _rules_of(name: str, days: "Days") -> tuple[Rule, ...]:
    """Return the rules of a body that hold on the days of a matter."""
    body = next(one for one in BODIES if one.name == name)
    return tuple(rule for rule in body.rules if rule.holds_on(getattr(days, rule.basis)))


class Days(NamedTuple):
    """The days by which rules are chosen: of the contract, of the receipt, of the conduct."""

    K: date | None
    R: date | None
    D: date | None


def days_of(matter: Matter) -> Days:
    """Return the days by which rules are chosen; the day of the question stands in for one not told."""
    on, request = matter.on, matter.request
    if request is None:
        return Days(matter.contracted or on, on, on)
    received = as_day(request.received)
    done = as_day(request.date) or as_day(request.act_date) or as_day(request.aware) or received
    return Days(matter.contracted or on, received or on, done or on)


def day_of(rule: Rule, matter: Matter) -> date | None:
    """Return the day by which a rule is chosen."""
    day: date | None = getattr(days_of(matter), rule.basis)
    return day


class _Found:
    """What was found so far, in order."""

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        self.conclusions: dict[str, Conclusion] = {}
        self.denied: list[tuple[Denied, str]] = []
        self.deadlines: dict[str, Due] = {}
        self.decides: dict[str, None] = {}
        self.amounts: list[Pays] = []
        self.asked: dict[str, tuple[Ask, str]] = {}
        self.sources: dict[str, None] = {}

    def take(self, finding: object, rule: Rule) -> None:
        """Keep a finding of a rule; the first that says a thing stands."""
        match finding:
            case Stated():
                if finding.code not in self.conclusions:
                    self.conclusions[finding.code] = _conclusion(finding, rule)
                self.sources[rule.source] = None
            case Denied():
                self.denied.append((finding, rule.id))
                self.sources[rule.source] = None
            case Due():
                self.deadlines.setdefault(finding.name, finding)
            case Decide():
                self.decides[finding.what] = None
            case Ask():
                self.asked.setdefault(finding.fact, (finding, rule.id))
            case Pays():
                self.amounts.append(finding)

    def assessment(self) -> Assessment:
        """Return what was found; a conclusion that one rule states is not denied by another."""
        stated = self.conclusions
        return Assessment(
            as_at=self.matter.on,
            conclusions=[*stated.values()],
            denied=[(one, rule) for one, rule in self.denied if one.code not in stated],
            deadlines=[*self.deadlines.values()],
            human_decides=[*self.decides],
            amounts=self.amounts,
            asked=[*self.asked.values()],
            sources=[*self.sources],
            notes=[*_notes(self.matter)],
        )


def _notes(matter: Matter) -> Iterator[str]:
    if not as_day(matter.facts.contract_date) and matter.contracted:
        yield (
            f"The day of the contract is not told; {spoken(matter.contracted)}, the earliest day told, "
            "stands for it."
        )
    if not matter.facts.nation:
        yield "The nation is not told; where holidays differ, the earliest day is given."


def _conclusion(stated: Stated, rule: Rule) -> Conclusion:
    code = code_of(stated.code)
    text = stated.text or code.text
    if stated.unless:
        text = f"{text.rstrip('.')}, unless {' or '.join(stated.unless)}."
    return Conclusion(
        stated.code, text, code.choices, rule.decides, rule.status, rule.source, rule.since,
        stated.changes_if or code.changes_if, rule.id,
    )  # fmt: skip


@cache
def code_of(code: str) -> Code:
    """Return what a code says; a qualifier after the colon does not change it."""
    return CODES[code.partition(":")[0]]


@cache
def questions() -> Mapping[str, str]:
    """Return the question that asks for each fact."""
    return {name: question for name, _, question in vocabulary()}


def question_of(fact: str) -> str:
    """Return the question that asks for a fact."""
    if fact.startswith("bank_rate_"):
        return (
            f"What was Bank Rate on {fact.removeprefix('bank_rate_').replace('_', ' ').title()}, in per cent?"
        )
    return questions().get(fact) or questions()[f"{fact}[]"]


def as_json(found: Assessment) -> dict[str, Any]:
    """Return an assessment as the command and the API give it."""
    return {
        "entitled": found.entitled,
        "not_entitled": found.not_entitled,
        "deadlines": [
            {"name": one.name, "kind": one.kind, "date": _iso(one.date), "because": one.because}
            for one in found.deadlines
        ],
        "human_decides": [*found.human_decides],
        "sources": [*found.sources],
        "ask": [{"fact": ask.fact, "question": question_of(ask.fact)} for ask, _ in found.asked],
        "notes": [*found.notes],
        "amounts": [{"name": one.name, "gbp": one.gbp, "because": one.because} for one in found.amounts],
        "conclusions": [_as_json(one) for one in found.conclusions],
    }


def _iso(day: date | datetime) -> str:
    """Return a day as ISO writes it, a moment to the minute with its offset."""
    return day.isoformat(timespec="minutes") if isinstance(day, datetime) else day.isoformat()


def _as_json(one: Conclusion) -> dict[str, Any]:
    return {
        "code": one.code,
        "text": one.text,
        "choices": [*one.choices],
        "decides": one.decides,
        "status": one.status,
        "source": one.source,
        "in_force_from": one.in_force_from.isoformat(),
        "changes_if": [*one.changes_if],
    }
