"""The facts of a case as they are told one by one: which form each is asked in, and how it is said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from rapport.engine.rights import question_of
from rapport.engine.rights.kinds import (
    BOOLEAN,
    DATE,
    DATE_OR_BOOLEAN,
    INTEGER,
    MOMENT,
    MONEY,
    Kind,
)
from rapport.engine.rights.reading import FactNotKnown, FactNotRight, vocabulary


class Form(StrEnum):
    """How a fact is asked for on a page."""

    YES_NO = "yes or no"
    CHOICE = "choice"
    DAY = "day"
    DAY_OR_NO = "day, or no"
    MOMENT = "moment"
    NUMBER = "number"
    MONEY = "money"
    DAYS = "days"
    TRIES = "tries"
    LIST = "words with commas"
    WORD = "word"
    WORDS = "words"


# A fact that has facts of its own is begun with one of them.
BEGINS_WITH = {
    "fault": "fault.kind",
    "second_fault": "second_fault.kind",
    "guarantee": "guarantee.by",
    "statement": "statement.about",
    "extra_goods": "extra_goods.what",
    "request": "request.kind",
}
# Open lists: the words that are usual; any other may be typed through the API.
USUAL: dict[str, tuple[str, ...]] = {
    "use": ("private", "business"),
    "second_fault.kind": ("same_fault_again", "another_fault"),
    "sector": ("fca", "telecoms", "energy", "social_housing", "nhs"),
    "we_are": ("supplier", "buyer", "charity"),
    "statement.about": ("service", "trader"),
    "request.basis": (
        "contract", "consent", "legal_obligation", "legitimate_interests", "public_task", "vital_interests",
    ),
    "request.data": ("contact_details", "orders", "health", "recordings"),
    "request.requester": ("police", "relative", "solicitor", "company"),
    "request.consent": ("pre_ticked_box", "ticked_by_the_person", "said_on_the_phone"),
    "request.source": ("bought_list", "own_customers"),
    "request.characteristic": (
        "disability", "age", "sex", "race", "religion_or_belief", "sexual_orientation",
        "gender_reassignment", "pregnancy_and_maternity",
    ),
    "request.practice": ("fake_reviews",),
    "request.criterion": ("customer_value", "age", "nationality"),
}  # fmt: skip
FORMS = {
    BOOLEAN.words: Form.YES_NO, DATE.words: Form.DAY, MOMENT.words: Form.MOMENT, MONEY.words: Form.MONEY,
    DATE_OR_BOOLEAN.words: Form.DAY_OR_NO, INTEGER.words: Form.NUMBER,
}  # fmt: skip
NEVER_NONE = (Form.YES_NO, Form.DAY_OR_NO)
SAID = {
    "england": "England", "wales": "Wales", "scotland": "Scotland", "northern_ireland": "Northern Ireland",
    "fca": "financial services", "nhs": "NHS", "subject_access": "access to their data", "dp_complaint":
    "complaint about data protection", "data_breach": "breach of data", "distance": "at a distance",
    "off_premises": "away from our premises", "live_call": "by phone", "mixed": "a mix",
}  # fmt: skip
NOT_ASKED = ("today", "as_at", "requests")
LONGEST_TRIES, LONGEST_LIST = 12, 50
NOT_KEPT = re.compile("[\\x00\\ud800-\\udfff]")


@dataclass(frozen=True)
class Question:
    """A fact as a page asks for it."""

    fact: str
    text: str
    form: Form
    choices: tuple[str, ...] = ()

    @property
    def may_be_none(self) -> bool:
        """Whether one can know that there is none."""
        return self.form not in NEVER_NONE

    @property
    def is_choice(self) -> bool:
        """Whether it is answered by one of a few words."""
        return self.form in (Form.YES_NO, Form.CHOICE)


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the kind of every fact that can be told, by its name without brackets."""
    return {name.removesuffix("[]"): kind for name, kind, _ in vocabulary()}


@cache
def question(fact: str) -> Question:
    """Return the question for a fact; one with facts of its own is asked for by the first of them."""
    name = BEGINS_WITH.get(fact, fact)
    if fact.startswith("bank_rate_"):
        return Question(fact, question_of(fact), Form.NUMBER)
    if name.partition("[]")[0] == "tried" or name.startswith("tried"):
        return Question("tried", question_of("tried"), Form.TRIES)
    kind = kinds().get(name)
    if kind is None or "[]" in name:
        raise FactNotKnown(fact=fact, nearest="None is near.")
    return Question(name, question_of(fact), _form(name, kind), kind.choices or USUAL.get(name, ()))


def _form(name: str, kind: Kind) -> Form:
    if kind.is_list:
        return Form.DAYS if kind.has_days else Form.LIST
    if kind.choices or name in USUAL:
        return Form.CHOICE
    return FORMS.get(kind.words) or (Form.WORD if "word" in kind.words else Form.WORDS)


def is_asked(fact: str) -> bool:
    """Tell whether a page can ask for a fact; several requests at once come through the API alone."""
    return fact.partition("[]")[0].partition(".")[0] not in NOT_ASKED


def askable() -> list[Question]:
    """Return every fact that a page can ask for, in the order of the vocabulary."""
    names = [name for name in kinds() if "[]" not in name and is_asked(name)]
    found = [question(name) for name in names]
    return [*{one.fact: one for one in found}.values()]


@dataclass(frozen=True)
class Told:
    """What was told of a case: facts by dotted name, where each came from, and what nobody knows."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    not_known: tuple[str, ...] = ()

    def with_facts(self, new: Mapping[str, Any], source: str) -> "Told":
        """Return it with facts told or corrected; each takes the place of what contradicts it."""
        facts, sources = dict(self.facts), dict(self.sources)
        for name, value in new.items():
            for gone in _replaced(name, facts):
                facts.pop(gone, None)
                sources.pop(gone, None)
            facts[name], sources[name] = value, source
        known = {one for name in new for one in (name, name.partition(".")[0])}
        return Told(facts, sources, tuple(one for one in self.not_known if one not in known))

    def without(self, names: Iterable[str], *, not_known: bool) -> "Told":
        """Return it with facts taken back; `not_known` says that they were asked for in vain."""
        asked_as = [*names]
        gone = [*asked_as, *(whole for whole, inner in BEGINS_WITH.items() if inner in asked_as)]
        facts = {name: value for name, value in self.facts.items() if name not in gone}
        asked = dict.fromkeys([*self.not_known, *gone]) if not_known else self.not_known
        kept = tuple(one for one in asked if not_known or one not in gone)
        return replace(
            self, facts=facts, sources={name: self.sources.get(name, "") for name in facts}, not_known=kept
        )


def _replaced(name: str, facts: Mapping[str, Any]) -> list[str]:
    """Return what a newly told fact takes the place of: a whole by its part, and parts by the whole."""
    part = name.partition(".")[0]
    if part != name:
        return [part] if part in facts else []
    return [one for one in facts if one.startswith(f"{name}.")]


def flat(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts by dotted name, nested ones too; what no row can keep is refused."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        inner = value if isinstance(value, Mapping) and value else None
        found |= {f"{name}.{part}": one for part, one in inner.items()} if inner else {name: value}
    for name, value in found.items():
        _refuse_unfit(name, value)
    return found


def _refuse_unfit(name: str, value: Any) -> None:
    """Refuse a list longer than a case ever tells, and letters that a database does not keep."""
    if isinstance(value, (list, tuple)) and len(value) > LONGEST_LIST:
        expected = f"{LONGEST_LIST} or fewer"
        raise FactNotRight(fact=name, value=f"a list of {len(value)}", expected=expected)
    if NOT_KEPT.search(name + str(value)):
        raise FactNotRight(
            fact=name[:40].encode("ascii", "replace").decode(), value="odd letters", expected="words"
        )


def skipped(not_known: Iterable[str]) -> set[str]:
    """Return the names by which the engine may ask for facts that nobody knows."""
    wholes = {inner: whole for whole, inner in BEGINS_WITH.items()}
    return {name for one in not_known for name in (one, wholes.get(one, one))}


def in_words(value: Any) -> str:
    """Return the value of a fact as a person says it."""
    match value:
        case None | bool():
            return {None: "none", True: "yes", False: "no"}[value]
        case list():
            return "; ".join(_try(one) if isinstance(one, Mapping) else in_words(one) for one in value)
        case float() | int():
            return f"{value:g}"
    return _text_in_words(str(value))


def _text_in_words(text: str) -> str:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return f"{date.fromisoformat(text):%-d %B %Y}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}T.+", text):
        return f"{datetime.fromisoformat(text):%-d %B %Y, %H:%M}"
    return SAID.get(text) or (text.replace("_", " ") if re.fullmatch(r"[a-z][a-z0-9_]*", text) else text)


def _try(one: Mapping[str, Any]) -> str:
    """Return one event of a repair in words."""
    parts = [in_words(one["action"])] if "action" in one else []
    parts += [in_words(one["date"])] if one.get("date") else []
    if "conforming" in one and one["conforming"] is not None:
        parts.append("in order" if one["conforming"] else "still not in order")
    return ", ".join(parts)
