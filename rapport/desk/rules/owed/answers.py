"""What follows from the facts of a case, as it is kept: conclusions, deadlines, and the chain of reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapport.desk.rules.owed.deadlines import Deadline
from rapport.desk.rules.owed.facts import Told, is_asked, question, skipped
from rapport.engine.rights import Facts, as_json, assess, explain, next_question, read_facts
from rapport.engine.rights.asking import Step
from rapport.engine.rights.findings import Due
from rapport.engine.rights.records import finding_in_words

DECIDES = {
    "auto": "follows from the law",
    "customer": "they choose",
    "person": "a person with authority decides",
    "data-protection lead": "the data-protection lead decides",
}
STATUS = {
    "V": "the text of the law was read",
    "S": "a regulator's page was read, not the text",
    "U": "not verified",
}


@dataclass(frozen=True)
class Change:
    """What is otherwise than it was, in words, and which way it went."""

    words: str
    tone: str  # good, bad, plain: gained, lost, moved


def answer_to(told: Told, on: date) -> dict[str, Any]:
    """Return what follows from facts as of a day, as it is kept: plain values alone.

    Beside what the command answers it holds the source of each deadline and every rule that found
    something, with the days on which it is law, so that the answer can be explained when the law has changed.
    """
    facts = read_facts(told.facts)
    found, steps = assess(facts, on), explain(facts, on)
    answer = as_json(found)
    sources = {one.name: step.rule.source for step in steps for one in step.found if isinstance(one, Due)}
    for one in answer["deadlines"]:
        one["source"] = sources.get(one["name"], "")
    answer["denied"] = [{"code": one.code, "because": one.because} for one, _ in found.denied]
    answer["rules"] = [_rule(step) for step in steps]
    return answer


def _rule(step: Step) -> dict[str, Any]:
    rule = step.rule
    return {
        "id": rule.id,
        "title": rule.title,
        "source": rule.source,
        "since": rule.since.isoformat(),
        "until": rule.until.isoformat() if rule.until else None,
        "found": [finding_in_words(one) for one in step.found],
    }


def next_fact(told: Told, on: date) -> str | None:
    """Return the fact to ask for next; what nobody knows, and what no page can ask for, is left out."""
    facts = read_facts(told.facts)
    without = skipped(told.not_known)
    for _ in range(MOST_PASSED_OVER):
        best = next_question(facts, on, without=without)
        if best is None or _can_be_asked(best):
            return best
        without = without | {best}
    return None


MOST_PASSED_OVER = 10


def _can_be_asked(fact: str) -> bool:
    return is_asked(fact) and (fact.startswith("tried") or "[]" not in fact)


def ask_for(told: Told, on: date) -> list[str]:
    """Return what is open besides, in the engine's order."""
    facts: Facts = read_facts(told.facts)
    left_out = skipped(told.not_known)
    return [
        ask.fact for ask, _ in assess(facts, on).asked if ask.fact not in left_out and _can_be_asked(ask.fact)
    ]


def deadlines_of(answer: Mapping[str, Any]) -> list[Deadline]:
    """Return the deadlines that an answer keeps, the earliest first."""
    kept = [Deadline(**one) for one in answer.get("deadlines", ())]
    return sorted(kept, key=lambda one: (one.day, one.name))


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what one answer says otherwise than the one before: stated, no longer stated, moved."""
    then, now = _conclusions(before), _conclusions(after)
    changes = [Change(f"Now: {now[code]}", "good") for code in now if code not in then]
    changes += [Change(f"No longer: {then[code]}", "bad") for code in then if code not in now]
    changes += [
        Change(f"Otherwise: {now[code]}", "plain") for code in now if code in then and then[code] != now[code]
    ]
    return [*changes, *_moved(deadlines_of(before), deadlines_of(after))]


def _conclusions(answer: Mapping[str, Any]) -> dict[str, str]:
    return {one["code"]: one["text"] for one in answer.get("conclusions", ())}


def _moved(before: Iterable[Deadline], after: Iterable[Deadline]) -> list[Change]:
    then, now = _legal(before), _legal(after)
    return [
        *(Change(f"{one.words}: {_day(one)}", "good") for name, one in now.items() if name not in then),
        *(
            Change(f"{one.words}: {_day(one)} instead of {_day(then[name])}", "plain")
            for name, one in now.items()
            if name in then and then[name].date != one.date
        ),
        *(Change(f"No longer due: {one.words}", "bad") for name, one in then.items() if name not in now),
    ]


def _legal(deadlines: Iterable[Deadline]) -> dict[str, Deadline]:
    return {one.name: one for one in deadlines if one.kind == "legal"}


def _day(one: Deadline) -> str:
    return f"{one.day:%-d %B %Y}"


def asked_in_words(fact: str) -> str:
    """Return the question for a fact, however deep it lies."""
    return question(fact).text
