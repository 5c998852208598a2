"""The reference pages of the rights engine, read from its rules: what each reads, concludes and counts."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from rapport.engine.rights import time
from rapport.engine.rights.absent import ADDS, BESIDE, EXCEPTIONS, LATER, STANDS_IN
from rapport.engine.rights.bodies import BODIES
from rapport.engine.rights.codes import CODES
from rapport.engine.rights.data_rights import RIGHTS
from rapport.engine.rights.matter import Matter
from rapport.engine.rights.reading import vocabulary
from rapport.engine.rights.rules import Body, Rule
from rapport.engine.rights.watching import NOT_COVERED, SEEN, WATCHED

PACKAGE = "rapport.engine.rights"
NO_ADVICE = (
    "**This is information for people who serve customers, not legal advice.** It was written from public "
    f"sources as they stood on {SEEN:%-d %B %Y}. Where it matters, ask a lawyer."
)
STATUS = {
    "V": "the text of the law was read",
    "S": "a regulator's page or a good secondary source was read, not the text",
    "U": "not verified: own knowledge",
}
BASIS = {"K": "the day of the contract", "R": "the day it came in", "D": "the day of the decision or conduct"}
DUES = {"Due": 0, "_due": 2}  # the place of the name among the arguments
DECIDES = {
    "auto": "follows from the law",
    "customer": "the customer chooses",
    "person": "a person with authority decides",
    "data-protection lead": "the data-protection lead decides",
}


@dataclass
class Reading:
    """What the functions of a rule name: facts, codes, deadlines, ways to count."""

    facts: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    deadlines: set[str] = field(default_factory=set)
    counts: set[str] = field(default_factory=set)


def rights_pages() -> dict[str, str]:
    """Return the index and a page for each body of law, by file name below docs/reference."""
    return {"rights/index.md": index_page()} | {f"rights/{slug(body)}.md": body_page(body) for body in BODIES}


def slug(body: Body) -> str:
    """Return the file name of a body's page."""
    return body.name.lower().replace(" ", "-")


def body_page(body: Body) -> str:
    """Return the page of a body of law: every rule with what it reads, says, counts, and stands on."""
    rules = [line for rule in body.rules for line in _rule(rule)]
    about = f"{body.about}. [All bodies of law](index.md)."
    head = [f"# Rights: {body.name}", WRITTEN_BY, about, "", NO_ADVICE, ""]
    return "\n".join([*head, *rules])


WRITTEN_BY = "<!-- Written by `make docs` from the code. Change the code, not this page. -->\n"


def _rule(rule: Rule) -> Iterator[str]:
    read = _read(rule)
    until = f" until {rule.until:%-d %B %Y}" if rule.until else ""
    yield f"## {rule.id}: {rule.title}\n"
    yield f"{inspect.getdoc(rule.judge)}\n"
    yield from _row("Source", [rule.source])
    yield from _row("Checked", [STATUS[rule.status]])
    yield from _row("Holds", [f"from {rule.since:%-d %B %Y}{until}, by {BASIS[rule.basis]}"])
    yield from _row("Decides", [DECIDES[rule.decides]])
    yield from _row("Facts it reads", [f"`{name}`" for name in sorted(read.facts)])
    yield from _row(
        "States, or says does not hold",
        [f"`{code}`: {CODES[code].text}" for code in sorted(read.codes)],
        "\n  - ",
    )
    yield from _row("Deadlines", [f"`{name}`" for name in sorted(read.deadlines)])
    yield from _row("Counted by", [_how(name) for name in sorted(read.counts)], "\n  - ")
    yield ""


def _row(head: str, values: list[str], between: str = ", ") -> Iterator[str]:
    if values:
        first = between if between != ", " else " "
        yield f"- **{head}**:{first}{between.join(values)}"


def _how(name: str) -> str:
    """Return how a function counts, in the words of its first line."""
    return (inspect.getdoc(getattr(time, name)) or "").partition("\n")[0].removeprefix("Return ")


COUNTING = {name for name, one in vars(time).items() if getattr(one, "__module__", "") == time.__name__}
COUNTING -= {"is_working_day", "last_day_of", "spoken"}


@cache
def _facts() -> dict[str, tuple[str, ...]]:
    """Return the facts by the last word of their names."""
    found: dict[str, tuple[str, ...]] = {}
    for name, kind, _ in vocabulary():
        if not kind.part:
            last = name.removesuffix("[]").rpartition(".")[2]
            found[last] = (*found.get(last, ()), name)
    return found


def _read(rule: Rule) -> Reading:
    """Return what the function of a rule names, and every function of the engine that it calls."""
    found, seen = Reading(), set[Any]()
    _walk(rule.judge, found, seen)
    return found


def _walk(function: Any, found: Reading, seen: set[Any]) -> None:
    if function in seen:
        return
    seen.add(function)
    module = inspect.getmodule(function)
    assert module  # noqa: S101 - a function of the engine stands in a module
    for node in ast.walk(ast.parse(inspect.cleandoc("\n" + inspect.getsource(function)))):
        if isinstance(node, ast.Name):
            _named(getattr(module, node.id, None), found, seen)
        elif isinstance(node, ast.Attribute):
            _attribute(node, module, found, seen)
        elif isinstance(node, ast.Constant):
            _texts([node.value], found)
        elif isinstance(node, ast.Call):
            found.deadlines.update(_deadline(node))


def _named(value: Any, found: Reading, seen: set[Any]) -> None:
    """Follow a function of the engine, and read the words of a table."""
    if isinstance(value, FunctionType) and value.__module__ == time.__name__:
        found.counts |= {value.__name__} & COUNTING
    elif isinstance(value, FunctionType) and value.__module__.startswith(PACKAGE):
        if value.__module__.rpartition(".")[2] not in ("reading", "kinds"):
            _walk(value, found, seen)
    elif value is RIGHTS:
        found.codes |= {code for code, _ in RIGHTS.values() if code}
        found.deadlines |= {name for _, name in RIGHTS.values()}
    elif isinstance(value, (tuple, str)):
        _texts([value] if isinstance(value, str) else value, found)


def _texts(values: Iterable[Any], found: Reading) -> None:
    for value in values:
        if isinstance(value, str):
            found.codes |= {value.partition(":")[0]} & CODES.keys()


def _attribute(node: ast.Attribute, module: ModuleType, found: Reading, seen: set[Any]) -> None:
    """Note a fact that is read, and follow what the matter works out for itself."""
    owner = node.value
    above = (
        owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    )
    if above == "matter" and isinstance(getattr(Matter, node.attr, None), property):
        _walk(getattr(Matter, node.attr).fget, found, seen)
    if isinstance(inspect.getattr_static(module, above, None), ModuleType):
        _named(getattr(getattr(module, above), node.attr, None), found, seen)
    names = _facts().get(node.attr, ())
    part = {"one": ("tried[].", "requests[]."), "said": ("statement.",), "extra": ("extra_goods.",)}.get(
        above
    )
    if above in ("facts", "request", "fault") or part:
        starts = part or ({"facts": ("",), "request": ("request.",), "fault": ("fault.",)}[above])
        found.facts |= {name for name in names for start in starts if _stands_at(name, start)}


def _stands_at(name: str, start: str) -> bool:
    return name.startswith(start) and "." not in name.removeprefix(start)


def _deadline(call: ast.Call) -> Iterator[str]:
    """Yield the name of a deadline as the code writes it, a part that varies as dots."""
    place = DUES.get(getattr(call.func, "id", ""))
    node = call.args[place] if place is not None and place < len(call.args) else None
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else "..." for one in node.values)


def index_page() -> str:
    """Return the page of the whole: bodies, words for facts, what absence means, what is not there."""
    return "\n".join([*_head(), *_bodies(), *_absences(), *_watched(), *_not_covered(), *_vocabulary(), ""])


def _head() -> Iterator[str]:
    yield "# What a customer is owed: the rights engine"
    yield WRITTEN_BY
    yield NO_ADVICE
    yield (
        "\nFacts go in, conclusions come out: the command `rapport rights -`, or `assess(read_facts({...}))` "
        "from Python ([how to](../../how-to/ask-what-is-owed.md)). Every rule stands in one small function "
        "with its source and the days on which it holds ([change one](../../how-to/change-a-rule.md)).\n"
    )


def _bodies() -> Iterator[str]:
    yield "## Bodies of law\n"
    yield "| body | about | rules |"
    yield "|---|---|---|"
    for body in BODIES:
        rules = ", ".join(dict.fromkeys(rule.id for rule in body.rules))
        yield f"| [{body.name}]({slug(body)}.md) | {body.about} | {rules} |"
    yield ""


def _absences() -> Iterator[str]:
    yield "## When a fact is not told\n"
    yield "What a missing fact decides is not stated: the fact is asked. The exceptions are these.\n"
    yield "**Opens an exception alone.** It counts as ordinary, the sentence says *unless*; it is asked.\n"
    yield from _table("what is ordinary", {fact: one.words for fact, one in EXCEPTIONS.items()})
    yield "**Something that happens.** While it is not told, it has not happened yet.\n"
    yield from _table("until it is told", LATER)
    yield "**Another fact stands in.** The notes of the answer say so.\n"
    beside = {fact: words for fact, (_, words) in BESIDE.items()}
    yield from _table("what stands in", STANDS_IN | beside)
    yield "**Only adds something of its own.** It is not asked in every case.\n"
    yield from _table("what it adds", ADDS)


def _table(head: str, rows: dict[str, str]) -> Iterator[str]:
    yield f"| fact | {head} |"
    yield "|---|---|"
    yield from (f"| `{fact}` | {words} |" for fact, words in rows.items())
    yield ""


def _watched() -> Iterator[str]:
    yield "## Watch-list\n"
    yield f"Law to come is data that is switched off. Sources were last gone through on {SEEN:%-d %B %Y}.\n"
    yield "| matter | state seen | look again by |"
    yield "|---|---|---|"
    yield from (f"| {one.matter} | {one.state} | {one.review_by:%-d %B %Y} |" for one in WATCHED)
    yield ""


def _not_covered() -> Iterator[str]:
    yield "## What is not covered\n"
    yield from (f"- {line}" for line in NOT_COVERED)
    yield ""


def _vocabulary() -> Iterator[str]:
    yield "## Facts\n"
    yield (
        "Absent is not known; `null` is known to be none (not delivered, no date agreed, no proof, no "
        "fault). Names are nested, or written with dots. `[]` is each of a list. Anything else is refused.\n"
    )
    yield "| fact | kind | question |"
    yield "|---|---|---|"
    for name, kind, question in vocabulary():
        words = "facts of its own" if kind.part else kind.words.removeprefix("list: ")
        yield f"| `{name}` | {words} | {question} |"
    yield "| `bank_rate_<day>_<mon>_<year>` | per cent | What was Bank Rate, `bank_rate_31_dec_2025`? |"
