"""Records as the command reads and answers them: one object or JSON Lines; a bad one stops no other."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rapport.engine.rights.asking import explain, next_question
from rapport.engine.rights.assess import as_json, assess, question_of
from rapport.engine.rights.facts import Facts
from rapport.engine.rights.findings import Ask, Assessment, Decide, Denied, Due, Finding, Pays, Stated
from rapport.engine.rights.reading import FactsNotAnObject, read_facts
from rapport.engine.rights.time import spoken
from rapport.lib.errors import Refusal


class NoRecords(Refusal):
    """There is nothing to answer."""

    code = "no_records"
    text = (
        'Nothing is in it. It expects facts as one JSON object, or one object on each line: {{"facts": ...}}.'
    )


@dataclass(frozen=True)
class Record:
    """One record: what it is called, and its facts or why they cannot be read."""

    id: Any
    facts: Facts | None
    error: str = ""


def read_records(text: str) -> Iterator[Record]:
    """Yield the records of a file: one JSON object, or one on each line.

    A record is `{"id": ..., "facts": {...}}`, other keys beside being ignored, or the facts themselves.
    """
    if not text.strip():
        raise NoRecords
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from (_of_line(line) for line in text.splitlines() if line.strip())
        return
    yield from (_record(one) for one in (whole if isinstance(whole, list) else [whole]))


def _of_line(line: str) -> Record:
    try:
        return _record(json.loads(line))
    except (ValueError, RecursionError) as fault:
        return Record(
            None, None, f"The line {line[:60]!r} is no JSON ({fault}). Write one object on each line."
        )


def _record(told: Any) -> Record:
    name = told.get("id") if isinstance(told, Mapping) else None
    try:
        if not isinstance(told, Mapping):
            raise FactsNotAnObject(what="The record", value=repr(told)[:80])
        bare = {key: value for key, value in told.items() if key != "id"}
        return Record(name, read_facts(told.get("facts", bare)))
    except Refusal as refusal:
        return Record(name, None, str(refusal))


def answers_json(records: Iterable[Record], on: date | None) -> Iterator[str]:
    """Yield the answer to each record as a line of JSON, in the order of the records."""
    for record in records:
        name = {} if record.id is None else {"id": record.id}
        if record.facts is None:
            yield _line({"id": record.id, "error": record.error})
        else:
            yield _line(name | as_json(assess(record.facts, on)))


def _line(answer: Mapping[str, Any]) -> str:
    """Return an answer as one line; half a character, which JSON can hold, is no text and is replaced."""
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace").decode()


def answers_in_words(records: Iterable[Record], on: date | None, *, chain: bool = False) -> Iterator[str]:
    """Yield the answer to each record in plain words, line by line."""
    for place, record in enumerate(records):
        if place:
            yield ""
        if record.id is not None:
            yield f"{record.id}"
        if record.facts is None:
            yield record.error
            continue
        yield from in_words(assess(record.facts, on), next_question(record.facts, on))
        if chain:
            yield from _part("Why", reasons(record.facts, on))


def in_words(found: Assessment, best: str | None = None) -> Iterator[str]:
    """Yield an assessment in plain words: what holds, until when, what a person decides, what to ask."""
    if found.as_at:
        yield f"As of {said(found.as_at)}. This is information, not legal advice."
    for one in found.conclusions:
        yield f"  {one.text}"
        yield f"      {one.code}, {one.source}; {_decided(one.decides)}"
    if not found.conclusions:
        yield "  Nothing follows from these facts alone."
    yield from _part("Does not apply", (f"{one.code}: {one.because}" for one, _ in found.denied))
    yield from _part("By when", (f"{_due(one)}" for one in sorted(found.deadlines, key=_moment)))
    yield from _part(
        "Money", (f"£{one.gbp:,.2f} {one.name.replace('_', ' ')}: {one.because}" for one in found.amounts)
    )
    yield from _part("A person decides", found.human_decides)
    yield from _part("To ask", (_question(ask, best) for ask, _ in found.asked))
    yield from _part("Note", found.notes)


def _part(head: str, lines: Iterable[str]) -> Iterator[str]:
    told = [*lines]
    if told:
        yield f"{head}:"
        yield from (f"  {line}" for line in told)


def _question(ask: Ask, best: str | None) -> str:
    first = "  (ask this first)" if ask.fact == best else ""
    return f"{question_of(ask.fact)} [{ask.fact}]{first}"


def _decided(decides: str) -> str:
    return {"auto": "follows from the law", "customer": "the customer chooses"}.get(
        decides, "for a person to decide"
    )


def _due(one: Due) -> str:
    kind = "" if one.kind == "legal" else f" ({one.kind})"
    return f"{said(one.date)}  {_name(one.name)}{kind}: {one.because}"


def _name(name: str) -> str:
    return name.replace("strr", "short-term right").replace("sar", "access").replace("_", " ")


def _moment(one: Due) -> tuple[date, str]:
    return (one.date.date() if isinstance(one.date, datetime) else one.date), one.name


def said(day: date | datetime) -> str:
    """Return a day, or a moment with its clock, in words."""
    if isinstance(day, datetime):
        return f"{day:%A %-d %B %Y, %H:%M} ({day:%Z})"
    return spoken(day)


def reasons(facts: Facts, on: date | None) -> Iterator[str]:
    """Yield the chain of reasoning line by line: each rule that found something, and what it found."""
    for step in explain(facts, on):
        by = f", the law of {said(step.by)}" if step.by else ""
        yield f"{step.rule.id} {step.rule.title} ({step.rule.source}{by})"
        yield from (f"    {finding_in_words(one)}" for one in step.found)


def finding_in_words(finding: Finding) -> str:
    """Return what a rule found, in a few words."""
    match finding:
        case Stated():
            return f"holds: {finding.code}"
        case Denied():
            return f"does not hold: {finding.code}, because: {finding.because}"
        case Due():
            return f"due: {_due(finding)}"
        case Decide():
            return f"a person decides {finding.what}"
        case Ask():
            return f"not told: {finding.fact}"
        case Pays():
            return f"pays: £{finding.gbp:,.2f} {finding.name}"
