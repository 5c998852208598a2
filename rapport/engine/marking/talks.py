"""Files of conversations as the command reads and writes them; a bad line stops no other."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapport.engine.marking.conversation import (
    ADVISER,
    CUSTOMER,
    ConversationMark,
    Ear,
    Turn,
    TurnMark,
    mark_conversation,
)  # fmt: skip
from rapport.engine.text.finding import Finding
from rapport.lib.errors import Refusal

EXPECTED = '{"id": "c1", "turn": 1, "by": "adviser", "text": "..."}'


class NoTurns(Refusal):
    code = "no_turns"
    text = (
        f"There is no turn in it. It expects {EXPECTED.replace('{', '{{').replace('}', '}}')} on each line."
    )


class TurnNotRight(Refusal):
    code = "turn_not_right"
    text = "{what} is {value}. It expects {expected}. Mend the line."


@dataclass(frozen=True)
class Line:
    """One line: the conversation it belongs to, its turn, or why it cannot be read."""

    id: Any
    turn: Turn | None = None
    error: str = ""


def turns_in(text: str) -> list[Line]:
    """Return the lines of a file of turns, in order; a number that a conversation has already is refused."""
    lines = [_line(line) for line in text.split("\n") if line.strip()]
    if not lines:
        raise NoTurns
    seen: set[tuple[Any, int]] = set()
    return [_once(one, seen) for one in lines]


def _once(line: Line, seen: set[tuple[Any, int]]) -> Line:
    if line.turn is None:
        return line
    key = (line.id, line.turn.turn)
    if key in seen:
        wrong = TurnNotRight(what="turn", value=line.turn.turn, expected="a number that stands once in it")
        return Line(line.id, error=str(wrong))
    seen.add(key)
    return line


def _line(line: str) -> Line:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return Line(
            None, error=f"The line {line[:60]!r} is no JSON ({fault}). Write one object on each line."
        )
    name = told.get("id") if isinstance(told, Mapping) else None
    name = name if isinstance(name, str | int) and not isinstance(name, bool) else None
    try:
        return Line(name, _turn(told, name))
    except Refusal as refusal:
        return Line(name, error=str(refusal))


def _turn(told: Any, name: Any) -> Turn:
    if not isinstance(told, Mapping):
        raise _wrong("The line", told, f"an object, such as {EXPECTED}")
    if name is None:
        raise _wrong("id", told.get("id"), "the name of the conversation, as text or a whole number")
    number, by, text = (told.get(key) for key in ("turn", "by", "text"))
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise _wrong("turn", number, "a whole number from 0")
    if by not in (ADVISER, CUSTOMER):
        raise _wrong("by", by, f'"{ADVISER}" or "{CUSTOMER}"')
    if not isinstance(text, str):
        raise _wrong("text", text, "what was said as text, which may be empty")
    return Turn(number, by, text.encode("utf-8", "replace").decode())


def _wrong(what: str, value: Any, expected: str) -> TurnNotRight:
    return TurnNotRight(what=what, value=repr(value)[:80], expected=expected)


def talks_marked(ear: Ear, lines: Sequence[Line]) -> Iterator[str]:
    """Yield one line of JSON for each conversation, in their order; a bad line says why in its place."""
    talks: dict[Any, list[Turn]] = {}
    for one in lines:
        if one.turn:
            talks.setdefault(one.id, []).append(one.turn)
    for one in lines:
        if one.error:
            yield _written({"id": one.id, "error": one.error})
        elif turns := talks.pop(one.id, None):
            marked = mark_conversation(sorted(turns, key=lambda turn: turn.turn), ear)
            yield _written({"id": one.id, **mark_as_data(marked), "version": ear.version})


def mark_as_data(mark: ConversationMark) -> dict[str, Any]:
    """Return the marks of a conversation as JSON can hold them."""
    return {
        "turns": [_turn_as_data(one) for one in mark.turns],
        "criteria": [{**vars(one), "turns": [*one.turns]} for one in mark.criteria],
        "guards": [*mark.guards],
    }


def _turn_as_data(one: TurnMark) -> dict[str, Any]:
    return {
        "turn": one.turn,
        "acts": [vars(it) for it in one.acts],
        "tone": [_tone_as_data(it) for it in one.tone],
        **({"guards": [*one.guards]} if one.guards else {}),
    }


def _tone_as_data(one: Finding) -> dict[str, Any]:
    return {"kind": one.kind, "text": one.text, "span": [one.start, one.end], "kinder": one.kinder}


def _written(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace").decode()
